//! New workbooks: any table of the product as an office would lay it out for printing.

use kernel::{Date, Money, Month, money::MoneyUnit};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

/// What a column shows; decides alignment and number format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    Text,
    /// Words to be centred: marks, natures, levels.
    Short,
    /// Amounts of money in this unit, two decimals.
    Money(MoneyUnit),
    /// Whole numbers.
    Count,
    /// Areas and other quantities, up to two decimals.
    Number,
    /// One decimal and a percent sign.
    Percent,
    Date,
    Month,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableColumn {
    /// One or two lines: `["2025年", "年度计划投资"]`. Neighbours with the same first line share it.
    pub header: Vec<String>,
    pub kind: ColumnKind,
    /// In characters of the normal font; 0 chooses by kind and header.
    pub width: u16,
}

impl TableColumn {
    pub fn new(header: &str, kind: ColumnKind) -> TableColumn {
        TableColumn { header: header.split('/').map(str::to_owned).collect(), kind, width: 0 }
    }
}

/// A cell to write.
#[derive(Clone, Debug, PartialEq)]
pub enum TableCell {
    Blank,
    Text(String),
    Money(Money),
    Number(f64),
    /// In percent: 64.3 for 64.3 %.
    Percent(f64),
    Date(Date),
    Month(Month),
}

/// A table without its rows, which [`table`] takes one by one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Name of the sheet; also of the print header. Blank: 台账.
    pub sheet: String,
    /// First line, centred over the table.
    pub title: String,
    /// Second line, left: 数据截至2025年7月31日.
    pub note: String,
    /// Second line, right: 单位:万元、亩.
    pub unit: String,
    pub columns: Vec<TableColumn>,
    /// Columns that stay in sight when scrolling sideways.
    pub frozen_columns: u16,
    /// A last row under the others, in bold.
    pub totals: Option<Vec<TableCell>>,
}

#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error("导出的行数超过工作表的上限1048576行:请先筛选")]
    TooManyRows,
    #[error("工作簿无法生成:{0}")]
    Workbook(#[from] XlsxError),
}

/// From this many rows on, rows go to a temporary file instead of memory.
const MANY_ROWS: usize = 5_000;
/// Excel's limits.
const MOST_ROWS: u32 = 1_048_576;
const MOST_CHARACTERS: usize = 32_000;

/// Writes a table as `.xlsx`: title, note and unit line, header of one or two lines, frozen panes, autofilter, number
/// formats, totals, and printing on A3 across with repeated header rows. Text is always text, also when it begins with
/// `=`, `+`, `-` or `@`.
///
/// `expected_rows` chooses between memory and a temporary file; it may be a guess.
///
/// # Errors
///
/// When there are more rows than a sheet holds, or the temporary file cannot be written.
pub fn table(
    table: &Table,
    rows: impl IntoIterator<Item = Vec<TableCell>>,
    expected_rows: usize,
) -> Result<Vec<u8>, WriteError> {
    let mut book = Workbook::new();
    let large = expected_rows >= MANY_ROWS;
    let page = if large { book.add_worksheet_with_low_memory()? } else { book.add_worksheet() };
    let name: String = table.sheet.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(31).collect();
    page.set_name(if name.is_empty() { "台账" } else { &name })?;
    let formats: Vec<Formats> = table.columns.iter().map(|c| Formats::new(c.kind)).collect();
    set_widths(page, table)?;
    let first_row = write_head(page, table, large)?;
    let mut row = first_row;
    for cells in rows {
        if row + 2 > MOST_ROWS {
            return Err(WriteError::TooManyRows);
        }
        write_row(page, row, &cells, &formats, false)?;
        row += 1;
    }
    let last_data = row.max(first_row + 1) - 1;
    if let Some(totals) = &table.totals {
        write_row(page, row, totals, &formats, true)?;
    }
    set_up(page, table, first_row, last_data)?;
    Ok(book.save_to_buffer()?)
}

/// The formats of a column: ordinary, in the totals row, and for text that begins like a formula.
struct Formats {
    kind: ColumnKind,
    plain: Format,
    total: Format,
    guarded: Format,
}

impl Formats {
    fn new(kind: ColumnKind) -> Formats {
        let base =
            Format::new().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter).set_font_size(10);
        let plain = match kind {
            ColumnKind::Text => base.set_text_wrap(),
            ColumnKind::Short => base.set_align(FormatAlign::Center).set_text_wrap(),
            ColumnKind::Money(_) => base.set_num_format("#,##0.00"),
            ColumnKind::Count => base.set_num_format("#,##0"),
            ColumnKind::Number => base.set_num_format("#,##0.##"),
            ColumnKind::Percent => base.set_num_format("0.0%"),
            ColumnKind::Date => base.set_num_format("yyyy-mm-dd").set_align(FormatAlign::Center),
            ColumnKind::Month => base.set_num_format("yyyy\"年\"m\"月\"").set_align(FormatAlign::Center),
        };
        let total = plain.clone().set_bold().set_background_color(Color::RGB(0x00F2_F2F2));
        let guarded = plain.clone().set_quote_prefix();
        Formats { kind, plain, total, guarded }
    }
}

