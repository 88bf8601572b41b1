//! The dual simplex method for bounded columns, with a dense inverse of the basis.
//!
//! Programs here have a few hundred rows and, after every branching, need only a few steps from the basis before. All
//! columns are bounded, so any basis becomes dual feasible by putting each free column at the right end of its range:
//! there is no first phase, and any stored basis can be taken up again.

use super::lp::Matrix;

/// How far a value may leave its bounds, in the rows' own scale.
const FEASIBLE: f64 = 1e-9;
const PIVOT: f64 = 1e-7;
const REFACTOR_AFTER: usize = 60;
/// Steps that may fail, each answered by a new inverse, before the node is left to branching.
const MOST_TROUBLES: usize = 30;

/// Where a column stands: in the basis (its row), or at an end of its range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Basic(u32),
    Lower,
    Upper,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    Optimal,
    /// No values satisfy the rows.
    Infeasible,
    /// The bound fell to the cutoff.
    Cut,
    /// Too many steps, or numbers too ill to go on.
    Stuck,
}

enum Step {
    /// Made; the bound fell by this much.
    Made(f64),
    NoneEnters,
    /// The pivot is too small or differs from itself computed the other way.
    Unsafe,
}

/// A basis to come back to.
#[derive(Clone, Debug)]
pub(super) struct Basis(Vec<u32>);

#[derive(Clone)]
pub(super) struct Simplex<'a> {
    matrix: &'a Matrix,
    pub lower: Vec<f64>,
    pub upper: Vec<f64>,
    head: Vec<u32>,
    place: Vec<Place>,
    inverse: Vec<f64>,
    /// Squared length of each row of the inverse.
    length: Vec<f64>,
    /// Values of the basic columns.
    basic: Vec<f64>,
    /// What one more unit of a column would gain beyond the prices of the rows, by the gains set apart.
    reduced: Vec<f64>,
    price: Vec<f64>,
    pivots: usize,
    pub steps: u64,
    alpha_row: Vec<f64>,
    alpha_column: Vec<f64>,
    touched: Vec<u32>,
    is_touched: Vec<bool>,
    candidates: Vec<(f64, u32)>,
    shift: Vec<f64>,
}

