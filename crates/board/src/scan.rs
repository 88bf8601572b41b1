//! One pass over all blocks, on as many threads as pay: select, fill, group, add up.

use crate::block::Block;
use crate::chunk::{Codes, ROWS};
use crate::columns::{Columns, Flags, Lens, Members};
use crate::dimension::Dimension;
use crate::measure::Sums;
use crate::select::{Selection, codes_of};
use crate::view::{Cells, View};
use crate::whole::Room;
use std::cell::Cell;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

/// Blocks from which a second thread pays for its start (some 50 µs).
const BLOCKS_PER_THREAD: usize = 16;
/// Blocks a thread takes at a time.
const STRIDE: usize = 4;

/// A group's key: one code per dimension grouped by.
pub(crate) type Key = Vec<u32>;

/// Sums per group.
pub(crate) type Groups = HashMap<Key, Sums>;

/// How many threads can run at a time. Asked for once: the system reads a handful of files to tell, which costs as much as a
/// small answer.
pub(crate) fn cores() -> usize {
    static CORES: OnceLock<usize> = OnceLock::new();
    *CORES.get_or_init(|| std::thread::available_parallelism().map_or(1, usize::from))
}

/// What a thread does with the blocks that it is given.
pub(crate) trait Gather {
    /// Takes the block without a look at its rows, if what they give is known already.
    fn take_known(&mut self, _block: &Block) -> bool {
        false
    }

    /// Takes those rows of `mask` that are on the list, where no figure of theirs is needed.
    fn take_members(&mut self, _block: &Block, _members: &Members, _mask: &Flags) -> bool {
        false
    }

    /// Takes the rows of `mask` straight from the stored amounts, where one group holds them all.
    fn take_whole(&mut self, _whole: &mut Whole<'_>) -> bool {
        false
    }

    fn take_rows(&mut self, block: &Block, view: &View<'_>, mask: &Flags);
}

/// A block whose cells are all narrow, with the rows that passed.
pub(crate) struct Whole<'w> {
    block: &'w Block,
    lens: &'w Lens,
    members: &'w Members,
    mask: &'w Flags,
    room: &'w mut Room,
}

/// Visits the selected rows of every block, on several threads; gives what each thread gathered.
///
/// The work runs in the widest vector instructions that the processor has, found out at run time.
pub(crate) fn visit<G: Gather + Send>(
    blocks: &[Arc<Block>],
    selection: &Selection<'_>,
    lens: &Lens,
    begin: impl Fn() -> G + Sync,
) -> Vec<G> {
    let numbered = (0_u32..).zip(blocks).filter(|(number, block)| !selection.skips(*number, block, lens));
    let wanted: Vec<(u32, &Block)> = numbered.map(|(number, block)| (number, block.as_ref())).collect();
    let next = AtomicUsize::new(0);
    let arch = pulp::Arch::new();
    let work = || {
        let mut gathered = begin();
        let mut space = SPACE.take();
        loop {
            let from = next.fetch_add(STRIDE, Ordering::Relaxed);
            if from >= wanted.len() {
                SPACE.set(space);
                return gathered;
            }
            for &(number, block) in &wanted[from..(from + STRIDE).min(wanted.len())] {
                if !gathered.take_known(block) {
                    let (space, gathered) = (&mut space, &mut gathered);
                    arch.dispatch(Visit { number, block, selection, lens, space, gathered });
                }
            }
        }
    };
    let threads = cores().min(wanted.len() / BLOCKS_PER_THREAD).max(1);
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
struct Visit<'v, 'q, G> {
    number: u32,
    block: &'v Block,
    selection: &'v Selection<'q>,
    lens: &'v Lens,
    space: &'v mut Space,
    gathered: &'v mut G,
}

impl<G: Gather> pulp::NullaryFnOnce for Visit<'_, '_, G> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Visit { number, block, selection, lens, space, gathered } = self;
        let Space { members, room, narrow, wide } = space;
        let members = members.get_or_insert_with(|| Box::new(Members::new()));
        if !members.find(block, lens) {
            return;
        }
        let mut mask = members.any;
        if !selection.narrow(number, block, lens, &mut mask) {
            return;
        }
        if !selection.has_conditions() && gathered.take_members(block, members, &mask) {
            return;
        }
        let is_narrow = block.is_narrow(lens.as_of);
        if is_narrow && !selection.has_conditions() {
            let room = room.get_or_insert_with(|| Box::new(Room::new()));
            block.fetch(lens.as_of);
            if gathered.take_whole(&mut Whole { block, lens, members, mask: &mask, room }) {
                return;
            }
        }
        let cells = if is_narrow {
            let narrow = narrow.get_or_insert_with(Columns::new);
            narrow.fill(block, lens, members);
            Cells::Narrow(narrow)
        } else {
            let wide = wide.get_or_insert_with(Columns::new);
            wide.fill(block, lens, members);
            Cells::Wide(wide)
        };
        let view = View { cells, members, unit: block.unit };
        if selection.judge(&view, &mut mask) {
            gathered.take_rows(block, &view, &mask);
        }
    }
}

