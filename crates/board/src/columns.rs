//! One block as of one month: every amount and every tally of its rows, column by column.
//!
//! The loops run over arrays of fixed length without branches, so that the compiler turns them into vector code.

use crate::block::{Block, Slab};
use crate::cell::Cell;
use crate::chunk::{Chunk, NULL, ROWS};
use crate::measure::{AMOUNTS, Amount, TALLIES, Tally};
use crate::moment::Moment;
use crate::record::Kind;
use crate::settings::Settings;
use kernel::Month;

pub(crate) type Flags = [u8; ROWS];

/// The month looked at, and what of the settings decides about single projects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lens {
    pub as_of: Month,
    /// Limits of the distribution in percent.
    pub distribution: (i64, i64),
    pub statistics_from: i64,
}

impl Lens {
    pub fn new(as_of: Month, settings: &Settings) -> Lens {
        let (low, high) = settings.distribution;
        let low = low.min(1_000);
        Lens {
            as_of,
            distribution: (i64::from(low), i64::from(high.clamp(low, 1_000))),
            statistics_from: settings.statistics_from.0,
        }
    }
}

/// Which rows of a block are on the list: now, a month ago, a year ago, in any of the three.
pub(crate) struct Members {
    pub now: Flags,
    pub month_ago: Flags,
    pub year_ago: Flags,
    pub any: Flags,
}

impl Members {
    pub const fn new() -> Members {
        Members { now: [0; ROWS], month_ago: [0; ROWS], year_ago: [0; ROWS], any: [0; ROWS] }
    }

    /// False when no row is on the list, then or now.
    #[inline(always)]
    pub fn find(&mut self, block: &Block, lens: &Lens) -> bool {
        let (year, month) = (lens.as_of.year(), lens.as_of.month() as u8);
        members(block.slab(year), month, &mut self.now);
        members(block.slab(year).filter(|_| month > 1), month - 1, &mut self.month_ago);
        members(block.slab(year - 1), month, &mut self.year_ago);
        let mut found = 0;
        for row in 0..ROWS {
            self.any[row] = self.now[row] | self.month_ago[row] | self.year_ago[row];
            found |= self.any[row];
        }
        found != 0
    }
}

/// Working space of one thread, in four-byte cells where the block's amounts allow it, else in eight.
pub(crate) struct Columns<V> {
    pub amounts: Box<[[V; ROWS]; AMOUNTS]>,
    pub tallies: Box<[Flags; TALLIES]>,
    /// Which amounts are not all unknown.
    pub filled: [bool; AMOUNTS],
}

impl<V: Cell> Columns<V> {
    pub fn new() -> Columns<V> {
        Columns {
            amounts: Box::new([[V::ZERO; ROWS]; AMOUNTS]),
            tallies: Box::new([[0; ROWS]; TALLIES]),
            filled: [false; AMOUNTS],
        }
    }

    /// Fills all amounts and tallies.
    #[inline(always)]
    pub fn fill(&mut self, block: &Block, lens: &Lens, members: &Members) {
        let blank = &Slab::blank(lens.as_of.year(), 0);
        let slab = block.slab(lens.as_of.year()).unwrap_or(blank);
        let earlier = block.slab(lens.as_of.year() - 1);
        let m = lens.as_of.month() as usize - 1;
        self.fill_list(block, slab, members, m);
        self.fill_months(slab, m);
        self.fill_last_year(slab, earlier, m);
        self.fill_resources(block, slab, m);
        self.tally_starts(block, slab, lens);
        self.tally_progress(block, slab, lens);
        self.keep_members(members);
    }

    #[inline(always)]
    fn read(&mut self, amount: Amount, chunk: &Chunk) {
        let (a, k) = (amount as usize, amount.known() as usize);
        self.filled[a] = !chunk.is_empty();
        V::read(chunk, &mut self.amounts[a], &mut self.tallies[k]);
    }

    #[inline(always)]
    fn fill_list(&mut self, block: &Block, slab: &Slab, members: &Members, m: usize) {
        self.read(Amount::TotalInvestment, &block.total_investment);
        self.read(Amount::Plan, &slab.plan);
        let (plan, known) = (Amount::Plan as usize, Tally::PlanKnown as usize);
        patch_plan(&mut self.amounts[plan], &mut self.tallies[known], slab, m);
        self.filled[plan] |= !slab.adjusted.is_empty();
        self.tallies[Tally::Projects as usize] = members.now;
    }

