//! A sheet as it lies in the file, before anybody has asked what it means: rows of typed cells, merges, hidden parts.

use kernel::Date;
use std::sync::Arc;

/// Columns of a spreadsheet; what lies beyond (only a broken file has it) is not read.
pub(crate) const MOST_COLUMNS: u16 = 16_384;

/// How a number is shown, as far as it tells what the number means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    Plain,
    Percent,
    Date,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    Number(f64, Shown),
    Text(Arc<str>),
    Bool(bool),
    /// `#REF!` and its kin.
    Error(Arc<str>),
    /// A formula without any result: the file was never calculated.
    Uncalculated,
}

#[derive(Clone, Debug)]
pub(crate) struct SheetCell {
    /// From 0.
    pub column: u16,
    pub cell: Cell,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct SheetRow {
    /// From 1.
    pub number: u32,
    pub hidden: bool,
    /// In column order; no blank cells.
    pub cells: Vec<SheetCell>,
}

/// A merged area: rows from 1, columns from 0, all inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Merge {
    pub top: u32,
    pub bottom: u32,
    pub left: u32,
    pub right: u32,
}

/// A formula that deserves a word: it needs another file, or itself.
#[derive(Clone, Debug)]
pub(crate) struct OddFormula {
    pub row: u32,
    pub column: u32,
    pub cyclic: bool,
    pub text: String,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Sheet {
    pub name: String,
    pub hidden: bool,
    pub rows: Vec<SheetRow>,
    pub merges: Vec<Merge>,
    pub odd_formulas: Vec<OddFormula>,
}

impl SheetRow {
    pub fn get(&self, column: u16) -> Option<&Cell> {
        self.cells.binary_search_by_key(&column, |c| c.column).ok().map(|at| &self.cells[at].cell)
    }

    /// The typed text of a cell; blank where there is none.
    pub fn text(&self, column: u16) -> String {
        self.get(column).map(Cell::typed).unwrap_or_default()
    }
}

impl Sheet {
    /// Columns in use: one more than the last column that holds anything.
    pub fn width(&self) -> u16 {
        self.rows.iter().filter_map(|r| r.cells.last()).map(|c| c.column + 1).max().unwrap_or(0)
    }
}

impl Cell {
    /// What a person sees in the cell, roughly: numbers without noise, percentages with their sign, dates as dates.
    pub fn typed(&self) -> String {
        match self {
            Cell::Number(value, Shown::Percent) => match crate::Decimal::from_f64(*value).and_then(|d| d.shifted(2)) {
                Some(percent) => format!("{percent}%"),
                None => value.to_string(),
            },
            Cell::Number(value, Shown::Date) => match date_of_serial(*value) {
                Some(date) => date.format("%Y-%m-%d").to_string(),
                None => number_text(*value),
            },
            Cell::Number(value, Shown::Plain) => number_text(*value),
            Cell::Text(text) | Cell::Error(text) => text.to_string(),
            Cell::Bool(true) => "TRUE".to_owned(),
            Cell::Bool(false) => "FALSE".to_owned(),
            Cell::Uncalculated => String::new(),
        }
    }

    pub fn as_text(&self) -> Option<&str> {
        match self {
            Cell::Text(text) => Some(text),
            _ => None,
        }
    }
}

fn number_text(value: f64) -> String {
    crate::Decimal::from_f64(value).map_or_else(|| value.to_string(), |d| d.to_string())
}

/// The date a spreadsheet's serial number stands for: days since 1899-12-30.
/// (Readers of workbooks that count from 1904 add [`DAYS_TO_1904`] first.)
pub(crate) fn date_of_serial(serial: f64) -> Option<Date> {
    if !(1.0..2_958_466.0).contains(&serial) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to lie in the range above")]
    let mut days = serial.floor() as u64;
    // Excel believes in 1900-02-29, so the days before it are one off.
    days += u64::from(days < 60);
    Date::from_ymd_opt(1899, 12, 30)?.checked_add_days(chrono::Days::new(days))
}

/// Days from 1899-12-30 to 1904-01-01, the other first day of spreadsheets.
pub(crate) const DAYS_TO_1904: f64 = 1462.0;
