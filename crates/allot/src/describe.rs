//! Turns a plan into the solution that is shown.

use crate::case::{Case, Plan};
use crate::explain::{Explainer, Prices};
use crate::greedy;
use crate::quantity::{Quantity, Share};
use crate::solution::{ByPriority, Outcome, Points, PoolUse, RegionShare, Served, Solution, StreamUse};
use crate::solve::Answer;
use crate::supply::Stream;
use std::collections::BTreeMap;

pub(crate) fn describe(case: &Case, answer: &Answer) -> Solution {
    let first = greedy::by_priority(case);
    let order = greedy::order(case);
    let mut ranks = vec![0; order.len()];
    order.iter().enumerate().for_each(|(rank, project)| ranks[*project] = rank + 1);
    let prices = Prices::new(case);
    let used = (0..case.supplies.len()).map(|kind| case.use_of(&answer.plan, kind)).collect();
    let explainer =
        Explainer { case, plan: &answer.plan, by_priority: &first.plan, ranks: &ranks, prices: &prices, used };
    let total = Points::floor(answer.gain);
    let bound = Points::ceil(answer.bound).max(total);
    let (whole, part) = counts(&answer.plan);
    let (whole_first, part_first) = counts(&first.plan);
    Solution {
        title: case.problem.title.clone(),
        total,
        bound,
        gap_percent: gap_percent(total, bound),
        proven: answer.proven,
        nodes: answer.nodes,
        seconds: answer.seconds,
        whole,
        part,
        none: answer.plan.len() - whole - part,
        worst_region_share: case.worst_share(&answer.plan),
        by_priority: ByPriority {
            total: Points::floor(case.gain(&first.plan)),
            whole: whole_first,
            part: part_first,
            keeps_promises: first.complete,
            order: order.iter().map(|project| case.problem.projects[*project].id.clone()).collect(),
        },
        projects: (0..answer.plan.len()).map(|project| outcome(&explainer, project)).collect(),
        pools: pools(&explainer),
        streams: streams(&explainer),
        regions: regions(case, &answer.plan),
        if_weights: Vec::new(),
    }
}

/// Rounded up to a thousandth of a percent, so that it never claims more than was proven.
fn gap_percent(total: Points, bound: Points) -> String {
    let (total, open) = (i128::from(total.0), i128::from(bound.0 - total.0));
    let thousandths = if total == 0 { open.min(1) * 100_000 } else { (open * 100_000 + total - 1) / total };
    kernel::ratio::fixed(thousandths, 1000, 3)
}

fn counts(plan: &Plan) -> (usize, usize) {
    let whole = plan.iter().flatten().filter(|grant| grant.share == Share::WHOLE).count();
    (whole, plan.iter().flatten().count() - whole)
}

fn outcome(explainer: &Explainer, index: usize) -> Outcome {
    let case = explainer.case;
    let project = &case.problem.projects[index];
    let grant = explainer.plan[index];
    let share = grant.map_or(Share::NONE, |grant| grant.share);
    let way = grant.map(|grant| &case.ways[grant.way]);
    let reason = explainer.reason(index);
    let amounts = way.into_iter().flat_map(|way| &way.amounts);
    Outcome {
        id: project.id.clone(),
        name: project.name.clone(),
        region: project.region.clone(),
        score: Points::near(case.marks[index].score),
        rank: explainer.ranks[index],
        served: Served::of(share),
        share,
        option: way.map(|way| project.options[way.option].name.clone()).filter(|name| !name.is_empty()),
        period: way.and_then(|way| case.problem.periods.get(way.period)).map(|period| period.name.clone()),
        amounts: amounts.map(|(kind, amount)| (case.problem.kinds[*kind].name.clone(), amount.share(share))).collect(),
        share_by_priority: explainer.by_priority[index].map_or(Share::NONE, |grant| grant.share),
        fixed: case.required[index] || case.problem.locked.iter().any(|lock| lock.project == project.id),
        binding: reason.binding,
        missing: reason.missing,
        score_needed: reason.score_needed,
        why: reason.text,
    }
}

/// Amounts counted in millionths × ten-thousandths, as amounts again.
fn coarse(fine: i128) -> Quantity {
    Quantity(i64::try_from((fine + 5_000).div_euclid(10_000)).unwrap_or(i64::MAX))
}

