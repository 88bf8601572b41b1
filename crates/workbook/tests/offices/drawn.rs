//! Ledgers drawn as text in `tests/ledgers`, one office each, and what is read from them, looked at by a person, beside them.
//!
//! A drawing has a line for each row, cells between `|`. Numbers are numbers, `'12` is text, `%0.64` a number shown as a
//! percentage, `@2025-03-01` a date, `=SUM(A1:A2)→3` a formula with its result, `!#REF!` an error. Before the rows of a sheet:
//! `== name` (`== name (hidden)`), then `~ merge A1:C1 …`, `~ hide 7 8`. At the top: `# what it is about`, `~ file 台账.xlsx`,
//! `~ form inline` (see [`Form`]).

use crate::plain_xlsx;
use crate::support::{C, Page, xlsx};
use kernel::Field;
use std::fmt::Write as _;
use std::path::Path;
use workbook::{Options, Reading, Value};

/// How a drawing becomes a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Xlsx,
    /// Texts in their cells, no shared strings, dates counted from 1904: as some programs write them.
    Inline,
    /// Separated text in GB18030.
    Csv(char),
}

/// A drawing, taken apart.
struct Drawing {
    file: String,
    form: Form,
    sheets: Vec<Sheet>,
}

#[derive(Default)]
pub struct Sheet {
    pub name: String,
    pub is_hidden: bool,
    pub merges: Vec<String>,
    pub hidden_rows: Vec<u32>,
    pub rows: Vec<Vec<C>>,
}

fn drawing(text: &str) -> Drawing {
    let mut drawing = Drawing { file: "台账.xlsx".to_owned(), form: Form::Xlsx, sheets: Vec::new() };
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if let Some(name) = line.strip_prefix("== ") {
            let plain = name.trim_end_matches(" (hidden)");
            drawing.sheets.push(Sheet { name: plain.to_owned(), is_hidden: plain != name, ..Sheet::default() });
        } else if let Some(told) = line.strip_prefix("~ ") {
            let (word, rest) = told.split_once(' ').unwrap();
            match (word, drawing.sheets.last_mut()) {
                ("file", _) => drawing.file = rest.to_owned(),
                ("form", _) => drawing.form = form(rest),
                ("merge", Some(sheet)) => sheet.merges.extend(rest.split_whitespace().map(str::to_owned)),
                ("hide", Some(sheet)) => {
                    sheet.hidden_rows.extend(rest.split_whitespace().map(|n| n.parse::<u32>().unwrap()));
                }
                _ => panic!("{line}"),
            }
        } else {
            let sheet = drawing.sheets.last_mut().unwrap();
            sheet.rows.push(if line.is_empty() {
                Vec::new()
            } else {
                line.split('|').map(|t| cell(t.trim())).collect()
            });
        }
    }
    drawing
}

fn form(word: &str) -> Form {
    match word {
        "inline" => Form::Inline,
        "semicolons" => Form::Csv(';'),
        "tabs" => Form::Csv('\t'),
        other => panic!("{other}"),
    }
}

fn cell(text: &str) -> C {
    if let Some(text) = text.strip_prefix('\'') {
        return C::Text(text.to_owned());
    }
    if let Some(number) = text.strip_prefix('%') {
        return number.parse().map_or_else(|_| C::Text(text.to_owned()), C::Percent);
    }
    if let Some(date) = text.strip_prefix('@') {
        let date: kernel::Date = date.parse().unwrap();
        let text = date.format("%Y %-m %-d").to_string();
        let mut parts = text.split(' ');
        let mut next = || parts.next().unwrap();
        return C::Date(next().parse().unwrap(), next().parse().unwrap(), next().parse().unwrap());
    }
    if let Some(error) = text.strip_prefix('!') {
        return C::Formula("=NA()".to_owned(), error.to_owned());
    }
    if let Some((formula, result)) = text.split_once('→').filter(|_| text.starts_with('=')) {
        return C::Formula(formula.to_owned(), result.to_owned());
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => C::Number(number),
        _ if text.is_empty() => C::Blank,
        _ => C::Text(text.to_owned()),
    }
}

