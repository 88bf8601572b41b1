//! Papers as HTML: a fragment for the office's pages, and a page of its own for a file.
//!
//! The fragment holds no inline style and no script, so that it stands under `script-src 'self'; style-src 'self'`;
//! charts are inline SVG with presentation attributes only. How it looks is the page's business, by these classes:
//! `paper`, `paper-letterhead`, `paper-number`, `paper-title`, `paper-subtitle`, `paper-as-of`, `paper-table`,
//! `paper-annex`, `paper-annexes`, `paper-unit`, `paper-chart`, `paper-break`, `paper-issuer`, `paper-date`, `paper-copies`; `figure` on
//! doors; `number`, `center` on cells; `total`, `subtotal`, `group` on rows.

use crate::layout::{header_cells, header_rows};
use crate::markup::Markup;
use crate::words::{date_in_paper, one_line};
use crate::{Align, Block, Cell, Emphasis, Figure, Inline, Paper, SvgFace, Table, TableRow, chart_svg};

/// How a fragment fits into the page that shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HtmlOptions {
    /// The title is `<h1>`, `<h2>` …: the page may have a heading above. From 1 to 3.
    pub title_level: u8,
    /// Whether figures are doors (`<a class="figure" href>`); without, they are printed as text.
    pub doors: bool,
}

impl Default for HtmlOptions {
    fn default() -> HtmlOptions {
        HtmlOptions { title_level: 1, doors: true }
    }
}

/// The paper as a fragment, `<article class="paper">…</article>`. Every text is escaped.
pub fn html(paper: &Paper, options: HtmlOptions) -> String {
    let mut out = Markup::default();
    out.open("article", &[("class", "paper")]);
    opening(&mut out, paper, options);
    for block in &paper.blocks {
        self::block(&mut out, block, options);
    }
    closing(&mut out, paper);
    if !paper.annexes.is_empty() {
        out.open("section", &[("class", "paper-annexes")]);
        paper.annexes.iter().for_each(|block| self::block(&mut out, block, options));
        out.close("section");
    }
    out.close("article");
    out.finish()
}

/// The paper as a page of its own, to be kept as a file: without doors, its looks included.
pub fn html_page(paper: &Paper) -> String {
    let mut out = Markup::default();
    out.push("<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\">");
    out.push("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    out.element("title", &[], &one_line(&paper.title));
    out.push("<style>").push(include_str!("page.css")).push("</style></head><body>");
    out.push(&html(paper, HtmlOptions { title_level: 1, doors: false }));
    out.push("</body></html>\n");
    out.finish()
}

fn opening(out: &mut Markup, paper: &Paper, options: HtmlOptions) {
    let mut line = |class: &str, text: &Option<String>| {
        if let Some(text) = text {
            out.open("p", &[("class", class)]);
            lines(out, text);
            out.close("p");
        }
    };
    line("paper-letterhead", &paper.letterhead);
    line("paper-number", &paper.number);
    let name = heading_name(options, 0);
    out.open(name, &[("class", "paper-title")]);
    lines(out, &paper.title);
    out.close(name);
    for (class, text) in [("paper-subtitle", &paper.subtitle), ("paper-as-of", &paper.as_of)] {
        if let Some(text) = text {
            out.element("p", &[("class", class)], text);
        }
    }
}

fn closing(out: &mut Markup, paper: &Paper) {
    if let Some(issuer) = &paper.issuer {
        out.element("p", &[("class", "paper-issuer")], issuer);
    }
    if let Some(date) = paper.date {
        let machine = date.to_string();
        out.open("p", &[("class", "paper-date")]);
        out.element("time", &[("datetime", &machine)], &date_in_paper(date)).close("p");
    }
    if !paper.copies_to.is_empty() {
        out.element("p", &[("class", "paper-copies")], &format!("抄送：{}。", paper.copies_to.join("，")));
    }
}

fn heading_name(options: HtmlOptions, below: u8) -> &'static str {
    match options.title_level.clamp(1, 3) + below.min(3) {
        1 => "h1",
        2 => "h2",
        3 => "h3",
        4 => "h4",
        5 => "h5",
        _ => "h6",
    }
}

fn block(out: &mut Markup, block: &Block, options: HtmlOptions) {
    match block {
        Block::Heading { level, text } => {
            out.element(heading_name(options, (*level).clamp(1, 3)), &[], text);
        }
        Block::Paragraph(inlines) => {
            out.open("p", &[]);
            inline(out, inlines, options);
            out.close("p");
        }
        Block::List(list) => {
            let name = if list.numbered { "ol" } else { "ul" };
            out.open(name, &[]);
            for item in &list.items {
                out.open("li", &[]);
                inline(out, item, options);
                out.close("li");
            }
            out.close(name);
        }
        Block::Table(rows) => table(out, rows, options),
        Block::Chart(chart) => {
            out.open("figure", &[("class", "paper-chart")]);
            out.push(&chart_svg(chart, SvgFace::default())).close("figure");
        }
        Block::PageBreak => {
            out.leaf("hr", &[("class", "paper-break")]);
        }
    }
}

