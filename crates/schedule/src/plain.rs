//! The two passes for plain work by the textbook, which is nearly all of a large network.
//!
//! They say the same as the rules in `passes`, in fewer steps: what links ask for is compared on the line of the node's own
//! working time, where a lag or a duration is a sum, and only the outcome is turned back into moments.

use crate::network::{LinkKind, Rules};
use crate::plan::{Dates, Node, PLAIN, Plan, Role};
use std::hint::select_unpredictable;

impl Plan {
    /// Whether a node is work of some length with nothing special about it, by the textbook and by a calendar.
    #[inline]
    pub(crate) fn is_plain(&self, node: &Node) -> bool {
        node.extra == PLAIN
            && node.role == Role::Task
            && self.rules == Rules::Office
            && !node.elapsed
            && node.duration > 0
            && node.remaining == node.duration
    }

    /// Early dates of a plain node, in seconds since 1970, from the early dates of its predecessors.
    #[inline]
    pub(crate) fn early_plain(&self, index: usize, node: &Node, dates: &[Dates]) -> (i64, i64) {
        let clock = self.clock(node);
        let mut work = 0;
        for arc in self.before.of(index) {
            let from = &dates[arc.other as usize];
            let (after_finish, to_finish) = (arc.kind.is_from_finish(), arc.kind.is_to_finish());
            let mut at = select_unpredictable(after_finish, from.early_finish, from.early_start);
            let mut lag = arc.lag;
            if arc.clock != node.clock {
                (at, lag) = (self.lag(arc, at, lag), 0);
            }
            let takes = select_unpredictable(to_finish, node.duration, 0);
            work = work.max(clock.work_at(at) + lag - takes);
        }
        let floor = self.start_of_frame(node).max(self.as_of.unwrap_or(i64::MIN));
        let dates = clock.span_after(work, node.duration);
        if dates.0 > floor { dates } else { clock.span_after(work.max(clock.work_at(floor)), node.duration) }
    }

    /// Late dates of a plain node from the late dates of its successors; `end` is where the late dates of its project count from.
    #[inline]
    pub(crate) fn late_plain(&self, index: usize, node: &Node, dates: &[Dates], end: i64) -> Dates {
        let clock = self.clock(node);
        let (mut moment, mut work, mut is_open) = (end, i64::MAX, true);
        for arc in self.after.of(index) {
            let (after, successor) = (&dates[arc.other as usize], &self.nodes[arc.other as usize]);
            if successor.done {
                continue;
            }
            is_open = false;
            match arc.kind {
                LinkKind::FinishStart => moment = moment.min(self.lag_back(arc, after.late_rest, arc.lag)),
                LinkKind::StartStart if successor.role == Role::Task && !successor.started => {
                    let begin = clock.last_begin(self.lag_back(arc, after.late_rest, arc.lag));
                    work = work.min(begin + node.duration);
                }
                _ => moment = moment.min(self.finish_by_link(index, node, arc, dates, end)),
            }
        }
        if is_open && self.frame(node).open_ends_are_critical {
            moment = dates[index].early_finish;
        }
        let (start, finish) = clock.span_before(work.min(clock.work_at(moment)), node.remaining);
        Dates { late_start: start, late_finish: finish, late_rest: start, ..dates[index] }
    }
}
