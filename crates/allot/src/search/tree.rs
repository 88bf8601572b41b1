//! Branch and bound: splits the program until what is left cannot beat what was found.

use super::lp::{Column, Matrix, Program};
use super::simplex::{Basis, Simplex, Stop};
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::rc::Rc;
use std::time::Instant;

/// Judges the values the search proposes, in exact arithmetic.
pub trait Judge {
    /// The exact gain of `values` (after any rounding of its own), or `None` where they break a limit.
    ///
    /// Columns without a least value are the judge's own to choose: it refuses only where none of their values would do.
    /// Only the columns `within` have been decided, all others are zero: what is asked of the others is not judged.
    fn accept(&mut self, values: &[f64], within: &[usize]) -> Option<f64>;
}

/// The judge of one part of a program, by the part's own columns.
pub(super) trait PartJudge {
    fn accept(&mut self, values: &[f64]) -> Option<f64>;
}

/// When to stop.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub deadline: Option<Instant>,
    /// Parts of the gain that need not be proven: 0.001 stops within 0.1 %.
    pub gap: f64,
    /// Nodes after which the search gives up; `u64::MAX` for none.
    pub nodes: u64,
}

impl Limits {
    pub(super) fn are_over(&self, nodes: u64) -> bool {
        nodes >= self.nodes || self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The best found is within the gap of the bound.
    Proven,
    /// A limit was reached first; the bound still holds.
    Limit,
    /// Proven: nothing satisfies the rows.
    Infeasible,
}

/// What the search achieved.
#[derive(Clone, Debug)]
pub struct Found {
    pub ending: Ending,
    /// Gain of the best values accepted.
    pub best: Option<f64>,
    /// Values as proposed to the judge when it accepted the best.
    pub values: Option<Vec<f64>>,
    /// No values gain more than this.
    pub bound: f64,
    pub nodes: u64,
    pub steps: u64,
}

const WHOLE: f64 = 1e-6;

struct Node {
    bound: f64,
    depth: u32,
    /// Bounds that differ from the root's: column, lower, upper.
    changes: Vec<(u32, f64, f64)>,
    basis: Rc<Basis>,
    /// Column branched on, how far the value moved, and the parent's bound: for learning what branching costs.
    came_by: Option<(usize, bool, f64)>,
}

impl PartialEq for Node {
    fn eq(&self, other: &Node) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for Node {}
impl PartialOrd for Node {
    fn partial_cmp(&self, other: &Node) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Node {
    fn cmp(&self, other: &Node) -> Ordering {
        self.bound.total_cmp(&other.bound).then(self.depth.cmp(&other.depth))
    }
}

/// What a column's branchings have cost so far, per unit moved.
#[derive(Clone, Copy, Default)]
struct Experience {
    sum: f64,
    count: u32,
}

impl Experience {
    fn add(&mut self, loss_per_unit: f64) {
        self.sum += loss_per_unit;
        self.count += 1;
    }

    fn mean(self) -> f64 {
        if self.count == 0 { 0.0 } else { self.sum / f64::from(self.count) }
    }
}

enum Branch {
    /// The column at this value is neither nothing nor enough.
    Column(usize, f64),
    /// Several columns of the group are in use; the column is the largest.
    Group(usize, usize),
}

pub(super) struct Tree<'a> {
    program: &'a Program,
    limits: Limits,
    root_lower: Vec<f64>,
    root_upper: Vec<f64>,
    simplex: Simplex<'a>,
    open: BinaryHeap<Node>,
    down: Vec<Experience>,
    up: Vec<Experience>,
    group_of: Vec<Vec<u32>>,
    best: Option<f64>,
    values: Option<Vec<f64>>,
    /// Largest bound of what was set aside without being searched to the end.
    set_aside: f64,
    /// A bound of the whole, proven elsewhere.
    ceiling: f64,
    nodes: u64,
}

impl<'a> Tree<'a> {
    pub fn new(program: &'a Program, matrix: &'a Matrix, limits: Limits, best: Option<f64>) -> Tree<'a> {
        let width = program.columns.len();
        let mut group_of = vec![Vec::new(); width];
        for (index, group) in program.groups.iter().enumerate() {
            for &column in group {
                group_of[column].push(index as u32);
            }
        }
        Tree {
            program,
            limits,
            root_lower: matrix.lower.clone(),
            root_upper: matrix.upper.clone(),
            simplex: Simplex::new(matrix),
            open: BinaryHeap::new(),
            down: vec![Experience::default(); width],
            up: vec![Experience::default(); width],
            group_of,
            best,
            values: None,
            set_aside: f64::NEG_INFINITY,
            ceiling: f64::INFINITY,
            nodes: 0,
        }
    }

