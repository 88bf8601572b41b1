//! A plan cut into months, ten-day periods (旬) or days: what begins, what ends, what is under way, how much of it and for
//! how much money.

use crate::clock::Clock;
use crate::moment::Moment;
use crate::network::{Kind, Network, TaskIndex};
use crate::schedule::Schedule;
use chrono::{Datelike, Months};
use kernel::{Date, Money};
use serde::Serialize;

/// How fine a plan is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grain {
    Month,
    /// 上旬 (1–10), 中旬 (11–20), 下旬 (21 to the end).
    TenDays,
    Day,
}

/// One period of the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Period {
    /// `2025年3月`, `2025年3月上旬`, `2025年3月4日`.
    pub label: String,
    pub from: Date,
    pub to: Date,
    pub begins: Vec<TaskIndex>,
    pub ends: Vec<TaskIndex>,
    pub under_way: Vec<Portion>,
    /// Sum of the portions' money.
    pub money: Money,
}

/// The part of one node that lies in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Portion {
    pub task: TaskIndex,
    /// Worked seconds in the period.
    pub seconds: i64,
    /// Thousandths of the node done by the end of the period, by time.
    pub done_by_end: u32,
    pub money: Money,
}

/// Most periods that are made.
const MOST_PERIODS: usize = 40_000;

/// Cuts the forecast dates of all nodes without children into the periods from `from` to `to`. `money` says what a node costs in
/// all; it is spread over the node's worked time and never gains or loses a fen.
pub fn breakdown(
    network: &Network,
    schedule: &Schedule,
    grain: Grain,
    (from, to): (Date, Date),
    money: impl Fn(TaskIndex) -> Money,
) -> Vec<Period> {
    let mut periods = periods(grain, from, to);
    let (Some(first), Some(last)) = (periods.first().map(|p| p.from), periods.last().map(|p| p.to)) else {
        return periods;
    };
    let range = (first.min(schedule.start.date()), last.max(schedule.finish.date()));
    let clocks: Vec<Option<Clock>> = network.calendars.iter().map(|c| Clock::new(c, range.0, range.1)).collect();
    for (task, node) in network.tasks.iter().enumerate() {
        let (Some(dates), false) = (schedule.tasks.get(task), node.kind == Kind::Summary) else { continue };
        let own = node.calendar.or_else(|| network.frames.get(node.frame).map(|f| f.calendar));
        let clock = own.and_then(|c| clocks.get(c)).and_then(Option::as_ref).filter(|_| !node.duration.elapsed);
        let spread = Spread { clock, start: dates.start.0, finish: dates.finish.0, money: money(task) };
        spread.lay(task, &mut periods);
    }
    periods
}

struct Spread<'c> {
    /// `None` for elapsed time.
    clock: Option<&'c Clock>,
    start: i64,
    finish: i64,
    money: Money,
}

impl Spread<'_> {
    fn between(&self, from: i64, to: i64) -> i64 {
        self.clock.map_or(to - from, |clock| clock.between(from, to))
    }

    /// Money spent up to a moment, rounded once, so that periods add up exactly.
    fn spent(&self, at: i64, whole: i64) -> i64 {
        if at >= self.finish || whole <= 0 {
            return if at >= self.finish { self.money.0 } else { 0 };
        }
        let done = i128::from(self.between(self.start, at.max(self.start)));
        i64::try_from(i128::from(self.money.0) * done / i128::from(whole)).unwrap_or(self.money.0)
    }

    fn lay(&self, task: TaskIndex, periods: &mut [Period]) {
        let (start, last) = (Moment(self.start), Moment(self.finish.max(self.start)));
        let last_day = if last > start { last.last_date() } else { start.date() };
        let whole = self.between(self.start, self.finish);
        let first = periods.partition_point(|period| period.to < start.date());
        for period in periods[first..].iter_mut().take_while(|period| period.from <= last_day) {
            let opens = Moment::midnight(period.from).0.max(self.start);
            let closes = Moment::midnight(period.to).plus(crate::DAY).0.min(self.finish);
            if period.from <= start.date() {
                period.begins.push(task);
            }
            if period.to >= last_day {
                period.ends.push(task);
            }
            let done = self.between(self.start, closes.max(self.start));
            let share = if whole > 0 { i128::from(done) * 1_000 / i128::from(whole) } else { 1_000 };
            let before = if opens <= self.start { 0 } else { self.spent(opens, whole) };
            let money = Money(self.spent(closes, whole) - before);
            period.money += money;
            let seconds = self.between(opens, closes.max(opens));
            let done_by_end = u32::try_from(share.clamp(0, 1_000)).unwrap_or(1_000);
            period.under_way.push(Portion { task, seconds, done_by_end, money });
        }
    }
}

