//! Constraints that the links make impossible, with the nodes that push.

use crate::error::ScheduleError;
use crate::moment::Moment;
use crate::network::{Constraint, Network, TaskIndex};
use crate::plan::Role;
use crate::schedule::Computed;

/// Every node whose constraint cannot hold.
pub(crate) fn check_constraints(network: &Network, computed: &Computed) -> Vec<ScheduleError> {
    let plan = &computed.plan;
    let mut broken = Vec::new();
    if plan.extras.is_empty() {
        return broken;
    }
    for (index, node) in plan.nodes.iter().enumerate() {
        let Some(extra) = plan.extra(node).filter(|_| node.role == Role::Task && !node.started) else { continue };
        let clock = plan.clock(node);
        let by_links = computed.earliest(index);
        let by_links_end = plan.end_from(node, by_links);
        let (earliest, limit) = match extra.constraint {
            Constraint::StartNoLater(at) | Constraint::MustStart(at) => (by_links, at.0),
            Constraint::FinishNoLater(at) | Constraint::MustFinish(at) => (by_links_end, at.0),
            _ => continue,
        };
        if clock.between(limit, earliest) > 0 {
            broken.push(ScheduleError::Impossible {
                task: network.tasks[node.task as usize].title(),
                constraint: extra.constraint.label(),
                date: Moment(limit),
                earliest: Moment(earliest),
                chain: computed.chain(index).iter().map(|t| network.tasks[*t].title()).collect(),
            });
        }
    }
    broken
}

impl Computed {
    /// Where the links alone would put the start of a node.
    fn earliest(&self, index: usize) -> i64 {
        let node = &self.plan.nodes[index];
        self.plan.begin(node, self.plan.by_links(index, &self.dates))
    }

    /// The nodes that push this one, from the first to itself.
    pub(crate) fn chain(&self, index: usize) -> Vec<TaskIndex> {
        let mut chain = vec![self.plan.nodes[index].task as TaskIndex];
        let mut at = index;
        while let Some(before) = self.driver(at) {
            let task = self.plan.nodes[before].task as TaskIndex;
            if chain.last() != Some(&task) {
                chain.push(task);
            }
            at = before;
        }
        chain.reverse();
        chain
    }

    /// The predecessor whose link asks for the latest start, if any link decides it.
    pub(crate) fn driver(&self, index: usize) -> Option<usize> {
        let node = &self.plan.nodes[index];
        if node.done {
            return None;
        }
        let asked = |arc: &crate::plan::Arc| self.plan.asked_by(index, arc, &self.dates);
        let latest = self.plan.before.of(index).iter().max_by_key(|arc| asked(arc))?;
        let decides = node.started || self.plan.begin(node, asked(latest)) >= self.dates[index].early_start;
        decides.then_some(latest.other as usize)
    }
}
