//! `.xls`, through calamine.

use super::xls_guard;
use crate::ReadError;
use crate::grid::{Cell, Merge, Sheet, SheetCell, SheetRow, Shown};
use crate::options::Limits;
use calamine::{Data, Range, Reader, SheetVisible, Xls, XlsError};
use std::io::Cursor;
use std::sync::Arc;

type Bytes<'a> = Cursor<&'a [u8]>;

/// calamine panics on some damaged files (found by changing single bytes of an `.xls`); to the office that is a damaged file.
/// Nothing outlives the call that a panic could have left half-done. What would exhaust the memory is refused before.
pub(crate) fn sheets(bytes: &[u8], limits: &Limits) -> Result<Vec<Sheet>, ReadError> {
    xls_guard::check(bytes, limits)?;
    std::panic::catch_unwind(|| read(bytes, limits))
        .unwrap_or_else(|_| Err(ReadError::Broken("内部结构错误".to_owned())))
}

fn read(bytes: &[u8], limits: &Limits) -> Result<Vec<Sheet>, ReadError> {
    let mut book: Xls<Bytes<'_>> = Xls::new(Cursor::new(bytes)).map_err(|e| match e {
        XlsError::Password => ReadError::Password,
        other => ReadError::Broken(other.to_string()),
    })?;
    let mut sheets = all(&mut book, limits)?;
    for sheet in &mut sheets {
        sheet.merges = book.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default().into_iter().map(merge).collect();
    }
    Ok(sheets)
}

fn merge(area: calamine::Dimensions) -> Merge {
    let (a, b) = (area.start, area.end);
    Merge { top: a.0.min(b.0) + 1, bottom: a.0.max(b.0) + 1, left: a.1.min(b.1), right: a.1.max(b.1) }
}

fn all(book: &mut Xls<Bytes<'_>>, limits: &Limits) -> Result<Vec<Sheet>, ReadError> {
    let metadata = book.sheets_metadata().to_vec();
    let mut sheets = Vec::new();
    let mut left = limits.cells;
    for about in metadata {
        let range = match book.worksheet_range(&about.name) {
            Ok(range) => range,
            Err(error) => return Err(ReadError::Broken(error.to_string())),
        };
        let cells = range.used_cells().count() as u64;
        left = left
            .checked_sub(cells)
            .ok_or_else(|| ReadError::TooManyCells { sheet: about.name.clone(), most: limits.cells })?;
        sheets.push(Sheet {
            name: about.name,
            hidden: about.visible != SheetVisible::Visible,
            rows: rows(&range),
            ..Sheet::default()
        });
    }
    Ok(sheets)
}

fn rows(range: &Range<Data>) -> Vec<SheetRow> {
    let Some((top, left)) = range.start() else { return Vec::new() };
    let mut rows = Vec::new();
    for (number, cells) in (top + 1..).zip(range.rows()) {
        let cells: Vec<SheetCell> = (left..)
            .zip(cells)
            .filter_map(|(column, data)| Some(SheetCell { column: u16::try_from(column).ok()?, cell: cell(data)? }))
            .collect();
        if !cells.is_empty() {
            rows.push(SheetRow { number, hidden: false, cells });
        }
    }
    rows
}

fn cell(data: &Data) -> Option<Cell> {
    match data {
        Data::Empty => None,
        #[expect(clippy::cast_precision_loss, reason = "a spreadsheet's integers are floats anyway")]
        Data::Int(value) => Some(Cell::Number(*value as f64, Shown::Plain)),
        Data::Float(value) => Some(Cell::Number(*value, Shown::Plain)),
        Data::String(text) | Data::DurationIso(text) => text_cell(text),
        Data::DateTimeIso(text) => match text.get(..10).and_then(|t| t.parse::<kernel::Date>().ok()) {
            Some(date) => serial_cell(date),
            None => text_cell(text),
        },
        Data::DateTime(when) => {
            let (year, month, day, ..) = when.to_ymd_hms_milli();
            match kernel::Date::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day)) {
                Some(date) if when.is_datetime() => serial_cell(date),
                _ => Some(Cell::Number(when.as_f64(), Shown::Plain)),
            }
        }
        Data::Bool(value) => Some(Cell::Bool(*value)),
        Data::Error(error) => Some(Cell::Error(Arc::from(error.to_string()))),
    }
}

fn serial_cell(date: kernel::Date) -> Option<Cell> {
    let first = kernel::Date::from_ymd_opt(1899, 12, 30)?;
    let days = i32::try_from((date - first).num_days()).ok()?;
    Some(Cell::Number(f64::from(days), Shown::Date))
}

fn text_cell(text: &str) -> Option<Cell> {
    (!text.trim().is_empty()).then(|| Cell::Text(Arc::from(text)))
}
