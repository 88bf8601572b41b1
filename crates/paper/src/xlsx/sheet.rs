//! A table as a sheet that can be worked with: merged headers, typed cells, frozen header, ready to print.

use super::{row_height, write_text};
use crate::layout::{ems, header_cells, header_rows};
use crate::{Align, Cell, Column, ColumnKind, Emphasis, PaperError, Table, TableRow, Value};
use chrono::Datelike;
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, FormatBorder, Worksheet};

/// Writes the table from the upper left corner on: caption, unit, header, rows.
pub(super) fn write(sheet: &mut Worksheet, table: &Table) -> Result<(), PaperError> {
    let last = u16::try_from(table.columns.len().max(1) - 1).unwrap_or(u16::MAX);
    let title = Format::new().set_font_name("宋体").set_bold().set_font_size(16).set_align(FormatAlign::Center);
    across(sheet, (0, 0), (0, last), &table.caption, &title)?;
    let note = Format::new().set_font_name("仿宋").set_align(FormatAlign::Right);
    across(sheet, (1, 0), (1, last), table.unit_note.as_deref().unwrap_or_default(), &note)?;
    let first = header(sheet, table)?;
    let widths: Vec<f32> = table.columns.iter().enumerate().map(|(at, column)| width(table, at, column)).collect();
    for (row, body) in (first..).zip(&table.rows) {
        body_row(sheet, table, body, row, last)?;
        let cells = body.cells.iter().map(|cell| cell.text.as_str());
        let rooms = widths.iter().map(|width| width / 2.1);
        sheet.set_row_height(row, row_height(&cells.zip(rooms).collect::<Vec<_>>(), 14.0))?;
    }
    for (at, width) in (0..=last).zip(&widths) {
        sheet.set_column_width(at, f64::from(*width))?;
    }
    print_set_up(sheet, table, first)
}

fn print_set_up(sheet: &mut Worksheet, table: &Table, first: u32) -> Result<(), PaperError> {
    sheet.set_freeze_panes(first, 0)?;
    sheet.set_paper_size(9).set_print_fit_to_pages(1, 0).set_footer("&C— &P —");
    if table.landscape {
        sheet.set_landscape();
    }
    if table.repeat_header {
        sheet.set_repeat_rows(2, first - 1)?;
    }
    Ok(())
}

/// The header's lines from row 2 on; returns the first body row.
fn header(sheet: &mut Worksheet, table: &Table) -> Result<u32, PaperError> {
    let format = framed().set_font_name("黑体").set_align(FormatAlign::Center).set_text_wrap();
    for cell in header_cells(&table.columns) {
        let at = |row: usize, column: usize| (2 + row as u32, column as u16);
        let from = at(cell.row, cell.column);
        let to = at(cell.row + cell.row_span - 1, cell.column + cell.column_span - 1);
        across(sheet, from, to, &cell.text, &format)?;
    }
    Ok(2 + header_rows(&table.columns) as u32)
}

fn body_row(sheet: &mut Worksheet, table: &Table, body: &TableRow, row: u32, last: u16) -> Result<(), PaperError> {
    if let Some(title) = &body.group {
        return across(sheet, (row, 0), (row, last), title, &framed().set_bold().set_align(FormatAlign::Left));
    }
    for ((at, column), cell) in (0..=last).zip(&table.columns).zip(&body.cells) {
        let format = match body.emphasis {
            Emphasis::Plain => framed(),
            Emphasis::Subtotal | Emphasis::Total => framed().set_bold(),
        };
        write_cell(sheet, (row, at), column, cell, aligned(format, column.align))?;
    }
    Ok(())
}

fn write_cell(
    sheet: &mut Worksheet,
    (row, at): (u32, u16),
    column: &Column,
    cell: &Cell,
    format: Format,
) -> Result<(), PaperError> {
    match (cell.value, column.kind) {
        (Value::Number(value), ColumnKind::Percent { decimals }) if value.is_finite() => {
            sheet.write_number_with_format(
                row,
                at,
                value / 100.0,
                &format.set_num_format(pattern("0", decimals) + "%"),
            )?;
        }
        (Value::Number(value), ColumnKind::Number { decimals }) if value.is_finite() => {
            sheet.write_number_with_format(row, at, value, &format.set_num_format(pattern("#,##0", decimals)))?;
        }
        (Value::Number(value), _) if value.is_finite() => {
            sheet.write_number_with_format(row, at, value, &format)?;
        }
        (Value::Date(date), _) if (1900..=9999).contains(&date.year()) => {
            let date = ExcelDateTime::from_ymd(date.year() as u16, date.month() as u8, date.day() as u8)?;
            sheet.write_datetime_with_format(row, at, &date, &format.set_num_format("yyyy-mm-dd"))?;
        }
        _ => write_text(sheet, row, at, &cell.text, &format.set_text_wrap())?,
    }
    Ok(())
}

fn pattern(whole: &str, decimals: u8) -> String {
    match decimals.min(10) {
        0 => whole.to_owned(),
        n => format!("{whole}.{}", "0".repeat(usize::from(n))),
    }
}

/// A text over a range of cells, merged if there is more than one.
fn across(
    sheet: &mut Worksheet,
    from: (u32, u16),
    to: (u32, u16),
    text: &str,
    format: &Format,
) -> Result<(), PaperError> {
    if from != to {
        sheet.merge_range(from.0, from.1, to.0, to.1, "", format)?;
    }
    write_text(sheet, from.0, from.1, text, format)
}

fn framed() -> Format {
    Format::new()
        .set_font_name("宋体")
        .set_font_size(10)
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::VerticalCenter)
}

fn aligned(format: Format, align: Align) -> Format {
    format.set_align(match align {
        Align::Left => FormatAlign::Left,
        Align::Center => FormatAlign::Center,
        Align::Right => FormatAlign::Right,
    })
}

/// A column's width in Excel's unit, a digit's width: for text as wide as it was given, otherwise for the longest.
fn width(table: &Table, at: usize, column: &Column) -> f32 {
    let cells = table.rows.iter().filter_map(|row| row.cells.get(at)).map(|cell| ems(&cell.text));
    let header = column.header_path.last().map_or(0.0, |line| ems(line)).min(6.0);
    let longest = cells.fold(header, f32::max);
    let wish = match column.kind {
        ColumnKind::Text => longest.min(column.width_weight.max(4.0) * 1.3),
        // Excel sets separators between thousands, which the printed text does not have.
        _ => longest * 1.15,
    };
    (wish * 2.1 + 1.5).clamp(5.0, 60.0)
}
