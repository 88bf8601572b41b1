//! Paragraphs and runs of WordprocessingML.

use crate::Inline;
use crate::markup::Markup;

/// A paragraph of a named style (see [`super::parts::styles`]), with properties of its own added as markup.
pub(super) struct Paragraph<'a> {
    pub style: &'a str,
    /// More `w:pPr` children, in the schema's order after `w:pStyle`.
    pub properties: &'a str,
}

impl<'a> Paragraph<'a> {
    pub fn of(style: &'a str) -> Paragraph<'a> {
        Paragraph { style, properties: "" }
    }

    pub fn open(&self, out: &mut Markup) {
        out.open("w:p", &[]).open("w:pPr", &[]);
        if !self.style.is_empty() {
            out.leaf("w:pStyle", &[("w:val", self.style)]);
        }
        out.push(self.properties).close("w:pPr");
    }

    pub fn text(&self, out: &mut Markup, text: &str) {
        self.open(out);
        run(out, text, "");
        out.close("w:p");
    }

    pub fn inlines(&self, out: &mut Markup, before: &str, inlines: &[Inline]) {
        self.open(out);
        run(out, before, "");
        for inline in inlines {
            let bold = if matches!(inline, Inline::Strong(_)) { "<w:b/>" } else { "" };
            run(out, inline.as_str(), bold);
        }
        out.close("w:p");
    }
}

/// A run of text. The hint has quotation marks and dashes set in the Han type, as Chinese wants them.
pub(super) fn run(out: &mut Markup, text: &str, properties: &str) {
    let text = crate::words::legible(text);
    if text.is_empty() {
        return;
    }
    out.push("<w:r><w:rPr><w:rFonts w:hint=\"eastAsia\"/>").push(properties).push("</w:rPr>");
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            out.push("<w:br/>");
        }
        out.element("w:t", &[("xml:space", "preserve")], line);
    }
    out.close("w:r");
}
