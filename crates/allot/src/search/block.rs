//! One block of a program that falls into blocks: its own rows, its searches, the plans found for it.

use super::lp::{Column, Matrix, Program, Row};
use super::split::Union;
use super::tree::{Ending, Found, Limits, PartJudge, Tree};
use std::collections::HashSet;

/// Nodes for one search of a block.
const BLOCK_NODES: u64 = 20_000;
/// Plans kept of one search, the last and best.
const PLANS_KEPT: usize = 12;
/// Part of the wanted gap that a block's own search may leave open.
pub(super) const BLOCK_PART: f64 = 0.02;

/// For each column what a unit of it uses of the tying rows: (row's place among the ties, factor).
type Uses = Vec<Vec<(usize, f64)>>;

pub(super) struct Block {
    pub program: Program,
    matrix: Matrix,
    /// Its columns in the whole program.
    pub columns: Vec<usize>,
    /// What a unit of each column uses of each tying row: (row's place among the ties, factor).
    uses: Uses,
    pub plans: Vec<Plan>,
}

/// Values of one block that keep all rows of its own.
#[derive(Clone)]
pub(super) struct Plan {
    pub gain: f64,
    /// Use of each tying row.
    pub uses: Vec<f64>,
    pub values: Vec<f64>,
}

/// The blocks that remain when the tying rows are taken away.
pub(super) fn cut(program: &Program, union: &mut Union) -> Vec<Block> {
    let width = program.columns.len();
    let (mut block_of_root, mut block_of, mut own_index) = (vec![usize::MAX; width], vec![0; width], vec![0; width]);
    let mut parts: Vec<(Program, Vec<usize>, Uses)> = Vec::new();
    for column in 0..width {
        let root = union.root(column);
        if block_of_root[root] == usize::MAX {
            block_of_root[root] = parts.len();
            parts.push(Default::default());
        }
        let (own, columns, uses) = &mut parts[block_of_root[root]];
        (block_of[column], own_index[column]) = (block_of_root[root], columns.len());
        columns.push(column);
        own.columns.push(program.columns[column].clone());
        uses.push(Vec::new());
    }
    for (index, row) in program.rows.iter().enumerate() {
        if let Some(tie) = program.ties.iter().position(|tie| *tie == index) {
            for &(column, factor) in &row.terms {
                parts[block_of[column]].2[own_index[column]].push((tie, factor));
            }
        } else if let Some(&(first, _)) = row.terms.first() {
            let terms = row.terms.iter().map(|term| (own_index[term.0], term.1)).collect();
            parts[block_of[first]].0.rows.push(Row { terms, ..*row });
        }
    }
    for group in program.groups.iter().filter(|group| !group.is_empty()) {
        parts[block_of[group[0]]].0.groups.push(group.iter().map(|column| own_index[*column]).collect());
    }
    let block =
        |(program, columns, uses)| Block { matrix: Matrix::new(&program), program, columns, uses, plans: Vec::new() };
    parts.into_iter().map(block).collect()
}

impl Block {
    pub fn has_choices(&self) -> bool {
        self.program.columns.iter().any(|column| column.least.is_some())
    }

    /// The block's best under the prices, with everything found on the way.
    pub fn search(&mut self, prices: &[f64], limits: Limits) -> (Found, Vec<Vec<f64>>) {
        let mut priced = self.program.clone();
        for (column, uses) in priced.columns.iter_mut().zip(&self.uses) {
            column.gain -= uses.iter().map(|&(tie, factor)| prices[tie] * factor).sum::<f64>();
        }
        self.matrix.set_gains(&priced);
        let limits = Limits { nodes: BLOCK_NODES, gap: limits.gap * BLOCK_PART, ..limits };
        let mut collector = Collector { program: &priced, kept: Vec::new() };
        let found = Tree::new(&priced, &self.matrix, limits, None).run(&mut collector);
        (found, collector.kept.into_iter().rev().take(PLANS_KEPT).collect())
    }

    /// Whether a plan is told by its choices: everything is all or nothing, and what flows in from the ties follows from what
    /// is chosen.
    pub fn is_told_by_choices(&self) -> bool {
        let mut seen = vec![0; self.program.columns.len()];
        for row in &self.program.rows {
            let flows: Vec<&(usize, f64)> =
                row.terms.iter().filter(|t| self.program.columns[t.0].least.is_none()).collect();
            let is_supply = row.low == f64::NEG_INFINITY && flows.iter().all(|flow| flow.1 < 0.0);
            if flows.len() > 1 || !flows.is_empty() && !is_supply {
                return false;
            }
            flows.iter().for_each(|flow| seen[flow.0] += 1);
        }
        self.program.columns.iter().enumerate().all(|(index, column)| match column.least {
            Some(least) => least == column.upper && self.uses[index].is_empty(),
            None => {
                let uses = &self.uses[index];
                column.gain == 0.0 && seen[index] <= 1 && uses.len() <= 1 && uses.iter().all(|used| used.1 > 0.0)
            }
        })
    }

