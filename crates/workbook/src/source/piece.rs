//! The cells of a piece of a worksheet part, in one pass over its bytes.

use super::formula::{self, Odd};
use super::strings::rich_text;
use super::styles::Styles;
use super::xml::{Tag, next_tag, parse_number, spreadsheet_text, text_between};
use crate::grid::{Cell, DAYS_TO_1904, MOST_COLUMNS, OddFormula, SheetCell, SheetRow, Shown};
use memchr::memmem;
use std::sync::Arc;

/// What cells refer to.
#[derive(Debug)]
pub(crate) struct Shared {
    pub strings: Vec<Arc<str>>,
    pub styles: Styles,
    pub epoch_1904: bool,
}

/// Rows and oddities of one piece.
#[derive(Debug, Default)]
pub(crate) struct Piece {
    pub rows: Vec<SheetRow>,
    pub odd: Vec<OddFormula>,
}

/// The rows of a piece.
pub(crate) fn read_piece(bytes: &[u8], shared: &Shared) -> Piece {
    let mut piece = Piece::default();
    let mut at = 0;
    let mut row = SheetRow::default();
    let mut column = 0_u32;
    while let Some(tag) = plain_cell(bytes, at).or_else(|| next_tag(bytes, at)) {
        at = tag.end;
        if tag.opens(b"c") {
            let about = CellTag::of(tag.attributes);
            column = about.column.unwrap_or(column);
            if tag.empty {
                column += 1;
                continue;
            }
            let (cell, formula, end) = read_cell(bytes, at, &about, shared);
            at = end;
            if let Some(cell) = cell
                && let Some(column) = u16::try_from(column).ok().filter(|c| *c < MOST_COLUMNS)
            {
                row.cells.push(SheetCell { column, cell });
            }
            if let Some(odd) = formula.and_then(|f| odd_formula(&f, row.number, column)) {
                piece.odd.push(odd);
            }
            column += 1;
        } else if tag.opens(b"row") {
            let capacity = row.cells.len();
            piece.rows.push(std::mem::take(&mut row));
            row = SheetRow {
                number: tag.number(b"r").unwrap_or(0),
                hidden: tag.is_true(b"hidden"),
                cells: Vec::with_capacity(if tag.empty { 0 } else { capacity }),
            };
            column = 0;
        }
    }
    piece.rows.push(row);
    for row in &mut piece.rows {
        if !row.cells.is_sorted_by_key(|c| c.column) {
            row.cells.sort_by_key(|c| c.column);
        }
    }
    // A million rows that are only formatted are no rows.
    piece.rows.retain(|r| !r.cells.is_empty());
    piece
}

/// The tag `<c …>` as spreadsheet programs write it, found without a general scan; `None` for anything else.
fn plain_cell(bytes: &[u8], at: usize) -> Option<Tag<'_>> {
    let rest = bytes.get(at..)?.strip_prefix(b"<c ")?;
    let length = memchr::memchr(b'>', rest)?;
    let empty = length > 0 && rest[length - 1] == b'/';
    let attributes = &rest[..length - usize::from(empty)];
    Some(Tag { name: b"c", attributes, closes: false, empty, start: at, end: at + 3 + length + 1 })
}

/// The type of a cell's value (attribute `t`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ValueKind {
    Number,
    Shared,
    /// The text result of a formula, or text in place.
    Text,
    Formula,
    Bool,
    Error,
    Date,
}

/// What the attributes of a cell say.
#[derive(Clone, Copy, Debug)]
struct CellTag {
    column: Option<u32>,
    style: usize,
    kind: ValueKind,
}