    /// Nothing gains more than `ceiling`: the search may stop as soon as it is within the gap of that.
    pub fn below(self, ceiling: f64) -> Tree<'a> {
        Tree { ceiling, ..self }
    }

    pub fn run(mut self, judge: &mut dyn PartJudge) -> Found {
        let root = Node {
            bound: f64::INFINITY,
            depth: 0,
            changes: Vec::new(),
            basis: Rc::new(self.simplex.basis()),
            came_by: None,
        };
        self.open.push(root);
        let mut over = false;
        while let Some(node) = self.open.pop() {
            if node.bound.min(self.ceiling) <= self.cutoff() {
                self.set_aside = self.set_aside.max(node.bound);
                break;
            }
            if self.limits.are_over(self.nodes) {
                self.open.push(node);
                over = true;
                break;
            }
            self.plunge(node, judge);
        }
        self.conclude(over)
    }

    fn conclude(self, over: bool) -> Found {
        let open = self.open.peek().map_or(f64::NEG_INFINITY, |node| node.bound);
        let mut bound = open.max(self.set_aside).min(self.ceiling);
        if let Some(best) = self.best {
            let step = self.program.step;
            if step > 0.0 && bound <= best + step * (1.0 - 1e-6) + 1e-9 {
                bound = best;
            }
            bound = bound.max(best);
        }
        let ending = match self.best {
            _ if over => Ending::Limit,
            None if bound == f64::NEG_INFINITY => Ending::Infeasible,
            None => Ending::Limit,
            Some(best) if bound <= best + self.limits.gap * best.abs() + 1e-9 * best.abs() => Ending::Proven,
            Some(_) => Ending::Limit,
        };
        Found { ending, best: self.best, values: self.values, bound, nodes: self.nodes, steps: self.simplex.steps }
    }

    /// A node whose bound is not above this need not be searched.
    fn cutoff(&self) -> f64 {
        let Some(best) = self.best else { return f64::NEG_INFINITY };
        let by_step = best + self.program.step * (1.0 - 1e-6);
        by_step.max(best + self.limits.gap * best.abs())
    }

    /// Follows one node down to a leaf, leaving the other branches open.
    fn plunge(&mut self, node: Node, judge: &mut dyn PartJudge) {
        self.take_up(&node);
        let mut next = Some(node);
        let mut fresh = true;
        while let Some(node) = next.take() {
            if self.limits.are_over(self.nodes) {
                self.open.push(node);
                return;
            }
            if !fresh {
                if let Some(&(column, lower, upper)) = node.changes.last() {
                    // The branching may have changed several columns of a group: all stand at the end of the list.
                    self.simplex.lower[column as usize] = lower;
                    self.simplex.upper[column as usize] = upper;
                }
                for &(column, lower, upper) in &node.changes {
                    self.simplex.lower[column as usize] = lower;
                    self.simplex.upper[column as usize] = upper;
                }
            }
            fresh = false;
            next = self.examine(node, judge);
        }
    }

    fn take_up(&mut self, node: &Node) {
        self.simplex.lower.copy_from_slice(&self.root_lower);
        self.simplex.upper.copy_from_slice(&self.root_upper);
        for &(column, lower, upper) in &node.changes {
            self.simplex.lower[column as usize] = lower;
            self.simplex.upper[column as usize] = upper;
        }
        self.simplex.restore(&node.basis);
    }

    /// Solves one node; gives the child to follow.
    fn examine(&mut self, mut node: Node, judge: &mut dyn PartJudge) -> Option<Node> {
        self.nodes += 1;
        let cutoff = self.cutoff();
        let stop = self.simplex.solve(cutoff, 20_000);
        if stop == Stop::Infeasible {
            return None;
        }
        let bound = self.simplex.bound().min(node.bound);
        self.learn(&node, bound);
        node.bound = bound;
        if bound <= cutoff {
            self.set_aside = self.set_aside.max(bound);
            return None;
        }
        if node.depth == 0 {
            self.fix_at_root(bound);
        } else {
            self.fix_by_reduced_gain(&mut node);
        }
        let Some(branch) = self.branching(&mut node) else { return self.leaf(node, judge) };
        if node.bound <= self.cutoff() {
            self.set_aside = self.set_aside.max(node.bound);
            return None;
        }
        self.divide(node, &branch)
    }

