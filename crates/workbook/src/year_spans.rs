//! First and last year of construction, in any wording.

use crate::dates::{plausible, year_of};
use crate::grid::{Cell, Shown, date_of_serial};
use kernel::text::tight;

/// First and last year of a span: `2025-2027`, `2025.3-2026.12`, `2025`. `None` where no year is named.
pub(crate) fn year_span(cell: &Cell) -> Option<(i32, i32)> {
    let text = match cell {
        Cell::Number(value, Shown::Date) => {
            let year = year_of(date_of_serial(*value)?);
            return plausible(year).then_some((year, year));
        }
        other => tight(&other.typed()),
    };
    let mut years = Vec::new();
    let mut digits = String::new();
    for c in text.chars().chain([' ']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        let year = match digits.len() {
            4 => digits.parse().ok(),
            6 | 8 => digits[..4].parse().ok(),
            _ => None,
        };
        years.extend(year.filter(|y| plausible(*y)));
        digits.clear();
    }
    let (first, last) = (*years.first()?, *years.last()?);
    if years.len() == 1 {
        // 2025-26 and 25-27年 for 2025-2026.
        let short = text.rsplit(['-', '—', '–', '至', '~']).next().map(|t| t.trim_end_matches('年'))?;
        if short.len() == 2 && text.chars().filter(char::is_ascii_digit).count() == 6 {
            let end: i32 = short.parse::<i32>().ok()? + 2000;
            if end > first && end % 100 > 12 && end < first + 50 {
                return Some((first, end));
            }
        }
    }
    Some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn text(text: &str) -> Cell {
        Cell::Text(Arc::from(text))
    }

    #[test]
    fn spans_of_years_are_found_in_any_wording() {
        for (typed, span) in [
            ("2025-2027", Some((2025, 2027))),
            ("2025—2027年", Some((2025, 2027))),
            ("2025.3-2026.12", Some((2025, 2026))),
            ("2025", Some((2025, 2025))),
            ("2025年至2027年", Some((2025, 2027))),
            ("202503-202612", Some((2025, 2026))),
            ("2024-26", Some((2024, 2026))),
            ("2025-06", Some((2025, 2025))),
            ("24个月", None),
        ] {
            assert_eq!(year_span(&text(typed)), span, "{typed}");
        }
        assert_eq!(year_span(&Cell::Number(2025.0, Shown::Plain)), Some((2025, 2025)));
    }
}
