//! 倒排工期: a standard track laid back from the date that was promised.

use crate::answer::{Minutes, TaskAnswer};
use crate::moment::{HOUR, Moment};
use crate::network::{Actual, Network, TaskIndex};
use crate::schedule::{Options, Schedule, schedule};
use crate::slip::{Win, slip};
use crate::track::{Track, TrackCalendars, TrackError};
use chrono::Datelike;
use kernel::Date;
use serde::Serialize;

/// What a backward plan is asked for.
#[derive(Clone, Debug)]
pub struct BackwardRequest {
    /// The day on which the last node must be done.
    pub finish: Date,
    /// Today: what is not done cannot be before it.
    pub today: Date,
    /// Nodes that are done and when, by id or name.
    pub done: Vec<(String, Date)>,
    pub calendars: TrackCalendars,
}

/// A track laid back from its finish.
#[derive(Clone, Debug)]
pub struct BackwardPlan {
    pub track: Track,
    pub network: Network,
    /// Early dates from today, late dates from the finish; negative float is what is missing.
    pub schedule: Schedule,
    pub target: Moment,
    /// What wins days, in the order of choice; only if the target cannot be met.
    pub wins: Vec<Win>,
    pub warnings: Vec<String>,
}

/// Lays a track back from `request.finish`.
///
/// # Errors
/// [`TrackError`]: nodes that are not there, dates in the future or out of range.
pub fn plan_backward(track: &Track, request: &BackwardRequest) -> Result<BackwardPlan, TrackError> {
    for (what, date) in [("要求完成日期", request.finish), ("今天", request.today)] {
        if !crate::YEARS.contains(&date.year()) {
            return Err(TrackError::ImplausibleDate { what, date });
        }
    }
    let start = morning(request.today);
    let target = evening(request.finish);
    let mut network = track.network(start, &request.calendars)?;
    for (node, date) in &request.done {
        let task = track.position(node)?;
        if *date > request.today {
            let node = track.nodes[task].id.clone();
            return Err(TrackError::DoneInFuture { node, date: *date, today: request.today });
        }
        if !crate::YEARS.contains(&date.year()) {
            return Err(TrackError::ImplausibleDate { what: "完成日期", date: *date });
        }
        network.tasks[task].actual = Actual { finish: Some(evening(*date)), percent: 100.0, ..Actual::default() };
    }
    network.frames[0].finish = Some(target);
    let options = Options { as_of: Some(start), tolerate_impossible: true };
    let computed = schedule(&network, options)?;
    let wins = slip(&network, options, target, &track.ways())?;
    let warnings = warnings(&network, request, computed.finish.max(target));
    Ok(BackwardPlan { track: track.clone(), network, schedule: computed, target, wins, warnings })
}

fn morning(date: Date) -> Moment {
    Moment::at(date, 8 * HOUR as u32)
}

fn evening(date: Date) -> Moment {
    Moment::at(date, 17 * HOUR as u32)
}

/// Years without published holidays, and nodes done before what they wait for.
fn warnings(network: &Network, request: &BackwardRequest, last: Moment) -> Vec<String> {
    let mut lines = Vec::new();
    let years = request.today.year()..=last.date().year();
    let unknown: Vec<String> =
        years.filter(|year| !request.calendars.state.knows(*year)).map(|year| year.to_string()).collect();
    if !unknown.is_empty() {
        lines.push(format!("{}年的放假安排尚未公布,按周一至周五计", unknown.join("、")));
    }
    for link in &network.links {
        let (from, to) = (&network.tasks[link.from], &network.tasks[link.to]);
        if to.actual.finish.is_some() && from.actual.finish.is_none() {
            lines.push(format!("“{}”已办完,而前置的“{}”还没有办完", to.name, from.name));
        }
    }
    lines
}

impl BackwardPlan {
    /// Calendar days by which the target is already impossible at usual pace; 0 or less when it can be met.
    pub fn days_late(&self) -> i64 {
        (self.schedule.finish.date() - self.target.date()).num_days()
    }

    /// The same in working days of the State.
    pub fn working_days_late(&self, calendars: &TrackCalendars) -> i32 {
        calendars.state.between(self.target.date(), self.schedule.finish.date())
    }

    /// Nodes whose latest start has passed, the first first.
    pub fn overdue(&self, today: Date) -> Vec<TaskIndex> {
        let is_overdue = |index: &TaskIndex| {
            let (task, dates) = (&self.network.tasks[*index], &self.schedule.tasks[*index]);
            task.actual.finish.is_none() && dates.late_start.date() < today
        };
        let mut overdue: Vec<TaskIndex> = (0..self.network.tasks.len()).filter(is_overdue).collect();
        overdue.sort_by_key(|index| self.schedule.tasks[*index].late_start);
        overdue
    }
}

