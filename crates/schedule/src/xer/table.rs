//! The tables of an XER file: lines of tab-separated values under `%T` (table), `%F` (fields) and `%R` (rows).

use crate::file::FileError;
use crate::moment::Moment;
use std::collections::HashMap;

#[derive(Debug, Default)]
pub(super) struct Table<'a> {
    fields: HashMap<&'a str, usize>,
    rows: Vec<(usize, Vec<&'a str>)>,
}

/// One row with the names of its fields.
#[derive(Clone, Copy)]
pub(super) struct Row<'t> {
    table: &'t Table<'t>,
    line: usize,
    values: &'t [&'t str],
}

pub(super) fn read_tables(text: &str) -> Result<HashMap<&str, Table<'_>>, FileError> {
    let mut tables: HashMap<&str, Table> = HashMap::new();
    let mut current: Option<&str> = None;
    for (number, line) in text.lines().enumerate() {
        let mut values = line.split('\t');
        match (values.next(), current) {
            (Some("%T"), _) => current = values.next().map(str::trim),
            (Some("%F"), Some(name)) => {
                let table = tables.entry(name).or_default();
                table.fields = values.enumerate().map(|(i, field)| (field.trim(), i)).collect();
            }
            (Some("%R"), Some(name)) => match tables.get_mut(name) {
                Some(table) => table.rows.push((number + 1, values.collect())),
                None => {
                    let reason = format!("表{name}还没有字段行(%F)");
                    return Err(FileError::BadXer { line: number + 1, reason });
                }
            },
            (Some("%F" | "%R"), None) => {
                return Err(FileError::BadXer { line: number + 1, reason: "前面没有表名行(%T)".to_owned() });
            }
            _ => {}
        }
    }
    Ok(tables)
}

impl<'a> Table<'a> {
    pub fn rows(&'a self) -> impl Iterator<Item = Row<'a>> {
        self.rows.iter().map(|(line, values)| Row { table: self, line: *line, values })
    }
}

impl<'t> Row<'t> {
    /// The value of a field; `None` when the field is missing or empty.
    pub fn text(&self, field: &str) -> Option<&'t str> {
        let value = self.values.get(*self.table.fields.get(field)?)?.trim();
        (!value.is_empty()).then_some(value)
    }

    pub fn says(&self, field: &str, value: &str) -> bool {
        self.text(field) == Some(value)
    }

    fn bad(&self, field: &'static str, value: &str) -> FileError {
        let place = format!("XER第{}行", self.line);
        FileError::BadValue { place, field, value: value.chars().take(40).collect() }
    }

    pub fn integer(&self, field: &'static str) -> Result<Option<i64>, FileError> {
        self.text(field).map(|t| t.parse().map_err(|_| self.bad(field, t))).transpose()
    }

    /// A number; a decimal comma is understood.
    pub fn number(&self, field: &'static str) -> Result<Option<f64>, FileError> {
        let read = |t: &str| t.replace(',', ".").parse().ok().filter(|n: &f64| n.is_finite());
        self.text(field).map(|t| read(t).ok_or_else(|| self.bad(field, t))).transpose()
    }

    /// Hours as seconds, to the nearest minute as Primavera works; no more of them than years 1900 to 9999 have.
    pub fn hours(&self, field: &'static str) -> Result<Option<i64>, FileError> {
        match self.number(field)? {
            Some(hours) if hours.abs() > 8100.0 * 366.0 * 24.0 => Err(self.bad(field, &hours.to_string())),
            hours => Ok(hours.map(|hours| (hours * 60.0).round() as i64 * 60)),
        }
    }

    pub fn moment(&self, field: &'static str) -> Result<Option<Moment>, FileError> {
        self.text(field).map(|t| Moment::parse(t).ok_or_else(|| self.bad(field, t))).transpose()
    }

    pub fn id(&self, field: &'static str) -> Result<i64, FileError> {
        self.integer(field)?.ok_or_else(|| self.bad(field, ""))
    }
}