thread_local! {
    /// Kept from answer to answer: the pages of a small board are asked for more often than memory is quick to give.
    static SPACE: Cell<Space> = Cell::default();
}

/// Working space of one thread; each part is made when it is first needed.
#[derive(Default)]
struct Space {
    members: Option<Box<Members>>,
    room: Option<Box<Room>>,
    narrow: Option<Columns<i32>>,
    wide: Option<Columns<i64>>,
}

/// The sums of every group.
pub(crate) fn grouped(blocks: &[Arc<Block>], selection: &Selection<'_>, lens: &Lens, by: &[Dimension]) -> Groups {
    let parts = visit(blocks, selection, lens, || Gathered::new(selection, lens, by));
    let mut groups = Groups::new();
    for part in parts {
        for (key, slot) in part.slots {
            groups.entry(key).or_default().add(&part.sums[slot]);
        }
    }
    groups
}

/// What one thread has added up so far.
struct Gathered<'g, 'q> {
    selection: &'g Selection<'q>,
    lens: &'g Lens,
    by: &'g [Dimension],
    slots: HashMap<Key, usize>,
    sums: Vec<Sums>,
    /// Rows of the block at hand, by slot; always empty between blocks.
    rows_of: Vec<Vec<u16>>,
    /// With one dimension: slot + 1 of each code, 0 while it has none.
    slot_of_code: Vec<u32>,
    touched: Vec<usize>,
}

impl Gather for Gathered<'_, '_> {
    /// Adds a block whose rows all belong to one group, where its totals of the month are still known.
    fn take_known(&mut self, block: &Block) -> bool {
        if !self.selection.takes_all(block, self.lens) {
            return false;
        }
        let Some(key) = self.common_key(block) else { return false };
        let slot = self.slot(key);
        block.totals.add_to(self.lens, &mut self.sums[slot])
    }

    #[inline(always)]
    fn take_whole(&mut self, whole: &mut Whole<'_>) -> bool {
        let Some(key) = self.common_key(whole.block) else { return false };
        let slot = self.slot(key);
        let mut sums = Sums::default();
        whole.room.add(whole.block, whole.lens, whole.members, whole.mask, &mut sums);
        self.sums[slot].add(&sums);
        if self.selection.takes_all(whole.block, self.lens) {
            whole.block.totals.keep(self.lens, sums);
        }
        true
    }

    #[inline(always)]
    fn take_rows(&mut self, block: &Block, view: &View<'_>, mask: &Flags) {
        if let Some(key) = self.common_key(block) {
            let slot = self.slot(key);
            if *mask == view.members.any {
                view.add_all(&mut self.sums[slot]);
            } else {
                let rows: Vec<u16> = (0..ROWS as u16).filter(|&r| mask[usize::from(r)] != 0).collect();
                view.add_rows(&mut self.sums[slot], &rows);
            }
            return;
        }
        let codes: Vec<&Codes> = self.by.iter().map(|d| codes_of(block, *d, self.lens)).collect();
        self.sort_rows(&codes, mask);
        for slot in std::mem::take(&mut self.touched) {
            let mut rows = std::mem::take(&mut self.rows_of[slot]);
            view.add_rows(&mut self.sums[slot], &rows);
            rows.clear();
            self.rows_of[slot] = rows;
        }
    }
}

impl<'g, 'q> Gathered<'g, 'q> {
    fn new(selection: &'g Selection<'q>, lens: &'g Lens, by: &'g [Dimension]) -> Gathered<'g, 'q> {
        Gathered {
            selection,
            lens,
            by,
            slots: HashMap::new(),
            sums: Vec::new(),
            rows_of: Vec::new(),
            slot_of_code: Vec::new(),
            touched: Vec::new(),
        }
    }

    /// The group of all rows of the block, if it is one.
    fn common_key(&self, block: &Block) -> Option<Key> {
        let code = |dimension: &Dimension| match codes_of(block, *dimension, self.lens) {
            Codes::Same(code) => Some(*code),
            _ => None,
        };
        self.by.iter().map(code).collect()
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
