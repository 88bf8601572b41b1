//! Comma- or tab-separated text, in UTF-8, UTF-16 or GB18030.

use crate::ReadError;
use crate::grid::{Cell, MOST_COLUMNS, Sheet, SheetCell, SheetRow};
use crate::options::Limits;
use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};
use std::borrow::Cow;
use std::sync::Arc;

pub(crate) fn sheets(file_name: &str, bytes: &[u8], limits: &Limits) -> Result<Vec<Sheet>, ReadError> {
    let text = decode(bytes)?;
    let start = text.trim_start();
    if start.is_empty() {
        return Err(ReadError::Empty);
    }
    if start.starts_with('<') {
        return Err(ReadError::WebPage);
    }
    let base = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    let name = base.rsplit_once('.').map_or(base, |(stem, _)| stem).to_owned();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut sheet = Sheet { name, ..Sheet::default() };
    let mut cells_so_far = 0_u64;
    let mut record = csv::StringRecord::new();
    let mut number = 0;
    loop {
        let before = reader.position().line();
        if !reader.read_record(&mut record).map_err(|e| ReadError::Broken(e.to_string()))? {
            break;
        }
        number += 1 + blank_lines(reader.position().line() - before, &record);
        let cells: Vec<SheetCell> = (0..MOST_COLUMNS)
            .zip(&record)
            .filter(|(_, text)| !text.trim().is_empty())
            .map(|(column, text)| SheetCell { column, cell: Cell::Text(Arc::from(text)) })
            .collect();
        cells_so_far += cells.len() as u64;
        if cells_so_far > limits.cells {
            return Err(ReadError::TooManyCells { sheet: sheet.name, most: limits.cells });
        }
        if !cells.is_empty() {
            sheet.rows.push(SheetRow { number, hidden: false, cells });
        }
    }
    Ok(vec![sheet])
}

/// Blank lines before a record, which the reader skips and a spreadsheet program shows as rows; a record is one row however
/// many lines its texts have.
fn blank_lines(lines: u64, record: &csv::StringRecord) -> u32 {
    let within: usize = record.iter().map(|text| text.matches('\n').count()).sum();
    u32::try_from(lines.saturating_sub(1 + within as u64)).unwrap_or(0)
}

fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, ReadError> {
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return std::str::from_utf8(rest).map(Cow::Borrowed).map_err(|_| ReadError::Encoding);
    }
    let utf16 = match bytes {
        [0xff, 0xfe, ..] => Some(UTF_16LE),
        [0xfe, 0xff, ..] => Some(UTF_16BE),
        _ => None,
    };
    if let Some(encoding) = utf16 {
        let (text, _, bad) = encoding.decode(bytes);
        return if bad { Err(ReadError::Encoding) } else { Ok(text) };
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        if text.contains('\0') {
            return Err(ReadError::NotAWorkbook("内容不是文字".to_owned()));
        }
        return Ok(Cow::Borrowed(text));
    }
    let (text, bad) = GB18030.decode_without_bom_handling(bytes);
    if bad || text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(if memchr::memchr(0, bytes).is_some() {
            ReadError::NotAWorkbook("内容不是文字".to_owned())
        } else {
            ReadError::Encoding
        });
    }
    Ok(text)
}

/// The separator that occurs most in the first lines.
fn delimiter(text: &str) -> u8 {
    let head: Vec<&str> = text.lines().take(30).collect();
    let count = |d: char| head.iter().map(|line| line.matches(d).count()).sum::<usize>();
    [(b',', count(',')), (b'\t', count('\t')), (b';', count(';')), (b'|', count('|'))]
        .into_iter()
        .max_by_key(|(d, n)| (*n, *d == b','))
        .map_or(b',', |(d, _)| d)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Vec<Sheet>, ReadError> {
        sheets("台账.csv", bytes, &Limits::default())
    }

    #[test]
    fn encodings_of_chinese_offices_are_told_apart() {
        let text = "项目名称,总投资\n甲项目,\"1,200\"\n";
        let gb = GB18030.encode(text).0.into_owned();
        let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        for bytes in [text.as_bytes().to_vec(), [b"\xef\xbb\xbf", text.as_bytes()].concat(), gb, utf16] {
            let sheets = read(&bytes).unwrap();
            assert_eq!(sheets[0].rows[1].text(0), "甲项目");
            assert_eq!(sheets[0].rows[1].text(1), "1,200");
        }
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert!(matches!(read(b"\xe4\xb8\x00\xff\xfe\x01\x02"), Err(ReadError::NotAWorkbook(_))));
        assert!(matches!(read(b"<html><table>"), Err(ReadError::WebPage)));
        assert!(matches!(read(b"  \n "), Err(ReadError::Empty)));
        assert!(matches!(read(b"\xef\xbb\xbf\xff\xff"), Err(ReadError::Encoding)));
    }
}
