//! Bulletins of several cities, the odd ones too: texts by snapshot, so that a changed word is seen.

use board::{Board, Dimension, MonthFacts, PlanVersion, ProjectFacts, SizeBands, Terms, YearFacts};
use kernel::{Date, Money, Month, Nature};
use office::bulletins::document::paper;
use office::bulletins::facts::{Heading, gather};
use office::ledger::words::Words;
use office::scope::Scope;
use platform::access::Scope as Access;
use std::collections::HashMap;

/// A project as a test tells it: amounts in 万元.
struct Told {
    name: &'static str,
    region: &'static str,
    level: &'static str,
    plan: Option<i64>,
    done: Option<i64>,
    prev: Option<i64>,
    started: bool,
    cause: Option<&'static str>,
    measure: Option<&'static str>,
}

const fn told(name: &'static str, region: &'static str, plan: i64, done: i64) -> Told {
    Told {
        name,
        region,
        level: "市级重点",
        plan: Some(plan),
        done: Some(done),
        prev: Some(done * 9 / 10),
        started: done > 0,
        cause: None,
        measure: None,
    }
}

/// The bulletin of a city as Markdown.
fn bulletin(as_of: &str, projects: &[Told]) -> String {
    let as_of: Month = as_of.parse().unwrap();
    let mut board = Board::new(SizeBands::default());
    let mut words = HashMap::new();
    for (id, told) in (1..).zip(projects) {
        let facts = facts(&mut board, id, told, as_of);
        board.upsert(&facts);
        let text = |t: Option<&str>| t.map(str::to_owned);
        let word = Words {
            name: told.name.to_owned(),
            region: text(Some(told.region)),
            cause: text(told.cause),
            measure: text(told.measure),
            measure_owner: told.measure.map(|_| "市资源局".to_owned()),
            measure_due: told.measure.map(|_| "2025-08-31".to_owned()),
            ..Words::default()
        };
        words.insert(id, word);
    }
    let heading = Heading {
        place: "云河市".to_owned(),
        issuer: "云河市重点项目建设领导小组办公室".to_owned(),
        date: Date::from_ymd_opt(2025, 8, 5).unwrap(),
        scope: Scope::new(as_of),
    };
    let facts = gather(&board, &heading.scope, &Access::all()).with_words(&words, heading);
    paper::markdown(&paper(&facts))
}

fn facts(board: &mut Board, id: i64, told: &Told, as_of: Month) -> ProjectFacts {
    let mut terms = Terms::default();
    terms.set(Dimension::Region, board.term(Dimension::Region, told.region));
    terms.set(Dimension::Level, board.term(Dimension::Level, told.level));
    terms.set(Dimension::Category, board.term(Dimension::Category, "工业项目"));
    let months = told.done.map(|done| MonthFacts {
        done_ytd: Some(Money::from_wan(done)),
        prev_ytd: told.prev.map(Money::from_wan),
        ..MonthFacts::blank(as_of)
    });
    let plans = told.plan.map(|plan| PlanVersion { from: as_of.january(), amount: Some(Money::from_wan(plan)) });
    ProjectFacts {
        id,
        name: told.name.to_owned(),
        terms,
        total_investment: told.plan.map(|plan| Money::from_wan(plan * 3)),
        planned_start: Some(as_of.january().first_day()),
        start: told.started.then(|| as_of.january().first_day()),
        years: vec![YearFacts {
            year: as_of.year(),
            nature: Some(Nature::New),
            plans: plans.into_iter().collect(),
            ..YearFacts::default()
        }],
        months: months.into_iter().collect(),
        ..ProjectFacts::default()
    }
}

fn city() -> Vec<Told> {
    vec![
        Told { level: "省级重点", ..told("城东动力电池材料项目", "东湖区", 120_000, 84_000) },
        told("城西污水处理厂提标改造项目", "西湖区", 30_000, 17_490),
        told("临江国道改扩建项目", "临江县", 80_000, 60_000),
        Told {
            cause: Some("用地指标未落实。"),
            measure: Some("组卷报批件8月10日前报省厅"),
            ..told("安平县医院住院楼项目", "安平县", 27_900, 0)
        },
        Told { cause: Some("资金未到位"), ..told("永宁冷链物流园项目", "永宁县", 9_400, 1_200) },
    ]
}

#[test]
fn a_city_in_july() {
    insta::assert_snapshot!(bulletin("2025-07", &city()));
}

#[test]
fn a_city_in_december() {
    insta::assert_snapshot!(bulletin("2025-12", &city()));
}

#[test]
fn a_city_in_january() {
    let projects = [told("城东水厂项目", "东湖区", 12_000, 1_000), told("城西路网项目", "西湖区", 24_000, 2_000)];
    insta::assert_snapshot!(bulletin("2025-01", &projects));
}

#[test]
fn one_project_that_has_met_its_plan() {
    insta::assert_snapshot!(bulletin("2025-09", &[told("城东水厂项目", "东湖区", 12_000, 12_600)]));
}

#[test]
fn a_city_without_any_plan() {
    let projects = city().into_iter().map(|told| Told { plan: None, prev: None, ..told }).collect::<Vec<_>>();
    insta::assert_snapshot!(bulletin("2025-03", &projects));
}

#[test]
fn a_city_where_nobody_has_reported() {
    let projects = city().into_iter().map(|told| Told { done: None, started: false, ..told }).collect::<Vec<_>>();
    insta::assert_snapshot!(bulletin("2025-07", &projects));
}

#[test]
fn a_list_without_projects() {
    insta::assert_snapshot!(bulletin("2025-07", &[]));
}

#[test]
fn every_figure_of_a_bulletin_is_a_door() {
    let as_of: Month = "2025-07".parse().unwrap();
    let mut board = Board::new(SizeBands::default());
    let mut words = HashMap::new();
    for (id, told) in (1..).zip(city()) {
        let facts = facts(&mut board, id, &told, as_of);
        board.upsert(&facts);
        words.insert(id, Words { name: told.name.to_owned(), ..Words::default() });
    }
    let date = Date::from_ymd_opt(2025, 8, 5).unwrap();
    let heading = Heading { place: "云河市".into(), issuer: "办公室".into(), date, scope: Scope::new(as_of) };
    let paper = paper(&gather(&board, &heading.scope, &Access::all()).with_words(&words, heading));
    let figures = paper.blocks.iter().filter_map(|block| match block {
        paper::Block::Paragraph(line) => Some(line),
        _ => None,
    });
    let figures: Vec<&paper::Figure> = figures
        .flatten()
        .filter_map(|inline| match inline {
            paper::Inline::Figure(figure) => Some(figure),
            _ => None,
        })
        .collect();
    assert!(figures.len() > 20, "{}", figures.len());
    for figure in figures {
        let href = figure.href.as_deref().unwrap_or_default();
        assert!(href.starts_with("/ledger?as_of=2025-07") || href.starts_with("/projects/"), "{figure:?}");
        assert!(figure.title.as_deref().is_some_and(|t| !t.is_empty()), "{figure:?}");
    }
}
