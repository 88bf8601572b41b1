//! When not everything that must be can be: the smallest set of demands that cannot be met together.

use crate::case::Case;
use crate::explain::quantity_of;
use crate::problem::{Floor, Problem};
use crate::quantity::{Quantity, Share};
use crate::search::{self, Column, Ending, Judge, Limits, Program, Row};
use crate::solve::{Failure, Options, answer};
use serde::Serialize;
use std::fmt;
use std::time::Instant;

/// One demand that takes part in a conflict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "demand", rename_all = "snake_case")]
pub enum Demand {
    MustServe { project: String, name: String },
    Locked { project: String, name: String, share: Share },
    Floor { region: String, kind: String, share: Share },
}

impl fmt::Display for Demand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Demand::MustServe { project, name } => write!(f, "必须保障“{name}”({project})"),
            Demand::Locked { project, name, share: Share::NONE } => write!(f, "已定不安排“{name}”({project})"),
            Demand::Locked { project, name, share } => write!(f, "已定安排“{name}”({project})的{}", share.percent()),
            Demand::Floor { region, kind, share } => write!(f, "{region}的{kind}需求至少保障{}", share.percent()),
        }
    }
}

/// Demands that cannot be met together, while without any one of them the others can.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Conflict {
    pub demands: Vec<Demand>,
    /// Where the quotas plainly fall short of these demands.
    pub shortages: Vec<String>,
    /// Whether it was proven that none of the demands can be left out of the set.
    pub minimal: bool,
    /// Whether it was proven that no conflicting set has fewer demands.
    pub smallest: bool,
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lead = match (self.minimal, self.smallest) {
            (true, true) => "这是涉及要求最少的一组矛盾;放宽其中任何一项,其余即可同时满足",
            (true, false) => "放宽其中任何一项,其余即可同时满足;时限内未能确认有无更小的矛盾",
            (false, _) => "时限内未能进一步缩小范围",
        };
        write!(f, "以下{}项要求不能同时满足({lead}):", self.demands.len())?;
        for demand in &self.demands {
            write!(f, "\n· {demand}")?;
        }
        for shortage in &self.shortages {
            write!(f, "\n{shortage}")?;
        }
        Ok(())
    }
}

/// A demand with where it stands in the problem.
#[derive(Clone, Copy, PartialEq)]
enum Item {
    Must(usize),
    Lock(usize),
    Floor { floor: usize, region: usize },
}

/// The smallest conflicting set of an infeasible problem; `None` where, within the time, it was not shown to be one.
///
/// First an irreducible set, which is often the smallest already and is what remains when time is short. Then the
/// smallest: it must hit every correction set (demands whose removal makes the rest possible), so the least set that
/// hits all those known either conflicts, and then nothing smaller does, or shows another correction set
/// (Ignatiev, Previti, Liffiton, Marques-Silva 2015).
pub(crate) fn find(problem: &Problem, options: &Options) -> Option<Conflict> {
    let deadline = Instant::now().checked_add(options.time_limit);
    let items = all_items(problem);
    if !is_infeasible(problem, &items, deadline)? {
        return None;
    }
    let (irreducible, minimal) = reduce(problem, items.clone(), deadline);
    let smaller = if minimal { smallest(problem, &items, &irreducible, deadline) } else { None };
    let smallest = smaller.is_some();
    let items = smaller.unwrap_or(irreducible);
    let demands = items.iter().map(|item| demand(problem, *item)).collect();
    Some(Conflict { demands, shortages: shortages(problem, &items), minimal, smallest })
}

/// Deletion filter, in halving chunks: whatever can go while the rest stays infeasible, goes.
fn reduce(problem: &Problem, mut items: Vec<Item>, deadline: Option<Instant>) -> (Vec<Item>, bool) {
    let mut chunk = items.len().div_ceil(2).max(1);
    loop {
        // Only the last round, one by one, decides whether nothing more can go.
        let mut minimal = true;
        let mut at = 0;
        while at < items.len() {
            let end = (at + chunk).min(items.len());
            let rest: Vec<Item> = items[..at].iter().chain(&items[end..]).copied().collect();
            match is_infeasible(problem, &rest, deadline) {
                Some(true) => items = rest,
                Some(false) => at = end,
                None => {
                    minimal = false;
                    at = end;
                }
            }
        }
        if chunk == 1 {
            return (items, minimal);
        }
        chunk = chunk.div_ceil(2);
    }
}

