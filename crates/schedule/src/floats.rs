//! Total and free float, from the dates of a node and of its successors.

use crate::network::{FloatBasis, LinkKind, Rules};
use crate::plan::PLAIN;
use crate::schedule::Computed;

impl Computed {
    /// Where the early finish is on the node's line of time, and the total float.
    #[inline]
    pub(crate) fn total_float(&self, index: usize) -> (i64, i64) {
        let (plan, node, dates) = (&self.plan, &self.plan.nodes[index], &self.dates[index]);
        let finish_at = plan.line_at(node, dates.early_finish);
        if plan.rules == Rules::Primavera && node.done || plan.rules == Rules::Microsoft && plan.is_late(node) {
            return (finish_at, 0);
        }
        let finish = || plan.line_at(node, dates.late_finish) - finish_at;
        let start = || plan.float(node, dates.early_start, dates.late_start);
        let float = match plan.frame(node).float {
            FloatBasis::Finish => finish(),
            FloatBasis::Start => start(),
            // A plain node's ends are as far from each other early as late.
            FloatBasis::Smallest if node.started || node.extra == PLAIN => finish(),
            FloatBasis::Smallest => start().min(finish()),
        };
        (finish_at, float)
    }

    #[inline]
    pub(crate) fn free_float(&self, index: usize, finish_at: i64, total_float: i64) -> i64 {
        let (plan, node, own) = (&self.plan, &self.plan.nodes[index], &self.dates[index]);
        if node.done {
            return 0;
        }
        let mut least = None;
        // Of the successors that follow at once only the first counts.
        let mut next = i64::MAX;
        for arc in plan.after.of(index) {
            let (after, successor) = (&self.dates[arc.other as usize], &plan.nodes[arc.other as usize]);
            if successor.done {
                continue;
            }
            if arc.kind == LinkKind::FinishStart && arc.lag == 0 {
                next = next.min(after.early_start);
                continue;
            }
            let (from, to) = match arc.kind {
                LinkKind::FinishStart => (own.early_finish, after.early_start),
                LinkKind::StartStart => (own.early_start, after.early_start),
                LinkKind::FinishFinish => (own.early_finish, after.early_finish),
                LinkKind::StartFinish => (own.early_start, after.early_finish),
            };
            if arc.lag >= 0 && to <= from {
                return 0;
            }
            let from = if from == own.early_finish { finish_at } else { plan.line_at(node, from) };
            let gap = match plan.rules {
                Rules::Office => plan.last_for(node, arc, to) - from,
                _ => plan.line_at(node, plan.lag_back(arc, to, arc.lag)) - from,
            };
            least = Some(least.map_or(gap, |least: i64| least.min(gap)));
        }
        if next <= own.early_finish {
            return 0;
        }
        if next < i64::MAX {
            let gap = plan.line_at(node, next) - finish_at;
            least = Some(least.map_or(gap, |least| least.min(gap)));
        }
        least.unwrap_or(total_float).max(0)
    }
}
