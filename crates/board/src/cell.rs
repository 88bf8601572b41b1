//! The two widths in which a scan computes: four bytes for nearly every block, eight for the rest.

use crate::chunk::{Chunk, NULL, ROWS};
use std::ops::{Add, Sub};

/// An amount in units of its block.
pub(crate) trait Cell: Copy + PartialEq + PartialOrd + Add<Output = Self> + Sub<Output = Self> {
    const ZERO: Self;

    fn of(amount: i64) -> Self;

    /// A product too large for the cell itself.
    fn times(self, factor: i64) -> i64;

    /// The amounts of a chunk with zero for what is unknown, and whether each is known.
    fn read(chunk: &Chunk, out: &mut [Self; ROWS], known: &mut [u8; ROWS]);

    /// The amount, or zero where `flag` is zero.
    #[inline(always)]
    fn only_if(self, flag: u8) -> Self {
        if flag != 0 { self } else { Self::ZERO }
    }
}

impl Cell for i32 {
    const ZERO: i32 = 0;

    #[inline(always)]
    fn of(amount: i64) -> i32 {
        amount as i32
    }

    #[inline(always)]
    fn times(self, factor: i64) -> i64 {
        i64::from(self) * factor
    }

    #[inline(always)]
    fn read(chunk: &Chunk, out: &mut [i32; ROWS], known: &mut [u8; ROWS]) {
        // Blocks with wide chunks are never read in narrow cells.
        let values = if let Chunk::Narrow(values) = chunk { values.as_slice() } else { &[] };
        copy(values, out, known, |v| (v, v != i32::MIN));
    }
}

impl Cell for i64 {
    const ZERO: i64 = 0;

    #[inline(always)]
    fn of(amount: i64) -> i64 {
        amount
    }

    #[inline(always)]
    fn times(self, factor: i64) -> i64 {
        self * factor
    }

    #[inline(always)]
    fn read(chunk: &Chunk, out: &mut [i64; ROWS], known: &mut [u8; ROWS]) {
        match chunk {
            Chunk::Wide(values) => copy(values, out, known, |v| (v, v != NULL)),
            Chunk::Narrow(values) => copy(values, out, known, |v| (i64::from(v), v != i32::MIN)),
            Chunk::Empty => copy::<i64, i64>(&[], out, known, |v| (v, false)),
        }
    }
}

#[inline(always)]
fn copy<T: Copy, V: Cell>(values: &[T], out: &mut [V; ROWS], known: &mut [u8; ROWS], read: impl Fn(T) -> (V, bool)) {
    let (values, len) = (&values[..values.len().min(ROWS)], values.len().min(ROWS));
    for ((&value, out), known) in values.iter().zip(out.iter_mut()).zip(known.iter_mut()) {
        let (amount, is_known) = read(value);
        *out = if is_known { amount } else { V::ZERO };
        *known = u8::from(is_known);
    }
    out[len..].fill(V::ZERO);
    known[len..].fill(0);
}
