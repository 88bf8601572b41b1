//! What would be otherwise: with other weights, with more of a quota, with a project that has to be served.

use crate::case::{Case, Plan};
use crate::model::points;
use crate::problem::{Lock, Pool, Problem, Weights};
use crate::quantity::{Quantity, Share};
use crate::solution::Points;
use crate::solve::{AllotError, Answer, Options, answer_from, answered, check};
use serde::Serialize;
use std::time::{Duration, Instant};

/// What one project gets before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    pub id: String,
    pub name: String,
    pub before: Share,
    pub after: Share,
    /// The score before and after the weights changed.
    pub score_before: Points,
    pub score_after: Points,
}

/// The difference between two allocations.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Changes {
    /// Points before, and after by the changed problem's own weights.
    pub total_before: Points,
    pub total_after: Points,
    /// Projects whose share differs, in the order of the file.
    pub projects: Vec<Change>,
    /// In one sentence.
    pub summary: String,
}

/// A change of the total, with what is proven of it: both totals are known only within their gaps.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Exact {
    /// The difference of the two totals found.
    pub points: Points,
    /// Proven: the true difference of the two best totals is not below, not above.
    pub at_least: Points,
    pub at_most: Points,
    pub changes: Changes,
}

/// What changes when the weights become `weights`.
///
/// # Errors
/// As [`solve`](crate::solve), for either problem.
pub fn what_if(problem: &Problem, weights: &Weights, options: &Options) -> Result<Changes, AllotError> {
    let changed = Problem { weights: weights.clone(), ..problem.clone() };
    Ok(compare(problem, &changed, options)?.changes)
}

/// What the total gains when a pool has `extra` more: the exact marginal value beside the shadow price.
///
/// # Errors
/// As [`solve`](crate::solve), for either problem.
pub fn marginal(problem: &Problem, pool: usize, extra: Quantity, options: &Options) -> Result<Exact, AllotError> {
    let mut changed = problem.clone();
    if let Some(Pool { amount, .. }) = changed.pools.get_mut(pool) {
        *amount += extra;
    }
    compare(problem, &changed, options)
}

/// What it costs the total to serve a project that the best allocation leaves out, and who would have to give way.
/// Its points would have to rise by that much for it to be chosen.
///
/// # Errors
/// As [`solve`](crate::solve), for either problem; a conflict where the project cannot be served at all.
pub fn forced(problem: &Problem, project: &str, options: &Options) -> Result<Exact, AllotError> {
    let mut changed = problem.clone();
    changed.locked.retain(|lock: &Lock| lock.project != project);
    changed.projects.iter_mut().filter(|other| other.id == project).for_each(|other| other.must_serve = true);
    compare(problem, &changed, options)
}

/// What changes when one weight is raised.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct IfWeight {
    /// Its key in the file.
    pub weight: &'static str,
    #[serde(skip)]
    pub label: &'static str,
    pub from: Quantity,
    pub to: Quantity,
    /// Whether the time sufficed to prove the new allocation as closely as the first one.
    pub settled: bool,
    pub changes: Changes,
}

/// By how much each weight is raised.
const RAISE: Quantity = Quantity::units(30);

/// Raises each weight on its own, within a time for all of them together.
pub(crate) fn by_weight(case: &Case, answer: &Answer, options: &Options, time: Duration) -> Vec<IfWeight> {
    let deadline = Instant::now() + time;
    let mut fields = weight_fields(case);
    let mut results = Vec::new();
    while let Some((weight, label, field)) = fields.pop() {
        let mut changed = case.problem.clone();
        let from = *field(&mut changed.weights);
        let to = from + RAISE;
        *field(&mut changed.weights) = to;
        let after = Case::new(&changed);
        let left = deadline.saturating_duration_since(Instant::now());
        let share = left / u32::try_from(fields.len() + 1).unwrap_or(1);
        let options = Options { time_limit: share.min(options.time_limit), ..*options };
        // The plan so far keeps all limits whatever the weights, so there is always an answer.
        let Ok(second) = answer_from(&after, &options, Some(&answer.plan)) else { continue };
        let changes = changes(case, answer, &after, &second);
        results.push(IfWeight { weight, label, from, to, settled: second.proven, changes });
    }
    results
}

type WeightField = (&'static str, &'static str, fn(&mut Weights) -> &mut Quantity);

/// The weights that can matter here, last first.
fn weight_fields(case: &Case) -> Vec<WeightField> {
    let mut fields: Vec<WeightField> = vec![
        ("fairness", "区域均衡", |weights| &mut weights.fairness),
        ("jobs", "带动就业", |weights| &mut weights.jobs),
        ("readiness", "前期成熟度", |weights| &mut weights.readiness),
        ("added_value_per_unit", "单位要素增加值", |weights| &mut weights.added_value_per_unit),
        ("added_value", "增加值", |weights| &mut weights.added_value),
        ("level", "项目级别", |weights| &mut weights.level),
    ];
    if case.periods > 1 {
        fields.insert(0, ("waiting", "等待", |weights| &mut weights.waiting));
    }
    fields
}

fn compare(before: &Problem, after: &Problem, options: &Options) -> Result<Exact, AllotError> {
    check(before)?;
    check(after)?;
    let (case_before, case_after) = (Case::new(before), Case::new(after));
    let first = answered(&case_before, options, None)?;
    // A plan that is still as good as any stays: what changes then has to.
    let second = answered(&case_after, options, Some(&first.plan))?;
    let changes = changes(&case_before, &first, &case_after, &second);
    Ok(Exact {
        points: Points::near(points(second.gain) - points(first.gain)),
        at_least: Points::near(
            (points(second.gain) - first.bound - 0.0005).min(points(second.gain) - points(first.gain)),
        ),
        at_most: Points::near(
            (second.bound - points(first.gain) + 0.0005).max(points(second.gain) - points(first.gain)),
        ),
        changes,
    })
}

fn changes(before: &Case, first: &Answer, after: &Case, second: &Answer) -> Changes {
    let share = |plan: &Plan, project: usize| plan[project].map_or(Share::NONE, |grant| grant.share);
    let mut projects = Vec::new();
    for (index, project) in before.problem.projects.iter().enumerate() {
        let change = Change {
            id: project.id.clone(),
            name: project.name.clone(),
            before: share(&first.plan, index),
            after: share(&second.plan, index),
            score_before: Points::near(before.marks[index].score),
            score_after: Points::near(after.marks[index].score),
        };
        if change.before != change.after {
            projects.push(change);
        }
    }
    Changes {
        total_before: Points::floor(first.gain),
        total_after: Points::floor(second.gain),
        summary: summary(&projects),
        projects,
    }
}

fn summary(changes: &[Change]) -> String {
    let names = |of: &dyn Fn(&Change) -> bool| -> String {
        let all: Vec<&str> = changes.iter().filter(|change| of(change)).map(|change| change.name.as_str()).collect();
        match all.len() {
            0 => String::new(),
            1..=5 => all.join("、"),
            count => format!("{}等{count}个项目", all[..5].join("、")),
        }
    };
    let parts = [
        ("新增安排", names(&|c| c.before == Share::NONE)),
        ("不再安排", names(&|c| c.after == Share::NONE)),
        ("份额提高", names(&|c| c.before > Share::NONE && c.after > c.before)),
        ("份额降低", names(&|c| c.after > Share::NONE && c.after < c.before)),
    ];
    let said: Vec<String> =
        parts.iter().filter(|(_, who)| !who.is_empty()).map(|(what, who)| format!("{what}:{who}")).collect();
    if said.is_empty() { "安排不变。".to_owned() } else { format!("{}。", said.join(";")) }
}
