//! Forward and backward pass as Primavera P6 does them.
//!
//! Primavera plans what remains: nothing remaining lies before the data date, a started activity's early dates are those of
//! its rest, progress uses up the lag behind it, and a done activity stays in the chain with nothing to do.

use crate::network::{Constraint, LinkKind, Progress};
use crate::plan::{Arc, Dates, Extra, Node, Plan};

impl Plan {
    fn data_date(&self, node: &Node) -> i64 {
        let frame = self.frame(node);
        frame.data_date.unwrap_or(frame.start).0
    }

    /// The moment before which nothing that remains can lie.
    fn floor(&self, node: &Node) -> i64 {
        self.start_of_frame(node).max(self.data_date(node))
    }

    /// A finish milestone stays at the end of a shift.
    fn begin_primavera(&self, node: &Node, at: i64) -> i64 {
        let stays = self.extra(node).is_some_and(|e| e.finish_milestone);
        if stays { at } else { self.clock(node).next_start(at) }
    }

    pub(crate) fn early_primavera(&self, index: usize, dates: &[Dates]) -> (i64, i64) {
        let node = &self.nodes[index];
        let no_extra = Extra::default();
        let extra = self.extra(node).unwrap_or(&no_extra);
        if let Some(fixed) = extra.fixed {
            return fixed;
        }
        let asked = || self.before.of(index).iter().map(|arc| self.start_asked(index, arc, dates));
        let mut by_links = asked().max();
        if extra.finish_milestone {
            // Of moments that are the same working time it takes the end of a shift.
            let at = |moment: i64| self.clock(node).work_at(moment);
            by_links = by_links.and_then(|last| asked().filter(|asked| at(*asked) == at(last)).min());
        }
        if node.done {
            let start = by_links.unwrap_or(self.data_date(node)).max(self.data_date(node));
            return (start, start);
        }
        let floor = self.floor(node);
        let mut start = by_links.unwrap_or(floor);
        if node.started {
            if self.frame(node).progress == Progress::Override {
                start = floor;
            }
            start = start.max(self.data_date(node)).max(extra.resume.unwrap_or(i64::MIN));
            let start = self.clock(node).next_start(start);
            return (start, self.shift(node, start, node.remaining));
        }
        if by_links.is_none() && matches!(extra.constraint, Constraint::FinishNoEarlier(_)) {
            start = start.min(floor);
        }
        start = start.max(self.data_date(node));
        let mut finish = None;
        match extra.constraint {
            Constraint::StartNoEarlier(at) | Constraint::StartOn(at) => start = start.max(at.0),
            Constraint::FinishNoEarlier(at) => start = start.max(self.start_for(node, at.0)),
            Constraint::MustStart(at) => start = at.0,
            Constraint::MustFinish(at) => (start, finish) = (self.start_for(node, at.0), Some(at.0)),
            Constraint::FinishOn(at) => {
                let asked = self.start_for(node, at.0);
                if asked > start {
                    (start, finish) = (asked, Some(at.0));
                }
            }
            _ => {}
        }
        if let Constraint::StartNoEarlier(at) = extra.second_constraint {
            start = start.max(at.0);
        }
        if let Constraint::FinishNoEarlier(at) = extra.second_constraint {
            start = start.max(self.start_for(node, at.0));
        }
        if extra.not_before.is_some_and(|at| at > start) {
            (start, finish) = (extra.not_before.unwrap_or(start), None);
        }
        start = self.begin_primavera(node, start);
        (start, finish.unwrap_or_else(|| self.end_from(node, start)))
    }

    /// What is left of a lag after the time between an actual date and the data date has used it up.
    fn lag_left(&self, arc: &Arc, from: &Node, actual: Option<i64>) -> i64 {
        let Some(actual) = actual.filter(|_| arc.lag > 0) else { return arc.lag };
        let used = if arc.clock == crate::plan::WALL {
            self.data_date(from) - actual
        } else {
            self.clocks[usize::from(arc.clock)].between(actual, self.data_date(from))
        };
        (arc.lag - used.max(0)).max(0)
    }

    /// The start of the rest of `index` that one link asks for.
    fn start_asked(&self, index: usize, arc: &Arc, dates: &[Dates]) -> i64 {
        let (node, from) = (&self.nodes[index], &self.nodes[arc.other as usize]);
        let before = &dates[arc.other as usize];
        let extra = self.extra(from);
        let (start_date, finish_date) = (extra.and_then(|e| e.actual_start), extra.and_then(|e| e.actual_finish));
        let floor = self.floor(node);
        // A lead reaches back to the data date at most.
        let back = |at: i64, lag: i64| if lag < 0 { at.max(self.data_date(node)) } else { at };
        match arc.kind {
            LinkKind::FinishStart => {
                let lag = if from.done { self.lag_left(arc, from, finish_date) } else { arc.lag };
                let lag = if from.done { lag.max(0) } else { lag };
                back(self.lag(arc, before.early_finish, lag), lag)
            }
            LinkKind::StartStart if from.started => {
                let lag = self.lag_left(arc, from, start_date).max(0);
                self.lag(arc, before.early_start, lag)
            }
            LinkKind::StartStart => back(self.lag(arc, before.early_start, arc.lag), arc.lag),
            LinkKind::FinishFinish => {
                let base = finish_date.unwrap_or(before.early_finish);
                let finish = back(self.lag(arc, base, arc.lag), arc.lag);
                self.shift(node, finish, -node.remaining).max(floor)
            }
            LinkKind::StartFinish => {
                let lag = if from.started { self.lag_left(arc, from, start_date) } else { arc.lag };
                let finish = self.lag(arc, before.early_start, lag);
                self.shift(node, finish, -node.remaining).max(floor)
            }
        }
    }

