//! The sums and tallies from which every indicator is computed: one of each per group, added up by the scan.

macro_rules! numbered {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident,)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$doc])* $variant,)* }

        impl $name {
            pub const ALL: &[$name] = &[$($name::$variant),*];
        }
    };
}

numbered! {
    /// An amount every project has or lacks at a month; groups add them up.
    Amount {
        TotalInvestment,
        Plan,
        DoneYtd,
        DoneMonth,
        DoneTotal,
        /// Last year's same months: own ledger, else as reported.
        Prev,
        PrevOwn,
        PrevReported,
        FundsPlanned,
        FundsArrived,
        FundsPaid,
        FundGap,
        /// Thousandths of a mu.
        LandGap,
        /// Thousandths of a ton of standard coal.
        EnergyGap,
        /// Thousandths of a ton.
        EmissionGap,
        /// Plan and investment a month earlier, and a year earlier, for the moves in rank.
        MonthAgoPlan,
        MonthAgoDone,
        YearAgoPlan,
        YearAgoDone,
    }
}

numbered! {
    /// Something that is true or false of a project at a month; groups count the true ones.
    Tally {
        /// On the list.
        Projects,
        TotalInvestmentKnown,
        PlanKnown,
        DoneYtdKnown,
        DoneMonthKnown,
        DoneTotalKnown,
        PrevKnown,
        PrevOwnKnown,
        PrevReportedKnown,
        /// No own ledger of last year, so that the reported figure is used.
        PrevFromReport,
        /// Own and reported figure exist and differ.
        PrevDiffers,
        ToStart,
        Started,
        NewToStart,
        NewStarted,
        NewDue,
        StartedEarly,
        StartOverdue,
        Continuing,
        Resumed,
        Below,
        Between,
        Above,
        Completed,
        InProduction,
        Unreported,
        /// Started and large enough for the statistical register.
        StatisticsDue,
        InStatistics,
        StatisticsKnown,
        FundsPlannedKnown,
        FundsArrivedKnown,
        FundsPaidKnown,
        FundGapKnown,
        LandGapKnown,
        EnergyGapKnown,
        EmissionGapKnown,
        MonthAgoDoneKnown,
        YearAgoDoneKnown,
    }
}

pub(crate) const AMOUNTS: usize = Amount::ALL.len();
pub(crate) const TALLIES: usize = Tally::ALL.len();

impl Amount {
    /// Whether it is money, held in units of its block.
    pub(crate) const fn is_money(self) -> bool {
        !matches!(self, Amount::LandGap | Amount::EnergyGap | Amount::EmissionGap)
    }

    /// The tally of projects for which the amount is known.
    pub const fn known(self) -> Tally {
        match self {
            Amount::TotalInvestment => Tally::TotalInvestmentKnown,
            Amount::Plan => Tally::PlanKnown,
            Amount::DoneYtd => Tally::DoneYtdKnown,
            Amount::DoneMonth => Tally::DoneMonthKnown,
            Amount::DoneTotal => Tally::DoneTotalKnown,
            Amount::Prev => Tally::PrevKnown,
            Amount::PrevOwn => Tally::PrevOwnKnown,
            Amount::PrevReported => Tally::PrevReportedKnown,
            Amount::FundsPlanned => Tally::FundsPlannedKnown,
            Amount::FundsArrived => Tally::FundsArrivedKnown,
            Amount::FundsPaid => Tally::FundsPaidKnown,
            Amount::FundGap => Tally::FundGapKnown,
            Amount::LandGap => Tally::LandGapKnown,
            Amount::EnergyGap => Tally::EnergyGapKnown,
            Amount::EmissionGap => Tally::EmissionGapKnown,
            Amount::MonthAgoPlan | Amount::MonthAgoDone => Tally::MonthAgoDoneKnown,
            Amount::YearAgoPlan | Amount::YearAgoDone => Tally::YearAgoDoneKnown,
        }
    }
}

/// The sums of one group, in fen (or thousandths), exact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sums {
    pub amounts: [i128; AMOUNTS],
    pub tallies: [u64; TALLIES],
}

impl Default for Sums {
    fn default() -> Sums {
        Sums { amounts: [0; AMOUNTS], tallies: [0; TALLIES] }
    }
}

impl Sums {
    pub fn count(&self, tally: Tally) -> u64 {
        self.tallies[tally as usize]
    }

    /// The sum, if any project of the group has the amount.
    pub fn amount(&self, amount: Amount) -> Option<i128> {
        (self.count(amount.known()) > 0).then(|| self.amounts[amount as usize])
    }

    pub fn add(&mut self, other: &Sums) {
        for (sum, more) in self.amounts.iter_mut().zip(&other.amounts) {
            *sum += more;
        }
        for (count, more) in self.tallies.iter_mut().zip(&other.tallies) {
            *count += more;
        }
    }
}
