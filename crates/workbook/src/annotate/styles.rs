//! Cell styles with a fill: each style a faulty cell has is copied once for errors and once for warnings.

use super::package::prefix;
use crate::source::xml::next_tag;
use std::collections::BTreeMap;

/// The styles part, growing.
#[derive(Debug)]
pub(crate) struct Fills {
    part: Vec<u8>,
    /// Raw `xf` elements of `cellXfs`.
    formats: Vec<Vec<u8>>,
    /// Where `</cellXfs>` and `</fills>` begin.
    formats_end: usize,
    fills_end: usize,
    fills: usize,
    added: BTreeMap<(usize, bool), usize>,
}

/// Light red and light yellow, as spreadsheet programs offer them for bad and neutral cells.
const RED: &str = "FFFFC7CE";
const YELLOW: &str = "FFFFEB9C";

impl Fills {
    /// `None` for a part without the usual lists; such workbooks get comments only.
    pub fn new(part: Vec<u8>) -> Option<Fills> {
        let mut formats = Vec::new();
        let mut fills = 0;
        let (mut formats_end, mut fills_end) = (None, None);
        let mut inside = false;
        let mut start = None;
        let mut at = 0;
        while let Some(tag) = next_tag(&part, at) {
            at = tag.end;
            match (tag.name, tag.closes) {
                (b"fill", false) => fills += usize::from(fills_end.is_none()),
                (b"fills", true) => fills_end = Some(tag.start),
                (b"cellXfs", false) => inside = !tag.empty,
                (b"cellXfs", true) => {
                    inside = false;
                    formats_end = Some(tag.start);
                }
                (b"xf", false) if inside && tag.empty => formats.push(part[tag.start..tag.end].to_vec()),
                (b"xf", false) if inside => start = Some(tag.start),
                (b"xf", true) if inside => formats.extend(start.take().map(|s| part[s..tag.end].to_vec())),
                _ => {}
            }
        }
        if formats.is_empty() {
            return None;
        }
        Some(Fills { formats, formats_end: formats_end?, fills_end: fills_end?, fills, part, added: BTreeMap::new() })
    }

    /// The style like `style`, filled.
    pub fn filled(&mut self, style: usize, is_error: bool) -> usize {
        let style = if style < self.formats.len() { style } else { 0 };
        let next = self.formats.len() + self.added.len();
        *self.added.entry((style, is_error)).or_insert(next)
    }

    pub fn finish(self) -> Vec<u8> {
        if self.added.is_empty() {
            return self.part;
        }
        let prefix = prefix(&self.part);
        let mut by_index: Vec<_> = self.added.iter().collect();
        by_index.sort_by_key(|(_, index)| **index);
        let formats: Vec<u8> = by_index
            .iter()
            .flat_map(|((style, is_error), _)| {
                let fill = self.fills + usize::from(!is_error);
                let format = with_attribute(&self.formats[*style], "fillId", &fill.to_string());
                with_attribute(&format, "applyFill", "1")
            })
            .collect();
        let fill = |color: &str| {
            format!(
                "<{prefix}fill><{prefix}patternFill patternType=\"solid\"><{prefix}fgColor rgb=\"{color}\"/><{prefix}bgColor indexed=\"64\"/></{prefix}patternFill></{prefix}fill>"
            )
        };
        let fills = fill(RED) + &fill(YELLOW);
        let mut out = self.part[..self.fills_end].to_vec();
        out.extend_from_slice(fills.as_bytes());
        out.extend_from_slice(&self.part[self.fills_end..self.formats_end]);
        out.extend_from_slice(&formats);
        out.extend_from_slice(&self.part[self.formats_end..]);
        let out = with_count(&out, b"fills", self.fills + 2);
        with_count(&out, b"cellXfs", self.formats.len() + self.added.len())
    }
}

/// The element with the attribute set in its opening tag.
pub(crate) fn with_attribute(element: &[u8], name: &str, value: &str) -> Vec<u8> {
    let Some(tag) = next_tag(element, 0) else { return element.to_vec() };
    let added = format!(" {name}=\"{value}\"");
    if let Some(raw) = tag.raw(name.as_bytes()) {
        // The value lies within the element, so the distance of the two pointers is its place.
        let from = raw.as_ptr() as usize - element.as_ptr() as usize;
        return [&element[..from], value.as_bytes(), &element[from + raw.len()..]].concat();
    }
    let name_length =
        element[1..].iter().position(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/')).unwrap_or(0) + 1;
    [&element[..name_length], added.as_bytes(), &element[name_length..]].concat()
}

fn with_count(part: &[u8], list: &[u8], count: usize) -> Vec<u8> {
    let mut at = 0;
    while let Some(tag) = next_tag(part, at) {
        at = tag.end;
        if tag.opens(list) {
            let opening = with_attribute(&part[tag.start..tag.end], "count", &count.to_string());
            return [&part[..tag.start], &opening, &part[tag.end..]].concat();
        }
    }
    part.to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filled_style_is_a_copy_of_the_cells_own() {
        let part = br#"<styleSheet><fills count="2"><fill/><fill/></fills><cellXfs count="2"><xf numFmtId="0" fillId="0"/><xf numFmtId="14"><alignment/></xf></cellXfs></styleSheet>"#;
        let mut fills = Fills::new(part.to_vec()).unwrap();
        assert_eq!(fills.filled(1, true), 2);
        assert_eq!(fills.filled(0, false), 3);
        assert_eq!(fills.filled(1, true), 2);
        let text = String::from_utf8(fills.finish()).unwrap();
        assert!(text.contains(r#"<fills count="4">"#) && text.contains(r#"<cellXfs count="4">"#), "{text}");
        assert!(text.contains(r#"<xf applyFill="1" fillId="2" numFmtId="14"><alignment/></xf>"#), "{text}");
        assert!(text.contains(r#"<xf applyFill="1" numFmtId="0" fillId="3"/></cellXfs>"#), "{text}");
    }
}
