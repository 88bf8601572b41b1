//! One block as of one month: every amount and every tally of its rows, column by column.
//!
//! The loops run over arrays of fixed length without branches, so that the compiler turns them into vector code.

use crate::block::{Block, Slab};
use crate::chunk::{Chunk, ROWS};
use crate::measure::{AMOUNTS, Amount, TALLIES, Tally};
use crate::moment::Moment;
use crate::record::Kind;
use crate::settings::Settings;
use kernel::Month;

type Amounts = [i64; ROWS];
type Flags = [u8; ROWS];
type Moments = [i16; ROWS];

/// The month looked at, and what of the settings decides about single projects.
#[derive(Clone, Debug)]
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

/// Working space of one thread.
pub(crate) struct Columns {
    pub amounts: Box<[Amounts; AMOUNTS]>,
    pub tallies: Box<[Flags; TALLIES]>,
    /// On the list now, a month ago, a year ago.
    pub now: Flags,
    month_ago: Flags,
    year_ago: Flags,
    /// Rows that count in any of the three.
    pub any: Flags,
    /// Which amounts are not all unknown.
    pub filled: [bool; AMOUNTS],
}

impl Columns {
    pub fn new() -> Columns {
        Columns {
            amounts: Box::new([[0; ROWS]; AMOUNTS]),
            tallies: Box::new([[0; ROWS]; TALLIES]),
            now: [0; ROWS],
            month_ago: [0; ROWS],
            year_ago: [0; ROWS],
            any: [0; ROWS],
            filled: [false; AMOUNTS],
        }
    }

    /// Decides which rows of the block are on the list; false when none is, then or now.
    pub fn find_members(&mut self, block: &Block, lens: &Lens) -> bool {
        let (year, month) = (lens.as_of.year(), lens.as_of.month() as u8);
        members(block.slab(year), month, &mut self.now);
        members(block.slab(year).filter(|_| month > 1), month - 1, &mut self.month_ago);
        members(block.slab(year - 1), month, &mut self.year_ago);
        for row in 0..ROWS {
            self.any[row] = self.now[row] | self.month_ago[row] | self.year_ago[row];
        }
        self.any.iter().any(|&m| m != 0)
    }

    /// Fills all amounts and tallies; [`Columns::find_members`] comes first.
    pub fn fill(&mut self, block: &Block, lens: &Lens) {
        let blank = &Slab::blank(lens.as_of.year(), 0);
        let slab = block.slab(lens.as_of.year()).unwrap_or(blank);
        let earlier = block.slab(lens.as_of.year() - 1);
        let m = lens.as_of.month() as usize - 1;
        self.fill_list(block, slab, m);
        self.fill_months(slab, m);
        self.fill_last_year(slab, earlier, m);
        self.fill_resources(block, slab, m);
        self.tally_starts(block, slab, lens);
        self.tally_progress(block, slab, lens);
        self.keep_members();
    }

    fn read(&mut self, amount: Amount, chunk: &Chunk) {
        let (a, k) = (amount as usize, amount.known() as usize);
        self.filled[a] = !chunk.is_empty();
        chunk.read(&mut self.amounts[a], &mut self.tallies[k]);
    }

    fn fill_list(&mut self, block: &Block, slab: &Slab, m: usize) {
        self.read(Amount::TotalInvestment, &block.total_investment);
        self.read(Amount::Plan, &slab.plan);
        let (plan, known) = (Amount::Plan as usize, Tally::PlanKnown as usize);
        patch(&mut self.amounts[plan], &mut self.tallies[known], slab, m);
        self.filled[plan] |= !slab.adjusted.is_empty();
        self.tallies[Tally::Projects as usize] = self.now;
    }

    fn fill_months(&mut self, slab: &Slab, m: usize) {
        self.read(Amount::DoneYtd, &slab.ytd[m]);
        let before = if m == 0 { &Chunk::Empty } else { &slab.ytd[m - 1] };
        self.read(Amount::MonthAgoDone, before);
        let (plan, known) = (Amount::MonthAgoPlan as usize, &mut [0; ROWS]);
        if m > 0 {
            slab.plan.read(&mut self.amounts[plan], known);
            patch(&mut self.amounts[plan], known, slab, m - 1);
        } else {
            self.amounts[plan].fill(0);
        }
        self.filled[plan] = m > 0;
        self.fill_done_month(slab, m);
        self.fill_done_total(slab, m);
    }

