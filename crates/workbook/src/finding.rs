//! What the reader has to say about a cell: what was found, what was expected, what to do.

use kernel::Field;
use serde::{Serialize, Serializer};
use std::borrow::Cow;

/// Whether the value can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The value cannot be used; its row is not good.
    Error,
    /// The value is used, but somebody should look at it.
    Warning,
}

/// The kinds of findings, so that a page can group them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// A required cell is blank.
    Blank,
    NotANumber,
    Negative,
    TooLarge,
    InvalidDate,
    FormulaError,
    /// A formula that was never calculated, refers to itself or to another file.
    Formula,
    UnknownWord,
    /// One figure contradicts another of its row.
    Contradiction,
    Duplicate,
    MaybeDuplicate,
    /// A total, subtotal or stated count differs from its rows.
    Total,
    ImpreciseDate,
    /// A unit typed in the cell, or an amount that looks as if it were typed in another unit.
    Unit,
    /// A code whose check digit or length is wrong.
    Code,
    /// A column that is missing or occurs twice, or a title that contradicts the options.
    Layout,
}

/// A message about one cell of the workbook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub sheet: String,
    /// As the spreadsheet names it: `J8`.
    pub cell: String,
    /// From 1.
    pub row: u32,
    /// From 1.
    pub column: u32,
    #[serde(serialize_with = "field_or_blank")]
    pub field: Option<Field>,
    /// As typed; empty for a blank cell.
    pub value: String,
    /// Chinese, for the person who typed it.
    pub message: String,
    pub kind: FindingKind,
    pub severity: Severity,
}

fn field_or_blank<S: Serializer>(field: &Option<Field>, s: S) -> Result<S::Ok, S::Error> {
    match field {
        Some(field) => s.collect_str(field),
        None => s.serialize_none(),
    }
}

/// The letters of a column counted from 0: 0 → `A`, 27 → `AB`.
pub fn column_letters(index: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(index) + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(b'A' + u8::try_from(rest % 26).unwrap_or_default());
        rest /= 26;
    }
    letters.iter().rev().map(|b| char::from(*b)).collect()
}

/// The column, from 0, that letters name; `None` for anything but one to three letters.
pub fn column_index(letters: &str) -> Option<u32> {
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let mut index = 0_u32;
    for b in letters.bytes() {
        if !b.is_ascii_alphabetic() {
            return None;
        }
        index = index * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1;
    }
    Some(index - 1)
}

/// Collects findings of one sheet; at most [`Findings::MOST`] are kept and the rest counted, so that a hopeless file
/// does not fill the memory.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    pub errors: Vec<Finding>,
    pub warnings: Vec<Finding>,
    pub unlisted: usize,
}

/// A place for which a finding is made: row from 1, column from 0.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub sheet: &'a str,
    pub row: u32,
    pub column: u32,
}

impl Findings {
    pub const MOST: usize = 20_000;

    pub fn error<'m>(
        &mut self,
        place: Place<'_>,
        kind: FindingKind,
        field: Option<&Field>,
        value: impl Into<String>,
        message: impl Into<Cow<'m, str>>,
    ) {
        self.push(place, kind, Severity::Error, field, value.into(), message.into());
    }

    pub fn warn<'m>(
        &mut self,
        place: Place<'_>,
        kind: FindingKind,
        field: Option<&Field>,
        value: impl Into<String>,
        message: impl Into<Cow<'m, str>>,
    ) {
        self.push(place, kind, Severity::Warning, field, value.into(), message.into());
    }

    fn push(
        &mut self,
        place: Place<'_>,
        kind: FindingKind,
        severity: Severity,
        field: Option<&Field>,
        value: String,
        message: Cow<'_, str>,
    ) {
        let list = if severity == Severity::Error { &mut self.errors } else { &mut self.warnings };
        if list.len() >= Findings::MOST {
            self.unlisted += 1;
            return;
        }
        list.push(Finding {
            sheet: place.sheet.to_owned(),
            cell: format!("{}{}", column_letters(place.column), place.row),
            row: place.row,
            column: place.column + 1,
            field: field.cloned(),
            value,
            message: message.into_owned(),
            kind,
            severity,
        });
    }

    pub fn append(&mut self, mut other: Findings) {
        self.errors.append(&mut other.errors);
        self.warnings.append(&mut other.warnings);
        self.unlisted += other.unlisted;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_a_spreadsheet_shows() {
        for (index, letters) in
            [(0, "A"), (25, "Z"), (26, "AA"), (27, "AB"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")]
        {
            assert_eq!(column_letters(index), letters);
            assert_eq!(column_index(letters), Some(index));
        }
        assert_eq!(column_index("J8"), None);
        assert_eq!(column_index(""), None);
    }
}