/// A smallest conflicting set; `None` where the time did not suffice.
fn smallest(problem: &Problem, items: &[Item], known: &[Item], deadline: Option<Instant>) -> Option<Vec<Item>> {
    let mut corrections: Vec<Vec<usize>> = Vec::new();
    loop {
        let hitting = least_hitting(items.len(), &corrections, deadline)?;
        if hitting.len() >= known.len() {
            return Some(known.to_vec());
        }
        let mut together: Vec<Item> = hitting.iter().map(|index| items[*index]).collect();
        if is_infeasible(problem, &together, deadline)? {
            return Some(together);
        }
        let mut correction = Vec::new();
        for (index, item) in items.iter().enumerate().filter(|(index, _)| !hitting.contains(index)) {
            together.push(*item);
            if is_infeasible(problem, &together, deadline)? {
                together.pop();
                correction.push(index);
            }
        }
        corrections.push(correction);
    }
}

/// The fewest of `count` things that hit every set.
fn least_hitting(count: usize, sets: &[Vec<usize>], deadline: Option<Instant>) -> Option<Vec<usize>> {
    let program = Program {
        columns: vec![Column { gain: -1.0, upper: 1.0, least: Some(1.0) }; count],
        rows: sets.iter().map(|set| Row::at_least(set.iter().map(|index| (*index, 1.0)).collect(), 1.0)).collect(),
        step: 1.0,
        ..Program::default()
    };
    let limits = Limits { deadline, gap: 0.0, nodes: u64::MAX };
    let found = search::solve(&program, limits, None, &mut Hits { sets });
    let values = found.values.filter(|_| found.ending == Ending::Proven)?;
    Some((0..count).filter(|index| values[*index] > 0.5).collect())
}

/// Counts what is taken, where every set it concerns is hit.
struct Hits<'a> {
    sets: &'a [Vec<usize>],
}

impl Judge for Hits<'_> {
    fn accept(&mut self, values: &[f64], within: &[usize]) -> Option<f64> {
        let concerned = self.sets.iter().filter(|set| set.iter().any(|index| within.contains(index)));
        let all_hit = concerned.into_iter().all(|set| set.iter().any(|index| values[*index] > 0.5));
        all_hit.then(|| -(values.iter().filter(|value| **value > 0.5).count() as f64))
    }
}

fn all_items(problem: &Problem) -> Vec<Item> {
    let locked = |id: &str| problem.locked.iter().any(|lock| lock.project == id);
    let musts = problem.projects.iter().enumerate().filter(|(_, p)| p.must_serve && !locked(&p.id));
    let mut items: Vec<Item> = musts.map(|(index, _)| Item::Must(index)).collect();
    items.extend((0..problem.locked.len()).map(Item::Lock));
    for (floor, what) in problem.floors.iter().enumerate() {
        let regions = problem.regions.iter().enumerate();
        let concerned = regions.filter(|(_, name)| what.region.as_ref().is_none_or(|only| only == *name));
        items.extend(concerned.map(|(region, _)| Item::Floor { floor, region }));
    }
    items
}

fn demand(problem: &Problem, item: Item) -> Demand {
    match item {
        Item::Must(index) => {
            let project = &problem.projects[index];
            Demand::MustServe { project: project.id.clone(), name: project.name.clone() }
        }
        Item::Lock(index) => {
            let lock = &problem.locked[index];
            let name = problem.projects.iter().find(|project| project.id == lock.project).map(|p| p.name.clone());
            Demand::Locked { project: lock.project.clone(), name: name.unwrap_or_default(), share: lock.share }
        }
        Item::Floor { floor, region } => {
            let what = &problem.floors[floor];
            Demand::Floor { region: problem.regions[region].clone(), kind: what.kind.clone(), share: what.share }
        }
    }
}

