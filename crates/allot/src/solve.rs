//! From a problem to its best allocation.

use crate::case::{Case, Plan};
use crate::conflict;
use crate::describe::describe;
use crate::greedy;
use crate::model::{ExactJudge, Model, points};
use crate::problem::Problem;
use crate::search::{self, Ending, Limits};
use crate::solution::Solution;
use crate::validate::{self, Fault};
use serde::{Deserialize, Serialize};
use std::time::{Duration, Instant};

/// How long to search and how close to come.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Options {
    /// Longest time for the search; the best so far and its proven bound are given then.
    pub time_limit: Duration,
    /// Share of the total that need not be proven: 0.001 is 0.1 %.
    pub gap: f64,
}

impl Default for Options {
    fn default() -> Options {
        Options { time_limit: Duration::from_secs(30), gap: 0.001 }
    }
}

/// Why there is no allocation.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum AllotError {
    #[error("输入有{}处错误:\n{}", .0.len(), .0.iter().map(Fault::to_string).collect::<Vec<_>>().join("\n"))]
    Faults(Vec<Fault>),
    #[error("{0}")]
    Conflict(crate::conflict::Conflict),
    #[error("在限定时间内没有找到可行的安排,请延长时限后重试")]
    NothingFound,
}

/// A plan with what is known of its quality.
pub(crate) struct Answer {
    pub plan: Plan,
    /// Thousandths of a point × ten-thousandths.
    pub gain: i128,
    /// Points that no allocation exceeds.
    pub bound: f64,
    pub proven: bool,
    pub nodes: u64,
    pub seconds: f64,
}

/// Why a case has no answer.
pub(crate) enum Failure {
    Infeasible,
    NothingFound,
}

/// Refuses a problem with faults.
pub(crate) fn check(problem: &Problem) -> Result<(), AllotError> {
    match validate::faults(problem) {
        faults if faults.is_empty() => Ok(()),
        faults => Err(AllotError::Faults(faults)),
    }
}

pub(crate) fn answer(case: &Case, options: &Options) -> Result<Answer, Failure> {
    answer_from(case, options, None)
}

/// As [`answer`], beginning with a plan that is given up only for one proven to be better.
pub(crate) fn answer_from(case: &Case, options: &Options, known: Option<&Plan>) -> Result<Answer, Failure> {
    let begun = Instant::now();
    let model = Model::new(case);
    let first = greedy::by_priority(case);
    let known = known.filter(|plan| case.allows(plan)).cloned();
    let first = [known, first.complete.then_some(first.plan)].into_iter().flatten().max_by_key(|plan| case.gain(plan));
    let start = first.as_ref().and_then(|plan| model.values(case, plan));
    let limits = Limits {
        deadline: begun.checked_add(options.time_limit),
        // Half of the gap is left for the rounding of shares.
        gap: options.gap.clamp(0.0, 1.0),
        nodes: u64::MAX,
    };
    let found = search::solve(&model.program, limits, start.as_deref(), &mut ExactJudge { case });
    if found.ending == Ending::Infeasible {
        return Err(Failure::Infeasible);
    }
    let searched = found.values.as_ref().map(|values| greedy::fill(case, Model::plan(case, values)));
    // The last of equals is taken: what was known stays.
    let best = [searched, first].into_iter().flatten().max_by_key(|plan| case.gain(plan));
    let best = best.ok_or(Failure::NothingFound)?;
    let gain = case.gain(&best);
    let bound = found.bound.max(points(gain));
    let proven = bound - points(gain) <= options.gap * points(gain) + 1e-6;
    Ok(Answer { plan: best, gain, bound, proven, nodes: found.nodes, seconds: begun.elapsed().as_secs_f64() })
}

/// The best allocation of a problem.
///
/// # Errors
/// [`AllotError::Faults`] with every fault of the input; [`AllotError::Conflict`] where what must be cannot be;
/// [`AllotError::NothingFound`] where the time did not suffice to find anything at all.
pub fn solve(problem: &Problem, options: &Options) -> Result<Solution, AllotError> {
    check(problem)?;
    let case = Case::new(problem);
    let answer = answered(&case, options, None)?;
    Ok(describe(&case, &answer))
}

/// The answer, or the conflict that stands in its way.
pub(crate) fn answered(case: &Case, options: &Options, known: Option<&Plan>) -> Result<Answer, AllotError> {
    answer_from(case, options, known).map_err(|failure| match failure {
        Failure::Infeasible => match conflict::find(case.problem, options) {
            Some(conflict) => AllotError::Conflict(conflict),
            None => AllotError::NothingFound,
        },
        Failure::NothingFound => AllotError::NothingFound,
    })
}
