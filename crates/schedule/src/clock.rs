//! Calendars made ready for arithmetic: working time as one straight line.
//!
//! A clock counts the worked seconds from the first day of its range. To add three working days to a moment is then: where
//! on the line is it, three days further, back to civil time. Both directions take a few steps and no search.

use crate::calendar::{Calendar, weekday_index};
use crate::line::{Even, Line, Shapes, Uneven};
use crate::moment::DAY;
use chrono::Datelike;
use kernel::Date;

#[derive(Debug)]
pub(crate) struct Clock {
    /// First second of the range, since 1970.
    first: i64,
    /// Days of the range.
    days: usize,
    /// Worked seconds in the whole range.
    total: i64,
    line: Line,
    /// Without days unless the line is even.
    even: Even,
}

impl Clock {
    /// A clock for the days from `first` to `last`; `None` when the calendar has no working time there.
    pub fn new(calendar: &Calendar, first: Date, last: Date) -> Option<Clock> {
        let mut shapes = Shapes::default();
        let mut line = Uneven { before: vec![0], ..Uneven::default() };
        let plain = calendar.stops.is_empty() && calendar.spans.is_empty();
        let week: [(u16, i64); 7] = std::array::from_fn(|day| shapes.of(&calendar.week[day]));
        let mut worked = 0;
        let mut weekday = weekday_index(first.weekday());
        for date in crate::moment::days(first, last) {
            let regular = plain && !calendar.days.contains_key(&date);
            let (shape, seconds) = if regular {
                week[weekday]
            } else {
                match calendar.hours_on(date) {
                    hours if *hours == calendar.week[weekday] => week[weekday],
                    hours => shapes.of(hours),
                }
            };
            worked += seconds;
            line.shape.push(shape);
            line.before.push(worked);
            weekday = (weekday + 1) % 7;
        }
        line.shapes = shapes.list;
        let (first, days) = (i64::from(first.to_epoch_days()) * DAY, line.shape.len());
        let (line, even) = Line::of(line, worked);
        (worked > 0).then_some(Clock { first, days, total: worked, even, line })
    }

    /// Working time done at `at`; constant outside of the range.
    #[inline]
    pub fn work_at(&self, at: i64) -> i64 {
        let since = at - self.first;
        self.even.work_at(since).unwrap_or_else(|| self.uneven_work_at(since))
    }

    fn uneven_work_at(&self, since: i64) -> i64 {
        if matches!(self.line, Line::Continuous) {
            return since;
        }
        if since < 0 {
            return 0;
        }
        let (day, second) = ((since / DAY) as usize, since % DAY);
        match &self.line {
            Line::Uneven(uneven) if day < self.days => uneven.work_at(day, second),
            _ => self.total,
        }
    }

    /// The latest moment at which just `work` is done: the start of a shift rather than the end of the one before.
    #[inline]
    pub fn start_of(&self, work: i64) -> i64 {
        self.first + self.even.start_of(work).unwrap_or_else(|| self.uneven_start_of(work))
    }

    fn uneven_start_of(&self, work: i64) -> i64 {
        match &self.line {
            Line::Continuous => work,
            _ if work < 0 => -1,
            Line::Uneven(uneven) if work < self.total => {
                let (day, second) = uneven.start_of(work);
                day * DAY + second
            }
            _ => self.days as i64 * DAY,
        }
    }

    /// The earliest moment at which `work` is done: the end of a shift rather than the start of the next.
    #[inline]
    pub fn finish_of(&self, work: i64) -> i64 {
        self.start_of(work - 1) + 1
    }

    /// Working time done when something begins as late as it can without beginning after `at`: in a gap between shifts that is
    /// just before the gap, for what begins later begins after the gap.
    #[inline]
    pub fn last_begin(&self, at: i64) -> i64 {
        let done = self.work_at(at);
        if self.start_of(done) > at { done - 1 } else { done }
    }

    /// The moment itself if it is in or at the start of a shift, otherwise the start of the next shift.
    #[inline]
    pub fn next_start(&self, at: i64) -> i64 {
        self.start_of(self.work_at(at))
    }

    /// The moment itself if it is in or at the end of a shift, otherwise the end of the shift before.
    pub fn previous_finish(&self, at: i64) -> i64 {
        self.finish_of(self.work_at(at))
    }

