//! What each project is worth by the office's weights.

use crate::problem::{Choice, Counts, Problem, Project};
use crate::quantity::Quantity;

/// A project's marks (0 to 100 each) and their weighted mean.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Marks {
    pub level: f64,
    pub added_value: f64,
    pub added_value_per_unit: f64,
    pub readiness: f64,
    pub jobs: f64,
    /// Weighted mean, rounded to a thousandth of a point.
    pub score: f64,
}

/// The marks of every project, in the file's order.
///
/// Added value, added value per unit and jobs are marked against the average of the projects: the average earns 50,
/// twice the average or more 100. So one outlier does not press all others together.
pub fn marks(problem: &Problem) -> Vec<Marks> {
    let weights = &problem.weights;
    let scarce = weights.per_unit_of.as_deref().or_else(|| problem.kinds.first().map(|kind| kind.name.as_str()));
    let need = |project: &Project| scarce.map_or(0.0, |kind| first_amount(project, kind));
    let sum = |of: &dyn Fn(&Project) -> f64| problem.projects.iter().map(of).sum::<f64>();
    let value = |project: &Project| project.added_value.as_f64();
    let count = problem.projects.len().max(1) as f64;
    let (mean_value, mean_jobs) = (sum(&value) / count, sum(&|p| f64::from(p.jobs)) / count);
    let needing = sum(&|p| if need(p) > 0.0 { value(p) } else { 0.0 });
    let mean_density = if sum(&need) > 0.0 { needing / sum(&need) } else { 0.0 };
    let mark = |project: &Project| {
        let density = if need(project) > 0.0 { value(project) / need(project) } else { f64::INFINITY };
        let mut marks = Marks {
            level: weights.level_marks.get(&project.level).map_or(0.0, |mark| mark.as_f64()),
            added_value: against_mean(value(project), mean_value),
            added_value_per_unit: against_mean(density, mean_density),
            readiness: project.readiness.as_f64(),
            jobs: against_mean(f64::from(project.jobs), mean_jobs),
            score: 0.0,
        };
        let parts = [
            (weights.level, marks.level),
            (weights.added_value, marks.added_value),
            (weights.added_value_per_unit, marks.added_value_per_unit),
            (weights.readiness, marks.readiness),
            (weights.jobs, marks.jobs),
        ];
        let total: f64 = parts.iter().map(|(weight, _)| weight.as_f64()).sum();
        let weighted: f64 = parts.iter().map(|(weight, mark)| weight.as_f64() * mark).sum();
        marks.score = if total > 0.0 { (weighted / total * 1000.0).round() / 1000.0 } else { 0.0 };
        marks
    };
    problem.projects.iter().map(mark).collect()
}

fn first_amount(project: &Project, kind: &str) -> f64 {
    project.options.first().and_then(|option| option.amounts.get(kind)).map_or(0.0, |amount| amount.as_f64())
}

fn against_mean(value: f64, mean: f64) -> f64 {
    if value <= 0.0 {
        0.0
    } else if mean <= 0.0 {
        100.0
    } else {
        (50.0 * value / mean).min(100.0)
    }
}

/// Thousandths of a point that one way of serving a project counts when served whole, `waited` periods late.
pub(crate) fn worth(problem: &Problem, project: &Project, score: f64, option: &Choice, waited: usize) -> i64 {
    let weights = &problem.weights;
    let size = match weights.counts {
        Counts::Project => 1.0,
        Counts::Investment => project.investment.as_f64() / 10_000.0,
    };
    let patience = (1.0 - weights.waiting.as_f64() / 100.0 * waited as f64).max(0.0);
    let worth = score * 1000.0 * size * option.worth.as_f64() * patience;
    // Far below the largest whole number a floating-point value holds exactly.
    worth.round().clamp(0.0, 1e15) as i64
}

/// The most that a kind's worth of fairness can count, in thousandths of a point.
pub(crate) fn fairness(weight: Quantity, all: i64) -> i64 {
    (weight.as_f64() / 100.0 * all as f64).round().clamp(0.0, 1e15) as i64
}
