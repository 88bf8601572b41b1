//! `.xls`, `.xlsb` and `.ods`, through calamine.

use super::LegacyKind;
use crate::ReadError;
use crate::grid::{Cell, Merge, Sheet, SheetCell, SheetRow, Shown};
use crate::options::Limits;
use calamine::{Data, Ods, Range, Reader, SheetVisible, Xls, XlsError, Xlsb};
use std::io::Cursor;
use std::sync::Arc;

type Bytes<'a> = Cursor<&'a [u8]>;

pub(crate) fn sheets(bytes: &[u8], kind: LegacyKind, limits: &Limits) -> Result<Vec<Sheet>, ReadError> {
    let broken = |e: &dyn std::fmt::Display| ReadError::Broken(e.to_string());
    if kind != LegacyKind::Xls {
        guard_unpacked(bytes, limits)?;
    }
    match kind {
        LegacyKind::Xls => {
            let mut book: Xls<Bytes<'_>> = Xls::new(Cursor::new(bytes)).map_err(|e| match e {
                XlsError::Password => ReadError::Password,
                other => broken(&other),
            })?;
            let merges: Vec<Vec<Merge>> = book
                .sheets_metadata()
                .iter()
                .map(|s| book.merge_cells_by_sheet_name(&s.name).unwrap_or_default().into_iter().map(merge).collect())
                .collect();
            let mut sheets = all(&mut book, limits)?;
            for (sheet, merges) in sheets.iter_mut().zip(merges) {
                sheet.merges = merges;
            }
            Ok(sheets)
        }
        LegacyKind::Xlsb => {
            let mut book: Xlsb<Bytes<'_>> = Xlsb::new(Cursor::new(bytes)).map_err(|e| broken(&e))?;
            all(&mut book, limits)
        }
        LegacyKind::Ods => {
            let mut book: Ods<Bytes<'_>> = Ods::new(Cursor::new(bytes)).map_err(|e| broken(&e))?;
            all(&mut book, limits)
        }
    }
}

fn merge(area: calamine::Dimensions) -> Merge {
    Merge { top: area.start.0 + 1, bottom: area.end.0 + 1, left: area.start.1, right: area.end.1 }
}

/// Unpacks every part once into nothing, so that calamine is never given a bomb.
fn guard_unpacked(bytes: &[u8], limits: &Limits) -> Result<(), ReadError> {
    let mut package = super::package::Package::open(bytes, limits.unpacked_bytes / 2)?;
    for name in package.names() {
        package.stream(&name, |_| Ok(()))?;
    }
    Ok(())
}

fn all<'a, R: Reader<Bytes<'a>>>(book: &mut R, limits: &Limits) -> Result<Vec<Sheet>, ReadError>
where
    R::Error: std::fmt::Display,
{
    let metadata = book.sheets_metadata().to_vec();
    let mut sheets = Vec::new();
    for about in metadata {
        let range = match book.worksheet_range(&about.name) {
            Ok(range) => range,
            Err(error) => return Err(ReadError::Broken(error.to_string())),
        };
        if range.used_cells().count() as u64 > limits.cells {
            return Err(ReadError::TooManyCells { sheet: about.name, most: limits.cells });
        }
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
