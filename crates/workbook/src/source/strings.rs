//! The shared strings of a workbook.

use super::xml::{next_tag, spreadsheet_text, text_between};
use std::sync::Arc;

/// By index, as cells of type `s` refer to them. Phonetic readings (`rPh`) are left out.
pub(crate) fn parse(part: &[u8]) -> Vec<Arc<str>> {
    let mut strings = Vec::new();
    let mut at = 0;
    while let Some(tag) = next_tag(part, at) {
        at = tag.end;
        if tag.opens(b"si") {
            if tag.empty {
                strings.push(Arc::from(""));
                continue;
            }
            let (text, end) = rich_text(part, at, b"si");
            strings.push(text);
            at = end;
        }
    }
    strings
}

/// The joined `t` runs up to the closing tag `until`, and the position after it.
pub(crate) fn rich_text(part: &[u8], from: usize, until: &[u8]) -> (Arc<str>, usize) {
    let mut at = from;
    let mut phonetic = false;
    let mut first: Option<std::borrow::Cow<'_, str>> = None;
    while let Some(tag) = next_tag(part, at) {
        at = tag.end;
        if tag.closes && tag.name == until {
            break;
        }
        match tag.name {
            b"rPh" => phonetic = !tag.closes && !tag.empty,
            b"t" if !tag.closes && !tag.empty && !phonetic => {
                let Some(close) = memchr::memmem::find(&part[at..], b"</").map(|n| at + n) else { break };
                let text = text_between(part, at, close);
                first = Some(match first {
                    None => text,
                    Some(before) => before + text,
                });
                at = close;
            }
            _ => {}
        }
    }
    let text = first.unwrap_or_default();
    (Arc::from(&*spreadsheet_text(&text)), at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_joined_and_phonetics_left_out() {
        let part = "<sst><si><t>总投资</t></si><si><r><t>年度</t></r><r><rPr/><t xml:space=\"preserve\"> 计划</t></r>\
                    <rPh sb=\"0\"><t>ni</t></rPh></si><si/><si><t/></si></sst>";
        let strings = parse(part.as_bytes());
        let texts: Vec<&str> = strings.iter().map(|s| &**s).collect();
        assert_eq!(texts, ["总投资", "年度 计划", "", ""]);
    }
}