    pub(crate) fn late_primavera(&self, index: usize, dates: &[Dates], ends: &[i64]) -> Dates {
        let node = &self.nodes[index];
        let own = dates[index];
        let end = ends[usize::from(node.frame)];
        let extra = self.extra(node);
        let by_links = self.after.of(index).iter().map(|arc| self.finish_asked(node, arc, dates).min(end)).min();
        let open_end = if self.frame(node).open_ends_are_critical { own.early_finish } else { end };
        let mut finish = by_links.unwrap_or(open_end);
        if let Some(extra) = extra.filter(|_| !node.done) {
            finish = self.held(node, extra.constraint, finish);
            finish = self.held(node, extra.second_constraint, finish);
            finish = extra.deadline.map_or(finish, |deadline| finish.min(deadline));
        }
        // A start milestone lies where its successors begin, be it the start of a shift.
        let start_milestone = extra.is_some_and(|e| e.start_milestone);
        if !node.done && !start_milestone {
            finish = self.end(node, finish);
        }
        let mut start = self.rest_for(node, finish);
        if node.remaining > 0 {
            start = self.clock(node).next_start(start);
        }
        Dates { late_start: start, late_finish: finish, late_rest: start, ..own }
    }

    fn held(&self, node: &Node, constraint: Constraint, finish: i64) -> i64 {
        match constraint {
            Constraint::MustStart(at) if !node.started => self.end_from(node, at.0),
            Constraint::MustFinish(at) => at.0,
            Constraint::StartOn(at) | Constraint::StartNoLater(at) if !node.started => {
                finish.min(self.end_from(node, at.0))
            }
            Constraint::FinishOn(at) | Constraint::FinishNoLater(at) => finish.min(at.0),
            _ => finish,
        }
    }

    /// The finish that one link allows a predecessor.
    fn finish_asked(&self, node: &Node, arc: &Arc, dates: &[Dates]) -> i64 {
        let after = &dates[arc.other as usize];
        let extra = self.extra(node);
        let (started, finished) = (extra.and_then(|e| e.actual_start), extra.and_then(|e| e.actual_finish));
        let rest_end = |start: i64| self.shift(node, start, node.remaining);
        match arc.kind {
            LinkKind::FinishStart => {
                let lag = if node.done { self.lag_left(arc, node, finished).max(0) } else { arc.lag };
                self.lag_back(arc, after.late_start, lag)
            }
            LinkKind::FinishFinish => {
                let lag = if node.done { self.lag_left(arc, node, finished).max(0) } else { arc.lag };
                self.lag_back(arc, after.late_finish, lag)
            }
            LinkKind::StartStart if node.started => {
                let lag = self.lag_left(arc, node, started).max(0);
                rest_end(self.lag_back(arc, after.late_start, lag))
            }
            LinkKind::StartStart => {
                let start = self.lag_back(arc, after.late_start, arc.lag);
                rest_end(self.clock(node).next_start(start))
            }
            LinkKind::StartFinish if node.started => {
                let lag = self.lag_left(arc, node, started).max(0);
                rest_end(self.lag_back(arc, after.late_finish, lag))
            }
            LinkKind::StartFinish => self.lag_back(arc, self.end_from(node, after.late_finish), arc.lag),
        }
    }

    /// Activities that are to be as late as possible use up their free float, the last first.
    pub(crate) fn push_late_tasks(&self, dates: &mut [Dates], ends: &[i64]) {
        for index in (0..self.nodes.len()).rev() {
            let node = &self.nodes[index];
            let is_late = self.extra(node).is_some_and(|e| e.constraint == Constraint::AsLateAsPossible);
            if !is_late || node.started {
                continue;
            }
            let latest = self.after.of(index).iter().map(|arc| {
                let after = &dates[arc.other as usize];
                match arc.kind {
                    LinkKind::FinishStart => self.lag_back(arc, after.early_start, arc.lag),
                    LinkKind::FinishFinish => self.lag_back(arc, after.early_finish, arc.lag),
                    LinkKind::StartStart => self.end_from(node, self.lag_back(arc, after.early_start, arc.lag)),
                    LinkKind::StartFinish => self.end_from(node, self.lag_back(arc, after.early_finish, arc.lag)),
                }
            });
            let finish = self.end(node, latest.min().unwrap_or(ends[usize::from(node.frame)]));
            let start = self.begin_primavera(node, self.rest_for(node, finish));
            if start > dates[index].early_start {
                dates[index].early_start = start;
                dates[index].early_finish = self.end_from(node, start);
            }
        }
    }
}