fn inline(out: &mut Markup, inlines: &[Inline], options: HtmlOptions) {
    for inline in inlines {
        match inline {
            Inline::Text(text) => lines(out, text),
            Inline::Strong(text) => {
                out.element("strong", &[], text);
            }
            Inline::Figure(figure) => door(out, figure, &figure.text, options),
        }
    }
}

fn lines(out: &mut Markup, text: &str) {
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            out.leaf("br", &[]);
        }
        out.text(line);
    }
}

/// A number as a door to its rows, or as plain text where there is none.
fn door(out: &mut Markup, figure: &Figure, text: &str, options: HtmlOptions) {
    if !options.doors {
        out.text(text);
        return;
    }
    let href = figure.href.as_deref().filter(|href| leads_somewhere_safe(href));
    let mut attributes = vec![("class", "figure")];
    attributes.extend(href.map(|href| ("href", href)));
    if !figure.id.is_empty() {
        attributes.push(("data-figure", &figure.id));
    }
    attributes.extend(figure.title.as_deref().map(|title| ("title", title)));
    out.element(if href.is_some() { "a" } else { "span" }, &attributes, text);
}

/// Our own pages and web addresses; never `javascript:`, nor what a browser would read as another site's address.
fn leads_somewhere_safe(href: &str) -> bool {
    let clean = !href.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\');
    let own = href.starts_with(['?', '#']) || (href.starts_with('/') && !href.starts_with("//"));
    clean && (own || href.starts_with("https://") || href.starts_with("http://"))
}

fn table(out: &mut Markup, table: &Table, options: HtmlOptions) {
    let class = if table.landscape { "paper-table paper-annex" } else { "paper-table" };
    out.open("div", &[("class", class)]).open("table", &[]).open("caption", &[]);
    out.text(&one_line(&table.caption));
    if let Some(note) = &table.unit_note {
        out.element("span", &[("class", "paper-unit")], note);
    }
    out.close("caption").open("thead", &[]);
    let cells = header_cells(&table.columns);
    for row in 0..header_rows(&table.columns) {
        out.open("tr", &[]);
        for cell in cells.iter().filter(|cell| cell.row == row) {
            let (rows, columns) = (cell.row_span.to_string(), cell.column_span.to_string());
            let scope = if cell.column_span > 1 { "colgroup" } else { "col" };
            let mut attributes = vec![("scope", scope)];
            attributes.extend((cell.row_span > 1).then_some(("rowspan", rows.as_str())));
            attributes.extend((cell.column_span > 1).then_some(("colspan", columns.as_str())));
            out.open("th", &attributes);
            lines(out, &cell.text);
            out.close("th");
        }
        out.close("tr");
    }
    out.close("thead").open("tbody", &[]);
    for row in &table.rows {
        body_row(out, table, row, options);
    }
    out.close("tbody").close("table").close("div");
}

fn body_row(out: &mut Markup, table: &Table, row: &TableRow, options: HtmlOptions) {
    if let Some(title) = &row.group {
        let span = table.columns.len().max(1).to_string();
        out.open("tr", &[("class", "group")]);
        out.element("th", &[("scope", "rowgroup"), ("colspan", &span)], title).close("tr");
        return;
    }
    match row.emphasis {
        Emphasis::Plain => out.open("tr", &[]),
        Emphasis::Subtotal => out.open("tr", &[("class", "subtotal")]),
        Emphasis::Total => out.open("tr", &[("class", "total")]),
    };
    for (at, cell) in row.cells.iter().enumerate() {
        let align = table.columns.get(at).map_or(Align::Left, |column| column.align);
        match align {
            Align::Left => out.open("td", &[]),
            Align::Center => out.open("td", &[("class", "center")]),
            Align::Right => out.open("td", &[("class", "number")]),
        };
        self::cell(out, cell, options);
        out.close("td");
    }
    out.close("tr");
}

fn cell(out: &mut Markup, cell: &Cell, options: HtmlOptions) {
    match &cell.figure {
        Some(figure) => door(out, figure, &cell.text, options),
        None => lines(out, &cell.text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_door_never_leads_to_a_script_or_another_site_in_disguise() {
        for href in
            ["javascript:alert(1)", "//evil.example", "/\\evil.example", "/\t/evil.example", "data:text/html,x", ""]
        {
            assert!(!leads_somewhere_safe(href), "{href:?}");
        }
        for href in ["/ledger?region=110101&as_of=2025-07", "?by=region", "#t1", "https://example.com/"] {
            assert!(leads_somewhere_safe(href), "{href:?}");
        }
    }
}
