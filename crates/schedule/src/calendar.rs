//! Calendars: which hours of which days are worked.
//!
//! A calendar is a week of shifts, yearly seasons without work (the winter stop of the north), spans of weeks with other
//! shifts, and single days that differ. Later words win: day over span over season over week.

use crate::moment::{DAY, days};
use chrono::{Datelike, Weekday};
use kernel::{Date, WorkCalendar};
use std::collections::BTreeMap;

/// Working hours of one day: seconds after midnight, from and to (up to 86 400), in order and not touching.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Hours(Vec<(u32, u32)>);

impl Hours {
    /// No work at all.
    pub const NONE: Hours = Hours(Vec::new());

    /// Brings shifts into order and joins those that touch; empty and inverted ones are dropped.
    pub fn new(shifts: impl IntoIterator<Item = (u32, u32)>) -> Hours {
        let mut shifts: Vec<(u32, u32)> =
            shifts.into_iter().map(|(a, b)| (a, b.min(DAY as u32))).filter(|(a, b)| a < b).collect();
        shifts.sort_unstable();
        let mut joined: Vec<(u32, u32)> = Vec::with_capacity(shifts.len());
        for (from, to) in shifts {
            match joined.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => joined.push((from, to)),
            }
        }
        Hours(joined)
    }

    /// Whole days: what tracks of approvals count in.
    pub fn whole_day() -> Hours {
        Hours(vec![(0, DAY as u32)])
    }

    /// 8:00–12:00 and 13:00–17:00, as Microsoft Project has it.
    pub fn office() -> Hours {
        Hours(vec![(8 * 3600, 12 * 3600), (13 * 3600, 17 * 3600)])
    }

    pub fn shifts(&self) -> &[(u32, u32)] {
        &self.0
    }

    /// Seconds worked on such a day.
    pub fn seconds(&self) -> i64 {
        self.0.iter().map(|(from, to)| i64::from(to - from)).sum()
    }

    /// The hours that are worked in both.
    pub fn common(&self, other: &Hours) -> Hours {
        let pairs = self.0.iter().flat_map(|a| other.0.iter().map(move |b| (a.0.max(b.0), a.1.min(b.1))));
        Hours::new(pairs)
    }
}

/// A span of days with its own week; days that are `None` keep the calendar's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    pub from: Date,
    pub to: Date,
    pub week: [Option<Hours>; 7],
}

/// A yearly season without work, first and last (month, day); it may reach over the new year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    pub from: (u32, u32),
    pub to: (u32, u32),
}

impl Stop {
    fn holds(&self, date: Date) -> bool {
        let day = (date.month(), date.day());
        if self.from <= self.to { self.from <= day && day <= self.to } else { day >= self.from || day <= self.to }
    }
}

/// When work happens. Weeks begin on Monday.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    pub name: String,
    /// The number of the calendar in the file it came from.
    pub uid: Option<i64>,
    pub week: [Hours; 7],
    pub stops: Vec<Stop>,
    pub spans: Vec<Span>,
    pub days: BTreeMap<Date, Hours>,
}

impl Calendar {
    /// Monday to Friday in `hours`, without holidays.
    pub fn weekdays(name: &str, hours: &Hours) -> Calendar {
        let week = std::array::from_fn(|day| if day < 5 { hours.clone() } else { Hours::NONE });
        Calendar { name: name.to_owned(), week, ..Calendar::default() }
    }

    /// Every day in `hours`: 连续施工.
    pub fn every_day(name: &str, hours: &Hours) -> Calendar {
        Calendar { name: name.to_owned(), week: std::array::from_fn(|_| hours.clone()), ..Calendar::default() }
    }

    /// The working days of the State with its swaps (调休), each worked in `hours`.
    pub fn of_state(name: &str, state: &WorkCalendar, hours: &Hours) -> Calendar {
        let mut calendar = Calendar::weekdays(name, hours);
        for (date, works) in state.exceptions() {
            calendar.days.insert(date, if works { hours.clone() } else { Hours::NONE });
        }
        calendar
    }

