//! The worked example of the format, its conflicting twin, and the sample city.

use allot::problem::Weights;
use allot::sample::City;
use allot::{
    AllotError, Demand, Options, Problem, Quantity, Report, Share, forced, marginal, read, report, solve, what_if,
};
use std::path::PathBuf;
use std::time::Duration;

fn example(name: &str) -> Problem {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples").join(name);
    read(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn project(problem: &Problem, id: &str) -> usize {
    problem.projects.iter().position(|project| project.id == id).unwrap()
}

#[test]
fn the_city_of_the_format_is_allocated_and_explained() {
    let problem = example("city.json");
    assert_eq!((problem.regions.len(), problem.kinds.len(), problem.projects.len()), (11, 2, 24));
    let solution = solve(&problem, &Options::default()).unwrap();
    assert!(solution.proven, "{}", solution.gap_percent);
    assert!(solution.total >= solution.by_priority.total || !solution.by_priority.keeps_promises);
    let of = |id: &str| &solution.projects[project(&problem, id)];
    assert_eq!(of("2607").share, Share::WHOLE);
    assert_eq!(of("2607").period.as_deref(), Some("上半年"));
    assert_eq!(of("2622").share, Share::NONE);
    assert!(of("2601").share > Share::NONE && of("2621").share > Share::NONE);
    for outcome in &solution.projects {
        assert!(outcome.why.ends_with('。'), "{outcome:?}");
        let is_left_out = outcome.share < Share::WHOLE && !outcome.fixed;
        assert!(!is_left_out || !outcome.missing.is_empty() || outcome.why.contains("时段"), "{outcome:?}");
    }
    let report = report(&problem, &Options::default());
    let Report::Allocated(reported) = &report else { panic!("{report}") };
    let raised: Vec<&str> = reported.if_weights.iter().map(|change| change.weight).collect();
    let weights = ["level", "added_value", "added_value_per_unit", "readiness", "jobs", "fairness", "waiting"];
    assert_eq!(raised, weights);
    assert!(reported.if_weights.iter().any(|change| !change.changes.projects.is_empty()));
    let text = report.to_string();
    for part in [
        "五、权重变动的影响",
        "项目级别权重由30提高到60:",
        "一、各项目安排",
        "二、未足额保障的原因",
        "三、指标使用与紧缺程度",
        "市级统筹",
    ] {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn what_is_said_to_be_missing_is_exactly_what_is_missing() {
    let problem = City { projects: 40, divisible: 0, ..City::default() }.problem();
    let solution = solve(&problem, &Options::default()).unwrap();
    let left_out = solution.projects.iter().enumerate().filter(|(_, outcome)| outcome.share == Share::NONE);
    let mut tried = 0;
    for (index, outcome) in left_out {
        let locked: Vec<_> = solution.projects.iter().enumerate().filter(|(_, o)| o.share > Share::NONE).collect();
        let mut fixed = problem.clone();
        for (other, served) in locked {
            fixed.locked.push(allot::problem::Lock {
                project: fixed.projects[other].id.clone(),
                option: served.option.clone(),
                period: None,
                share: served.share,
            });
        }
        fixed.projects[index].must_serve = true;
        assert!(matches!(solve(&fixed, &Options::default()), Err(AllotError::Conflict(_))));
        // The nearest way is the one described: with just that much more it fits.
        for missing in &outcome.missing {
            let reserve =
                fixed.pools.iter_mut().find(|pool| pool.kind == missing.kind && pool.region.is_none()).unwrap();
            reserve.amount += missing.amount;
        }
        assert!(solve(&fixed, &Options::default()).is_ok(), "{outcome:?}");
        tried += 1;
    }
    assert!(tried > 3);
}

#[test]
fn contradicting_promises_are_named_in_the_offices_words() {
    let Report::Conflicting { conflict, explanation } = report(&example("conflict.json"), &Options::default()) else {
        panic!("the promises contradict one another");
    };
    assert!(conflict.minimal);
    assert!(conflict.demands.iter().any(|d| matches!(d, Demand::MustServe { project, .. } if project == "2601")));
    assert!(explanation.contains("不能同时满足") && explanation.contains("必须保障“新能源电池产业园一期”"));
}

#[test]
fn the_documents_example_is_a_valid_problem() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/allot-format.md");
    let text = std::fs::read_to_string(path).unwrap();
    let json = text.split("```json").nth(1).unwrap().split("```").next().unwrap();
    let problem = read(json).unwrap();
    assert!(solve(&problem, &Options::default()).is_ok());
}

#[test]
fn every_fault_is_reported_at_once_with_its_place() {
    let mut problem = example("city.json");
    problem.pools[0].kind = "用地".to_owned();
    problem.pools[1].amount = Quantity::units(-5);
    problem.pools[2].period = None;
    problem.projects[3].region = "西区".to_owned();
    problem.projects[4].id = problem.projects[0].id.clone();
    problem.projects[5].options.clear();
    problem.projects[6].readiness = Quantity::units(120);
    problem.projects[7].due = Some("2025-12-31".parse().unwrap());
    problem.locked[1].project = "没有".to_owned();
    let Err(AllotError::Faults(faults)) = solve(&problem, &Options::default()) else { panic!("faults expected") };
    let places: Vec<&str> = faults.iter().map(|fault| fault.place.as_str()).collect();
    for place in [
        "pools[0].kind",
        "pools[1].amount",
        "pools[2].period",
        "projects[3].region",
        "projects[4]",
        "projects[5].options",
        "projects[6].readiness",
        "projects[7].due",
        "locked[1].project",
    ] {
        assert!(places.contains(&place), "{place} not in {places:?}");
    }
}

#[test]
fn a_file_of_the_wrong_shape_is_told_everything_at_once() {
    let text = r#"{
        "kinds": [{"name": "用地", "unit": 3}], "regions": ["甲区"],
        "pools": [{"kind": "用地", "region": "乙区", "amount": "12亩"}],
        "projects": [{"id": 1, "name": "一", "region": "甲区", "jobs": -2, "due": "2026-13-01",
            "options": [{"amounts": {"用地": true}, "min_share": "1.5", "wort": 1}]}, 7],
        "weights": {"fairnes": 5, "counts": "money"}, "floors": {}
    }"#;
    let faults = read(text).unwrap_err();
    let places: Vec<&str> = faults.iter().map(|fault| fault.place.as_str()).collect();
    for place in [
        "kinds[0].unit",
        "pools[0].amount",
        "pools[0].region",
        "projects[0].id",
        "projects[0].jobs",
        "projects[0].due",
        "projects[0].options[0].amounts.用地",
        "projects[0].options[0].min_share",
        "projects[0].options[0].wort",
        "projects[1]",
        "weights.fairnes",
        "weights.counts",
        "floors",
    ] {
        assert_eq!(places.iter().filter(|other| **other == place).count(), 1, "{place} in {places:?}");
    }
    assert_eq!(places.len(), 13, "{faults:?}");
    let amount = faults.iter().find(|fault| fault.place == "pools[0].amount").unwrap();
    assert_eq!((amount.found.as_str(), amount.advice.contains("不是数量")), ("\"12亩\"", true));
    assert!(faults.iter().all(|fault| !fault.expected.is_empty() && !fault.advice.is_empty()), "{faults:?}");
}

#[test]
fn what_is_not_json_is_told_with_its_line() {
    let faults = read("{\n  \"kinds\": [}\n").unwrap_err();
    assert_eq!((faults.len(), faults[0].place.as_str()), (1, "第2行第13列"));
    assert_eq!(read("").unwrap_err().len(), 1);
    assert!(read("[1]").unwrap_err()[0].place == "文件");
}

#[test]
fn other_weights_other_projects() {
    let problem = City { projects: 30, divisible: 0, ..City::default() }.problem();
    let options = Options { gap: 0.0, ..Options::default() };
    let same = what_if(&problem, &problem.weights, &options).unwrap();
    assert_eq!((same.projects.len(), same.summary.as_str()), (0, "安排不变。"));
    let jobs_only = Weights {
        level: Quantity::ZERO,
        added_value: Quantity::ZERO,
        added_value_per_unit: Quantity::ZERO,
        readiness: Quantity::ZERO,
        ..problem.weights.clone()
    };
    let changed = what_if(&problem, &jobs_only, &options).unwrap();
    assert!(!changed.projects.is_empty() && changed.summary.contains("安排:"), "{}", changed.summary);
}

#[test]
fn more_quota_is_worth_what_the_second_search_says() {
    let problem = City { projects: 30, divisible: 0, ..City::default() }.problem();
    let options = Options { gap: 0.0, ..Options::default() };
    let reserves = (0..problem.pools.len()).filter(|pool| problem.pools[*pool].region.is_none());
    let mut most = 0;
    for reserve in reserves {
        let extra = problem.pools[reserve].amount;
        let more = marginal(&problem, reserve, extra, &options).unwrap();
        assert!(more.points.0 >= 0 && more.at_least <= more.points && more.points <= more.at_most, "{more:?}");
        most = most.max(more.points.0);
    }
    assert!(most > 0, "no reserve is scarce");
}

/// Where nearly any share is useful, the shadow price is the slope: a little more brings no more than the price says,
/// a little less costs no less, and only what is used up has a price.
#[test]
fn the_price_of_a_quota_is_what_one_more_unit_brings() {
    let mut problem = City { projects: 30, alternatives: 0, ..City::default() }.problem();
    problem.projects.iter_mut().for_each(|project| project.options[0].min_share = Share(1));
    let options = Options { gap: 0.0, ..Options::default() };
    let solution = solve(&problem, &options).unwrap();
    // Shares are whole ten-thousandths: each of a few projects may lose one.
    let rounding = 0.1;
    let mut priced = 0;
    for use_of in &solution.pools {
        let pool = problem.pools.iter().position(|p| p.kind == use_of.kind && p.region == use_of.region).unwrap();
        let step = Quantity((use_of.amount.0 / 50).max(1));
        let price = use_of.shadow_price * step.as_f64();
        let points = |extra: Quantity| marginal(&problem, pool, extra, &options).unwrap().points.0 as f64 / 1000.0;
        let (more, less) = (points(step), points(Quantity(-step.0)));
        assert!(more <= price + rounding && less <= -price + rounding, "{use_of:?}: {more} {less} {price}");
        priced += usize::from(more > 0.5 && (more - price).abs() <= rounding);
    }
    assert!(priced > 3, "no quota is scarce");
}

#[test]
fn serving_one_who_was_left_out_costs_the_others() {
    let problem = City { projects: 30, divisible: 0, ..City::default() }.problem();
    let options = Options { gap: 0.0, ..Options::default() };
    let solution = solve(&problem, &options).unwrap();
    let left_out = solution.projects.iter().find(|outcome| outcome.share == Share::NONE).unwrap();
    let cost = forced(&problem, &left_out.id, &options).unwrap();
    assert!(cost.points.0 <= 0);
    let own = cost.changes.projects.iter().find(|change| change.id == left_out.id).unwrap();
    assert_eq!((own.before, own.after), (Share::NONE, Share::WHOLE));
    assert!(cost.changes.projects.iter().any(|change| change.after < change.before));
}

#[test]
fn fairness_lifts_the_region_that_fares_worst() {
    let mut problem = City { projects: 60, divisible: 0, ..City::default() }.problem();
    let options = Options { time_limit: Duration::from_secs(20), gap: 0.005 };
    let before = solve(&problem, &options).unwrap();
    problem.weights.fairness = Quantity::units(200);
    let after = solve(&problem, &options).unwrap();
    assert!(after.worst_region_share > before.worst_region_share, "{:?}", after.worst_region_share);
}

#[test]
fn an_empty_city_and_a_city_without_quotas_are_answered() {
    let mut problem = example("city.json");
    problem.locked.clear();
    problem.floors.clear();
    problem.projects.iter_mut().for_each(|project| project.must_serve = false);
    problem.pools.clear();
    let nothing = solve(&problem, &Options::default()).unwrap();
    assert_eq!((nothing.whole, nothing.part), (0, 0));
    problem.projects.clear();
    let empty = solve(&problem, &Options::default()).unwrap();
    assert_eq!((empty.total.0, empty.bound.0, empty.gap_percent.as_str()), (0, 0, "0.000"));
}
