//! XML and HTML written by pushing: every attribute and text goes through one escape.

use crate::words::legible;

/// A growing piece of markup.
#[derive(Debug, Default)]
pub(crate) struct Markup {
    out: String,
}

/// A leaf's or an element's attributes, in order.
pub(crate) type Attributes<'a> = &'a [(&'a str, &'a str)];

impl Markup {
    /// Opens an element.
    pub fn open(&mut self, name: &str, attributes: Attributes) -> &mut Self {
        self.start(name, attributes);
        self.out.push('>');
        self
    }

    /// Closes an element.
    pub fn close(&mut self, name: &str) -> &mut Self {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
        self
    }

    /// An element without content.
    pub fn leaf(&mut self, name: &str, attributes: Attributes) -> &mut Self {
        self.start(name, attributes);
        self.out.push_str("/>");
        self
    }

    /// Text, escaped; what no document may hold is left out.
    pub fn text(&mut self, text: &str) -> &mut Self {
        escape(&legible(text), &mut self.out);
        self
    }

    /// An element that holds text only.
    pub fn element(&mut self, name: &str, attributes: Attributes, text: &str) -> &mut Self {
        self.open(name, attributes).text(text).close(name)
    }

    /// Markup that was made by this crate.
    pub fn push(&mut self, markup: &str) -> &mut Self {
        self.out.push_str(markup);
        self
    }

    pub fn finish(self) -> String {
        self.out
    }

    fn start(&mut self, name: &str, attributes: Attributes) {
        self.out.push('<');
        self.out.push_str(name);
        for (key, value) in attributes {
            self.out.push(' ');
            self.out.push_str(key);
            self.out.push_str("=\"");
            escape(&legible(value), &mut self.out);
            self.out.push('"');
        }
    }
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
}
