//! One plan for each block out of many: the best that the tying rows allow, with the proof.
//!
//! The relaxation of this choice bounds as closely as the prices do, and it stays fractional in few blocks, for the tying
//! rows are few. To branch on a single plan would split off one of thousands; to branch on a column of the program, in
//! use or not, splits a block's plans in the middle.

use super::block::Plan;
use super::lp::{Column, Matrix, Program, Row};
use super::simplex::{Basis, Simplex, Stop};
use super::tree::Limits;

const WHOLE: f64 = 1e-6;

/// The plans to choose from and the tying rows that they share.
pub(super) struct Choice<'a> {
    pub ties: Vec<&'a Row>,
    /// The plans of each block, none of them empty.
    pub plans: Vec<Vec<&'a Plan>>,
}

/// What a search among plans proved.
pub(super) struct Combined {
    /// No choice gains more than this, or than the best accepted with its gap.
    pub open: f64,
    pub nodes: u64,
}

impl Choice<'_> {
    /// A column for each plan, a row for each tie and for each block.
    pub fn program(&self) -> Program {
        let mut rows: Vec<Row> = self.ties.iter().map(|row| Row { terms: Vec::new(), ..**row }).collect();
        let mut program = Program::default();
        for plans in &self.plans {
            let first = program.columns.len();
            for plan in plans {
                let column = program.columns.len();
                program.columns.push(Column { gain: plan.gain, upper: 1.0, least: Some(1.0) });
                let uses = plan.uses.iter().enumerate().filter(|(_, used)| **used != 0.0);
                uses.for_each(|(tie, used)| rows[tie].terms.push((column, *used)));
            }
            let own = (first..program.columns.len()).map(|column| (column, 1.0)).collect();
            rows.push(Row { terms: own, low: 1.0, high: 1.0 });
        }
        program.rows = rows;
        program
    }

    /// Searches for choices that gain more than the best by more than the gap. `take` is shown each, as the place of the
    /// plan in each block, and gives the gain of the best known afterwards.
    pub fn search(&self, limits: Limits, best: f64, take: &mut dyn FnMut(&[usize]) -> f64) -> Combined {
        let program = self.program();
        let matrix = Matrix::new(&program);
        let of_column = self.plans.iter().enumerate();
        let of_column = of_column.flat_map(|(block, plans)| (0..plans.len()).map(move |plan| (block, plan))).collect();
        let mut search = Search {
            choice: self,
            of_column,
            simplex: Simplex::new(&matrix),
            limits,
            best,
            take,
            open: f64::NEG_INFINITY,
            nodes: 0,
        };
        search.explore();
        Combined { open: search.open, nodes: search.nodes }
    }
}

struct Search<'a, 'c> {
    choice: &'a Choice<'c>,
    /// Block and place of each column.
    of_column: Vec<(usize, usize)>,
    simplex: Simplex<'a>,
    limits: Limits,
    best: f64,
    take: &'a mut dyn FnMut(&[usize]) -> f64,
    /// The highest bound of what was left unsearched.
    open: f64,
    nodes: u64,
}

/// A column of a block's program: in use or not.
type Split = (usize, usize);

impl Search<'_, '_> {
    fn cutoff(&self) -> f64 {
        self.best + self.limits.gap * self.best.abs()
    }

    fn explore(&mut self) {
        self.nodes += 1;
        let stop = self.simplex.solve(self.cutoff(), 20_000);
        if stop == Stop::Infeasible {
            return;
        }
        let bound = self.simplex.bound();
        if bound <= self.cutoff() {
            return;
        }
        if self.limits.are_over(self.nodes) {
            self.open = self.open.max(bound);
            return;
        }
        let hopeless = self.hopeless(bound);
        match self.split() {
            Some(split) => self.divide(split),
            None => self.whole(bound),
        }
        self.allow(&hopeless);
    }

    /// Forbids the plans that nothing better than the best can hold.
    fn hopeless(&mut self, bound: f64) -> Vec<usize> {
        let room = (bound - self.cutoff()) * (1.0 + 1e-9) + 1e-9;
        let simplex = &self.simplex;
        let is_hopeless = |j: &usize| {
            simplex.upper[*j] > 0.0 && !simplex.is_basic(*j) && simplex.value(*j) == 0.0 && -simplex.surplus(*j) > room
        };
        let columns: Vec<usize> = (0..self.of_column.len()).filter(is_hopeless).collect();
        columns.iter().for_each(|j| self.simplex.upper[*j] = 0.0);
        columns
    }

    fn allow(&mut self, columns: &[usize]) {
        columns.iter().for_each(|j| self.simplex.upper[*j] = 1.0);
    }

    fn uses(&self, column: usize, split: Split) -> bool {
        let (block, plan) = self.of_column[column];
        block == split.0 && self.choice.plans[block][plan].values[split.1] > WHOLE
    }

    /// The column of a block's program that is nearest to half in use, or `None` where each block has one plan.
    fn split(&self) -> Option<Split> {
        let fractional: Vec<(usize, f64)> = (0..self.of_column.len())
            .map(|j| (j, self.simplex.value(j)))
            .filter(|(_, value)| *value > WHOLE && *value < 1.0 - WHOLE)
            .collect();
        let mut nearest: Option<(f64, Split)> = None;
        for block in 0..self.choice.plans.len() {
            let own: Vec<&(usize, f64)> = fractional.iter().filter(|(j, _)| self.of_column[*j].0 == block).collect();
            let Some((first, _)) = own.first() else { continue };
            for column in 0..self.choice.plans[block][self.of_column[*first].1].values.len() {
                let used: f64 =
                    own.iter().filter(|(j, _)| self.uses(*j, (block, column))).map(|(_, value)| value).sum();
                let far = (used - 0.5).abs();
                if far < 0.5 - WHOLE && nearest.is_none_or(|(other, _)| far < other) {
                    nearest = Some((far, (block, column)));
                }
            }
        }
        nearest.map(|(_, split)| split)
    }

    fn divide(&mut self, split: Split) {
        let used: f64 = (0..self.of_column.len()).filter(|j| self.uses(*j, split)).map(|j| self.simplex.value(j)).sum();
        let basis: Basis = self.simplex.basis();
        for (at, with) in [used > 0.5, used <= 0.5].into_iter().enumerate() {
            if at > 0 {
                self.simplex.restore(&basis);
            }
            let is_out = |j: &usize| {
                self.of_column[*j].0 == split.0 && self.simplex.upper[*j] > 0.0 && self.uses(*j, split) != with
            };
            let out: Vec<usize> = (0..self.of_column.len()).filter(is_out).collect();
            out.iter().for_each(|j| self.simplex.upper[*j] = 0.0);
            self.explore();
            self.allow(&out);
        }
    }

    /// Each block has one plan, or several that differ in nothing that could be split.
    fn whole(&mut self, bound: f64) {
        let mut chosen = vec![(0.0, 0); self.choice.plans.len()];
        for (j, &(block, plan)) in self.of_column.iter().enumerate() {
            let value = self.simplex.value(j);
            if value > chosen[block].0 {
                chosen[block] = (value, plan);
            }
        }
        let places: Vec<usize> = chosen.iter().map(|(_, plan)| *plan).collect();
        self.best = self.best.max((self.take)(&places));
        // What exact arithmetic refused, or rounding took away, stays open.
        if bound > self.cutoff() + 1e-9 * bound.abs() {
            self.open = self.open.max(bound);
        }
    }
}
