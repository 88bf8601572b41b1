//! Prices what ties regions together, so that each region is searched on its own: Lagrangian decomposition with a
//! master program over the plans found (Dantzig and Wolfe, 1960).
//!
//! A city's reserve ties eleven regions together by a handful of rows. With a price on each of those rows a region is
//! a small search of its own; the sum of the regions' proven bounds bounds the whole whatever the prices are, and far
//! more closely than the relaxation of the whole does. The master chooses a plan for each region so that the tying
//! rows hold, which gives allocations, and better prices.

use super::block::{BLOCK_PART, Block, Collector, cut};
use super::combine::Choice;
use super::lp::{Matrix, Program, Row};
use super::simplex::Simplex;
use super::split::Union;
use super::tree::{Limits, PartJudge, Tree};

/// Rounds of prices after which the search goes on without.
const MOST_ROUNDS: usize = 60;
/// How much of the best prices so far goes into the next ones: the master's own swing widely at first.
const STEADY: f64 = 0.6;
/// Nodes for choosing among the plans, and for searching some blocks anew.
const MASTER_NODES: u64 = 300;
const IMPROVE_NODES: u64 = 500;
/// Parts of the loss that plans may have at most to be chosen among: the first finds something better soon, so that less is
/// left to prove.
const PARTS_OF_LOSS: [f64; 5] = [0.2, 0.35, 0.5, 0.7, 1.0];
/// How many times as much is spent on the choice among all plans where that did not suffice.
const MORE_EFFORT: u32 = 4;
/// Most blocks that are searched together to improve on the best found.
const MOST_TOGETHER: usize = 3;

/// A program whose blocks are tied together by few rows.
pub(super) struct Blocks<'a> {
    pub program: &'a Program,
    pub blocks: Vec<Block>,
    /// The proven bound of the whole.
    pub bound: f64,
    /// The prices that proved it, and the bound of each block under them.
    pub proof: Option<(Vec<f64>, Vec<f64>)>,
    pub nodes: u64,
}

