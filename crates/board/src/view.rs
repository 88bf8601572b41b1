//! A filled block, whichever the width of its cells.

use crate::cell::Cell;
use crate::chunk::ROWS;
use crate::columns::{Columns, Flags, Members};
use crate::measure::{Amount, Sums, Tally};

pub(crate) struct View<'c> {
    pub cells: Cells<'c>,
    pub members: &'c Members,
    /// Fen in one unit.
    pub unit: i64,
}

pub(crate) enum Cells<'c> {
    Narrow(&'c Columns<i32>),
    Wide(&'c Columns<i64>),
}

impl View<'_> {
    /// In units of the block.
    pub fn amount(&self, amount: Amount, row: usize) -> i64 {
        match self.cells {
            Cells::Narrow(columns) => i64::from(columns.amounts[amount as usize][row]),
            Cells::Wide(columns) => columns.amounts[amount as usize][row],
        }
    }

    pub fn is(&self, tally: Tally, row: usize) -> bool {
        self.tallies()[tally as usize][row] != 0
    }

    fn tallies(&self) -> &[Flags] {
        match self.cells {
            Cells::Narrow(columns) => columns.tallies.as_slice(),
            Cells::Wide(columns) => columns.tallies.as_slice(),
        }
    }

    /// Adds the whole block; rows that do not exist hold zeros.
    #[inline(always)]
    pub fn add_all(&self, sums: &mut Sums) {
        match self.cells {
            Cells::Narrow(columns) => add_all(columns, self.unit, sums),
            Cells::Wide(columns) => add_all(columns, self.unit, sums),
        }
    }

    /// Adds some rows of the block.
    #[inline(always)]
    pub fn add_rows(&self, sums: &mut Sums, rows: &[u16]) {
        match self.cells {
            Cells::Narrow(columns) => add_rows(columns, self.unit, sums, rows),
            Cells::Wide(columns) => add_rows(columns, self.unit, sums, rows),
        }
    }
}

#[inline(always)]
fn add_all<V: Cell>(columns: &Columns<V>, unit: i64, sums: &mut Sums) {
    for amount in Amount::ALL.iter().filter(|a| columns.filled[**a as usize]) {
        let total: i64 = columns.amounts[*amount as usize].iter().map(|v| v.times(1)).sum();
        add_amount(sums, *amount, total, unit);
    }
    for (count, flags) in sums.tallies.iter_mut().zip(columns.tallies.iter()) {
        *count += count_flags(flags);
    }
}

#[inline(always)]
fn add_rows<V: Cell>(columns: &Columns<V>, unit: i64, sums: &mut Sums, rows: &[u16]) {
    for amount in Amount::ALL.iter().filter(|a| columns.filled[**a as usize]) {
        let column = &columns.amounts[*amount as usize];
        let total: i64 = rows.iter().map(|&r| column[usize::from(r) % ROWS].times(1)).sum();
        add_amount(sums, *amount, total, unit);
    }
    for (count, flags) in sums.tallies.iter_mut().zip(columns.tallies.iter()) {
        *count += rows.iter().map(|&r| u64::from(flags[usize::from(r) % ROWS])).sum::<u64>();
    }
}

/// No overflow: a thousand rows of at most [`crate::MAX_AMOUNT`] each, thrice that for derived ones.
#[inline(always)]
pub(crate) fn add_amount(sums: &mut Sums, amount: Amount, total: i64, unit: i64) {
    let unit = if amount.is_money() { i128::from(unit) } else { 1 };
    sums.amounts[amount as usize] += i128::from(total) * unit;
}

/// Flags are 0 or 1: thirty-two lanes of bytes count to 32 each without overflow.
#[inline(always)]
fn count_flags(flags: &Flags) -> u64 {
    let mut lanes = [0_u8; 32];
    for chunk in flags.as_chunks::<32>().0 {
        for (lane, flag) in lanes.iter_mut().zip(chunk) {
            *lane += flag;
        }
    }
    lanes.iter().map(|&lane| u64::from(lane)).sum()
}
