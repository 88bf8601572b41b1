//! The network as people know it: nodes, the links between them, what holds them in time, what was planned and what
//! has happened.

use crate::calendar::Calendar;
use crate::error::ScheduleError;
use crate::moment::Moment;
pub use crate::task::{Actual, Baseline, Constraint, Kind, Length, Share, Task, TaskId};
use std::collections::HashMap;

/// Index of a task in [`Network::tasks`].
pub type TaskIndex = usize;
/// Index of a calendar in [`Network::calendars`].
pub type CalendarIndex = usize;

/// Which ends a link ties.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LinkKind {
    #[default]
    FinishStart,
    StartStart,
    FinishFinish,
    StartFinish,
}

impl LinkKind {
    /// Whether it begins at the finish of the predecessor.
    pub(crate) const fn is_from_finish(self) -> bool {
        matches!(self, LinkKind::FinishStart | LinkKind::FinishFinish)
    }

    /// Whether it ends at the finish of the successor.
    pub(crate) const fn is_to_finish(self) -> bool {
        matches!(self, LinkKind::FinishFinish | LinkKind::StartFinish)
    }

    pub const fn label(self) -> &'static str {
        match self {
            LinkKind::FinishStart => "完成—开始",
            LinkKind::StartStart => "开始—开始",
            LinkKind::FinishFinish => "完成—完成",
            LinkKind::StartFinish => "开始—完成",
        }
    }
}

/// Time between the ends of a link; negative is a lead.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Lag {
    /// Working seconds.
    Work(i64),
    /// Seconds of the clock on the wall.
    Elapsed(i64),
    /// Percent of the predecessor's duration, in working time.
    Percent(f64),
    /// Percent of the predecessor's duration, in elapsed time.
    ElapsedPercent(f64),
}

impl Default for Lag {
    fn default() -> Lag {
        Lag::Work(0)
    }
}

/// “`to` waits for `from`.”
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    pub from: TaskIndex,
    pub to: TaskIndex,
    pub kind: LinkKind,
    pub lag: Lag,
}

/// The frame of one project: where it begins, where it must end.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    pub name: String,
    pub start: Moment,
    /// The finish that is given; late dates count from it where there is one.
    pub finish: Option<Moment>,
    /// The finish that another program computed; late dates count from it if it is later than ours.
    pub known_finish: Option<Moment>,
    /// Late dates count from the last finish of all projects.
    pub shares_end: bool,
    /// Expected finishes replace remaining durations.
    pub uses_expected_finish: bool,
    /// Planned back from `finish` rather than forward from `start`.
    pub from_finish: bool,
    /// How far the file knows what happened (Primavera's data date).
    pub data_date: Option<Moment>,
    pub calendar: CalendarIndex,
    pub lag_calendar: LagCalendar,
    pub progress: Progress,
    pub float: FloatBasis,
    /// Nodes with at most this float (seconds) are critical.
    pub critical_float: i64,
    /// Every node without a successor ends its own critical path.
    pub open_ends_are_critical: bool,
    /// Critical are nodes of the longest path, whatever their float.
    pub critical_is_longest_path: bool,
}

/// By which calendar a lag in working time runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LagCalendar {
    #[default]
    Successor,
    Predecessor,
    Project,
    Continuous,
}

/// What out-of-sequence work does to the rest of a node that has begun before its predecessors were done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Progress {
    /// The rest waits for them.
    #[default]
    RetainedLogic,
    /// The rest goes on.
    Override,
}

/// Which end total float is measured at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FloatBasis {
    #[default]
    Smallest,
    Start,
    Finish,
}

/// Whose rules are followed where planners differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rules {
    /// The plain textbook: nothing before the project starts, constraints that cannot hold are errors.
    #[default]
    Office,
    Microsoft,
    Primavera,
}

/// A whole plan.
#[derive(Clone, Debug, Default)]
pub struct Network {
    pub name: String,
    pub rules: Rules,
    pub frames: Vec<Frame>,
    pub calendars: Vec<Calendar>,
    pub tasks: Vec<Task>,
    pub links: Vec<Link>,
}

impl Network {
    /// A network of one project that starts at `start` and works by `calendar`.
    pub fn new(name: &str, start: Moment, calendar: Calendar) -> Network {
        let frame = Frame { name: name.to_owned(), start, ..Frame::default() };
        Network { name: name.to_owned(), frames: vec![frame], calendars: vec![calendar], ..Network::default() }
    }

    /// Adds a node and gives its index.
    pub fn add(&mut self, task: Task) -> TaskIndex {
        self.tasks.push(task);
        self.tasks.len() - 1
    }

    /// Adds a plain finish-to-start link.
    pub fn link(&mut self, from: TaskIndex, to: TaskIndex) {
        self.links.push(Link { from, to, kind: LinkKind::FinishStart, lag: Lag::default() });
    }

    /// Adds links between nodes by their ids.
    ///
    /// # Errors
    /// [`ScheduleError::MissingEnd`] names the link and the end that does not exist.
    pub fn link_all(
        &mut self,
        links: impl IntoIterator<Item = (TaskId, TaskId, LinkKind, Lag)>,
    ) -> Result<(), ScheduleError> {
        let index = self.index();
        for (from, to, kind, lag) in links {
            let find = |end: &TaskId| {
                let missing = || ScheduleError::MissingEnd { from: from.clone(), to: to.clone(), missing: end.clone() };
                index.get(end).copied().ok_or_else(missing)
            };
            let link = Link { from: find(&from)?, to: find(&to)?, kind, lag };
            self.links.push(link);
        }
        Ok(())
    }

    /// Where each id is.
    pub fn index(&self) -> HashMap<TaskId, TaskIndex> {
        self.tasks.iter().enumerate().filter_map(|(i, task)| Some((task.id.clone()?, i))).collect()
    }

    pub fn find(&self, id: &TaskId) -> Option<TaskIndex> {
        self.tasks.iter().position(|task| task.id.as_ref() == Some(id))
    }

    /// The calendar a node works by.
    pub fn calendar_of(&self, task: &Task) -> Option<&Calendar> {
        let index = task.calendar.or_else(|| self.frames.get(task.frame).map(|f| f.calendar));
        index.and_then(|i| self.calendars.get(i))
    }
}
