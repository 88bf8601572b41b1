//! Forward and backward pass by the textbook and by Microsoft Project.
//!
//! Each function computes one node from its finished neighbours, so that the full passes and the incremental forecast
//! share every rule. What is particular to Microsoft Project follows its observed behaviour: constraints hold against
//! links, a finish-to-finish link never pulls a start before the project's, started nodes keep their start.

use crate::network::{Constraint, LinkKind, Rules};
use crate::plan::{Arc, Dates, Extra, Node, Plan, Role};

/// Ends of projects, by frame.
pub(crate) type Ends = [i64];

impl Plan {
    /// Early dates of one node from those of its predecessors. With `late_known`, nodes that are to be as late as possible
    /// pass their late dates on.
    pub(crate) fn early(&self, index: usize, dates: &[Dates], late_known: bool) -> (i64, i64) {
        let node = &self.nodes[index];
        if self.is_plain(node) && !late_known {
            return self.early_plain(index, node, dates);
        }
        if self.rules == Rules::Primavera {
            return self.early_primavera(index, dates);
        }
        match node.role {
            Role::Task => {}
            Role::End => return twice(self.before_dates(index, dates, late_known).map(|d| d.1).max().unwrap_or(0)),
            Role::Begin => return twice(self.before_dates(index, dates, late_known).map(|d| d.0).min().unwrap_or(0)),
            Role::Gate => return self.early_gate(index, dates, late_known),
        }
        let Some(extra) = self.extra(node) else {
            let start = self.earliest_by_links(index, dates, late_known);
            if !node.elapsed && node.duration > 0 {
                let clock = self.clock(node);
                return clock.span_after(clock.work_at(start), node.duration);
            }
            let start = self.begin(node, start);
            return (start, self.shift(node, start, node.duration));
        };
        if let Some(fixed) = extra.fixed {
            return fixed;
        }
        match extra.actual_start {
            Some(start) => self.early_started(index, extra, start, dates, late_known),
            None => self.early_waiting(index, extra, dates, late_known),
        }
    }

