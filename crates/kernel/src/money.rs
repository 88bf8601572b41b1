//! Exact amounts of money: fen inside, 万元 and 亿元 only at the edges.

use crate::ratio::{divide_half_up, fixed};
use serde::{Deserialize, Serialize};
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};
use std::str::FromStr;

/// Fen in one 元, 万元 and 亿元.
pub const FEN_PER_YUAN: i64 = 100;
pub const FEN_PER_WAN: i64 = 1_000_000;
pub const FEN_PER_YI: i64 = 10_000_000_000;

/// An amount in fen (0.01 元). The range of `i64` holds ±922 万亿元; sums that leave it saturate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(pub i64);

/// The units in which offices type money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MoneyUnit {
    #[serde(rename = "元")]
    Yuan,
    #[serde(rename = "千元")]
    Thousand,
    #[serde(rename = "万元")]
    Wan,
    #[serde(rename = "百万元")]
    Million,
    #[serde(rename = "亿元")]
    Yi,
}

impl MoneyUnit {
    /// Fen in one of this unit.
    pub const fn fen(self) -> i64 {
        match self {
            MoneyUnit::Yuan => FEN_PER_YUAN,
            MoneyUnit::Thousand => FEN_PER_YUAN * 1_000,
            MoneyUnit::Wan => FEN_PER_WAN,
            MoneyUnit::Million => FEN_PER_WAN * 100,
            MoneyUnit::Yi => FEN_PER_YI,
        }
    }

    /// From the smallest to the largest.
    pub const ALL: [MoneyUnit; 5] =
        [MoneyUnit::Yuan, MoneyUnit::Thousand, MoneyUnit::Wan, MoneyUnit::Million, MoneyUnit::Yi];

    pub const fn label(self) -> &'static str {
        match self {
            MoneyUnit::Yuan => "元",
            MoneyUnit::Thousand => "千元",
            MoneyUnit::Wan => "万元",
            MoneyUnit::Million => "百万元",
            MoneyUnit::Yi => "亿元",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("金额单位应为亿元、百万元、万元、千元或元,不是“{0}”")]
pub struct UnknownUnit(pub String);

impl FromStr for MoneyUnit {
    type Err = UnknownUnit;
    fn from_str(text: &str) -> Result<MoneyUnit, UnknownUnit> {
        MoneyUnit::ALL.into_iter().find(|unit| unit.label() == text).ok_or_else(|| UnknownUnit(text.to_owned()))
    }
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("不是数字:{0}")]
    NotANumber(String),
    #[error("金额超出可表示的范围:{0}")]
    OutOfRange(String),
}

impl Money {
    pub const ZERO: Money = Money(0);

    pub const fn from_wan(wan: i64) -> Money {
        Money(wan.saturating_mul(FEN_PER_WAN))
    }

    /// Reads a plain decimal (`-12345.678`) typed in `unit`; what is finer than a fen is rounded half up.
    pub fn parse(decimal: &str, unit: MoneyUnit) -> Result<Money, MoneyError> {
        let (mantissa, scale) = parse_decimal(decimal).ok_or_else(|| MoneyError::NotANumber(decimal.to_owned()))?;
        let divisor = 10_i128.pow(scale);
        let fen = mantissa
            .checked_mul(i128::from(unit.fen()))
            .map(|n| divide_half_up(n, divisor))
            .and_then(|n| i64::try_from(n).ok());
        fen.map(Money).ok_or_else(|| MoneyError::OutOfRange(decimal.to_owned()))
    }

    /// From a spreadsheet's floating-point number in `unit`, rounded half up to the fen.
    /// The shortest decimal that reads back as the same number is taken, so 0.1 亿元 is exactly 1000 万元.
    pub fn from_f64(value: f64, unit: MoneyUnit) -> Result<Money, MoneyError> {
        if !value.is_finite() {
            return Err(MoneyError::NotANumber(value.to_string()));
        }
        Money::parse(&format!("{value}"), unit)
    }

