//! The indicators once more, straight from the facts, project by project and without any columns: slow and plain,
//! so that the board can be compared with it.

use board::{Dimension, MonthFacts, ProjectFacts, Quantity, Query, Settings, TermId, Visibility, YearFacts};
use kernel::{Money, Month, Nature, Ratio};
use std::collections::BTreeMap;

/// What one project contributes at one month. Amounts in fen.
#[derive(Clone, Debug, Default)]
pub struct Row {
    pub amounts: BTreeMap<&'static str, i128>,
    pub is: BTreeMap<&'static str, bool>,
}

/// Kind of a project within a year.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    New,
    CarriedOver,
    Preliminary,
}

pub fn listed(facts: &ProjectFacts, month: Month) -> bool {
    year_of(facts, month.year())
        .is_some_and(|y| y.added.is_none_or(|added| added <= month) && y.dropped.is_none_or(|dropped| month < dropped))
}

fn year_of(facts: &ProjectFacts, year: i32) -> Option<&YearFacts> {
    facts.years.iter().rfind(|y| y.year == year)
}

fn entry(facts: &ProjectFacts, month: Month) -> Option<&MonthFacts> {
    facts.months.iter().rfind(|f| f.month == month)
}

/// The year-to-date figure filed for exactly this month.
fn filed(facts: &ProjectFacts, month: Month) -> Option<i64> {
    let filing = entry(facts, month)?;
    if let Some(ytd) = filing.done_ytd {
        return Some(ytd.0);
    }
    let alone = filing.done_month?.0;
    if month.month() == 1 { Some(alone) } else { Some(filed(facts, month.plus(-1))? + alone) }
}

fn months_back(month: Month) -> impl Iterator<Item = Month> {
    (0..month.month() as i32).map(move |back| month.plus(-back))
}

fn ytd(facts: &ProjectFacts, month: Month) -> Option<i64> {
    months_back(month).find_map(|m| filed(facts, m))
}

fn latest(facts: &ProjectFacts, month: Month, of: impl Fn(&MonthFacts) -> Option<Money>) -> Option<i64> {
    months_back(month).find_map(|m| entry(facts, m).and_then(&of)).map(|m| m.0)
}

pub fn plan(facts: &ProjectFacts, month: Month) -> Option<i64> {
    let mut versions = year_of(facts, month.year())?.plans.clone();
    versions.sort_by_key(|v| v.from);
    let in_force = versions.iter().rfind(|v| v.from <= month).or(versions.first())?;
    in_force.amount.map(|m| m.0)
}

fn recorded_years(facts: &ProjectFacts) -> Vec<i32> {
    let mut years: Vec<i32> =
        facts.years.iter().map(|y| y.year).chain(facts.months.iter().map(|m| m.month.year())).collect();
    years.sort_unstable();
    years.dedup();
    years
}

fn opening(facts: &ProjectFacts, year: i32) -> Option<i64> {
    if let Some(given) = year_of(facts, year).and_then(|y| y.done_before) {
        return Some(given.0);
    }
    let before = recorded_years(facts).into_iter().rfind(|y| *y < year);
    let inherited = before.and_then(|y| done_total(facts, Month::new(y, 12).unwrap()));
    inherited.or_else(|| (kind(facts, year) == Kind::New).then_some(0))
}

fn done_total(facts: &ProjectFacts, month: Month) -> Option<i64> {
    let done = |m: Month| ytd(facts, m).unwrap_or(0);
    let reported = |m: Month| entry(facts, m).and_then(|f| f.done_total).map(|t| t.0);
    if let Some(last) = months_back(month).find(|m| reported(*m).is_some()) {
        return Some(reported(last)? + done(month) - done(last));
    }
    if let Some(opening) = opening(facts, month.year()) {
        return Some(opening + done(month));
    }
    let later = (month.month() as i32..12).map(|m| month.january().plus(m)).find(|m| reported(*m).is_some())?;
    Some(reported(later)? - done(later) + done(month))
}

