//! The early dates of a forecast: what a change reaches, and nothing else while that is little.

use super::Forecast;
use super::marks::Marks;
use super::span::SpanWatch;
use crate::plan::{Dates, Node, Plan, Role};
use crate::schedule::computed_ends;

/// Nodes that are found one by one at least before all are walked through, and what part of the longest link's reach besides: as far
/// as it reaches the walk goes on at its end for nothing.
const LEAST_FOUND: usize = 16;
const PART_OF_REACH: usize = 4;

/// What changed early dates lead to.
struct Changes<'f> {
    /// Nodes whose early dates have changed.
    touched: &'f mut Marks,
    /// Nodes whose late dates have to be computed again.
    late: &'f mut Marks,
    /// Latest early finish of each project.
    ends: &'f mut [i64],
    /// Whether the latest early finish of a project may have become earlier.
    end_fell: bool,
    span: &'f mut SpanWatch,
    /// Whether there are starts of summaries, whose late dates hold only the children that are first.
    has_begins: bool,
}

impl Changes<'_> {
    #[inline]
    fn see(&mut self, plan: &Plan, index: usize, node: &Node, before: &Dates, after: &Dates) {
        self.touched.set(index);
        if plan.counts(node) {
            let end = &mut self.ends[usize::from(node.frame)];
            self.end_fell |= before.early_finish == *end && after.early_finish < *end;
            *end = (*end).max(after.early_finish);
            if node.role == Role::Task {
                self.span.see(plan.lies(node, before), plan.lies(node, after));
            }
        }
        if self.has_begins || !plan.is_plain(node) || plan.frame(node).open_ends_are_critical {
            // Late dates, its own or those of what it waits for, may look at the early ones.
            self.late.set(index);
            plan.before.of(index).iter().for_each(|arc| self.late.set(arc.other as usize));
        }
    }
}

impl Forecast {
    /// Early dates of everything that the change of one node, which is not plain any more, reaches.
    ///
    /// Who waits for a changed node is marked, and marked nodes are computed in order. Once most nodes on the way have to be
    /// computed, to walk through all of them is cheaper than to mark them.
    pub(super) fn go_forward(&mut self, first: usize, span: &mut SpanWatch) {
        let Forecast { computed, early_ends, early, late, touched, stale, .. } = self;
        let (plan, dates, reach, has_begins) = (&computed.plan, &mut computed.dates, self.reach, self.has_begins);
        let mut changes = Changes { touched, late, ends: early_ends, end_fell: false, span, has_begins };
        let mut found = 0;
        early.set(first);
        let mut at = first;
        while let Some(index) = early.take_up(at) {
            at = index;
            found += 1;
            let before = dates[index];
            if update(plan, dates, index) || index == first {
                changes.see(plan, index, &plan.nodes[index], &before, &dates[index]);
                stale.set(index);
                for arc in plan.after.of(index) {
                    early.set(arc.other as usize);
                }
                // The free float of predecessors looks at the early dates of their successors.
                for arc in plan.before.of(index) {
                    stale.set(arc.other as usize);
                }
            }
            if found >= LEAST_FOUND + reach / PART_OF_REACH && found > (at - first) / 2 {
                let end = walk(plan, dates, at + 1, reach, &mut changes);
                stale.set_range((at + 1).saturating_sub(reach), end);
                early.clear();
                break;
            }
        }
        if changes.end_fell {
            self.early_ends = computed_ends(plan, dates);
        }
    }
}

/// Computes the early dates of one node; whether they have changed.
#[inline]
fn update(plan: &Plan, dates: &mut [Dates], index: usize) -> bool {
    let node = &plan.nodes[index];
    let (early_start, early_finish) = match plan.is_plain(node) {
        true => plan.early_plain(index, node, dates),
        false => plan.early(index, dates, false),
    };
    let own = &mut dates[index];
    let is_new = (own.early_start, own.early_finish) != (early_start, early_finish);
    (own.early_start, own.early_finish) = (early_start, early_finish);
    is_new
}

/// Computes the early dates of all nodes in order, up to where nothing has changed as far as the longest link reaches. Gives where
/// the changes end.
fn walk(plan: &Plan, dates: &mut [Dates], from: usize, reach: usize, changes: &mut Changes) -> usize {
    let mut end = from;
    for (index, node) in plan.nodes.iter().enumerate().skip(from) {
        let before = dates[index];
        if update(plan, dates, index) {
            changes.see(plan, index, node, &before, &dates[index]);
            end = index + 1;
        } else if index >= end + reach {
            break;
        }
    }
    end
}

impl Plan {
    /// How far, in places, the longest link reaches.
    pub(super) fn reach(&self) -> usize {
        let reach = |index: usize| self.after.of(index).iter().map(move |arc| arc.other as usize - index).max();
        (0..self.nodes.len()).filter_map(reach).max().unwrap_or(0)
    }
}
