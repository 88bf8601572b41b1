//! What a workbook was found to say.

use crate::finding::Finding;
use crate::synonyms::How;
use crate::value::Value;
use kernel::money::MoneyUnit;
use kernel::{Field, Month};
use serde::Serialize;
use std::sync::Arc;

/// A whole file, read: all its ledger sheets as one list of projects.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Name of the first ledger sheet; see [`Reading::sheets`] for all.
    pub sheet: String,
    /// Its title line; empty where it has none.
    pub title: String,
    /// Its header rows, first and last, from 1.
    pub header_rows: (u32, u32),
    /// The month the figures stand for: the caller's, else what the workbook says.
    pub as_of: Option<Month>,
    /// The unit in which amounts without their own unit were read.
    pub unit: Option<MoneyUnit>,
    /// Columns of the first ledger sheet.
    pub columns: Vec<Column>,
    /// Every ledger sheet that was read.
    pub sheets: Vec<LedgerSheet>,
    /// The others, and why they were not read.
    pub skipped: Vec<SkippedSheet>,
    /// The fields that [`Row::values`] are ordered by.
    pub fields: Arc<[Field]>,
    pub rows: Vec<Row>,
    pub errors: Vec<Finding>,
    pub warnings: Vec<Finding>,
    /// Findings beyond the most that are listed, counted only.
    pub unlisted: usize,
}

/// One sheet that holds a ledger.
#[derive(Clone, Debug, Serialize)]
pub struct LedgerSheet {
    pub name: String,
    pub title: String,
    pub header_rows: (u32, u32),
    /// As the sheet itself says, whatever the caller said.
    pub as_of: Option<Month>,
    /// The unit of amounts whose column names none.
    pub unit: Option<MoneyUnit>,
    /// What the sheet itself says of it.
    pub unit_stated: Option<MoneyUnit>,
    /// Whether any column of amounts depends on it.
    pub unit_matters: bool,
    pub columns: Vec<Column>,
    /// Number of project rows.
    pub projects: usize,
}

/// A sheet without a ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SkippedSheet {
    pub name: String,
    /// Chinese.
    pub reason: String,
}

/// How one column was understood.
#[derive(Clone, Debug, Serialize)]
pub struct Column {
    /// Letters: `J`.
    pub column: String,
    /// From 0.
    pub index: u16,
    /// The lines of its header joined by “/”.
    pub header: String,
    /// `None` for a column that is ignored.
    pub field: Option<Field>,
    pub unit: Option<MoneyUnit>,
    pub how: How,
    /// The first few values that are not blank, as typed.
    pub samples: Vec<String>,
}

/// One project.
#[derive(Clone, Debug)]
pub struct Row {
    /// Index into [`Reading::sheets`].
    pub sheet: u16,
    /// From 1, as the spreadsheet numbers it.
    pub row: u32,
    /// The category from the group row above it (一、工业项目(73个) → 工业项目).
    pub group: Option<Arc<str>>,
    pub values: Values,
    /// No error was found in it.
    pub ok: bool,
}

/// The values of a row by field.
#[derive(Clone, Debug)]
pub struct Values {
    pub(crate) fields: Arc<[Field]>,
    pub(crate) slots: Box<[Option<Value>]>,
}

impl Values {
    pub fn get(&self, field: &Field) -> Option<&Value> {
        let slot = self.fields.iter().position(|f| f == field)?;
        self.at(slot)
    }

    /// By [`Reading::slot`], for whoever walks many rows.
    pub fn at(&self, slot: usize) -> Option<&Value> {
        self.slots.get(slot)?.as_ref()
    }

    /// The fields that have a value, in the ledger's order.
    pub fn iter(&self) -> impl Iterator<Item = (&Field, &Value)> {
        self.fields.iter().zip(&self.slots).filter_map(|(field, value)| Some((field, value.as_ref()?)))
    }
}

impl Reading {
    /// Where [`Values::at`] keeps a field.
    pub fn slot(&self, field: &Field) -> Option<usize> {
        self.fields.iter().position(|f| f == field)
    }

    /// Errors and warnings, in the order of sheets and cells.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.errors.iter().chain(&self.warnings)
    }
}
