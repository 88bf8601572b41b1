//! Summaries take their dates from what is below them.

use crate::moment::Moment;
use crate::network::{Kind, Network, Rules, TaskIndex};
use crate::plan::PLAIN;
use crate::schedule::{Computed, Schedule, TaskDates};

/// Gives every summary the span of its children; it is critical if any child is.
pub(crate) fn roll_up(network: &Network, computed: &mut Computed) {
    if computed.plan.place.iter().all(|place| *place != PLAIN) {
        return;
    }
    let mut children: Vec<Vec<TaskIndex>> = vec![Vec::new(); network.tasks.len()];
    for (index, task) in network.tasks.iter().enumerate() {
        if let Some(own) = task.parent.and_then(|parent| children.get_mut(parent)) {
            own.push(index);
        }
    }
    for index in from_the_deepest(network) {
        close_summary(network, computed, index, &children[index]);
    }
}

/// Whether a task takes its dates from its children.
fn is_summary(network: &Network, computed: &Computed, index: TaskIndex) -> bool {
    network.tasks[index].kind == Kind::Summary && computed.plan.place[index] == PLAIN
}

/// Gives one summary the span of its children, whose dates are known.
pub(crate) fn close_summary(network: &Network, computed: &mut Computed, index: TaskIndex, children: &[TaskIndex]) {
    if !is_summary(network, computed, index) {
        return;
    }
    let mut all: Option<TaskDates> = None;
    for &child in children {
        let task = &network.tasks[child];
        if task.inactive || task.kind == Kind::External {
            continue;
        }
        let mut own = computed.schedule.tasks[child];
        if is_summary(network, computed, child) && own.early_finish < own.early_start {
            continue;
        }
        if Schedule::lies_late(network, child) {
            (own.early_start, own.early_finish) = (own.late_start, own.late_finish);
        }
        if task.manual && network.rules == Rules::Microsoft {
            (own.late_start, own.late_finish) = (own.early_start, own.early_finish);
        }
        all = Some(all.map_or(own, |all| span(&all, &own)));
    }
    let Some(mut dates) = all else {
        // Nothing below: an end before its start marks it for the summary above.
        computed.schedule.tasks[index] = TaskDates { early_start: Moment(1), ..TaskDates::default() };
        return;
    };
    let clock = &computed.plan.clocks[usize::from(computed.plan.task_clock[index])];
    let start = clock.between(dates.early_start.0, dates.late_start.0);
    let finish = clock.between(dates.early_finish.0, dates.late_finish.0);
    dates.total_float = start.min(finish);
    dates.free_float = dates.total_float.max(0);
    computed.schedule.tasks[index] = dates;
}

fn span(all: &TaskDates, child: &TaskDates) -> TaskDates {
    TaskDates {
        early_start: all.early_start.min(child.early_start),
        late_start: all.late_start.min(child.late_start),
        start: all.start.min(child.start),
        early_finish: all.early_finish.max(child.early_finish),
        late_finish: all.late_finish.max(child.late_finish),
        finish: all.finish.max(child.finish),
        critical: all.critical || child.critical,
        ..*all
    }
}

/// Children before parents.
fn from_the_deepest(network: &Network) -> Vec<TaskIndex> {
    let count = network.tasks.len();
    let mut waiting = vec![0_u32; count];
    for parent in network.tasks.iter().filter_map(|task| task.parent) {
        if let Some(children) = waiting.get_mut(parent) {
            *children += 1;
        }
    }
    let mut order: Vec<TaskIndex> = (0..count).filter(|index| waiting[*index] == 0).collect();
    let mut read = 0;
    while let Some(&index) = order.get(read) {
        read += 1;
        let Some(parent) = network.tasks[index].parent else { continue };
        if let Some(children) = waiting.get_mut(parent) {
            *children -= 1;
            if *children == 0 {
                order.push(parent);
            }
        }
    }
    order
}