fn pools(explainer: &Explainer) -> Vec<PoolUse> {
    let case = explainer.case;
    let mut pools = Vec::new();
    for (kind, supply) in case.supplies.iter().enumerate() {
        let mut taken = explainer.used[kind].clone();
        taken.resize(supply.own.len() + supply.reserve.len(), 0);
        let along = supply.route(&explainer.used[kind]).unwrap_or_else(|| vec![0; supply.streams.len()]);
        for (&(stream, _), amount) in supply.streams.iter().zip(&along) {
            let (from, to) = supply.ends(stream);
            taken[from] += amount;
            taken[to] -= amount;
        }
        for (node, used) in taken.into_iter().enumerate() {
            let amount = supply.quota(node);
            let (region, period) = match node.checked_sub(supply.own.len()) {
                None => (Some(node / case.periods), node % case.periods),
                Some(period) => (None, period),
            };
            let price = match region {
                Some(region) => explainer.prices.place(kind, region, period),
                None => explainer.prices.reserve(kind, period),
            };
            if amount == Quantity::ZERO && price == 0.0 {
                continue;
            }
            let used = coarse(used);
            pools.push(PoolUse {
                kind: case.problem.kinds[kind].name.clone(),
                unit: case.problem.kinds[kind].unit.clone(),
                region: region.map(|region| case.problem.regions[region].clone()),
                period: case.problem.periods.get(period).map(|period| period.name.clone()),
                amount,
                used,
                left: amount - used,
                shadow_price: price,
            });
        }
    }
    pools
}

fn streams(explainer: &Explainer) -> Vec<StreamUse> {
    let case = explainer.case;
    let problem = case.problem;
    let mut streams = Vec::new();
    for (kind, supply) in case.supplies.iter().enumerate() {
        let along = supply.route(&explainer.used[kind]).unwrap_or_default();
        for (&(stream, _), amount) in supply.streams.iter().zip(along).filter(|(_, amount)| *amount > 0) {
            let period = |index: usize| problem.periods.get(index).map_or("", |period| period.name.as_str());
            let region = |index: usize| problem.regions[index].as_str();
            let (from, to) = match stream {
                Stream::Reserve { region: to, period: p } => (format!("{}市级统筹", period(p)), region(to).to_owned()),
                Stream::Transfer { from, to, period: p } => {
                    (format!("{}{}", period(p), region(from)), region(to).to_owned())
                }
                Stream::Carry { region: r, period: p } => {
                    (format!("{}{}", period(p), region(r)), format!("{}{}", period(p + 1), region(r)))
                }
                Stream::CarryReserve { period: p } => {
                    (format!("{}市级统筹", period(p)), format!("{}市级统筹", period(p + 1)))
                }
            };
            let what = &problem.kinds[kind];
            streams.push(StreamUse {
                kind: what.name.clone(),
                unit: what.unit.clone(),
                from,
                to,
                amount: coarse(amount),
            });
        }
    }
    streams
}

fn regions(case: &Case, plan: &Plan) -> Vec<RegionShare> {
    let problem = case.problem;
    let row = |(region, name): (usize, &String)| {
        let projects = || problem.projects.iter().enumerate().filter(move |(_, project)| project.region == *name);
        let grants = || projects().filter_map(|(index, _)| plan[index]);
        let gain: i128 = grants().map(|grant| case.grant_gain(grant)).sum();
        let stake = i128::from(case.stakes[region]);
        let share = if stake == 0 { 0 } else { (gain / stake).clamp(0, 10_000) };
        let mut demand: BTreeMap<String, Quantity> = BTreeMap::new();
        for option in projects().filter_map(|(_, project)| project.options.first()) {
            option.amounts.iter().for_each(|(kind, amount)| *demand.entry(kind.clone()).or_default() += *amount);
        }
        let mut given: BTreeMap<String, Quantity> = BTreeMap::new();
        for grant in grants() {
            for &(kind, amount) in &case.ways[grant.way].amounts {
                *given.entry(problem.kinds[kind].name.clone()).or_default() += amount.share(grant.share);
            }
        }
        RegionShare {
            region: name.clone(),
            projects: projects().count(),
            served: grants().count(),
            share: Share(u32::try_from(share).unwrap_or(0)),
            demand,
            given,
        }
    };
    problem.regions.iter().enumerate().map(row).collect()
}
