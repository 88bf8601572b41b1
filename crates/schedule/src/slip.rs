//! Where days can be won: what each critical node costs the end, and which changes win how much.

use crate::error::ScheduleError;
use crate::moment::Moment;
use crate::network::{Kind, Network, TaskIndex};
use crate::schedule::{Computed, Options, forward};

/// Something that could be done differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    pub change: Change,
    /// What people read.
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A node takes only `to` seconds.
    Shorten { task: TaskIndex, to: i64 },
    /// The successor of a link begins `by` working seconds before the link allows, but not before its predecessor.
    Overlap { link: usize, by: i64 },
}

/// A change and what it wins on top of those before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Win {
    /// Index of the way in the list given.
    pub way: usize,
    pub finish_before: Moment,
    pub finish_after: Moment,
}

/// What one critical node costs the end: by how much the end would come earlier if it took no time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drag {
    pub task: TaskIndex,
    /// Elapsed seconds between the two ends.
    pub seconds: i64,
}

/// Most nodes or ways that are tried one by one.
const MOST_TRIED: usize = 2_000;

/// Chooses ways, each time the one that wins most, until `target` is met or nothing wins any more.
///
/// # Errors
/// As [`crate::schedule`].
pub fn slip(network: &Network, options: Options, target: Moment, ways: &[Way]) -> Result<Vec<Win>, ScheduleError> {
    let mut changed = network.clone();
    let mut wins = Vec::new();
    let mut left: Vec<usize> = (0..ways.len().min(MOST_TRIED)).collect();
    let mut finish = end_of(&changed, options)?;
    while finish > target {
        let mut best: Option<(Moment, usize)> = None;
        for &way in &left {
            let mut tried = changed.clone();
            if !apply(&mut tried, &ways[way].change) {
                continue;
            }
            let end = end_of(&tried, options)?;
            if end < finish && best.is_none_or(|(least, _)| end < least) {
                best = Some((end, way));
            }
        }
        let Some((end, way)) = best else { break };
        apply(&mut changed, &ways[way].change);
        left.retain(|other| *other != way);
        wins.push(Win { way, finish_before: finish, finish_after: end });
        finish = end;
    }
    Ok(wins)
}

fn end_of(network: &Network, options: Options) -> Result<Moment, ScheduleError> {
    let computed = Computed::new(network, options)?;
    Ok(computed.schedule.finish)
}

/// Makes a change; says whether there was anything to change.
fn apply(network: &mut Network, change: &Change) -> bool {
    match *change {
        Change::Shorten { task, to } => {
            let Some(task) = network.tasks.get_mut(task).filter(|t| t.actual.finish.is_none()) else { return false };
            let shorter = to < task.duration.seconds;
            task.duration.seconds = task.duration.seconds.min(to);
            if let Some(remaining) = &mut task.actual.remaining {
                *remaining = (*remaining).min(to);
            }
            shorter
        }
        Change::Overlap { link, by } => {
            let Some(link) = network.links.get_mut(link) else { return false };
            let done = |task: TaskIndex| network.tasks[task].actual.finish.is_some();
            let crate::Lag::Work(lag) = link.lag else { return false };
            if done(link.from) || done(link.to) {
                return false;
            }
            let least = -network.tasks[link.from].duration.seconds;
            link.lag = crate::Lag::Work((lag - by).max(least));
            true
        }
    }
}

/// What each critical node costs the end, the dearest first.
///
/// # Errors
/// As [`crate::schedule`].
pub fn drags(network: &Network, options: Options) -> Result<Vec<Drag>, ScheduleError> {
    let mut computed = Computed::new(network, options)?;
    let finish = computed.schedule.finish;
    let critical = |index: &usize| {
        let task = computed.plan.nodes[*index].task as TaskIndex;
        let is_open = network.tasks[task].actual.finish.is_none() && network.tasks[task].kind != Kind::Summary;
        is_open && computed.schedule.tasks[task].critical && computed.plan.nodes[*index].duration > 0
    };
    let tried: Vec<usize> = (0..computed.plan.nodes.len()).filter(critical).take(MOST_TRIED).collect();
    let mut drags = Vec::with_capacity(tried.len());
    let mut dates = computed.dates.clone();
    for index in tried {
        let whole = computed.plan.nodes[index];
        computed.plan.nodes[index].duration = 0;
        computed.plan.nodes[index].remaining = 0;
        forward(&computed.plan, &mut dates, false);
        computed.plan.nodes[index] = whole;
        let end = dates.iter().map(|d| d.early_finish).max().unwrap_or(finish.0);
        drags.push(Drag { task: whole.task as TaskIndex, seconds: (finish.0 - end).max(0) });
    }
    drags.sort_by_key(|drag| std::cmp::Reverse(drag.seconds));
    Ok(drags)
}
