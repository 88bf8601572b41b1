//! The least XML that a spreadsheet's big parts need: tags and text by position, without allocation.
//!
//! The small parts (workbook, styles, relationships) are read the same way. Prefixes (`x:row`) are dropped; comments and
//! processing instructions are skipped; CDATA is not used by any spreadsheet program inside cells and read as text if met.

use memchr::memchr;
use std::borrow::Cow;

/// One tag of a part. `attributes` is the raw text between the name and the closing bracket.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tag<'a> {
    /// Local name.
    pub name: &'a [u8],
    pub attributes: &'a [u8],
    /// `</name>`
    pub closes: bool,
    /// `<name/>`
    pub empty: bool,
    /// Where the tag begins and where the text after it begins.
    pub start: usize,
    pub end: usize,
}

/// The next tag at or after `from`.
pub(crate) fn next_tag(text: &[u8], mut from: usize) -> Option<Tag<'_>> {
    loop {
        let start = from + memchr(b'<', text.get(from..)?)?;
        let inside = start + 1;
        match text.get(inside)? {
            b'?' => from = inside + memchr(b'>', &text[inside..])?,
            b'!' => from = end_of_declaration(text, start)?,
            first => {
                let end = end_of_tag(text, inside)?;
                let closes = *first == b'/';
                let body = &text[inside + usize::from(closes)..end];
                let empty = body.last() == Some(&b'/');
                let body = if empty { &body[..body.len() - 1] } else { body };
                let split = body.iter().position(u8::is_ascii_whitespace).unwrap_or(body.len());
                let (name, attributes) = body.split_at(split);
                let name = memchr(b':', name).map_or(name, |colon| &name[colon + 1..]);
                return Some(Tag { name, attributes, closes, empty, start, end: end + 1 });
            }
        }
    }
}

/// The closing bracket of a tag; a bracket inside a quoted value does not count.
fn end_of_tag(text: &[u8], inside: usize) -> Option<usize> {
    let mut end = inside + memchr(b'>', &text[inside..])?;
    loop {
        let quotes = text[inside..end].iter().filter(|b| **b == b'"').count();
        if quotes % 2 == 0 {
            return Some(end);
        }
        end = end + 1 + memchr(b'>', text.get(end + 1..)?)?;
    }
}

fn end_of_declaration(text: &[u8], start: usize) -> Option<usize> {
    let (open, close): (usize, &[u8]) = match &text[start..] {
        rest if rest.starts_with(b"<!--") => (4, b"-->"),
        rest if rest.starts_with(b"<![CDATA[") => (9, b"]]>"),
        _ => (2, b">"),
    };
    Some(start + open + memchr::memmem::find(text.get(start + open..)?, close)? + close.len())
}

impl<'a> Tag<'a> {
    pub fn opens(&self, name: &[u8]) -> bool {
        !self.closes && self.name == name
    }

    /// An attribute's raw value, by its full name (`r:id`).
    pub fn raw(&self, name: &[u8]) -> Option<&'a [u8]> {
        let mut rest = self.attributes;
        loop {
            let begin = rest.iter().position(|b| !b.is_ascii_whitespace())?;
            let equals = begin + memchr(b'=', &rest[begin..])?;
            let quote_at = equals + 1 + rest[equals + 1..].iter().position(|b| matches!(b, b'"' | b'\''))?;
            let value_end = quote_at + 1 + memchr(rest[quote_at], &rest[quote_at + 1..])?;
            if rest[begin..equals].trim_ascii_end() == name {
                return Some(&rest[quote_at + 1..value_end]);
            }
            rest = &rest[value_end + 1..];
        }
    }

    pub fn attribute(&self, name: &[u8]) -> Option<Cow<'a, str>> {
        self.raw(name).map(unescape)
    }

    pub fn number(&self, name: &[u8]) -> Option<u32> {
        parse_number(self.raw(name)?)
    }

    /// Whether an attribute says yes.
    pub fn is_true(&self, name: &[u8]) -> bool {
        matches!(self.raw(name), Some(b"1" | b"true"))
    }
}

pub(crate) fn parse_number(digits: &[u8]) -> Option<u32> {
    let digits = digits.trim_ascii();
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0_u32, |number, b| {
        let digit = b.is_ascii_digit().then(|| u32::from(b - b'0'))?;
        number.checked_mul(10)?.checked_add(digit)
    })
}

/// Text with its entities resolved; what is not UTF-8 is replaced.
pub(crate) fn unescape(raw: &[u8]) -> Cow<'_, str> {
    let text = String::from_utf8_lossy(raw);
    if !text.contains('&') {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        // The longest entity of a workbook, `&#1114111;`, has ten characters.
        let known = rest.find(';').filter(|end| *end < 12).map_or("", |end| &rest[..=end]).to_owned();
        match entity(&known) {
            Some(c) => {
                out.push(c);
                rest = &rest[known.len()..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn entity(text: &str) -> Option<char> {
    match text.strip_prefix('&')?.strip_suffix(';')? {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        code => {
            let code = code.strip_prefix('#')?;
            let number = match code.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => code.parse().ok()?,
            };
            char::from_u32(number)
        }
    }
}

/// The text between two positions, CDATA included.
pub(crate) fn text_between(part: &[u8], from: usize, to: usize) -> Cow<'_, str> {
    let raw = part.get(from..to).unwrap_or_default();
    match raw.trim_ascii().strip_prefix(b"<![CDATA[").and_then(|r| r.strip_suffix(b"]]>")) {
        Some(inside) => String::from_utf8_lossy(inside),
        None => unescape(raw),
    }
}

/// Texts are escaped once more by spreadsheets: `_x000D_` is a carriage return.
pub(crate) fn spreadsheet_text(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        out.push_str(&rest[..at]);
        let code = rest.get(at + 2..at + 6).filter(|_| rest[at..].get(6..7) == Some("_"));
        match code.and_then(|c| u32::from_str_radix(c, 16).ok()).and_then(char::from_u32) {
            Some(c) => {
                out.push(c);
                rest = &rest[at + 7..];
            }
            None => {
                out.push_str("_x");
                rest = &rest[at + 2..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_found_whatever_stands_between() {
        let part = br#"<?xml version="1.0"?><!-- <row> --><x:row r="3" ht='12' note="a>b"><c/></x:row>"#;
        let row = next_tag(part, 0).unwrap();
        assert!(row.opens(b"row") && !row.empty);
        assert_eq!(row.number(b"r"), Some(3));
        assert_eq!(row.raw(b"ht"), Some(&b"12"[..]));
        assert_eq!(row.attribute(b"note").unwrap(), "a>b");
        let cell = next_tag(part, row.end).unwrap();
        assert!(cell.opens(b"c") && cell.empty);
        let close = next_tag(part, cell.end).unwrap();
        assert!(close.closes && close.name == b"row");
        assert!(next_tag(part, close.end).is_none());
        assert!(next_tag(b"<row r=\"3", 0).is_none());
    }

    #[test]
    fn entities_and_escapes_are_resolved() {
        assert_eq!(unescape("甲&amp;乙 &lt;3 &#x4e59;&nope; &".as_bytes()), "甲&乙 <3 乙&nope; &");
        assert_eq!(spreadsheet_text("甲_x000D_乙_x00"), "甲\r乙_x00");
        assert_eq!(text_between(b"<![CDATA[a&b]]>", 0, 15), "a&b");
    }
}