fn prev_reported(facts: &ProjectFacts, month: Month) -> Option<i64> {
    match months_back(month).find(|m| filed(facts, *m).is_some()) {
        Some(source) => entry(facts, source)?.prev_ytd.map(|m| m.0),
        None => latest(facts, month, |f| f.prev_ytd),
    }
}

fn last_january(facts: &ProjectFacts) -> Option<Month> {
    let year =
        facts.years.iter().filter(|y| y.dropped.is_none_or(|d| d > Month::new(y.year, 1).unwrap())).map(|y| y.year);
    Month::new(year.max()?, 1)
}

fn start(facts: &ProjectFacts) -> Option<Month> {
    if facts.start.is_some() || facts.is_started == Some(false) {
        return facts.start.map(Month::of);
    }
    let carried = facts.years.iter().filter(|y| y.nature.is_some_and(Nature::is_carried_over));
    let carried = carried.filter(|y| y.dropped.is_none_or(|d| d > Month::new(y.year, 1).unwrap()));
    if let Some(year) = carried.map(|y| y.year).min() {
        return Month::new(year - 1, 12);
    }
    if facts.is_started != Some(true) {
        return None;
    }
    let months = recorded_years(facts).into_iter().flat_map(|y| (1..=12).filter_map(move |m| Month::new(y, m)));
    months.into_iter().find(|m| ytd(facts, *m).is_some_and(|d| d > 0)).or_else(|| last_january(facts))
}

fn kind(facts: &ProjectFacts, year: i32) -> Kind {
    match year_of(facts, year).and_then(|y| y.nature) {
        Some(Nature::New) => Kind::New,
        Some(Nature::Preliminary) => Kind::Preliminary,
        Some(_) => Kind::CarriedOver,
        None if start(facts).is_some_and(|s| s.year() < year) => Kind::CarriedOver,
        None => Kind::New,
    }
}

fn said(date: Option<kernel::Date>, flag: Option<bool>, facts: &ProjectFacts) -> Option<Month> {
    match (date, flag) {
        (Some(date), _) => Some(Month::of(date)),
        (None, Some(true)) => facts.months.iter().map(|f| f.month).max().or_else(|| last_january(facts)),
        _ => None,
    }
}

fn gap(need: Option<Quantity>, allocated: Option<Quantity>) -> Option<i64> {
    need.map(|need| (need.0 - allocated.map_or(0, |a| a.0)).max(0))
}

