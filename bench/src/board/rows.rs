//! The question's month as rows for the peers, as filed and ready-made, and the sums that they must give.

use super::city::WORDS;
use board::{Amount, Answer, Board, Dimension, Indicators, ProjectFacts, Query, Settings, Tally, TermId};
use kernel::{Date, Month, Nature};
use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

/// The level and the category of the filtered question, by place in their dictionaries: the largest of them.
pub const LEVEL: usize = 2;
pub const CATEGORY: usize = 0;

/// “Unknown”, in the files.
const UNKNOWN: i64 = i64::MIN;
/// “Never”, for months.
const NEVER: i16 = i16::MAX;
/// Months are told in two bytes, from January 2000.
const FIRST_YEAR: i32 = 2_000;
/// Projects whose figures are asked for at a time.
const AT_ONCE: i64 = 100_000;

/// Whether the filtered question asks for the project.
pub fn is_filtered(facts: &ProjectFacts, terms: &[Vec<TermId>]) -> bool {
    facts.terms.get(Dimension::Level) == terms[6].get(LEVEL).copied()
        && facts.terms.get(Dimension::Category) == terms[3].get(CATEGORY).copied()
}

/// Sums by region: for each amount the sum and how many have it, for each flag how many.
pub type Sums = BTreeMap<String, Vec<i128>>;

/// The yes or no that an amount's being known does not tell already.
fn flags() -> impl Iterator<Item = Tally> {
    Tally::ALL.iter().copied().filter(|tally| !Amount::ALL.iter().any(|amount| amount.known() == *tally))
}

/// What the peers must give for `answer`.
pub fn sums(answer: &Answer) -> Sums {
    let group = |indicators: &Indicators| {
        let amounts = Amount::ALL.iter().flat_map(|&amount| {
            let known = i128::from(indicators.count(amount.known()));
            let sum = indicators.money(amount).map_or(0, |money| i128::from(money.0));
            // Plans of earlier months are known by the investment beside them.
            if is_earlier_plan(amount) { vec![sum] } else { vec![sum, known] }
        });
        amounts.chain(flags().map(|flag| i128::from(indicators.count(flag)))).collect()
    };
    answer.groups.iter().map(|g| (g.label.clone(), group(&g.indicators))).collect()
}

fn is_earlier_plan(amount: Amount) -> bool {
    matches!(amount, Amount::MonthAgoPlan | Amount::YearAgoPlan)
}

fn moment(month: Month) -> i16 {
    i16::try_from(month.index() - FIRST_YEAR * 12).unwrap_or(NEVER)
}

fn moment_of(date: Option<Date>) -> i16 {
    date.map_or(NEVER, |date| moment(Month::of(date)))
}

