//! Every amount and every tally of a block as of one month, each added up where it lies.
//!
//! The loops run over arrays of fixed length, without branches and in four-byte lanes, so that the compiler turns them
//! into vector code.

use crate::adding::{Cells, Counter, Kept, NULL, Total, is_known, known_or_zero};
use crate::block::{Block, Slab};
use crate::chunk::{Chunk, ROWS};
use crate::columns::Lens;
use crate::measure::{Amount, Sums, Tally};
use crate::moment::Moment;
use crate::record::Kind;
use crate::whole::whole;

/// A block as of one month, as it is stored.
pub(crate) struct AsOf<'c> {
    pub total: &'c Cells,
    pub plan: &'c Cells,
    pub month_ago_plan: &'c Cells,
    pub year_ago_plan: &'c Cells,
    pub done: &'c Cells,
    pub done_before: &'c Cells,
    pub opening: &'c Cells,
    pub stated: &'c Cells,
    pub own: &'c Cells,
    pub reported: &'c Cells,
    pub start: &'c [i16; ROWS],
    pub due: &'c [i16; ROWS],
    pub resumed: &'c [i16; ROWS],
    pub finish: &'c [i16; ROWS],
    pub production: &'c [i16; ROWS],
    pub filed: &'c [u16; ROWS],
    pub reports: &'c [u16; ROWS],
    pub kinds: &'c [u8; ROWS],
    pub register: &'c [u8; ROWS],
    pub kept: Kept<'c>,
}

