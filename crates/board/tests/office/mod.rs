//! Projects as the tests of the board tell them, in 万元.

use board::{Board, Indicator, MonthFacts, PlanVersion, ProjectFacts, Query, YearFacts};
use kernel::{Money, Month, Nature};

pub fn month(text: &str) -> Month {
    text.parse().unwrap()
}

pub fn wan(amount: i64) -> Option<Money> {
    Some(Money::from_wan(amount))
}

/// A new project of 2025 with a plan and year-to-date filings.
pub fn project(id: i64, plan: Option<Money>, filings: &[(&str, i64)]) -> ProjectFacts {
    let versions = plan.map(|amount| PlanVersion { from: month("2025-01"), amount: Some(amount) });
    ProjectFacts {
        id,
        name: format!("项目{id}"),
        years: vec![YearFacts {
            year: 2025,
            nature: Some(Nature::New),
            plans: versions.into_iter().collect(),
            ..YearFacts::default()
        }],
        months: filings
            .iter()
            .map(|(m, done)| MonthFacts { done_ytd: wan(*done), ..MonthFacts::blank(month(m)) })
            .collect(),
        ..ProjectFacts::default()
    }
}

pub fn board(projects: impl IntoIterator<Item = ProjectFacts>) -> Board {
    let mut board = Board::default();
    projects.into_iter().for_each(|p| board.upsert(&p));
    board
}

pub fn texts(board: &Board, query: &Query, indicators: &[Indicator]) -> Vec<String> {
    let total = board.query(query).total;
    indicators.iter().map(|i| total.text(*i).unwrap_or_else(|| "—".to_owned())).collect()
}

pub fn text(board: &Board, as_of: &str, indicator: Indicator) -> String {
    texts(board, &Query::new(month(as_of)), &[indicator]).remove(0)
}
