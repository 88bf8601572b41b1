//! Civil time to the second: a date and a time of day, without any time zone.

use chrono::{Datelike, Days, NaiveDateTime, NaiveTime, Timelike};
use kernel::Date;
use serde::{Serialize, Serializer};
use std::fmt;

/// Seconds in a civil day.
pub const DAY: i64 = 86_400;
/// Seconds in an hour.
pub const HOUR: i64 = 3_600;
/// Seconds in a minute.
pub const MINUTE: i64 = 60;

/// First and last year in which a schedule may lie. What is outside is a typing error (Excel's 1900, “never” as 9999).
pub const YEARS: std::ops::RangeInclusive<i32> = 1950..=2199;

/// A point of civil time: seconds since 1970-01-01T00:00.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(pub(crate) i64);

impl Moment {
    /// The first second of a day.
    pub fn midnight(date: Date) -> Moment {
        Moment(i64::from(date.to_epoch_days()) * DAY)
    }

    /// `second` seconds (0–86 400) after midnight of `date`.
    pub fn at(date: Date, second: u32) -> Moment {
        Moment(Moment::midnight(date).0 + i64::from(second))
    }

    pub const fn from_seconds(seconds: i64) -> Moment {
        Moment(seconds)
    }

    pub const fn seconds(self) -> i64 {
        self.0
    }

    pub const fn plus(self, seconds: i64) -> Moment {
        Moment(self.0.saturating_add(seconds))
    }

    /// The civil day; saturates far outside of [`YEARS`].
    pub fn date(self) -> Date {
        let days = self.0.div_euclid(DAY);
        i32::try_from(days).ok().and_then(Date::from_epoch_days).unwrap_or(if days < 0 { Date::MIN } else { Date::MAX })
    }

    /// The last day that a period ending here touches: an end at midnight belongs to the day before.
    pub fn last_date(self) -> Date {
        Moment(self.0 - 1).date()
    }

    /// Seconds after midnight, 0–86 399.
    pub const fn second_of_day(self) -> i64 {
        self.0.rem_euclid(DAY)
    }

    /// Whether the year is one of [`YEARS`].
    pub fn is_plausible(self) -> bool {
        YEARS.contains(&self.date().year())
    }

    /// Reads `2025-03-03`, `2025-03-03T08:00`, `2025-03-03 08:00:00`; a time zone behind it is ignored.
    pub fn parse(text: &str) -> Option<Moment> {
        let text = text.trim();
        let (day, rest) = text.split_at_checked(10)?;
        let date: Date = day.parse().ok()?;
        let rest = rest.trim_start_matches(['T', ' ']);
        if rest.is_empty() {
            return Some(Moment::midnight(date));
        }
        Some(Moment::at(date, parse_time(rest)?))
    }

    fn civil(self) -> NaiveDateTime {
        let second = u32::try_from(self.second_of_day()).unwrap_or(0);
        self.date().and_time(NaiveTime::from_num_seconds_from_midnight_opt(second, 0).unwrap_or(NaiveTime::MIN))
    }
}

/// Seconds after midnight of `08:00` or `08:00:00`; `24:00` is the end of the day.
pub(crate) fn parse_time(text: &str) -> Option<u32> {
    let mut parts = text.get(..8.min(text.len()))?.trim().splitn(3, ':');
    let hour: u32 = parts.next()?.trim().parse().ok()?;
    let minute: u32 = parts.next()?.trim().parse().ok()?;
    let second: u32 = parts.next().map_or(Some(0), |s| s.trim().get(..2)?.parse().ok())?;
    (hour <= 24 && minute < 60 && second < 60 && hour * 3600 + minute * 60 + second <= 86_400)
        .then_some(hour * 3600 + minute * 60 + second)
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let civil = self.civil();
        write!(f, "{}T{:02}:{:02}", civil.date(), civil.hour(), civil.minute())?;
        if civil.second() == 0 { Ok(()) } else { write!(f, ":{:02}", civil.second()) }
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

/// The days from `from` to `to`, both included.
pub(crate) fn days(from: Date, to: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(from), |day| day.checked_add_days(Days::new(1))).take_while(move |day| *day <= to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn civil_time_is_read_and_written() {
        let eight = Moment::parse("2025-03-03T08:00:00").unwrap();
        assert_eq!(eight.to_string(), "2025-03-03T08:00");
        assert_eq!(Moment::parse("2025-03-03 08:00"), Some(eight));
        assert_eq!(Moment::parse("2025-03-03").unwrap().plus(8 * HOUR), eight);
        assert_eq!(eight.plus(6).to_string(), "2025-03-03T08:00:06");
        for bad in ["", "2025", "2025-02-30", "2025-03-03T25:00", "2025-03-03T08", "NA", "二〇二五年三月三日"]
        {
            assert_eq!(Moment::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn years_of_typing_errors_are_not_plausible() {
        assert!(!Moment::parse("1900-01-01").unwrap().is_plausible());
        assert!(!Moment::parse("9999-12-31").unwrap().is_plausible());
        assert!(Moment::parse("2049-12-31").unwrap().is_plausible());
        assert_eq!(Moment::from_seconds(i64::MAX).date(), Date::MAX);
    }
}
