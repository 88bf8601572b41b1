//! Calendars made ready for arithmetic: working time as one straight line.
//!
//! A clock counts the worked seconds from the first day of its range. To add three working days to a moment is then: where
//! on the line is it, three days further, back to civil time. Both directions take a few steps and no search.

use crate::calendar::{Calendar, weekday_index};
use crate::line::{Line, Shapes, Uneven};
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
        (worked > 0).then(|| Clock { first, days, total: worked, line: Line::of(line, worked) })
    }

    /// Working time done at `at`; constant outside of the range.
    pub fn work_at(&self, at: i64) -> i64 {
        let since = at - self.first;
        if matches!(self.line, Line::Continuous) {
            return since;
        }
        if since < 0 {
            return 0;
        }
        let (day, second) = ((since / DAY) as usize, since % DAY);
        if day >= self.days {
            return self.total;
        }
        match &self.line {
            Line::Continuous => since,
            Line::Even(even) => even.work_at(day, second),
            Line::Uneven(uneven) => uneven.work_at(day, second),
        }
    }

    /// The latest moment at which just `work` is done: the start of a shift rather than the end of the one before.
    pub fn start_of(&self, work: i64) -> i64 {
        if matches!(self.line, Line::Continuous) {
            return self.first + work;
        }
        if work < 0 {
            return self.first - 1;
        }
        if work >= self.total {
            return self.first + self.days as i64 * DAY;
        }
        let (day, second) = match &self.line {
            Line::Continuous => (0, work),
            Line::Even(even) => even.start_of(work),
            Line::Uneven(uneven) => uneven.start_of(work),
        };
        self.first + day * DAY + second
    }

    /// The earliest moment at which `work` is done: the end of a shift rather than the start of the next.
    pub fn finish_of(&self, work: i64) -> i64 {
        if matches!(self.line, Line::Continuous) { self.first + work } else { self.start_of(work - 1) + 1 }
    }

    /// Working time done when something begins as late as it can without beginning after `at`: in a gap between shifts that is
    /// just before the gap, for what begins later begins after the gap.
    pub fn last_begin(&self, at: i64) -> i64 {
        let done = self.work_at(at);
        if self.start_of(done) > at { done - 1 } else { done }
    }

    /// The moment itself if it is in or at the start of a shift, otherwise the start of the next shift.
    pub fn next_start(&self, at: i64) -> i64 {
        self.start_of(self.work_at(at))
    }

    /// The moment itself if it is in or at the end of a shift, otherwise the end of the shift before.
    pub fn previous_finish(&self, at: i64) -> i64 {
        self.finish_of(self.work_at(at))
    }

    /// `work` seconds later (an end) or, when negative, earlier (a start). Nothing moves for zero.
    pub fn shift(&self, at: i64, work: i64) -> i64 {
        match work {
            0 => at,
            w if w > 0 => self.finish_of(self.work_at(at) + w),
            w => self.start_of(self.work_at(at) + w),
        }
    }

    /// Start and end of `work` seconds that begin at `at` or as soon after it as work is done.
    pub fn span_from(&self, at: i64, work: i64) -> (i64, i64) {
        let done = self.work_at(at);
        let start = self.start_of(done);
        (start, if work == 0 { start } else { self.finish_of(done + work) })
    }

    /// Start and end of `work` seconds that end at `at` or as late before it as work is done.
    pub fn span_to(&self, at: i64, work: i64) -> (i64, i64) {
        let done = self.work_at(at);
        let finish = self.finish_of(done);
        (if work == 0 { finish } else { self.start_of(done - work) }, finish)
    }

    /// Worked seconds from `from` to `to`; negative when `to` is earlier.
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
