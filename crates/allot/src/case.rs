//! The problem made ready: names resolved to numbers, every way of serving a project laid out, all of it exact.

use crate::problem::{Lock, Problem, Project};
use crate::quantity::{Quantity, Share};
use crate::score::{self, Marks};
use crate::supply::Supply;
use std::collections::HashMap;
use std::ops::Range;

/// One way of serving one project in one period.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Way {
    pub project: usize,
    pub option: usize,
    pub period: usize,
    pub region: usize,
    /// Kind and amount for the whole share; only kinds that are really needed.
    pub amounts: Vec<(usize, Quantity)>,
    /// Thousandths of a point for the whole share.
    pub worth: i64,
    pub least: Share,
    pub most: Share,
}

/// A region's claim to a least amount of a kind.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Claim {
    pub floor: usize,
    pub region: usize,
    pub kind: usize,
    pub demand: Quantity,
    pub share: Share,
}

impl Claim {
    /// Millionths × ten-thousandths that must be given.
    pub fn owed(&self) -> i128 {
        i128::from(self.demand.0) * i128::from(self.share.0)
    }
}

pub(crate) struct Case<'a> {
    pub problem: &'a Problem,
    pub periods: usize,
    pub marks: Vec<Marks>,
    pub ways: Vec<Way>,
    /// The ways of each project.
    pub of_project: Vec<Range<usize>>,
    /// Projects that must get at least their least useful share: by rule or by an earlier decision.
    pub required: Vec<bool>,
    pub supplies: Vec<Supply>,
    pub claims: Vec<Claim>,
    /// What each region could count if all its projects were served best, in thousandths of a point.
    pub stakes: Vec<i64>,
    /// Thousandths of a point for the share of the worst-served region going from nothing to everything.
    pub fairness: i64,
}

/// What has been decided for one project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Grant {
    pub way: usize,
    pub share: Share,
}

/// Who gets what: for each project at most one grant.
pub(crate) type Plan = Vec<Option<Grant>>;

fn numbers<'a>(names: impl Iterator<Item = &'a str>) -> HashMap<&'a str, usize> {
    names.enumerate().map(|(index, name)| (name, index)).collect()
}

