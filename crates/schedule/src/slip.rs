//! Where days can be won: what each critical node costs the end, and which changes win how much.

use crate::error::ScheduleError;
use crate::moment::Moment;
use crate::network::{Kind, Network, TaskIndex};
use crate::plan::{Arc, Dates, Node, Plan};
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
    let mut trial = Trial::new(network, options)?;
    let mut wins = Vec::new();
    let mut left: Vec<usize> = (0..ways.len().min(MOST_TRIED)).collect();
    let mut finish = trial.finish();
    while finish > target {
        let mut best: Option<(Moment, usize)> = None;
        for &way in &left {
            let Some(before) = trial.apply(network, &ways[way].change) else { continue };
            let end = trial.finish();
            trial.take_back(before);
            if end < finish && best.is_none_or(|(least, _)| end < least) {
                best = Some((end, way));
            }
        }
        let Some((end, way)) = best else { break };
        trial.apply(network, &ways[way].change);
        left.retain(|other| *other != way);
        wins.push(Win { way, finish_before: finish, finish_after: end });
        finish = end;
    }
    Ok(wins)
}

/// A plan in which changes are tried out; only the forward pass is computed.
struct Trial {
    plan: Plan,
    dates: Vec<Dates>,
}

/// What stood where something was changed.
enum Before {
    Node(usize, Node),
    Arc(usize, Arc),
}

impl Trial {
    fn new(network: &Network, options: Options) -> Result<Trial, ScheduleError> {
        let Computed { plan, dates, .. } = Computed::new(network, options)?;
        Ok(Trial { plan, dates })
    }

    fn finish(&mut self) -> Moment {
        forward(&self.plan, &mut self.dates, false);
        let ends = self.dates.iter().zip(&self.plan.nodes).filter(|(_, node)| self.plan.counts(node));
        Moment(ends.map(|(dates, _)| dates.early_finish).max().unwrap_or_default())
    }

    /// Makes a change; `None` if there is nothing to change.
    fn apply(&mut self, network: &Network, change: &Change) -> Option<Before> {
        match *change {
            Change::Shorten { task, to } => {
                let place = self.plan.node_of(task)?;
                let node = &mut self.plan.nodes[place];
                let before = Before::Node(place, *node);
                if node.done || to >= node.duration {
                    return None;
                }
                node.duration = to;
                node.remaining = node.remaining.min(to);
                Some(before)
            }
            Change::Overlap { link, by } => {
                let link = network.links.get(link)?;
                let (from, to) = (self.plan.node_of(link.from)?, self.plan.node_of(link.to)?);
                if self.plan.nodes[from].done || self.plan.nodes[to].started {
                    return None;
                }
                let row = self.plan.before.starts[to] as usize..self.plan.before.starts[to + 1] as usize;
                let arcs = &mut self.plan.before.arcs;
                let place = row.clone().find(|i| arcs[*i].other as usize == from && arcs[*i].kind == link.kind)?;
                let before = Before::Arc(place, arcs[place]);
                let least = -self.plan.nodes[from].duration;
                arcs[place].lag = (arcs[place].lag - by).max(least);
                arcs[place].clock = self.plan.nodes[to].clock;
                Some(before)
            }
        }
    }

    fn take_back(&mut self, before: Before) {
        match before {
            Before::Node(place, node) => self.plan.nodes[place] = node,
            Before::Arc(place, arc) => self.plan.before.arcs[place] = arc,
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