    #[inline(always)]
    fn fill_months(&mut self, slab: &Slab, m: usize) {
        self.read(Amount::DoneYtd, &slab.ytd[m]);
        let before = if m == 0 { &Chunk::Empty } else { &slab.ytd[m - 1] };
        self.read(Amount::MonthAgoDone, before);
        let (plan, known) = (Amount::MonthAgoPlan as usize, &mut [0; ROWS]);
        if m > 0 {
            V::read(&slab.plan, &mut self.amounts[plan], known);
            patch_plan(&mut self.amounts[plan], known, slab, m - 1);
        } else {
            self.amounts[plan].fill(V::ZERO);
        }
        self.filled[plan] = m > 0;
        self.fill_done_month(slab, m);
        self.fill_done_total(slab, m);
    }

    /// The difference of two filings, else what was typed.
    #[inline(always)]
    fn fill_done_month(&mut self, slab: &Slab, m: usize) {
        let both: u16 = if m == 0 { 1 } else { 3 << (m - 1) };
        let filed = &mut [0_u16; ROWS];
        let filed = padded(&slab.filed, filed);
        let (now, before) = (self.amounts[Amount::DoneYtd as usize], &self.amounts[Amount::MonthAgoDone as usize]);
        let known = &mut self.tallies[Tally::DoneMonthKnown as usize];
        for row in 0..ROWS {
            known[row] = u8::from(filed[row] & both == both);
        }
        let mut month = [V::ZERO; ROWS];
        for row in 0..ROWS {
            month[row] = (now[row] - before[row]).only_if(known[row]);
        }
        if !slab.typed[m].is_empty() {
            let (mut typed, mut is_typed) = ([V::ZERO; ROWS], [0; ROWS]);
            V::read(&slab.typed[m], &mut typed, &mut is_typed);
            for row in 0..ROWS {
                month[row] = month[row] + typed[row];
                known[row] |= is_typed[row];
            }
        }
        self.amounts[Amount::DoneMonth as usize] = month;
        self.filled[Amount::DoneMonth as usize] = true;
    }

    #[inline(always)]
    fn fill_done_total(&mut self, slab: &Slab, m: usize) {
        self.read(Amount::DoneTotal, &slab.before);
        let done = self.amounts[Amount::DoneYtd as usize];
        let total = &mut self.amounts[Amount::DoneTotal as usize];
        let known = &mut self.tallies[Tally::DoneTotalKnown as usize];
        for row in 0..ROWS {
            total[row] = total[row] + done[row].only_if(known[row]);
        }
        if !slab.total[m].is_empty() {
            let (mut stated, mut is_stated) = ([V::ZERO; ROWS], [0; ROWS]);
            V::read(&slab.total[m], &mut stated, &mut is_stated);
            for row in 0..ROWS {
                total[row] = if is_stated[row] != 0 { stated[row] } else { total[row] };
                known[row] |= is_stated[row];
            }
            self.filled[Amount::DoneTotal as usize] = true;
        }
    }

    #[inline(always)]
    fn fill_last_year(&mut self, slab: &Slab, earlier: Option<&Slab>, m: usize) {
        let own = earlier.map_or(&Chunk::Empty, |e| &e.ytd[m]);
        self.read(Amount::PrevOwn, own);
        self.read(Amount::PrevReported, &slab.prev[m]);
        self.read(Amount::YearAgoDone, own);
        let plan = Amount::YearAgoPlan as usize;
        let unheeded = &mut [0; ROWS];
        V::read(earlier.map_or(&Chunk::Empty, |e| &e.plan), &mut self.amounts[plan], unheeded);
        if let Some(earlier) = earlier {
            patch_plan(&mut self.amounts[plan], unheeded, earlier, m);
        }
        self.filled[plan] = earlier.is_some();
        let [own, reported] = [self.amounts[Amount::PrevOwn as usize], self.amounts[Amount::PrevReported as usize]];
        let [has_own, has_reported] =
            [self.tallies[Tally::PrevOwnKnown as usize], self.tallies[Tally::PrevReportedKnown as usize]];
        let kinds = &mut [Kind::CarriedOver as u8; ROWS];
        let kinds = padded(&slab.kind, kinds);
        let [prev, known, from_report, differs] = [
            Amount::Prev as usize,
            Tally::PrevKnown as usize,
            Tally::PrevFromReport as usize,
            Tally::PrevDiffers as usize,
        ];
        for row in 0..ROWS {
            self.amounts[prev][row] = if has_own[row] != 0 { own[row] } else { reported[row] };
        }
        for row in 0..ROWS {
            let is_new = u8::from(kinds[row] == Kind::New as u8);
            self.tallies[known][row] = has_own[row] | has_reported[row] | is_new;
            self.tallies[from_report][row] = has_reported[row] & (has_own[row] ^ 1);
        }
        for row in 0..ROWS {
            self.tallies[differs][row] = has_own[row] & has_reported[row] & u8::from(own[row] != reported[row]);
        }
        self.filled[prev] = self.filled[Amount::PrevOwn as usize] | self.filled[Amount::PrevReported as usize];
    }

