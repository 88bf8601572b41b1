//! Columns, rows and totals as the grid and programs read them: the JSON of `web/README.md`.

use super::columns::{COLUMNS, Column, Kind, Narrowing, Row, What};
use board::{Dimension, Indicators};
use kernel::Month;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// A column as the grid is told of it.
#[derive(Serialize)]
pub(super) struct Told {
    field: &'static str,
    label: String,
    group: Option<String>,
    kind: Kind,
    frozen: bool,
    width: u16,
    unit: Option<&'static str>,
    filter: Narrowing,
    choices: Option<Vec<String>>,
    visible: bool,
}

/// All columns for the grid; `choices` gives the words of a dimension.
pub(super) fn told(as_of: Month, shown: &[&Column], choices: impl Fn(Dimension) -> Vec<String>) -> Vec<Told> {
    let tell = |column: &Column| Told {
        field: column.field,
        label: column.label(as_of),
        group: column.group(as_of),
        kind: column.kind,
        frozen: matches!(column.what, What::Light | What::Name),
        width: column.width,
        unit: column.kind.unit(),
        filter: column.narrowing(),
        choices: if let What::Term(dimension) = column.what { Some(choices(dimension)) } else { None },
        visible: shown.contains(&column),
    };
    COLUMNS.iter().map(tell).collect()
}

/// A row as JSON: `{"id", "href", field: value …}`.
pub(super) struct RowJson<'a>(pub &'a Row);

impl Serialize for RowJson<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(Some(COLUMNS.len() + 2))?;
        map.serialize_entry("id", &self.0.id)?;
        map.serialize_entry("href", &format!("/projects/{}?as_of={}", self.0.id, self.0.indicators.as_of()))?;
        for column in COLUMNS {
            map.serialize_entry(column.field, &column.value(self.0))?;
        }
        map.end()
    }
}

/// Totals as JSON: every figure of all rows that pass the filter.
pub(super) struct TotalsJson<'a>(pub &'a Indicators);

impl Serialize for TotalsJson<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(None)?;
        for column in COLUMNS.iter().filter(|c| matches!(c.what, What::Figure(_))) {
            map.serialize_entry(column.field, &column.total(self.0))?;
        }
        map.end()
    }
}