impl CellTag {
    /// One pass over `r="J8" s="5" t="s"`.
    fn of(attributes: &[u8]) -> CellTag {
        let mut tag = CellTag { column: None, style: 0, kind: ValueKind::Number };
        let mut rest = attributes;
        loop {
            rest = rest.trim_ascii_start();
            let Some(equals) = rest.iter().position(|b| *b == b'=') else { return tag };
            let (name, value) = (&rest[..equals], &rest[equals + 1..]);
            let Some((quote, value)) = value.split_first() else { return tag };
            let Some(end) = value.iter().position(|b| b == quote) else { return tag };
            let text = &value[..end];
            match name {
                b"r" => tag.column = column_of(text),
                b"s" => tag.style = parse_number(text).unwrap_or(0) as usize,
                b"t" => {
                    tag.kind = match text {
                        b"s" => ValueKind::Shared,
                        b"str" => ValueKind::Formula,
                        b"inlineStr" => ValueKind::Text,
                        b"b" => ValueKind::Bool,
                        b"e" => ValueKind::Error,
                        b"d" => ValueKind::Date,
                        _ => ValueKind::Number,
                    }
                }
                _ => {}
            }
            rest = &value[end + 1..];
        }
    }
}

fn odd_formula(text: &str, row: u32, column: u32) -> Option<OddFormula> {
    let odd = formula::is_odd(text, row, column)?;
    Some(OddFormula { row, column, cyclic: odd == Odd::Cyclic, text: text.to_owned() })
}

/// `J8` → 9, from 0.
fn column_of(reference: &[u8]) -> Option<u32> {
    let mut index = 0_u32;
    for b in reference.iter().take_while(|b| b.is_ascii_alphabetic()).take(3) {
        index = index * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1;
    }
    index.checked_sub(1)
}

/// The cell's content, its formula, and the position after its closing tag; `from` lies behind its opening tag.
fn read_cell(bytes: &[u8], from: usize, about: &CellTag, shared: &Shared) -> (Option<Cell>, Option<String>, usize) {
    let mut at = from;
    let mut cell = None;
    let mut formula = None;
    let mut has_formula = false;
    // Nearly every cell is `<v>…</v></c>`.
    if bytes[from..].starts_with(b"<v>")
        && let Some(length) = memchr::memchr(b'<', &bytes[from + 3..])
        && bytes[from + 3 + length..].starts_with(b"</v></c>")
    {
        let close = from + 3 + length;
        return (value(bytes, from + 3, close, about, shared), None, close + b"</v></c>".len());
    }
    while let Some(tag) = next_tag(bytes, at) {
        at = tag.end;
        match tag.name {
            b"c" if tag.closes => break,
            // A cell that was never closed: the next one begins.
            b"c" | b"row" => {
                at = tag.start;
                break;
            }
            b"v" if !tag.closes && !tag.empty => {
                let close = end_of_text(bytes, at);
                cell = value(bytes, at, close, about, shared);
                at = close;
            }
            b"f" if !tag.closes => {
                has_formula = true;
                if !tag.empty {
                    let close = end_of_text(bytes, at);
                    formula = Some(text_between(bytes, at, close).into_owned());
                    at = close;
                }
            }
            b"is" if !tag.closes && !tag.empty => {
                let (text, end) = rich_text(bytes, at, b"is");
                cell = some_text(text);
                at = end;
            }
            _ => {}
        }
    }
    if has_formula && cell.is_none() && about.kind != ValueKind::Formula {
        cell = Some(Cell::Uncalculated);
    }
    (cell, formula, at)
}

/// Where the text of an element ends: at the next tag that is no CDATA.
fn end_of_text(bytes: &[u8], at: usize) -> usize {
    let start = if bytes[at..].starts_with(b"<![CDATA[") {
        memmem::find(&bytes[at..], b"]]>").map_or(bytes.len(), |n| at + n)
    } else {
        at
    };
    memchr::memchr(b'<', &bytes[start..]).map_or(bytes.len(), |n| start + n)
}

