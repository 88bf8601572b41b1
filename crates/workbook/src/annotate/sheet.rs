//! A worksheet part with other styles for some cells, and with its comments' drawing named.

use super::Notes;
use super::comments::corner;
use super::package::prefix;
use super::styles::{Fills, with_attribute};
use crate::finding::column_letters;
use crate::source::xml::{Tag, next_tag};
use std::collections::BTreeMap;

/// Changes to a part: from, to, what stands there instead.
type Edits = Vec<(usize, usize, Vec<u8>)>;

/// The part with the cells of the notes filled; blank cells are made.
pub(crate) fn fill(part: &[u8], notes: &Notes, fills: &mut Fills) -> Vec<u8> {
    let mut edits = Edits::new();
    let mut open = Rows {
        notes,
        prefix: prefix(part),
        edits: &mut edits,
        fills,
        left: BTreeMap::new(),
        row: 0,
        row_style: 0,
        column: 0,
    };
    let mut at = 0;
    let mut inside = false;
    while let Some(tag) = next_tag(part, at) {
        at = tag.end;
        match (tag.name, tag.closes) {
            (b"sheetData", false) => inside = true,
            (b"sheetData", true) => break,
            (b"row", false) if inside => {
                open.begin(&tag, part);
                if open.left.is_empty() && !tag.empty {
                    // Nothing to do in this row: go on at its end.
                    at = memchr::memmem::find(&part[at..], b"row>").map_or(at, |n| at + n + 4);
                }
            }
            (b"row", true) if inside => open.end(tag.start),
            (b"c", false) if inside => open.cell(&tag, part),
            _ => {}
        }
    }
    apply(part, edits)
}

struct Rows<'n> {
    notes: &'n Notes,
    prefix: String,
    edits: &'n mut Edits,
    fills: &'n mut Fills,
    /// Cells of the present row that have not been met: column → is an error.
    left: BTreeMap<u32, bool>,
    row: u32,
    row_style: usize,
    column: u32,
}

impl Rows<'_> {
    fn begin(&mut self, tag: &Tag<'_>, part: &[u8]) {
        self.row = tag.number(b"r").unwrap_or(self.row + 1);
        self.column = 0;
        self.row_style = tag.number(b"s").unwrap_or(0) as usize;
        let notes = self.notes.range((self.row, 0)..(self.row + 1, 0));
        self.left = notes.map(|((_, column), note)| (*column, note.is_error)).collect();
        if tag.empty && !self.left.is_empty() {
            let slash = part[..tag.end].iter().rposition(|b| *b == b'/').unwrap_or(tag.end - 1);
            let cells = self.made(u32::MAX);
            let text =
                [&part[tag.start..slash], b">", cells.as_bytes(), b"</", self.prefix.as_bytes(), b"row>"].concat();
            self.edits.push((tag.start, tag.end, text));
        }
    }

    fn cell(&mut self, tag: &Tag<'_>, part: &[u8]) {
        self.column = tag.attribute(b"r").and_then(|r| corner(&r)).map_or(self.column + 1, |(_, column)| column);
        let before = self.made(self.column);
        let raw = &part[tag.start..tag.end];
        let styled = self.left.remove(&self.column).map(|is_error| {
            let style = tag.number(b"s").unwrap_or(0) as usize;
            with_attribute(raw, "s", &self.fills.filled(style, is_error).to_string())
        });
        if styled.is_some() || !before.is_empty() {
            let text = [before.as_bytes(), styled.as_deref().unwrap_or(raw)].concat();
            self.edits.push((tag.start, tag.end, text));
        }
    }

    fn end(&mut self, at: usize) {
        let cells = self.made(u32::MAX);
        if !cells.is_empty() {
            self.edits.push((at, at, cells.into_bytes()));
        }
    }

    /// New blank cells for the notes in columns before `column`.
    fn made(&mut self, column: u32) -> String {
        let mut text = String::new();
        while let Some((next, is_error)) = self.left.first_key_value().map(|(c, e)| (*c, *e)) {
            if next >= column {
                break;
            }
            self.left.remove(&next);
            let style = self.fills.filled(self.row_style, is_error);
            let letters = column_letters(next - 1);
            text.push_str(&format!("<{}c r=\"{letters}{}\" s=\"{style}\"/>", self.prefix, self.row));
        }
        text
    }
}

