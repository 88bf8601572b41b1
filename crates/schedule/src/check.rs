//! Checks of single tasks and dates before anything is computed.

use crate::error::ScheduleError;
use crate::moment::Moment;
use crate::network::{Constraint, Kind, Length, Task};

/// Range of the dates seen.
pub(crate) struct Seen {
    pub first: i64,
    pub last: i64,
}

impl Seen {
    pub fn see(
        &mut self,
        title: impl Fn() -> String,
        what: &'static str,
        at: Option<Moment>,
    ) -> Result<(), ScheduleError> {
        match at {
            Some(date) if !date.is_plausible() => Err(ScheduleError::ImplausibleDate { task: title(), what, date }),
            Some(date) => {
                (self.first, self.last) = (self.first.min(date.0), self.last.max(date.0));
                Ok(())
            }
            None => Ok(()),
        }
    }

    pub fn see_task(&mut self, task: &Task) -> Result<(), ScheduleError> {
        let title = || task.title();
        self.see(title, "限制日期", task.constraint.date())?;
        self.see(title, "第二限制日期", task.second_constraint.date())?;
        self.see(title, "期限", task.deadline)?;
        self.see(title, "外部开始", task.not_before)?;
        self.see(title, "实际开始", task.actual.start)?;
        self.see(title, "实际完成", task.actual.finish)?;
        self.see(title, "恢复日期", task.actual.resume)?;
        if task.manual || task.kind == Kind::External {
            self.see(title, "给定开始", task.planned_start)?;
            self.see(title, "给定完成", task.planned_finish)?;
        }
        if task.duration.seconds < 0 || task.actual.remaining.is_some_and(|r| r < 0) {
            return Err(ScheduleError::NegativeDuration { task: task.title() });
        }
        Ok(())
    }
}

/// Whether nothing but its length says when a task is.
pub(crate) fn is_plain(task: &Task) -> bool {
    let free = Constraint::AsSoonAsPossible;
    (task.constraint, task.second_constraint) == (free, free)
        && matches!(task.kind, Kind::Work | Kind::Summary)
        && (task.deadline, task.not_before) == (None, None)
        && (task.actual.start, task.actual.finish) == (None, None)
        && !task.manual
        && !task.inactive
        && task.delay == Length::default()
        && task.shares.is_empty()
}
