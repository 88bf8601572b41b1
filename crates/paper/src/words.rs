//! Text on its way into a document.

use chrono::Datelike;
use kernel::Date;

/// The text without what no document may hold: control characters, surrogates' remains, non-characters and the
/// invisible characters that turn the direction of writing and so make a name read as another. Tabs become blanks;
/// line breaks (`\n`) stay.
pub fn legible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\n' => out.push('\n'),
            '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\t' => out.push(' '),
            c if c.is_control() || forbidden(c) => {}
            c => out.push(c),
        }
    }
    out
}

fn forbidden(c: char) -> bool {
    let code = c as u32;
    matches!(code, 0xfdd0..=0xfdef | 0x202a..=0x202e | 0x2066..=0x2069 | 0x200e..=0x200f | 0xfeff | 0xfff9..=0xfffb)
        || code & 0xfffe == 0xfffe
        || (0xe0000..=0xe0fff).contains(&code)
}

/// The same on one line: line breaks become blanks.
pub(crate) fn one_line(text: &str) -> String {
    legible(text).replace('\n', " ")
}

/// A date as papers print it: 2025年8月5日.
pub fn date_in_paper(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_document_may_hold_is_left_out() {
        assert_eq!(legible("甲\0\u{1b}[31m乙\u{202e}\u{ffff}\r\n丙\t丁𠮷😀"), "甲[31m乙\n丙 丁𠮷😀");
        assert_eq!(one_line("甲\n乙"), "甲 乙");
    }

    #[test]
    fn dates_carry_no_leading_zeros() {
        let date = Date::from_ymd_opt(2025, 8, 5).unwrap();
        assert_eq!(date_in_paper(date), "2025年8月5日");
    }
}
