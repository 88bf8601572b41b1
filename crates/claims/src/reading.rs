//! What a printed figure can stand for.
//!
//! 64.3 % is anything that rounds to it, or anything cut off to it; 近300个 is a little under 300; 80多亿元 lies between 80 and 90.
//! Figures are compared as such intervals, never as points, so that rounding is told from error.

use crate::claim::Claim;
use crate::relation::Bound;
use crate::unit::Kind;

/// How the paper shortened its numbers. One paper shortens its own numbers one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortening {
    Rounded,
    Cut,
}

impl Shortening {
    pub const BOTH: [Shortening; 2] = [Shortening::Rounded, Shortening::Cut];
}

/// A closed interval; its ends are forgiven a billionth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

impl Interval {
    pub const fn point(value: f64) -> Interval {
        Interval { low: value, high: value }
    }

    pub fn meets(self, other: Interval) -> bool {
        let slack = 1e-9 * (1.0 + self.high.abs().min(1e15) + other.high.abs().min(1e15));
        self.low <= other.high + slack && other.low <= self.high + slack
    }

    pub fn plus(self, other: Interval) -> Interval {
        Interval { low: self.low + other.low, high: self.high + other.high }
    }

    pub fn minus(self, other: Interval) -> Interval {
        Interval { low: self.low - other.high, high: self.high - other.low }
    }

    pub fn scaled(self, factor: f64) -> Interval {
        Interval { low: self.low * factor, high: self.high * factor }
    }

    pub fn times(self, other: Interval) -> Interval {
        let ends = [self.low * other.low, self.low * other.high, self.high * other.low, self.high * other.high];
        let ends = ends.map(|e| if e.is_nan() { 0.0 } else { e });
        Interval {
            low: ends.iter().copied().fold(f64::INFINITY, f64::min),
            high: ends.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        }
    }

    /// `None` where the divisor may be zero or less.
    pub fn over(self, divisor: Interval) -> Option<Interval> {
        (divisor.low > 0.0).then(|| self.times(Interval { low: 1.0 / divisor.high, high: 1.0 / divisor.low }))
    }
}

/// Everything the claim can stand for under one way of shortening, in the base unit of its kind.
pub fn reading(claim: &Claim, shortening: Shortening) -> Interval {
    let value = claim.figure.base();
    let place = claim.figure.value.last_place() * claim.figure.factor;
    let printed = if is_counted(claim) {
        Interval::point(value)
    } else {
        match shortening {
            Shortening::Rounded => Interval { low: value - place / 2.0, high: value + place / 2.0 },
            Shortening::Cut if value < 0.0 => Interval { low: value - place, high: value },
            Shortening::Cut => Interval { low: value, high: value + place },
        }
    };
    let loose = claim.figure.loose;
    let printed = Interval { low: printed.low - loose, high: printed.high + loose };
    if let Some(up_to) = claim.figure.up_to {
        return Interval { low: value, high: up_to };
    }
    match claim.relation.bound {
        Bound::Exact => printed,
        Bound::Near => Interval { low: value - value.abs() * 0.15, high: printed.high },
        Bound::About => Interval { low: value - value.abs() * 0.1, high: value + value.abs() * 0.1 },
        Bound::Over if claim.figure.and_more => Interval { low: value, high: value + grain(claim) },
        Bound::Over | Bound::AtLeast => Interval { low: printed.low, high: f64::INFINITY },
        Bound::Under => Interval {
            low: if claim.figure.kind == Kind::Points { f64::NEG_INFINITY } else { 0.0 },
            high: printed.high,
        },
        Bound::AtMost => Interval { low: 0.0, high: printed.high },
    }
}

/// Whether the figure is an exact count rather than a measured amount: 230个, but not 3.5万户.
pub fn is_counted(claim: &Claim) -> bool {
    let counts = matches!(claim.figure.kind, Kind::Count | Kind::People | Kind::Households | Kind::Rank | Kind::Months);
    counts && claim.figure.value.scale == 0 && claim.figure.factor <= 1.0
}

/// One in the last digit that is not zero: ten for 80, a thousand for 3000.
fn grain(claim: &Claim) -> f64 {
    let value = claim.figure.value;
    let mut mantissa = value.mantissa;
    let mut grain = value.last_place();
    while mantissa != 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        grain *= 10.0;
    }
    grain * claim.figure.factor
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str, shortening: Shortening) -> (f64, f64) {
        let claims = crate::read(text);
        let interval = reading(&claims[0], shortening);
        (interval.low, interval.high)
    }

    #[test]
    fn printed_figures_are_intervals() {
        let near =
            |a: (f64, f64), b: (f64, f64)| assert!((a.0 - b.0).abs() < 1e-6 && (a.1 - b.1).abs() < 1e-6, "{a:?} {b:?}");
        near(first("完成率64.3%", Shortening::Rounded), (64.25, 64.35));
        near(first("完成率64.3%", Shortening::Cut), (64.3, 64.4));
        near(first("共230个项目", Shortening::Cut), (230.0, 230.0));
        near(first("每月完成投资80多亿元", Shortening::Cut), (80e8, 90e8));
        near(first("完成率不到30%", Shortening::Rounded), (0.0, 30.5));
    }
}
