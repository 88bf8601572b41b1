//! From what was reported to what the columns hold: figures carried forward, months as differences, totals.
//!
//! The rules are those of the indicator paper: a project without this month's filing keeps its last figure of the
//! year; a month's amount is the difference to the month before and stays unknown where that was never reported.

use crate::chunk::NULL;
use crate::facts::{FactorNeed, MonthFacts, PlanVersion, ProjectFacts, Quantity, YearFacts};
use crate::moment::{Moment, moment_of};
use kernel::{Money, Month, Nature};

/// The largest amount one project may have, in fen: 10 万亿元, about a twelfth of the nation's yearly product.
pub const MAX_AMOUNT: Money = Money(1_000_000_000_000_000);

pub(crate) type Year12 = [i64; 12];
const UNKNOWN: Year12 = [NULL; 12];

/// How a project counts in the start figures of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    New = 0,
    CarriedOver = 1,
    Preliminary = 2,
}

/// One project as the columns want it; amounts in fen, [`NULL`] for unknown.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub total_investment: i64,
    pub fund_gap: i64,
    pub land_gap: i64,
    pub energy_gap: i64,
    pub emission_gap: i64,
    /// Effective start: the date, else what flags and the nature imply.
    pub start: Moment,
    /// Month in which the start is due: planned, else actual.
    pub due: Moment,
    pub finish: Moment,
    pub production: Moment,
    pub resumed: Moment,
    /// 0 unknown, 1 in the register, 2 not.
    pub statistics: u8,
    pub years: Vec<YearRecord>,
}

/// One year of a project; the arrays run from January to December.
#[derive(Clone, Debug)]
pub(crate) struct YearRecord {
    pub year: i32,
    pub nature: u32,
    pub kind: Kind,
    /// First and last month on the list, 1–12; `13, 0` when not on it.
    pub first: u8,
    pub last: u8,
    pub plan: i64,
    /// Later versions: month from which each is in force (2–12), ascending, and its amount.
    pub adjusted: Vec<(u8, i64)>,
    pub before: i64,
    pub funds_planned: i64,
    /// Bit per month: a year-to-date figure was filed; anything was filed.
    pub filed: u16,
    pub reported: u16,
    /// Carried forward.
    pub ytd: Year12,
    /// The month's amount as typed, only where it is no difference of two filings.
    pub typed: Year12,
    /// The total since construction began, only where it is not `before + ytd`.
    pub total: Year12,
    pub prev: Year12,
    pub arrived: Year12,
    pub paid: Year12,
}

impl YearRecord {
    pub fn blank(year: i32) -> YearRecord {
        YearRecord {
            year,
            nature: 0,
            kind: Kind::New,
            first: 13,
            last: 0,
            plan: NULL,
            adjusted: Vec::new(),
            before: NULL,
            funds_planned: NULL,
            filed: 0,
            reported: 0,
            ytd: UNKNOWN,
            typed: UNKNOWN,
            total: UNKNOWN,
            prev: UNKNOWN,
            arrived: UNKNOWN,
            paid: UNKNOWN,
        }
    }

    pub fn total_at(&self, month: usize) -> i64 {
        match (self.total[month], self.before, self.ytd[month]) {
            (NULL, NULL, _) => NULL,
            (NULL, before, NULL) => before,
            (NULL, before, ytd) => clamp(before + ytd),
            (total, _, _) => total,
        }
    }
}

