//! The same question over the months of a year: series for charts, heat tables of groups and months.

use crate::answer::Group;
use crate::dimension::Dimension;
use crate::figures::Indicators;
use crate::query::Query;
use crate::store::Board;
use kernel::{Month, Ratio};
use std::collections::HashMap;

/// One month of a series.
#[derive(Clone, Debug)]
pub struct MonthPoint {
    pub month: Month,
    /// All indicators as of the month; `None` after the month asked for.
    pub indicators: Option<Indicators>,
    pub even_pace: Option<Ratio>,
}

/// Groups against months.
#[derive(Clone, Debug)]
pub struct Heat {
    /// January to the month asked for.
    pub months: Vec<Month>,
    pub rows: Vec<HeatRow>,
}

/// One group, with its indicators as of each month; `None` where it had no project on the list.
#[derive(Clone, Debug)]
pub struct HeatRow {
    pub key: String,
    pub label: String,
    pub cells: Vec<Option<Indicators>>,
}

impl Board {
    /// January to December of the year of `as_of`.
    pub fn series(&self, query: &Query) -> Vec<MonthPoint> {
        let january = query.as_of.january();
        let months = (0..12).map(|m| january.plus(m));
        let point = |month: Month| MonthPoint {
            month,
            indicators: (month <= query.as_of)
                .then(|| self.query(&Query { as_of: month, group_by: Vec::new(), ..query.clone() }).total),
            even_pace: query.settings.pace.at(month),
        };
        months.map(point).collect()
    }

    /// The groups of `by` (those with projects as of the query's month) over the months so far.
    pub fn heat(&self, query: &Query, by: Dimension) -> Heat {
        let january = query.as_of.january();
        let months: Vec<Month> = (0..=query.as_of.since(january)).map(|m| january.plus(m)).collect();
        let answers: Vec<Vec<Group>> = months
            .iter()
            .map(|&month| self.query(&Query { as_of: month, group_by: vec![by], ..query.clone() }).groups)
            .collect();
        let mut rows: Vec<HeatRow> =
            answers.last().map_or_else(Vec::new, |groups| groups.iter().map(blank_row).collect());
        for groups in answers {
            let mut found: HashMap<String, Indicators> = groups.into_iter().map(|g| (g.key, g.indicators)).collect();
            for row in &mut rows {
                row.cells.push(found.remove(&row.key));
            }
        }
        Heat { months, rows }
    }
}

fn blank_row(group: &Group) -> HeatRow {
    HeatRow { key: group.key.clone(), label: group.label.clone(), cells: Vec::new() }
}
