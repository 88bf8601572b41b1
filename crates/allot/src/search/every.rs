//! The choice among every plan that can still be part of something better.

use super::block::{Block, Plan};
use super::blocks::{Best, Blocks};
use super::combine::Choice;
use super::tree::{Limits, PartJudge};

/// Nodes for finding every plan of a block, and for choosing among them.
const EVERY_NODES: u64 = 60_000;
const COMBINE_NODES: u64 = 4_000;
/// Most plans among which the choice is proven.
const MOST_PLANS: usize = 8_000;

impl Blocks<'_> {
    /// Chooses among all plans of each block that can be part of anything better than the best, or among those that lose
    /// only a part of what they may. With all of them the choice is the proof.
    ///
    /// Whatever gains more than the best and its gap loses less than the bound is above them: in each block against the
    /// block's own bound, and by what it leaves unused of the ties.
    pub fn combine(&mut self, part: f64, effort: u32, limits: Limits, best: &mut Best, judge: &mut dyn PartJudge) {
        let Some((prices, of_blocks)) = &self.proof else { return };
        // To use less of a tie must never be worse.
        let are_limits = self.ties().all(|row| row.low == f64::NEG_INFINITY);
        if self.is_done(best, limits) || !are_limits || !self.blocks.iter().all(Block::is_told_by_choices) {
            return;
        }
        let (mut gain, wanted) = (best.gain, best.wanted(limits));
        let loss = (self.bound - wanted) * part;
        let (mut all, mut every) = (part >= 1.0, Vec::new());
        for (block, bound) in self.blocks.iter().zip(of_blocks) {
            let most = Limits { nodes: EVERY_NODES * u64::from(effort), ..limits };
            let (plans, complete, nodes) = block.every_plan(prices, bound - loss - 1e-9 * bound.abs(), most);
            self.nodes += nodes;
            all &= complete;
            every.push(plans);
            if part >= 1.0 && !complete {
                return;
            }
        }
        // What was found before may be of use too, and the best itself is among it.
        let plans: Vec<Vec<&Plan>> =
            every.iter().zip(&self.blocks).map(|(own, block)| undominated(own.iter().chain(&block.plans))).collect();
        let is_small = plans.iter().map(Vec::len).sum::<usize>() <= MOST_PLANS * effort as usize;
        let choice = Choice { ties: self.ties().collect(), plans };
        let (blocks, width) = (&self.blocks, self.program.columns.len());
        let mut take = |places: &[usize]| {
            let mut values = vec![0.0; width];
            for ((block, plans), place) in blocks.iter().zip(&choice.plans).zip(places) {
                block.columns.iter().zip(&plans[*place].values).for_each(|(column, value)| values[*column] = *value);
            }
            best.take(values, judge);
            best.gain
        };
        if let Some(places) = choice.settle(prices, gain, loss, effort) {
            gain = take(&places);
        }
        if all && is_small {
            let most = Limits { nodes: COMBINE_NODES * u64::from(effort), ..limits };
            let combined = choice.search(most, gain, &mut take);
            self.nodes += combined.nodes;
            self.bound = self.bound.min(combined.open.max(wanted).max(best.wanted(limits)));
        }
    }
}

/// The plans without those than which another is as good.
fn undominated<'p>(plans: impl Iterator<Item = &'p Plan>) -> Vec<&'p Plan> {
    let mut sorted: Vec<&Plan> = plans.collect();
    sorted.sort_by(|a, b| b.gain.total_cmp(&a.gain));
    let mut kept: Vec<&Plan> = Vec::new();
    for plan in sorted {
        if !kept.iter().any(|other| other.is_as_good_as(plan)) {
            kept.push(plan);
        }
    }
    kept
}
