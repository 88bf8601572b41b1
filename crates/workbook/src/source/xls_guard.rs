//! A look at an `.xls` before calamine reads it: calamine makes room for every cell between the first and the last one, so a
//! damaged or hostile file that names a far cell or a vast sheet would exhaust the memory.

use crate::ReadError;
use crate::options::Limits;
use std::io::{Cursor, Read};

/// Record types of BIFF ([MS-XLS] 2.3).
const BOF: u16 = 0x0809;
const EOF: u16 = 0x000a;
const BOUND_SHEET: u16 = 0x0085;
const DIMENSIONS: u16 = 0x0200;
const MUL_RK: u16 = 0x00bd;
/// Records that begin with the row and column of a cell.
const CELLS: &[u16] = &[0x0006, 0x00bd, 0x00d6, 0x00fd, 0x0203, 0x0204, 0x0205, 0x027e];

/// Refuses a workbook whose sheets would take more than the limit of cells.
pub(crate) fn check(bytes: &[u8], limits: &Limits) -> Result<(), ReadError> {
    let stream = stream(bytes)?;
    let sheets = Records { stream: &stream, at: 0 }.filter(|r| r.kind == BOUND_SHEET);
    let starts: Vec<usize> = sheets.filter_map(|r| usize::try_from(r.long(0)?).ok()).collect();
    for start in starts {
        let area = area(stream.get(start..).unwrap_or_default());
        if area > limits.cells {
            return Err(ReadError::TooManyCells { sheet: String::new(), most: limits.cells });
        }
    }
    Ok(())
}

/// The stream of records within the compound file.
fn stream(bytes: &[u8]) -> Result<Vec<u8>, ReadError> {
    let broken = |e: std::io::Error| ReadError::Broken(e.to_string());
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(broken)?;
    let name = ["/Workbook", "/Book"].into_iter().find(|name| file.is_stream(name));
    let Some(name) = name else {
        return Err(ReadError::NotAWorkbook("这是Word、PowerPoint或其他文件".to_owned()));
    };
    let mut stream = Vec::new();
    // A stream cannot be longer than the file that holds it.
    let most = bytes.len() as u64;
    file.open_stream(name).map_err(broken)?.take(most).read_to_end(&mut stream).map_err(broken)?;
    Ok(stream)
}

struct Record<'a> {
    kind: u16,
    data: &'a [u8],
}

impl Record<'_> {
    fn short(&self, at: usize) -> Option<u64> {
        self.data.get(at..at + 2).map(|b| u64::from(u16::from_le_bytes([b[0], b[1]])))
    }

    fn long(&self, at: usize) -> Option<u64> {
        self.data.get(at..at + 4).map(|b| u64::from(u32::from_le_bytes([b[0], b[1], b[2], b[3]])))
    }
}

struct Records<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let head = self.stream.get(self.at..self.at + 4)?;
        let length = usize::from(u16::from_le_bytes([head[2], head[3]]));
        let data = self.stream.get(self.at + 4..self.at + 4 + length)?;
        self.at += 4 + length;
        Some(Record { kind: u16::from_le_bytes([head[0], head[1]]), data })
    }
}

/// The cells of the rectangle that holds every cell of a sheet, or that the sheet says it has.
fn area(stream: &[u8]) -> u64 {
    let mut depth = 0_u32;
    let (mut rows, mut columns, mut said) = (0, 0, 0);
    for record in (Records { stream, at: 0 }) {
        match record.kind {
            BOF => depth += 1,
            EOF if depth <= 1 => break,
            EOF => depth -= 1,
            DIMENSIONS => said = said.max(dimensions(&record).unwrap_or(0)),
            kind if CELLS.contains(&kind) => {
                let more = if kind == MUL_RK { record.data.len() as u64 / 6 } else { 0 };
                rows = rows.max(record.short(0).unwrap_or(0) + 1);
                columns = columns.max(record.short(2).unwrap_or(0) + 1 + more);
            }
            _ => {}
        }
    }
    said.max(rows * columns)
}

fn dimensions(record: &Record<'_>) -> Option<u64> {
    let (first, last, left, right) = if record.data.len() == 10 {
        (record.short(0)?, record.short(2)?, record.short(4)?, record.short(6)?)
    } else {
        (record.long(0)?, record.long(4)?, record.short(8)?, record.short(10)?)
    };
    // A sheet that ends before it begins is left to the reader's own checks of arithmetic.
    Some((last + 1).saturating_sub(first).saturating_mul((right + 1).saturating_sub(left.min(right))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(data.len()).unwrap();
        [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
    }

    #[test]
    fn a_far_cell_makes_a_large_sheet() {
        let near = record(0x0203, &[4, 0, 2, 0, 0, 0]);
        assert_eq!(area(&[record(BOF, &[]), near.clone(), record(EOF, &[])].concat()), 15);
        let far = record(0x027e, &[0xff, 0xff, 0xff, 0xff]);
        assert_eq!(area(&[near, far].concat()), 65_536 * 65_536);
        let vast = record(DIMENSIONS, &[0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1, 0, 0]);
        assert!(area(&vast) > 1 << 39);
        assert_eq!(area(&[1, 2, 3]), 0);
    }
}