/// What the month's rows hold of a project besides amounts: what it is filed under, its months, what was filed when.
pub struct Filed {
    as_of: Month,
    bytes: [(&'static str, Vec<u8>); 8],
    moments: [(&'static str, Vec<i16>); 5],
    /// The month's amount as typed, where it is no difference of two filings.
    typed: Vec<i64>,
}

impl Filed {
    pub fn new(as_of: Month) -> Filed {
        let bytes = ["region", "level", "category", "kind", "register", "filed", "filed_before", "reported"];
        let moments = ["start", "due", "finish", "production", "resumed"];
        Filed {
            as_of,
            bytes: bytes.map(|name| (name, Vec::new())),
            moments: moments.map(|name| (name, Vec::new())),
            typed: Vec::new(),
        }
    }

    pub fn add(&mut self, facts: &ProjectFacts, terms: &[Vec<TermId>]) -> Result<(), Box<dyn Error>> {
        let code = |dimension: Dimension| -> Option<u8> {
            let words = &terms[WORDS.iter().position(|(d, _)| *d == dimension)?];
            let term = facts.terms.get(dimension)?;
            u8::try_from(words.iter().position(|word| *word == term)?).ok()
        };
        let coded = [code(Dimension::Region), code(Dimension::Level), code(Dimension::Category)];
        let [Some(region), Some(level), Some(category)] = coded else {
            return Err("a generated project is filed under every dimension".into());
        };
        let nature = facts.years.iter().find(|year| year.year == self.as_of.year()).and_then(|year| year.nature);
        let kind = match nature {
            Some(Nature::Preliminary) => 2,
            Some(nature) if nature.is_carried_over() => 1,
            _ => 0,
        };
        let of = |month: Month| facts.months.iter().find(|filing| filing.month == month);
        let is_filed = |month: Month| of(month).is_some_and(|filing| filing.done_ytd.is_some());
        let (now, before) = (is_filed(self.as_of), is_filed(self.as_of.plus(-1)));
        let reported = of(self.as_of).is_some_and(|f| f.done_ytd.or(f.done_month).or(f.done_total).is_some());
        let register = match facts.in_statistics {
            None => 0,
            Some(true) => 1,
            Some(false) => 2,
        };
        let bytes = [region, level, category, kind, register, u8::from(now), u8::from(before), u8::from(reported)];
        self.bytes.iter_mut().zip(bytes).for_each(|((_, column), value)| column.push(value));
        // As the board enters them: a project that goes on has started the year before, whatever date is missing.
        let january = self.as_of.january();
        let start = match facts.start {
            None if kind == 1 => moment(january.plus(-1)),
            start => moment_of(start),
        };
        let due = facts.planned_start.map_or(start, |date| moment(Month::of(date)));
        let moments = [start, due, moment_of(facts.finish), moment_of(facts.production), moment_of(facts.resumed)];
        self.moments.iter_mut().zip(moments).for_each(|((_, column), value)| column.push(value));
        let typed = of(self.as_of).filter(|_| !(now && before)).and_then(|filing| filing.done_month);
        self.typed.push(typed.map_or(UNKNOWN, |money| money.0));
        Ok(())
    }

    fn write(&self, folder: &Path) -> Result<(), Box<dyn Error>> {
        for (name, column) in &self.bytes {
            std::fs::write(folder.join(format!("{name}.u8")), column)?;
        }
        for (name, column) in &self.moments {
            let bytes: Vec<u8> = column.iter().flat_map(|moment| moment.to_le_bytes()).collect();
            std::fs::write(folder.join(format!("{name}.i16")), bytes)?;
        }
        let typed: Vec<u8> = self.typed.iter().flat_map(|amount| amount.to_le_bytes()).collect();
        Ok(std::fs::write(folder.join("typed.i64"), typed)?)
    }
}

/// Writes one file per column, all in the same order of rows, and `columns.json` that lists them: what was filed, and every
/// amount and every yes or no worked out.
pub fn write(
    board: &Board,
    filed: &Filed,
    terms: &[Vec<TermId>],
    projects: u64,
    folder: &Path,
) -> Result<(), Box<dyn Error>> {
    let as_of = filed.as_of;
    filed.write(folder)?;
    let projects = i64::try_from(projects)?;
    let mut amounts: Vec<Vec<u8>> = vec![Vec::new(); Amount::ALL.len()];
    let mut yes_no: Vec<Vec<u8>> = vec![Vec::new(); flags().count()];
    for first in (1..=projects).step_by(AT_ONCE as usize) {
        let ids: Vec<i64> = (first..=projects.min(first + AT_ONCE - 1)).collect();
        let at = |month: Month| board.figures(&ids, &Query::new(month));
        let now = at(as_of);
        if now.len() != ids.len() {
            return Err("every generated project is on the list".into());
        }
        for (column, &amount) in amounts.iter_mut().zip(Amount::ALL) {
            let known = |indicators: &Indicators, of: Amount| indicators.money(of).map_or(UNKNOWN, |money| money.0);
            let mut put = |value: i64| column.extend_from_slice(&value.to_le_bytes());
            match amount {
                Amount::MonthAgoPlan => {
                    at(as_of.plus(-1)).iter().for_each(|(_, then)| put(known(then, Amount::Plan)));
                }
                Amount::YearAgoPlan => at(as_of.plus(-12)).iter().for_each(|(_, then)| put(known(then, Amount::Plan))),
                _ => now.iter().for_each(|(_, indicators)| put(known(indicators, amount))),
            }
        }
        for (column, flag) in yes_no.iter_mut().zip(flags()) {
            column.extend(now.iter().map(|(_, indicators)| u8::from(indicators.count(flag) > 0)));
        }
    }
    let name = |what: String| what.to_lowercase();
    let mut listed = Vec::new();
    for (column, amount) in amounts.iter().zip(Amount::ALL) {
        listed.push((name(format!("{amount:?}")), if is_earlier_plan(*amount) { "earlier plan" } else { "amount" }));
        std::fs::write(folder.join(format!("{}.i64", name(format!("{amount:?}")))), column)?;
    }
    for (column, flag) in yes_no.iter().zip(flags()) {
        listed.push((name(format!("{flag:?}")), "flag"));
        std::fs::write(folder.join(format!("{}.u8", name(format!("{flag:?}")))), column)?;
    }
    let labels: Vec<&str> = terms[0].iter().map(|term| board.label(Dimension::Region, Some(*term))).collect();
    let settings = Settings::default();
    let told = serde_json::json!({
        "columns": listed,
        "regions": labels,
        "level": LEVEL,
        "category": CATEGORY,
        "now": moment(as_of),
        "january": moment(as_of.january()),
        "is_december": as_of.month() == 12,
        "distribution": settings.distribution,
        "statistics_from": settings.statistics_from.0,
    });
    Ok(std::fs::write(folder.join("columns.json"), told.to_string())?)
}
