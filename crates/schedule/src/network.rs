//! The network as people know it: nodes, the links between them, what holds them in time, what was planned and what
//! has happened.

use crate::calendar::Calendar;
use crate::error::ScheduleError;
use crate::moment::Moment;
use kernel::Money;
use serde::{Serialize, Serializer};
use std::collections::HashMap;
use std::fmt;

/// Index of a task in [`Network::tasks`].
pub type TaskIndex = usize;
/// Index of a calendar in [`Network::calendars`].
pub type CalendarIndex = usize;

/// What a node is called where it came from: the number (UID) of a file or the word of a track.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TaskId {
    Number(i64),
    Word(String),
}

impl fmt::Display for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TaskId::Number(number) => write!(f, "{number}"),
            TaskId::Word(word) => f.write_str(word),
        }
    }
}

impl Serialize for TaskId {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            TaskId::Number(number) => s.serialize_i64(*number),
            TaskId::Word(word) => s.serialize_str(word),
        }
    }
}

impl From<&str> for TaskId {
    fn from(word: &str) -> TaskId {
        TaskId::Word(word.to_owned())
    }
}

impl From<i64> for TaskId {
    fn from(number: i64) -> TaskId {
        TaskId::Number(number)
    }
}

/// A length of time in seconds: of the node's calendar, or (`elapsed`) of the clock on the wall.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Length {
    pub seconds: i64,
    pub elapsed: bool,
}

impl Length {
    pub const fn work(seconds: i64) -> Length {
        Length { seconds, elapsed: false }
    }

    pub const fn elapsed(seconds: i64) -> Length {
        Length { seconds, elapsed: true }
    }
}

/// What kind of node it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    #[default]
    Work,
    /// Primavera: a point that begins something; it waits for working time.
    StartMilestone,
    /// Primavera: a point that ends something; it may lie at the end of a shift.
    FinishMilestone,
    /// Has children and takes its dates from them.
    Summary,
    /// Primavera: spans from its earliest to its latest neighbour and drives nothing.
    LevelOfEffort,
    /// Belongs to another project; its dates are given.
    External,
}

/// What holds a node in time beside its links.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Constraint {
    #[default]
    AsSoonAsPossible,
    AsLateAsPossible,
    StartNoEarlier(Moment),
    StartNoLater(Moment),
    FinishNoEarlier(Moment),
    FinishNoLater(Moment),
    MustStart(Moment),
    MustFinish(Moment),
    /// Primavera's “start on”: not earlier, not later, but never against the links.
    StartOn(Moment),
    /// Primavera's “finish on”.
    FinishOn(Moment),
}

impl Constraint {
    pub const fn date(self) -> Option<Moment> {
        match self {
            Constraint::AsSoonAsPossible | Constraint::AsLateAsPossible => None,
            Constraint::StartNoEarlier(at)
            | Constraint::StartNoLater(at)
            | Constraint::FinishNoEarlier(at)
            | Constraint::FinishNoLater(at)
            | Constraint::MustStart(at)
            | Constraint::MustFinish(at)
            | Constraint::StartOn(at)
            | Constraint::FinishOn(at) => Some(at),
        }
    }

    /// What people read.
    pub const fn label(self) -> &'static str {
        match self {
            Constraint::AsSoonAsPossible => "越早越好",
            Constraint::AsLateAsPossible => "越晚越好",
            Constraint::StartNoEarlier(_) => "不得早于…开始",
            Constraint::StartNoLater(_) => "不得晚于…开始",
            Constraint::FinishNoEarlier(_) => "不得早于…完成",
            Constraint::FinishNoLater(_) => "不得晚于…完成",
            Constraint::MustStart(_) => "必须于…开始",
            Constraint::MustFinish(_) => "必须于…完成",
            Constraint::StartOn(_) => "于…开始",
            Constraint::FinishOn(_) => "于…完成",
        }
    }
}

/// A plan that was fixed once, to be compared with later.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// 0 is the first; Microsoft Project keeps 0–10.
    pub number: u8,
    pub start: Option<Moment>,
    pub finish: Option<Moment>,
    pub duration: Option<Length>,
    pub money: Option<Money>,
}

/// What has happened.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Actual {
    pub start: Option<Moment>,
    pub finish: Option<Moment>,
    /// Work still to do, where somebody has said so.
    pub remaining: Option<i64>,
    /// When stopped work goes on.
    pub resume: Option<Moment>,
    /// Done share of the duration, 0–100.
    pub percent: f64,
}

/// Somebody's or something's share in a node: a length of work by another calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    pub calendar: CalendarIndex,
    pub seconds: i64,
    pub remaining: i64,
    /// Working time after the node's start at which the share begins.
    pub delay: i64,
}

/// A node: something to be done, or a point to be reached.
#[derive(Clone, Debug, Default)]
pub struct Task {
    pub id: Option<TaskId>,
    /// The outline number or activity code that people say.
    pub code: String,
    pub name: String,
    pub kind: Kind,
    pub parent: Option<TaskIndex>,
    /// Index of its [`Frame`].
    pub frame: usize,
    /// Its own calendar; otherwise the frame's.
    pub calendar: Option<CalendarIndex>,
    pub duration: Length,
    pub constraint: Constraint,
    pub second_constraint: Constraint,
    pub deadline: Option<Moment>,
    /// What is outside does not let it start before.
    pub not_before: Option<Moment>,
    /// Dates set by hand, which links do not move.
    pub manual: bool,
    /// Left out of the plan: it follows its predecessors and drives nothing.
    pub inactive: bool,
    pub actual: Actual,
    /// The dates of the plan in force (of manual and external nodes: the given dates).
    pub planned_start: Option<Moment>,
    pub planned_finish: Option<Moment>,
    /// Working time in which the node rests between its parts.
    pub interruption: i64,
    /// Time by which levelling delays it.
    pub delay: Length,
    /// Work by other calendars that decides how long the node takes; empty: its duration does.
    pub shares: Vec<Share>,
    pub baselines: Vec<Baseline>,
}

impl Task {
    pub fn new(id: impl Into<TaskId>, name: &str, duration: Length) -> Task {
        Task { id: Some(id.into()), name: name.to_owned(), duration, ..Task::default() }
    }

    /// How messages call it: “3 可研批复”.
    pub fn title(&self) -> String {
        match (&self.id, self.name.is_empty()) {
            (Some(id), true) => id.to_string(),
            (Some(id), false) if id.to_string() == self.name => self.name.clone(),
            (Some(id), false) => format!("{id} {}", self.name),
            (None, _) => self.name.clone(),
        }
    }

    /// Working or elapsed seconds still to do.
    pub fn remaining(&self) -> i64 {
        if self.actual.finish.is_some() {
            return 0;
        }
        self.actual.remaining.unwrap_or_else(|| {
            let done = (self.actual.percent.clamp(0.0, 100.0) * 1_000.0).round() as i64;
            self.duration.seconds - self.duration.seconds.saturating_mul(done) / 100_000
        })
    }
}

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
