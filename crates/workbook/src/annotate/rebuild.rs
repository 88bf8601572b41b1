//! A new `.xlsx` with the contents of a workbook in another format, and the comments.

use super::Notes;
use crate::grid::{Cell, Sheet, Shown, date_of_serial};
use rust_xlsxwriter::{Color, Format, Note as CellNote, Workbook, Worksheet, XlsxError};
use std::collections::BTreeMap;

pub(crate) fn rebuild(sheets: &[Sheet], by_sheet: &BTreeMap<&str, Notes>) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    for sheet in sheets {
        let page = book.add_worksheet();
        // A name that no spreadsheet accepts is left to the default one.
        let _ = page.set_name(sheet_name(&sheet.name));
        let none = Notes::new();
        write_sheet(page, sheet, by_sheet.get(sheet.name.as_str()).unwrap_or(&none))?;
    }
    book.save_to_buffer()
}

fn sheet_name(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'')).take(31).collect()
}

fn fill(is_error: bool) -> Format {
    Format::new().set_background_color(Color::RGB(if is_error { 0x00FF_C7CE } else { 0x00FF_EB9C }))
}

fn write_sheet(page: &mut Worksheet, sheet: &Sheet, notes: &Notes) -> Result<(), XlsxError> {
    for merge in &sheet.merges {
        let (Ok(left), Ok(right)) = (u16::try_from(merge.left), u16::try_from(merge.right)) else { continue };
        if merge.top > 0 && merge.bottom < 1_048_576 {
            // Overlapping areas of a broken file are left unmerged.
            let _ = page.merge_range(merge.top - 1, left, merge.bottom - 1, right, "", &Format::new());
        }
    }
    for row in &sheet.rows {
        for cell in &row.cells {
            let note = notes.get(&(row.number, u32::from(cell.column) + 1));
            let format = note.map_or_else(Format::new, |n| fill(n.is_error));
            write_cell(page, row.number - 1, cell.column, &cell.cell, &format)?;
        }
    }
    for ((row, column), note) in notes {
        let Ok(column) = u16::try_from(column - 1) else { continue };
        if sheet.rows.binary_search_by_key(row, |r| r.number).ok().is_none_or(|at| sheet.rows[at].get(column).is_none())
        {
            page.write_blank(row - 1, column, &fill(note.is_error))?;
        }
        let text: String = note.text.chars().take(30_000).collect();
        page.insert_note(row - 1, column, &CellNote::new(text).set_author("导入检查").set_width(280))?;
    }
    Ok(())
}

fn write_cell(page: &mut Worksheet, row: u32, column: u16, cell: &Cell, format: &Format) -> Result<(), XlsxError> {
    match cell {
        Cell::Number(value, Shown::Date) => match date_of_serial(*value) {
            Some(date) => {
                page.write_datetime_with_format(row, column, date, &format.clone().set_num_format("yyyy-mm-dd"))?
            }
            None => page.write_number_with_format(row, column, *value, format)?,
        },
        Cell::Number(value, Shown::Percent) => {
            page.write_number_with_format(row, column, *value, &format.clone().set_num_format("0.0%"))?
        }
        Cell::Number(value, Shown::Plain) => page.write_number_with_format(row, column, *value, format)?,
        other => {
            let text: String = other.typed().chars().take(32_000).collect();
            page.write_string_with_format(row, column, text, format)?
        }
    };
    Ok(())
}
