//! One pass over all blocks, on as many threads as pay: select, fill, group, add up.

use crate::block::Block;
use crate::chunk::{Codes, ROWS};
use crate::columns::{Columns, Flags, Lens, Members, is_narrow};
use crate::dimension::Dimension;
use crate::measure::Sums;
use crate::select::{Selection, codes_of};
use crate::view::{Cells, View};
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
///
/// Blocks for which `known` gives true are not looked at any more. The work runs in the widest vector instructions that the processor has, found out at run time.
pub(crate) fn visit<T: Send>(
    blocks: &[Block],
    selection: &Selection<'_>,
    lens: &Lens,
    begin: impl Fn() -> T + Sync,
    known: impl Fn(&mut T, &Block) -> bool + Sync,
    each: impl Fn(&mut T, &Block, &View<'_>, &Flags) + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let arch = pulp::Arch::new();
    let work = || {
        let mut gathered = begin();
        let mut space = Space::new();
        loop {
            let from = next.fetch_add(STRIDE, Ordering::Relaxed);
            if from >= blocks.len() {
                return gathered;
            }
            for (number, block) in (from..).zip(&blocks[from..(from + STRIDE).min(blocks.len())]) {
                if known(&mut gathered, block) {
                    continue;
                }
                let number = u32::try_from(number).unwrap_or(u32::MAX);
                let (space, gathered, each) = (&mut space, &mut gathered, &each);
                arch.dispatch(Visit { number, block, selection, lens, space, gathered, each });
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

/// The visit of one block. (A closure would be called, not inlined, and so miss the wide instructions.)
struct Visit<'v, 'q, T, E> {
    number: u32,
    block: &'v Block,
    selection: &'v Selection<'q>,
    lens: &'v Lens,
    space: &'v mut Space,
    gathered: &'v mut T,
    each: &'v E,
}

impl<T, E: Fn(&mut T, &Block, &View<'_>, &Flags)> pulp::NullaryFnOnce for Visit<'_, '_, T, E> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Visit { number, block, selection, lens, space, gathered, each } = self;
        if selection.skips(number, block, lens) || !space.members.find(block, lens) {
            return;
        }
        let mut mask = space.members.any;
        if !selection.narrow(number, block, lens, &mut mask) {
            return;
        }
        let cells = if is_narrow(block, lens) {
            space.narrow.fill(block, lens, &space.members);
            Cells::Narrow(&space.narrow)
        } else {
            let wide = space.wide.get_or_insert_with(Columns::new);
            wide.fill(block, lens, &space.members);
            Cells::Wide(wide)
        };
        let view = View { cells, members: &space.members, unit: block.unit };
        if selection.judge(&view, &mut mask) {
            each(gathered, block, &view, &mask);
        }
    }
}

/// Working space of one thread.
struct Space {
    members: Members,
    narrow: Columns<i32>,
    wide: Option<Columns<i64>>,
}

impl Space {
    fn new() -> Space {
        Space { members: Members::new(), narrow: Columns::new(), wide: None }
    }
}

/// The sums of every group.
pub(crate) fn grouped(blocks: &[Block], selection: &Selection<'_>, lens: &Lens, by: &[Dimension]) -> Groups {
    let parts = visit(
        blocks,
        selection,
        lens,
        Gathered::default,
        |gathered: &mut Gathered, block| gathered.take_known(block, selection, lens, by),
        #[inline(always)]
        |gathered: &mut Gathered, block, view, mask| gathered.take(block, view, mask, selection, lens, by),
    );
    let mut groups = Groups::new();
    for part in parts {
        for (key, slot) in part.slots {
            groups.entry(key).or_default().add(&part.sums[slot]);
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
    /// With one dimension: slot + 1 of each code, 0 while it has none.
    slot_of_code: Vec<u32>,
    touched: Vec<usize>,
}

impl Gathered {
    #[inline(always)]
    fn take(
        &mut self,
        block: &Block,
        view: &View<'_>,
        mask: &Flags,
        selection: &Selection<'_>,
        lens: &Lens,
        by: &[Dimension],
    ) {
        let codes: Vec<&Codes> = by.iter().map(|d| codes_of(block, *d, lens)).collect();
        if codes.iter().all(|c| matches!(c, Codes::Same(_))) {
            let slot = self.slot(codes.iter().map(|c| c.get(0)).collect());
            if *mask == view.members.any {
                let mut sums = Sums::default();
                view.add_all(&mut sums);
                self.sums[slot].add(&sums);
                if selection.takes_all(block, lens) {
                    block.totals.keep(lens, sums);
                }
            } else {
                let rows: Vec<u16> = (0..ROWS as u16).filter(|&r| mask[usize::from(r)] != 0).collect();
                view.add_rows(&mut self.sums[slot], &rows);
            }
            return;
        }
        self.sort_rows(&codes, mask);
        for slot in std::mem::take(&mut self.touched) {
            let mut rows = std::mem::take(&mut self.rows_of[slot]);
            view.add_rows(&mut self.sums[slot], &rows);
            rows.clear();
            self.rows_of[slot] = rows;
        }
    }

    /// Adds a block whose rows all belong to one group, where its totals of the month are still known.
    fn take_known(&mut self, block: &Block, selection: &Selection<'_>, lens: &Lens, by: &[Dimension]) -> bool {
        if !selection.takes_all(block, lens) {
            return false;
        }
        let mut key = Key::with_capacity(by.len());
        for dimension in by {
            let Codes::Same(code) = codes_of(block, *dimension, lens) else { return false };
            key.push(*code);
        }
        let slot = self.slot(key);
        block.totals.add_to(lens, &mut self.sums[slot])
    }

    /// Lays the selected rows out by slot.
    fn sort_rows(&mut self, codes: &[&Codes], mask: &Flags) {
        for row in (0..ROWS).filter(|&r| mask[r] != 0) {
            let slot = match codes {
                [one] => self.slot_of(one.get(row)),
                several => self.slot(several.iter().map(|c| c.get(row)).collect()),
            };
            let rows = &mut self.rows_of[slot];
            if rows.is_empty() {
                self.touched.push(slot);
            }
            rows.push(row as u16);
        }
    }

    fn slot_of(&mut self, code: u32) -> usize {
        let place = code as usize;
        if self.slot_of_code.len() <= place {
            self.slot_of_code.resize(place + 1, 0);
        }
        match self.slot_of_code[place] {
            0 => {
                let slot = self.slot(vec![code]);
                self.slot_of_code[place] = u32::try_from(slot + 1).unwrap_or(0);
                slot
            }
            slot => slot as usize - 1,
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
}

/// The sums of one row, for pages that show single projects.
pub(crate) fn of_row(view: &View<'_>, row: usize) -> Sums {
    let mut sums = Sums::default();
    view.add_rows(&mut sums, &[row as u16]);
    sums
}