    /// The amount in 万元 as a decimal string with `decimals` places, rounded half up: `8500000.00`.
    pub fn wan(self, decimals: u32) -> String {
        self.in_unit(MoneyUnit::Wan, decimals)
    }

    /// The amount in 亿元 as a decimal string with `decimals` places, rounded half up: `850.00`.
    pub fn yi(self, decimals: u32) -> String {
        self.in_unit(MoneyUnit::Yi, decimals)
    }

    pub fn in_unit(self, unit: MoneyUnit, decimals: u32) -> String {
        fixed(i128::from(self.0), i128::from(unit.fen()), decimals)
    }

    /// The amount in `unit` with all its digits and no trailing zeros: `100.5`.
    pub fn exact(self, unit: MoneyUnit) -> String {
        let text = self.in_unit(unit, unit.fen().ilog10());
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
    }

    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// The amount, or zero where it is negative.
    pub fn floor_zero(self) -> Money {
        Money(self.0.max(0))
    }
}

/// Splits a plain decimal into mantissa and number of places; at most 18 places are kept.
fn parse_decimal(text: &str) -> Option<(i128, u32)> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    if !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) || whole.len() > 18 {
        return None;
    }
    let fraction = &fraction[..fraction.len().min(18)];
    let mantissa: i128 = format!("{whole}{fraction}").parse().ok()?;
    Some((if negative { -mantissa } else { mantissa }, u32::try_from(fraction.len()).ok()?))
}

impl Add for Money {
    type Output = Money;
    fn add(self, other: Money) -> Money {
        Money(self.0.saturating_add(other.0))
    }
}

impl Sub for Money {
    type Output = Money;
    fn sub(self, other: Money) -> Money {
        Money(self.0.saturating_sub(other.0))
    }
}

impl Neg for Money {
    type Output = Money;
    fn neg(self) -> Money {
        Money(self.0.saturating_neg())
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Money) {
        *self = *self + other;
    }
}

impl SubAssign for Money {
    fn sub_assign(&mut self, other: Money) {
        *self = *self - other;
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Money>>(amounts: I) -> Money {
        amounts.fold(Money::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn offices_type_money_in_many_units() {
        for (text, unit, fen) in [
            ("8500000", MoneyUnit::Wan, 8_500_000_000_000),
            ("850", MoneyUnit::Yi, 8_500_000_000_000),
            ("0.1", MoneyUnit::Yi, 1_000_000_000),
            ("-320", MoneyUnit::Wan, -320_000_000),
            (".5", MoneyUnit::Yuan, 50),
            ("0.005", MoneyUnit::Yuan, 1),
        ] {
            assert_eq!(Money::parse(text, unit), Ok(Money(fen)), "{text}");
        }
        for text in ["", "-", "1e5", "1,000", "壹", "1.2.3", "."] {
            assert!(Money::parse(text, MoneyUnit::Wan).is_err(), "{text}");
        }
    }

    #[test]
    fn amounts_are_rounded_half_up_and_once() {
        assert_eq!(Money::from_wan(8_500_000).yi(2), "850.00");
        assert_eq!(Money(5_000).wan(2), "0.01");
        assert_eq!(Money(-5_000).wan(2), "-0.01");
        assert_eq!(Money(4_999).wan(2), "0.00");
        assert_eq!(Money(-4_999).wan(2), "0.00");
        assert_eq!(Money::from_wan(1).exact(MoneyUnit::Yi), "0.0001");
        assert_eq!(Money::from_f64(0.1, MoneyUnit::Yi), Ok(Money::from_wan(1_000)));
    }

    proptest! {
        #[test]
        fn an_exact_text_reads_back(fen in -1_000_000_000_000_000_i64..1_000_000_000_000_000) {
            for unit in [MoneyUnit::Yuan, MoneyUnit::Wan, MoneyUnit::Yi] {
                prop_assert_eq!(Money::parse(&Money(fen).exact(unit), unit), Ok(Money(fen)));
            }
        }
    }
}
