//! What is to be maximised, and under which limits.

/// One quantity to be decided, between zero and `upper`.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Gain per unit.
    pub gain: f64,
    /// Largest value, finite and not negative.
    pub upper: f64,
    /// `Some(least)`: the value is zero, or from `least` to `upper` (all or nothing where both are equal).
    /// `None`: any value from zero to `upper`.
    pub least: Option<f64>,
}

/// `low ≤ Σ coefficient × column ≤ high`; either side may be infinite.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub terms: Vec<(usize, f64)>,
    pub low: f64,
    pub high: f64,
}

impl Row {
    pub fn at_most(terms: Vec<(usize, f64)>, high: f64) -> Row {
        Row { terms, low: f64::NEG_INFINITY, high }
    }

    pub fn at_least(terms: Vec<(usize, f64)>, low: f64) -> Row {
        Row { terms, low, high: f64::INFINITY }
    }
}

/// Maximise the gain of the columns under the rows; of each group of columns at most one is not zero.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Program {
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    pub groups: Vec<Vec<usize>>,
    /// Rows without which the program falls into blocks: they are few, and worth a price of their own.
    pub ties: Vec<usize>,
    /// Every attainable total is a multiple of this; zero where nothing is known.
    pub step: f64,
}

impl Program {
    /// The total gain of `values`.
    pub fn total(&self, values: &[f64]) -> f64 {
        self.columns.iter().zip(values).map(|(column, value)| column.gain * value).sum()
    }

    /// The least and the largest value a row can take within the columns' own limits.
    pub fn reach(&self, row: &Row) -> (f64, f64) {
        row.terms.iter().fold((0.0, 0.0), |(low, high), &(column, factor)| {
            let end = factor * self.columns[column].upper;
            (low + end.min(0.0), high + end.max(0.0))
        })
    }
}

/// The same program as the simplex reads it: by columns and by rows, with a slack for each row, all of it bounded.
///
/// The slack of row `i` is the column `width + i`; it equals the row's sum.
#[derive(Debug)]
pub(super) struct Matrix {
    pub width: usize,
    pub height: usize,
    pub by_column: Sparse,
    pub by_row: Sparse,
    pub gain: Vec<f64>,
    /// The gains a hair apart from one another, so that the simplex does not go round in circles among equals.
    pub cost: Vec<f64>,
    pub lower: Vec<f64>,
    pub upper: Vec<f64>,
}

/// Compressed lists of (index, value).
#[derive(Debug, Default)]
pub(super) struct Sparse {
    starts: Vec<usize>,
    entries: Vec<(usize, f64)>,
}

impl Sparse {
    fn new(lists: impl IntoIterator<Item = Vec<(usize, f64)>>) -> Sparse {
        let mut sparse = Sparse { starts: vec![0], entries: Vec::new() };
        for list in lists {
            sparse.entries.extend(list);
            sparse.starts.push(sparse.entries.len());
        }
        sparse
    }

    #[inline]
    pub fn of(&self, index: usize) -> &[(usize, f64)] {
        &self.entries[self.starts[index]..self.starts[index + 1]]
    }
}

impl Matrix {
    pub fn new(program: &Program) -> Matrix {
        let (width, height) = (program.columns.len(), program.rows.len());
        let mut columns = vec![Vec::new(); width];
        let mut lower = vec![0.0; width];
        let mut upper: Vec<f64> = program.columns.iter().map(|c| c.upper).collect();
        for (i, row) in program.rows.iter().enumerate() {
            for &(column, factor) in &row.terms {
                columns[column].push((i, factor));
            }
            // A little room keeps the slack's own bound from ever binding.
            let (least, most) = program.reach(row);
            let room = 1.0 + 1e-6 * (most - least);
            lower.push(row.low.max(least - room));
            upper.push(row.high.min(most + room));
        }
        let mut gain: Vec<f64> = program.columns.iter().map(|c| c.gain).collect();
        gain.resize(width + height, 0.0);
        let by_column = Sparse::new(columns);
        let by_row = Sparse::new(program.rows.iter().map(|row| row.terms.clone()));
        let cost = set_apart(&gain, width);
        Matrix { width, height, by_column, by_row, gain, cost, lower, upper }
    }

    /// Takes over the gains of a program that differs in nothing else.
    pub fn set_gains(&mut self, program: &Program) {
        self.gain.iter_mut().zip(&program.columns).for_each(|(gain, column)| *gain = column.gain);
        self.cost = set_apart(&self.gain, self.width);
    }
}

/// Lowers each gain by a hair of its own: a few millionths of the typical gain. Bounds are computed from the true gains.
fn set_apart(gain: &[f64], width: usize) -> Vec<f64> {
    let typical = gain.iter().map(|g| g.abs()).sum::<f64>() / width.max(1) as f64;
    let mut cost = gain.to_vec();
    // The fractional parts of the multiples of the golden ratio are spread evenly and never repeat.
    for (index, cost) in cost.iter_mut().take(width).enumerate() {
        let spread = (index as f64 * 0.618_033_988_749_895).fract();
        *cost -= (0.5 + spread) * 1e-6 * (cost.abs() + 0.1 * typical);
    }
    cost
}
