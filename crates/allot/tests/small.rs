//! Small cities, every possible allocation of which can be tried: the search must find the best of them.

use allot::problem::{Choice, Floor, Kind, Lock, Period, Pool, Problem, Project, Weights};
use allot::{AllotError, Demand, Options, Quantity, Share, Solution, solve};
use proptest::prelude::*;
use std::time::Duration;

const KINDS: [&str; 2] = ["用地", "能耗"];
const REGIONS: [&str; 2] = ["甲区", "乙区"];

fn exactly() -> Options {
    Options { time_limit: Duration::from_secs(60), gap: 0.0 }
}

/// Amounts in tenths of a unit; an option of nothing at all is possible.
fn amounts() -> impl Strategy<Value = [u16; 2]> {
    [0..80_u16, 0..80_u16]
}

fn project() -> impl Strategy<Value = Project> {
    let options = prop::collection::vec((amounts(), prop::sample::select(vec![10_000_u32, 8_000, 5_000])), 1..3);
    (0..2_usize, 0..100_u8, 0..1000_u16, options, prop::bool::weighted(0.1)).prop_map(
        |(region, readiness, added_value, options, must_serve)| Project {
            region: REGIONS[region].to_owned(),
            readiness: Quantity::units(i64::from(readiness)),
            added_value: Quantity::units(i64::from(added_value)),
            level: "市级".to_owned(),
            must_serve,
            options: options
                .into_iter()
                .enumerate()
                .map(|(index, (amounts, worth))| Choice {
                    name: format!("方案{index}"),
                    amounts: KINDS.iter().zip(amounts).map(|(k, a)| ((*k).to_owned(), tenths(a))).collect(),
                    min_share: Share::WHOLE,
                    worth: Share(worth),
                })
                .collect(),
            ..Project::default()
        },
    )
}

fn tenths(amount: u16) -> Quantity {
    Quantity(i64::from(amount) * 100_000)
}

fn problem() -> impl Strategy<Value = Problem> {
    let pools = prop::collection::vec(0..150_u16, 12);
    let floors = prop::option::weighted(0.3, (0..2_usize, 0..4_000_u32));
    (prop::collection::vec(project(), 1..7), pools, 1..3_usize, floors).prop_map(
        |(mut projects, pools, periods, floor)| {
            projects.iter_mut().enumerate().for_each(|(i, p)| {
                p.id = format!("P{i}");
                p.name = format!("项目{i}");
            });
            let periods: Vec<Period> = [("上半年", "2026-01-01"), ("下半年", "2026-07-01")][..periods]
                .iter()
                .map(|(name, starts)| Period { name: (*name).to_owned(), starts: starts.parse().unwrap() })
                .collect();
            let mut amounts = pools.into_iter();
            let mut all = Vec::new();
            for period in &periods {
                for kind in KINDS {
                    for region in [Some(REGIONS[0]), Some(REGIONS[1]), None] {
                        all.push(Pool {
                            kind: kind.to_owned(),
                            region: region.map(str::to_owned),
                            period: Some(period.name.clone()),
                            amount: tenths(amounts.next().unwrap()),
                        });
                    }
                }
            }
            let kinds = KINDS.map(|name| Kind { name: name.to_owned(), unit: "亩".to_owned(), carries_over: false });
            Problem {
                kinds: kinds.to_vec(),
                regions: REGIONS.map(str::to_owned).to_vec(),
                periods,
                pools: all,
                projects,
                floors: floor
                    .map(|(region, share)| Floor {
                        region: Some(REGIONS[region].to_owned()),
                        kind: KINDS[0].to_owned(),
                        share: Share(share),
                    })
                    .into_iter()
                    .collect(),
                weights: Weights { waiting: Quantity::units(10), ..Weights::default() },
                ..Problem::default()
            }
        },
    )
}

/// For each project the option and period that serve it.
type Choices = Vec<Option<(usize, usize)>>;

/// Use of a kind by region and period, in millionths.
fn used(problem: &Problem, choices: &Choices, kind: &str, region: &str, period: usize) -> i64 {
    let served = problem.projects.iter().zip(choices);
    let here = served.filter_map(|(project, choice)| {
        choice.filter(|c| project.region == region && c.1 == period).map(|c| (project, c))
    });
    here.map(|(project, (option, _))| project.options[option].amounts.get(kind).map_or(0, |a| a.0)).sum()
}

