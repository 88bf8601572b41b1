//! The cells of one worksheet part, read while it is being unpacked: one thread unpacks and cuts the part between rows, others
//! turn the pieces into rows. A ledger of 100,000 rows is some 150 MB of XML, of which only a few pieces exist at a time.

use super::formula::{self, Odd};
use super::package::Package;
use super::strings::rich_text;
use super::styles::Styles;
use super::xml::{Tag, next_tag, parse_number, spreadsheet_text, text_between};
use crate::ReadError;
use crate::grid::{Cell, DAYS_TO_1904, Merge, OddFormula, Sheet, SheetCell, SheetRow, Shown};
use memchr::memmem;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};

/// What cells refer to.
#[derive(Debug)]
pub(crate) struct Shared {
    pub strings: Vec<Arc<str>>,
    pub styles: Styles,
    pub epoch_1904: bool,
}

/// Rows and oddities of one piece.
#[derive(Debug, Default)]
struct Piece {
    rows: Vec<SheetRow>,
    odd: Vec<OddFormula>,
}

/// Reads the part `name` into `sheet`.
pub(crate) fn read(
    package: &mut Package<'_>,
    name: &str,
    shared: &Shared,
    most_cells: u64,
    sheet: &mut Sheet,
) -> Result<(), ReadError> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from).clamp(1, 4);
    let (sender, receiver) = mpsc::sync_channel::<(usize, Vec<u8>)>(workers * 2);
    let receiver = Mutex::new(receiver);
    let done: Mutex<Vec<(usize, Piece)>> = Mutex::new(Vec::new());
    let cells = AtomicU64::new(0);
    let tail = std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let next = receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok((index, bytes)) = next else { break };
                    if cells.load(Ordering::Relaxed) > most_cells {
                        continue;
                    }
                    let piece = read_piece(&bytes, shared);
                    let count: usize = piece.rows.iter().map(|r| r.cells.len()).sum();
                    cells.fetch_add(count as u64, Ordering::Relaxed);
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((index, piece));
                }
            });
        }
        let mut cutter = Cutter::default();
        let found = package.stream(name, |chunk| {
            if let Some(piece) = cutter.push(&chunk) {
                // A send fails only when every worker is gone, and they leave only when this end is dropped.
                let _ = sender.send(piece);
            }
            if cells.load(Ordering::Relaxed) > most_cells {
                return Err(ReadError::TooManyCells { sheet: sheet.name.clone(), most: most_cells });
            }
            Ok(())
        });
        if found.is_ok()
            && let Some(piece) = cutter.last()
        {
            let _ = sender.send(piece);
        }
        drop(sender);
        found.map(|_| cutter.tail)
    })?;
    let mut pieces = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    pieces.sort_unstable_by_key(|(index, _)| *index);
    for (_, mut piece) in pieces {
        sheet.rows.append(&mut piece.rows);
        sheet.odd_formulas.append(&mut piece.odd);
    }
    number_rows(&mut sheet.rows);
    sheet.merges = merges(&tail);
    Ok(())
}

/// Rows without a number follow the row before them; rows out of order are sorted, blank ones dropped.
fn number_rows(rows: &mut Vec<SheetRow>) {
    let mut last = 0;
    for row in rows.iter_mut() {
        if row.number == 0 {
            row.number = last + 1;
        }
        last = row.number;
    }
    rows.retain(|r| !r.cells.is_empty());
    rows.sort_by_key(|r| r.number);
    rows.dedup_by_key(|r| r.number);
}

/// Cuts the stream of a part into its rows (in pieces) and what follows them.
#[derive(Debug, Default)]
struct Cutter {
    state: State,
    carry: Vec<u8>,
    pieces: usize,
    row_tag: Vec<u8>,
    tail: Vec<u8>,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Head,
    Rows,
    Tail,
}

impl Cutter {
    fn push(&mut self, chunk: &[u8]) -> Option<(usize, Vec<u8>)> {
        if self.state == State::Tail {
            self.tail.extend_from_slice(chunk);
            return None;
        }
        self.carry.extend_from_slice(chunk);
        if self.state == State::Head {
            self.find_rows()?;
        }
        let end = memmem::find(&self.carry, b"sheetData>").and_then(|at| {
            let open = memchr::memrchr(b'<', &self.carry[..at])?;
            (self.carry.get(open + 1) == Some(&b'/')).then_some(open)
        });
        if let Some(end) = end {
            self.state = State::Tail;
            self.tail = self.carry.split_off(end);
            return self.numbered();
        }
        let last_row = memmem::rfind(&self.carry, &self.row_tag).filter(|at| *at > 0)?;
        let rest = self.carry.split_off(last_row);
        let piece = self.numbered();
        self.carry = rest;
        piece
    }

    /// What was left when the part ended without closing its rows.
    fn last(&mut self) -> Option<(usize, Vec<u8>)> {
        if self.state == State::Rows { self.numbered() } else { None }
    }

    fn numbered(&mut self) -> Option<(usize, Vec<u8>)> {
        self.pieces += 1;
        Some((self.pieces, std::mem::take(&mut self.carry)))
    }

    fn find_rows(&mut self) -> Option<()> {
        let at = memmem::find(&self.carry, b"sheetData")?;
        let open = memchr::memrchr(b'<', &self.carry[..at])?;
        let end = at + memchr::memchr(b'>', &self.carry[at..])?;
        self.row_tag = [&self.carry[open..at], b"row"].concat();
        self.state = State::Rows;
        if self.carry[end - 1] == b'/' {
            self.state = State::Tail;
            self.tail = self.carry.split_off(end + 1);
            return None;
        }
        self.carry.drain(..=end);
        Some(())
    }
}

fn read_piece(bytes: &[u8], shared: &Shared) -> Piece {
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
                && let Ok(column) = u16::try_from(column)
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
    piece.rows.retain(|r| r.number > 0 || !r.cells.is_empty());
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
            let number = number(raw)?;
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

fn merges(tail: &[u8]) -> Vec<Merge> {
    let mut merges = Vec::new();
    let mut at = 0;
    while let Some(tag) = next_tag(tail, at) {
        at = tag.end;
        if tag.opens(b"mergeCell")
            && let Some(merge) = tag.attribute(b"ref").and_then(|r| merge_of(&r))
        {
            merges.push(merge);
        }
    }
    merges
}

fn merge_of(reference: &str) -> Option<Merge> {
    let (first, last) = reference.split_once(':')?;
    let corner = |text: &str| {
        let plain: String = text.chars().filter(|c| *c != '$').collect();
        let digits = plain.find(|c: char| c.is_ascii_digit())?;
        Some((plain[digits..].parse::<u32>().ok()?, crate::finding::column_index(&plain[..digits])?))
    };
    let (top, left) = corner(first)?;
    let (bottom, right) = corner(last)?;
    Some(Merge { top, bottom, left, right })
}
