//! The rows of a forecast's schedule, written again when they are asked for.

use super::Forecast;
use crate::error::ScheduleError;
use crate::network::TaskIndex;
use crate::rollup::close_summary;
use crate::schedule::Computed;

impl Forecast {
    /// Brings the rows of all nodes up to date whose dates or float have changed since they were last written, those of the
    /// summaries above them, and the first start.
    pub(super) fn write_rows(&mut self) -> Result<(), ScheduleError> {
        let mut nodes = self.stale_late.take_all();
        if !self.covers_late(&nodes) {
            let computed = Computed::new(&self.network, self.options);
            if computed.is_err() {
                // Next time all is tried again.
                self.late.set_range(0, self.computed.plan.nodes.len());
                nodes.iter().for_each(|index| self.stale_late.set(*index));
            }
            self.replace(computed?);
            return Ok(());
        }
        let Forecast { computed, stale, .. } = self;
        nodes.retain(|index| !stale.has(*index));
        // From the end, for free float looks at successors: they are still in the cache then.
        nodes.iter().rev().for_each(|index| computed.publish_late(*index));
        let early = stale.take_all();
        early.iter().rev().for_each(|index| computed.publish(*index));
        if self.has_summaries {
            nodes.extend(early);
            self.roll_up_from(&nodes);
        }
        if self.start_is_stale {
            self.computed.schedule.start = self.computed.span().0;
            self.start_is_stale = false;
        }
        Ok(())
    }

    /// Whether the late dates computed lie within the years that the clocks know.
    fn covers_late(&self, nodes: &[usize]) -> bool {
        let (mut first, mut last) = (i64::MAX, i64::MIN);
        for index in nodes {
            let own = &self.computed.dates[*index];
            first = first.min(own.late_start.min(own.late_finish));
            last = last.max(own.late_start.max(own.late_finish));
        }
        nodes.is_empty() || self.computed.plan.knows(first, last)
    }

    /// Brings the summaries above the given nodes up to date, the deepest first.
    fn roll_up_from(&mut self, nodes: &[usize]) {
        let mut above: Vec<(usize, TaskIndex)> = Vec::new();
        let mut seen = vec![false; self.network.tasks.len()];
        for node in nodes {
            let mut up = self.network.tasks[self.computed.plan.nodes[*node].task as TaskIndex].parent;
            while let Some(parent) = up.filter(|p| !std::mem::replace(&mut seen[*p], true)) {
                let line = std::iter::successors(Some(parent), |p| self.network.tasks[*p].parent);
                above.push((line.take(1_000).count(), parent));
                up = self.network.tasks[parent].parent;
            }
        }
        above.sort_unstable_by(|a, b| b.cmp(a));
        for (_, summary) in above {
            close_summary(&self.network, &mut self.computed, summary, &self.children[summary]);
        }
    }
}
