//! Takes a program apart where its parts have nothing to do with one another, and puts the answers together.
//!
//! Regions that share no reserve are such parts: eleven small searches instead of one with all their combinations.

use super::blocks::Blocks;
use super::lp::{Column, Matrix, Program, Row};
use super::simplex::Simplex;
use super::tree::{Ending, Found, Judge, Limits, PartJudge, Tree};
use std::time::Instant;

/// Nodes after which a program that falls into blocks is searched by blocks.
const FIRST_GLANCE: u64 = 300;

/// Maximises `program`. `start` holds values that the judge accepts, if any are known: nothing worse is returned.
pub fn solve(program: &Program, limits: Limits, start: Option<&[f64]>, judge: &mut dyn Judge) -> Found {
    let reduced = Reduced::new(program);
    let mut total = Found {
        ending: Ending::Proven,
        best: Some(0.0),
        values: Some(vec![0.0; program.columns.len()]),
        bound: 0.0,
        nodes: 0,
        steps: 0,
    };
    let mut parts = reduced.parts();
    // Small parts first: what they leave of the time goes to the large ones.
    parts.sort_by_key(|part| part.columns.len());
    let count = parts.len();
    for (index, part) in parts.iter().enumerate() {
        let limits = share_of_time(limits, count - index, total.nodes);
        let found = part.solve(program, limits, start, judge);
        add(&mut total, &found, part);
        if total.ending == Ending::Infeasible {
            break;
        }
    }
    total
}

fn share_of_time(limits: Limits, parts_left: usize, nodes: u64) -> Limits {
    let now = Instant::now();
    let deadline = limits.deadline.map(|deadline| {
        let left = deadline.saturating_duration_since(now);
        now + left / u32::try_from(parts_left).unwrap_or(u32::MAX)
    });
    Limits { deadline, nodes: limits.nodes.saturating_sub(nodes), ..limits }
}

fn add(total: &mut Found, found: &Found, part: &Part) {
    total.bound += found.bound;
    total.nodes += found.nodes;
    total.steps += found.steps;
    total.best = total.best.zip(found.best).map(|(a, b)| a + b);
    match (&mut total.values, &found.values) {
        (Some(all), Some(own)) => part.columns.iter().zip(own).for_each(|(column, value)| all[*column] = *value),
        (all, _) => *all = None,
    }
    total.ending = match (total.ending, found.ending) {
        (Ending::Infeasible, _) | (_, Ending::Infeasible) => Ending::Infeasible,
        (Ending::Limit, _) | (_, Ending::Limit) => Ending::Limit,
        (Ending::Proven, Ending::Proven) => Ending::Proven,
    };
}

/// The program without rows that cannot bind and with smaller limits of the columns where rows force them.
struct Reduced<'a> {
    program: &'a Program,
    upper: Vec<f64>,
    kept: Vec<bool>,
}

impl<'a> Reduced<'a> {
    fn new(program: &'a Program) -> Reduced<'a> {
        let upper = program.columns.iter().map(|c| c.upper).collect();
        let mut reduced = Reduced { program, upper, kept: vec![true; program.rows.len()] };
        for _ in 0..4 {
            if !reduced.tighten() {
                break;
            }
        }
        for index in 0..program.rows.len() {
            let (low, high) = reduced.reach(&program.rows[index]);
            let row = &program.rows[index];
            let room = 1e-9 * (high - low);
            reduced.kept[index] = low < row.low || high + room > row.high;
        }
        reduced
    }

    fn reach(&self, row: &Row) -> (f64, f64) {
        row.terms.iter().fold((0.0, 0.0), |(low, high), &(column, factor)| {
            let end = factor * self.upper[column];
            (low + end.min(0.0), high + end.max(0.0))
        })
    }

    /// Lowers the limits of columns of which even the least useful share does not fit.
    fn tighten(&mut self) -> bool {
        let mut changed = false;
        for row in &self.program.rows {
            let (low, _) = self.reach(row);
            for &(column, factor) in row.terms.iter().filter(|term| term.1 > 0.0) {
                let most = (row.high - low) / factor;
                let upper = self.upper[column];
                // A hair of room, so that rounding never forbids what just fits.
                let least = self.program.columns[column].least;
                let none_fits = match least {
                    Some(least) => most < least * (1.0 - 1e-9),
                    None => most <= 0.0,
                };
                if upper > 0.0 && none_fits {
                    self.upper[column] = 0.0;
                    changed = true;
                } else if least.is_none() && most * (1.0 + 1e-9) < upper * 0.999 {
                    self.upper[column] = most * (1.0 + 1e-9);
                    changed = true;
                }
            }
        }
        changed
    }

    /// The parts that share neither a row nor a group; columns that are zero anyway belong to none.
    fn parts(&self) -> Vec<Part> {
        let width = self.program.columns.len();
        let mut union = Union::new(width);
        let live = |column: &usize| self.upper[*column] > 0.0;
        let kept = self.program.rows.iter().enumerate().filter(|(index, _)| self.kept[*index]);
        let rows: Vec<(usize, &Row)> = kept.collect();
        for (_, row) in &rows {
            union.join(row.terms.iter().map(|term| term.0).filter(live));
        }
        for group in &self.program.groups {
            union.join(group.iter().copied().filter(live));
        }
        let mut part_of_root = vec![usize::MAX; width];
        let mut own_index = vec![usize::MAX; width];
        let mut parts: Vec<Part> = Vec::new();
        for column in (0..width).filter(live) {
            let root = union.root(column);
            if part_of_root[root] == usize::MAX {
                part_of_root[root] = parts.len();
                parts.push(Part::default());
            }
            let part = &mut parts[part_of_root[root]];
            own_index[column] = part.columns.len();
            part.columns.push(column);
            part.program.columns.push(Column { upper: self.upper[column], ..self.program.columns[column].clone() });
        }
        for (index, row) in rows {
            let terms: Vec<(usize, f64)> =
                row.terms.iter().filter(|t| live(&t.0)).map(|t| (own_index[t.0], t.1)).collect();
            let part = match row.terms.iter().find(|t| live(&t.0)) {
                Some(term) => &mut parts[part_of_root[union.root(term.0)]],
                None if row.low > 0.0 || row.high < 0.0 => {
                    // Nothing can fill this row: a part of its own says so.
                    parts.push(Part::default());
                    let last = parts.len() - 1;
                    &mut parts[last]
                }
                None => continue,
            };
            if self.program.ties.contains(&index) {
                part.program.ties.push(part.program.rows.len());
            }
            part.program.rows.push(Row { terms, ..row.clone() });
        }
        for group in &self.program.groups {
            let own: Vec<usize> = group.iter().filter(|c| live(c)).map(|c| own_index[*c]).collect();
            if let Some(first) = group.iter().find(|c| live(c)).filter(|_| own.len() > 1) {
                parts[part_of_root[union.root(*first)]].program.groups.push(own);
            }
        }
        parts.iter_mut().for_each(|part| part.program.step = self.program.step);
        parts
    }
}

/// Which columns belong together.
pub(super) struct Union(Vec<usize>);

impl Union {
    pub fn new(count: usize) -> Union {
        Union((0..count).collect())
    }

