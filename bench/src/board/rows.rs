//! The question's month as rows for the peers, and the sums that they must give.

use super::city::WORDS;
use board::{Amount, Answer, Board, Dimension, Filter, Indicators, Query, Tally, TermId};
use kernel::Month;
use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::path::Path;

/// The level and the category of the filtered question, by place in their dictionaries: the largest of them.
pub const LEVEL: usize = 2;
pub const CATEGORY: usize = 0;

/// “Unknown”, in the files.
const UNKNOWN: i64 = i64::MIN;
/// Projects whose figures are asked for at a time.
const AT_ONCE: i64 = 100_000;

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

/// Writes one file per column, all in the same order of rows, and `columns.json` that lists them.
pub fn write(
    board: &Board,
    as_of: Month,
    terms: &[Vec<TermId>],
    projects: u64,
    folder: &Path,
) -> Result<(), Box<dyn Error>> {
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
    for dimension in [Dimension::Region, Dimension::Level, Dimension::Category] {
        std::fs::write(folder.join(format!("{dimension}.u8")), codes(board, as_of, dimension, terms, projects)?)?;
    }
    let labels: Vec<&str> = terms[0].iter().map(|term| board.label(Dimension::Region, Some(*term))).collect();
    let told = serde_json::json!({ "columns": listed, "regions": labels, "level": LEVEL, "category": CATEGORY });
    Ok(std::fs::write(folder.join("columns.json"), told.to_string())?)
}

/// The place in the dictionary of each project's word.
fn codes(
    board: &Board,
    as_of: Month,
    dimension: Dimension,
    terms: &[Vec<TermId>],
    projects: i64,
) -> Result<Vec<u8>, Box<dyn Error>> {
    let place = WORDS.iter().position(|(d, _)| *d == dimension).ok_or("an unknown dimension")?;
    let mut code_of: HashMap<i64, u8> = HashMap::new();
    for (code, term) in (0_u8..).zip(&terms[place]) {
        let query = Query::new(as_of).with(Filter::term(dimension, Some(*term)));
        let rows =
            board::RowsQuery { query, sort: board::SortKey::Id, descending: false, offset: 0, limit: usize::MAX };
        code_of.extend(board.rows(&rows).ids.into_iter().map(|id| (id, code)));
    }
    Ok((1..=projects).filter_map(|id| code_of.get(&id).copied()).collect())
}
