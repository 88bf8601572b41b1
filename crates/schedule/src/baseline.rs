//! Baselines: plans fixed once, with their money, and how far the forecast has moved from them.

use crate::breakdown::{Grain, breakdown};
use crate::network::{Baseline, Kind, Network, TaskIndex};
use crate::schedule::{Schedule, TaskDates};
use crate::{Calendar, Moment};
use kernel::{Date, Money};
use serde::Serialize;

/// How far one node has moved from a baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Variance {
    pub task: TaskIndex,
    /// Calendar days; positive is later.
    pub start_days: i64,
    pub finish_days: i64,
    /// Working days of the node's calendar by which the finish moved.
    pub finish_working_days: i64,
    /// Money of this baseline less that of baseline 0.
    pub money_since_first: Money,
}

impl Network {
    /// Fixes the schedule as baseline `number`, in place of an older one with that number. `money` says what each node is planned to
    /// cost.
    pub fn fix_baseline(&mut self, schedule: &Schedule, number: u8, money: impl Fn(TaskIndex) -> Option<Money>) {
        for (index, (task, dates)) in self.tasks.iter_mut().zip(&schedule.tasks).enumerate() {
            task.baselines.retain(|baseline| baseline.number != number);
            task.baselines.push(Baseline {
                number,
                start: Some(dates.start),
                finish: Some(dates.finish),
                duration: Some(task.duration),
                money: money(index),
            });
        }
    }

    /// The baseline `number` of a node.
    pub fn baseline(&self, task: TaskIndex, number: u8) -> Option<&Baseline> {
        self.tasks.get(task)?.baselines.iter().find(|baseline| baseline.number == number)
    }

    /// How far every node that has baseline `number` has moved from it.
    pub fn variances(&self, schedule: &Schedule, number: u8) -> Vec<Variance> {
        let plain = Calendar::default();
        let variance = |task: TaskIndex| {
            let (baseline, dates) = (self.baseline(task, number)?, schedule.tasks.get(task)?);
            let (start, finish) = (baseline.start?, baseline.finish?);
            let calendar = self.calendar_of(&self.tasks[task]).unwrap_or(&plain);
            let first = self.baseline(task, 0).and_then(|b| b.money).unwrap_or_default();
            Some(Variance {
                task,
                start_days: (dates.start.date() - start.date()).num_days(),
                finish_days: (end_day(dates.finish, dates.start) - end_day(finish, start)).num_days(),
                finish_working_days: working_days(calendar, end_day(finish, start), end_day(dates.finish, dates.start)),
                money_since_first: baseline.money.unwrap_or_default() - first,
            })
        };
        (0..self.tasks.len()).filter_map(variance).collect()
    }

    /// Money that baseline `number` had planned to be spent by the end of a day, spread over working time.
    pub fn planned_money(&self, number: u8, until: Date) -> Money {
        let mut planned = Schedule { tasks: vec![TaskDates::default(); self.tasks.len()], ..Schedule::default() };
        let (mut first, mut last) = (Moment(i64::MAX), Moment(i64::MIN));
        for task in 0..self.tasks.len() {
            if let Some((start, finish)) = self.baseline(task, number).and_then(|b| b.start.zip(b.finish)) {
                (planned.tasks[task].start, planned.tasks[task].finish) = (start, finish);
                (first, last) = (first.min(start), last.max(finish));
            }
        }
        if first > last || until < first.date() {
            return Money::ZERO;
        }
        (planned.start, planned.finish) = (first, last);
        let money = |task: TaskIndex| match self.tasks[task].kind {
            Kind::Summary => Money::ZERO,
            _ => self.baseline(task, number).and_then(|b| b.money).unwrap_or_default(),
        };
        breakdown(self, &planned, Grain::Month, (first.date(), until), money).iter().map(|period| period.money).sum()
    }
}

/// The day on which something ends: an end at midnight belongs to the day before.
fn end_day(finish: Moment, start: Moment) -> Date {
    if finish > start { finish.last_date() } else { finish.date() }
}

fn working_days(calendar: &Calendar, from: Date, to: Date) -> i64 {
    if to < from {
        return -working_days(calendar, to, from);
    }
    from.succ_opt().map_or(0, |next| i64::try_from(calendar.working_days(next, to)).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Hours, Length, Options, Task, schedule};

    #[test]
    fn several_baselines_with_money_are_kept_and_compared() {
        let start = Moment::parse("2025-03-03T08:00").unwrap();
        let mut network = Network::new("x", start, Calendar::weekdays("标准", &Hours::office()));
        let first = network.add(Task::new("甲", "甲", Length::work(10 * 28_800)));
        let second = network.add(Task::new("乙", "乙", Length::work(5 * 28_800)));
        network.link(first, second);
        let plan = schedule(&network, Options::default()).unwrap();
        network.fix_baseline(&plan, 0, |_| Some(Money::from_wan(100)));
        network.tasks[first].duration = Length::work(13 * 28_800);
        let later = schedule(&network, Options::default()).unwrap();
        network.fix_baseline(&later, 1, |_| Some(Money::from_wan(120)));
        let moved = network.variances(&later, 0);
        assert_eq!((moved[0].start_days, moved[0].finish_days, moved[0].finish_working_days), (0, 5, 3));
        assert_eq!((moved[1].start_days, moved[1].finish_working_days), (3, 3));
        assert_eq!(network.variances(&later, 1)[1].money_since_first, Money::from_wan(20));
        assert_eq!(network.variances(&plan, 1)[1].finish_working_days, -3);
        let by = |number, day: &str| network.planned_money(number, day.parse().unwrap());
        assert_eq!(by(0, "2025-03-02"), Money::ZERO);
        assert_eq!(by(0, "2025-03-07"), Money::from_wan(50));
        assert_eq!(by(0, "2025-12-31"), Money::from_wan(200));
        assert_eq!(by(1, "2025-12-31"), Money::from_wan(240));
        assert_eq!(by(2, "2025-12-31"), Money::ZERO);
    }
}
