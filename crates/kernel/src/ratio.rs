//! Exact quotients, rounded once and half up (away from zero at the half), as 2-indicators asks.

use crate::Money;

/// A quotient of two exact amounts. A denominator of zero gives no ratio at all (printed “—”).
#[derive(Clone, Copy, Debug)]
pub struct Ratio {
    numerator: i128,
    /// Always positive.
    denominator: i128,
}

impl Ratio {
    /// `None` where the denominator is zero: such a rate is “—”, never 0 % or 100 %.
    pub fn new(numerator: i128, denominator: i128) -> Option<Ratio> {
        match denominator {
            0 => None,
            d if d < 0 => Some(Ratio { numerator: -numerator, denominator: -d }),
            d => Some(Ratio { numerator, denominator: d }),
        }
    }

    pub fn of_money(part: Money, whole: Money) -> Option<Ratio> {
        Ratio::new(i128::from(part.0), i128::from(whole.0))
    }

    pub fn of_counts(part: u64, whole: u64) -> Option<Ratio> {
        Ratio::new(i128::from(part), i128::from(whole))
    }

    /// The difference of two ratios, exact while the product of the denominators fits into 127 bits
    /// (two money sums of a thousand 万亿元 each do); beyond that both are first scaled down.
    pub fn minus(self, other: Ratio) -> Ratio {
        let (a, b) = (self.scaled(), other.scaled());
        Ratio {
            numerator: a.numerator * b.denominator - b.numerator * a.denominator,
            denominator: a.denominator * b.denominator,
        }
    }

    /// Brings the terms below 2^62, so that products of two never overflow.
    fn scaled(self) -> Ratio {
        let size = self.numerator.unsigned_abs().max(self.denominator.unsigned_abs());
        let excess = 128_u32.saturating_sub(size.leading_zeros()).saturating_sub(62);
        if excess == 0 {
            return self;
        }
        Ratio { numerator: self.numerator >> excess, denominator: (self.denominator >> excess).max(1) }
    }

    /// In percent (or percentage points) with `decimals` places, as a decimal string: `64.3`.
    pub fn percent(self, decimals: u32) -> String {
        match self.numerator.checked_mul(100) {
            Some(n) => fixed(n, self.denominator, decimals),
            None => {
                let s = self.scaled();
                fixed(s.numerator * 100, s.denominator, decimals)
            }
        }
    }

    /// For comparisons and charts only, never for printing.
    #[expect(clippy::cast_precision_loss, reason = "a chart's coordinate needs no exactness")]
    pub fn as_f64(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }

    /// Exact comparison with the fraction `numerator / denominator`.
    pub fn compare(self, numerator: i64, denominator: i64) -> std::cmp::Ordering {
        Ratio::new(i128::from(numerator), i128::from(denominator))
            .map_or(std::cmp::Ordering::Less, |other| self.minus(other).numerator.cmp(&0))
    }

    pub const fn numerator(self) -> i128 {
        self.numerator
    }

    pub const fn denominator(self) -> i128 {
        self.denominator
    }
}

impl PartialEq for Ratio {
    fn eq(&self, other: &Ratio) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for Ratio {}
impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Ratio) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Ratio {
    fn cmp(&self, other: &Ratio) -> std::cmp::Ordering {
        self.minus(*other).numerator.cmp(&0)
    }
}

/// `n / d` to the nearest integer, the half away from zero; `d` must be positive.
pub(crate) fn divide_half_up(n: i128, d: i128) -> i128 {
    let (quotient, rest) = (n / d, n % d);
    if rest.abs() * 2 >= d { quotient + rest.signum() } else { quotient }
}

/// `n / d` as a decimal string with `decimals` places, half up; never “-0.00”.
pub fn fixed(n: i128, d: i128, decimals: u32) -> String {
    let scale = 10_i128.pow(decimals);
    let scaled = match n.checked_mul(scale) {
        Some(n) => divide_half_up(n, d),
        None => divide_half_up(n, (d / scale).max(1)),
    };
    let (whole, fraction) = (scaled.abs() / scale, scaled.abs() % scale);
    let sign = if scaled < 0 { "-" } else { "" };
    if decimals == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction:0width$}", width = decimals as usize)
    }
}

/// Thousands separators and a real minus sign, for pages and papers: `-1234.50` → `−1,234.50`.
pub fn grouped(decimal: &str) -> String {
    let (sign, digits) = match decimal.strip_prefix('-') {
        Some(rest) => ("−", rest),
        None => ("", decimal),
    };
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let mut out = String::from(sign);
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn percent(part: &str, whole: &str, decimals: u32) -> String {
        let yi = |t: &str| Money::parse(t, crate::money::MoneyUnit::Yi).unwrap();
        Ratio::of_money(yi(part), yi(whole)).unwrap().percent(decimals)
    }

    #[test]
    fn published_rates_come_out_as_defined() {
        assert_eq!(percent("546.5", "850", 1), "64.3");
        assert_eq!(percent("9.4", "54.1", 1), "17.4");
        assert_eq!(percent("31.8", "127.1", 0), "25");
        assert_eq!(percent("313.64", "1015", 2), "30.90");
        assert_eq!(Ratio::of_counts(206, 255).unwrap().percent(1), "80.8");
        assert_eq!(Ratio::of_counts(129, 270).unwrap().percent(1), "47.8");
    }

    #[test]
    fn nothing_is_divided_by_zero() {
        assert!(Ratio::of_counts(1, 0).is_none());
    }

    #[test]
    fn differences_are_exact() {
        let gap = Ratio::new(5465, 8500).unwrap().minus(Ratio::of_counts(7, 12).unwrap());
        assert_eq!(gap.percent(1), "6.0");
        let huge = Ratio::new(i128::from(i64::MAX), i128::from(i64::MAX) - 1).unwrap();
        assert_eq!(huge.minus(Ratio::of_counts(1, 1).unwrap()).percent(1), "0.0");
    }

    #[test]
    fn numbers_are_grouped_for_people() {
        assert_eq!(grouped("-1234567.50"), "−1,234,567.50");
        assert_eq!(grouped("999"), "999");
    }
}
