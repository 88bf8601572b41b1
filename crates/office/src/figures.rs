//! Figures as people read them on pages: 亿元 above one 亿, else 万元; separators, a real minus sign, “—” for nothing.

use board::{Figure, Indicator, Indicators};
use kernel::Money;
use kernel::money::FEN_PER_YI;
use kernel::ratio::grouped;

/// What stands for nothing.
pub const NOTHING: &str = "—";

/// A figure and the unit behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub text: String,
    pub unit: &'static str,
}

/// An indicator with its unit, money in 亿元 from one 亿 on.
pub fn shown(indicators: &Indicators, indicator: Indicator) -> Shown {
    match indicators.get(indicator) {
        None => Shown { text: NOTHING.to_owned(), unit: "" },
        Some(Figure::Money(money)) if money.0.abs() >= FEN_PER_YI => {
            Shown { text: grouped(&money.yi(2)), unit: "亿元" }
        }
        Some(Figure::Money(money)) => Shown { text: wan(Some(money)), unit: "万元" },
        Some(_) => Shown { text: plain(indicators, indicator), unit: indicator.unit().label() },
    }
}

/// An indicator without its unit; money in 亿元.
pub fn in_yi(indicators: &Indicators, indicator: Indicator) -> String {
    match indicators.get(indicator) {
        Some(Figure::Money(money)) => grouped(&money.yi(2)),
        _ => plain(indicators, indicator),
    }
}

/// An indicator without its unit; money in 万元.
pub fn in_wan(indicators: &Indicators, indicator: Indicator) -> String {
    match indicators.get(indicator) {
        Some(Figure::Money(money)) => wan(Some(money)),
        _ => plain(indicators, indicator),
    }
}

/// 万元 without needless zeros.
pub fn wan(amount: Option<Money>) -> String {
    amount.map_or_else(
        || NOTHING.to_owned(),
        |money| {
            let text = money.wan(2);
            grouped(text.strip_suffix(".00").unwrap_or(&text))
        },
    )
}

fn plain(indicators: &Indicators, indicator: Indicator) -> String {
    indicators.text(indicator).map_or_else(|| NOTHING.to_owned(), |text| grouped(&text))
}

/// A difference with its sign: `+13.4`, `−3.9`, `0.0`.
pub fn signed(indicators: &Indicators, indicator: Indicator) -> String {
    match indicators.text(indicator) {
        None => NOTHING.to_owned(),
        Some(text) if text.starts_with('-') || text.trim_matches(['0', '.']).is_empty() => grouped(&text),
        Some(text) => format!("+{}", grouped(&text)),
    }
}

/// `up` for a gain, `down` for a loss, nothing for level or unknown: the classes of the style sheet.
pub fn tone(indicators: &Indicators, indicator: Indicator) -> &'static str {
    match signed(indicators, indicator).chars().next() {
        Some('+') => "up",
        Some('−') => "down",
        _ => "",
    }
}
