//! A node of the network: what it is called, how long it takes, what holds it, what was planned and what has happened.

use crate::moment::Moment;
use crate::network::{CalendarIndex, TaskIndex};
use kernel::Money;
use serde::{Serialize, Serializer};
use std::fmt;

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