pub fn row(facts: &ProjectFacts, as_of: Month, settings: &Settings) -> Row {
    let mut row = Row::default();
    let january = as_of.january();
    let before = (as_of.month() > 1).then(|| as_of.plus(-1));
    let done = ytd(facts, as_of);
    let planned = plan(facts, as_of);
    let differs = filed(facts, as_of).zip(before.map_or(Some(0), |b| filed(facts, b)));
    let done_month = differs.map(|(now, then)| now - then).or_else(|| entry(facts, as_of)?.done_month.map(|m| m.0));
    let own = ytd(facts, as_of.plus(-12));
    let reported = prev_reported(facts, as_of);
    let kind = kind(facts, as_of.year());
    let prev = own.or(reported).or((kind == Kind::New).then_some(0));
    let total = facts.total_investment.map(|m| m.0);
    for (name, amount) in [
        ("total_investment", total),
        ("annual_plan", planned),
        ("done_month", done_month),
        ("done_ytd", done),
        ("done_total", done_total(facts, as_of)),
        ("prev_ytd", prev),
        ("prev_ytd_own", own),
        ("prev_ytd_reported", reported),
        ("funds_planned", year_of(facts, as_of.year()).and_then(|y| y.funds_planned).map(|m| m.0)),
        ("funds_arrived", latest(facts, as_of, |f| f.funds_arrived)),
        ("funds_paid", latest(facts, as_of, |f| f.funds_paid)),
        ("fund_gap", facts.fund_gap.map(|m| m.0.max(0))),
        ("land_gap", gap(facts.land.need, facts.land.allocated)),
        ("energy_gap", gap(facts.energy.need, facts.energy.allocated)),
        ("emission_gap", gap(facts.emission.need, facts.emission.allocated)),
    ] {
        if let Some(amount) = amount {
            row.amounts.insert(name, i128::from(amount));
        }
    }
    let start = start(facts);
    let due = facts.planned_start.map(Month::of).or(start);
    let by_now = |m: Option<Month>| m.is_some_and(|m| m <= as_of);
    let (started, december) = (by_now(start), as_of.month() == 12);
    let is_new = kind == Kind::New;
    let resumed = said(facts.resumed, facts.is_resumed, facts).is_some_and(|m| m >= january && m <= as_of);
    let completion =
        planned.filter(|p| *p > 0).map(|p| Ratio::new(i128::from(done.unwrap_or(0)), i128::from(p)).unwrap());
    let limit = |percent: u32| Ratio::new(i128::from(percent), 100).unwrap();
    let (low, high) = (limit(settings.distribution.0), limit(settings.distribution.1));
    let reported_now =
        entry(facts, as_of).is_some_and(|f| f.done_ytd.is_some() || f.done_month.is_some() || f.done_total.is_some());
    let statistics = started && total.is_some_and(|t| t >= settings.statistics_from.0);
    row.is = BTreeMap::from([
        ("projects", true),
        ("to_start", kind != Kind::Preliminary || started),
        ("started", started),
        ("new_to_start", is_new),
        ("new_started", is_new && started),
        ("new_due", is_new && (by_now(due) || december)),
        ("started_early", is_new && started && due.is_none_or(|d| start.is_some_and(|s| s < d))),
        ("start_overdue", kind != Kind::Preliminary && !started && (by_now(due) || (december && is_new))),
        ("continuing", kind == Kind::CarriedOver),
        ("resumed", kind == Kind::CarriedOver && (resumed || done.is_some_and(|d| d > 0))),
        ("below_30", completion.is_some_and(|c| c < low)),
        ("from_30_to_50", completion.is_some_and(|c| c >= low && c <= high)),
        ("above_50", completion.is_some_and(|c| c > high)),
        ("completed", by_now(said(facts.finish, facts.is_finished, facts))),
        ("in_production", by_now(facts.production.map(Month::of))),
        ("unreported", !reported_now),
        ("statistics_due", statistics),
        ("in_statistics", statistics && facts.in_statistics == Some(true)),
        ("statistics_known", statistics && facts.in_statistics.is_some()),
        ("from_report", own.is_none() && reported.is_some()),
        ("differs", own.is_some() && reported.is_some() && own != reported),
    ]);
    row
}

/// Sums of a group of rows, and the indicators as printed.
#[derive(Clone, Debug, Default)]
pub struct Tallied {
    amounts: BTreeMap<&'static str, i128>,
    counts: BTreeMap<&'static str, u64>,
}

impl Tallied {
    pub fn add(&mut self, row: &Row) {
        for (name, amount) in &row.amounts {
            *self.amounts.entry(name).or_default() += amount;
        }
        for (name, is) in &row.is {
            *self.counts.entry(name).or_default() += u64::from(*is);
        }
    }

    pub fn count(&self, name: &str) -> u64 {
        self.counts.get(name).copied().unwrap_or(0)
    }

    pub fn amount(&self, name: &str) -> Option<i128> {
        self.amounts.get(name).copied()
    }

    pub fn completion(&self) -> Option<Ratio> {
        Ratio::new(self.amount("done_ytd")?, self.amount("annual_plan")?)
    }

