//! Papers as workbooks: the text on one sheet, each table on one of its own with numbers as numbers, each chart with
//! its data.
//!
//! No text can become a formula: texts are stored as texts, and one that begins like a formula carries the mark that
//! keeps Excel from reading it as one when somebody edits the cell.

pub(crate) mod chart;
mod names;
mod sheet;

use crate::layout::ems;
use crate::words::{date_in_paper, legible};
use crate::{Block, Inline, Paper, PaperError};
use chrono::Datelike;
use names::SheetNames;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet};

/// The paper as an `.xlsx` file.
pub fn xlsx(paper: &Paper) -> Result<Vec<u8>, PaperError> {
    paper.check()?;
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(paper)?);
    let mut names = SheetNames::default();
    text_sheet(workbook.add_worksheet().set_name(names.next("正文", "正文"))?, paper)?;
    for (at, table) in paper.tables().enumerate() {
        let name = names.next(&table.caption, &format!("表{}", at + 1));
        sheet::write(workbook.add_worksheet().set_name(name)?, table)?;
    }
    for (at, chart) in paper.charts().enumerate() {
        let name = names.next(&chart.title, &format!("图{}", at + 1));
        let sheet = workbook.add_worksheet().set_name(&name)?;
        chart::write_data(sheet, chart)?;
        sheet.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 1);
        let columns = chart::data(chart).columns.len();
        sheet.insert_chart(1, u16::try_from(columns + 2).unwrap_or(u16::MAX), &chart::native(chart, &name, "宋体"))?;
    }
    Ok(workbook.save_to_buffer()?)
}

/// The file's properties; dated by the paper, not by the clock, so that the same paper gives the same bytes.
pub(crate) fn properties(paper: &Paper) -> Result<DocProperties, PaperError> {
    let (year, month, day) = paper.date.map_or((2000, 1, 1), |date| (date.year(), date.month(), date.day()));
    let date = ExcelDateTime::from_ymd(u16::try_from(year.clamp(1900, 9999)).unwrap_or(2000), month as u8, day as u8)?;
    let mut properties =
        DocProperties::new().set_title(cut(&paper.title.replace('\n', ""), 255)).set_creation_datetime(&date);
    if let Some(issuer) = &paper.issuer {
        properties = properties.set_author(cut(issuer, 255));
    }
    Ok(properties)
}

/// The paper's text, a paragraph a row.
fn text_sheet(sheet: &mut Worksheet, paper: &Paper) -> Result<(), PaperError> {
    let base = Format::new().set_text_wrap().set_font_name("仿宋").set_font_size(14).set_align(FormatAlign::Top);
    let centre = base.clone().set_align(FormatAlign::Center);
    let title = centre.clone().set_font_name("宋体").set_bold().set_font_size(20);
    let heading = base.clone().set_font_name("黑体");
    sheet.set_column_width(0, 80)?.set_paper_size(9).set_print_fit_to_pages(1, 0).set_footer("&C— &P —");
    let mut row = 0;
    let mut put = |text: &str, format: &Format| -> Result<(), PaperError> {
        write_text(sheet, row, 0, text, format)?;
        let (room, height) = if *format == title { (21.0, 30.0) } else { (30.0, 21.0) };
        sheet.set_row_height(row, row_height(&[(text, room)], height))?;
        row += 1;
        Ok(())
    };
    for text in paper.letterhead.iter().chain(&paper.number) {
        put(text, &centre)?;
    }
    put(&paper.title, &title)?;
    for text in paper.subtitle.iter().chain(&paper.as_of) {
        put(text, &centre)?;
    }
    for block in paper.blocks.iter().chain(&paper.annexes) {
        match block {
            Block::Heading { text, .. } => put(text, &heading)?,
            Block::Paragraph(inlines) => put(&plain(inlines), &base)?,
            Block::List(list) => list.items.iter().enumerate().try_for_each(|(at, item)| match list.numbered {
                true => put(&format!("{}. {}", at + 1, plain(item)), &base),
                false => put(&plain(item), &base),
            })?,
            Block::Table(_) | Block::Chart(_) | Block::PageBreak => {}
        }
    }
    let right = base.clone().set_align(FormatAlign::Right);
    for text in paper.issuer.iter().cloned().chain(paper.date.map(date_in_paper)) {
        put(&text, &right)?;
    }
    if !paper.copies_to.is_empty() {
        put(&format!("抄送：{}。", paper.copies_to.join("，")), &base)?;
    }
    Ok(())
}

fn plain(inlines: &[Inline]) -> String {
    inlines.iter().map(Inline::as_str).collect()
}

/// How high a row must be for its wrapped texts, each with its room in characters, at so many points a line: not every
/// program works that out itself. Excel allows 409 points.
pub(crate) fn row_height(texts: &[(&str, f32)], line: f32) -> f32 {
    let lines = |text: &str, room: f32| text.split('\n').map(|line| (ems(line) / room.max(1.0)).ceil().max(1.0)).sum();
    let most = texts.iter().map(|(text, room)| lines(text, *room)).fold(1.0, f32::max);
    (most * line + 2.0).min(409.0)
}

/// A text into a cell, never as a formula, cut to what a cell can hold.
pub(crate) fn write_text(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    format: &Format,
) -> Result<(), PaperError> {
    let text = cut(text, 32_767);
    if text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) {
        sheet.write_string_with_format(row, column, text, &format.clone().set_quote_prefix())?;
    } else {
        sheet.write_string_with_format(row, column, text, format)?;
    }
    Ok(())
}

/// The legible text, at most this many UTF-16 units, which is how Excel counts.
fn cut(text: &str, most: usize) -> String {
    let mut units = 0;
    let fits = |c: &char| {
        units += c.len_utf16();
        units <= most
    };
    legible(text).chars().take_while(fits).collect()
}