impl<'a> Blocks<'a> {
    /// `None` where the tying rows do not tie at least two blocks with choices in them.
    pub fn new(program: &'a Program) -> Option<Blocks<'a>> {
        if program.ties.is_empty() {
            return None;
        }
        let mut union = Union::new(program.columns.len());
        for (index, row) in program.rows.iter().enumerate() {
            if !program.ties.contains(&index) {
                union.join(row.terms.iter().map(|term| term.0));
            }
        }
        program.groups.iter().for_each(|group| union.join(group.iter().copied()));
        let blocks = cut(program, &mut union);
        let with_choices = blocks.iter().filter(|block| block.has_choices());
        (with_choices.count() > 1).then_some(Blocks { program, blocks, bound: f64::INFINITY, proof: None, nodes: 0 })
    }

    /// Searches until the best found is within the gap of the bound, or better prices no longer help.
    ///
    /// `start` must keep every row. Gives the best values accepted, with their exact gain.
    pub fn search(&mut self, limits: Limits, start: &[f64], judge: &mut dyn PartJudge) -> Option<(f64, Vec<f64>)> {
        let mut best = Best { gain: judge.accept(start)?, values: start.to_vec() };
        self.add_plans(start);
        let mut prices = self.relaxed_prices();
        let (mut steady, mut stale) = (prices.clone(), 0);
        for _ in 0..MOST_ROUNDS {
            let Some((bound, of_blocks)) = self.price_blocks(&prices, limits) else { break };
            stale += 1;
            if bound < self.bound {
                stale = if bound < self.bound - 0.005 * limits.gap * bound.abs() { 0 } else { stale };
                self.bound = bound;
                self.proof = Some((prices.clone(), of_blocks));
                steady.clone_from(&prices);
            }
            if let Some(values) = self.choose(MASTER_NODES, limits, best.gain) {
                best.take(values, judge);
            }
            self.improve(1, limits, &mut best, judge);
            if self.is_done(&best, limits) || stale > 5 {
                break;
            }
            let Some(master) = self.master_prices() else { break };
            prices = steady.iter().zip(&master).map(|(old, new)| STEADY * old + (1.0 - STEADY) * new).collect();
        }
        for part in PARTS_OF_LOSS {
            self.combine(part, 1, limits, &mut best, judge);
        }
        for together in 2..=MOST_TOGETHER {
            if let Some(values) = self.choose(20_000, limits, best.gain)
                && best.take(values, judge)
            {
                self.combine(1.0, 1, limits, &mut best, judge);
            }
            while !self.is_done(&best, limits) && self.improve(together, limits, &mut best, judge) {
                self.combine(1.0, 1, limits, &mut best, judge);
            }
            self.combine(1.0, MORE_EFFORT, limits, &mut best, judge);
        }
        Some((best.gain, best.values))
    }

    pub fn is_done(&self, best: &Best, limits: Limits) -> bool {
        limits.are_over(self.nodes) || self.bound <= best.wanted(limits)
    }

    /// Searches some blocks together anew, everything else as it is, for all such sets of blocks; gives whether
    /// anything was won.
    fn improve(&mut self, together: usize, limits: Limits, best: &mut Best, judge: &mut dyn PartJudge) -> bool {
        let with_choices: Vec<usize> =
            (0..self.blocks.len()).filter(|block| self.blocks[*block].has_choices()).collect();
        let before = best.gain;
        let mut chosen: Vec<usize> = (0..together.min(with_choices.len())).collect();
        while !self.is_done(best, limits) {
            let freed: Vec<usize> = chosen.iter().map(|at| with_choices[*at]).collect();
            self.search_anew(&freed, limits, best, judge);
            if !next_choice(&mut chosen, with_choices.len()) {
                break;
            }
        }
        best.gain > before
    }

    fn search_anew(&mut self, freed: &[usize], limits: Limits, best: &mut Best, judge: &mut dyn PartJudge) {
        let is_freed = |block: usize| freed.contains(&block) || !self.blocks[block].has_choices();
        let (program, columns) = self.freed(&is_freed, &best.values);
        let own: Vec<f64> = columns.iter().map(|column| best.values[*column]).collect();
        let mut anything = Collector { program: &program, kept: Vec::new() };
        let matrix = Matrix::new(&program);
        let limits = Limits { nodes: IMPROVE_NODES, gap: limits.gap * 0.01, ..limits };
        let found = Tree::new(&program, &matrix, limits, Some(program.total(&own))).run(&mut anything);
        self.nodes += found.nodes;
        let Some(better) = found.values else { return };
        let mut values = best.values.clone();
        columns.iter().zip(better).for_each(|(column, value)| values[*column] = value);
        if best.take(values, judge) {
            let values = best.values.clone();
            self.add_plans(&values);
        }
    }

    /// The program of some blocks, with what the others leave of the tying rows.
    fn freed(&self, freed: &dyn Fn(usize) -> bool, values: &[f64]) -> (Program, Vec<usize>) {
        let mut own_index = vec![usize::MAX; values.len()];
        let mut columns: Vec<usize> = Vec::new();
        let mut program = Program { step: self.program.step, ..Program::default() };
        for (_, block) in self.blocks.iter().enumerate().filter(|(index, _)| freed(*index)) {
            let first = columns.len();
            block.columns.iter().enumerate().for_each(|(own, column)| own_index[*column] = first + own);
            columns.extend(&block.columns);
            program.columns.extend(block.program.columns.iter().cloned());
            let moved = |row: &Row| Row { terms: row.terms.iter().map(|t| (first + t.0, t.1)).collect(), ..*row };
            program.rows.extend(block.program.rows.iter().map(moved));
            program.groups.extend(block.program.groups.iter().map(|group| group.iter().map(|c| first + c).collect()));
        }
        for row in self.ties() {
            let (own, others): (Vec<_>, Vec<_>) = row.terms.iter().partition(|term| own_index[term.0] != usize::MAX);
            let taken: f64 = others.iter().map(|&(column, factor)| factor * values[column]).sum();
            let terms = own.into_iter().map(|(column, factor)| (own_index[column], factor)).collect();
            program.rows.push(Row { terms, low: row.low - taken, high: row.high - taken });
        }
        (program, columns)
    }

    pub fn ties(&self) -> impl Iterator<Item = &'a Row> + use<'a> {
        let program = self.program;
        program.ties.iter().map(|row| &program.rows[*row])
    }

    /// The start's share in each block is a plan like any other, so the master always has something to choose.
    fn add_plans(&mut self, start: &[f64]) {
        let ties = self.program.ties.len();
        for block in &mut self.blocks {
            let values: Vec<f64> = block.columns.iter().map(|column| start[*column]).collect();
            block.add(values, ties);
        }
    }

    fn relaxed_prices(&mut self) -> Vec<f64> {
        let matrix = Matrix::new(self.program);
        let mut simplex = Simplex::new(&matrix);
        simplex.solve(f64::NEG_INFINITY, 200_000);
        self.bound = simplex.bound();
        self.program.ties.iter().zip(self.ties()).map(|(row, tie)| lawful(simplex.price(*row), tie)).collect()
    }

    /// Searches every block under the prices; gives the bound of the whole, or `None` where time did not suffice.
    fn price_blocks(&mut self, prices: &[f64], limits: Limits) -> Option<(f64, Vec<f64>)> {
        let ties = prices.len();
        let mut of_blocks = Vec::with_capacity(self.blocks.len());
        let mut bound: f64 = self.ties().zip(prices).map(|(row, price)| worth_of_limit(row, *price)).sum();
        for block in &mut self.blocks {
            let (found, plans) = block.search(prices, limits);
            self.nodes += found.nodes;
            bound += found.bound;
            of_blocks.push(found.bound);
            plans.into_iter().for_each(|values| block.add(values, ties));
            if limits.are_over(self.nodes) {
                return None;
            }
        }
        // Room for the rounding of the sum.
        Some((bound + 1e-12 * bound.abs(), of_blocks))
    }

    /// The choice among the plans found so far.
    fn master(&self) -> Program {
        let plans = self.blocks.iter().map(|block| block.plans.iter().collect()).collect();
        Choice { ties: self.ties().collect(), plans }.program()
    }

    fn master_prices(&self) -> Option<Vec<f64>> {
        let master = self.master();
        let matrix = Matrix::new(&master);
        let mut simplex = Simplex::new(&matrix);
        simplex.solve(f64::NEG_INFINITY, 50_000);
        let prices: Vec<f64> = self.ties().enumerate().map(|(row, tie)| lawful(simplex.price(row), tie)).collect();
        prices.iter().all(|price| price.is_finite()).then_some(prices)
    }

    /// One plan for each block, together the best that the tying rows allow.
    fn choose(&mut self, nodes: u64, limits: Limits, best: f64) -> Option<Vec<f64>> {
        let master = self.master();
        let matrix = Matrix::new(&master);
        let limits = Limits { nodes, gap: limits.gap * BLOCK_PART, ..limits };
        let mut anything = Collector { program: &master, kept: Vec::new() };
        let found = Tree::new(&master, &matrix, limits, Some(best)).run(&mut anything);
        self.nodes += found.nodes;
        let chosen = found.values?;
        let mut values = vec![0.0; self.program.columns.len()];
        let plans = self.blocks.iter().flat_map(|block| block.plans.iter().map(move |plan| (block, plan)));
        for ((block, plan), _) in plans.zip(&chosen).filter(|(_, taken)| **taken > 0.5) {
            block.columns.iter().zip(&plan.values).for_each(|(column, value)| values[*column] = *value);
        }
        Some(values)
    }
}

/// A price with the sign that its row allows: a limit that is not there has none.
fn lawful(price: f64, row: &Row) -> f64 {
    let price = if row.low == f64::NEG_INFINITY { price.max(0.0) } else { price };
    if row.high == f64::INFINITY { price.min(0.0) } else { price }
}

fn worth_of_limit(row: &Row, price: f64) -> f64 {
    if price > 0.0 {
        price * row.high
    } else if price < 0.0 {
        price * row.low
    } else {
        0.0
    }
}

/// The next set of as many out of `count`, in order; `false` after the last.
fn next_choice(chosen: &mut [usize], count: usize) -> bool {
    let size = chosen.len();
    let Some(at) = (0..size).rev().find(|at| chosen[*at] < count - size + at) else { return false };
    chosen[at] += 1;
    for later in at + 1..size {
        chosen[later] = chosen[later - 1] + 1;
    }
    true
}

/// The best values that the exact judge accepted.
pub(super) struct Best {
    pub gain: f64,
    values: Vec<f64>,
}

impl Best {
    /// What a bound must not exceed to prove the best within the gap.
    pub fn wanted(&self, limits: Limits) -> f64 {
        self.gain + limits.gap * self.gain.abs()
    }

