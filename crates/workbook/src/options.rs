//! What the caller knows and wants.

use crate::Synonyms;
use kernel::money::MoneyUnit;
use kernel::{Field, Month};
use std::collections::BTreeMap;

/// How a workbook is to be read.
#[derive(Clone, Debug)]
pub struct Options {
    /// The year of the project list.
    pub year: i32,
    /// The month-end the figures stand for; taken from the workbook when `None`.
    pub as_of: Option<Month>,
    pub synonyms: Synonyms,
    /// The user's corrections: column letters (`J`) or header path (`2025年/年度计划投资`) → field; `None` ignores the column.
    pub columns: BTreeMap<String, Option<Field>>,
    /// The user's word on the unit of amounts whose column names none, whatever the sheet states.
    pub unit: Option<MoneyUnit>,
    /// The same for sheets that state a certain unit: its label (`万元`), or blank for a sheet that states none → the right unit.
    pub units: BTreeMap<String, MoneyUnit>,
    /// Reads this sheet only.
    pub sheet: Option<String>,
    pub limits: Limits,
}

impl Options {
    /// Built-in synonyms, nothing corrected, all ledger sheets.
    pub fn for_year(year: i32) -> Options {
        Options {
            year,
            as_of: None,
            synonyms: Synonyms::builtin(),
            columns: BTreeMap::new(),
            unit: None,
            units: BTreeMap::new(),
            sheet: None,
            limits: Limits::default(),
        }
    }
}

/// Bounds that keep a hostile or broken file from taking the machine down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Size of the file itself, in bytes.
    pub file_bytes: u64,
    /// Size of all parts that are read, unpacked, in bytes.
    pub unpacked_bytes: u64,
    /// Cells with content in all sheets together.
    pub cells: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { file_bytes: 100 << 20, unpacked_bytes: 1 << 30, cells: 6_000_000 }
    }
}
