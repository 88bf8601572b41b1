//! Calendar months, the unit of every report.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A month of the years 1900–9999, counted from year zero so that arithmetic is subtraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}”不是月份,应写作2025-07")]
pub struct MonthError(pub String);

impl Month {
    /// `month` is 1–12, `year` 1900–9999.
    pub fn new(year: i32, month: u32) -> Option<Month> {
        ((1900..=9999).contains(&year) && (1..=12).contains(&month)).then(|| Month(year * 12 + month as i32 - 1))
    }

    pub fn of(date: NaiveDate) -> Month {
        Month(date.year() * 12 + date.month0() as i32)
    }

    /// The number stored in databases and columns: `year * 12 + month - 1`.
    pub const fn index(self) -> i32 {
        self.0
    }

    pub fn from_index(index: i32) -> Option<Month> {
        Month::new(index.div_euclid(12), index.rem_euclid(12) as u32 + 1)
    }

    pub const fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// 1–12.
    pub const fn month(self) -> u32 {
        self.0.rem_euclid(12) as u32 + 1
    }

    pub const fn plus(self, months: i32) -> Month {
        Month(self.0 + months)
    }

    /// Whole months from `earlier` to `self`.
    pub const fn since(self, earlier: Month) -> i32 {
        self.0 - earlier.0
    }

    pub const fn january(self) -> Month {
        Month(self.year() * 12)
    }

    pub fn first_day(self) -> NaiveDate {
        // A month within 1900–9999 always has a first day.
        NaiveDate::from_ymd_opt(self.year(), self.month(), 1).unwrap_or(NaiveDate::MIN)
    }

    pub fn last_day(self) -> NaiveDate {
        self.plus(1).first_day().pred_opt().unwrap_or(NaiveDate::MIN)
    }

    /// “1—7月”, or “1月” in January: the months a year-to-date figure covers.
    pub fn span_label(self) -> String {
        match self.month() {
            1 => "1月".to_owned(),
            m => format!("1—{m}月"),
        }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

impl FromStr for Month {
    type Err = MonthError;
    fn from_str(text: &str) -> Result<Month, MonthError> {
        let error = || MonthError(text.to_owned());
        let (year, month) = text.split_once('-').ok_or_else(error)?;
        if year.len() != 4 || month.is_empty() || month.len() > 2 {
            return Err(error());
        }
        let year = year.parse().map_err(|_| error())?;
        let month = month.parse().map_err(|_| error())?;
        Month::new(year, month).ok_or_else(error)
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Month, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_written_with_a_dash() {
        let july: Month = "2025-07".parse().unwrap();
        assert_eq!((july.year(), july.month()), (2025, 7));
        assert_eq!(july.to_string(), "2025-07");
        assert_eq!("2025-7".parse(), Ok(july));
        for bad in ["2025-13", "2025-00", "25-07", "2025", "2025-07-01", "", "2025-+7x"] {
            assert!(bad.parse::<Month>().is_err(), "{bad}");
        }
    }

    #[test]
    fn months_count_across_years() {
        let december = Month::new(2024, 12).unwrap();
        assert_eq!(december.plus(1), Month::new(2025, 1).unwrap());
        assert_eq!(december.plus(1).since(december), 1);
        assert_eq!(december.last_day().to_string(), "2024-12-31");
        assert_eq!(december.span_label(), "1—12月");
        assert_eq!(Month::from_index(december.index()), Some(december));
    }
}