fn value(bytes: &[u8], from: usize, to: usize, about: &CellTag, shared: &Shared) -> Option<Cell> {
    let raw = bytes[from..to].trim_ascii();
    match about.kind {
        ValueKind::Shared => some_text(shared.strings.get(parse_number(raw)? as usize)?.clone()),
        ValueKind::Formula | ValueKind::Text => {
            some_text(Arc::from(&*spreadsheet_text(&text_between(bytes, from, to))))
        }
        ValueKind::Bool => Some(Cell::Bool(raw == b"1")),
        ValueKind::Error => Some(Cell::Error(Arc::from(&*text_between(bytes, from, to)))),
        ValueKind::Date => iso_date(raw).or_else(|| some_text(Arc::from(&*text_between(bytes, from, to)))),
        ValueKind::Number => {
            let number = number(raw).or_else(|| number(text_between(bytes, from, to).trim().as_bytes()))?;
            let shown = shared.styles.shown(about.style);
            let shift = if shared.epoch_1904 && shown == Shown::Date { DAYS_TO_1904 } else { 0.0 };
            Some(Cell::Number(number + shift, shown))
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "whole numbers of at most fifteen digits are exact")]
fn number(raw: &[u8]) -> Option<f64> {
    if raw.len() <= 15 && !raw.is_empty() && raw.iter().all(u8::is_ascii_digit) {
        return Some(raw.iter().fold(0_u64, |n, b| n * 10 + u64::from(b - b'0')) as f64);
    }
    let number: f64 = std::str::from_utf8(raw).ok()?.parse().ok()?;
    number.is_finite().then_some(number)
}

fn some_text(text: Arc<str>) -> Option<Cell> {
    (!text.trim().is_empty()).then_some(Cell::Text(text))
}

/// Strict workbooks may write a date as text: `2025-03-01T00:00:00`.
fn iso_date(raw: &[u8]) -> Option<Cell> {
    let date: kernel::Date = std::str::from_utf8(raw).ok()?.get(..10)?.parse().ok()?;
    let first = kernel::Date::from_ymd_opt(1899, 12, 30)?;
    let days = i32::try_from((date - first).num_days()).ok()?;
    Some(Cell::Number(f64::from(days), Shown::Date))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PART: &str = r#"<row r="3" hidden="1"><c r="A3" t="s"><v>0</v></c><c r="B3" s="1"><v>45717</v></c><c r="C3"><f>SUM(C3:C9)</f><v>7</v></c><c r="D3" t="inlineStr"><is><t>甲</t></is></c><c r="E3" t="e"><v>#REF!</v></c><c r="F3"><f>A1</f></c><c r="G3" s="1"/></row><row><c><v><![CDATA[5]]></v></c></row>"#;

    fn shared() -> Shared {
        let styles = br#"<s><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></s>"#;
        Shared { strings: vec![Arc::from("项目")], styles: Styles::parse(styles), epoch_1904: false }
    }

    #[test]
    fn every_kind_of_cell_is_read() {
        let piece = read_piece(PART.as_bytes(), &shared());
        let row = &piece.rows[0];
        assert!(row.number == 3 && row.hidden);
        let texts: Vec<String> = (0..6).map(|c| row.text(c)).collect();
        assert_eq!(texts, ["项目", "2025-03-01", "7", "甲", "#REF!", ""]);
        assert_eq!(row.get(5), Some(&Cell::Uncalculated));
        assert_eq!(row.get(6), None);
        assert!(piece.odd[0].cyclic && piece.odd[0].column == 2);
        assert_eq!((piece.rows[1].number, piece.rows[1].cells.len()), (0, 1));
    }

    proptest! {
        #[test]
        fn damaged_parts_do_no_harm(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..20), cut in 0..400_usize) {
            let mut bytes = PART.as_bytes().to_vec();
            for (place, byte) in &changes {
                let at = place.index(bytes.len());
                bytes[at] = *byte;
            }
            bytes.truncate(bytes.len().saturating_sub(cut));
            let piece = read_piece(&bytes, &shared());
            prop_assert!(piece.rows.iter().all(|r| r.cells.is_sorted_by_key(|c| c.column)));
        }
    }
}