    fn before_dates<'d>(
        &'d self,
        index: usize,
        dates: &'d [Dates],
        late_known: bool,
    ) -> impl Iterator<Item = (i64, i64)> + 'd {
        let node = &self.nodes[index];
        self.before.of(index).iter().map(move |arc| self.passed_on(arc.other as usize, node, dates, late_known))
    }

    /// The dates that a node passes on to a successor: the late ones if it lies late itself, but not to one that may lie late too.
    fn passed_on(&self, index: usize, to: &Node, dates: &[Dates], late_known: bool) -> (i64, i64) {
        let own = &dates[index];
        if late_known && self.is_late(&self.nodes[index]) && !self.is_late(to) {
            (own.late_start, own.late_finish)
        } else {
            (own.early_start, own.early_finish)
        }
    }

    fn early_gate(&self, index: usize, dates: &[Dates], late_known: bool) -> (i64, i64) {
        let mut start = self.earliest_by_links(index, dates, late_known);
        if let Some(Extra { constraint: Constraint::StartNoEarlier(at), .. }) = self.extra(&self.nodes[index]) {
            start = start.max(at.0);
        }
        twice(start)
    }

    /// The latest of what the links ask for; the start of the project where there are none.
    fn earliest_by_links(&self, index: usize, dates: &[Dates], late_known: bool) -> i64 {
        let node = &self.nodes[index];
        let floor = self.start_of_frame(node);
        let links = self.before.of(index);
        let by_links = links.iter().map(|arc| {
            let passed = self.passed_on(arc.other as usize, node, dates, late_known);
            self.start_by_link(node, arc, passed, floor)
        });
        let start = by_links.max().unwrap_or(floor);
        let start = if self.rules == Rules::Office { start.max(floor) } else { start };
        match self.as_of {
            Some(as_of) if node.role == Role::Task => start.max(as_of),
            _ => start,
        }
    }

    /// Where the links put the start of a node.
    pub(crate) fn by_links(&self, index: usize, dates: &[Dates]) -> i64 {
        self.earliest_by_links(index, dates, self.has_late_tasks)
    }

    /// Where one link puts the start of a node.
    pub(crate) fn asked_by(&self, index: usize, arc: &Arc, dates: &[Dates]) -> i64 {
        let node = &self.nodes[index];
        let passed = self.passed_on(arc.other as usize, node, dates, self.has_late_tasks);
        self.start_by_link(node, arc, passed, self.start_of_frame(node))
    }

    /// The start that one link asks of `node`.
    fn start_by_link(&self, node: &Node, arc: &Arc, from: (i64, i64), floor: i64) -> i64 {
        match arc.kind {
            LinkKind::FinishStart => self.lag(arc, from.1, arc.lag),
            LinkKind::StartStart => self.lag(arc, from.0, arc.lag),
            // Microsoft Project takes off the duration before it adds the lag.
            LinkKind::FinishFinish if self.rules == Rules::Microsoft => {
                self.lag(arc, self.rest_for(node, from.1), arc.lag).max(floor)
            }
            LinkKind::StartFinish if self.rules == Rules::Microsoft => {
                self.lag(arc, self.start_for(node, from.0), arc.lag)
            }
            LinkKind::FinishFinish => self.rest_for(node, self.lag(arc, from.1, arc.lag)).max(floor),
            LinkKind::StartFinish => self.start_for(node, self.lag(arc, from.0, arc.lag)),
        }
    }

    fn early_waiting(&self, index: usize, extra: &Extra, dates: &[Dates], late_known: bool) -> (i64, i64) {
        let node = &self.nodes[index];
        let mut start = self.earliest_by_links(index, dates, late_known);
        let is_linked = !self.before.of(index).is_empty();
        if extra.delay.seconds > 0 {
            let begun = self.begin(node, start);
            let (delay, clock) = (extra.delay.seconds, self.clock(node));
            start = if extra.delay.elapsed { begun + delay } else { clock.shift(begun, delay) };
        }
        let forced = self.rules == Rules::Microsoft;
        if forced && !is_linked {
            // Without a predecessor only the constraint's own date counts.
            match extra.constraint {
                Constraint::StartNoEarlier(at) => start = at.0,
                Constraint::FinishNoEarlier(at) => return (self.begin(node, self.start_for(node, at.0)), at.0),
                _ => {}
            }
        }
        start = self.begin(node, start.max(extra.not_before.unwrap_or(i64::MIN)));
        let mut finish = None;
        match extra.constraint {
            Constraint::StartNoEarlier(at) => start = start.max(self.begin(node, at.0)),
            Constraint::FinishNoEarlier(at) => start = start.max(self.start_for(node, at.0)),
            Constraint::StartNoLater(at) if forced => start = start.min(at.0),
            Constraint::FinishNoLater(at) if forced => start = start.min(self.start_for(node, at.0)),
            Constraint::MustStart(at) | Constraint::StartOn(at) => {
                start = if forced { at.0 } else { start.max(self.begin(node, at.0)) };
            }
            Constraint::MustFinish(at) | Constraint::FinishOn(at) => {
                let asked = self.start_for(node, at.0);
                if forced || asked >= start {
                    (start, finish) = (asked, Some(at.0));
                }
            }
            _ => {}
        }
        (start, finish.unwrap_or_else(|| self.end_from(node, start)))
    }

    /// A node that has begun: its start is history, the rest goes on when it can.
    fn early_started(&self, index: usize, extra: &Extra, start: i64, dates: &[Dates], late_known: bool) -> (i64, i64) {
        let node = &self.nodes[index];
        if let Some(finish) = extra.actual_finish {
            return (start, finish);
        }
        if self.rules == Rules::Microsoft {
            return (start, self.finish_of_started(node, extra, start));
        }
        let done = node.duration - node.remaining;
        let mut rest = self.shift(node, start, done).max(extra.resume.unwrap_or(i64::MIN));
        rest = rest.max(self.as_of.unwrap_or(i64::MIN));
        if self.frame(node).progress == crate::network::Progress::RetainedLogic {
            let floor = self.start_of_frame(node);
            for arc in self.before.of(index).iter().filter(|a| a.kind != LinkKind::StartStart) {
                let passed = self.passed_on(arc.other as usize, node, dates, late_known);
                let asked = match arc.kind {
                    LinkKind::StartFinish => self.rest_for(node, self.lag(arc, passed.0, arc.lag)),
                    _ => self.start_by_link(node, arc, passed, floor),
                };
                rest = rest.max(asked);
            }
        }
        (start, self.shift(node, rest, node.remaining).max(start))
    }

    fn finish_of_started(&self, node: &Node, extra: &Extra, start: i64) -> i64 {
        let whole = self.end_from(node, start);
        let mut finish = match extra.resume {
            Some(resume) if extra.shares.is_empty() => {
                let done = node.duration - node.remaining;
                let stopped = self.shift(node, start, done);
                if resume > self.begin(node, stopped) { self.shift(node, resume, node.remaining) } else { whole }
            }
            _ => whole,
        };
        if let Constraint::FinishNoEarlier(at) = extra.constraint {
            finish = finish.max(at.0);
        }
        finish
    }

    /// Late dates of one node from those of its successors.
    pub(crate) fn late(&self, index: usize, dates: &[Dates], ends: &Ends) -> Dates {
        let node = &self.nodes[index];
        if self.is_plain(node) {
            return self.late_plain(index, node, dates, ends[usize::from(node.frame)]);
        }
        if self.rules == Rules::Primavera {
            return self.late_primavera(index, dates, ends);
        }
        let own = dates[index];
        let end = ends[usize::from(node.frame)];
        let extra = self.extra(node);
        if let (true, Some(finish)) = (node.done, extra.and_then(|e| e.actual_finish)) {
            return Dates {
                late_start: own.early_start,
                late_finish: finish,
                late_rest: self.rest_for(node, finish),
                ..own
            };
        }
        let finish = self.latest_by_links(index, dates, end);
        if extra.is_none() && node.role == Role::Task && !node.elapsed && node.remaining > 0 {
            let clock = self.clock(node);
            let (start, finish) = clock.span_before(clock.work_at(finish), node.remaining);
            return Dates { late_start: start, late_finish: finish, late_rest: start, ..own };
        }
        let finish = extra.map_or(finish, |extra| self.latest_by_constraint(node, extra, finish));
        if self.rules == Rules::Office && node.remaining == 0 {
            return self.late_point(node, own, finish);
        }
        let finish = self.end(node, finish);
        let manual = extra.is_some_and(|e| e.manual);
        let rest = if manual { self.start_for(node, finish) } else { self.rest_for(node, finish) };
        let start = if node.started && !manual { own.early_start } else { rest };
        Dates { late_start: start, late_finish: finish, late_rest: rest, ..own }
    }

    /// Late dates of what takes no time. It may lie at the end of a shift or at the start of the next, which are the same working
    /// time, but what waits before it may only use up the gap between them if it lies at the start.
    fn late_point(&self, node: &Node, own: Dates, bound: i64) -> Dates {
        let finish = self.end(node, bound);
        // The rest of started work is not moved into a shift.
        let rest = if node.started || self.begin_of_shift(node, bound) == bound { bound } else { finish };
        let is_same = own.early_finish > finish && self.float(node, finish, own.early_finish) == 0;
        let finish = if is_same { own.early_finish } else { finish };
        let start = if node.started { own.early_start } else { finish };
        Dates { late_start: start, late_finish: finish, late_rest: rest, ..own }
    }

    fn begin_of_shift(&self, node: &Node, at: i64) -> i64 {
        if node.elapsed || node.role != Role::Task { at } else { self.clock(node).next_start(at) }
    }

    /// The latest moment that a finish-to-… link may ask of the end of a node without making it late: an end may be asked for in
    /// the gap after a shift, the work that is done by then is the same.
    fn latest_end(&self, node: &Node, dates: &Dates) -> i64 {
        if node.remaining == 0 { dates.late_rest } else { self.begin_of_shift(node, dates.late_finish) }
    }

    /// The finish of a node that begins as late as it can without beginning after `at`.
    fn end_of_last_begin(&self, node: &Node, at: i64) -> i64 {
        if node.elapsed || node.role != Role::Task || node.duration == 0 {
            return self.end_from(node, at);
        }
        let clock = self.clock(node);
        clock.finish_of(clock.last_begin(at) + node.duration)
    }

    /// Where on its line of time the end of `node` that `arc` ties can lie at the latest without moving the other end, which is at
    /// `to`.
    pub(crate) fn last_for(&self, node: &Node, arc: &Arc, to: i64) -> i64 {
        let successor = &self.nodes[arc.other as usize];
        let to = match arc.kind {
            LinkKind::FinishFinish | LinkKind::StartFinish if successor.remaining > 0 => {
                self.begin_of_shift(successor, to)
            }
            _ => to,
        };
        let bound = self.lag_back(arc, to, arc.lag);
        let is_begin = matches!(arc.kind, LinkKind::StartStart | LinkKind::StartFinish) && node.duration > 0;
        if is_begin && !node.elapsed && node.role == Role::Task {
            return self.clock(node).last_begin(bound);
        }
        self.line_at(node, bound)
    }

    fn latest_by_links(&self, index: usize, dates: &[Dates], end: i64) -> i64 {
        let node = &self.nodes[index];
        let links = self.after.of(index).iter().filter(|arc| !self.nodes[arc.other as usize].done);
        let finishes = links.map(|arc| self.finish_by_link(index, node, arc, dates, end).min(end));
        let open_end = if self.frame(node).open_ends_are_critical { dates[index].early_finish } else { end };
        finishes.min().unwrap_or(open_end)
    }

    /// The finish that one link allows `node`.
    pub(crate) fn finish_by_link(&self, index: usize, node: &Node, arc: &Arc, dates: &[Dates], end: i64) -> i64 {
        let after = &dates[arc.other as usize];
        let successor = &self.nodes[arc.other as usize];
        match arc.kind {
            LinkKind::FinishStart => self.lag_back(arc, after.late_rest, arc.lag),
            LinkKind::FinishFinish if self.rules == Rules::Office => {
                self.lag_back(arc, self.latest_end(successor, after), arc.lag)
            }
            LinkKind::FinishFinish => self.lag_back(arc, after.late_finish, arc.lag),
            LinkKind::StartFinish if self.rules == Rules::Microsoft => {
                self.lag_back(arc, self.end_from(node, after.late_finish), arc.lag)
            }
            // A start that is history binds nobody any more.
            LinkKind::StartStart | LinkKind::StartFinish if node.started => end,
            LinkKind::StartFinish => {
                self.end_of_last_begin(node, self.lag_back(arc, self.latest_end(successor, after), arc.lag))
            }
            LinkKind::StartStart if successor.role == Role::Begin => {
                let is_first = dates[index].early_start == after.early_start;
                if is_first { self.end_from(node, after.late_start) } else { end }
            }
            LinkKind::StartStart if successor.started => self.finish_beside_started(node, arc, after, end),
            LinkKind::StartStart if self.rules == Rules::Office => {
                self.end_of_last_begin(node, self.lag_back(arc, after.late_rest, arc.lag))
            }
            LinkKind::StartStart => {
                let latest = self.lag_back(arc, self.begin(node, after.late_start), arc.lag);
                self.end_from(node, latest)
            }
        }
    }

    /// The finish allowed by a successor that has started already. It binds nobody by the textbook; Microsoft Project lets the
    /// predecessor begin when what is done of the successor was done, if anything waits for the successor.
    fn finish_beside_started(&self, node: &Node, arc: &Arc, after: &Dates, end: i64) -> i64 {
        let successor = &self.nodes[arc.other as usize];
        if self.rules != Rules::Microsoft || self.after.of(arc.other as usize).is_empty() {
            return end;
        }
        let done = successor.duration - successor.remaining;
        self.end_from(node, self.shift(successor, after.early_start, done))
    }

    fn latest_by_constraint(&self, node: &Node, extra: &Extra, finish: i64) -> i64 {
        let held = match extra.constraint {
            Constraint::MustStart(at) => self.end_from(node, at.0),
            Constraint::MustFinish(at) => at.0,
            Constraint::StartNoLater(at) | Constraint::StartOn(at) => finish.min(self.end_from(node, at.0)),
            Constraint::FinishNoLater(at) | Constraint::FinishOn(at) => finish.min(at.0),
            _ => finish,
        };
        extra.deadline.map_or(held, |deadline| held.min(deadline))
    }
}

fn twice(at: i64) -> (i64, i64) {
    (at, at)
}