    fn learn(&mut self, node: &Node, bound: f64) {
        if let Some((column, up, moved)) = node.came_by {
            let loss = (node.bound - bound).max(0.0) / moved.max(WHOLE);
            if loss.is_finite() {
                if up { self.up[column].add(loss) } else { self.down[column].add(loss) }
            }
        }
    }

    /// Limits that follow from the bound and the best found hold everywhere below the root, so for good.
    fn fix_at_root(&mut self, bound: f64) {
        for (column, lower, upper) in self.fixings(bound) {
            self.root_lower[column as usize] = lower;
            self.root_upper[column as usize] = upper;
        }
    }

    fn fix_by_reduced_gain(&mut self, node: &mut Node) {
        let fixings = self.fixings(node.bound);
        node.changes.extend(fixings);
    }

    /// Columns that cannot leave their end of the range in anything better than the best found.
    fn fixings(&mut self, bound: f64) -> Vec<(u32, f64, f64)> {
        let mut fixed = Vec::new();
        let room = bound - self.cutoff();
        if !room.is_finite() {
            return fixed;
        }
        for (j, column) in self.program.columns.iter().enumerate() {
            let (lower, upper) = (self.simplex.lower[j], self.simplex.upper[j]);
            let Some(least) = column.least else { continue };
            if lower >= upper || self.simplex.is_basic(j) {
                continue;
            }
            let reduced = self.simplex.surplus(j);
            let value = self.simplex.value(j);
            if value == 0.0 && -reduced * least > room * (1.0 + 1e-9) + 1e-9 {
                fixed.push((j as u32, 0.0, 0.0));
            } else if value == upper && least > lower && reduced * upper > room * (1.0 + 1e-9) + 1e-9 {
                fixed.push((j as u32, least, upper));
            }
        }
        for &(j, lower, upper) in &fixed {
            self.simplex.lower[j as usize] = lower;
            self.simplex.upper[j as usize] = upper;
        }
        fixed
    }

    /// A leaf: every column is nothing or enough. The judge has the last word.
    fn leaf(&mut self, node: Node, judge: &mut dyn PartJudge) -> Option<Node> {
        let values: Vec<f64> = (0..self.program.columns.len()).map(|j| self.clean(j)).collect();
        match judge.accept(&values) {
            Some(gain) => {
                if self.best.is_none_or(|best| gain > best) {
                    self.best = Some(gain);
                    self.values = Some(values);
                }
                // Rounding may have cost a little: what lies between stays unproven.
                let reached = if self.program.step > 0.0 { gain + self.program.step * 0.5 } else { gain };
                if node.bound > reached {
                    self.set_aside = self.set_aside.max(node.bound);
                }
                None
            }
            None => self.divide_rejected(node),
        }
    }

    /// The relaxation's tolerance let something through that the exact judge refused: split further.
    fn divide_rejected(&mut self, node: Node) -> Option<Node> {
        let free = (0..self.program.columns.len()).find(|&j| {
            self.program.columns[j]
                .least
                .is_some_and(|least| self.simplex.lower[j] < least && self.simplex.upper[j] > 0.0)
        });
        match free {
            Some(column) => {
                let value = self.simplex.value(column);
                self.divide(node, &Branch::Column(column, value))
            }
            None => {
                // All choices are made, and the judge finds the free columns itself: only shares could still differ.
                let is_share = |(j, column): (usize, &Column)| {
                    column.least.is_some_and(|least| least < column.upper) && self.simplex.upper[j] > 0.0
                };
                if self.program.columns.iter().enumerate().any(is_share) {
                    self.set_aside = self.set_aside.max(node.bound);
                }
                None
            }
        }
    }

    fn clean(&self, column: usize) -> f64 {
        let value = self.simplex.value(column).clamp(0.0, self.root_upper[column].max(0.0));
        match self.program.columns[column].least {
            Some(_) if value < WHOLE => 0.0,
            Some(least) if value < least => least,
            _ => value,
        }
    }

    /// What to branch on, or `None` at a leaf.
    fn branching(&mut self, node: &mut Node) -> Option<Branch> {
        let mut candidates = Vec::new();
        for (j, column) in self.program.columns.iter().enumerate() {
            let Some(least) = column.least else { continue };
            let is_free = self.simplex.lower[j] < least && self.simplex.upper[j] > 0.0;
            let value = self.simplex.value(j);
            if is_free && value > WHOLE && value < least - WHOLE {
                candidates.push((j, value / least));
            }
        }
        if candidates.is_empty() {
            return self.crowded_group();
        }
        let chosen = self.choose(node, &mut candidates);
        Some(Branch::Column(chosen, self.simplex.value(chosen)))
    }