    /// `work` seconds later (an end) or, when negative, earlier (a start). Nothing moves for zero.
    #[inline]
    pub fn shift(&self, at: i64, work: i64) -> i64 {
        match work {
            0 => at,
            w if w > 0 => self.finish_of(self.work_at(at) + w),
            w => self.start_of(self.work_at(at) + w),
        }
    }

    /// Start and end of `work` seconds, more than none, that begin when `done` is done or as soon after it as work is done.
    #[inline]
    pub fn span_after(&self, done: i64, work: i64) -> (i64, i64) {
        (self.start_of(done), self.finish_of(done + work))
    }

    /// Start and end of `work` seconds, more than none, that end when `done` is done or as late before it as work is done.
    #[inline]
    pub fn span_before(&self, done: i64, work: i64) -> (i64, i64) {
        (self.start_of(done - work), self.finish_of(done))
    }

    /// Worked seconds from `from` to `to`; negative when `to` is earlier.
    #[inline]
    pub fn between(&self, from: i64, to: i64) -> i64 {
        self.work_at(to) - self.work_at(from)
    }

    /// Whether a computed moment is inside the range and so can be trusted.
    pub fn covers(&self, at: i64) -> bool {
        at > self.first && at < self.first + self.days as i64 * DAY
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Hours;
    use crate::moment::{HOUR, Moment};
    use kernel::WorkCalendar;
    use proptest::prelude::*;

    fn clock(calendar: &Calendar) -> Clock {
        Clock::new(calendar, "2020-01-01".parse().unwrap(), "2030-12-31".parse().unwrap()).unwrap()
    }

    fn at(text: &str) -> i64 {
        Moment::parse(text).unwrap().seconds()
    }

    #[test]
    fn a_working_day_ends_where_it_ends_and_begins_where_it_begins() {
        let clock = clock(&Calendar::weekdays("标准", &Hours::office()));
        let friday = at("2025-10-17T08:00");
        assert_eq!(clock.shift(friday, 8 * HOUR), at("2025-10-17T17:00"));
        assert_eq!(clock.shift(friday, 16 * HOUR), at("2025-10-20T17:00"));
        assert_eq!(clock.next_start(at("2025-10-17T17:00")), at("2025-10-20T08:00"));
        assert_eq!(clock.next_start(at("2025-10-18T09:00")), at("2025-10-20T08:00"));
        assert_eq!(clock.previous_finish(at("2025-10-20T08:00")), at("2025-10-17T17:00"));
        assert_eq!(clock.shift(at("2025-10-20T17:00"), -8 * HOUR), at("2025-10-20T08:00"));
        assert_eq!(clock.shift(at("2025-10-20T10:00"), -4 * HOUR), at("2025-10-17T15:00"));
        assert_eq!(clock.next_start(at("2025-10-17T12:30")), at("2025-10-17T13:00"));
    }

    #[test]
    fn without_any_working_time_there_is_no_clock() {
        assert!(
            Clock::new(&Calendar::default(), "2025-01-01".parse().unwrap(), "2025-12-31".parse().unwrap()).is_none()
        );
    }

    proptest! {
        /// Working-time arithmetic is its own inverse over the published years, in shifts, whole days and winter stops.
        #[test]
        fn there_and_back_is_the_same(day in 0..1096_i64, second in 0..86_400_i64, work in 1..4_000_i64, kind in 0..3) {
            let state = WorkCalendar::published();
            let calendar = match kind {
                0 => Calendar::of_state("工作日", &state, &Hours::office()),
                1 => Calendar::of_state("整日", &state, &Hours::whole_day()).with_winter_stop((11, 15), (3, 15)),
                _ => Calendar::every_day("夜班", &Hours::new([(0, 3 * 3600), (79_200, 86_400)])),
            };
            let clock = clock(&calendar);
            let from = at("2024-01-01") + day * DAY + second;
            let end = clock.shift(from, work * 600);
            prop_assert_eq!(clock.between(from, end), work * 600);
            prop_assert_eq!(clock.next_start(clock.shift(end, -work * 600)), clock.next_start(from));
            prop_assert_eq!(clock.between(end, from), -work * 600);
            let start = clock.shift(from, -work * 600);
            prop_assert_eq!(clock.previous_finish(clock.shift(start, work * 600)), clock.previous_finish(from));
        }
    }
}
