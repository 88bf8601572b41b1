//! What the board is told of a project: plain facts, as reported, without any arithmetic.

use crate::dimension::{Dimension, TermId};
use kernel::{Date, Money, Month, Nature};

/// Identifier of a project, as in the database.
pub type ProjectId = i64;

/// A quantity other than money (mu of land, tons of standard coal, tons of emissions) in thousandths of its unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quantity(pub i64);

impl Quantity {
    /// From a spreadsheet's number, rounded to the thousandth; `None` where it is not finite or out of range.
    pub fn from_f64(value: f64) -> Option<Quantity> {
        let thousandths = (value * 1_000.0).round();
        #[expect(clippy::cast_possible_truncation, reason = "the range is checked on the same line")]
        (thousandths.abs() < 1e15).then_some(Quantity(thousandths as i64))
    }
}

/// The words a project is filed under, one per dimension.
/// [`Dimension::Nature`] and [`Dimension::Size`] are derived and ignored here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Terms([Option<TermId>; Dimension::COUNT]);

impl Terms {
    pub fn set(&mut self, dimension: Dimension, term: Option<TermId>) {
        self.0[dimension.index()] = term;
    }

    pub fn with(mut self, dimension: Dimension, term: TermId) -> Terms {
        self.set(dimension, Some(term));
        self
    }

    pub fn get(&self, dimension: Dimension) -> Option<TermId> {
        self.0[dimension.index()]
    }
}

/// One version of a year's plan. The version in force at a month is the latest whose `from` is not after it;
/// before the first one, the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanVersion {
    pub from: Month,
    pub amount: Option<Money>,
}

/// A project's place on the list of one year. A project is on the list of the years given, of no others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct YearFacts {
    pub year: i32,
    pub nature: Option<Nature>,
    /// First month on the list, if it was added during the year.
    pub added: Option<Month>,
    /// First month no longer on the list, if it was dropped during the year.
    pub dropped: Option<Month>,
    /// In any order.
    pub plans: Vec<PlanVersion>,
    /// Done from the start of construction to the end of the year before (the opening balance).
    pub done_before: Option<Money>,
    /// Funds planned for the year.
    pub funds_planned: Option<Money>,
}

/// One accepted filing: what was reported as of the end of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthFacts {
    pub month: Month,
    /// January to this month.
    pub done_ytd: Option<Money>,
    /// This month alone, as typed; used only where the difference to the month before is unknown.
    pub done_month: Option<Money>,
    /// Since the start of construction.
    pub done_total: Option<Money>,
    /// The same months of last year (去年同期), as typed.
    pub prev_ytd: Option<Money>,
    /// Funds arrived, year to date.
    pub funds_arrived: Option<Money>,
    /// Funds paid out, year to date.
    pub funds_paid: Option<Money>,
}

impl MonthFacts {
    /// A filing that says nothing yet.
    pub const fn blank(month: Month) -> MonthFacts {
        MonthFacts {
            month,
            done_ytd: None,
            done_month: None,
            done_total: None,
            prev_ytd: None,
            funds_arrived: None,
            funds_paid: None,
        }
    }
}

/// How much of a factor a project needs and how much was allocated to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FactorNeed {
    pub need: Option<Quantity>,
    pub allocated: Option<Quantity>,
}

/// Everything the board knows of one project. A second `upsert` with the same id replaces the first.
///
/// Amounts beyond ±[`crate::MAX_AMOUNT`] are held at that limit, so that no sum can overflow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectFacts {
    pub id: ProjectId,
    pub name: String,
    pub terms: Terms,
    pub total_investment: Option<Money>,
    pub planned_start: Option<Date>,
    /// Actual start; one after `as_of` is read as a plan.
    pub start: Option<Date>,
    pub finish: Option<Date>,
    pub production: Option<Date>,
    /// The last resumption of work.
    pub resumed: Option<Date>,
    /// 是否开工, 是否复工, 是否竣工: used where the date is missing.
    pub is_started: Option<bool>,
    pub is_resumed: Option<bool>,
    pub is_finished: Option<bool>,
    /// Whether the project stands in the statistical register (入统).
    pub in_statistics: Option<bool>,
    /// Money still lacking; negative counts as none.
    pub fund_gap: Option<Money>,
    pub land: FactorNeed,
    pub energy: FactorNeed,
    pub emission: FactorNeed,
    pub years: Vec<YearFacts>,
    /// Accepted filings in any order; of two for one month the later in the list counts.
    pub months: Vec<MonthFacts>,
}
