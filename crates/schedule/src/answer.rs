//! Answers of the command line as they are printed in JSON.

use crate::moment::{MINUTE, Moment};
use crate::network::{Network, TaskId};
use crate::schedule::Schedule;
use serde::{Serialize, Serializer};

/// The answer of `zhuashou schedule FILE`.
#[derive(Clone, Debug, Serialize)]
pub struct ScheduleAnswer {
    pub tasks: Vec<TaskAnswer>,
    pub finish: Moment,
    pub warnings: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct TaskAnswer {
    /// The number of the task in its file (UID), or the node's word.
    pub id: TaskId,
    pub name: String,
    pub early_start: Moment,
    pub early_finish: Moment,
    pub late_start: Moment,
    pub late_finish: Moment,
    pub total_float_minutes: Minutes,
    pub critical: bool,
}

/// Minutes; whole where they are whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Minutes {
    pub seconds: i64,
}

impl Serialize for Minutes {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        if self.seconds % MINUTE == 0 {
            s.serialize_i64(self.seconds / MINUTE)
        } else {
            s.serialize_f64(self.seconds as f64 / 60.0)
        }
    }
}

/// Puts a schedule into the shape that is printed; the warnings of reading come before those of computing.
pub fn schedule_answer(network: &Network, schedule: &Schedule, read_warnings: &[String]) -> ScheduleAnswer {
    let tasks = network.tasks.iter().zip(&schedule.tasks).map(|(task, dates)| TaskAnswer {
        id: task.id.clone().unwrap_or_else(|| TaskId::Word(task.name.clone())),
        name: task.name.clone(),
        early_start: dates.early_start,
        early_finish: dates.early_finish,
        late_start: dates.late_start,
        late_finish: dates.late_finish,
        total_float_minutes: Minutes { seconds: dates.total_float },
        critical: dates.critical,
    });
    ScheduleAnswer {
        tasks: tasks.collect(),
        finish: schedule.finish,
        warnings: read_warnings.iter().chain(&schedule.warnings).cloned().collect(),
    }
}