impl<'a> Case<'a> {
    /// Only for problems without faults: names that cannot be resolved are left out.
    pub fn new(problem: &'a Problem) -> Case<'a> {
        let kinds = numbers(problem.kinds.iter().map(|kind| kind.name.as_str()));
        let regions = numbers(problem.regions.iter().map(String::as_str));
        let mut case = Case {
            problem,
            periods: problem.periods.len().max(1),
            marks: score::marks(problem),
            ways: Vec::new(),
            of_project: Vec::new(),
            required: Vec::new(),
            supplies: (0..problem.kinds.len()).map(|kind| Supply::new(problem, kind)).collect(),
            claims: Vec::new(),
            stakes: vec![0; problem.regions.len()],
            fairness: 0,
        };
        let locks: HashMap<&str, &Lock> = problem.locked.iter().map(|lock| (lock.project.as_str(), lock)).collect();
        for (index, project) in problem.projects.iter().enumerate() {
            let region = regions.get(project.region.as_str()).copied().unwrap_or(0);
            case.lay_out(index, project, region, &kinds, locks.get(project.id.as_str()).copied());
        }
        case.state_claims(&kinds);
        let all = case.stakes.iter().sum();
        case.fairness = score::fairness(problem.weights.fairness, all);
        case
    }

    fn lay_out(
        &mut self,
        index: usize,
        project: &Project,
        region: usize,
        kinds: &HashMap<&str, usize>,
        lock: Option<&Lock>,
    ) {
        let first = self.ways.len();
        let mut best = 0;
        for (option_index, option) in project.options.iter().enumerate() {
            for period in 0..self.periods {
                let worth = score::worth(self.problem, project, self.marks[index].score, option, period);
                best = best.max(worth);
                // A project already decided keeps its period whatever its date: the decision was made knowing it.
                let open = match lock {
                    None => self.in_time(project, period),
                    Some(lock) => self.is_locked_way(lock, project, option_index, period),
                };
                if !open {
                    continue;
                }
                let amounts = option.amounts.iter().filter(|(_, amount)| **amount > Quantity::ZERO);
                self.ways.push(Way {
                    project: index,
                    option: option_index,
                    period,
                    region,
                    amounts: amounts.filter_map(|(kind, a)| kinds.get(kind.as_str()).map(|k| (*k, *a))).collect(),
                    worth,
                    least: lock.map_or(option.min_share, |lock| lock.share),
                    most: lock.map_or(Share::WHOLE, |lock| lock.share),
                });
            }
        }
        self.stakes[region] += best;
        self.of_project.push(first..self.ways.len());
        self.required.push(project.must_serve || lock.is_some_and(|lock| lock.share > Share::NONE));
    }

    fn in_time(&self, project: &Project, period: usize) -> bool {
        match (project.due, self.problem.periods.get(period)) {
            (Some(due), Some(period)) => period.starts <= due,
            _ => true,
        }
    }

    fn is_locked_way(&self, lock: &Lock, project: &Project, option: usize, period: usize) -> bool {
        let option_fits = lock.option.as_ref().is_none_or(|name| project.options[option].name == *name);
        let period_fits = match (&lock.period, self.problem.periods.get(period)) {
            (Some(name), Some(period)) => *name == period.name,
            _ => true,
        };
        lock.share > Share::NONE && option_fits && period_fits
    }

    /// A region's demand counts each project with the least any of its ways needs, so that serving all meets any floor.
    fn state_claims(&mut self, kinds: &HashMap<&str, usize>) {
        for (floor_index, floor) in self.problem.floors.iter().enumerate() {
            for (region, name) in self.problem.regions.iter().enumerate() {
                if floor.region.as_ref().is_some_and(|only| only != name) {
                    continue;
                }
                let projects = self.problem.projects.iter().filter(|project| project.region == *name);
                let demand: Quantity = projects.map(|project| least_amount(project, &floor.kind)).sum();
                let Some(&kind) = kinds.get(floor.kind.as_str()) else { continue };
                if demand > Quantity::ZERO && floor.share > Share::NONE {
                    self.claims.push(Claim { floor: floor_index, region, kind, demand, share: floor.share });
                }
            }
        }
    }

    /// Whether a plan, made perhaps for another case, keeps every limit and promise of this one.
    pub fn allows(&self, plan: &Plan) -> bool {
        let is_own = |project: usize, grant: Grant| {
            let way = self.ways.get(grant.way).filter(|_| self.of_project[project].contains(&grant.way));
            way.is_some_and(|way| (way.least..=way.most).contains(&grant.share))
        };
        plan.len() == self.of_project.len()
            && plan.iter().enumerate().all(|(project, grant)| match grant {
                Some(grant) => is_own(project, *grant),
                None => !self.required[project],
            })
            && self.suffices(plan)
            && self.claims.iter().all(|claim| self.claim_is_met(claim, plan))
    }

    /// Thousandths of a point × ten-thousandths: what a plan counts in all.
    pub fn gain(&self, plan: &Plan) -> i128 {
        let served: i128 = plan.iter().flatten().map(|grant| self.grant_gain(*grant)).sum();
        served + i128::from(self.fairness) * i128::from(self.worst_share(plan).0)
    }

    pub fn grant_gain(&self, grant: Grant) -> i128 {
        i128::from(self.ways[grant.way].worth) * i128::from(grant.share.0)
    }

    /// The share of its stake that the worst-served region gets, rounded down.
    pub fn worst_share(&self, plan: &Plan) -> Share {
        let mut served = vec![0_i128; self.stakes.len()];
        for grant in plan.iter().flatten() {
            served[self.ways[grant.way].region] += self.grant_gain(*grant);
        }
        let shares = self.stakes.iter().zip(&served).filter(|(stake, _)| **stake > 0);
        let worst = shares.map(|(stake, served)| served / i128::from(*stake)).min().unwrap_or(0);
        Share(u32::try_from(worst).unwrap_or(0).min(Share::WHOLE.0))
    }

    /// Use of a kind by place (region × period), in millionths × ten-thousandths.
    pub fn use_of(&self, plan: &Plan, kind: usize) -> Vec<i128> {
        let mut used = vec![0; self.problem.regions.len() * self.periods];
        for grant in plan.iter().flatten() {
            let way = &self.ways[grant.way];
            for (_, amount) in way.amounts.iter().filter(|(k, _)| *k == kind) {
                used[self.place(way.region, way.period)] += i128::from(amount.0) * i128::from(grant.share.0);
            }
        }
        used
    }

    pub fn place(&self, region: usize, period: usize) -> usize {
        region * self.periods + period
    }

    /// Whether the quotas suffice for a plan.
    pub fn suffices(&self, plan: &Plan) -> bool {
        (0..self.supplies.len()).all(|kind| self.supplies[kind].meets(&self.use_of(plan, kind)))
    }

    /// Whether a claim is met, but for the ten-thousandth that rounding of shares may cost.
    pub fn claim_is_met(&self, claim: &Claim, plan: &Plan) -> bool {
        let given: i128 = plan.iter().flatten().map(|grant| self.given_to(claim, *grant)).sum();
        given + i128::from(claim.demand.0) >= claim.owed()
    }

    pub fn given_to(&self, claim: &Claim, grant: Grant) -> i128 {
        let way = &self.ways[grant.way];
        if way.region != claim.region {
            return 0;
        }
        let amounts = way.amounts.iter().filter(|(kind, _)| *kind == claim.kind);
        amounts.map(|(_, amount)| i128::from(amount.0) * i128::from(grant.share.0)).sum()
    }
}

fn least_amount(project: &Project, kind: &str) -> Quantity {
    let amounts = project.options.iter().map(|option| option.amounts.get(kind).copied().unwrap_or_default());
    amounts.min().unwrap_or_default()
}