fn pool(problem: &Problem, kind: &str, region: Option<&str>, period: usize) -> i64 {
    let name = &problem.periods[period].name;
    let is_it = |p: &&Pool| p.kind == kind && p.region.as_deref() == region && p.period.as_ref() == Some(name);
    problem.pools.iter().filter(is_it).map(|p| p.amount.0).sum()
}

/// Written down from the format's words alone, without anything of the crate's own reckoning.
fn is_allowed(problem: &Problem, choices: &Choices) -> bool {
    if problem.projects.iter().zip(choices).any(|(project, choice)| project.must_serve && choice.is_none()) {
        return false;
    }
    let enough = KINDS.iter().all(|kind| {
        (0..problem.periods.len()).all(|period| {
            let over = REGIONS.map(|region| {
                (used(problem, choices, kind, region, period) - pool(problem, kind, Some(region), period)).max(0)
            });
            over.iter().sum::<i64>() <= pool(problem, kind, None, period)
        })
    });
    enough && problem.floors.iter().all(|floor| floor_is_kept(problem, choices, floor))
}

fn floor_is_kept(problem: &Problem, choices: &Choices, floor: &Floor) -> bool {
    let region = floor.region.as_deref().unwrap();
    let given: i64 = (0..problem.periods.len()).map(|p| used(problem, choices, &floor.kind, region, p)).sum();
    let here = problem.projects.iter().filter(|project| project.region == region);
    let least = here
        .map(|project| project.options.iter().map(|o| o.amounts.get(&floor.kind).map_or(0, |a| a.0)).min().unwrap());
    let demand: i64 = least.sum();
    i128::from(given) * 10_000 + i128::from(demand) >= i128::from(demand) * i128::from(floor.share.0)
}

/// Thousandths of a point.
fn gain(problem: &Problem, choices: &Choices) -> i64 {
    let marks = allot::score::marks(problem);
    let points = choices.iter().enumerate().filter_map(|(index, choice)| {
        choice.map(|(option, period)| {
            let worth = problem.projects[index].options[option].worth.as_f64();
            let patience = 1.0 - 0.1 * period as f64;
            (marks[index].score * 1000.0 * worth * patience).round() as i64
        })
    });
    points.sum()
}

/// The best of all allocations; `None` where none is allowed.
fn best_of_all(problem: &Problem) -> Option<i64> {
    let ways: Vec<Vec<Option<(usize, usize)>>> = problem
        .projects
        .iter()
        .map(|project| {
            let pairs = (0..project.options.len()).flat_map(|o| (0..problem.periods.len()).map(move |p| Some((o, p))));
            std::iter::once(None).chain(pairs).collect()
        })
        .collect();
    let mut best = None;
    let mut at = vec![0; ways.len()];
    loop {
        let choices: Choices = at.iter().zip(&ways).map(|(index, ways)| ways[*index]).collect();
        let value = gain(problem, &choices);
        if best.is_none_or(|best| value > best) && is_allowed(problem, &choices) {
            best = Some(value);
        }
        let Some(place) = (0..at.len()).find(|place| at[*place] + 1 < ways[*place].len()) else { return best };
        at[place] += 1;
        at[..place].fill(0);
    }
}