/// The answer of `zhuashou schedule --track NAME --finish DATE`.
#[derive(Clone, Debug, Serialize)]
pub struct BackwardAnswer {
    pub track: String,
    /// What was asked for.
    pub target: Moment,
    /// What the usual pace gives from today.
    pub finish: Moment,
    pub possible: bool,
    /// Calendar days that are missing; 0 when possible.
    pub impossible_by_days: i64,
    pub impossible_by_working_days: i64,
    pub tasks: Vec<TrackTaskAnswer>,
    pub wins: Vec<WinAnswer>,
    /// What the end would be with all of `wins`.
    pub finish_with_wins: Moment,
    pub warnings: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct TrackTaskAnswer {
    #[serde(flatten)]
    pub task: TaskAnswer,
    pub stage: String,
    pub who: String,
    pub days: u32,
    pub count: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done: Option<Date>,
}

#[derive(Clone, Debug, Serialize)]
pub struct WinAnswer {
    pub how: String,
    /// Calendar days that it wins on top of those before.
    pub days: i64,
    pub finish: Moment,
}

/// Puts a backward plan into the shape that is printed.
pub fn backward_answer(plan: &BackwardPlan, calendars: &TrackCalendars) -> BackwardAnswer {
    let ways = plan.track.ways();
    let tasks = plan.track.nodes.iter().zip(plan.network.tasks.iter().zip(&plan.schedule.tasks));
    let days = |win: &Win| (win.finish_before.date() - win.finish_after.date()).num_days();
    BackwardAnswer {
        track: plan.track.name.clone(),
        target: plan.target,
        finish: plan.schedule.finish,
        possible: plan.schedule.finish <= plan.target,
        impossible_by_days: plan.days_late().max(0),
        impossible_by_working_days: i64::from(plan.working_days_late(calendars).max(0)),
        tasks: tasks
            .map(|(node, (task, dates))| TrackTaskAnswer {
                task: TaskAnswer {
                    id: task.id.clone().unwrap_or_else(|| node.id.as_str().into()),
                    name: task.name.clone(),
                    early_start: dates.early_start,
                    early_finish: dates.early_finish,
                    late_start: dates.late_start,
                    late_finish: dates.late_finish,
                    total_float_minutes: Minutes { seconds: dates.total_float },
                    critical: dates.critical,
                },
                stage: node.stage.clone(),
                who: node.who.clone(),
                days: node.days,
                count: node.count.label(),
                done: task.actual.finish.map(Moment::date),
            })
            .collect(),
        wins: plan
            .wins
            .iter()
            .map(|win| WinAnswer { how: ways[win.way].text.clone(), days: days(win), finish: win.finish_after })
            .collect(),
        finish_with_wins: plan.wins.last().map_or(plan.schedule.finish, |win| win.finish_after),
        warnings: plan.warnings.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(finish: &str, today: &str, done: &[(&str, &str)]) -> BackwardRequest {
        BackwardRequest {
            finish: finish.parse().unwrap(),
            today: today.parse().unwrap(),
            done: done.iter().map(|(node, date)| ((*node).to_owned(), date.parse().unwrap())).collect(),
            calendars: TrackCalendars::default(),
        }
    }

    #[test]
    fn a_promise_that_can_be_kept_has_float_and_needs_no_wins() {
        let track = Track::named("拿地即开工").unwrap();
        let plan = plan_backward(&track, &request("2026-12-31", "2025-03-03", &[])).unwrap();
        assert!(plan.schedule.finish <= plan.target && plan.wins.is_empty() && plan.days_late() <= 0);
        assert_eq!(plan.schedule.tasks.last().unwrap().late_finish, plan.target);
        assert!(plan.schedule.tasks.iter().all(|t| t.total_float > 0 && !t.critical));
        assert_eq!(plan.warnings, Vec::<String>::new());
    }

    #[test]
    fn an_impossible_promise_says_by_how_many_days_and_where_they_can_be_won() {
        let track = Track::named("政府投资").unwrap();
        let asked = request("2026-06-30", "2025-03-03", &[("立项", "2025-02-20")]);
        let plan = plan_backward(&track, &asked).unwrap();
        let answer = backward_answer(&plan, &asked.calendars);
        assert!(!answer.possible && answer.impossible_by_days > 0);
        assert!(answer.wins.iter().all(|win| win.days > 0 || win.finish < answer.finish));
        let won: i64 = answer.wins.iter().map(|win| win.days).sum();
        assert_eq!((answer.finish.date() - answer.finish_with_wins.date()).num_days(), won);
        let start = plan.network.find(&"可研编制".into()).unwrap();
        assert!(plan.schedule.tasks[start].total_float < 0 && plan.schedule.tasks[start].critical);
        assert_eq!(plan.schedule.tasks[0].finish.to_string(), "2025-02-20T17:00");
        assert!(plan.overdue(asked.today).contains(&start));
    }

    #[test]
    fn what_is_typed_wrong_is_said() {
        let track = Track::named("government").unwrap();
        let wrong = |finish, done: &[(&str, &str)]| {
            plan_backward(&track, &request(finish, "2025-03-03", done)).unwrap_err().to_string()
        };
        assert!(wrong("2026-12-31", &[("可研批准", "2025-01-01")]).contains("可研批复"));
        assert!(wrong("2026-12-31", &[("立项", "2025-03-04")]).contains("晚于今天"));
        assert!(wrong("9999-12-31", &[]).contains("1950—2199"));
        assert!(wrong("1900-01-01", &[]).contains("1950—2199"));
    }

    #[test]
    fn unpublished_years_and_odd_orders_are_warned_of() {
        let track = Track::named("government").unwrap();
        let plan = plan_backward(&track, &request("2027-12-31", "2025-03-03", &[("可研批复", "2025-02-01")])).unwrap();
        assert!(plan.warnings[0].contains("2027"));
        assert!(plan.warnings.iter().any(|w| w.contains("可行性研究报告批复")));
    }
}