    pub fn root(&mut self, mut index: usize) -> usize {
        while self.0[index] != index {
            self.0[index] = self.0[self.0[index]];
            index = self.0[index];
        }
        index
    }

    pub fn join(&mut self, columns: impl Iterator<Item = usize>) {
        let mut first = None;
        for column in columns {
            let root = self.root(column);
            match first {
                None => first = Some(root),
                Some(first) => self.0[root] = first,
            }
        }
    }
}

#[derive(Default)]
struct Part {
    program: Program,
    /// Its columns in the whole program.
    columns: Vec<usize>,
}

impl Part {
    fn solve(&self, whole: &Program, limits: Limits, start: Option<&[f64]>, judge: &mut dyn Judge) -> Found {
        let mut judge = Within { part: self, judge, all: vec![0.0; whole.columns.len()] };
        let start: Option<Vec<f64>> = start.map(|all| self.columns.iter().map(|column| all[*column]).collect());
        let gain = start.as_ref().and_then(|own| judge.accept(own));
        let matrix = Matrix::new(&self.program);
        let known = start.zip(gain);
        let blocks = Blocks::new(&self.program);
        let glance = if blocks.is_some() { limits.nodes.min(FIRST_GLANCE) } else { limits.nodes };
        let best = known.as_ref().map(|(_, gain)| *gain);
        let mut found = Tree::new(&self.program, &matrix, Limits { nodes: glance, ..limits }, best).run(&mut judge);
        found.values = found.values.or_else(|| known.map(|(values, _)| values));
        match blocks {
            Some(blocks) if found.ending == Ending::Limit => {
                self.solve_in_blocks(blocks, &matrix, limits, found, &mut judge)
            }
            _ => found,
        }
    }

    /// Goes on from a first glance that settled nothing: by blocks, and only then through the whole.
    fn solve_in_blocks(
        &self,
        mut blocks: Blocks,
        matrix: &Matrix,
        limits: Limits,
        first: Found,
        judge: &mut dyn PartJudge,
    ) -> Found {
        let mut best = first.best.zip(first.values);
        if let Some((gain, values)) = &best {
            let better = blocks.search(limits, values, judge).filter(|(other, _)| other > gain);
            best = better.or(best);
        }
        let nodes = first.nodes + blocks.nodes;
        let limits = Limits { nodes: limits.nodes.saturating_sub(nodes), ..limits };
        let tree = Tree::new(&self.program, matrix, limits, best.as_ref().map(|(gain, _)| *gain));
        let mut found = tree.below(blocks.bound.min(first.bound)).run(judge);
        found.values = found.values.or_else(|| best.map(|(_, values)| values));
        found.nodes += nodes;
        found.steps += first.steps;
        found
    }
}

/// Shows the whole program's judge one part.
struct Within<'a> {
    part: &'a Part,
    judge: &'a mut dyn Judge,
    all: Vec<f64>,
}

impl PartJudge for Within<'_> {
    fn accept(&mut self, values: &[f64]) -> Option<f64> {
        for (column, value) in self.part.columns.iter().zip(values) {
            self.all[*column] = *value;
        }
        self.judge.accept(&self.all, &self.part.columns)
    }
}

/// The program with shares and all-or-nothing forgotten: what each row's limit is worth at the margin.
#[derive(Clone, Debug)]
pub struct Relaxed {
    /// No values gain more than this.
    pub bound: f64,
    /// Gain of one more unit of each row's limit, in the order of the rows.
    pub prices: Vec<f64>,
}

/// Solves the relaxation; prices hold for small changes only.
pub fn relax(program: &Program) -> Relaxed {
    let matrix = Matrix::new(program);
    let mut simplex = Simplex::new(&matrix);
    simplex.solve(f64::NEG_INFINITY, 200_000);
    Relaxed { bound: simplex.bound(), prices: (0..matrix.height).map(|row| simplex.price(row)).collect() }
}