    /// What the board should print for an indicator of a scope without an enclosing one.
    pub fn text(&self, id: &str, as_of: Month, settings: &Settings) -> Option<String> {
        let percent = |ratio: Option<Ratio>| ratio.map(|r| r.percent(settings.percent_decimals));
        let counts = |a: u64, b: u64| percent(Ratio::of_counts(a, b));
        let sums = |a: &str, b: &str| percent(Ratio::new(self.amount(a)?, self.amount(b)?));
        let wan = |fen: i128| Money(i64::try_from(fen).unwrap()).wan(settings.wan_decimals);
        let n = |name: &str| self.count(name);
        match id {
            "land_gap" | "energy_gap" | "emission_gap" => {
                let thousandths = self.amount(id)?;
                let text = format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
                Some(text.trim_end_matches('0').trim_end_matches('.').to_owned())
            }
            "completion" => percent(self.completion()),
            "even_pace" => percent(settings.pace.at(as_of)),
            "pace_gap" => percent(Some(self.completion()?.minus(settings.pace.at(as_of)?))),
            "required_monthly" => {
                let (plan, left) = (self.amount("annual_plan")?, 12 - i128::from(as_of.month()));
                let lacking = (plan - self.amount("done_ytd").unwrap_or(0)).max(0);
                (left > 0).then(|| wan((lacking * 2 + left) / (left * 2)))
            }
            "yoy" => {
                let (done, prev) = (self.amount("done_ytd")?, self.amount("prev_ytd")?);
                percent(Ratio::new(done - prev, prev))
            }
            "start_rate" => counts(n("started"), n("to_start")),
            "new_start_rate" => counts(n("new_started"), n("new_to_start")),
            "start_rate_due" => counts(n("new_started"), n("new_due")),
            "resume_rate" => counts(n("resumed"), n("continuing")),
            "start_resume_rate" => counts(n("new_started") + n("resumed"), n("new_to_start") + n("continuing")),
            "arrival_rate" => sums("funds_arrived", "funds_planned"),
            "payment_rate" => sums("funds_paid", "funds_arrived"),
            "idle_funds" => Some(wan(self.amount("funds_arrived")? - self.amount("funds_paid").unwrap_or(0))),
            "in_statistics_rate" if n("statistics_known") > 0 => counts(n("in_statistics"), n("statistics_due")),
            "avg_gap" | "share" | "in_statistics_rate" | "rank" | "rank_mom" | "rank_yoy" => None,
            _ if self.counts.contains_key(id) => Some(n(id).to_string()),
            _ => self.amount(id).map(wan),
        }
    }
}

/// The word a project has in a dimension; nature and size are derived.
pub fn term_of(
    facts: &ProjectFacts,
    dimension: Dimension,
    as_of: Month,
    size: impl Fn(Money) -> TermId,
) -> Option<TermId> {
    match dimension {
        Dimension::Nature => year_of(facts, as_of.year()).and_then(|y| y.nature).map(TermId::of_nature),
        Dimension::Size => facts.total_investment.map(size),
        _ => facts.terms.get(dimension),
    }
}

pub fn sees(visible: &Visibility, facts: &ProjectFacts) -> bool {
    match visible {
        Visibility::All => true,
        Visibility::AnyOf { terms, ids } => {
            ids.contains(&facts.id) || terms.iter().any(|(d, term)| facts.terms.get(*d) == Some(*term))
        }
    }
}

/// Competition ranking, highest first, missing last.
pub fn ranks(completions: &[Option<Ratio>]) -> Vec<u32> {
    let ahead = |mine: &Option<Ratio>, other: &Option<Ratio>| match (mine, other) {
        (Some(mine), Some(other)) => other > mine,
        (None, Some(_)) => true,
        _ => false,
    };
    completions.iter().map(|mine| 1 + completions.iter().filter(|other| ahead(mine, other)).count() as u32).collect()
}

/// Whether the query's own conditions hold; those on words are checked by the caller.
pub fn is_wanted(query: &Query, facts: &ProjectFacts) -> bool {
    sees(&query.visible, facts)
}
