//! The network made ready for computing: nodes in an order in which nobody waits for a later one, links on both sides of
//! each node in one row, calendars as clocks.

use crate::clock::Clock;
use crate::moment::Moment;
use crate::network::{Constraint, Frame, Length, LinkKind, Rules, TaskIndex};

/// The wall clock, as the calendar of a link.
pub(crate) const WALL: u16 = u16::MAX;
/// A node without anything special.
pub(crate) const PLAIN: u32 = u32::MAX;

/// What a node of the plan stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Task,
    /// Before the children of a summary: they wait for what the summary waits for.
    Gate,
    /// After the children of a summary: who waits for its finish waits for their last.
    End,
    /// With the first child of a summary: who waits for its start waits for their first.
    Begin,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub task: u32,
    pub extra: u32,
    pub clock: u16,
    pub frame: u16,
    pub role: Role,
    pub elapsed: bool,
    pub started: bool,
    pub done: bool,
    /// Seconds of the node's clock, or elapsed ones.
    pub duration: i64,
    pub remaining: i64,
}

/// What only some nodes have.
#[derive(Clone, Debug, Default)]
pub(crate) struct Extra {
    pub constraint: Constraint,
    pub second_constraint: Constraint,
    pub deadline: Option<i64>,
    pub not_before: Option<i64>,
    pub actual_start: Option<i64>,
    pub actual_finish: Option<i64>,
    pub resume: Option<i64>,
    /// Dates that links do not move.
    pub fixed: Option<(i64, i64)>,
    pub manual: bool,
    pub inactive: bool,
    pub delay: Length,
    pub shares: Vec<PlanShare>,
    pub start_milestone: bool,
    pub finish_milestone: bool,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct PlanShare {
    pub clock: u16,
    pub seconds: i64,
    pub remaining: i64,
    pub delay: i64,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Arc {
    pub other: u32,
    pub kind: LinkKind,
    /// The calendar of the lag, or [`WALL`].
    pub clock: u16,
    pub lag: i64,
}

/// Rows of different length in one vector.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    pub starts: Vec<u32>,
    pub arcs: Vec<Arc>,
}

impl Rows {
    #[inline]
    pub fn of(&self, node: usize) -> &[Arc] {
        &self.arcs[self.starts[node] as usize..self.starts[node + 1] as usize]
    }
}

/// The computed dates of one node, in seconds since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Dates {
    pub early_start: i64,
    pub early_finish: i64,
    pub late_start: i64,
    pub late_finish: i64,
    /// Latest start of the rest, even where the start itself is history.
    pub late_rest: i64,
}

#[derive(Debug)]
pub(crate) struct Plan {
    pub rules: Rules,
    pub frames: Vec<Frame>,
    pub clocks: Vec<Clock>,
    pub nodes: Vec<Node>,
    pub extras: Vec<Extra>,
    pub before: Rows,
    pub after: Rows,
    /// Node of each task; [`PLAIN`] for tasks without one (summaries, levels of effort).
    pub place: Vec<u32>,
    /// Clock of each task.
    pub task_clock: Vec<u16>,
    /// What is not done lies not before it.
    pub as_of: Option<i64>,
    pub has_late_tasks: bool,
}

impl Plan {
    #[inline]
    pub fn extra(&self, node: &Node) -> Option<&Extra> {
        self.extras.get(node.extra as usize)
    }

    #[inline]
    pub fn clock(&self, node: &Node) -> &Clock {
        &self.clocks[usize::from(node.clock)]
    }

    #[inline]
    pub fn frame(&self, node: &Node) -> &Frame {
        &self.frames[usize::from(node.frame)]
    }

    #[inline]
    pub fn start_of_frame(&self, node: &Node) -> i64 {
        self.frame(node).start.0
    }

    /// The node that stands for a task, if it has one of its own.
    pub fn node_of(&self, task: TaskIndex) -> Option<usize> {
        self.place.get(task).filter(|place| **place != PLAIN).map(|place| *place as usize)
    }

    /// `at` moved by working or elapsed seconds of the node.
    pub fn shift(&self, node: &Node, at: i64, seconds: i64) -> i64 {
        if node.elapsed { at + seconds } else { self.clock(node).shift(at, seconds) }
    }

    /// End of a node that starts at `start`.
    pub fn end_from(&self, node: &Node, start: i64) -> i64 {
        match self.extra(node) {
            Some(extra) if !extra.shares.is_empty() => {
                let ends = extra.shares.iter().map(|s| {
                    let clock = &self.clocks[usize::from(s.clock)];
                    clock.shift(clock.shift(start, s.delay), s.seconds)
                });
                ends.max().unwrap_or(start)
            }
            _ => self.shift(node, start, node.duration),
        }
    }

