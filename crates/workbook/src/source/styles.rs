//! Which cell styles show a number as a date or as a percentage.

use super::xml::{next_tag, parse_number};
use crate::grid::Shown;
use std::collections::HashMap;

/// By style index (`s` of a cell).
#[derive(Debug, Default)]
pub(crate) struct Styles(Vec<Shown>);

impl Styles {
    pub fn shown(&self, style: usize) -> Shown {
        self.0.get(style).copied().unwrap_or(Shown::Plain)
    }

    pub fn parse(part: &[u8]) -> Styles {
        let mut custom = HashMap::new();
        let mut shown = Vec::new();
        let mut inside = false;
        let mut at = 0;
        while let Some(tag) = next_tag(part, at) {
            at = tag.end;
            match (tag.name, tag.closes) {
                (b"numFmt", false) => {
                    if let (Some(id), Some(code)) = (tag.number(b"numFmtId"), tag.attribute(b"formatCode")) {
                        custom.insert(id, shown_by(&code));
                    }
                }
                (b"cellXfs", closes) => inside = !closes,
                (b"xf", false) if inside => {
                    let id = tag.raw(b"numFmtId").and_then(parse_number).unwrap_or(0);
                    shown.push(custom.get(&id).copied().unwrap_or_else(|| builtin(id)));
                }
                _ => {}
            }
        }
        Styles(shown)
    }
}

/// ECMA-376 part 1, 18.8.30; 27–36 and 50–58 are the Chinese dates.
fn builtin(id: u32) -> Shown {
    match id {
        9 | 10 => Shown::Percent,
        14..=22 | 27..=36 | 45..=47 | 50..=58 => Shown::Date,
        _ => Shown::Plain,
    }
}

fn shown_by(code: &str) -> Shown {
    let mut chars = code.chars();
    let mut shown = Shown::Plain;
    while let Some(c) = chars.next() {
        match c {
            '\\' | '_' | '*' => {
                chars.next();
            }
            '"' => while chars.next().is_some_and(|c| c != '"') {},
            '[' => while chars.next().is_some_and(|c| c != ']') {},
            ';' => break,
            '%' => return Shown::Percent,
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | '年' => shown = Shown::Date,
            _ => {}
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_tell_dates_and_percentages() {
        for (code, shown) in [
            ("yyyy\"年\"m\"月\"", Shown::Date),
            ("[$-804]yyyy-mm-dd;@", Shown::Date),
            ("0.0%", Shown::Percent),
            ("#,##0.00_ ", Shown::Plain),
            ("0.00\"亩 day\"", Shown::Plain),
            ("[Red]0", Shown::Plain),
            ("General", Shown::Plain),
        ] {
            assert_eq!(shown_by(code), shown, "{code}");
        }
    }
}
