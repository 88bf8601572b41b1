//! `word/document.xml`: the paper from the letterhead to the last annex.

use super::paragraph::{Paragraph, run};
use super::{chart, table};
use crate::layout::{letterhead_size, signature_indents};
use crate::markup::Markup;
use crate::words::{date_in_paper, one_line};
use crate::{Block, Paper};

const NAMESPACES: [(&str, &str); 5] = [
    ("xmlns:w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    ("xmlns:r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    ("xmlns:wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
    ("xmlns:a", "http://schemas.openxmlformats.org/drawingml/2006/main"),
    ("xmlns:c", "http://schemas.openxmlformats.org/drawingml/2006/chart"),
];

/// Width of the text on an upright page, 156 mm, in twentieths of a point.
pub(super) const PORTRAIT_WIDTH: u32 = 8844;
/// Width of the text on a landscape page, 225 mm.
pub(super) const LANDSCAPE_WIDTH: u32 = 12756;

/// How the page lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Page {
    Portrait,
    Landscape,
}

/// The document being written, page by page.
struct Body {
    out: Markup,
    page: Page,
    /// Whether the current section holds anything yet.
    begun: bool,
    charts: usize,
}

/// The document part.
pub(super) fn document(paper: &Paper) -> String {
    let mut out = Markup::default();
    out.push("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
    out.open("w:document", &NAMESPACES).open("w:body", &[]);
    let mut body = Body { out, page: Page::Portrait, begun: false, charts: 0 };
    body.opening(paper);
    body.blocks(&paper.blocks);
    body.closing(paper);
    if !paper.annexes.is_empty() {
        if !matches!(paper.annexes.first(), Some(Block::Table(table)) if table.landscape) {
            body.turn(Page::Portrait, true);
        }
        body.blocks(&paper.annexes);
    }
    let last = section(body.page);
    body.out.push(&last).close("w:body").close("w:document");
    body.out.finish()
}

impl Body {
    fn opening(&mut self, paper: &Paper) {
        self.begun = true;
        if let Some(letterhead) = &paper.letterhead {
            let half_points = (letterhead_size(letterhead) * 2.0) as u32;
            let size = format!("<w:sz w:val=\"{half_points}\"/><w:szCs w:val=\"{half_points}\"/>");
            Paragraph::of("Letterhead").open(&mut self.out);
            run(&mut self.out, letterhead, &size);
            self.out.close("w:p");
        }
        match (&paper.number, &paper.letterhead) {
            (Some(number), Some(_)) => Paragraph::of("RedLine").text(&mut self.out, number),
            (None, Some(_)) => Paragraph::of("RedLine").text(&mut self.out, ""),
            (Some(number), None) => Paragraph::of("DocumentNumber").text(&mut self.out, number),
            (None, None) => {}
        }
        Paragraph::of("Title").text(&mut self.out, &paper.title);
        for text in paper.subtitle.iter().chain(&paper.as_of) {
            Paragraph::of("Subtitle").text(&mut self.out, &one_line(text));
        }
        Paragraph::of("BodyText").text(&mut self.out, "");
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            let landscape = matches!(block, Block::Table(table) if table.landscape);
            let wanted = if landscape { Page::Landscape } else { Page::Portrait };
            self.turn(wanted, landscape);
            self.block(block);
            self.begun = true;
        }
    }

    fn block(&mut self, block: &Block) {
        let out = &mut self.out;
        match block {
            Block::Heading { level, text } => {
                let style = ["Heading1", "Heading2", "Heading3", "Heading4"][usize::from((*level).clamp(1, 4)) - 1];
                Paragraph::of(style).text(out, &one_line(text));
            }
            Block::Paragraph(inlines) => Paragraph::of("BodyText").inlines(out, "", inlines),
            Block::List(list) => {
                for (at, item) in list.items.iter().enumerate() {
                    let number = if list.numbered { format!("{}.", at + 1) } else { String::new() };
                    Paragraph::of("BodyText").inlines(out, &number, item);
                }
            }
            Block::Table(rows) => {
                let width = if self.page == Page::Landscape { LANDSCAPE_WIDTH } else { PORTRAIT_WIDTH };
                table::write(out, rows, width);
            }
            Block::Chart(drawn) => {
                self.charts += 1;
                chart::drawing(out, drawn, self.charts);
            }
            Block::PageBreak => {
                out.push("<w:p><w:pPr><w:pStyle w:val=\"Small\"/></w:pPr><w:r><w:br w:type=\"page\"/></w:r></w:p>");
            }
        }
    }

    /// Goes on to a page that lies as wanted: a new section where it lies otherwise, or where one is asked for.
    fn turn(&mut self, wanted: Page, fresh: bool) {
        if self.page == wanted && !(fresh && self.begun) {
            return;
        }
        if self.begun {
            let section = section(self.page);
            Paragraph { style: "Small", properties: &section }.text(&mut self.out, "");
        }
        self.page = wanted;
        self.begun = false;
    }

    /// Issuer, date and the copies' recipients. The date stands four characters from the right, the issuer centred
    /// over it; an issuer too long for that stands two from the right, the date centred under it.
    fn closing(&mut self, paper: &Paper) {
        if paper.issuer.is_some() || paper.date.is_some() || !paper.copies_to.is_empty() {
            self.turn(Page::Portrait, false);
        }
        let date = paper.date.map(date_in_paper).unwrap_or_default();
        let issuer = paper.issuer.as_deref().map(one_line).unwrap_or_default();
        let (issuer_right, date_right) = signature_indents(&issuer, &date);
        if !issuer.is_empty() {
            Paragraph::of("BodyText").text(&mut self.out, "");
            Paragraph { style: "Signature", properties: &right_indent(issuer_right) }.text(&mut self.out, &issuer);
        }
        if !date.is_empty() {
            Paragraph { style: "Signature", properties: &right_indent(date_right) }.text(&mut self.out, &date);
        }
        if !paper.copies_to.is_empty() {
            let text = format!("抄送：{}。", paper.copies_to.join("，"));
            Paragraph::of("Copies").text(&mut self.out, &one_line(&text));
        }
    }
}

fn right_indent(characters: f32) -> String {
    let (hundredths, twips) = ((characters * 100.0) as u32, (characters * 320.0) as u32);
    format!("<w:ind w:rightChars=\"{hundredths}\" w:right=\"{twips}\"/>")
}

/// A section's properties: A4, margins 37/35/28/26 mm, 22 lines of 28 characters, page numbers in the footer.
fn section(page: Page) -> String {
    let size = match page {
        Page::Portrait => {
            "<w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
             <w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1588\" \
             w:header=\"851\" w:footer=\"1304\" w:gutter=\"0\"/>"
        }
        Page::Landscape => {
            "<w:pgSz w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\"/>\
             <w:pgMar w:top=\"1588\" w:right=\"1984\" w:bottom=\"1474\" w:left=\"2098\" \
             w:header=\"851\" w:footer=\"794\" w:gutter=\"0\"/>"
        }
    };
    format!(
        "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rIdFooter1\"/>\
         <w:footerReference w:type=\"even\" r:id=\"rIdFooter2\"/><w:type w:val=\"nextPage\"/>{size}\
         <w:docGrid w:linePitch=\"312\"/></w:sectPr>"
    )
}