    /// Start of a node that ends at `end`.
    pub fn start_for(&self, node: &Node, end: i64) -> i64 {
        match self.extra(node) {
            Some(extra) if !extra.shares.is_empty() => {
                let starts = extra.shares.iter().map(|s| {
                    let clock = &self.clocks[usize::from(s.clock)];
                    clock.shift(end, -(s.seconds + s.delay))
                });
                starts.min().unwrap_or(end)
            }
            _ => self.shift(node, end, -node.duration),
        }
    }

    /// Start of the rest of a node that ends at `end`.
    pub fn rest_for(&self, node: &Node, end: i64) -> i64 {
        match self.extra(node) {
            Some(extra) if !extra.shares.is_empty() => {
                let starts = extra.shares.iter().map(|s| {
                    let delay = if node.started { 0 } else { s.delay };
                    self.clocks[usize::from(s.clock)].shift(end, -(s.remaining + delay))
                });
                starts.min().unwrap_or(end)
            }
            _ => self.shift(node, end, -node.remaining),
        }
    }

    /// The first moment from `at` on at which the node can begin.
    pub fn begin(&self, node: &Node, at: i64) -> i64 {
        if node.elapsed || node.role != Role::Task {
            return at;
        }
        if let Some(extra) = self.extra(node).filter(|e| !e.shares.is_empty()) {
            let starts = extra.shares.iter().map(|s| self.clocks[usize::from(s.clock)].next_start(at));
            return starts.min().unwrap_or(at);
        }
        let clock = self.clock(node);
        let start = clock.next_start(at);
        // A milestone may lie at the end of a shift.
        if node.duration == 0 && start > at && clock.previous_finish(at) == at { at } else { start }
    }

    /// The last moment up to `at` at which the node can end.
    pub fn end(&self, node: &Node, at: i64) -> i64 {
        if node.elapsed || node.role != Role::Task {
            return at;
        }
        if let Some(extra) = self.extra(node).filter(|e| !e.shares.is_empty()) {
            let ends = extra.shares.iter().map(|s| self.clocks[usize::from(s.clock)].previous_finish(at));
            return ends.max().unwrap_or(at);
        }
        self.clock(node).previous_finish(at)
    }

    /// `at` moved by a lag.
    #[inline]
    pub fn lag(&self, arc: &Arc, at: i64, lag: i64) -> i64 {
        if arc.clock == WALL || lag == 0 { at + lag } else { self.clocks[usize::from(arc.clock)].shift(at, lag) }
    }

    /// The latest moment that a lag moves to `at` at most.
    #[inline]
    pub fn lag_back(&self, arc: &Arc, at: i64, lag: i64) -> i64 {
        if arc.clock == WALL || lag == 0 {
            return at - lag;
        }
        let clock = &self.clocks[usize::from(arc.clock)];
        match self.rules {
            // Microsoft Project takes a lead back like a lag: to the end of a shift.
            Rules::Microsoft => clock.shift(at, -lag),
            _ => clock.start_of(clock.work_at(at) - lag),
        }
    }

    /// Whether links out of this node use its late dates.
    #[inline]
    pub fn is_late(&self, node: &Node) -> bool {
        self.has_late_tasks
            && !self.frame(node).from_finish
            && self.extra(node).is_some_and(|e| e.constraint == Constraint::AsLateAsPossible)
    }

    /// Whether the node counts for the end of its project.
    #[inline]
    pub fn counts(&self, node: &Node) -> bool {
        !self.extra(node).is_some_and(|e| e.inactive)
    }
}

pub(crate) fn seconds(at: Option<Moment>) -> Option<i64> {
    at.map(Moment::seconds)
}

/// From, to, kind, calendar and seconds of the lag.
pub(crate) type RawArc = (u32, u32, LinkKind, u16, i64);

/// Sorts arcs into one row per node; `ends` says in whose row an arc belongs and whom it leads to.
pub(crate) fn rows(count: usize, arcs: &[RawArc], ends: impl Fn(&RawArc) -> (u32, u32)) -> Rows {
    let mut starts = vec![0_u32; count + 1];
    for arc in arcs {
        starts[ends(arc).0 as usize + 1] += 1;
    }
    for node in 0..count {
        starts[node + 1] += starts[node];
    }
    let mut next = starts.clone();
    let mut sorted = vec![Arc { other: 0, kind: LinkKind::FinishStart, clock: WALL, lag: 0 }; arcs.len()];
    for arc in arcs {
        let (own, other) = ends(arc);
        let slot = &mut next[own as usize];
        sorted[*slot as usize] = Arc { other, kind: arc.2, clock: arc.3, lag: arc.4 };
        *slot += 1;
    }
    Rows { starts, arcs: sorted }
}
