//! From sums to figures: the definitions of the indicator list, each applied in exactly one place.

use crate::indicator::{Indicator, Unit};
use crate::measure::{Amount, Sums, Tally};
use crate::settings::Settings;
use kernel::money::FEN_PER_WAN;
use kernel::ratio::fixed;
use kernel::{Money, Month, Ratio};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// An exact figure; it is rounded only when written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    Count(u64),
    Money(Money),
    /// A rate; `0.643` is 64.3 %.
    Percent(Ratio),
    /// A difference of two rates.
    Points(Ratio),
    /// Thousandths of the indicator's unit.
    Quantity(i64),
    /// A place in a ranking, from 1.
    Rank(u32),
    /// Places gained (positive) or lost.
    Moves(i32),
}

impl Figure {
    /// The figure as a decimal string: counts whole, money in 万元, rates in percent.
    pub fn text(&self, settings: &Settings) -> String {
        match self {
            Figure::Count(count) => count.to_string(),
            Figure::Money(money) => money.wan(settings.wan_decimals),
            Figure::Percent(ratio) | Figure::Points(ratio) => ratio.percent(settings.percent_decimals),
            Figure::Quantity(thousandths) => plain(&fixed(i128::from(*thousandths), 1_000, 3)),
            Figure::Rank(rank) => rank.to_string(),
            Figure::Moves(moves) => moves.to_string(),
        }
    }

    /// For charts only.
    #[expect(clippy::cast_precision_loss, reason = "a chart's coordinate needs no exactness")]
    pub fn as_f64(&self) -> f64 {
        match self {
            Figure::Count(count) => *count as f64,
            Figure::Money(money) => money.0 as f64 / FEN_PER_WAN as f64,
            Figure::Percent(ratio) | Figure::Points(ratio) => ratio.as_f64() * 100.0,
            Figure::Quantity(thousandths) => *thousandths as f64 / 1_000.0,
            Figure::Rank(rank) => f64::from(*rank),
            Figure::Moves(moves) => f64::from(*moves),
        }
    }
}

/// Without trailing zeros.
fn plain(decimal: &str) -> String {
    decimal.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Where last year's comparative figure comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PrevBasis {
    /// Nobody has one.
    None,
    /// Last year's ledger in the product.
    OwnLedger,
    /// 去年同期 as typed.
    Reported,
    /// Some projects one, some the other.
    Mixed,
}

/// All indicators of one group (or of the whole scope).
#[derive(Clone, Debug)]
pub struct Indicators {
    pub(crate) sums: Sums,
    pub(crate) as_of: Month,
    pub(crate) settings: Settings,
    /// Completion and investment of the enclosing scope, where there is one.
    pub(crate) scope: Option<Scope>,
    pub(crate) standing: Standing,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Scope {
    pub completion: Option<Ratio>,
    pub done_ytd: Option<Money>,
}

/// A group's places; `None` where nothing can be ranked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Standing {
    pub rank: Option<u32>,
    pub month_ago: Option<i32>,
    pub year_ago: Option<i32>,
}

impl Indicators {
    pub(crate) fn of(sums: Sums, as_of: Month, settings: &Settings) -> Indicators {
        Indicators { sums, as_of, settings: settings.clone(), scope: None, standing: Standing::default() }
    }

    pub(crate) fn as_scope(&self) -> Scope {
        Scope { completion: self.completion(), done_ytd: self.money(Amount::DoneYtd) }
    }

    /// The figure, or `None` for “—”: a denominator of zero or missing, or nothing reported at all.
    pub fn get(&self, indicator: Indicator) -> Option<Figure> {
        if let Some(tally) = indicator.tally() {
            return Some(Figure::Count(self.count(tally)));
        }
        if let Some(amount) = indicator.amount() {
            return match indicator.unit() {
                Unit::Money => self.money(amount).map(Figure::Money),
                _ => self.sums.amount(amount).map(|sum| Figure::Quantity(saturated(sum))),
            };
        }
        match indicator {
            Indicator::PaceGap => self.pace_gap().map(Figure::Points),
            Indicator::AvgGap => self.avg_gap().map(Figure::Points),
            Indicator::RequiredMonthly => self.required_monthly().map(Figure::Money),
            Indicator::IdleFunds => self.idle_funds().map(Figure::Money),
            Indicator::Rank => self.standing.rank.map(Figure::Rank),
            Indicator::RankMom => self.standing.month_ago.map(Figure::Moves),
            Indicator::RankYoy => self.standing.year_ago.map(Figure::Moves),
            _ => self.rate(indicator).map(Figure::Percent),
        }
    }

    /// The figure as printed, `None` for “—”.
    pub fn text(&self, indicator: Indicator) -> Option<String> {
        self.get(indicator).map(|figure| figure.text(&self.settings))
    }

    pub fn count(&self, tally: Tally) -> u64 {
        self.sums.count(tally)
    }

    /// The sum, if any project has the amount.
    pub fn money(&self, amount: Amount) -> Option<Money> {
        self.sums.amount(amount).map(|fen| Money(saturated(fen)))
    }

