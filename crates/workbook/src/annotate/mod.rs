//! The same workbook back, with a comment in every faulty cell.
//!
//! An `.xlsx` keeps all it had: only the comments, their drawing, the fills of the faulty cells and what refers to them are
//! written anew. From other formats a new `.xlsx` is made that holds the cells' contents and the comments.

mod comments;
mod package;
mod rebuild;
mod sheet;
mod styles;

use crate::source::{self, FileKind};
use crate::{Finding, Limits, ReadError, Severity};
use std::collections::BTreeMap;

/// Why a workbook could not be annotated.
#[derive(Debug, thiserror::Error)]
pub enum AnnotateError {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error("批注后的工作簿无法生成:{0}")]
    Write(String),
}

/// The messages of one cell: row and column from 1 as in [`Finding`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Note {
    pub text: String,
    pub is_error: bool,
}

/// By row and column, from 1.
pub(crate) type Notes = BTreeMap<(u32, u32), Note>;

/// Returns the workbook as `.xlsx` with one comment for each cell that has findings; cells with errors are filled red, others
/// yellow. Existing comments are kept, the message is added to them.
///
/// # Errors
///
/// When `original` cannot be read (it could when the findings were made), or the new package cannot be built.
pub fn annotate(original: &[u8], file_name: &str, findings: &[Finding]) -> Result<Vec<u8>, AnnotateError> {
    let by_sheet = by_sheet(findings);
    match source::kind_of(original)? {
        FileKind::Xlsx => package::annotate(original, &by_sheet, &Limits::default()),
        FileKind::Xls | FileKind::Delimited => {
            let sheets = source::sheets(file_name, original, &Limits::default())?;
            rebuild::rebuild(&sheets, &by_sheet).map_err(|e| AnnotateError::Write(e.to_string()))
        }
    }
}

fn by_sheet(findings: &[Finding]) -> BTreeMap<&str, Notes> {
    let mut sheets: BTreeMap<&str, Notes> = BTreeMap::new();
    for finding in findings.iter().filter(|f| f.row > 0 && f.column > 0) {
        let is_error = finding.severity == Severity::Error;
        let text = format!("【{}】{}", if is_error { "错误" } else { "提示" }, finding.message);
        let notes = sheets.entry(&finding.sheet).or_default();
        notes
            .entry((finding.row, finding.column))
            .and_modify(|note| {
                note.text.push('\n');
                note.text.push_str(&text);
                note.is_error |= is_error;
            })
            .or_insert(Note { text, is_error });
    }
    sheets
}

/// Text inside an element, with what XML forbids left out.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}
