//! Spreadsheets as offices type them.
//!
//! [`read`] takes the bytes of a project ledger (`.xlsx`, `.xls`, `.csv` …), finds its header, unit, month and columns, and
//! returns every project with its values, and everything that is wrong or doubtful with the cell it stands in.
//! [`annotate`] gives the same workbook back with those messages as comments, [`write`] makes new workbooks.
//!
//! ```text
//! bytes → source (sheets of typed cells) → header, title → columns → rows → cells → checks → Reading
//! ```

mod afterwards;
mod annotate;
mod cells;
mod checks;
mod column_values;
mod columns;
mod cores;
mod date_words;
mod dates;
mod decimal;
mod duplicates;
mod error;
mod figures;
mod filled_months;
mod finding;
mod grid;
mod groups;
mod header;
mod labels;
mod layout_findings;
mod ledger;
mod marks;
mod number;
mod options;
mod outliers;
mod periods;
mod plan;
mod reading;
mod row_reading;
mod rows;
mod source;
mod synonyms;
mod title;
mod totals;
mod twins;
mod two_lines;
mod typed;
mod value;
mod words;
mod work;
pub mod write;
mod year_spans;

pub use annotate::{AnnotateError, annotate};
pub use decimal::Decimal;
pub use error::ReadError;
pub use finding::{Finding, FindingKind, Severity, column_index, column_letters};
pub use options::{Limits, Options};
pub use reading::{Column, LedgerSheet, Reading, Row, SkippedSheet, Values};
pub use synonyms::{How, Synonyms};
pub use typed::{Typed, read_typed};
pub use value::{Precision, TypedDate, TypedMark, TypedNature, Value};

/// Reads a ledger. `file_name` serves for messages, the sheet name of a `.csv` and, when nothing else does, the month.
///
/// # Errors
///
/// When there is nothing to read: not a workbook, protected by a password, too large, without a ledger header.
/// Everything that is wrong in single cells is a [`Finding`] of the reading instead.
pub fn read(file_name: &str, bytes: &[u8], options: &Options) -> Result<Reading, ReadError> {
    let sheets = source::sheets(file_name, bytes, &options.limits)?;
    let (planned, skipped) = plan::plan(&sheets, file_name, options)?;
    Ok(ledger::read(&planned, skipped, file_name, options))
}
