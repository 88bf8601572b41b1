//! Working days of the People's Republic, with the swaps (调休) the State Council publishes each year.

use crate::Date;
use chrono::{Datelike, Days, Weekday};
use std::collections::{BTreeMap, BTreeSet};

/// Working days: Monday to Friday, except published holidays, plus published working weekends.
/// Ships the years 2024–2026; [`WorkCalendar::knows`] tells whether a year has been published to it.
#[derive(Clone, Debug, Default)]
pub struct WorkCalendar {
    exceptions: BTreeMap<Date, bool>,
    years: BTreeSet<i32>,
}

/// First and last day of each published holiday: (year, month, day, month, day).
/// Sources: 国办发明电〔2023〕7号, 国办发明电〔2024〕12号, 国办发明电〔2025〕7号.
const HOLIDAYS: &[(i32, u32, u32, u32, u32)] = &[
    (2024, 1, 1, 1, 1),
    (2024, 2, 10, 2, 17),
    (2024, 4, 4, 4, 6),
    (2024, 5, 1, 5, 5),
    (2024, 6, 8, 6, 10),
    (2024, 9, 15, 9, 17),
    (2024, 10, 1, 10, 7),
    (2025, 1, 1, 1, 1),
    (2025, 1, 28, 2, 4),
    (2025, 4, 4, 4, 6),
    (2025, 5, 1, 5, 5),
    (2025, 5, 31, 6, 2),
    (2025, 10, 1, 10, 8),
    (2026, 1, 1, 1, 3),
    (2026, 2, 15, 2, 23),
    (2026, 4, 4, 4, 6),
    (2026, 5, 1, 5, 5),
    (2026, 6, 19, 6, 21),
    (2026, 9, 25, 9, 27),
    (2026, 10, 1, 10, 7),
];

/// Weekend days that are worked instead.
const WORKED_WEEKENDS: &[(i32, u32, u32)] = &[
    (2024, 2, 4),
    (2024, 2, 18),
    (2024, 4, 7),
    (2024, 4, 28),
    (2024, 5, 11),
    (2024, 9, 14),
    (2024, 9, 29),
    (2024, 10, 12),
    (2025, 1, 26),
    (2025, 2, 8),
    (2025, 4, 27),
    (2025, 9, 28),
    (2025, 10, 11),
    (2026, 1, 4),
    (2026, 2, 14),
    (2026, 2, 28),
    (2026, 5, 9),
    (2026, 9, 20),
    (2026, 10, 10),
];

impl WorkCalendar {
    /// Monday to Friday without any holidays.
    pub fn plain_weeks() -> WorkCalendar {
        WorkCalendar::default()
    }

    /// The published calendars of 2024–2026.
    pub fn published() -> WorkCalendar {
        let mut calendar = WorkCalendar::default();
        for &(year, month, day, last_month, last_day) in HOLIDAYS {
            let first = Date::from_ymd_opt(year, month, day);
            let last = Date::from_ymd_opt(year, last_month, last_day);
            if let (Some(first), Some(last)) = (first, last) {
                for date in first.iter_days().take_while(|d| *d <= last) {
                    calendar.set(date, false);
                }
            }
        }
        for &(year, month, day) in WORKED_WEEKENDS {
            if let Some(date) = Date::from_ymd_opt(year, month, day) {
                calendar.set(date, true);
            }
        }
        calendar
    }

    /// Says of one day whether it is worked; its year counts as published from then on.
    pub fn set(&mut self, date: Date, works: bool) {
        self.exceptions.insert(date, works);
        self.years.insert(date.year());
    }

    /// Whether the holidays of `year` are known. A page that counts working days in an unknown year says so.
    pub fn knows(&self, year: i32) -> bool {
        self.years.contains(&year)
    }

    /// The days that differ from plain weeks, in order: (date, whether it is worked).
    pub fn exceptions(&self) -> impl Iterator<Item = (Date, bool)> + '_ {
        self.exceptions.iter().map(|(date, works)| (*date, *works))
    }

    pub fn is_working(&self, date: Date) -> bool {
        self.exceptions.get(&date).copied().unwrap_or_else(|| !matches!(date.weekday(), Weekday::Sat | Weekday::Sun))
    }

    /// `count` working days after `date` (the day itself is not counted); before it when negative.
    pub fn plus(&self, date: Date, count: i32) -> Date {
        let mut day = date;
        let mut left = count.unsigned_abs();
        while left > 0 {
            let next = if count > 0 { day.checked_add_days(Days::new(1)) } else { day.checked_sub_days(Days::new(1)) };
            let Some(next) = next else { return day };
            day = next;
            if self.is_working(day) {
                left -= 1;
            }
        }
        day
    }

    /// Working days after `from` up to and including `to`; negative when `to` is earlier.
    pub fn between(&self, from: Date, to: Date) -> i32 {
        if to < from {
            return -self.between(to, from);
        }
        let days = from.iter_days().skip(1).take_while(|d| *d <= to);
        i32::try_from(days.filter(|d| self.is_working(*d)).count()).unwrap_or(i32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(year: i32, month: u32, day: u32) -> Date {
        Date::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn published_swaps_are_followed() {
        let calendar = WorkCalendar::published();
        assert!(!calendar.is_working(day(2025, 10, 8)));
        assert!(calendar.is_working(day(2025, 9, 28)));
        assert!(calendar.is_working(day(2025, 10, 11)));
        assert!(!calendar.is_working(day(2025, 10, 12)));
        assert_eq!(calendar.plus(day(2025, 9, 30), 1), day(2025, 10, 9));
        assert_eq!(calendar.between(day(2025, 9, 30), day(2025, 10, 9)), 1);
        assert!(calendar.knows(2026) && !calendar.knows(2027));
    }

    /// Counted from the State Council's notices.
    #[test]
    fn years_have_their_published_number_of_working_days() {
        let calendar = WorkCalendar::published();
        for (year, days) in [(2024, 251), (2025, 248), (2026, 248)] {
            let count = day(year, 1, 1)
                .iter_days()
                .take_while(|d| d.year() == year)
                .filter(|d| calendar.is_working(*d))
                .count();
            assert_eq!(count, days, "{year}");
        }
    }

    proptest! {
        #[test]
        fn counting_there_and_back_is_the_same(start in 0..1000_u64, count in 0..200_i32) {
            let calendar = WorkCalendar::published();
            let from = day(2024, 1, 2).checked_add_days(Days::new(start)).unwrap();
            let to = calendar.plus(from, count);
            prop_assert_eq!(calendar.between(from, to), count);
        }
    }
}
