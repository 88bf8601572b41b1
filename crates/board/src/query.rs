//! Questions to the board.

use crate::dimension::{Dimension, TermId};
use crate::facts::ProjectId;
use crate::indicator::Indicator;
use crate::measure::{Amount, Tally};
use crate::settings::Settings;
use kernel::Month;

/// A question: which projects, as of which month, grouped how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    pub as_of: Month,
    /// A project must pass all of them.
    pub filters: Vec<Filter>,
    /// None, one or more dimensions.
    pub group_by: Vec<Dimension>,
    /// What the asking person may see.
    pub visible: Visibility,
    pub settings: Settings,
}

impl Query {
    /// Everything as of `as_of`, ungrouped, seen by someone who may see all.
    pub fn new(as_of: Month) -> Query {
        Query {
            as_of,
            filters: Vec::new(),
            group_by: Vec::new(),
            visible: Visibility::All,
            settings: Settings::default(),
        }
    }

    pub fn by(mut self, dimension: Dimension) -> Query {
        self.group_by.push(dimension);
        self
    }

    pub fn with(mut self, filter: Filter) -> Query {
        self.filters.push(filter);
        self
    }

    pub fn seen_by(mut self, visible: Visibility) -> Query {
        self.visible = visible;
        self
    }
}

/// A condition on projects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    /// Has one of the words; `None` stands for projects without a word.
    Terms {
        dimension: Dimension,
        any_of: Vec<Option<TermId>>,
    },
    /// Counts, or does not count, in a tally: started, overdue, unreported, below 30 % …
    Counts {
        tally: Tally,
        is: bool,
    },
    /// `at_least <= amount < below`, in fen or thousandths; a project without the amount never passes.
    Amount {
        of: Amount,
        at_least: Option<i64>,
        below: Option<i64>,
    },
    /// `at_least <= completion < below`, in hundredths of a percent; without a plan a project never passes, and one
    /// that never filed counts as zero.
    Completion {
        at_least: Option<i64>,
        below: Option<i64>,
    },
    /// Completion minus the pace of the settings, in hundredths of a percentage point.
    PaceGap {
        at_least: Option<i64>,
        below: Option<i64>,
    },
    Ids(Vec<ProjectId>),
    /// Part of the name, compared without blanks, punctuation and case.
    Text(String),
}

impl Filter {
    pub fn term(dimension: Dimension, term: Option<TermId>) -> Filter {
        Filter::Terms { dimension, any_of: vec![term] }
    }

    pub const fn counts(tally: Tally) -> Filter {
        Filter::Counts { tally, is: true }
    }

    pub const fn counts_not(tally: Tally) -> Filter {
        Filter::Counts { tally, is: false }
    }
}

/// Which projects a person may see: all, or those of any of these regions, departments or units, or these ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Visibility {
    #[default]
    All,
    AnyOf {
        terms: Vec<(Dimension, TermId)>,
        ids: Vec<ProjectId>,
    },
}

/// A page of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowsQuery {
    /// Its grouping is ignored.
    pub query: Query,
    pub sort: SortKey,
    pub descending: bool,
    pub offset: usize,
    pub limit: usize,
}

/// What rows are sorted by; rows without the value come last either way, equals by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortKey {
    Id,
    /// In the order of the dictionary.
    Dimension(Dimension),
    /// Amounts, completion, pace gap, growth; any other indicator sorts as the id.
    Indicator(Indicator),
}

/// The projects of a page, and how many there are in all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows {
    pub ids: Vec<ProjectId>,
    pub total: usize,
}
