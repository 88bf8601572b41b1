//! Where a sheet's header stands, and the lines of words above each column.

use crate::Synonyms;
use crate::grid::{Cell, Merge, Sheet, SheetRow};
use kernel::text::tight;
use std::collections::HashMap;

/// The header of a ledger sheet.
#[derive(Clone, Debug)]
pub(crate) struct Header {
    /// First and last row, from 1, without a row that only numbers the columns.
    pub first: u32,
    pub last: u32,
    /// Index in `Sheet::rows` of the first row after the header and its numbering.
    pub body: usize,
    /// By column: the lines of its header from the top, without repetitions; empty where there is none.
    pub paths: Vec<Vec<String>>,
}

/// Rows at the top of a sheet among which the header is sought.
const SEARCHED_ROWS: usize = 60;
/// Merged areas among which those of the header are sought; more have only hostile workbooks.
const MOST_MERGES: usize = 20_000;
/// A header has at most this many lines.
const MOST_LINES: usize = 5;

/// Finds the header; `None` where the sheet holds no ledger.
pub(crate) fn find(sheet: &Sheet, synonyms: &Synonyms, year: i32) -> Option<Header> {
    let merges = TopMerges::new(sheet);
    let anchor = anchor(sheet, synonyms, year)?;
    let mut first = anchor;
    while first > 0 && anchor - first < MOST_LINES && is_line_above(sheet, &merges, first, synonyms, year) {
        first -= 1;
    }
    let mut last = anchor;
    while last + 1 < sheet.rows.len()
        && last + 1 - first < MOST_LINES
        && is_line_below(sheet, &merges, first, last, synonyms, year)
    {
        last += 1;
    }
    let paths = paths(sheet, &merges, first, last);
    let mut body = last + 1;
    while sheet.rows.get(body).is_some_and(|row| numbers_columns(row, paths.len())) {
        body += 1;
    }
    Some(Header { first: sheet.rows[first].number, last: sheet.rows[last].number, body, paths })
}

/// The row with the most known header words: it needs a word for the project's name and two more, or four in all.
fn anchor(sheet: &Sheet, synonyms: &Synonyms, year: i32) -> Option<usize> {
    let mut best: Option<(usize, usize)> = None;
    for (index, row) in sheet.rows.iter().take(SEARCHED_ROWS).enumerate() {
        let texts: Vec<&str> = row.cells.iter().filter_map(|c| c.cell.as_text()).filter(|t| is_short(t)).collect();
        let known = texts.iter().filter(|t| synonyms.knows(t, year)).count();
        let named = texts.iter().any(|t| synonyms.is_name(t, year));
        let enough = if named { known >= 3 } else { known >= 5 };
        let mostly = known * 4 >= row.cells.len();
        let score = known + if named { 5 } else { 0 };
        if enough && mostly && best.is_none_or(|(_, most)| score > most) {
            best = Some((index, score));
        }
    }
    best.map(|(index, _)| index)
}

fn is_short(text: &str) -> bool {
    text.chars().count() <= 40
}

/// Whether the row before `first` is an upper line of the header: words over several columns, none of them a title or note.
fn is_line_above(sheet: &Sheet, merges: &TopMerges, first: usize, synonyms: &Synonyms, year: i32) -> bool {
    let (row, below) = (&sheet.rows[first - 1], &sheet.rows[first]);
    let texts: Vec<(u16, &str)> = row.cells.iter().filter_map(|c| Some((c.column, c.cell.as_text()?))).collect();
    if texts.len() != row.cells.len() || texts.is_empty() || row.number + 1 != below.number {
        return false;
    }
    let note = |t: &str| {
        let t = tight(t);
        let head: String = t.chars().take(8).collect();
        is_short(&t) && (head.contains(':') || crate::title::is_unit_line(&t) || crate::title::is_date_line(&t))
    };
    if texts.iter().any(|(_, t)| note(t) || !is_short(t)) {
        return false;
    }
    let spans_down = |column: u16| merges.at(row.number, column).is_some_and(|m| m.bottom >= below.number);
    if texts.iter().any(|(column, _)| spans_down(*column)) {
        return true;
    }
    let width = sheet.width();
    let wide =
        |column: u16| merges.at(row.number, column).is_some_and(|m| m.right - m.left + 1 >= u32::from(width) * 3 / 4);
    if texts.iter().any(|(column, _)| wide(*column)) {
        return false;
    }
    let known = texts.iter().filter(|(_, t)| synonyms.knows(t, year)).count();
    let above_words = texts.iter().all(|(column, _)| below.get(*column).is_some() || spans_down(*column));
    known >= 1 && texts.len() >= 2 || (above_words && known == texts.len() && texts[0].0 > 0)
}