    /// Every plan that is worth more than `least` under the prices, and whether these are all. Only for blocks whose plans are
    /// told by their choices.
    pub fn every_plan(&self, prices: &[f64], least: f64, limits: Limits) -> (Vec<Plan>, bool, u64) {
        let mut priced = self.program.clone();
        for (column, uses) in priced.columns.iter_mut().zip(&self.uses) {
            column.gain -= uses.iter().map(|&(tie, factor)| prices[tie] * factor).sum::<f64>();
        }
        let matrix = Matrix::new(&priced);
        let mut every = Every { block: self, seen: HashSet::new(), plans: Vec::new(), ties: prices.len() };
        let limits = Limits { gap: 0.0, ..limits };
        let found = Tree::new(&priced, &matrix, limits, Some(least)).run(&mut every);
        (every.plans, found.ending == Ending::Proven, found.nodes)
    }

    /// The plan of these choices, with no more from the ties than they need; `None` where they break a row.
    fn plan_of(&self, values: &[f64], ties: usize) -> Option<Plan> {
        let choice = |(column, value): (&Column, &f64)| match column.least {
            Some(least) if *value > 0.5 * least => least,
            _ => 0.0,
        };
        let mut values: Vec<f64> = self.program.columns.iter().zip(values).map(choice).collect();
        for row in &self.program.rows {
            let sum: f64 = row.terms.iter().map(|&(column, factor)| factor * values[column]).sum();
            let room = 1e-7 * (1.0 + row.high.abs().min(row.low.abs()));
            if sum < row.low - room {
                return None;
            }
            if sum > row.high {
                match row.terms.iter().find(|term| self.program.columns[term.0].least.is_none()) {
                    Some(&(flow, factor)) => {
                        let upper = self.program.columns[flow].upper;
                        let needed = (sum - row.high) / -factor;
                        if needed > upper + room {
                            return None;
                        }
                        values[flow] = needed.min(upper);
                    }
                    None if sum > row.high + room => return None,
                    None => {}
                }
            }
        }
        Some(self.plan(values, ties))
    }

    fn plan(&self, values: Vec<f64>, ties: usize) -> Plan {
        let mut uses = vec![0.0; ties];
        for (value, factors) in values.iter().zip(&self.uses) {
            factors.iter().for_each(|&(tie, factor)| uses[tie] += factor * value);
        }
        Plan { gain: self.program.total(&values), uses, values }
    }

    pub fn add(&mut self, values: Vec<f64>, ties: usize) {
        let plan = self.plan(values, ties);
        let is_same = |other: &Plan| {
            (other.gain - plan.gain).abs() <= 1e-9
                && other.uses.iter().zip(&plan.uses).all(|(a, b)| (a - b).abs() <= 1e-9)
        };
        if !self.plans.iter().any(is_same) {
            self.plans.push(plan);
        }
    }
}

/// Accepts what the search proposes and remembers each improvement. The exact judge sees the whole later.
pub(super) struct Collector<'a> {
    pub program: &'a Program,
    pub kept: Vec<Vec<f64>>,
}

impl PartJudge for Collector<'_> {
    fn accept(&mut self, values: &[f64]) -> Option<f64> {
        self.kept.push(values.to_vec());
        Some(self.program.total(values))
    }
}

/// Refuses what the search proposes, so that it goes on until it has seen every choice, and remembers them all.
struct Every<'a> {
    block: &'a Block,
    seen: HashSet<Vec<u32>>,
    plans: Vec<Plan>,
    ties: usize,
}

impl PartJudge for Every<'_> {
    fn accept(&mut self, values: &[f64]) -> Option<f64> {
        let plan = self.block.plan_of(values, self.ties)?;
        let columns = self.block.program.columns.iter().enumerate();
        let chosen = columns.filter(|(index, column)| column.least.is_some() && plan.values[*index] > 0.0);
        if self.seen.insert(chosen.map(|(index, _)| index as u32).collect()) {
            self.plans.push(plan);
        }
        None
    }
}

impl Plan {
    /// Whether this plan gains no less and uses no more of anything.
    pub fn is_as_good_as(&self, other: &Plan) -> bool {
        self.gain >= other.gain && self.uses.iter().zip(&other.uses).all(|(own, other)| own <= other)
    }
}
