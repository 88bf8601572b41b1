//! Papers as Markdown (CommonMark with GitHub's tables), for pasting into chats, mails and version control.

use crate::layout::flat_header;
use crate::words::{date_in_paper, one_line};
use crate::{Align, Block, Chart, Emphasis, Inline, List, Paper, Table};

/// The paper as Markdown. Any text is escaped; figures are printed without their doors; charts as tables of values.
pub fn markdown(paper: &Paper) -> String {
    let mut parts = Vec::new();
    let mut head = |text: &Option<String>, mark: &str| {
        parts.extend(text.as_ref().map(|text| format!("{mark}{}{mark}", escape(text))));
    };
    head(&paper.letterhead, "**");
    head(&paper.number, "");
    parts.push(format!("# {}", escape(&paper.title.replace('\n', ""))));
    parts.extend(paper.subtitle.iter().chain(&paper.as_of).map(|text| line(text)));
    parts.extend(paper.blocks.iter().filter_map(block));
    parts.extend(paper.issuer.as_ref().map(|text| line(text)));
    parts.extend(paper.date.map(date_in_paper));
    if !paper.copies_to.is_empty() {
        parts.push(format!("抄送：{}。", escape(&paper.copies_to.join("，"))));
    }
    parts.extend(paper.annexes.iter().filter_map(block));
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n") + "\n"
}

fn block(block: &Block) -> Option<String> {
    Some(match block {
        Block::Heading { level, text } => {
            format!("{} {}", "#".repeat(usize::from((*level).clamp(1, 4)) + 1), escape(text))
        }
        Block::Paragraph(inlines) => inline(inlines),
        Block::List(items) => list(items),
        Block::Table(rows) => table(rows),
        Block::Chart(values) => chart(values),
        Block::PageBreak => return None,
    })
}

fn list(list: &List) -> String {
    let lines = list.items.iter().enumerate().map(|(at, item)| match list.numbered {
        true => format!("{}. {}", at + 1, inline(item)),
        false => format!("- {}", inline(item)),
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn inline(inlines: &[Inline]) -> String {
    let text: String = inlines
        .iter()
        .map(|inline| match inline {
            Inline::Strong(text) if !text.trim().is_empty() => format!("**{}**", escape(text)),
            other => escape_inside(&one_line(other.as_str())),
        })
        .collect();
    guard_start(text.trim())
}

fn table(table: &Table) -> String {
    let mut lines = Vec::new();
    if !table.caption.is_empty() {
        lines.push(format!("**{}**\n", escape(&table.caption)));
    }
    lines.extend(table.unit_note.as_ref().map(|note| line(note) + "\n"));
    lines.push(row(table.columns.iter().map(flat_header)));
    let rules = table.columns.iter().map(|column| match column.align {
        Align::Left => "---",
        Align::Center => ":-:",
        Align::Right => "--:",
    });
    lines.push(format!("| {} |", rules.collect::<Vec<_>>().join(" | ")));
    for body in &table.rows {
        let strong = body.emphasis != Emphasis::Plain;
        let line = match &body.group {
            Some(title) => {
                let rest = std::iter::repeat_n(String::new(), table.columns.len().saturating_sub(1));
                format!("| **{}** |{}", escape(title), rest.map(|_| "  |").collect::<String>())
            }
            None if strong => strong_row(body.cells.iter().map(|cell| cell.text.as_str())),
            None => row(body.cells.iter().map(|cell| cell.text.clone())),
        };
        lines.push(line);
    }
    lines.join("\n")
}

fn row(cells: impl Iterator<Item = String>) -> String {
    format!("| {} |", cells.map(|cell| escape(&cell)).collect::<Vec<_>>().join(" | "))
}

fn strong_row<'a>(cells: impl Iterator<Item = &'a str>) -> String {
    let cells = cells.map(|cell| match escape(cell) {
        cell if cell.is_empty() => cell,
        cell => format!("**{cell}**"),
    });
    format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
}

fn chart(chart: &Chart) -> String {
    let unit = if chart.unit.is_empty() { String::new() } else { format!("（{}）", chart.unit) };
    let mut lines = vec![format!("**{}**\n", escape(&format!("{}{unit}", chart.title)))];
    if let Some(reference) = chart.line() {
        lines.push(format!("{}：{}\n", escape(&reference.label), chart.printed(reference.value)));
    }
    lines.push(row(std::iter::once(String::new()).chain(chart.series.iter().map(|series| series.name.clone()))));
    lines.push(format!("| --- |{}", " --: |".repeat(chart.series.len())));
    for (at, label) in chart.labels.iter().enumerate() {
        let values =
            chart.series.iter().map(|s| chart.value(s, at).map_or("—".to_owned(), |value| chart.printed(value)));
        lines.push(row(std::iter::once(label.clone()).chain(values)));
    }
    lines.join("\n")
}

fn line(text: &str) -> String {
    escape(text)
}

/// A text of its own: on one line, nothing in it taken for markup.
fn escape(text: &str) -> String {
    guard_start(escape_inside(&one_line(text)).trim())
}

fn escape_inside(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '$' | '&' | '!') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Keeps the start of a line from being taken for a list, a rule or a heading's underline: `1. `, `- `, `===`.
fn guard_start(text: &str) -> String {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, rest) = text.split_at(digits);
    match rest.chars().next() {
        Some('.' | ')') if digits > 0 && rest[1..].starts_with([' ', '\u{3000}']) => format!("{number}\\{rest}"),
        Some('.' | ')') if digits > 0 && rest.len() == 1 => format!("{number}\\{rest}"),
        Some('-' | '+' | '=') if digits == 0 => format!("\\{rest}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_typed_becomes_markup() {
        assert_eq!(
            escape("# *甲* [乙](http://x) <b> a|b `c` & \\"),
            r"\# \*甲\* \[乙\](http://x) \<b\> a\|b \`c\` \& \\"
        );
        assert_eq!(escape("- 甲\n  1. 乙"), r"\- 甲   1. 乙");
        assert_eq!(escape("1. 甲"), r"1\. 甲");
        assert_eq!(escape("1.25亿元"), "1.25亿元");
        assert_eq!(escape("    甲"), "甲");
    }
}
