//! The two parts behind comments: their texts, and the drawing with their boxes.

use super::Notes;
use super::package::{before_last_close, note_text, opened, prefix};
use crate::finding::{column_index, column_letters};
use crate::source::xml::next_tag;
use std::collections::BTreeMap;

const AUTHOR: &str = "导入检查";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

/// The comments part with the notes added, and the cells (row, column from 1) that had no comment before.
pub(crate) fn comments(old: Option<&[u8]>, notes: &Notes) -> (Vec<u8>, Vec<(u32, u32)>) {
    let fresh = || {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<comments xmlns=\"{MAIN}\"><authors></authors><commentList></commentList></comments>"
        )
        .into_bytes()
    };
    let old = old.map_or_else(fresh, <[u8]>::to_vec);
    let old = if find_close(&old, b"commentList").is_some() && find_close(&old, b"authors").is_some() {
        old
    } else {
        fresh()
    };
    let prefix = prefix(&old);
    let existing = existing(&old);
    let author = count(&old, b"author");
    let mut inserts: BTreeMap<usize, String> = BTreeMap::new();
    let mut added = String::new();
    let mut new_cells = Vec::new();
    for ((row, column), note) in notes {
        let text = note_text(note);
        match existing.get(&(*row, *column)) {
            Some(end_of_text) => {
                let run = format!("<{prefix}r><{prefix}t xml:space=\"preserve\">\n{text}</{prefix}t></{prefix}r>");
                inserts.insert(*end_of_text, run);
            }
            None => {
                let cell = format!("{}{row}", column_letters(column - 1));
                added.push_str(&format!(
                    "<{prefix}comment ref=\"{cell}\" authorId=\"{author}\"><{prefix}text><{prefix}r><{prefix}t xml:space=\"preserve\">{text}</{prefix}t></{prefix}r></{prefix}text></{prefix}comment>"
                ));
                new_cells.push((*row, *column));
            }
        }
    }
    if let Some(at) = find_close(&old, b"authors") {
        inserts.insert(at, format!("<{prefix}author>{AUTHOR}</{prefix}author>"));
    }
    if let Some(at) = find_close(&old, b"commentList") {
        inserts.insert(at, added);
    }
    (with_inserts(&old, &inserts), new_cells)
}

fn with_inserts(text: &[u8], inserts: &BTreeMap<usize, String>) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + inserts.values().map(String::len).sum::<usize>());
    let mut at = 0;
    for (position, added) in inserts {
        out.extend_from_slice(&text[at..*position]);
        out.extend_from_slice(added.as_bytes());
        at = *position;
    }
    out.extend_from_slice(&text[at..]);
    out
}

/// Where the closing tag of an element begins.
fn find_close(text: &[u8], name: &[u8]) -> Option<usize> {
    let mut at = 0;
    while let Some(tag) = next_tag(text, at) {
        at = tag.end;
        if tag.closes && tag.name == name {
            return Some(tag.start);
        }
    }
    None
}

fn count(text: &[u8], name: &[u8]) -> usize {
    let mut at = 0;
    let mut count = 0;
    while let Some(tag) = next_tag(text, at) {
        at = tag.end;
        count += usize::from(tag.opens(name));
    }
    count
}

/// Cells that have a comment, and where the text of each ends.
fn existing(text: &[u8]) -> BTreeMap<(u32, u32), usize> {
    let mut cells = BTreeMap::new();
    let mut cell = None;
    let mut at = 0;
    while let Some(tag) = next_tag(text, at) {
        at = tag.end;
        if tag.opens(b"comment") {
            cell = tag.attribute(b"ref").and_then(|r| corner(&r));
        } else if tag.closes
            && tag.name == b"text"
            && let Some(cell) = cell.take()
        {
            cells.insert(cell, tag.start);
        }
    }
    cells
}

/// `J8` → (8, 10).
pub(crate) fn corner(reference: &str) -> Option<(u32, u32)> {
    let plain: String = reference.chars().filter(|c| *c != '$').collect();
    let digits = plain.find(|c: char| c.is_ascii_digit())?;
    Some((plain[digits..].parse().ok()?, column_index(&plain[..digits])? + 1))
}

/// The drawing with a box for each new comment. `sheet_index` keeps the boxes' numbers apart between sheets.
pub(crate) fn drawing(old: Option<&[u8]>, cells: &[(u32, u32)], sheet_index: usize) -> Vec<u8> {
    let old = old.filter(|text| memchr::memmem::find(text, b"</xml>").is_some());
    let block = 60 + sheet_index;
    let mut shapes = String::new();
    for (number, (row, column)) in cells.iter().enumerate() {
        shapes.push_str(&shape(block * 1024 + number + 1, *row, *column, number + 1));
    }
    match old {
        Some(old) => before_last_close(&opened(old, b"xml"), (shape_type(old) + &shapes).as_bytes()),
        None => {
            let blocks: Vec<String> = (0..=cells.len() / 1024).map(|n| (block + n).to_string()).collect();
            format!(
                "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"{}\"/></o:shapelayout>{}{shapes}</xml>",
                blocks.join(","),
                shape_type(b"")
            )
            .into_bytes()
        }
    }
}

/// The kind of shape comments are, unless the drawing declares it already.
fn shape_type(old: &[u8]) -> String {
    if memchr::memmem::find(old, b"id=\"_x0000_t202\"").is_some() {
        return String::new();
    }
    "<v:shapetype id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\"><v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>".to_owned()
}

/// A hidden box beside its cell, some four columns wide and five rows high.
fn shape(id: usize, row: u32, column: u32, order: usize) -> String {
    let (row, column) = (row - 1, column - 1);
    let (top, bottom) = (row.saturating_sub(1), row + 5);
    let (left, right) = (column + 1, column + 4);
    format!(
        "<v:shape id=\"_x0000_s{id}\" type=\"#_x0000_t202\" style=\"position:absolute;margin-left:60pt;margin-top:2pt;width:200pt;height:80pt;z-index:{order};visibility:hidden\" fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/><v:shadow on=\"t\" color=\"black\" obscured=\"t\"/><v:path o:connecttype=\"none\"/><v:textbox style=\"mso-direction-alt:auto\"><div style=\"text-align:left\"></div></v:textbox><x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{left}, 15, {top}, 2, {right}, 15, {bottom}, 4</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )
}