fn set_widths(page: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    for (index, column) in (0_u16..).zip(&table.columns) {
        let header = column.header.last().map_or(0, |h| h.chars().count());
        let by_kind = match column.kind {
            ColumnKind::Text => 24,
            ColumnKind::Short | ColumnKind::Month => 11,
            ColumnKind::Money(_) => 14,
            ColumnKind::Count | ColumnKind::Percent => 9,
            ColumnKind::Number | ColumnKind::Date => 12,
        };
        // Headers wrap to two lines before they widen a column.
        let width = if column.width > 0 { usize::from(column.width) } else { by_kind.max(header + 1).min(60) };
        page.set_column_width(index, u16::try_from(width).unwrap_or(60))?;
    }
    Ok(())
}

/// Title, note line and header; returns the first row of data.
fn write_head(page: &mut Worksheet, table: &Table, large: bool) -> Result<u32, XlsxError> {
    let last = u16::try_from(table.columns.len().max(1) - 1).unwrap_or(u16::MAX);
    let mut row = 0;
    if !table.title.is_empty() {
        let title = Format::new()
            .set_bold()
            .set_font_size(16)
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter);
        page.set_row_height(row, 30)?;
        spread(page, row, 0, last, &table.title, &title)?;
        row += 1;
    }
    if !table.note.is_empty() || !table.unit.is_empty() {
        let left = Format::new().set_font_size(10);
        let right = Format::new().set_font_size(10).set_align(FormatAlign::Right);
        page.write_string_with_format(row, 0, &table.note, &left)?;
        if last > 0 {
            page.write_string_with_format(row, last, &table.unit, &right)?;
        }
        row += 1;
    }
    let header = Format::new()
        .set_bold()
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap()
        .set_font_size(10)
        .set_background_color(Color::RGB(0x00E8_EEF7));
    if table.columns.iter().all(|c| c.header.len() < 2) {
        for (index, column) in (0_u16..).zip(&table.columns) {
            page.write_string_with_format(row, index, column.header.concat(), &header)?;
        }
        return Ok(row + 1);
    }
    two_lines(page, table, row, &header, large)?;
    Ok(row + 2)
}

/// A header of two lines. Rows that go straight to a file cannot be merged downwards: their single words stand in the lower line.
fn two_lines(page: &mut Worksheet, table: &Table, row: u32, header: &Format, large: bool) -> Result<(), XlsxError> {
    let upper = |c: &TableColumn| c.header.first().filter(|_| c.header.len() > 1).cloned();
    let columns: Vec<(u16, &TableColumn)> = (0_u16..).zip(&table.columns).collect();
    for group in columns.chunk_by(|(_, a), (_, b)| upper(a).is_some() && upper(a) == upper(b)) {
        let (Some((first, column)), Some((last, _))) = (group.first(), group.last()) else { continue };
        match upper(column) {
            Some(text) => spread(page, row, *first, *last, &text, header)?,
            None if large => {
                page.write_blank(row, *first, header)?;
            }
            None => {
                page.merge_range(row, *first, row + 1, *first, &column.header.concat(), header)?;
            }
        }
    }
    for (index, column) in columns {
        if upper(column).is_some() {
            page.write_string_with_format(row + 1, index, column.header[1..].join("/"), header)?;
        } else if large {
            page.write_string_with_format(row + 1, index, column.header.concat(), header)?;
        }
    }
    Ok(())
}

fn spread(page: &mut Worksheet, row: u32, first: u16, last: u16, text: &str, format: &Format) -> Result<(), XlsxError> {
    if first == last {
        page.write_string_with_format(row, first, text, format)?;
    } else {
        page.merge_range(row, first, row, last, text, format)?;
    }
    Ok(())
}

