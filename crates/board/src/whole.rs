//! The sums of a block straight from its stored amounts, for rows that all fall into one group: nothing is written in
//! between, so that the speed of memory is the limit.
//!
//! Here the columns are laid out, in [`AsOf`] they are added up. The rules are those of [`Columns`](crate::columns::Columns), which serves single rows and mixed
//! blocks; the tests hold both against one reference.

use crate::adding::{Cells, Kept, NULL};
use crate::as_of::AsOf;
use crate::block::{Block, Slab};
use crate::chunk::{Chunk, ROWS};
use crate::columns::{Flags, Lens, Members, padded, patch};
use crate::measure::Sums;

static UNKNOWN: Cells = [NULL; ROWS];

/// Working space of one thread: which rows count, and room for columns that must be completed or patched.
pub(crate) struct Room {
    kept: [Cells; 3],
    plans: [Cells; 3],
    cells: [Cells; 10],
    moments: [[i16; ROWS]; 5],
    bits: [[u16; ROWS]; 2],
    bytes: [[u8; ROWS]; 2],
}

impl Room {
    pub fn new() -> Room {
        Room {
            kept: [[0; ROWS]; 3],
            plans: [[0; ROWS]; 3],
            cells: [[0; ROWS]; 10],
            moments: [[0; ROWS]; 5],
            bits: [[0; ROWS]; 2],
            bytes: [[0; ROWS]; 2],
        }
    }

    /// Adds the rows of `mask` that are on the list, then or now. All amounts of the month must be narrow.
    #[inline(always)]
    pub fn add(&mut self, block: &Block, lens: &Lens, members: &Members, mask: &Flags, sums: &mut Sums) {
        let [now, month_ago, year_ago] = &mut self.kept;
        let all = keep(&members.now, mask, now);
        keep(&members.month_ago, mask, month_ago);
        keep(&members.year_ago, mask, year_ago);
        let blank = &Slab::blank(lens.as_of.year(), 0);
        let slab = block.slab(lens.as_of.year()).unwrap_or(blank);
        let earlier = block.slab(lens.as_of.year() - 1);
        let m = lens.as_of.month() as usize - 1;
        let [plan, month_ago_plan, year_ago_plan] = &mut self.plans;
        let [total, done, done_before, opening, stated, own, reported, plain @ ..] = &mut self.cells;
        let [start, due, resumed, finish, production] = &mut self.moments;
        let ([filed, reports], [kinds, register]) = (&mut self.bits, &mut self.bytes);
        // What lies behind the last row of a block is never looked at: it is on no list.
        let month = AsOf {
            total: whole(&block.total_investment, total),
            plan: plan_at(slab, m, plan),
            month_ago_plan: if m == 0 { &UNKNOWN } else { plan_at(slab, m - 1, month_ago_plan) },
            year_ago_plan: earlier.map_or(&UNKNOWN, |e| plan_at(e, m, year_ago_plan)),
            done: whole(&slab.ytd[m], done),
            done_before: if m == 0 { &UNKNOWN } else { whole(&slab.ytd[m - 1], done_before) },
            opening: whole(&slab.before, opening),
            stated: whole(&slab.total[m], stated),
            own: earlier.map_or(&UNKNOWN, |e| whole(&e.ytd[m], own)),
            reported: whole(&slab.prev[m], reported),
            start: padded(&block.start, start),
            due: padded(&block.due, due),
            resumed: padded(&block.resumed, resumed),
            finish: padded(&block.finish, finish),
            production: padded(&block.production, production),
            filed: padded(&slab.filed, filed),
            reports: padded(&slab.reported, reports),
            kinds: padded(&slab.kind, kinds),
            register: padded(&block.statistics, register),
            kept: Kept { now, month_ago, year_ago },
        };
        let [plain, ..] = plain;
        if all {
            month.add_all::<true>(block, slab, lens, plain, sums);
        } else {
            month.add_all::<false>(block, slab, lens, plain, sums);
        }
    }
}

/// Sets all bits of the rows that are members and asked for; true when these are all there can be.
#[inline(always)]
fn keep(members: &Flags, mask: &Flags, kept: &mut Cells) -> bool {
    let mut all = 1;
    for row in 0..ROWS {
        let flag = members[row] & mask[row];
        all &= flag;
        kept[row] = -i32::from(flag);
    }
    all != 0
}

/// The amounts of a narrow chunk; what is absent at its end is completed in `room`.
#[inline(always)]
pub(crate) fn whole<'c>(chunk: &'c Chunk, room: &'c mut Cells) -> &'c Cells {
    let Chunk::Narrow(values) = chunk else { return &UNKNOWN };
    if let Ok(full) = values.as_slice().try_into() {
        return full;
    }
    room[..values.len()].copy_from_slice(values);
    room[values.len()..].fill(NULL);
    room
}

/// The plans in force at month `m` (0–11).
#[inline(always)]
fn plan_at<'c>(slab: &'c Slab, m: usize, room: &'c mut Cells) -> &'c Cells {
    if !slab.adjusted.iter().any(|version| usize::from(version.from) <= m + 1) {
        return whole(&slab.plan, room);
    }
    match &slab.plan {
        Chunk::Narrow(values) => {
            room[..values.len()].copy_from_slice(values);
            room[values.len()..].fill(NULL);
        }
        _ => room.fill(NULL),
    }
    patch(slab, m, |row, amount| room[row] = amount.map_or(NULL, |amount| amount as i32));
    room
}
