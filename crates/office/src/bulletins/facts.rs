//! What a bulletin is made of: the board's answers for one scope, and the words reported for the laggards.

use crate::ledger::words::Words;
use crate::scope::Scope;
use board::{Answer, Board, Dimension, Filter, Indicator, Indicators, ProjectId, RowsQuery, SortKey, Tally};
use kernel::{Date, Month};
use std::collections::HashMap;

/// Everything a bulletin prints, gathered once; the rest is words.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The city or county: 示例市.
    pub place: String,
    pub issuer: String,
    /// Day of issue.
    pub date: Date,
    pub scope: Scope,
    pub total: Indicators,
    pub by: HashMap<Dimension, Answer>,
    /// January to the as-of month: the whole scope each time.
    pub months: Vec<Indicators>,
    pub projects: Vec<Line>,
    pub laggards: Vec<Line>,
    pub overdue: Vec<Line>,
}

/// One project's line.
#[derive(Clone, Debug)]
pub struct Line {
    pub id: ProjectId,
    pub indicators: Indicators,
    pub words: Words,
}

/// Dimensions a bulletin speaks of.
pub const SPOKEN: [Dimension; 4] = [Dimension::Level, Dimension::Category, Dimension::Region, Dimension::Nature];

/// The board's part; `ids` in it still need their words.
pub struct Gathered {
    pub total: Indicators,
    pub by: HashMap<Dimension, Answer>,
    pub months: Vec<Indicators>,
    pub projects: Vec<(ProjectId, Indicators)>,
    pub laggards: Vec<ProjectId>,
    pub overdue: Vec<ProjectId>,
}

/// Asks the board everything at once.
pub fn gather(board: &Board, scope: &Scope, access: &platform::access::Scope) -> Gathered {
    let query = scope.query(board, access);
    let by = SPOKEN.into_iter().map(|d| (d, board.query(&query.clone().by(d)))).collect();
    let months = (0..=scope.as_of.since(scope.as_of.january()))
        .map(|m| board.query(&scope.at(scope.as_of.january().plus(m)).query(board, access)).total)
        .collect();
    let rows = |query: board::Query, sort, descending| {
        board.rows(&RowsQuery { query, sort, descending, offset: 0, limit: usize::MAX }).ids
    };
    let all = rows(query.clone(), SortKey::Dimension(Dimension::Region), false);
    let late = query.clone().with(Filter::counts(Tally::Below));
    let overdue = query.clone().with(Filter::counts(Tally::StartOverdue));
    Gathered {
        total: board.query(&query).total,
        by,
        months,
        projects: board.figures(&all, &query),
        laggards: rows(late, SortKey::Indicator(Indicator::Completion), false),
        overdue: rows(overdue, SortKey::Dimension(Dimension::Region), false),
    }
}

impl Gathered {
    /// With the words of each project, known by id.
    pub fn with_words(self, words: &HashMap<ProjectId, Words>, heading: Heading) -> Facts {
        let indicators: HashMap<ProjectId, &Indicators> = self.projects.iter().map(|(id, i)| (*id, i)).collect();
        let line = |id: &ProjectId| {
            let indicators = (*indicators.get(id)?).clone();
            Some(Line { id: *id, indicators, words: words.get(id).cloned().unwrap_or_default() })
        };
        Facts {
            place: heading.place,
            issuer: heading.issuer,
            date: heading.date,
            scope: heading.scope,
            total: self.total,
            by: self.by,
            months: self.months,
            laggards: self.laggards.iter().filter_map(line).collect(),
            overdue: self.overdue.iter().filter_map(line).collect(),
            projects: self.projects.iter().map(|(id, _)| id).filter_map(line).collect(),
        }
    }
}

/// What does not come from the ledger.
#[derive(Clone, Debug)]
pub struct Heading {
    pub place: String,
    pub issuer: String,
    pub date: Date,
    pub scope: Scope,
}

impl Facts {
    pub fn as_of(&self) -> Month {
        self.scope.as_of
    }
}
