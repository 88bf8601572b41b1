//! Sentences made of words and figures; each figure is a door to its rows.

use crate::scope::Scope;
use board::{Indicator, Indicators};
use kernel::ratio::grouped;
use kernel::{Money, Ratio, money::FEN_PER_YI};
use paper::{Figure, Inline};

/// A sentence or paragraph in the making.
#[derive(Debug, Default)]
pub struct Sentence(Vec<Inline>);

impl Sentence {
    /// Words in official papers carry full-width punctuation, however they were typed.
    pub fn words(mut self, words: impl AsRef<str>) -> Sentence {
        self.0.push(Inline::Text(full_width(words.as_ref())));
        self
    }

    pub fn figure(mut self, figure: Figure) -> Sentence {
        self.0.push(Inline::Figure(figure));
        self
    }

    pub fn join(mut self, other: Sentence) -> Sentence {
        self.0.extend(other.0);
        self
    }

    pub fn done(self) -> Vec<Inline> {
        self.0
    }
}

/// `,;:()` of prose as `，；：（）`; a separator inside a number stays.
pub fn full_width(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let digit = |at: Option<usize>| at.and_then(|i| chars.get(i)).is_some_and(char::is_ascii_digit);
    let wide = |(at, c): (usize, &char)| match c {
        ',' | ':' if digit(at.checked_sub(1)) && digit(Some(at + 1)) => *c,
        ',' => '，',
        ';' => '；',
        ':' => '：',
        '(' => '（',
        ')' => '）',
        c => *c,
    };
    chars.iter().enumerate().map(wide).collect()
}

/// Parts with 、 or ; between them.
pub fn listed(parts: Vec<Sentence>, between: &str) -> Sentence {
    let mut sentence = Sentence::default();
    for (index, part) in parts.into_iter().enumerate() {
        if index > 0 {
            sentence = sentence.words(between);
        }
        sentence = sentence.join(part);
    }
    sentence
}

/// Figures of one scope: what they are called, what they say, where they lead.
pub struct Figures<'a> {
    pub indicators: &'a Indicators,
    pub scope: &'a Scope,
    /// Beginning of the figures' identifiers: `total`, `region.东城区`.
    pub prefix: &'a str,
}

impl Figures<'_> {
    pub fn count(&self, indicator: Indicator) -> u64 {
        indicator.tally().map_or(0, |tally| self.indicators.count(tally))
    }

    /// A count, its door narrowed to the rows that are counted.
    pub fn counted(&self, indicator: Indicator) -> Figure {
        let scope = match indicator.tally() {
            Some(board::Tally::Projects) | None => self.scope.clone(),
            Some(tally) => self.scope.counting(tally, true),
        };
        self.make(indicator, self.count(indicator).to_string(), &scope)
    }

    pub fn money(&self, indicator: Indicator) -> Option<Figure> {
        let amount = indicator.amount().and_then(|a| self.indicators.money(a)).or_else(|| {
            match self.indicators.get(indicator) {
                Some(board::Figure::Money(amount)) => Some(amount),
                _ => None,
            }
        })?;
        Some(self.make(indicator, money(amount), self.scope))
    }

    pub fn percent(&self, indicator: Indicator) -> Option<Figure> {
        let text = self.indicators.text(indicator)?;
        Some(self.make(indicator, format!("{}%", grouped(&text)), self.scope))
    }

    /// The size of a difference, without its sign.
    pub fn points(&self, indicator: Indicator) -> Option<Figure> {
        let text = self.indicators.text(indicator)?;
        Some(self.make(indicator, text.trim_start_matches('-').to_owned(), self.scope))
    }

    fn make(&self, indicator: Indicator, text: String, scope: &Scope) -> Figure {
        Figure::new(format!("{}.{}", self.prefix, indicator.id()), text)
            .door(scope.href("/ledger"), format!("{}:{}", indicator.label(), indicator.definition()))
    }
}

/// 亿元 from one 亿 on, else 万元; two decimals, with its unit.
pub fn money(amount: Money) -> String {
    if amount.0.abs() >= FEN_PER_YI {
        format!("{}亿元", grouped(&amount.yi(2)))
    } else if amount.is_zero() {
        "0万元".to_owned()
    } else {
        let text = amount.wan(2);
        let text = text.strip_suffix(".00").unwrap_or(&text);
        format!("{}万元", grouped(text))
    }
}

/// How a difference in percentage points reads once rounded to one decimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Above,
    Level,
    Below,
}

/// “持平” when the rounded difference is 0.0, that is within ±0.05.
pub fn side(difference: Ratio) -> Side {
    let text = difference.percent(1);
    match text.as_str() {
        "0.0" => Side::Level,
        t if t.starts_with('-') => Side::Below,
        _ => Side::Above,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_of_papers_is_full_width_but_numbers_keep_theirs() {
        assert_eq!(full_width("月均完成1,078.07亿元,需提高(含)"), "月均完成1,078.07亿元，需提高（含）");
    }

    #[test]
    fn money_is_printed_in_the_unit_that_fits() {
        for (wan, printed) in [(8_500_000, "850.00亿元"), (9_400, "9,400万元"), (10_000, "1.00亿元"), (0, "0万元")]
        {
            assert_eq!(money(Money::from_wan(wan)), printed);
        }
        assert_eq!(money(Money(1_500_000)), "1.50万元");
    }

    #[test]
    fn level_is_what_rounds_to_zero() {
        let points = |n: i128| Ratio::new(n, 100_000);
        assert_eq!(points(49).map(side), Some(Side::Level));
        assert_eq!(points(50).map(side), Some(Side::Above));
        assert_eq!(points(-60).map(side), Some(Side::Below));
    }
}