/// Whether the row after `last` is a lower line of the header.
fn is_line_below(sheet: &Sheet, merges: &TopMerges, first: usize, last: usize, synonyms: &Synonyms, year: i32) -> bool {
    let (row, above) = (&sheet.rows[last + 1], &sheet.rows[last]);
    let texts: Vec<(u16, &str)> = row.cells.iter().filter_map(|c| Some((c.column, c.cell.as_text()?))).collect();
    let month_numbers = row.cells.len() - texts.len();
    if month_numbers > 0 || texts.is_empty() || row.number != above.number + 1 {
        return false;
    }
    // 合计 and 累计 head columns too, but not where a row of totals has its label.
    let name = name_column(sheet, first, last, synonyms, year);
    let labels_totals =
        |column: u16, text: &str| name.is_none_or(|name| column <= name) && crate::labels::is_total_word(text);
    if texts.iter().any(|(column, t)| t.chars().count() > 24 || labels_totals(*column, t)) {
        return false;
    }
    let top = sheet.rows[first].number;
    let from_above = |column: u16| merges.at(row.number, column).is_some_and(|m| m.top >= top && m.top < row.number);
    let under_group = |column: u16| {
        merges.at(above.number, column).is_some_and(|m| m.right > m.left && m.bottom == above.number)
            || (above.get(column).is_none() && !from_above(column))
            || (merges.is_empty() && next_is_blank(above, column))
            || above.text(column) == row.text(column)
    };
    let covered_name = name.is_none_or(|column| {
        row.get(column).is_none() || row.get(column).and_then(Cell::as_text).is_some_and(|t| synonyms.is_name(t, year))
    });
    let known = texts.iter().filter(|(_, t)| synonyms.knows(t, year)).count();
    covered_name && texts.iter().all(|(column, _)| under_group(*column)) && (known > 0 || !merges.is_empty())
}

fn name_column(sheet: &Sheet, first: usize, last: usize, synonyms: &Synonyms, year: i32) -> Option<u16> {
    let cells = sheet.rows[first..=last].iter().flat_map(|r| &r.cells);
    cells.filter(|c| c.cell.as_text().is_some_and(|t| synonyms.is_name(t, year))).map(|c| c.column).next()
}

fn next_is_blank(row: &SheetRow, column: u16) -> bool {
    row.get(column + 1).is_none()
}

/// A row such as 1 2 3 4 or 甲 乙 1 2 3=1+2 under the header.
pub(crate) fn numbers_columns(row: &SheetRow, width: usize) -> bool {
    if row.cells.len() < 4 || row.cells.len() * 2 < width {
        return false;
    }
    let number = |cell: &Cell| -> Option<u32> {
        let text = tight(&cell.typed());
        let text = text.trim_start_matches(['(', '[', '①']).trim_end_matches([')', ']']);
        let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
        let rest = &text[digits.len()..];
        (rest.is_empty() || rest.starts_with(['=', '＝'])).then(|| digits.parse().ok()).flatten()
    };
    let is_letter = |cell: &Cell| {
        let text = tight(&cell.typed());
        matches!(text.as_str(), "甲" | "乙" | "丙" | "丁" | "戊" | "栏次" | "栏号" | "行次" | "—" | "-" | "序号")
            || (text.len() == 1 && text.bytes().all(|b| b.is_ascii_uppercase()))
    };
    let mut last = 0;
    let mut numbered = 0;
    for cell in &row.cells {
        match number(&cell.cell) {
            Some(n) if n == last + 1 => {
                last = n;
                numbered += 1;
            }
            _ if is_letter(&cell.cell) => numbered += 1,
            _ => {}
        }
    }
    numbered * 10 >= row.cells.len() * 8
}