    /// No work each year from one (month, day) to another, e.g. `(11, 15)` to `(3, 15)`.
    #[must_use]
    pub fn with_winter_stop(mut self, from: (u32, u32), to: (u32, u32)) -> Calendar {
        self.stops.push(Stop { from, to });
        self
    }

    pub fn hours_on(&self, date: Date) -> &Hours {
        const NONE: &Hours = &Hours::NONE;
        let weekday = date.weekday().num_days_from_monday() as usize;
        if let Some(hours) = self.days.get(&date) {
            return hours;
        }
        let span = self.spans.iter().rev().find(|s| s.from <= date && date <= s.to && s.week[weekday].is_some());
        if let Some(hours) = span.and_then(|s| s.week[weekday].as_ref()) {
            return hours;
        }
        if self.stops.iter().any(|stop| stop.holds(date)) {
            return NONE;
        }
        &self.week[weekday]
    }

    pub fn is_working(&self, date: Date) -> bool {
        !self.hours_on(date).shifts().is_empty()
    }

    /// Working days from `from` to `to`, both counted.
    pub fn working_days(&self, from: Date, to: Date) -> usize {
        days(from, to).filter(|day| self.is_working(*day)).count()
    }

    /// The calendar of the hours that are worked in both, over `years` (single days are compared one by one).
    pub fn common(&self, other: &Calendar, years: std::ops::RangeInclusive<i32>) -> Calendar {
        let week = std::array::from_fn(|day| self.week[day].common(&other.week[day]));
        let mut both = Calendar { name: format!("{}∩{}", self.name, other.name), week, ..Calendar::default() };
        let first = Date::from_ymd_opt(*years.start(), 1, 1).unwrap_or(Date::MIN);
        let last = Date::from_ymd_opt(*years.end(), 12, 31).unwrap_or(Date::MAX);
        for date in days(first, last) {
            let hours = self.hours_on(date).common(other.hours_on(date));
            if hours != both.week[date.weekday().num_days_from_monday() as usize] {
                both.days.insert(date, hours);
            }
        }
        both
    }
}

/// Monday is 0.
pub(crate) const fn weekday_index(weekday: Weekday) -> usize {
    weekday.num_days_from_monday() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn shifts_are_put_in_order_and_joined() {
        let hours = Hours::new([(46_800, 61_200), (28_800, 43_200), (43_200, 45_000), (5, 5)]);
        assert_eq!(hours.shifts(), [(28_800, 45_000), (46_800, 61_200)]);
        assert_eq!(hours.common(&Hours::office()).seconds(), 8 * 3600);
    }

    #[test]
    fn published_swaps_and_the_winter_stop_are_kept() {
        let state = Calendar::of_state("工作日", &WorkCalendar::published(), &Hours::office());
        assert!(!state.is_working(day("2025-10-08")) && state.is_working(day("2025-09-28")));
        let north = Calendar::every_day("施工", &Hours::office()).with_winter_stop((11, 15), (3, 15));
        for (date, works) in [("2025-11-14", true), ("2025-11-15", false), ("2026-03-15", false), ("2026-03-16", true)]
        {
            assert_eq!(north.is_working(day(date)), works, "{date}");
        }
        assert_eq!(north.working_days(day("2025-11-01"), day("2025-12-31")), 14);
    }

    #[test]
    fn the_common_calendar_knows_both_sides_holidays() {
        let mut left = Calendar::weekdays("甲", &Hours::office());
        left.days.insert(day("2025-05-05"), Hours::NONE);
        let right = Calendar::every_day("乙", &Hours::new([(36_000, 54_000)]));
        let both = left.common(&right, 2025..=2025);
        assert!(!both.is_working(day("2025-05-05")) && !both.is_working(day("2025-05-04")));
        assert_eq!(both.hours_on(day("2025-05-06")).shifts(), [(36_000, 43_200), (46_800, 54_000)]);
    }
}