    pub fn take(&mut self, values: Vec<f64>, judge: &mut dyn PartJudge) -> bool {
        match judge.accept(&values) {
            Some(gain) if gain > self.gain => {
                *self = Best { gain, values };
                true
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::solve;
    use super::*;
    use crate::case::Case;
    use crate::greedy;
    use crate::model::{ExactJudge, Model};
    use crate::sample::City;

    struct Whole<'a>(ExactJudge<'a>, Vec<usize>);

    impl PartJudge for Whole<'_> {
        fn accept(&mut self, values: &[f64]) -> Option<f64> {
            super::super::Judge::accept(&mut self.0, values, &self.1)
        }
    }

    /// The blocks' bound holds and their best is attainable: both are compared with the whole searched in one piece.
    #[test]
    fn the_prices_bound_what_the_whole_can_gain() {
        for seed in 1..=12 {
            let divisible = if seed % 2 == 0 { 30 } else { 0 };
            let mut problem =
                City { projects: 36, seed, quota: 50, reserve: 5, divisible, ..City::default() }.problem();
            problem.weights.fairness = crate::Quantity::units(if seed % 3 == 0 { 20 } else { 0 });
            let case = Case::new(&problem);
            let mut program = Model::new(&case).program;
            let start = Model::new(&case).values(&case, &greedy::by_priority(&case).plan).unwrap();
            let limits = Limits { deadline: None, gap: 1e-5, nodes: 20_000 };
            let mut judge = Whole(ExactJudge { case: &case }, (0..program.columns.len()).collect());
            let mut blocks = Blocks::new(&program).unwrap();
            let (best, _) = blocks.search(limits, &start, &mut judge).unwrap();
            let bound = blocks.bound;
            // Where plans are told by their choices, the choice among all of them is the proof.
            if divisible == 0 && problem.weights.fairness == crate::Quantity::ZERO {
                assert!(bound <= best * (1.0 + 1e-5) + 1e-6, "seed {seed}: bound {bound}, best {best}");
            }
            program.ties.clear();
            let whole = solve(&program, limits, Some(&start), &mut judge.0);
            let (reached, above) = (whole.best.unwrap(), whole.bound);
            assert!(bound >= reached * (1.0 - 1e-9), "seed {seed}: bound {bound}, reached {reached}");
            assert!(best <= above * (1.0 + 1e-9) && best >= 0.97 * reached, "seed {seed}: {best}, {above}");
        }
    }
}
