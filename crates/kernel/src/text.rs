//! Chinese text as offices type it, brought to one form.

/// Full-width ASCII to half-width, all kinds of blanks to one blank, trimmed. Case is kept.
/// `１２　亩` → `12 亩`.
pub fn normal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for c in text.chars() {
        let c = match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{ad}' => continue,
            c if c.is_whitespace() => ' ',
            c => c,
        };
        if c == ' ' {
            blank = true;
            continue;
        }
        if blank && !out.is_empty() {
            out.push(' ');
        }
        blank = false;
        out.push(c);
    }
    out
}

/// Like [`normal`], without any blanks: how headers and names are compared.
pub fn tight(text: &str) -> String {
    normal(text).chars().filter(|c| *c != ' ').collect()
}

/// The key under which names are compared: no blanks, no punctuation, lower case.
/// `城东 工业园(二期)` and `城东工业园(二期)` are one name.
pub fn fold(text: &str) -> String {
    let normal = normal(text);
    let mut folded = String::with_capacity(normal.len());
    for c in normal.chars() {
        match c {
            // Most of a name, and quick to tell.
            '\u{4e00}'..='\u{9fff}' => folded.push(c),
            c if c.is_alphanumeric() => folded.extend(c.to_lowercase()),
            _ => {}
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_in_many_ways_is_one_text() {
        assert_eq!(normal(" １２　 亩\u{feff}"), "12 亩");
        assert_eq!(tight("建 设\n地 点"), "建设地点");
        assert_eq!(fold("城东 工业园（二期）"), fold("城东工业园(二期)"));
    }
}