fn bytes(drawing: &Drawing) -> Vec<u8> {
    match drawing.form {
        Form::Inline => plain_xlsx::xlsx(&drawing.sheets),
        Form::Csv(separator) => separated(&drawing.sheets[0], separator),
        Form::Xlsx => xlsx(&drawing.sheets.iter().map(page).collect::<Vec<_>>()),
    }
}

fn page(sheet: &Sheet) -> Page<'_> {
    Page {
        name: &sheet.name,
        rows: sheet.rows.clone(),
        merges: sheet.merges.iter().map(String::as_str).collect(),
        hidden_rows: &sheet.hidden_rows,
        is_hidden: sheet.is_hidden,
    }
}

fn separated(sheet: &Sheet, separator: char) -> Vec<u8> {
    let text = |cell: &C| match cell {
        C::Text(text) => text.clone(),
        C::Number(number) => number.to_string(),
        C::Percent(number) => format!("{}%", number * 100.0),
        C::Date(year, month, day) => format!("{year}/{month}/{day}"),
        C::Formula(_, result) => result.clone(),
        C::Blank => String::new(),
    };
    let line = |row: &Vec<C>| row.iter().map(text).collect::<Vec<_>>().join(&separator.to_string());
    let lines: Vec<String> = sheet.rows.iter().map(line).collect();
    encoding_rs::GB18030.encode(&lines.join("\r\n")).0.into_owned()
}

/// All that was read, for people to look at.
fn shown(reading: &Reading) -> String {
    let mut out = String::new();
    let unit = reading.unit.map(|unit| unit.label()).unwrap_or_default();
    let month = reading.as_of.map_or_else(|| "?".to_owned(), |month| month.to_string());
    let _ = writeln!(out, "{} | {month} | {unit} | {}个项目", reading.title, reading.rows.len());
    for sheet in &reading.sheets {
        let _ = writeln!(out, "{} {:?} {}", sheet.name, sheet.header_rows, sheet.projects);
        for column in sheet.columns.iter() {
            let field = column.field.as_ref().map_or_else(|| "不导入".to_owned(), Field::id);
            let unit = column.unit.map(|u| u.label()).unwrap_or_default();
            let _ = writeln!(out, "  {} {} → {field} {unit}", column.column, column.header);
        }
    }
    for skipped in &reading.skipped {
        let _ = writeln!(out, "没有读取 {}:{}", skipped.name, skipped.reason);
    }
    for (slot, field) in reading.fields.iter().enumerate() {
        let values: Vec<String> =
            reading.rows.iter().map(|row| row.values.at(slot).map_or("·".to_owned(), value)).collect();
        if values.iter().any(|v| v != "·") {
            let _ = writeln!(out, "{}: {}", field.id(), values.join(" | "));
        }
    }
    for finding in reading.findings() {
        let severity = if finding.severity == workbook::Severity::Error { "错误" } else { "提醒" };
        let _ = writeln!(out, "{severity} {}!{} “{}” {}", finding.sheet, finding.cell, finding.value, finding.message);
    }
    out
}

fn value(value: &Value) -> String {
    match value {
        Value::Date(date) => format!("{}({:?})", date.first_day, date.precision),
        Value::Mark(mark) => format!("{}({})", mark.text, mark.mark.map_or("?", |m| m.label())),
        other => other.text(),
    }
}

#[test]
fn the_ledgers_of_many_offices_are_read_as_people_read_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ledgers");
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|e| e == "txt"));
    files.sort();
    assert!(files.len() >= 20, "the drawings are in {}", folder.display());
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(&folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let drawing = drawing(&text);
        let read = workbook::read(&drawing.file, &bytes(&drawing), &Options::for_year(2025));
        let told = read.map_or_else(|error| format!("{error}\n"), |reading| shown(&reading));
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        settings.bind(|| insta::assert_snapshot!(name, told));
    }
}