    fn crowded_group(&self) -> Option<Branch> {
        for (index, group) in self.program.groups.iter().enumerate() {
            let in_use = |j: &&usize| self.simplex.value(**j) > WHOLE && self.simplex.upper[**j] > 0.0;
            let used = group.iter().filter(in_use).count();
            if used > 1 {
                let largest = group
                    .iter()
                    .filter(in_use)
                    .max_by(|a, b| self.simplex.value(**a).total_cmp(&self.simplex.value(**b)));
                return largest.map(|column| Branch::Group(index, *column));
            }
        }
        None
    }

    /// The column whose branching promises the greatest fall of the bound on both sides.
    fn choose(&mut self, node: &mut Node, candidates: &mut [(usize, f64)]) -> usize {
        const TRUSTED: u32 = 4;
        const TRIED: usize = 8;
        let guess = |tree: &Tree, j: usize, part: f64| {
            let down = (tree.down[j].mean() * part).max(1e-9);
            let up = (tree.up[j].mean() * (1.0 - part)).max(1e-9);
            down * up
        };
        let rank = |tree: &Tree, j: usize, part: f64| {
            let known = guess(tree, j, part);
            if tree.down[j].count + tree.up[j].count == 0 { part.min(1.0 - part) * 1e3 } else { known }
        };
        candidates.sort_by(|a, b| rank(self, b.0, b.1).total_cmp(&rank(self, a.0, a.1)));
        let mut best = (f64::NEG_INFINITY, candidates[0].0);
        let mut tried = 0;
        for &(j, part) in candidates.iter() {
            let trusted = self.down[j].count.min(self.up[j].count) >= TRUSTED;
            if !trusted && tried < TRIED {
                tried += 1;
                self.try_both(node, j, part);
            }
            let score = guess(self, j, part);
            if score > best.0 {
                best = (score, j);
            }
        }
        best.1
    }

    /// Strong branching: a few steps into each side, to learn what they cost.
    fn try_both(&mut self, node: &Node, column: usize, part: f64) {
        let least = self.program.columns[column].least.unwrap_or(0.0);
        for up in [false, true] {
            let mut trial = self.simplex.clone();
            if up {
                trial.lower[column] = least;
            } else {
                trial.upper[column] = 0.0;
            }
            let stop = trial.solve(self.cutoff(), 12);
            self.simplex.steps += trial.steps - self.simplex.steps;
            let moved = if up { 1.0 - part } else { part };
            let room = (node.bound - self.cutoff()).max(0.0);
            let loss = match stop {
                Stop::Infeasible | Stop::Cut if room.is_finite() => room,
                _ => (node.bound - trial.bound()).max(0.0),
            };
            if loss.is_finite() {
                let experience = if up { &mut self.up[column] } else { &mut self.down[column] };
                experience.add(loss / moved.max(WHOLE));
            }
        }
    }

    /// Opens both children; the more promising one is followed at once, the other waits.
    fn divide(&mut self, node: Node, branch: &Branch) -> Option<Node> {
        let basis = Rc::new(self.simplex.basis());
        let child = |changes: Vec<(u32, f64, f64)>, came_by| Node {
            bound: node.bound,
            depth: node.depth + 1,
            changes: node.changes.iter().copied().chain(changes).collect(),
            basis: Rc::clone(&basis),
            came_by,
        };
        let (down, up, up_first) = match *branch {
            Branch::Column(j, value) => {
                let least = self.program.columns[j].least.unwrap_or(0.0);
                let part = if least > 0.0 { (value / least).clamp(0.0, 1.0) } else { 0.0 };
                let mut taken = vec![(j as u32, least, self.simplex.upper[j])];
                for &group in &self.group_of[j] {
                    let others = self.program.groups[group as usize].iter().filter(|other| **other != j);
                    taken.extend(others.map(|other| (*other as u32, 0.0, 0.0)));
                }
                let down = child(vec![(j as u32, 0.0, 0.0)], Some((j, false, part)));
                let up = child(taken, Some((j, true, 1.0 - part)));
                (down, up, part > 0.5)
            }
            Branch::Group(group, j) => {
                let others = self.program.groups[group].iter().filter(|other| **other != j);
                let up = child(others.map(|other| (*other as u32, 0.0, 0.0)).collect(), None);
                (child(vec![(j as u32, 0.0, 0.0)], None), up, true)
            }
        };
        let (first, second) = if up_first { (up, down) } else { (down, up) };
        self.open.push(second);
        Some(first)
    }
}