    /// The difference of two filings, else what was typed.
    fn fill_done_month(&mut self, slab: &Slab, m: usize) {
        let both: u16 = if m == 0 { 1 } else { 3 << (m - 1) };
        let mut filed = [0_u16; ROWS];
        filed[..slab.filed.len()].copy_from_slice(&slab.filed);
        let (now, before) = (self.amounts[Amount::DoneYtd as usize], &self.amounts[Amount::MonthAgoDone as usize]);
        let known = &mut self.tallies[Tally::DoneMonthKnown as usize];
        for row in 0..ROWS {
            known[row] = u8::from(filed[row] & both == both);
        }
        let mut month = [0; ROWS];
        for row in 0..ROWS {
            month[row] = (now[row] - before[row]) * i64::from(known[row]);
        }
        if !slab.typed[m].is_empty() {
            let (mut typed, mut is_typed) = ([0; ROWS], [0; ROWS]);
            slab.typed[m].read(&mut typed, &mut is_typed);
            for row in 0..ROWS {
                month[row] += typed[row];
                known[row] |= is_typed[row];
            }
        }
        self.amounts[Amount::DoneMonth as usize] = month;
        self.filled[Amount::DoneMonth as usize] = true;
    }

    fn fill_done_total(&mut self, slab: &Slab, m: usize) {
        self.read(Amount::DoneTotal, &slab.before);
        let done = self.amounts[Amount::DoneYtd as usize];
        let total = &mut self.amounts[Amount::DoneTotal as usize];
        let known = &mut self.tallies[Tally::DoneTotalKnown as usize];
        for row in 0..ROWS {
            total[row] += done[row] * i64::from(known[row]);
        }
        if !slab.total[m].is_empty() {
            let (mut stated, mut is_stated) = ([0; ROWS], [0; ROWS]);
            slab.total[m].read(&mut stated, &mut is_stated);
            for row in 0..ROWS {
                total[row] = if is_stated[row] != 0 { stated[row] } else { total[row] };
                known[row] |= is_stated[row];
            }
            self.filled[Amount::DoneTotal as usize] = true;
        }
    }

