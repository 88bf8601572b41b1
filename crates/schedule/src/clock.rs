//! Calendars made ready for arithmetic: working time as one straight line.
//!
//! A clock counts the worked seconds from the first day of its range. To add three working days to a moment is then: where
//! on the line is it, three days further, back to civil time. Both directions take a few steps and no search.

use crate::calendar::{Calendar, Hours, weekday_index};
use crate::moment::DAY;
use chrono::Datelike;
use kernel::Date;
use std::collections::HashMap;

/// Seconds of work in one step of the table that leads from working time back to days.
const STEP_BITS: u32 = 14;

#[derive(Debug)]
pub(crate) struct Clock {
    /// Day number (since 1970) of the first day of the range.
    first: i64,
    /// Worked seconds before each day; one more entry than days.
    before: Vec<i64>,
    /// Which of `shapes` each day has.
    shape: Vec<u16>,
    shapes: Vec<Shape>,
    /// The day in which the n-th step of working time begins.
    step: Vec<u32>,
    /// Every second counts.
    continuous: bool,
}

#[derive(Debug, Default)]
struct Shape {
    /// From, to, and worked seconds of the day before it.
    shifts: Vec<(i64, i64, i64)>,
}

impl Shape {
    fn of(hours: &Hours) -> Shape {
        let mut done = 0;
        let shifts = hours.shifts().iter().map(|(from, to)| {
            let shift = (i64::from(*from), i64::from(*to), done);
            done += shift.1 - shift.0;
            shift
        });
        Shape { shifts: shifts.collect() }
    }

    fn worked_by(&self, second: i64) -> i64 {
        let mut worked = 0;
        for &(from, to, before) in &self.shifts {
            if second <= from {
                break;
            }
            worked = before + second.min(to) - from;
        }
        worked
    }

    /// The second of the day at which `worked` seconds are done and the next one begins.
    fn second_at(&self, worked: i64) -> i64 {
        let shift = self.shifts.iter().find(|(from, to, before)| worked < before + to - from);
        shift.map_or(DAY, |(from, _, before)| from + worked - before)
    }
}

impl Clock {
    /// A clock for the days from `first` to `last`; `None` when the calendar has no working time there.
    pub fn new(calendar: &Calendar, first: Date, last: Date) -> Option<Clock> {
        let mut clock = Clock {
            first: i64::from(first.to_epoch_days()),
            before: vec![0],
            shape: Vec::new(),
            shapes: Vec::new(),
            step: Vec::new(),
            continuous: false,
        };
        let plain = calendar.stops.is_empty() && calendar.spans.is_empty();
        let mut known: HashMap<Hours, (u16, i64)> = HashMap::new();
        let week: [(u16, i64); 7] = std::array::from_fn(|day| clock.shape_of(&calendar.week[day], &mut known));
        let mut worked = 0;
        let mut weekday = weekday_index(first.weekday());
        for date in crate::moment::days(first, last) {
            let regular = plain && !calendar.days.contains_key(&date);
            let (shape, seconds) = if regular {
                week[weekday]
            } else {
                match calendar.hours_on(date) {
                    hours if *hours == calendar.week[weekday] => week[weekday],
                    hours => clock.shape_of(hours, &mut known),
                }
            };
            worked += seconds;
            clock.shape.push(shape);
            clock.before.push(worked);
            weekday = (weekday + 1) % 7;
        }
        clock.continuous = worked == clock.shape.len() as i64 * DAY;
        clock.fill_steps(worked);
        (worked > 0).then_some(clock)
    }

    fn shape_of(&mut self, hours: &Hours, known: &mut HashMap<Hours, (u16, i64)>) -> (u16, i64) {
        if let Some(found) = known.get(hours) {
            return *found;
        }
        // More than 65 535 different kinds of days do not fit into 250 years of real calendars; the last one is reused.
        let index = u16::try_from(self.shapes.len()).unwrap_or(u16::MAX);
        self.shapes.push(Shape::of(hours));
        known.insert(hours.clone(), (index, hours.seconds()));
        (index, hours.seconds())
    }

    fn fill_steps(&mut self, worked: i64) {
        let mut day = 0;
        for step in 0..=(worked >> STEP_BITS) {
            while day + 1 < self.shape.len() && self.before[day + 1] <= step << STEP_BITS {
                day += 1;
            }
            self.step.push(u32::try_from(day).unwrap_or(u32::MAX));
        }
    }

    /// Working time done at `at`; constant outside of the range.
    pub fn work_at(&self, at: i64) -> i64 {
        if self.continuous {
            return at - self.first * DAY;
        }
        let day = at.div_euclid(DAY) - self.first;
        let Ok(index) = usize::try_from(day) else { return 0 };
        let Some(shape) = self.shape.get(index) else { return self.total() };
        self.before[index] + self.shapes[usize::from(*shape)].worked_by(at.rem_euclid(DAY))
    }

    /// The latest moment at which just `work` is done: the start of a shift rather than the end of the one before.
    pub fn start_of(&self, work: i64) -> i64 {
        if self.continuous {
            return self.first * DAY + work;
        }
        if work < 0 {
            return self.first * DAY - 1;
        }
        if work >= self.total() {
            return (self.first + self.shape.len() as i64) * DAY;
        }
        let mut day = self.step[usize::try_from(work >> STEP_BITS).unwrap_or(0)] as usize;
        while self.before[day + 1] <= work {
            day += 1;
        }
        let shape = &self.shapes[usize::from(self.shape[day])];
        (self.first + day as i64) * DAY + shape.second_at(work - self.before[day])
    }

    /// The earliest moment at which `work` is done: the end of a shift rather than the start of the next.
    pub fn finish_of(&self, work: i64) -> i64 {
        if self.continuous { self.first * DAY + work } else { self.start_of(work - 1) + 1 }
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

    fn total(&self) -> i64 {
        self.before.last().copied().unwrap_or(0)
    }

    /// Whether a computed moment is inside the range and so can be trusted.
    pub fn covers(&self, at: i64) -> bool {
        at > self.first * DAY && at < (self.first + self.shape.len() as i64) * DAY
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