pub(crate) fn record_of(facts: &ProjectFacts) -> Record {
    let mut years: Vec<YearRecord> = Vec::with_capacity(facts.years.len() + 1);
    for year in facts.years.iter().map(|y| y.year).chain(facts.months.iter().map(|m| m.month.year())) {
        if let Err(place) = years.binary_search_by_key(&year, |y| y.year) {
            years.insert(place, YearRecord::blank(year));
        }
    }
    for record in &mut years {
        // Of two entries for one year the later counts, as with months.
        if let Some(listed) = facts.years.iter().rev().find(|y| y.year == record.year) {
            list_membership(record, listed);
        }
        fill_months(record, &facts.months);
    }
    let start = effective_start(facts, &years);
    let mut opening = NULL;
    for record in &mut years {
        let january = moment_of(Month::new(record.year, 1));
        if record.nature == 0 {
            record.kind = if start < january { Kind::CarriedOver } else { Kind::New };
        }
        let given = facts.years.iter().rev().find(|y| y.year == record.year).and_then(|y| y.done_before);
        let inherited = if opening == NULL && record.kind == Kind::New { 0 } else { opening };
        fill_totals(record, given.map_or(inherited, |m| clamp(m.0)), &facts.months);
        opening = record.total_at(11);
    }
    let planned = moment_of(facts.planned_start.map(Month::of));
    Record {
        total_investment: amount(facts.total_investment),
        fund_gap: facts.fund_gap.map_or(NULL, |m| clamp(m.0.max(0))),
        land_gap: gap(facts.land),
        energy_gap: gap(facts.energy),
        emission_gap: gap(facts.emission),
        start,
        due: if planned == Moment::NEVER { start } else { planned },
        finish: dated_or_said(facts.finish, facts.is_finished, facts, &years),
        production: moment_of(facts.production.map(Month::of)),
        resumed: dated_or_said(facts.resumed, facts.is_resumed, facts, &years),
        statistics: match facts.in_statistics {
            None => 0,
            Some(true) => 1,
            Some(false) => 2,
        },
        years,
    }
}

fn amount(money: Option<Money>) -> i64 {
    money.map_or(NULL, |m| clamp(m.0))
}

fn clamp(fen: i64) -> i64 {
    fen.clamp(-MAX_AMOUNT.0, MAX_AMOUNT.0)
}

/// What is lacking of a factor, never below zero; unknown while no need was stated.
fn gap(factor: FactorNeed) -> i64 {
    let Some(need) = factor.need else { return NULL };
    clamp(need.0.saturating_sub(factor.allocated.unwrap_or(Quantity(0)).0).max(0))
}

fn list_membership(record: &mut YearRecord, listed: &YearFacts) {
    record.nature = listed.nature.map_or(0, |n| n as u32 + 1);
    record.kind = match listed.nature {
        Some(Nature::Preliminary) => Kind::Preliminary,
        Some(nature) if nature.is_carried_over() => Kind::CarriedOver,
        _ => Kind::New,
    };
    record.first = listed.added.map_or(1, |m| within_year(m, record.year, 13));
    record.last = listed.dropped.map_or(12, |m| within_year(m, record.year, 13) - 1);
    record.funds_planned = amount(listed.funds_planned);
    let mut versions: Vec<&PlanVersion> = listed.plans.iter().collect();
    versions.sort_by_key(|v| v.from);
    record.plan = versions.first().map_or(NULL, |v| amount(v.amount));
    for version in versions.iter().skip(1) {
        let from = within_year(version.from, record.year, 13);
        if from <= 1 {
            record.plan = amount(version.amount);
        } else if from <= 12 {
            record.adjusted.push((from, amount(version.amount)));
        }
    }
}

/// The month's number within `year`: 1 where it lies before, `after` where it lies behind.
fn within_year(month: Month, year: i32, after: u8) -> u8 {
    match month.year().cmp(&year) {
        std::cmp::Ordering::Less => 1,
        std::cmp::Ordering::Equal => month.month() as u8,
        std::cmp::Ordering::Greater => after,
    }
}

/// 0 for January of `year`; 12 and more lie beyond it.
fn place_in(year: i32, month: Month) -> Option<usize> {
    usize::try_from(month.index() - year * 12).ok()
}