impl<'a> Simplex<'a> {
    pub fn new(matrix: &'a Matrix) -> Simplex<'a> {
        let (m, all) = (matrix.height, matrix.width + matrix.height);
        let mut simplex = Simplex {
            matrix,
            lower: matrix.lower.clone(),
            upper: matrix.upper.clone(),
            head: vec![0; m],
            place: vec![Place::Lower; all],
            inverse: vec![0.0; m * m],
            length: vec![1.0; m],
            basic: vec![0.0; m],
            reduced: vec![0.0; all],
            price: vec![0.0; m],
            pivots: 0,
            steps: 0,
            alpha_row: vec![0.0; all],
            alpha_column: vec![0.0; m],
            touched: Vec::new(),
            is_touched: vec![false; all],
            candidates: Vec::new(),
            shift: vec![0.0; m],
        };
        simplex.start_from_slacks();
        simplex
    }

    pub fn basis(&self) -> Basis {
        Basis(self.head.clone())
    }

    /// Takes up a stored basis under the present bounds.
    pub fn restore(&mut self, basis: &Basis) {
        self.start_from_slacks();
        self.bring_in(&basis.0);
    }

    fn start_from_slacks(&mut self) {
        let (m, width) = (self.matrix.height, self.matrix.width);
        self.inverse.fill(0.0);
        self.place.fill(Place::Lower);
        for i in 0..m {
            self.inverse[i * m + i] = -1.0;
            self.length[i] = 1.0;
            self.head[i] = (width + i) as u32;
            self.place[width + i] = Place::Basic(i as u32);
        }
        self.pivots = 0;
    }

    /// Pivots the wanted columns into a basis of slacks, each where it stands strongest.
    fn bring_in(&mut self, wanted: &[u32]) {
        let m = self.matrix.height;
        let width = self.matrix.width;
        let mut free = vec![true; m];
        for &column in wanted.iter().filter(|c| **c as usize >= width) {
            free[column as usize - width] = false;
        }
        let mut waiting: Vec<u32> = wanted.iter().copied().filter(|c| (*c as usize) < width).collect();
        // Strong pivots first: a weak one early would spoil all that follow.
        for threshold in [0.05, 1e-3, PIVOT] {
            waiting.retain(|&column| {
                self.column_of(column as usize);
                let strongest =
                    |a: &usize, b: &usize| self.alpha_column[*a].abs().total_cmp(&self.alpha_column[*b].abs());
                let row = (0..m).filter(|i| free[*i]).max_by(strongest);
                let Some(row) = row.filter(|row| self.alpha_column[*row].abs() > threshold) else { return true };
                free[row] = false;
                self.place[self.head[row] as usize] = Place::Lower;
                self.exchange(row, column as usize);
                false
            });
        }
        self.pivots = 0;
    }

    /// The column in terms of the basis, into `alpha_column`.
    fn column_of(&mut self, column: usize) {
        let m = self.matrix.height;
        if column >= self.matrix.width {
            let k = column - self.matrix.width;
            for i in 0..m {
                self.alpha_column[i] = -self.inverse[i * m + k];
            }
            return;
        }
        let entries = self.matrix.by_column.of(column);
        for i in 0..m {
            let row = &self.inverse[i * m..(i + 1) * m];
            self.alpha_column[i] = entries.iter().map(|&(k, a)| row[k] * a).sum();
        }
    }

    /// Puts `column` into the basis in place of what stands in `row`; `alpha_column` must hold the column.
    fn exchange(&mut self, row: usize, column: usize) {
        let m = self.matrix.height;
        let pivot = 1.0 / self.alpha_column[row];
        let (before, rest) = self.inverse.split_at_mut(row * m);
        let (own, after) = rest.split_at_mut(m);
        for value in own.iter_mut() {
            *value *= pivot;
        }
        self.length[row] = own.iter().map(|v| v * v).sum();
        for (i, other) in before.chunks_exact_mut(m).enumerate() {
            subtract(other, own, self.alpha_column[i], &mut self.length[i]);
        }
        for (i, other) in after.chunks_exact_mut(m).enumerate() {
            let i = row + 1 + i;
            subtract(other, own, self.alpha_column[i], &mut self.length[i]);
        }
        self.head[row] = column as u32;
        self.place[column] = Place::Basic(row as u32);
        self.pivots += 1;
    }

    /// Prices, reduced gains, places and values, all computed anew from the basis and the bounds.
    fn refresh(&mut self) {
        if self.pivots > REFACTOR_AFTER {
            let head = self.head.clone();
            self.start_from_slacks();
            self.bring_in(&head);
        }
        self.reprice();
        for j in 0..self.place.len() {
            if !matches!(self.place[j], Place::Basic(_)) {
                self.place[j] = match self.reduced[j] {
                    d if d > 1e-12 => Place::Upper,
                    d if d < -1e-12 => Place::Lower,
                    _ => self.place[j],
                };
            }
        }
        self.revalue();
    }

    fn reprice(&mut self) {
        let (m, width) = (self.matrix.height, self.matrix.width);
        self.price.fill(0.0);
        for i in 0..m {
            let cost = self.matrix.cost[self.head[i] as usize];
            if cost != 0.0 {
                let row = &self.inverse[i * m..(i + 1) * m];
                self.price.iter_mut().zip(row).for_each(|(p, v)| *p += cost * v);
            }
        }
        for j in 0..width {
            let used: f64 = self.matrix.by_column.of(j).iter().map(|&(i, a)| self.price[i] * a).sum();
            self.reduced[j] = self.matrix.cost[j] - used;
        }
        self.reduced[width..].copy_from_slice(&self.price);
        for &column in &self.head {
            self.reduced[column as usize] = 0.0;
        }
    }

    fn revalue(&mut self) {
        let (m, width) = (self.matrix.height, self.matrix.width);
        self.shift.fill(0.0);
        for j in 0..self.place.len() {
            let value = match self.place[j] {
                Place::Basic(_) => continue,
                Place::Lower => self.lower[j],
                Place::Upper => self.upper[j],
            };
            if value == 0.0 {
                continue;
            }
            if j < width {
                for &(i, a) in self.matrix.by_column.of(j) {
                    self.shift[i] -= a * value;
                }
            } else {
                self.shift[j - width] += value;
            }
        }
        for i in 0..m {
            let row = &self.inverse[i * m..(i + 1) * m];
            self.basic[i] = row.iter().zip(&self.shift).map(|(a, b)| a * b).sum();
        }
    }

    /// An upper bound of what can be gained within the present bounds: true for any prices, so proven whatever the
    /// simplex did.
    pub fn bound(&self) -> f64 {
        let width = self.matrix.width;
        let mut total = 0.0;
        let mut size = 0.0;
        for j in 0..self.place.len() {
            let reduced = if j < width { self.surplus(j) } else { self.price[j - width] };
            let best = if reduced > 0.0 { reduced * self.upper[j] } else { reduced * self.lower[j] };
            total += best;
            size += best.abs();
        }
        // Room for the rounding of the sums themselves.
        total + 1e-13 * size * (1.0 + (self.place.len() as f64).sqrt())
    }

    /// What one more unit of a column truly gains beyond the prices of the rows.
    pub fn surplus(&self, column: usize) -> f64 {
        let used: f64 = self.matrix.by_column.of(column).iter().map(|&(i, a)| self.price[i] * a).sum();
        self.matrix.gain[column] - used
    }

    /// The value of a column.
    pub fn value(&self, column: usize) -> f64 {
        match self.place[column] {
            Place::Basic(row) => self.basic[row as usize],
            Place::Lower => self.lower[column],
            Place::Upper => self.upper[column],
        }
    }

    pub fn is_basic(&self, column: usize) -> bool {
        matches!(self.place[column], Place::Basic(_))
    }

    /// Price of a row: what one more unit of its limit would gain.
    pub fn price(&self, row: usize) -> f64 {
        self.price[row]
    }

    /// Solves under the present bounds, from the present basis; stops when the bound falls to `cutoff`.
    pub fn solve(&mut self, cutoff: f64, most_steps: usize) -> Stop {
        self.refresh();
        let mut estimate = self.bound();
        let mut fresh = true;
        let mut troubles = 0;
        for _ in 0..most_steps {
            if estimate <= cutoff {
                self.reprice();
                estimate = self.bound();
                if estimate <= cutoff {
                    return Stop::Cut;
                }
            }
            if self.pivots > REFACTOR_AFTER {
                self.refresh();
                fresh = true;
            }
            let Some((row, excess)) = self.leaving() else {
                if fresh {
                    return Stop::Optimal;
                }
                self.refresh();
                fresh = true;
                continue;
            };
            self.steps += 1;
            match self.step(row, excess) {
                Step::Made(loss) => {
                    estimate -= loss;
                    fresh = false;
                }
                Step::NoneEnters if fresh && self.proves_infeasible(row) => return Stop::Infeasible,
                _ if fresh || troubles == MOST_TROUBLES => break,
                _ => {
                    troubles += 1;
                    self.pivots = REFACTOR_AFTER + 1;
                    self.refresh();
                    fresh = true;
                }
            }
        }
        self.reprice();
        Stop::Stuck
    }

    /// The basic column that is furthest out of its range, measured along its edge; positive excess is below.
    fn leaving(&self) -> Option<(usize, f64)> {
        let mut best = 0.0;
        let mut found = None;
        for i in 0..self.head.len() {
            let column = self.head[i] as usize;
            let value = self.basic[i];
            let (low, high) = (self.lower[column], self.upper[column]);
            let excess = if value < low {
                low - value
            } else if value > high {
                high - value
            } else {
                continue;
            };
            if excess.abs() <= FEASIBLE * (1.0 + low.abs().min(high.abs())) {
                continue;
            }
            let score = excess * excess / self.length[i];
            if score > best {
                best = score;
                found = Some((i, excess));
            }
        }
        found
    }

    /// The chosen row of the table, into `alpha_row` (and the columns it touches).
    fn table_row(&mut self, row: usize) {
        let (m, width) = (self.matrix.height, self.matrix.width);
        for &j in &self.touched {
            self.alpha_row[j as usize] = 0.0;
            self.is_touched[j as usize] = false;
        }
        self.touched.clear();
        for k in 0..m {
            let factor = self.inverse[row * m + k];
            if factor.abs() < 1e-14 {
                continue;
            }
            for &(j, a) in self.matrix.by_row.of(k) {
                if !self.is_touched[j] {
                    self.is_touched[j] = true;
                    self.touched.push(j as u32);
                }
                self.alpha_row[j] += factor * a;
            }
            self.alpha_row[width + k] = -factor;
            self.is_touched[width + k] = true;
            self.touched.push((width + k) as u32);
        }
    }

    /// One exchange of the basis.
    fn step(&mut self, row: usize, excess: f64) -> Step {
        self.table_row(row);
        let sign = excess.signum();
        self.candidates.clear();
        for index in 0..self.touched.len() {
            let j = self.touched[index] as usize;
            let a = sign * self.alpha_row[j];
            let fits = match self.place[j] {
                Place::Basic(_) => false,
                Place::Lower => a < -PIVOT,
                Place::Upper => a > PIVOT,
            };
            if fits && self.upper[j] > self.lower[j] {
                self.candidates.push(((self.reduced[j] / a).max(0.0), j as u32));
            }
        }
        let Some((entering, loss)) = self.entering(excess.abs()) else { return Step::NoneEnters };
        self.column_of(entering);
        let pivot = self.alpha_column[row];
        if pivot.abs() < PIVOT || (pivot - self.alpha_row[entering]).abs() > 1e-6 * (1.0 + pivot.abs()) {
            return Step::Unsafe;
        }
        self.flip_passed(entering);
        self.move_along(row, entering, sign);
        Step::Made(loss)
    }

    /// The long step: passes every column that can swing to its other end while the row stays out of range.
    /// Afterwards `candidates` holds exactly the columns passed.
    fn entering(&mut self, excess: f64) -> Option<(usize, f64)> {
        self.candidates.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let (mut slope, mut loss, mut at) = (excess, 0.0, 0.0);
        let mut chosen = None;
        for (index, &(ratio, column)) in self.candidates.iter().enumerate() {
            let j = column as usize;
            loss += slope * (ratio - at);
            at = ratio;
            slope -= self.alpha_row[j].abs() * (self.upper[j] - self.lower[j]);
            // At zero the row comes to its bound exactly when this column reaches its other end.
            if slope <= 1e-9 * excess {
                chosen = Some(index);
                break;
            }
        }
        let mut index = chosen?;
        // Among columns at the same ratio the largest pivot is the safest.
        let first = index;
        for other in first + 1..self.candidates.len() {
            if self.candidates[other].0 > at + 1e-12 {
                break;
            }
            let size = |i: usize| self.alpha_row[self.candidates[i].1 as usize].abs();
            if size(other) > size(index) {
                index = other;
            }
        }
        let entering = self.candidates[index].1 as usize;
        self.candidates.truncate(first);
        Some((entering, loss))
    }

    fn flip_passed(&mut self, entering: usize) {
        let (m, width) = (self.matrix.height, self.matrix.width);
        if self.candidates.is_empty() {
            return;
        }
        self.shift.fill(0.0);
        for &(_, column) in &self.candidates {
            let j = column as usize;
            if j == entering {
                continue;
            }
            let range = self.upper[j] - self.lower[j];
            let change = if self.place[j] == Place::Lower { range } else { -range };
            self.place[j] = if self.place[j] == Place::Lower { Place::Upper } else { Place::Lower };
            if j < width {
                for &(i, a) in self.matrix.by_column.of(j) {
                    self.shift[i] -= a * change;
                }
            } else {
                self.shift[j - width] += change;
            }
        }
        for i in 0..m {
            let row = &self.inverse[i * m..(i + 1) * m];
            self.basic[i] += row.iter().zip(&self.shift).map(|(a, b)| a * b).sum::<f64>();
        }
    }

    /// Moves the leaving column to the bound it violated and lets `entering` take its row.
    fn move_along(&mut self, row: usize, entering: usize, sign: f64) {
        let leaving = self.head[row] as usize;
        let pivot = self.alpha_column[row];
        let goal = if sign > 0.0 { self.lower[leaving] } else { self.upper[leaving] };
        let start = self.value(entering);
        let move_by = (self.basic[row] - goal) / pivot;
        for (value, a) in self.basic.iter_mut().zip(&self.alpha_column) {
            *value -= move_by * a;
        }
        let ratio = self.reduced[entering] / pivot;
        for &j in &self.touched {
            let j = j as usize;
            if !matches!(self.place[j], Place::Basic(_)) {
                self.reduced[j] -= ratio * self.alpha_row[j];
            }
        }
        self.reduced[leaving] = -ratio;
        self.reduced[entering] = 0.0;
        self.place[leaving] = if sign > 0.0 { Place::Lower } else { Place::Upper };
        self.exchange(row, entering);
        self.basic[row] = start + move_by;
    }

    /// Whether the row of the table alone shows that nothing fits: its terms cannot reach zero together.
    fn proves_infeasible(&mut self, row: usize) -> bool {
        let m = self.matrix.height;
        let width = self.matrix.width;
        let mut exact = vec![0.0; width + m];
        for k in 0..m {
            let factor = self.inverse[row * m + k];
            for &(j, a) in self.matrix.by_row.of(k) {
                exact[j] += factor * a;
            }
            exact[width + k] -= factor;
        }
        let (mut low, mut high, mut size) = (0.0, 0.0, 0.0_f64);
        for (j, &factor) in exact.iter().enumerate() {
            let (a, b) = (factor * self.lower[j], factor * self.upper[j]);
            low += a.min(b);
            high += a.max(b);
            size += a.abs().max(b.abs());
        }
        let room = 1e-12 * size;
        low > room || high < -room
    }
}

#[inline]
fn subtract(target: &mut [f64], own: &[f64], factor: f64, length: &mut f64) {
    if factor == 0.0 {
        return;
    }
    let mut sum = 0.0;
    for (value, own) in target.iter_mut().zip(own) {
        *value -= factor * own;
        sum += *value * *value;
    }
    *length = sum;
}
