//! The clocks of a plan, over the years that its work seems to need.

use super::Builder;
use crate::calendar::Hours;
use crate::clock::Clock;
use crate::error::ScheduleError;
use crate::moment::Moment;
use chrono::{Datelike, Days};
use kernel::Date;

/// Days kept ready around the dates of the network.
const DAYS_BEFORE: u64 = 2 * 366;
const DAYS_AFTER: u64 = 3 * 366;
const DAYS_BEFORE_AT_MOST: u64 = 20 * 366;
const DAYS_AFTER_AT_MOST: u64 = 60 * 366;

impl Builder<'_> {
    /// About how many days the longest chain of work takes by the slowest calendar.
    fn days_of_longest_chain(&self) -> u64 {
        let mut chains = vec![0_i64; self.plan.nodes.len()];
        let mut longest = 0;
        for (index, node) in self.plan.nodes.iter().enumerate() {
            let before = self.plan.before.of(index);
            let start = before.iter().map(|arc| chains[arc.other as usize].saturating_add(arc.lag.max(0))).max();
            chains[index] = start.unwrap_or(0).saturating_add(node.duration);
            longest = longest.max(chains[index]);
        }
        let calendars = self.used.iter().map(|index| &self.network.calendars[*index]);
        let slowest =
            calendars.map(|c| c.week.iter().map(Hours::seconds).sum::<i64>() / if c.stops.is_empty() { 1 } else { 2 });
        // At least an hour a week; a sixth more for holidays.
        let week = slowest.min().unwrap_or(0).max(3_600);
        u64::try_from(longest / week).unwrap_or(0).saturating_mul(8)
    }

    pub(super) fn make_clocks(&mut self, all_years: bool) -> Result<(), ScheduleError> {
        let floor = Date::from_ymd_opt(1950, 1, 1).unwrap_or(Date::MIN);
        let ceiling = Date::from_ymd_opt(2199, 12, 31).unwrap_or(Date::MAX);
        let (first, last) = (Moment(self.seen.first).date(), Moment(self.seen.last).date());
        let (before, after) = match all_years {
            true => (DAYS_BEFORE_AT_MOST, DAYS_AFTER_AT_MOST),
            false => (DAYS_BEFORE, (DAYS_AFTER + self.days_of_longest_chain()).min(DAYS_AFTER_AT_MOST)),
        };
        let first = first.checked_sub_days(Days::new(before)).unwrap_or(floor).max(floor);
        let last = last.checked_add_days(Days::new(after)).unwrap_or(ceiling).min(ceiling);
        for calendar in self.used.iter().map(|index| &self.network.calendars[*index]) {
            let clock = Clock::new(calendar, first, last);
            let none = || ScheduleError::NoWorkingTime { calendar: calendar.name.clone() };
            self.plan.clocks.push(clock.ok_or_else(none)?);
        }
        Ok(())
    }
}

/// The years that calendars built for a network should know.
pub(crate) fn years_around(first: Moment, last: Moment) -> std::ops::RangeInclusive<i32> {
    (first.date().year() - 5)..=(last.date().year() + 15)
}