/// The problem with only these demands, without the projects that none of them concerns.
fn only(problem: &Problem, items: &[Item]) -> Problem {
    let mut reduced = problem.clone();
    reduced.weights.fairness = Quantity::ZERO;
    reduced.locked = Vec::new();
    reduced.floors = Vec::new();
    reduced.projects.iter_mut().for_each(|project| project.must_serve = false);
    for item in items {
        match *item {
            Item::Must(index) => reduced.projects[index].must_serve = true,
            Item::Lock(index) => reduced.locked.push(problem.locked[index].clone()),
            Item::Floor { floor, region } => {
                reduced
                    .floors
                    .push(Floor { region: Some(problem.regions[region].clone()), ..problem.floors[floor].clone() });
            }
        }
    }
    let floors = reduced.floors.clone();
    let locked = reduced.locked.clone();
    reduced.projects.retain(|project| {
        project.must_serve
            || floors.iter().any(|floor| floor.region.as_ref() == Some(&project.region))
            || locked.iter().any(|lock| lock.project == project.id)
    });
    reduced
}

/// Whether these demands cannot be met together; `None` where the time did not suffice to tell.
fn is_infeasible(problem: &Problem, items: &[Item], deadline: Option<Instant>) -> Option<bool> {
    let reduced = only(problem, items);
    let mut case = Case::new(&reduced);
    case.ways.iter_mut().for_each(|way| way.worth = 0);
    let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
    let options = Options { time_limit: left.unwrap_or(std::time::Duration::MAX), gap: 0.0 };
    match answer(&case, &options) {
        Ok(_) => Some(false),
        Err(Failure::Infeasible) => Some(true),
        Err(Failure::NothingFound) => None,
    }
}

/// For each kind the least that the required projects need in the regions concerned, where that exceeds the quotas.
fn shortages(problem: &Problem, items: &[Item]) -> Vec<String> {
    let reduced = only(problem, items);
    let case = Case::new(&reduced);
    let mut lines = Vec::new();
    for (kind, what) in problem.kinds.iter().enumerate() {
        let mut needs = vec![0_i128; problem.regions.len()];
        for (project, ways) in case.of_project.iter().enumerate().filter(|(project, _)| case.required[*project]) {
            let least = ways.clone().map(|way| {
                let way = &case.ways[way];
                let amounts = way.amounts.iter().filter(|(k, _)| *k == kind);
                amounts.map(|(_, amount)| i128::from(amount.0) * i128::from(way.least.0)).sum::<i128>()
            });
            let region = problem.regions.iter().position(|name| *name == reduced.projects[project].region);
            needs[region.unwrap_or(0)] += least.min().unwrap_or(0);
        }
        for claim in case.claims.iter().filter(|claim| claim.kind == kind) {
            needs[claim.region] = needs[claim.region].max(claim.owed());
        }
        lines.extend(shortage(&case, kind, &needs).map(|text| format!("{}:{text}", what.name)));
    }
    lines
}

fn shortage(case: &Case, kind: usize, needs: &[i128]) -> Option<String> {
    let supply = &case.supplies[kind];
    let concerned: Vec<usize> = (0..needs.len()).filter(|region| needs[*region] > 0).collect();
    let need: i128 = needs.iter().sum();
    let own: Quantity =
        concerned.iter().flat_map(|region| (0..case.periods).map(|p| supply.own[case.place(*region, p)])).sum();
    let reserve: Quantity = supply.reserve.iter().copied().sum();
    if need <= i128::from((own + reserve).0) * 10_000 {
        return None;
    }
    let names: Vec<&str> = concerned.iter().map(|region| case.problem.regions[*region].as_str()).collect();
    let what = &case.problem.kinds[kind];
    let need = Quantity(i64::try_from(need / 10_000).unwrap_or(i64::MAX));
    let lacking = need - (own + reserve);
    let amount = |amount| quantity_of("", amount, &what.unit);
    Some(format!(
        "{}至少需要{},本地指标{}、市级统筹{},尚缺{}。",
        names.join("、"),
        amount(need),
        amount(own),
        amount(reserve),
        amount(lacking)
    ))
}