    fn fill_last_year(&mut self, slab: &Slab, earlier: Option<&Slab>, m: usize) {
        let own = earlier.map_or(&Chunk::Empty, |e| &e.ytd[m]);
        self.read(Amount::PrevOwn, own);
        self.read(Amount::PrevReported, &slab.prev[m]);
        self.read(Amount::YearAgoDone, own);
        let plan = Amount::YearAgoPlan as usize;
        let unheeded = &mut [0; ROWS];
        earlier.map_or(&Chunk::Empty, |e| &e.plan).read(&mut self.amounts[plan], unheeded);
        if let Some(earlier) = earlier {
            patch(&mut self.amounts[plan], unheeded, earlier, m);
        }
        self.filled[plan] = earlier.is_some();
        let [own, reported] = [self.amounts[Amount::PrevOwn as usize], self.amounts[Amount::PrevReported as usize]];
        let [has_own, has_reported] =
            [self.tallies[Tally::PrevOwnKnown as usize], self.tallies[Tally::PrevReportedKnown as usize]];
        let kinds = padded(&slab.kind, Kind::CarriedOver as u8);
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

    fn fill_resources(&mut self, block: &Block, slab: &Slab, m: usize) {
        self.read(Amount::FundsPlanned, &slab.funds_planned);
        self.read(Amount::FundsArrived, &slab.arrived[m]);
        self.read(Amount::FundsPaid, &slab.paid[m]);
        self.read(Amount::FundGap, &block.fund_gap);
        self.read(Amount::LandGap, &block.land_gap);
        self.read(Amount::EnergyGap, &block.energy_gap);
        self.read(Amount::EmissionGap, &block.emission_gap);
    }

    fn tally(&mut self, tally: Tally, is: impl Fn(usize) -> bool) {
        let flags = &mut self.tallies[tally as usize];
        for (row, flag) in flags.iter_mut().enumerate() {
            *flag = u8::from(is(row));
        }
    }

    fn tally_starts(&mut self, block: &Block, slab: &Slab, lens: &Lens) {
        let now = Moment::of(lens.as_of).0;
        let january = Moment::of(lens.as_of.january()).0;
        let december = lens.as_of.month() == 12;
        let kinds = padded(&slab.kind, Kind::Preliminary as u8);
        let start: Moments = padded(&block.start, Moment::NEVER.0);
        let due: Moments = padded(&block.due, Moment::NEVER.0);
        let resumed: Moments = padded(&block.resumed, Moment::NEVER.0);
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
            (kinds[r] == carried) & (((resumed[r] >= january) & (resumed[r] <= now)) | (done[r] > 0))
        });
    }

    fn tally_progress(&mut self, block: &Block, slab: &Slab, lens: &Lens) {
        let now = Moment::of(lens.as_of).0;
        let finish: Moments = padded(&block.finish, Moment::NEVER.0);
        let production: Moments = padded(&block.production, Moment::NEVER.0);
        let start: Moments = padded(&block.start, Moment::NEVER.0);
        let reported = padded(&slab.reported, 0_u16);
        let register = padded(&block.statistics, 0);
        let bit = 1_u16 << (lens.as_of.month() - 1);
        let (low, high) = lens.distribution;
        let plan = self.amounts[Amount::Plan as usize];
        let done = self.amounts[Amount::DoneYtd as usize];
        let total = self.amounts[Amount::TotalInvestment as usize];
        // An amount is at least the limit when its count of units is at least the limit's, rounded up.
        let large = lens.statistics_from.div_euclid(block.unit) + i64::from(lens.statistics_from % block.unit != 0);
        let has_total = self.tallies[Tally::TotalInvestmentKnown as usize];
        self.tally(Tally::Below, |r| (plan[r] > 0) & (done[r] * 100 < plan[r] * low));
        self.tally(Tally::Between, |r| {
            (plan[r] > 0) & (done[r] * 100 >= plan[r] * low) & (done[r] * 100 <= plan[r] * high)
        });
        self.tally(Tally::Above, |r| (plan[r] > 0) & (done[r] * 100 > plan[r] * high));
        self.tally(Tally::Completed, |r| finish[r] <= now);
        self.tally(Tally::InProduction, |r| production[r] <= now);
        self.tally(Tally::Unreported, |r| reported[r] & bit == 0);
        self.tally(Tally::StatisticsDue, |r| (start[r] <= now) & (has_total[r] != 0) & (total[r] >= large));
        let due = self.tallies[Tally::StatisticsDue as usize];
        self.tally(Tally::InStatistics, |r| (due[r] != 0) & (register[r] == 1));
        self.tally(Tally::StatisticsKnown, |r| (due[r] != 0) & (register[r] != 0));
    }

    /// What belongs to projects off the list counts nowhere.
    fn keep_members(&mut self) {
        for amount in Amount::ALL {
            let members = match amount {
                Amount::MonthAgoPlan | Amount::MonthAgoDone => &self.month_ago,
                Amount::YearAgoPlan | Amount::YearAgoDone => &self.year_ago,
                _ => &self.now,
            };
            if self.filled[*amount as usize] && members != &self.any {
                mask_amounts(&mut self.amounts[*amount as usize], members);
            }
        }
        for tally in Tally::ALL {
            let members = match tally {
                Tally::MonthAgoDoneKnown => &self.month_ago,
                Tally::YearAgoDoneKnown => &self.year_ago,
                _ => &self.now,
            };
            for (flag, member) in self.tallies[*tally as usize].iter_mut().zip(members) {
                *flag &= member;
            }
        }
    }
}

fn mask_amounts(amounts: &mut Amounts, members: &Flags) {
    for (amount, &member) in amounts.iter_mut().zip(members) {
        *amount = if member != 0 { *amount } else { 0 };
    }
}

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
fn patch(plan: &mut Amounts, known: &mut Flags, slab: &Slab, m: usize) {
    for version in slab.adjusted.iter().filter(|v| usize::from(v.from) <= m + 1) {
        let row = usize::from(version.row) % ROWS;
        known[row] = u8::from(version.amount != crate::chunk::NULL);
        plan[row] = version.amount * i64::from(known[row]);
    }
}

fn padded<T: Copy>(values: &[T], blank: T) -> [T; ROWS] {
    let mut out = [blank; ROWS];
    out[..values.len()].copy_from_slice(values);
    out
}