fn paths(sheet: &Sheet, merges: &TopMerges, first: usize, last: usize) -> Vec<Vec<String>> {
    let lines = &sheet.rows[first..=last];
    let used = lines.iter().filter_map(|r| r.cells.last()).map(|c| c.column + 1).max().unwrap_or(0);
    let merged = lines.iter().filter_map(|r| merges.last_column(r.number)).max().unwrap_or(0);
    let width = used.max(merged.min(sheet.width()));
    let has_merges = lines.iter().any(|r| merges.last_column(r.number).is_some());
    (0..width)
        .map(|column| {
            let mut path: Vec<String> = Vec::new();
            for (depth, row) in lines.iter().enumerate() {
                let text = line_text(sheet, merges, lines, depth, column, has_merges);
                let text = tidy(&text.unwrap_or_else(|| row.text(column)));
                if !text.is_empty() && path.last() != Some(&text) {
                    path.push(text);
                }
            }
            path
        })
        .collect()
}

/// The words of one header line over a column: its own, its merge's, or (in files without merges) those to its left.
fn line_text(
    sheet: &Sheet,
    merges: &TopMerges,
    lines: &[SheetRow],
    depth: usize,
    column: u16,
    has_merges: bool,
) -> Option<String> {
    let row = &lines[depth];
    if row.get(column).is_some() {
        return None;
    }
    if let Some(merge) = merges.at(row.number, column) {
        let at = sheet.rows.binary_search_by_key(&merge.top, |r| r.number).ok()?;
        return Some(sheet.rows[at].text(u16::try_from(merge.left).ok()?));
    }
    // A parent over several columns, its further cells left blank.
    let below = lines.get(depth + 1)?;
    if has_merges || below.get(column).is_none() {
        return None;
    }
    let left = (0..column).rev().find(|c| row.get(*c).is_some())?;
    let all_have_words = (left..=column).all(|c| below.get(c).is_some());
    all_have_words.then(|| row.text(left))
}

fn tidy(text: &str) -> String {
    tight(text)
}

/// The merges near the top of a sheet, found by row.
#[derive(Debug)]
pub(crate) struct TopMerges {
    by_row: HashMap<u32, Vec<Merge>>,
}

impl TopMerges {
    fn new(sheet: &Sheet) -> TopMerges {
        let last = sheet.rows.get(SEARCHED_ROWS).or(sheet.rows.last()).map_or(0, |r| r.number);
        let mut by_row: HashMap<u32, Vec<Merge>> = HashMap::new();
        let at_top = sheet.merges.iter().filter(|m| m.top <= last && m.bottom.saturating_sub(m.top) < 200);
        for merge in at_top.take(MOST_MERGES) {
            for row in merge.top..=merge.bottom {
                by_row.entry(row).or_default().push(*merge);
            }
        }
        TopMerges { by_row }
    }

    fn is_empty(&self) -> bool {
        self.by_row.is_empty()
    }

    fn at(&self, row: u32, column: u16) -> Option<Merge> {
        let column = u32::from(column);
        self.by_row.get(&row)?.iter().copied().find(|m| (m.left..=m.right).contains(&column))
    }

    /// One more than the last merged column of a row.
    fn last_column(&self, row: u32) -> Option<u16> {
        let last = self.by_row.get(&row)?.iter().map(|m| m.right).max()?;
        u16::try_from(last).ok()?.checked_add(1)
    }
}
