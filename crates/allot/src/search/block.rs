//! One block of a program that falls into blocks: its own rows, its searches, the plans found for it.

use super::lp::{Matrix, Program, Row};
use super::split::Union;
use super::tree::{Found, Limits, PartJudge, Tree};

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

    pub fn add(&mut self, values: Vec<f64>, ties: usize) {
        let mut uses = vec![0.0; ties];
        for (value, factors) in values.iter().zip(&self.uses) {
            factors.iter().for_each(|&(tie, factor)| uses[tie] += factor * value);
        }
        let plan = Plan { gain: self.program.total(&values), uses, values };
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