fn write_row(
    page: &mut Worksheet,
    row: u32,
    cells: &[TableCell],
    formats: &[Formats],
    total: bool,
) -> Result<(), XlsxError> {
    for ((column, formats), cell) in
        (0_u16..).zip(formats).zip(cells.iter().chain(std::iter::repeat(&TableCell::Blank)))
    {
        let format = if total { &formats.total } else { &formats.plain };
        match cell {
            TableCell::Blank => page.write_blank(row, column, format)?,
            TableCell::Text(text) => write_text(page, row, column, text, formats, format)?,
            TableCell::Money(money) => {
                let unit = if let ColumnKind::Money(unit) = formats.kind { unit } else { MoneyUnit::Wan };
                page.write_number_with_format(row, column, in_unit(*money, unit), format)?
            }
            TableCell::Number(number) if number.is_finite() => {
                page.write_number_with_format(row, column, *number, format)?
            }
            TableCell::Percent(percent) if percent.is_finite() => {
                page.write_number_with_format(row, column, percent / 100.0, format)?
            }
            TableCell::Number(_) | TableCell::Percent(_) => page.write_blank(row, column, format)?,
            TableCell::Date(date) => page.write_datetime_with_format(row, column, *date, format)?,
            TableCell::Month(month) => page.write_datetime_with_format(row, column, month.first_day(), format)?,
        };
    }
    Ok(())
}

fn write_text<'p>(
    page: &'p mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    formats: &Formats,
    format: &Format,
) -> Result<&'p mut Worksheet, XlsxError> {
    let formula_like = text.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r']);
    let format = if formula_like { &formats.guarded } else { format };
    let text: String = text.chars().take(MOST_CHARACTERS).collect();
    page.write_string_with_format(row, column, text, format)
}

/// The nearest double to the amount in its unit; spreadsheets know no other numbers.
#[expect(clippy::cast_precision_loss, reason = "amounts below 900 万亿元 in fen keep their fifteen digits")]
fn in_unit(money: Money, unit: MoneyUnit) -> f64 {
    money.0 as f64 / unit.fen() as f64
}

fn set_up(page: &mut Worksheet, table: &Table, first_row: u32, last_row: u32) -> Result<(), XlsxError> {
    const A3: u8 = 8;
    let last_column = u16::try_from(table.columns.len().max(1) - 1).unwrap_or(u16::MAX);
    let header_row = first_row.saturating_sub(1);
    page.set_freeze_panes(first_row, table.frozen_columns)?;
    page.autofilter(header_row, 0, last_row.max(header_row), last_column)?;
    page.set_paper_size(A3).set_landscape().set_print_fit_to_pages(1, 0);
    page.set_repeat_rows(0, header_row)?;
    page.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
    page.set_footer("&C第&P页 共&N页");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::{Cell, Shown};
    use crate::{Limits, source};

    fn sample(expected: usize) -> Vec<u8> {
        let columns = vec![
            TableColumn::new("项目名称", ColumnKind::Text),
            TableColumn::new("2025年/计划投资", ColumnKind::Money(MoneyUnit::Wan)),
            TableColumn::new("2025年/完成率", ColumnKind::Percent),
            TableColumn::new("开工时间", ColumnKind::Date),
        ];
        let totals = Some(vec![TableCell::Text("合计".into()), TableCell::Money(Money::from_wan(30))]);
        let head = Table {
            title: "示例市重点项目台账".into(),
            note: "数据截至2025年7月31日".into(),
            unit: "单位:万元".into(),
            columns,
            frozen_columns: 1,
            totals,
            ..Table::default()
        };
        let date = Date::from_ymd_opt(2025, 3, 5).unwrap();
        let row = |name: &str| {
            vec![
                TableCell::Text(name.into()),
                TableCell::Money(Money::from_wan(15)),
                TableCell::Percent(64.3),
                TableCell::Date(date),
            ]
        };
        table(&head, [row("甲项目"), row("=HYPERLINK(\"http://x\")")], expected).unwrap()
    }

    #[test]
    fn a_table_reads_back_as_it_was_written() {
        for expected in [2, 100_000] {
            let sheets = source::sheets("导出.xlsx", &sample(expected), &Limits::default()).unwrap();
            let rows = &sheets[0].rows;
            assert_eq!(rows[0].text(0), "示例市重点项目台账");
            assert_eq!(rows[1].text(3), "单位:万元");
            let data = rows.iter().find(|r| r.text(0) == "甲项目").unwrap();
            assert_eq!(data.get(1), Some(&Cell::Number(15.0, Shown::Plain)));
            assert_eq!(data.text(2), "64.3%");
            assert_eq!(data.text(3), "2025-03-05");
            let guarded = rows.iter().find(|r| r.number == data.number + 1).unwrap();
            assert_eq!(guarded.get(0).and_then(Cell::as_text), Some("=HYPERLINK(\"http://x\")"));
            assert_eq!(rows.last().unwrap().text(1), "30");
        }
    }

    #[test]
    fn an_exported_table_can_be_imported() {
        let reading = crate::read("导出.xlsx", &sample(2), &crate::Options::for_year(2025)).unwrap();
        assert_eq!(reading.rows.len(), 2);
        assert_eq!(reading.as_of.map(|m| m.to_string()).as_deref(), Some("2025-07"));
        assert!(reading.errors.is_empty(), "{:?}", reading.errors);
    }
}