    pub fn as_of(&self) -> Month {
        self.as_of
    }

    pub fn completion(&self) -> Option<Ratio> {
        self.quotient(Amount::DoneYtd, Amount::Plan)
    }

    pub fn pace_gap(&self) -> Option<Ratio> {
        Some(self.completion()?.minus(self.settings.pace.at(self.as_of)?))
    }

    /// Where last year's figure comes from.
    pub fn prev_basis(&self) -> PrevBasis {
        match (self.count(Tally::PrevOwnKnown), self.count(Tally::PrevFromReport)) {
            (0, 0) => PrevBasis::None,
            (_, 0) => PrevBasis::OwnLedger,
            (0, _) => PrevBasis::Reported,
            _ => PrevBasis::Mixed,
        }
    }

    fn rate(&self, indicator: Indicator) -> Option<Ratio> {
        let counts = |part: u64, whole: u64| Ratio::of_counts(part, whole);
        let count = |tally: Tally| self.count(tally);
        match indicator {
            Indicator::Completion => self.completion(),
            Indicator::EvenPace => self.settings.pace.at(self.as_of),
            Indicator::Yoy => self.growth(),
            Indicator::Share => {
                let whole = self.scope?.done_ytd?;
                Ratio::of_money(self.money(Amount::DoneYtd)?, whole)
            }
            Indicator::StartRate => counts(count(Tally::Started), count(Tally::ToStart)),
            Indicator::NewStartRate => counts(count(Tally::NewStarted), count(Tally::NewToStart)),
            Indicator::StartRateDue => counts(count(Tally::NewStarted), count(Tally::NewDue)),
            Indicator::ResumeRate => counts(count(Tally::Resumed), count(Tally::Continuing)),
            Indicator::StartResumeRate => counts(
                count(Tally::NewStarted) + count(Tally::Resumed),
                count(Tally::NewToStart) + count(Tally::Continuing),
            ),
            Indicator::ArrivalRate => self.quotient(Amount::FundsArrived, Amount::FundsPlanned),
            Indicator::PaymentRate => self.quotient(Amount::FundsPaid, Amount::FundsArrived),
            Indicator::InStatisticsRate if count(Tally::StatisticsKnown) > 0 => {
                counts(count(Tally::InStatistics), count(Tally::StatisticsDue))
            }
            _ => None,
        }
    }

    fn quotient(&self, part: Amount, whole: Amount) -> Option<Ratio> {
        Ratio::new(self.sums.amount(part)?, self.sums.amount(whole)?)
    }

    fn growth(&self) -> Option<Ratio> {
        let (done, prev) = (self.sums.amount(Amount::DoneYtd)?, self.sums.amount(Amount::Prev)?);
        Ratio::new(done - prev, prev)
    }

    fn avg_gap(&self) -> Option<Ratio> {
        Some(self.completion()?.minus(self.scope?.completion?))
    }

    /// Rounded half up to the fen; nothing once the plan is met, “—” in December.
    fn required_monthly(&self) -> Option<Money> {
        let months = 12 - i64::from(self.as_of.month());
        let plan = self.money(Amount::Plan)?;
        let lacking = (plan - self.money(Amount::DoneYtd).unwrap_or_default()).floor_zero();
        (months > 0).then(|| Money((lacking.0 / months) + i64::from(lacking.0 % months * 2 >= months)))
    }

    fn idle_funds(&self) -> Option<Money> {
        Some(self.money(Amount::FundsArrived)? - self.money(Amount::FundsPaid).unwrap_or_default())
    }
}

fn saturated(sum: i128) -> i64 {
    i64::try_from(sum).unwrap_or(if sum < 0 { i64::MIN } else { i64::MAX })
}

impl Indicators {
    /// Writes every indicator under its identifier: counts as numbers, everything else as decimal strings, “—” as
    /// null; the places only where there is a ranking.
    pub(crate) fn write<M: SerializeMap>(&self, map: &mut M, ranked: bool) -> Result<(), M::Error> {
        for &indicator in Indicator::ALL {
            let is_standing = matches!(indicator.unit(), Unit::Rank | Unit::Moves);
            if is_standing && !ranked {
                continue;
            }
            match self.get(indicator) {
                Some(Figure::Count(count)) => map.serialize_entry(indicator.id(), &count)?,
                Some(Figure::Rank(rank)) => map.serialize_entry(indicator.id(), &rank)?,
                Some(Figure::Moves(moves)) => map.serialize_entry(indicator.id(), &moves)?,
                Some(figure) => map.serialize_entry(indicator.id(), &figure.text(&self.settings))?,
                None => map.serialize_entry(indicator.id(), &None::<()>)?,
            }
        }
        map.serialize_entry("prev_basis", &self.prev_basis())?;
        map.serialize_entry("prev_differs", &self.count(Tally::PrevDiffers))
    }
}

impl Serialize for Indicators {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(None)?;
        self.write(&mut map, false)?;
        map.end()
    }
}