fn fill_months(record: &mut YearRecord, months: &[MonthFacts]) {
    let mut filings: [Option<&MonthFacts>; 12] = [None; 12];
    for filing in months {
        if let Some(place) = place_in(record.year, filing.month).and_then(|m| filings.get_mut(m)) {
            *place = Some(filing);
        }
    }
    let (mut ytd, mut prev, mut arrived, mut paid) = (NULL, NULL, NULL, NULL);
    for (m, filing) in filings.into_iter().enumerate() {
        let before_filed = m > 0 && record.filed & (1 << (m - 1)) != 0;
        if let Some(filing) = filing {
            let reported = filing.done_ytd.is_some() || filing.done_month.is_some() || filing.done_total.is_some();
            record.reported |= u16::from(reported) << m;
            let filed = match (filing.done_ytd, filing.done_month) {
                (Some(ytd), _) => Some(clamp(ytd.0)),
                (None, Some(month)) if m == 0 => Some(clamp(month.0)),
                (None, Some(month)) if before_filed => Some(clamp(ytd + clamp(month.0))),
                _ => None,
            };
            if let Some(filed) = filed {
                record.filed |= 1 << m;
                (ytd, prev) = (filed, amount(filing.prev_ytd));
            } else if filing.prev_ytd.is_some() && ytd == NULL {
                prev = amount(filing.prev_ytd);
            }
            if !(filed.is_some() && (m == 0 || before_filed)) {
                record.typed[m] = amount(filing.done_month);
            }
            arrived = filing.funds_arrived.map_or(arrived, |a| clamp(a.0));
            paid = filing.funds_paid.map_or(paid, |p| clamp(p.0));
        }
        (record.ytd[m], record.prev[m], record.arrived[m], record.paid[m]) = (ytd, prev, arrived, paid);
    }
}

/// The reported total of the latest month, moved on by what was done since; before the first report the opening
/// balance, and where that is unknown what the first report implies.
fn fill_totals(record: &mut YearRecord, opening: i64, months: &[MonthFacts]) {
    let known = |v: i64| if v == NULL { 0 } else { v };
    let mut reported = [NULL; 12];
    for filing in months {
        if let Some(place) = place_in(record.year, filing.month).and_then(|m| reported.get_mut(m)) {
            *place = amount(filing.done_total);
        }
    }
    let first = (0..12).find(|&m| reported[m] != NULL);
    let implied = first.map_or(NULL, |m| clamp(reported[m] - known(record.ytd[m])));
    record.before = if implied == NULL { opening } else { implied };
    let mut latest = None;
    for (m, &total) in reported.iter().enumerate() {
        if total != NULL {
            latest = Some((total, known(record.ytd[m])));
        }
        let total = match latest {
            Some((total, ytd)) => clamp(total + known(record.ytd[m]) - ytd),
            None if opening != NULL => clamp(opening + known(record.ytd[m])),
            None => continue,
        };
        if total != record.total_at(m) {
            record.total[m] = total;
        }
    }
}

/// The actual start; without a date what 是否开工 says, and a continuing project has started the year before.
fn effective_start(facts: &ProjectFacts, years: &[YearRecord]) -> Moment {
    if facts.start.is_some() || facts.is_started == Some(false) {
        return moment_of(facts.start.map(Month::of));
    }
    let listed = |y: &&YearRecord| y.last > 0;
    if let Some(carried) = years.iter().filter(listed).find(|y| y.kind == Kind::CarriedOver) {
        return moment_of(Month::new(carried.year, 1)).before();
    }
    if facts.is_started != Some(true) {
        return Moment::NEVER;
    }
    let invested = years.iter().flat_map(|y| (1..=12).map(move |m| (y, m))).find(|(y, m)| y.ytd[*m as usize - 1] > 0);
    let said = invested.and_then(|(y, m)| Month::new(y.year, m)).or_else(|| last_listed_january(years));
    moment_of(said)
}

fn dated_or_said(date: Option<kernel::Date>, said: Option<bool>, facts: &ProjectFacts, years: &[YearRecord]) -> Moment {
    match (date, said) {
        (Some(date), _) => moment_of(Some(Month::of(date))),
        (None, Some(true)) => {
            moment_of(facts.months.iter().map(|f| f.month).max().or_else(|| last_listed_january(years)))
        }
        _ => Moment::NEVER,
    }
}

fn last_listed_january(years: &[YearRecord]) -> Option<Month> {
    years.iter().rev().find(|y| y.last > 0).and_then(|y| Month::new(y.year, 1))
}