    #[inline(always)]
    fn fill_resources(&mut self, block: &Block, slab: &Slab, m: usize) {
        self.read(Amount::FundsPlanned, &slab.funds_planned);
        self.read(Amount::FundsArrived, &slab.arrived[m]);
        self.read(Amount::FundsPaid, &slab.paid[m]);
        self.read(Amount::FundGap, &block.fund_gap);
        self.read(Amount::LandGap, &block.land_gap);
        self.read(Amount::EnergyGap, &block.energy_gap);
        self.read(Amount::EmissionGap, &block.emission_gap);
    }

    #[inline(always)]
    fn tally(&mut self, tally: Tally, is: impl Fn(usize) -> bool) {
        let flags = &mut self.tallies[tally as usize];
        for (row, flag) in flags.iter_mut().enumerate() {
            *flag = u8::from(is(row));
        }
    }

    #[inline(always)]
    fn tally_starts(&mut self, block: &Block, slab: &Slab, lens: &Lens) {
        let now = Moment::of(lens.as_of).0;
        let january = Moment::of(lens.as_of.january()).0;
        let december = lens.as_of.month() == 12;
        let (kinds, [start, due, resumed]) = (&mut [Kind::Preliminary as u8; ROWS], &mut [NEVER; 3]);
        let kinds = padded(&slab.kind, kinds);
        let (start, due, resumed) =
            (padded(&block.start, start), padded(&block.due, due), padded(&block.resumed, resumed));
        let (new, carried, preliminary) = (Kind::New as u8, Kind::CarriedOver as u8, Kind::Preliminary as u8);
        let done = self.amounts[Amount::DoneYtd as usize];
        self.tally(Tally::Started, |r| start[r] <= now);
        self.tally(Tally::ToStart, |r| (kinds[r] != preliminary) | (start[r] <= now));
        self.tally(Tally::NewToStart, |r| kinds[r] == new);
        self.tally(Tally::NewStarted, |r| (kinds[r] == new) & (start[r] <= now));
        self.tally(Tally::NewDue, |r| (kinds[r] == new) & ((due[r] <= now) | december));
        self.tally(Tally::StartedEarly, |r| (kinds[r] == new) & (start[r] <= now) & (start[r] < due[r]));
        self.tally(Tally::StartOverdue, |r| {
            let is_due = (due[r] <= now) | (december & (kinds[r] == new));
            (kinds[r] != preliminary) & (start[r] > now) & is_due
        });
        self.tally(Tally::Continuing, |r| kinds[r] == carried);
        self.tally(Tally::Resumed, |r| {
            (kinds[r] == carried) & (((resumed[r] >= january) & (resumed[r] <= now)) | (done[r] > V::ZERO))
        });
    }

