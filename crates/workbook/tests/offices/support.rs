//! Offices' workbooks, built cell by cell, and short ways to ask what was read from them.

use kernel::{Field, Money};
use rust_xlsxwriter::{Format, Workbook};
use workbook::{Options, Reading, Value};

/// A typed cell of a fixture.
#[derive(Clone, Debug)]
pub enum C {
    Blank,
    Text(String),
    Number(f64),
    /// A date cell: year, month, day.
    Date(u16, u8, u8),
    /// A number shown as a percentage.
    Percent(f64),
    /// A formula with its stored result.
    Formula(String, String),
}

impl From<&str> for C {
    fn from(text: &str) -> C {
        if text.is_empty() { C::Blank } else { C::Text(text.to_owned()) }
    }
}

impl From<i32> for C {
    fn from(number: i32) -> C {
        C::Number(f64::from(number))
    }
}

impl From<f64> for C {
    fn from(number: f64) -> C {
        C::Number(number)
    }
}

/// A row of cells of any kind.
#[macro_export]
macro_rules! row {
    ($($cell:expr),* $(,)?) => { vec![$($crate::support::C::from($cell)),*] };
}

/// A sheet: name, rows, merged areas such as `A1:C1`.
pub struct Page<'a> {
    pub name: &'a str,
    pub rows: Vec<Vec<C>>,
    pub merges: Vec<&'a str>,
    pub hidden_rows: &'a [u32],
    pub is_hidden: bool,
}

pub fn page<'a>(name: &'a str, rows: Vec<Vec<C>>, merges: &[&'a str]) -> Page<'a> {
    Page { name, rows, merges: merges.to_vec(), hidden_rows: &[], is_hidden: false }
}

/// The pages as an `.xlsx`.
pub fn xlsx(pages: &[Page<'_>]) -> Vec<u8> {
    let mut book = Workbook::new();
    for page in pages {
        let sheet = book.add_worksheet();
        sheet.set_name(page.name).unwrap();
        let plain = Format::new();
        for row in page.hidden_rows {
            sheet.set_row_hidden(row - 1).unwrap();
        }
        sheet.set_hidden(page.is_hidden);
        for area in &page.merges {
            let (first, last) = area.split_once(':').unwrap();
            let ((top, left), (bottom, right)) = (corner(first), corner(last));
            sheet.merge_range(top, left, bottom, right, "", &plain).unwrap();
        }
        for (row, cells) in (0..).zip(&page.rows) {
            for (column, cell) in (0..).zip(cells) {
                match cell {
                    C::Blank => continue,
                    C::Text(text) => sheet.write_string(row, column, text).unwrap(),
                    C::Number(number) => sheet.write_number(row, column, *number).unwrap(),
                    C::Percent(number) => {
                        let format = Format::new().set_num_format("0.0%");
                        sheet.write_number_with_format(row, column, *number, &format).unwrap()
                    }
                    C::Date(year, month, day) => {
                        let date = rust_xlsxwriter::ExcelDateTime::from_ymd(*year, *month, *day).unwrap();
                        let format = Format::new().set_num_format("yyyy\"年\"m\"月\"");
                        sheet.write_datetime_with_format(row, column, date, &format).unwrap()
                    }
                    C::Formula(formula, result) => {
                        let formula = rust_xlsxwriter::Formula::new(formula).set_result(result);
                        sheet.write_formula(row, column, formula).unwrap()
                    }
                };
            }
        }
    }
    book.save_to_buffer().unwrap()
}

pub fn corner(cell: &str) -> (u32, u16) {
    let digits = cell.find(|c: char| c.is_ascii_digit()).unwrap();
    let column = workbook::column_index(&cell[..digits]).unwrap();
    (cell[digits..].parse::<u32>().unwrap() - 1, u16::try_from(column).unwrap())
}

pub fn read(bytes: &[u8]) -> Reading {
    read_named("台账.xlsx", bytes)
}

pub fn read_named(name: &str, bytes: &[u8]) -> Reading {
    workbook::read(name, bytes, &Options::for_year(2025)).unwrap()
}

/// Sum of a field in 万元, with all its digits.
pub fn sum(reading: &Reading, field: &Field) -> String {
    let amounts = reading.rows.iter().filter_map(|r| r.values.get(field)?.as_money());
    amounts.sum::<Money>().exact(kernel::money::MoneyUnit::Wan)
}

/// The values of a field in row order; `·` where there is none.
pub fn column(reading: &Reading, field: &Field) -> Vec<String> {
    reading.rows.iter().map(|r| r.values.get(field).map_or_else(|| "·".to_owned(), Value::text)).collect()
}

/// The dates of a field in row order as year-month-day.
pub fn dates(reading: &Reading, field: &Field) -> Vec<String> {
    let text = |value: Option<&Value>| match value {
        Some(Value::Date(date)) => date.first_day.to_string(),
        Some(other) => other.text(),
        None => "·".to_owned(),
    };
    reading.rows.iter().map(|r| text(r.values.get(field))).collect()
}

/// All findings as `J8 message`, errors first.
pub fn findings(reading: &Reading) -> Vec<String> {
    reading.findings().map(|f| format!("{} {}", f.cell, f.message)).collect()
}

/// The cells of errors and of warnings.
pub fn cells(findings: &[workbook::Finding]) -> Vec<&str> {
    findings.iter().map(|f| f.cell.as_str()).collect()
}

#[track_caller]
pub fn assert_clean(reading: &Reading) {
    assert!(reading.errors.is_empty() && reading.warnings.is_empty(), "{:#?}", findings(reading));
}