impl AsOf<'_> {
    /// With `ALL`, no row need be asked whether it counts now.
    #[inline(always)]
    pub fn add_all<const ALL: bool>(&self, block: &Block, slab: &Slab, lens: &Lens, room: &mut Cells, sums: &mut Sums) {
        let m = lens.as_of.month() as usize - 1;
        self.add_months::<ALL>(m, &slab.typed[m], room, block.unit, sums);
        self.add_total::<ALL>(block.unit, sums);
        self.add_last_year::<ALL>(block.unit, sums);
        self.add_investment::<ALL>(block.unit, lens, sums);
        self.add_distribution::<ALL>(block.unit, lens, sums);
        self.add_starts::<ALL>(lens, sums);
        self.add_progress::<ALL>(lens, sums);
        for (amount, chunk) in [
            (Amount::FundsPlanned, &slab.funds_planned),
            (Amount::FundsArrived, &slab.arrived[m]),
            (Amount::FundsPaid, &slab.paid[m]),
            (Amount::FundGap, &block.fund_gap),
            (Amount::LandGap, &block.land_gap),
            (Amount::EnergyGap, &block.energy_gap),
            (Amount::EmissionGap, &block.emission_gap),
        ] {
            if !chunk.is_empty() {
                self.add_plain::<ALL>(whole(chunk, room)).into_sums(amount, block.unit, sums);
            }
        }
    }

    #[inline(always)]
    fn add_plain<const ALL: bool>(&self, cells: &Cells) -> Total {
        let mut total = Total::default();
        for (row, &cell) in cells.iter().enumerate() {
            total.add(cell, is_known(cell) & self.kept.now::<ALL>(row));
        }
        total
    }

    /// What was done by the month and by the month before, and in between.
    #[inline(always)]
    fn add_months<const ALL: bool>(&self, m: usize, typed: &Chunk, room: &mut Cells, unit: i64, sums: &mut Sums) {
        let both: u16 = if m == 0 { 1 } else { 3 << (m - 1) };
        let [mut done, mut month, mut before, mut before_plan] = [Total::default(); 4];
        for row in 0..ROWS {
            let now = self.kept.now::<ALL>(row);
            done.add(self.done[row], is_known(self.done[row]) & now);
            let step = known_or_zero(self.done[row]).wrapping_sub(known_or_zero(self.done_before[row]));
            month.add(step, (self.filed[row] & both == both) & now);
        }
        for row in 0..ROWS {
            let then = self.kept.month_ago[row] != 0;
            before.add(self.done_before[row], is_known(self.done_before[row]) & then);
            before_plan.add(self.month_ago_plan[row], is_known(self.month_ago_plan[row]) & then);
        }
        if !typed.is_empty() {
            for (row, &cell) in whole(typed, room).iter().enumerate() {
                let is_difference = self.filed[row] & both == both;
                month.add(cell, is_known(cell) & !is_difference & self.kept.now::<ALL>(row));
            }
        }
        done.into_sums(Amount::DoneYtd, unit, sums);
        month.into_sums(Amount::DoneMonth, unit, sums);
        before.into_sums(Amount::MonthAgoDone, unit, sums);
        before_plan.into_sum(Amount::MonthAgoPlan, unit, sums);
    }

    /// The total since construction began: as stated, else opening balance and what was done since.
    #[inline(always)]
    fn add_total<const ALL: bool>(&self, unit: i64, sums: &mut Sums) {
        let mut total = Total::default();
        for row in 0..ROWS {
            let moved = self.opening[row].wrapping_add(known_or_zero(self.done[row]));
            let is_stated = is_known(self.stated[row]);
            let value = if is_stated { self.stated[row] } else { moved };
            total.add(value, (is_stated | is_known(self.opening[row])) & self.kept.now::<ALL>(row));
        }
        total.into_sums(Amount::DoneTotal, unit, sums);
    }

    #[inline(always)]
    fn add_last_year<const ALL: bool>(&self, unit: i64, sums: &mut Sums) {
        let [mut prev, mut own, mut reported, mut year_ago, mut year_ago_plan] = [Total::default(); 5];
        let [mut known, mut from_report, mut differs] = [Counter::default(); 3];
        for row in 0..ROWS {
            let now = self.kept.now::<ALL>(row);
            let (mine, told) = (self.own[row], self.reported[row]);
            let (has_own, has_reported) = (is_known(mine), is_known(told));
            own.add(mine, has_own & now);
            reported.add(told, has_reported & now);
            prev.add(if has_own { mine } else { told }, (has_own | has_reported) & now);
            known.count((has_own | has_reported | (self.kinds[row] == Kind::New as u8)) & now);
            from_report.count(has_reported & !has_own & now);
            differs.count(has_own & has_reported & (mine != told) & now);
        }
        for row in 0..ROWS {
            let then = self.kept.year_ago[row] != 0;
            year_ago.add(self.own[row], is_known(self.own[row]) & then);
            year_ago_plan.add(self.year_ago_plan[row], is_known(self.year_ago_plan[row]) & then);
        }
        own.into_sums(Amount::PrevOwn, unit, sums);
        reported.into_sums(Amount::PrevReported, unit, sums);
        prev.into_sum(Amount::Prev, unit, sums);
        year_ago.into_sums(Amount::YearAgoDone, unit, sums);
        year_ago_plan.into_sum(Amount::YearAgoPlan, unit, sums);
        known.into_sums(Tally::PrevKnown, sums);
        from_report.into_sums(Tally::PrevFromReport, sums);
        differs.into_sums(Tally::PrevDiffers, sums);
    }

    /// The total investment, and who stands in the statistical register.
    #[inline(always)]
    fn add_investment<const ALL: bool>(&self, unit: i64, lens: &Lens, sums: &mut Sums) {
        let now_month = Moment::of(lens.as_of).0;
        // An amount is at least the limit when its count of units is at least the limit's, rounded up.
        let large = lens.statistics_from.div_euclid(unit) + i64::from(lens.statistics_from % unit != 0);
        let large = large.clamp(i64::from(NULL) + 1, i64::from(i32::MAX)) as i32;
        let mut total = Total::default();
        let [mut is_due, mut listed, mut told] = [Counter::default(); 3];
        for row in 0..ROWS {
            let counts = is_known(self.total[row]) & self.kept.now::<ALL>(row);
            total.add(self.total[row], counts);
            let due = counts & (self.total[row] >= large) & (self.start[row] <= now_month);
            is_due.count(due);
            listed.count(due & (self.register[row] == 1));
            told.count(due & (self.register[row] != 0));
        }
        total.into_sums(Amount::TotalInvestment, unit, sums);
        is_due.into_sums(Tally::StatisticsDue, sums);
        listed.into_sums(Tally::InStatistics, sums);
        told.into_sums(Tally::StatisticsKnown, sums);
    }

    /// The plans, and how far behind or ahead of them projects are.
    #[inline(always)]
    fn add_distribution<const ALL: bool>(&self, unit: i64, lens: &Lens, sums: &mut Sums) {
        let (low, high) = lens.distribution;
        let mut plan = Total::default();
        for row in 0..ROWS {
            plan.add(self.plan[row], is_known(self.plan[row]) & self.kept.now::<ALL>(row));
        }
        let [mut below, mut upto, mut planned] = [Counter::default(); 3];
        for row in 0..ROWS {
            let counts = (self.plan[row] > 0) & self.kept.now::<ALL>(row);
            let (plan, done) = (i64::from(self.plan[row]), i64::from(known_or_zero(self.done[row])) * 100);
            planned.count(counts);
            below.count(counts & (done < plan * low));
            upto.count(counts & (done <= plan * high));
        }
        plan.into_sums(Amount::Plan, unit, sums);
        sums.tallies[Tally::Below as usize] += below.so_far();
        sums.tallies[Tally::Between as usize] += upto.so_far() - below.so_far();
        sums.tallies[Tally::Above as usize] += planned.so_far() - upto.so_far();
    }

    #[inline(always)]
    fn add_starts<const ALL: bool>(&self, lens: &Lens, sums: &mut Sums) {
        let now_month = Moment::of(lens.as_of).0;
        let january = Moment::of(lens.as_of.january()).0;
        let december = lens.as_of.month() == 12;
        let [mut started, mut to_start, mut new, mut new_started, mut new_due] = [Counter::default(); 5];
        let [mut early, mut overdue, mut continuing, mut resumed] = [Counter::default(); 4];
        for row in 0..ROWS {
            let now = self.kept.now::<ALL>(row);
            let (start, due) = (self.start[row], self.due[row]);
            let is_new = (self.kinds[row] == Kind::New as u8) & now;
            let is_coming = (self.kinds[row] != Kind::Preliminary as u8) & now;
            let has_started = start <= now_month;
            started.count(has_started & now);
            to_start.count(is_coming | (has_started & now));
            new.count(is_new);
            new_started.count(is_new & has_started);
            new_due.count(is_new & ((due <= now_month) | december));
            early.count(is_new & has_started & (start < due));
            overdue.count(is_coming & !has_started & ((due <= now_month) | (december & is_new)));
        }
        for row in 0..ROWS {
            let carried = (self.kinds[row] == Kind::CarriedOver as u8) & self.kept.now::<ALL>(row);
            let since = self.resumed[row];
            continuing.count(carried);
            resumed.count(carried & (((since >= january) & (since <= now_month)) | (self.done[row] > 0)));
        }
        started.into_sums(Tally::Started, sums);
        to_start.into_sums(Tally::ToStart, sums);
        new.into_sums(Tally::NewToStart, sums);
        new_started.into_sums(Tally::NewStarted, sums);
        new_due.into_sums(Tally::NewDue, sums);
        early.into_sums(Tally::StartedEarly, sums);
        overdue.into_sums(Tally::StartOverdue, sums);
        continuing.into_sums(Tally::Continuing, sums);
        resumed.into_sums(Tally::Resumed, sums);
    }

    #[inline(always)]
    fn add_progress<const ALL: bool>(&self, lens: &Lens, sums: &mut Sums) {
        let now_month = Moment::of(lens.as_of).0;
        let bit = 1_u16 << (lens.as_of.month() - 1);
        let [mut projects, mut completed, mut producing, mut unreported] = [Counter::default(); 4];
        for row in 0..ROWS {
            let now = self.kept.now::<ALL>(row);
            projects.count(now);
            completed.count((self.finish[row] <= now_month) & now);
            producing.count((self.production[row] <= now_month) & now);
            unreported.count((self.reports[row] & bit == 0) & now);
        }
        projects.into_sums(Tally::Projects, sums);
        completed.into_sums(Tally::Completed, sums);
        producing.into_sums(Tally::InProduction, sums);
        unreported.into_sums(Tally::Unreported, sums);
    }
}