    #[inline(always)]
    fn tally_progress(&mut self, block: &Block, slab: &Slab, lens: &Lens) {
        let now = Moment::of(lens.as_of).0;
        let (reported, register, [finish, production, start]) = (&mut [0; ROWS], &mut [0; ROWS], &mut [NEVER; 3]);
        let (reported, register) = (padded(&slab.reported, reported), padded(&block.statistics, register));
        let (finish, production, start) =
            (padded(&block.finish, finish), padded(&block.production, production), padded(&block.start, start));
        let bit = 1_u16 << (lens.as_of.month() - 1);
        let (low, high) = lens.distribution;
        let plan = self.amounts[Amount::Plan as usize];
        let done = self.amounts[Amount::DoneYtd as usize];
        let total = self.amounts[Amount::TotalInvestment as usize];
        // An amount is at least the limit when its count of units is at least the limit's, rounded up.
        let large = lens.statistics_from.div_euclid(block.unit) + i64::from(lens.statistics_from % block.unit != 0);
        let has_total = self.tallies[Tally::TotalInvestmentKnown as usize];
        self.tally(Tally::Below, |r| (plan[r] > V::ZERO) & (done[r].times(100) < plan[r].times(low)));
        self.tally(Tally::Between, |r| {
            (plan[r] > V::ZERO)
                & (done[r].times(100) >= plan[r].times(low))
                & (done[r].times(100) <= plan[r].times(high))
        });
        self.tally(Tally::Above, |r| (plan[r] > V::ZERO) & (done[r].times(100) > plan[r].times(high)));
        self.tally(Tally::Completed, |r| finish[r] <= now);
        self.tally(Tally::InProduction, |r| production[r] <= now);
        self.tally(Tally::Unreported, |r| reported[r] & bit == 0);
        self.tally(Tally::StatisticsDue, |r| (start[r] <= now) & (has_total[r] != 0) & (total[r].times(1) >= large));
        let due = self.tallies[Tally::StatisticsDue as usize];
        self.tally(Tally::InStatistics, |r| (due[r] != 0) & (register[r] == 1));
        self.tally(Tally::StatisticsKnown, |r| (due[r] != 0) & (register[r] != 0));
    }

    /// What belongs to projects off the list counts nowhere.
    #[inline(always)]
    fn keep_members(&mut self, members: &Members) {
        let all = |flags: &Flags| flags.iter().fold(1, |all, f| all & f) != 0;
        let full = (all(&members.now), all(&members.month_ago), all(&members.year_ago));
        for amount in Amount::ALL {
            let (kept, full) = match amount {
                Amount::MonthAgoPlan | Amount::MonthAgoDone => (&members.month_ago, full.1),
                Amount::YearAgoPlan | Amount::YearAgoDone => (&members.year_ago, full.2),
                _ => (&members.now, full.0),
            };
            if self.filled[*amount as usize] && !full {
                for (amount, &member) in self.amounts[*amount as usize].iter_mut().zip(kept) {
                    *amount = amount.only_if(member);
                }
            }
        }
        for tally in Tally::ALL {
            let (kept, full) = match tally {
                Tally::MonthAgoDoneKnown => (&members.month_ago, full.1),
                Tally::YearAgoDoneKnown => (&members.year_ago, full.2),
                _ => (&members.now, full.0),
            };
            if !full {
                for (flag, member) in self.tallies[*tally as usize].iter_mut().zip(kept) {
                    *flag &= member;
                }
            }
        }
    }
}

const NEVER: [i16; ROWS] = [Moment::NEVER.0; ROWS];

#[inline(always)]
fn members(slab: Option<&Slab>, month: u8, out: &mut Flags) {
    let Some(slab) = slab else {
        out.fill(0);
        return;
    };
    let len = slab.first.len();
    for ((out, &first), &last) in out.iter_mut().zip(&slab.first).zip(&slab.last) {
        *out = u8::from(first <= month) & u8::from(month <= last);
    }
    out[len..].fill(0);
}

/// Puts the later plan versions in force at month `m` (0–11) in the place of the first ones.
#[inline(always)]
pub(crate) fn patch(slab: &Slab, m: usize, mut put: impl FnMut(usize, Option<i64>)) {
    for version in slab.adjusted.iter().filter(|v| usize::from(v.from) <= m + 1) {
        put(usize::from(version.row) % ROWS, Some(version.amount).filter(|&amount| amount != NULL));
    }
}

#[inline(always)]
fn patch_plan<V: Cell>(plan: &mut [V; ROWS], known: &mut Flags, slab: &Slab, m: usize) {
    patch(slab, m, |row, amount| {
        known[row] = u8::from(amount.is_some());
        plan[row] = amount.map_or(V::ZERO, V::of);
    });
}

/// The values as an array of fixed length; those of a block that is not full are laid over `blank`.
#[inline(always)]
pub(crate) fn padded<'v, T: Copy>(values: &'v [T], blank: &'v mut [T; ROWS]) -> &'v [T; ROWS] {
    if let Ok(full) = values.try_into() {
        return full;
    }
    blank[..values.len()].copy_from_slice(values);
    blank
}