fn choices_of(problem: &Problem, solution: &Solution) -> Choices {
    let outcomes = problem.projects.iter().zip(&solution.projects);
    outcomes
        .map(|(project, outcome)| {
            (outcome.share == Share::WHOLE).then(|| {
                let option = project.options.iter().position(|o| Some(&o.name) == outcome.option.as_ref()).unwrap();
                let period = problem.periods.iter().position(|p| Some(&p.name) == outcome.period.as_ref()).unwrap();
                (option, period)
            })
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn the_search_finds_the_best_of_all_allocations(problem in problem()) {
        match (solve(&problem, &exactly()), best_of_all(&problem)) {
            (Ok(solution), Some(best)) => {
                prop_assert!(is_allowed(&problem, &choices_of(&problem, &solution)));
                prop_assert_eq!(solution.total.0, best);
                prop_assert_eq!(solution.bound.0, best);
                prop_assert!(solution.proven);
                prop_assert!(!solution.by_priority.keeps_promises || solution.by_priority.total.0 <= best);
            }
            (Err(AllotError::Conflict(conflict)), None) => {
                prop_assert!(conflict.minimal);
                prop_assert!(!conflict.demands.is_empty());
            }
            (answer, best) => prop_assert!(false, "{answer:?} but the best is {best:?}"),
        }
    }

    #[test]
    fn more_quota_never_makes_the_total_smaller(problem in problem(), pool in 0..6_usize, more in 0..200_u16) {
        let Ok(before) = solve(&problem, &exactly()) else { return Ok(()) };
        let mut richer = problem.clone();
        richer.pools[pool].amount += tenths(more);
        let after = solve(&richer, &exactly()).unwrap();
        prop_assert!(after.total >= before.total);
    }

    #[test]
    fn what_is_decided_stays_decided(problem in problem(), whom in 0..7_usize, share in prop::sample::select(vec![0_u32, 10_000])) {
        let mut problem = problem;
        let whom = whom % problem.projects.len();
        problem.projects[whom].must_serve = false;
        let lock = Lock {
            project: problem.projects[whom].id.clone(),
            option: Some("方案0".to_owned()),
            period: Some("上半年".to_owned()),
            share: Share(share),
        };
        problem.locked.push(lock);
        if let Ok(solution) = solve(&problem, &exactly()) {
            prop_assert_eq!(solution.projects[whom].share, Share(share));
            prop_assert!(share == 0 || solution.projects[whom].period.as_deref() == Some("上半年"));
        }
    }

    #[test]
    fn no_conflict_is_smaller_than_the_one_named(problem in problem(), floor in prop::option::of(1_000..10_001_u32)) {
        let mut problem = problem;
        problem.projects.iter_mut().for_each(|project| project.must_serve = true);
        if let Some(share) = floor {
            problem.floors.push(Floor { region: None, kind: KINDS[1].to_owned(), share: Share(share) });
        }
        let Err(AllotError::Conflict(conflict)) = solve(&problem, &exactly()) else { return Ok(()) };
        prop_assert!(conflict.minimal && conflict.smallest, "{conflict:?}");
        let demands = all_demands(&problem);
        let named: Vec<Demand> = conflict.demands.clone();
        prop_assert!(named.iter().all(|demand| demands.contains(demand)), "{named:?}");
        prop_assert!(!can_be_met(&problem, &named));
        for set in (0..1_u32 << demands.len()).filter(|set| (set.count_ones() as usize) < named.len()) {
            let some: Vec<Demand> = (0..demands.len()).filter(|i| set >> i & 1 == 1).map(|i| demands[i].clone()).collect();
            prop_assert!(can_be_met(&problem, &some), "{some:?} conflict already");
        }
    }
}

/// Everything that is demanded: projects, and floors region by region.
fn all_demands(problem: &Problem) -> Vec<Demand> {
    let must = |project: &Project| Demand::MustServe { project: project.id.clone(), name: project.name.clone() };
    let mut demands: Vec<Demand> = problem.projects.iter().map(must).collect();
    for floor in &problem.floors {
        let regions = REGIONS.iter().filter(|name| floor.region.as_deref().is_none_or(|only| only == **name));
        demands.extend(regions.map(|region| Demand::Floor {
            region: (*region).to_owned(),
            kind: floor.kind.clone(),
            share: floor.share,
        }));
    }
    demands
}

/// Whether some allocation meets these demands, by trying all.
fn can_be_met(problem: &Problem, demands: &[Demand]) -> bool {
    let mut only = problem.clone();
    only.floors.clear();
    only.projects.iter_mut().for_each(|project| project.must_serve = false);
    for demand in demands {
        match demand {
            Demand::MustServe { project, .. } => {
                only.projects.iter_mut().filter(|p| p.id == *project).for_each(|p| p.must_serve = true);
            }
            Demand::Floor { region, kind, share } => {
                only.floors.push(Floor { region: Some(region.clone()), kind: kind.clone(), share: *share });
            }
            Demand::Locked { .. } => {}
        }
    }
    best_of_all(&only).is_some()
}
