//! The paper as the template reads it: `paper.json` and a vector file for each chart.

use paper::{
    Align, Block, Emphasis, HeaderCell, Inline, Paper, SvgFace, Table, TableRow, chart_svg, date_in_paper, ems,
    header_cells, header_rows, legible, letterhead_size, signature_indents, widths,
};
use serde_json::{Value, json};

/// Width of the text on upright and on landscape pages, in points.
const PORTRAIT: f32 = 442.0;
const LANDSCAPE: f32 = 637.0;

/// The files beside the template.
pub(crate) fn files(paper: &Paper) -> Vec<(String, Vec<u8>)> {
    let mut charts = 0;
    let blocks: Vec<Value> = paper.blocks.iter().map(|part| block(part, &mut charts)).collect();
    let annexes: Vec<Value> = paper.annexes.iter().map(|part| block(part, &mut charts)).collect();
    let date = paper.date.map(date_in_paper).unwrap_or_default();
    let issuer = paper.issuer.as_deref().map(line).unwrap_or_default();
    let (issuer_right, date_right) = signature_indents(&issuer, &date);
    let data = json!({
        "letterhead": paper.letterhead.as_deref().map(legible),
        "letterhead_size": paper.letterhead.as_deref().map(letterhead_size),
        "number": paper.number.as_deref().map(line),
        "title": legible(&paper.title),
        "subtitles": paper.subtitle.iter().chain(&paper.as_of).map(|text| line(text)).collect::<Vec<_>>(),
        "blocks": blocks,
        "annexes": annexes,
        "issuer": issuer,
        "issuer_right": issuer_right,
        "date": date,
        "date_right": date_right,
        "copies": line(&paper.copies_to.join("，")),
    });
    let face = SvgFace { family: Some("FandolHei, Noto Serif CJK SC") };
    let charts =
        paper.charts().enumerate().map(|(at, chart)| (chart_file(at + 1), chart_svg(chart, face).into_bytes()));
    std::iter::once(("paper.json".to_owned(), data.to_string().into_bytes())).chain(charts).collect()
}

fn chart_file(number: usize) -> String {
    format!("chart-{number}.svg")
}

fn block(block: &Block, charts: &mut usize) -> Value {
    match block {
        Block::Heading { level, text } => {
            json!({ "kind": "heading", "level": (*level).clamp(1, 4), "text": line(text) })
        }
        Block::Paragraph(inlines) => json!({ "kind": "paragraphs", "items": [runs("", inlines)] }),
        Block::List(list) => {
            let number = |at: usize| if list.numbered { format!("{}.", at + 1) } else { String::new() };
            let items: Vec<Value> = list.items.iter().enumerate().map(|(at, item)| runs(&number(at), item)).collect();
            json!({ "kind": "paragraphs", "items": items })
        }
        Block::Table(rows) => table(rows),
        Block::Chart(chart) => {
            *charts += 1;
            json!({ "kind": "chart", "file": chart_file(*charts), "title": line(&chart.title) })
        }
        Block::PageBreak => json!({ "kind": "break" }),
    }
}

/// A paragraph's pieces, each with whether it stands out.
fn runs(before: &str, inlines: &[Inline]) -> Value {
    let pieces = inlines.iter().map(|inline| (matches!(inline, Inline::Strong(_)), inline.as_str()));
    let all = std::iter::once((false, before)).chain(pieces).filter(|(_, text)| !text.is_empty());
    all.map(|(strong, text)| json!([strong, breakable(&legible(text), 20.0)])).collect()
}

fn table(table: &Table) -> Value {
    let width = if table.landscape { LANDSCAPE } else { PORTRAIT };
    let (shares, size) = widths(table, width);
    let room: Vec<f32> = shares.iter().map(|share| share * width / size - 0.8).collect();
    let aligns: Vec<&str> = table.columns.iter().map(|column| align(column.align)).collect();
    json!({
        "kind": "table",
        "caption": line(&table.caption),
        "unit": table.unit_note.as_deref().map(line),
        "landscape": table.landscape,
        "repeat": table.repeat_header,
        "size": size,
        "columns": shares,
        "aligns": aligns,
        "header_rows": header_rows(&table.columns),
        "header": header_cells(&table.columns).iter().map(|cell| header_cell(cell, &room)).collect::<Vec<_>>(),
        "rows": table.rows.iter().map(|row| self::row(row, &room)).collect::<Vec<_>>(),
    })
}

fn header_cell(cell: &HeaderCell, room: &[f32]) -> Value {
    let room: f32 = room.iter().skip(cell.column).take(cell.column_span).sum();
    let text = breakable(&legible(&cell.text), room);
    json!({ "text": text, "x": cell.column, "y": cell.row, "columns": cell.column_span, "rows": cell.row_span })
}

/// A row; one that is not too high stays on one page.
fn row(row: &TableRow, room: &[f32]) -> Value {
    if let Some(title) = &row.group {
        return json!({ "group": breakable(&legible(title), room.iter().sum()) });
    }
    let lines = row.cells.iter().zip(room).map(|(cell, room)| ems(&cell.text) / room.max(1.0)).fold(0.0, f32::max);
    let cells: Vec<String> =
        row.cells.iter().zip(room).map(|(cell, room)| breakable(&legible(&cell.text), *room)).collect();
    json!({ "cells": cells, "strong": row.emphasis != Emphasis::Plain, "whole": lines < 12.0 })
}

fn align(align: Align) -> &'static str {
    match align {
        Align::Left => "left",
        Align::Center => "center",
        Align::Right => "right",
    }
}

fn line(text: &str) -> String {
    breakable(&legible(text).replace('\n', " "), 20.0)
}

/// The text with invisible places to break in words that are longer than there is room, such as addresses on the web.
/// `room` is in characters' widths.
fn breakable(text: &str, room: f32) -> String {
    let mut out = String::with_capacity(text.len());
    let mut word = String::new();
    for c in text.chars() {
        if c.is_whitespace() || is_han(c) {
            flush(&mut word, room, &mut out);
            out.push(c);
        } else {
            word.push(c);
        }
    }
    flush(&mut word, room, &mut out);
    out
}

fn flush(word: &mut String, room: f32, out: &mut String) {
    if ems(word) <= room {
        out.push_str(word);
    } else {
        for c in word.chars() {
            out.push(c);
            if c.is_alphanumeric() || c.is_ascii_punctuation() {
                out.push('\u{200b}');
            }
        }
    }
    word.clear();
}

fn is_han(c: char) -> bool {
    matches!(c as u32, 0x2e80..=0x9fff | 0xf900..=0xfaff | 0xff00..=0xffef | 0x20000..=0x3ffff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_without_room_are_broken() {
        assert_eq!(breakable("完成12.5%，见 abc", 5.0), "完成12.5%，见 abc");
        assert_eq!(breakable("abcd", 1.0), "a\u{200b}b\u{200b}c\u{200b}d\u{200b}");
    }
}
