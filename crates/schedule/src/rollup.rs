//! Summaries take their dates from what is below them.

use crate::moment::Moment;
use crate::network::{Kind, Network, Rules, TaskIndex};
use crate::plan::PLAIN;
use crate::schedule::{Computed, Schedule, TaskDates};

#[derive(Clone, Copy)]
struct Below {
    dates: TaskDates,
    found: bool,
}

/// Gives every summary the span of its children; it is critical if any child is.
pub(crate) fn roll_up(network: &Network, computed: &mut Computed) {
    if !network.tasks.iter().any(|task| task.kind == Kind::Summary) {
        return;
    }
    let far = Moment(i64::MAX);
    let empty = TaskDates {
        early_start: far,
        late_start: far,
        start: far,
        early_finish: Moment(i64::MIN),
        late_finish: Moment(i64::MIN),
        finish: Moment(i64::MIN),
        ..TaskDates::default()
    };
    let mut below = vec![Below { dates: empty, found: false }; network.tasks.len()];
    for index in from_the_deepest(network) {
        let task = &network.tasks[index];
        let is_parent = task.kind == Kind::Summary && computed.plan.place[index] == PLAIN;
        if is_parent {
            close_summary(computed, index, &below[index]);
        }
        if task.inactive || task.kind == Kind::External || (is_parent && !below[index].found) {
            continue;
        }
        let Some(parent) = task.parent.and_then(|p| below.get_mut(p)) else { continue };
        let mut own = computed.schedule.tasks[index];
        if Schedule::lies_late(network, index) {
            (own.early_start, own.early_finish) = (own.late_start, own.late_finish);
        }
        if task.manual && network.rules == Rules::Microsoft {
            (own.late_start, own.late_finish) = (own.early_start, own.early_finish);
        }
        parent.add(&own);
    }
}

impl Below {
    fn add(&mut self, child: &TaskDates) {
        let all = &mut self.dates;
        all.early_start = all.early_start.min(child.early_start);
        all.late_start = all.late_start.min(child.late_start);
        all.start = all.start.min(child.start);
        all.early_finish = all.early_finish.max(child.early_finish);
        all.late_finish = all.late_finish.max(child.late_finish);
        all.finish = all.finish.max(child.finish);
        all.critical |= child.critical;
        self.found = true;
    }
}

fn close_summary(computed: &mut Computed, index: TaskIndex, below: &Below) {
    if !below.found {
        let start = computed.plan.frames.first().map_or(Moment(0), |frame| frame.start);
        let flat = TaskDates {
            early_start: start,
            early_finish: start,
            late_start: start,
            late_finish: start,
            start,
            finish: start,
            ..TaskDates::default()
        };
        computed.schedule.tasks[index] = flat;
        return;
    }
    let clock = &computed.plan.clocks[usize::from(computed.plan.task_clock[index])];
    let mut dates = below.dates;
    let start = clock.between(dates.early_start.0, dates.late_start.0);
    let finish = clock.between(dates.early_finish.0, dates.late_finish.0);
    dates.total_float = start.min(finish);
    dates.free_float = dates.total_float.max(0);
    computed.schedule.tasks[index] = dates;
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