fn periods(grain: Grain, from: Date, to: Date) -> Vec<Period> {
    let mut periods = Vec::new();
    let mut day = from;
    while day <= to && periods.len() < MOST_PERIODS {
        let (label, end) = period_of(grain, day);
        let end = end.min(to);
        let period = Period {
            label,
            from: day,
            to: end,
            begins: Vec::new(),
            ends: Vec::new(),
            under_way: Vec::new(),
            money: Money::ZERO,
        };
        periods.push(period);
        let Some(next) = end.succ_opt() else { break };
        day = next;
    }
    periods
}

/// Name and last day of the period in which a day lies.
fn period_of(grain: Grain, day: Date) -> (String, Date) {
    let month = format!("{}年{}月", day.year(), day.month());
    let last = day.with_day(1).and_then(|first| first.checked_add_months(Months::new(1))).and_then(|d| d.pred_opt());
    let last = last.unwrap_or(day);
    match (grain, day.day()) {
        (Grain::Month, _) => (month, last),
        (Grain::TenDays, 1..=10) => (format!("{month}上旬"), day.with_day(10).unwrap_or(day)),
        (Grain::TenDays, 11..=20) => (format!("{month}中旬"), day.with_day(20).unwrap_or(day)),
        (Grain::TenDays, _) => (format!("{month}下旬"), last),
        (Grain::Day, number) => (format!("{month}{number}日"), day),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Calendar, Hours, Length, Options, Task, schedule};

    fn plan() -> (Network, Schedule) {
        let start = Moment::parse("2025-02-24T08:00").unwrap();
        let mut network = Network::new("x", start, Calendar::weekdays("标准", &Hours::office()));
        let first = network.add(Task::new("甲", "甲", Length::work(15 * 28_800)));
        let second = network.add(Task::new("乙", "乙", Length::work(0)));
        network.link(first, second);
        let computed = schedule(&network, Options::default()).unwrap();
        (network, computed)
    }

    #[test]
    fn ten_day_periods_hold_their_part_of_work_and_money() {
        let (network, schedule) = plan();
        let money = |task| Money(if task == 0 { 100 } else { 7 });
        let range = ("2025-02-01".parse().unwrap(), "2025-03-31".parse().unwrap());
        let periods = breakdown(&network, &schedule, Grain::TenDays, range, money);
        let labels: Vec<&str> = periods.iter().map(|p| p.label.as_str()).collect();
        assert_eq!(
            labels,
            ["2025年2月上旬", "2025年2月中旬", "2025年2月下旬", "2025年3月上旬", "2025年3月中旬", "2025年3月下旬"]
        );
        let days: Vec<i64> = periods.iter().map(|p| p.under_way.iter().map(|u| u.seconds / 28_800).sum()).collect();
        assert_eq!(days, [0, 0, 5, 6, 4, 0]);
        let fen: Vec<i64> = periods.iter().map(|p| p.money.0).collect();
        assert_eq!(fen, [0, 0, 33, 40, 34, 0]);
        assert_eq!((periods[2].begins.as_slice(), periods[4].ends.as_slice()), (&[0][..], &[0, 1][..]));
        assert_eq!(periods[3].under_way[0].done_by_end, 733);
    }

    #[test]
    fn months_and_days_are_named_as_people_say_them() {
        let (network, schedule) = plan();
        let range = ("2025-02-24".parse().unwrap(), "2025-03-14".parse().unwrap());
        let months = breakdown(&network, &schedule, Grain::Month, range, |_| Money(1));
        assert_eq!(months.iter().map(|p| p.label.as_str()).collect::<Vec<_>>(), ["2025年2月", "2025年3月"]);
        let days = breakdown(&network, &schedule, Grain::Day, range, |_| Money(1_000_003));
        assert_eq!(days.len(), 19);
        assert_eq!(days.iter().map(|p| p.money.0).sum::<i64>(), 2_000_006);
        assert_eq!((days[0].label.as_str(), days[18].ends.len()), ("2025年2月24日", 2));
        assert!(days[5].under_way.iter().all(|u| u.seconds == 0), "a Saturday");
    }
}
