//! Exact amounts of anything a quota counts: mu, tonnes of standard coal, kilograms, 万元.

use kernel::ratio::fixed;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};
use std::str::FromStr;

/// Millionths in one unit.
const MILLION: i64 = 1_000_000;
/// Largest amount accepted, in units: a thousand billion (一万亿).
const MOST: i64 = 1_000_000_000_000;

/// An amount in millionths of its unit. Read from a decimal string (`"120.5"`) or a number; at most six decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity(pub i64);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuantityError {
    #[error("“{0}”不是数量,应为数字,如120或\"120.5\"")]
    NotANumber(String),
    #[error("“{0}”的小数多于六位")]
    TooFine(String),
    #[error("“{0}”超出范围(绝对值不超过一万亿)")]
    OutOfRange(String),
}

impl QuantityError {
    /// The same in the words of a share.
    pub(crate) fn share_advice(&self) -> String {
        match self {
            QuantityError::TooFine(text) => format!("“{text}”的小数多于四位"),
            QuantityError::OutOfRange(text) => format!("“{text}”不在0到1之间"),
            other => other.to_string(),
        }
    }
}

impl Quantity {
    pub const ZERO: Quantity = Quantity(0);

    pub const fn units(units: i64) -> Quantity {
        Quantity(units.saturating_mul(MILLION))
    }

    /// For the search and for charts only.
    #[expect(clippy::cast_precision_loss, reason = "the search works in floating point; results are judged exactly")]
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// This amount times a share in ten-thousandths, rounded half up to the millionth.
    pub fn share(self, share: Share) -> Quantity {
        let product = i128::from(self.0) * i128::from(share.0);
        let rounded = (product + i128::from(Share::WHOLE.0) / 2).div_euclid(i128::from(Share::WHOLE.0));
        Quantity(i64::try_from(rounded).unwrap_or(i64::MAX))
    }
}

impl FromStr for Quantity {
    type Err = QuantityError;
    fn from_str(text: &str) -> Result<Quantity, QuantityError> {
        let tight = kernel::text::tight(text).replace(',', "");
        let (negative, digits) = match tight.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, tight.strip_prefix('+').unwrap_or(&tight)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit());
        if !all_digits || whole.len() + fraction.len() == 0 {
            return Err(QuantityError::NotANumber(text.to_owned()));
        }
        let fraction = fraction.trim_end_matches('0');
        if fraction.len() > 6 {
            return Err(QuantityError::TooFine(text.to_owned()));
        }
        let out_of_range = || QuantityError::OutOfRange(text.to_owned());
        let whole = whole.trim_start_matches('0');
        if whole.len() > 13 {
            return Err(out_of_range());
        }
        let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| out_of_range())? };
        let part: i64 = format!("{fraction:0<6}").parse().map_err(|_| out_of_range())?;
        if whole > MOST || (whole == MOST && part > 0) {
            return Err(out_of_range());
        }
        let size = whole * MILLION + part;
        Ok(Quantity(if negative { -size } else { size }))
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&trimmed(fixed(i128::from(self.0), i128::from(MILLION), 6)))
    }
}

/// A decimal without trailing zeros.
pub(crate) fn trimmed(decimal: String) -> String {
    if decimal.contains('.') { decimal.trim_end_matches('0').trim_end_matches('.').to_owned() } else { decimal }
}

impl Add for Quantity {
    type Output = Quantity;
    fn add(self, other: Quantity) -> Quantity {
        Quantity(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Quantity {
    fn add_assign(&mut self, other: Quantity) {
        *self = *self + other;
    }
}

impl Sub for Quantity {
    type Output = Quantity;
    fn sub(self, other: Quantity) -> Quantity {
        Quantity(self.0.saturating_sub(other.0))
    }
}

impl Sum for Quantity {
    fn sum<I: Iterator<Item = Quantity>>(amounts: I) -> Quantity {
        amounts.fold(Quantity::ZERO, |a, b| a + b)
    }
}

/// A share in ten-thousandths (0.01 %). Read from a decimal string or number between 0 and 1 (`"0.6"`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Share(pub u32);

impl Share {
    pub const NONE: Share = Share(0);
    pub const WHOLE: Share = Share(10_000);

    pub fn as_f64(self) -> f64 {
        f64::from(self.0) / 10_000.0
    }

    /// In percent, without trailing zeros: `62.5%`.
    pub fn percent(self) -> String {
        format!("{}%", trimmed(fixed(i128::from(self.0), 100, 2)))
    }
}

impl FromStr for Share {
    type Err = QuantityError;
    fn from_str(text: &str) -> Result<Share, QuantityError> {
        let amount: Quantity = text.parse()?;
        let share = u32::try_from(amount.0 / 100).map_err(|_| QuantityError::OutOfRange(text.to_owned()))?;
        if share > Share::WHOLE.0 {
            return Err(QuantityError::OutOfRange(text.to_owned()));
        }
        if amount.0 % 100 != 0 {
            return Err(QuantityError::TooFine(text.to_owned()));
        }
        Ok(Share(share))
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&trimmed(fixed(i128::from(self.0), 10_000, 4)))
    }
}

/// Reads a string or a number as text; a floating-point number by its shortest decimal.
struct Decimal(String);

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Decimal, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Decimal;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("数字或以引号括起的小数")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Decimal, E> {
                Ok(Decimal(text.to_owned()))
            }
            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Decimal, E> {
                Ok(Decimal(number.to_string()))
            }
            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Decimal, E> {
                Ok(Decimal(number.to_string()))
            }
            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Decimal, E> {
                Ok(Decimal(format!("{number}")))
            }
        }
        d.deserialize_any(Visitor)
    }
}

macro_rules! serde_as_decimal {
    ($type:ty) => {
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<$type, D::Error> {
                Decimal::deserialize(d)?.0.parse().map_err(de::Error::custom)
            }
        }
    };
}
serde_as_decimal!(Quantity);
serde_as_decimal!(Share);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_offices_type_them() {
        let read = |text: &str| text.parse::<Quantity>().map(|q| q.to_string());
        assert_eq!(read("１,２00.50").as_deref(), Ok("1200.5"));
        assert_eq!(read("-3").as_deref(), Ok("-3"));
        assert_eq!(read(".5").as_deref(), Ok("0.5"));
        assert!(matches!(read("12亩"), Err(QuantityError::NotANumber(_))));
        assert!(matches!(read(""), Err(QuantityError::NotANumber(_))));
        assert!(matches!(read("0.1234567"), Err(QuantityError::TooFine(_))));
        assert!(matches!(read("9999999999999"), Err(QuantityError::OutOfRange(_))));
        assert_eq!(serde_json::from_str::<Quantity>("0.1").unwrap(), Quantity(100_000));
    }

    #[test]
    fn a_share_is_a_ten_thousandth_at_the_finest() {
        assert_eq!("0.6".parse(), Ok(Share(6000)));
        assert!("1.1".parse::<Share>().is_err());
        assert!("0.00001".parse::<Share>().is_err());
        assert_eq!(Share(6250).percent(), "62.5%");
        assert_eq!(Quantity::units(3).share(Share(3333)), Quantity(999_900));
    }
}
