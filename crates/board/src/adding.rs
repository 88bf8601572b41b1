//! Exact sums and counts of a block's rows in four-byte lanes.

use crate::chunk::ROWS;
use crate::measure::{Amount, Sums, Tally};
use crate::view::add_amount;

/// One narrow column of a whole block.
pub(crate) type Cells = [i32; ROWS];

/// “Nothing was reported”, in four bytes.
pub(crate) const NULL: i32 = i32::MIN;

#[inline(always)]
pub(crate) fn is_known(cell: i32) -> bool {
    cell != NULL
}

#[inline(always)]
pub(crate) fn known_or_zero(cell: i32) -> i32 {
    if is_known(cell) { cell } else { 0 }
}

/// Which rows count, with all bits set in those that do.
pub(crate) struct Kept<'c> {
    pub now: &'c Cells,
    pub month_ago: &'c Cells,
    pub year_ago: &'c Cells,
}

impl Kept<'_> {
    #[inline(always)]
    pub fn now<const ALL: bool>(&self, row: usize) -> bool {
        ALL | (self.now[row] != 0)
    }
}

/// The sum of up to [`ROWS`] cells and how many there are.
///
/// The sum is kept modulo 2³² beside the sum of the upper halves. The latter, times 2¹⁶, lies below the true sum by less
/// than 2¹⁶ for each row, 2²⁶ in all: both together tell the true sum, in fewer steps than adding in eight bytes.
#[derive(Clone, Copy, Default)]
pub(crate) struct Total {
    wrapped: i32,
    upper: i32,
    known: i32,
}

impl Total {
    #[inline(always)]
    pub fn add(&mut self, cell: i32, counts: bool) {
        let cell = if counts { cell } else { 0 };
        self.wrapped = self.wrapped.wrapping_add(cell);
        self.upper = self.upper.wrapping_add(cell >> 16);
        self.known = self.known.wrapping_add(i32::from(counts));
    }

    fn sum(self) -> i64 {
        let below = i64::from(self.upper) << 16;
        let rest = (i64::from(self.wrapped) - below) & 0xffff_ffff;
        below + rest
    }

    /// Adds the sum only, for amounts that are known by another column.
    #[inline(always)]
    pub fn into_sum(self, amount: Amount, unit: i64, sums: &mut Sums) {
        add_amount(sums, amount, self.sum(), unit);
    }

    #[inline(always)]
    pub fn into_sums(self, amount: Amount, unit: i64, sums: &mut Sums) {
        self.into_sum(amount, unit, sums);
        sums.tallies[amount.known() as usize] += u64::from(self.known.unsigned_abs());
    }
}

/// How many rows of a block.
#[derive(Clone, Copy, Default)]
pub(crate) struct Counter(i32);

impl Counter {
    #[inline(always)]
    pub fn count(&mut self, counts: bool) {
        self.0 = self.0.wrapping_add(i32::from(counts));
    }

    pub fn so_far(self) -> u64 {
        u64::from(self.0.unsigned_abs())
    }

    #[inline(always)]
    pub fn into_sums(self, tally: Tally, sums: &mut Sums) {
        sums.tallies[tally as usize] += self.so_far();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_amounts_of_any_size_add_up_exactly() {
        for cell in [0, 1, -1, 65_535, -65_536, 1 << 30, -(1 << 30), i32::MAX, NULL + 1] {
            let mut total = Total::default();
            (0..ROWS).for_each(|row| total.add(cell, row % 3 != 0));
            let counted = (0..ROWS).filter(|row| row % 3 != 0).count() as i64;
            assert_eq!(total.sum(), i64::from(cell) * counted, "{cell}");
            let mut mixed = Total::default();
            (0..ROWS).for_each(|row| mixed.add(if row % 2 == 0 { cell } else { -7 }, true));
            assert_eq!(mixed.sum(), i64::from(cell) * 512 - 7 * 512, "{cell}");
        }
    }
}