fn apply(part: &[u8], edits: Edits) -> Vec<u8> {
    let mut out = Vec::with_capacity(part.len() + edits.iter().map(|e| e.2.len()).sum::<usize>());
    let mut at = 0;
    for (from, to, text) in edits {
        out.extend_from_slice(&part[at..from]);
        out.extend_from_slice(&text);
        at = to;
    }
    out.extend_from_slice(&part[at..]);
    out
}

/// The relationship id of the drawing a sheet's comments use.
pub(crate) fn legacy_drawing(part: &[u8]) -> Option<String> {
    let mut at = after_rows(part);
    while let Some(tag) = next_tag(part, at) {
        at = tag.end;
        if tag.opens(b"legacyDrawing") {
            let id = tag.attribute(b"r:id").or_else(|| {
                let raw = String::from_utf8_lossy(tag.attributes).into_owned();
                let value = raw.split(":id=").nth(1)?.get(1..)?.split(['"', '\'']).next()?.to_owned();
                Some(value.into())
            });
            return id.map(std::borrow::Cow::into_owned);
        }
    }
    None
}

fn after_rows(part: &[u8]) -> usize {
    memchr::memmem::rfind(part, b"sheetData").unwrap_or(0)
}

/// The elements that stand behind `legacyDrawing` in a worksheet (ECMA-376 part 1, CT_Worksheet).
const BEHIND: &[&[u8]] = &[
    b"legacyDrawingHF",
    b"drawingHF",
    b"picture",
    b"oleObjects",
    b"controls",
    b"webPublishItems",
    b"tableParts",
    b"extLst",
    b"AlternateContent",
];

pub(crate) fn with_legacy_drawing(part: &[u8], id: &str, namespace: &str) -> Vec<u8> {
    let mut at = after_rows(part);
    let mut place = memchr::memmem::rfind(part, b"</").unwrap_or(part.len());
    let mut depth = 0_usize;
    while let Some(tag) = next_tag(part, at) {
        at = tag.end;
        if depth == 0 && !tag.closes && BEHIND.contains(&tag.name) {
            place = tag.start;
            break;
        }
        match (tag.closes, tag.empty) {
            (false, false) => depth += 1,
            (true, _) => depth = depth.saturating_sub(1),
            (false, true) => {}
        }
    }
    let prefix = prefix(part);
    let element = format!("<{prefix}legacyDrawing xmlns:r=\"{namespace}\" r:id=\"{id}\"/>");
    [&part[..place], element.as_bytes(), &part[place..]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::Note;

    #[test]
    fn cells_are_filled_and_blank_ones_made_in_order() {
        let styles = br#"<styleSheet><fills><fill/></fills><cellXfs><xf/></cellXfs></styleSheet>"#;
        let mut fills = Fills::new(styles.to_vec()).unwrap();
        let part = br#"<worksheet><sheetData><row r="2"><c r="A2"><v>1</v></c><c r="C2" s="0"><v>2</v></c></row><row r="3"/></sheetData><pageMargins/><tableParts count="0"/></worksheet>"#;
        let note = |is_error| Note { text: "甲".into(), is_error };
        let notes = [((2, 2), note(true)), ((2, 3), note(false)), ((3, 1), note(true))].into_iter().collect();
        let filled = String::from_utf8(fill(part, &notes, &mut fills)).unwrap();
        assert_eq!(
            filled,
            r#"<worksheet><sheetData><row r="2"><c r="A2"><v>1</v></c><c r="B2" s="1"/><c r="C2" s="2"><v>2</v></c></row><row r="3"><c r="A3" s="1"/></row></sheetData><pageMargins/><tableParts count="0"/></worksheet>"#
        );
        let drawn = String::from_utf8(with_legacy_drawing(part, "rId9", "urn:r")).unwrap();
        assert!(drawn.contains(r#"<pageMargins/><legacyDrawing xmlns:r="urn:r" r:id="rId9"/><tableParts"#), "{drawn}");
        assert_eq!(legacy_drawing(drawn.as_bytes()).as_deref(), Some("rId9"));
    }
}
