//! A decimal number as printed: its digits and how many of them stand behind the point.

use std::fmt;

/// `546.5` is `{ mantissa: 5465, scale: 1 }`. The scale is kept: 25.0 says more than 25.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Decimal {
    pub mantissa: i128,
    /// Digits behind the point, at most 18.
    pub scale: u32,
}

impl Decimal {
    pub const fn whole(value: i128) -> Decimal {
        Decimal { mantissa: value, scale: 0 }
    }

    /// Reads `1,234.50`; `None` for anything else, or for more than 30 digits.
    pub fn parse(text: &str) -> Option<Decimal> {
        let digits: String = text.chars().filter(|c| *c != ',').collect();
        let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
        let all_digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        if whole.len() + fraction.len() > 30 || fraction.len() > 18 {
            return None;
        }
        let mantissa = format!("{whole}{fraction}").parse().ok()?;
        Some(Decimal { mantissa, scale: u32::try_from(fraction.len()).ok()? })
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "printed figures have few digits, and readings are intervals anyway"
    )]
    pub fn as_f64(self) -> f64 {
        self.mantissa as f64 / 10_f64.powi(self.scale.cast_signed())
    }

    /// The value of one in the last printed place: 0.1 for 64.3.
    pub fn last_place(self) -> f64 {
        10_f64.powi(-self.scale.cast_signed())
    }

    /// Times a power of ten, without losing digits: 3 and 100 give 300, 1.5 and 1000 give 1500.
    pub fn shifted(self, zeros: u32) -> Decimal {
        if zeros <= self.scale {
            return Decimal { mantissa: self.mantissa, scale: self.scale - zeros };
        }
        let factor = 10_i128.checked_pow(zeros - self.scale).unwrap_or(1);
        Decimal { mantissa: self.mantissa.saturating_mul(factor), scale: 0 }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.mantissa < 0 { "-" } else { "" };
        let digits = self.mantissa.unsigned_abs().to_string();
        if self.scale == 0 {
            return write!(f, "{sign}{digits}");
        }
        let scale = self.scale as usize;
        let padded = format!("{digits:0>width$}", width = scale + 1);
        let (whole, fraction) = padded.split_at(padded.len() - scale);
        write!(f, "{sign}{whole}.{fraction}")
    }
}

/// `value` with `places` digits behind the point, half up; what floating point loses below a billionth is forgiven.
pub fn printed(value: f64, places: u32) -> String {
    let factor = 10_f64.powi(places.cast_signed());
    let scaled = (value.abs() * factor + 0.5 + 1e-7).floor() / factor;
    let text = format!("{:.*}", places as usize, scaled);
    if value < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) { format!("-{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_keeps_its_places() {
        assert_eq!(Decimal::parse("1,234.50").unwrap().to_string(), "1234.50");
        assert_eq!(Decimal::parse("0.05").unwrap().to_string(), "0.05");
        assert_eq!(Decimal::parse("1.5").unwrap().shifted(3).to_string(), "1500");
        assert!(Decimal::parse("1.").is_some_and(|d| d.scale == 0));
        assert!(Decimal::parse(".5").is_none());
        assert!(Decimal::parse(&"9".repeat(40)).is_none());
    }

    #[test]
    fn printing_rounds_half_up() {
        assert_eq!(printed(64.294_117, 1), "64.3");
        assert_eq!(printed(12.25, 1), "12.3");
        assert_eq!(printed(-0.04, 1), "0.0");
        assert_eq!(printed(75.875, 2), "75.88");
    }
}
