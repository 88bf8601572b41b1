//! One pass over all blocks, on as many threads as pay: select, fill, group, add up.

use crate::block::Block;
use crate::chunk::{Codes, ROWS};
use crate::columns::{Columns, Lens};
use crate::dimension::Dimension;
use crate::measure::{Amount, Sums};
use crate::select::{Selection, codes_of};
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Blocks from which a second thread pays for its start (some 30 µs).
const BLOCKS_PER_THREAD: usize = 24;
/// Blocks a thread takes at a time.
const STRIDE: usize = 4;

/// A group's key: one code per dimension grouped by.
pub(crate) type Key = Vec<u32>;

/// Sums per group.
pub(crate) type Groups = HashMap<Key, Sums>;

/// Visits the selected rows of every block, on several threads; gives what each thread gathered.
pub(crate) fn visit<T: Send>(
    blocks: &[Block],
    selection: &Selection<'_>,
    lens: &Lens,
    begin: impl Fn() -> T + Sync,
    each: impl Fn(&mut T, &Block, &Columns, &[u8; ROWS]) + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut gathered = begin();
        let mut columns = Columns::new();
        loop {
            let from = next.fetch_add(STRIDE, Ordering::Relaxed);
            if from >= blocks.len() {
                return gathered;
            }
            for (number, block) in blocks.iter().enumerate().skip(from).take(STRIDE) {
                let number = u32::try_from(number).unwrap_or(u32::MAX);
                if selection.skips(number) || !columns.find_members(block, lens) {
                    continue;
                }
                let mut mask = columns.any;
                if !selection.narrow(number, block, lens, &mut mask) {
                    continue;
                }
                columns.fill(block, lens);
                if selection.judge(block, &columns, &mut mask) {
                    each(&mut gathered, block, &columns, &mask);
                }
            }
        }
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = cores.min(blocks.len() / BLOCKS_PER_THREAD).max(1);
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut all = vec![work()];
        for other in others {
            match other.join() {
                Ok(gathered) => all.push(gathered),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    })
}

/// The sums of every group.
pub(crate) fn grouped(blocks: &[Block], selection: &Selection<'_>, lens: &Lens, by: &[Dimension]) -> Groups {
    let parts = visit(blocks, selection, lens, Gathered::default, |gathered, block, columns, mask| {
        gathered.take(block, columns, mask, lens, by);
    });
    let mut parts = parts.into_iter();
    let mut groups = parts.next().map_or_else(Groups::new, |first| first.groups());
    for part in parts {
        for (key, sums) in part.groups() {
            groups.entry(key).or_default().add(&sums);
        }
    }
    groups
}

/// What one thread has added up so far.
#[derive(Default)]
struct Gathered {
    slots: HashMap<Key, usize>,
    sums: Vec<Sums>,
    /// Rows of the block at hand, by slot; always empty between blocks.
    rows_of: Vec<Vec<u16>>,
}

impl Gathered {
    fn take(&mut self, block: &Block, columns: &Columns, mask: &[u8; ROWS], lens: &Lens, by: &[Dimension]) {
        let codes: Vec<&Codes> = by.iter().map(|d| codes_of(block, *d, lens)).collect();
        let taken = mask.iter().map(|&m| usize::from(m)).sum::<usize>();
        let same = |c: &&&Codes| matches!(c, Codes::Same(_));
        if codes.iter().filter(same).count() == codes.len() {
            let slot = self.slot(codes.iter().map(|c| c.get(0)).collect());
            if taken == block.len() {
                add_all(&mut self.sums[slot], block.unit, columns);
            } else {
                let rows: Vec<u16> = (0..ROWS as u16).filter(|&r| mask[usize::from(r)] != 0).collect();
                add_rows(&mut self.sums[slot], block.unit, columns, &rows);
            }
            return;
        }
        let mut touched = Vec::new();
        let mut known: HashMap<Key, usize> = HashMap::new();
        let mut key = vec![0; codes.len()];
        let mut last = usize::MAX;
        for row in (0..ROWS).filter(|&r| mask[r] != 0) {
            let mut changed = last == usize::MAX;
            for (part, codes) in key.iter_mut().zip(&codes) {
                let code = codes.get(row);
                changed |= *part != code;
                *part = code;
            }
            if changed {
                last = match known.get(&key) {
                    Some(&slot) => slot,
                    None => {
                        let slot = self.slot(key.clone());
                        known.insert(key.clone(), slot);
                        touched.push(slot);
                        slot
                    }
                };
            }
            self.rows_of[last].push(row as u16);
        }
        for slot in touched {
            let mut rows = std::mem::take(&mut self.rows_of[slot]);
            add_rows(&mut self.sums[slot], block.unit, columns, &rows);
            rows.clear();
            self.rows_of[slot] = rows;
        }
    }

    fn slot(&mut self, key: Key) -> usize {
        let next = self.sums.len();
        let slot = *self.slots.entry(key).or_insert(next);
        if slot == next {
            self.sums.push(Sums::default());
            self.rows_of.push(Vec::new());
        }
        slot
    }

    fn groups(mut self) -> Groups {
        self.slots.into_iter().map(|(key, slot)| (key, std::mem::take(&mut self.sums[slot]))).collect()
    }
}

/// Adds a whole block; rows that do not exist hold zeros.
fn add_all(sums: &mut Sums, unit: i64, columns: &Columns) {
    for amount in Amount::ALL.iter().filter(|a| columns.filled[**a as usize]) {
        let total: i64 = columns.amounts[*amount as usize].iter().sum();
        add_amount(sums, *amount, total, unit);
    }
    for (count, flags) in sums.tallies.iter_mut().zip(columns.tallies.iter()) {
        *count += flags.iter().map(|&f| u64::from(f)).sum::<u64>();
    }
}

/// Adds some rows of a block.
fn add_rows(sums: &mut Sums, unit: i64, columns: &Columns, rows: &[u16]) {
    for amount in Amount::ALL.iter().filter(|a| columns.filled[**a as usize]) {
        let column = &columns.amounts[*amount as usize];
        let total: i64 = rows.iter().map(|&r| column[usize::from(r) % ROWS]).sum();
        add_amount(sums, *amount, total, unit);
    }
    for (count, flags) in sums.tallies.iter_mut().zip(columns.tallies.iter()) {
        *count += rows.iter().map(|&r| u64::from(flags[usize::from(r) % ROWS])).sum::<u64>();
    }
}

/// No overflow: a thousand rows of at most [`crate::MAX_AMOUNT`] each, thrice that for derived ones.
fn add_amount(sums: &mut Sums, amount: Amount, total: i64, unit: i64) {
    let unit = if amount.is_money() { i128::from(unit) } else { 1 };
    sums.amounts[amount as usize] += i128::from(total) * unit;
}

/// The sums of one row, for pages that show single projects.
pub(crate) fn of_row(block: &Block, columns: &Columns, row: usize) -> Sums {
    let mut sums = Sums::default();
    add_rows(&mut sums, block.unit, columns, &[row as u16]);
    sums
}
