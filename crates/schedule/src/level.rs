//! Levels of effort: they span their neighbours and drive nothing.

use crate::moment::Moment;
use crate::network::{Kind, Lag, LinkKind, Network, TaskIndex};
use crate::plan::PLAIN;
use crate::schedule::{Computed, TaskDates};

#[derive(Clone, Copy, Default)]
struct Ends {
    start: Option<(i64, i64)>,
    finish: Option<(i64, i64)>,
}

/// Dates of every level of effort from the nodes it is linked to.
pub(crate) fn span_efforts(network: &Network, computed: &mut Computed) {
    // Only levels of effort and summaries have no node of their own.
    if computed.plan.place.iter().all(|place| *place != PLAIN) {
        return;
    }
    let is_effort = |index: TaskIndex| network.tasks[index].kind == Kind::LevelOfEffort;
    let mut ends = vec![Ends::default(); network.tasks.len()];
    for link in &network.links {
        let lag = match link.lag {
            Lag::Work(seconds) | Lag::Elapsed(seconds) => seconds,
            Lag::Percent(_) | Lag::ElapsedPercent(_) => 0,
        };
        let tasks = &computed.schedule.tasks;
        let (own, other, sign) = match (is_effort(link.from), is_effort(link.to)) {
            (false, true) => (link.to, &tasks[link.from], 1),
            (true, false) => (link.from, &tasks[link.to], -1),
            _ => continue,
        };
        let clock = &computed.plan.clocks[usize::from(computed.plan.task_clock[own])];
        let moved = |early: Moment, late: Moment| (clock.shift(early.0, sign * lag), clock.shift(late.0, sign * lag));
        let start = moved(other.early_start, other.late_start);
        let finish = moved(other.early_finish, other.late_finish);
        let is_predecessor = sign == 1;
        match (link.kind, is_predecessor) {
            (LinkKind::StartStart, _) => ends[own].begins(start),
            (LinkKind::FinishFinish, _) => ends[own].ends(finish),
            (LinkKind::FinishStart, true) | (LinkKind::StartFinish, false) => ends[own].begins(finish),
            (LinkKind::FinishStart, false) | (LinkKind::StartFinish, true) => ends[own].ends(start),
        }
    }
    for index in (0..network.tasks.len()).filter(|index| is_effort(*index)) {
        let dates = effort_dates(network, computed, index, ends[index]);
        computed.schedule.tasks[index] = dates;
    }
}

impl Ends {
    fn begins(&mut self, at: (i64, i64)) {
        self.start = Some(self.start.map_or(at, |s| (s.0.min(at.0), s.1.min(at.1))));
    }

    fn ends(&mut self, at: (i64, i64)) {
        self.finish = Some(self.finish.map_or(at, |f| (f.0.max(at.0), f.1.max(at.1))));
    }
}

fn effort_dates(network: &Network, computed: &Computed, index: TaskIndex, ends: Ends) -> TaskDates {
    let task = &network.tasks[index];
    let clock = &computed.plan.clocks[usize::from(computed.plan.task_clock[index])];
    let frame = &computed.plan.frames[task.frame];
    let floor = frame.data_date.unwrap_or(frame.start).0;
    let start = ends.start.unwrap_or((floor, computed.ends[task.frame]));
    let (early_start, late_start) = (clock.next_start(start.0.max(floor)), clock.next_start(start.1));
    let finish = ends.finish.unwrap_or((early_start, computed.ends[task.frame]));
    let early_finish = clock.previous_finish(finish.0).max(floor);
    let early_start = early_start.min(early_finish);
    let late_finish = clock.previous_finish(finish.1);
    let late_start = late_start.min(late_finish);
    let floats = (clock.between(early_start, late_start), clock.between(early_finish, late_finish));
    let total_float = if task.actual.start.is_some() { floats.1 } else { floats.0.min(floats.1) };
    TaskDates {
        early_start: Moment(early_start),
        early_finish: Moment(early_finish),
        late_start: Moment(late_start),
        late_finish: Moment(late_finish),
        total_float: if task.actual.finish.is_some() { 0 } else { total_float },
        free_float: 0,
        critical: task.actual.finish.is_none() && total_float <= frame.critical_float,
        start: task.actual.start.unwrap_or(Moment(early_start)),
        finish: task.actual.finish.unwrap_or(Moment(early_finish)),
    }
}
