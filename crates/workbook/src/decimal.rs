//! Exact decimal numbers: what an office types is never turned into a binary fraction.

use serde::{Serialize, Serializer};
use std::cmp::Ordering;
use std::fmt;

/// `mantissa / 10^scale`, with at most 9 decimal places (finer ones are rounded half up) and no trailing zeros.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Decimal {
    mantissa: i64,
    scale: u8,
}

const MOST_PLACES: usize = 9;

impl Decimal {
    pub const ZERO: Decimal = Decimal { mantissa: 0, scale: 0 };

    /// `mantissa / 10^scale`.
    pub const fn new(mantissa: i64, scale: u8) -> Decimal {
        Decimal { mantissa, scale }.trimmed()
    }

    const fn trimmed(mut self) -> Decimal {
        while self.scale > 0 && self.mantissa % 10 == 0 {
            self.mantissa /= 10;
            self.scale -= 1;
        }
        self
    }

    /// Reads a plain decimal such as `-12345.678`; `None` for anything else and beyond some 9 × 10^18.
    pub fn parse(text: &str) -> Option<Decimal> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit());
        if !plain || (whole.is_empty() && fraction.is_empty()) {
            return None;
        }
        let kept = &fraction[..fraction.len().min(MOST_PLACES)];
        let mut mantissa = 0_i64;
        for digit in whole.bytes().chain(kept.bytes()) {
            mantissa = mantissa.checked_mul(10)?.checked_add(i64::from(digit - b'0'))?;
        }
        if fraction.as_bytes().get(MOST_PLACES).is_some_and(|b| *b >= b'5') {
            mantissa = mantissa.checked_add(1)?;
        }
        let scale = u8::try_from(kept.len()).ok()?;
        Some(Decimal { mantissa: if negative { -mantissa } else { mantissa }, scale }.trimmed())
    }

    /// From a spreadsheet's floating-point number: its shortest decimal.
    /// Noise in the 15th digit and beyond (`64.30000000000001`) is dropped, as the spreadsheet does on screen.
    pub fn from_f64(value: f64) -> Option<Decimal> {
        if !value.is_finite() || value.abs() >= 9e18 {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "a whole number below 2^53 is exact")]
        if value.fract() == 0.0 && value.abs() < 9e15 {
            return Some(Decimal { mantissa: value as i64, scale: 0 });
        }
        Decimal::parse(&shortest(value))
    }

    pub const fn mantissa(self) -> i64 {
        self.mantissa
    }

    /// Number of decimal places after trailing zeros are dropped.
    pub const fn places(self) -> u8 {
        self.scale
    }

    pub const fn is_negative(self) -> bool {
        self.mantissa < 0
    }

    pub const fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    /// Multiplied by `10^power`.
    pub fn shifted(self, power: i32) -> Option<Decimal> {
        let scale = i32::from(self.scale) - power;
        if scale >= 0 {
            let scale = u8::try_from(scale).ok()?;
            return Decimal { mantissa: self.mantissa, scale }.capped();
        }
        let factor = 10_i64.checked_pow(scale.unsigned_abs())?;
        Some(Decimal { mantissa: self.mantissa.checked_mul(factor)?, scale: 0 })
    }

    fn capped(self) -> Option<Decimal> {
        if usize::from(self.scale) <= MOST_PLACES { Some(self.trimmed()) } else { Decimal::parse(&self.to_string()) }
    }

    /// The same number with `10^scale` as denominator, for exact comparisons and sums.
    pub fn scaled(self, scale: u8) -> i128 {
        let factor = 10_i128.pow(u32::from(scale.saturating_sub(self.scale)));
        i128::from(self.mantissa) * factor
    }

    /// For estimates only, never for printing.
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    pub fn as_f64(self) -> f64 {
        self.mantissa as f64 / 10_f64.powi(i32::from(self.scale))
    }
}

/// The shortest decimal with at most 15 significant digits, without exponent.
fn shortest(value: f64) -> String {
    let text = format!("{value}");
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if digits <= 15 {
        return text;
    }
    let whole = text.trim_start_matches('-').split('.').next().map_or(0, str::len);
    format!("{value:.*}", 15_usize.saturating_sub(whole))
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Decimal) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Decimal) -> Ordering {
        let scale = self.scale.max(other.scale);
        self.scaled(scale).cmp(&other.scaled(scale))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.scale == 0 {
            return write!(f, "{}", self.mantissa);
        }
        let unit = 10_u64.pow(u32::from(self.scale));
        let size = self.mantissa.unsigned_abs();
        let sign = if self.mantissa < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{:0width$}", size / unit, size % unit, width = usize::from(self.scale))
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact_and_print_plainly() {
        for (text, printed) in [("64.30", "64.3"), ("-0.5", "-0.5"), (".25", "0.25"), ("007", "7"), ("0.00", "0")] {
            assert_eq!(Decimal::parse(text).unwrap().to_string(), printed, "{text}");
        }
        for bad in ["", "-", ".", "1e5", "1,0", "12.3.4", "99999999999999999999"] {
            assert!(Decimal::parse(bad).is_none(), "{bad}");
        }
        assert_eq!(Decimal::from_f64(0.1 + 0.2).unwrap().to_string(), "0.3");
        assert_eq!(Decimal::from_f64(0.643).unwrap().shifted(2).unwrap().to_string(), "64.3");
        assert_eq!(Decimal::new(5, 0).shifted(-1).unwrap().to_string(), "0.5");
        assert!(Decimal::parse("2.5").unwrap() > Decimal::parse("2.45").unwrap());
    }
}
