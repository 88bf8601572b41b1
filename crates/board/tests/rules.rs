//! One test per rule of the indicator paper, with the odd cases offices bring: January, December, no plan, no
//! filing, one project, projects added and dropped, plans adjusted, corrections downward.

mod office;

use board::{
    Filter, Indicator as I, MonthFacts, Pace, PlanVersion, PrevBasis, ProjectFacts, Quantity, Query, RowsQuery,
    SortKey, Tally, YearFacts,
};
use kernel::money::MoneyUnit;
use kernel::{Date, Money, Nature};
use office::{board, month, project, text, texts, wan};

fn date(text: &str) -> Option<Date> {
    Some(text.parse().unwrap())
}

fn yi(amount: &str) -> Option<Money> {
    Some(Money::parse(amount, MoneyUnit::Yi).unwrap())
}

#[test]
fn published_bulletins_come_out_as_they_define_their_figures() {
    // plan, done (亿元), as of, decimals, completion, gap to the even pace. From the printed amounts: the office that
    // printed 14.3 had more digits, and −0.23 was taken between two rounded figures.
    for (plan, done, as_of, decimals, completion, gap) in [
        ("54.1", "9.4", "2025-02", 1, "17.4", "0.7"),
        ("205.5", "29.5", "2025-02", 1, "14.4", "-2.3"),
        ("127.1", "31.8", "2025-03", 1, "25.0", "0.0"),
        ("193.4", "128.5", "2025-08", 2, "66.44", "-0.22"),
        ("1015", "313.64", "2025-03", 2, "30.90", "5.90"),
        ("647.4", "629.0", "2025-10", 1, "97.2", "13.8"),
        ("850", "546.5", "2025-07", 1, "64.3", "6.0"),
    ] {
        let mut one = project(1, yi(plan), &[]);
        one.months = vec![MonthFacts { done_ytd: yi(done), ..MonthFacts::blank(month(as_of)) }];
        let mut query = Query::new(month(as_of));
        query.settings.percent_decimals = decimals;
        assert_eq!(texts(&board([one]), &query, &[I::Completion, I::PaceGap]), [completion, gap], "{plan} {done}");
    }
}

#[test]
fn a_rate_over_a_scope_is_the_ratio_of_sums() {
    let board = board([project(1, wan(100), &[("2025-07", 100)]), project(2, wan(900), &[("2025-07", 0)])]);
    assert_eq!(text(&board, "2025-07", I::Completion), "10.0");
}

#[test]
fn what_has_no_denominator_is_a_dash() {
    let rates = [
        I::Completion,
        I::PaceGap,
        I::RequiredMonthly,
        I::Yoy,
        I::ResumeRate,
        I::ArrivalRate,
        I::PaymentRate,
        I::IdleFunds,
        I::InStatisticsRate,
        I::AvgGap,
        I::Share,
    ];
    let july = Query::new(month("2025-07"));
    let nothing = board([]);
    assert!(texts(&nothing, &july, &rates).iter().all(|t| t == "—"));
    assert_eq!(texts(&nothing, &july, &[I::Projects, I::StartRate, I::AnnualPlan]), ["0", "—", "—"]);
    let unplanned = board([project(1, None, &[("2025-07", 50)])]);
    assert_eq!(texts(&unplanned, &july, &[I::DoneYtd, I::Completion, I::RequiredMonthly]), ["50.00", "—", "—"]);
    let zero_plan = board([project(1, wan(0), &[("2025-07", 50)])]);
    assert_eq!(texts(&zero_plan, &july, &[I::AnnualPlan, I::Completion, I::RequiredMonthly]), ["0.00", "—", "0.00"]);
    let silent = board([project(1, wan(100), &[])]);
    let silent = texts(&silent, &july, &[I::DoneYtd, I::Completion, I::Unreported, I::Below30, I::RequiredMonthly]);
    assert_eq!(silent, ["—", "—", "1", "1", "20.00"]);
}

#[test]
fn a_months_amount_is_the_difference_to_the_month_before() {
    let mut one = project(1, wan(100), &[("2025-01", 10), ("2025-02", 25), ("2025-04", 40), ("2025-05", 38)]);
    one.months.push(MonthFacts { done_ytd: wan(60), done_month: wan(15), ..MonthFacts::blank(month("2025-07")) });
    let board = board([one]);
    for (as_of, amount) in [
        ("2025-01", "10.00"), // January: the year to date itself
        ("2025-02", "15.00"),
        ("2025-03", "—"), // not filed
        ("2025-04", "—"), // March was never reported, and nothing was typed
        ("2025-05", "-2.00"),
        ("2025-07", "15.00"), // June was never reported: as typed
    ] {
        assert_eq!(text(&board, as_of, I::DoneMonth), amount, "{as_of}");
    }
}

#[test]
fn a_project_that_did_not_file_keeps_its_last_figure_and_is_counted() {
    let board = board([project(1, wan(100), &[("2025-02", 25)])]);
    let ask = [I::DoneYtd, I::Unreported];
    assert_eq!(texts(&board, &Query::new(month("2025-01")), &ask), ["—", "1"]);
    assert_eq!(texts(&board, &Query::new(month("2025-02")), &ask), ["25.00", "0"]);
    assert_eq!(texts(&board, &Query::new(month("2025-12")), &ask), ["25.00", "1"]);
    assert_eq!(text(&board, "2026-01", I::Projects), "0");
}

#[test]
fn a_late_correction_replaces_the_month_and_the_board_moves_on() {
    let mut board = board([project(1, wan(100), &[("2025-06", 60), ("2025-07", 70)])]);
    let july = Query::new(month("2025-07"));
    assert_eq!(texts(&board, &july, &[I::DoneMonth]), ["10.00"]);
    board.upsert(&project(1, wan(100), &[("2025-06", 80), ("2025-07", 70)]));
    assert_eq!(texts(&board, &july, &[I::DoneMonth, I::DoneYtd]), ["-10.00", "70.00"]);
}

#[test]
fn the_plan_in_force_is_that_of_the_month() {
    let mut one = project(1, wan(100), &[("2025-01", 30)]);
    one.years[0].plans.push(PlanVersion { from: month("2025-09"), amount: wan(300) });
    one.years[0].plans.push(PlanVersion { from: month("2025-07"), amount: wan(200) });
    let board = board([one]);
    for (as_of, plan) in [("2025-01", "100.00"), ("2025-06", "100.00"), ("2025-07", "200.00"), ("2025-12", "300.00")] {
        assert_eq!(text(&board, as_of, I::AnnualPlan), plan, "{as_of}");
    }
    let mut late = project(1, None, &[]);
    late.years[0].plans = vec![PlanVersion { from: month("2025-04"), amount: wan(80) }];
    assert_eq!(text(&office::board([late]), "2025-01", I::AnnualPlan), "80.00"); // before the first one, the first
}

#[test]
fn projects_are_added_and_dropped_from_a_month_on() {
    let mut added = project(1, wan(100), &[]);
    added.years[0].added = Some(month("2025-07"));
    let mut dropped = project(2, wan(50), &[]);
    dropped.years[0].dropped = Some(month("2025-07"));
    let mut board = board([added, dropped]);
    assert_eq!(texts(&board, &Query::new(month("2025-06")), &[I::Projects, I::AnnualPlan]), ["1", "50.00"]);
    assert_eq!(texts(&board, &Query::new(month("2025-07")), &[I::Projects, I::AnnualPlan]), ["1", "100.00"]);
    assert!(board.remove(1));
    assert!(!board.remove(1));
    assert_eq!(text(&board, "2025-07", I::Projects), "0");
}

#[test]
fn what_is_still_needed_each_month() {
    let board = board([project(1, wan(8_500_000), &[("2025-01", 5_465_000), ("2025-11", 9_000_000)])]);
    for (as_of, needed) in [("2025-07", "607000.00"), ("2025-11", "0.00"), ("2025-12", "—")] {
        assert_eq!(text(&board, as_of, I::RequiredMonthly), needed, "{as_of}");
    }
}

#[test]
fn the_pace_may_be_a_curve() {
    let mut query = Query::new(month("2025-06"));
    query.settings.pace =
        Pace::Curve([500, 1_000, 2_000, 3_000, 4_500, 6_000, 6_500, 7_000, 8_000, 9_000, 9_500, 10_000]);
    let board = board([project(1, wan(100), &[("2025-06", 55)])]);
    assert_eq!(texts(&board, &query, &[I::EvenPace, I::PaceGap]), ["60.0", "-5.0"]);
    assert_eq!(text(&board, "2025-12", I::EvenPace), "100.0");
}

#[test]
fn the_limits_of_the_distribution_belong_to_the_middle() {
    let done = [0, 29, 30, 50, 51, 120].into_iter().zip(1..);
    let mut projects: Vec<ProjectFacts> = done.map(|(d, id)| project(id, wan(100), &[("2025-07", d)])).collect();
    projects.push(project(7, None, &[("2025-07", 10)])); // no plan: in none
    projects.push(project(8, wan(0), &[("2025-07", 10)]));
    let board = board(projects);
    let july = Query::new(month("2025-07"));
    assert_eq!(texts(&board, &july, &[I::Below30, I::From30To50, I::Above50]), ["2", "2", "2"]);
    let rows = RowsQuery {
        query: july.with(Filter::counts(Tally::Below)),
        sort: SortKey::Id,
        descending: true,
        offset: 0,
        limit: 10,
    };
    assert_eq!(board.rows(&rows).ids, [2, 1]);
}

#[test]
fn starts_are_counted_over_the_year_and_by_what_is_due() {
    let new = |id, planned: &str, start: Option<Date>| ProjectFacts {
        planned_start: date(planned),
        start,
        ..project(id, wan(100), &[])
    };
    let mut continuing = project(5, wan(100), &[("2025-07", 1)]);
    continuing.years[0].nature = Some(Nature::Continuing);
    let mut preliminary = project(6, wan(0), &[]);
    preliminary.years[0].nature = Some(Nature::Preliminary);
    let board = board([
        new(1, "2025-03-01", date("2025-03-20")),
        new(2, "2025-09-01", date("2025-07-31")), // early
        new(3, "2025-05-01", None),               // overdue
        new(4, "2025-06-01", date("2025-10-08")), // overdue until October
        continuing,
        preliminary,
    ]);
    let counts = [I::ToStart, I::Started, I::NewToStart, I::NewStarted, I::NewDue, I::StartedEarly, I::StartOverdue];
    assert_eq!(texts(&board, &Query::new(month("2025-07")), &counts), ["5", "3", "4", "2", "3", "1", "2"]);
    let rates = [I::StartRate, I::NewStartRate, I::StartRateDue, I::ResumeRate, I::StartResumeRate];
    assert_eq!(texts(&board, &Query::new(month("2025-07")), &rates), ["60.0", "50.0", "66.7", "100.0", "60.0"]);
    assert_eq!(texts(&board, &Query::new(month("2025-10")), &counts), ["5", "4", "4", "3", "4", "1", "1"]);
    assert_eq!(texts(&board, &Query::new(month("2025-01")), &counts), ["5", "1", "4", "0", "0", "0", "0"]);
}

#[test]
fn a_new_project_without_a_planned_month_is_due_by_december() {
    let board = board([project(1, wan(100), &[])]);
    assert_eq!(text(&board, "2025-11", I::StartOverdue), "0");
    assert_eq!(text(&board, "2025-12", I::StartOverdue), "1");
}

#[test]
fn continuing_projects_resume_by_date_by_word_or_by_investment() {
    let continuing = |id, done: i64| {
        let mut one = project(id, wan(100), &[("2025-03", done)]);
        one.years[0].nature = Some(Nature::Continuing);
        one
    };
    let resumed_last_year = ProjectFacts { resumed: date("2024-03-01"), ..continuing(4, 0) };
    let board = board([
        continuing(1, 5),
        ProjectFacts { resumed: date("2025-03-10"), ..continuing(2, 0) },
        ProjectFacts { is_resumed: Some(true), ..continuing(3, 0) },
        resumed_last_year,
    ]);
    let ask = [I::Continuing, I::Started, I::Resumed, I::ResumeRate];
    assert_eq!(texts(&board, &Query::new(month("2025-03")), &ask), ["4", "4", "3", "75.0"]);
    assert_eq!(texts(&board, &Query::new(month("2025-02")), &ask), ["4", "4", "0", "0.0"]);
}

#[test]
fn growth_takes_the_own_ledger_before_the_reported_figure_and_shows_both() {
    let mut one = project(1, wan(500), &[("2024-06", 90), ("2024-07", 100), ("2025-07", 150)]);
    one.months[2].prev_ytd = wan(120);
    let mut two = project(2, wan(500), &[("2025-07", 60)]);
    two.months[0].prev_ytd = wan(50);
    let three = project(3, wan(500), &[("2025-07", 40)]); // new: nothing last year
    let board = board([one.clone(), two, three]);
    let july = Query::new(month("2025-07"));
    let ask = [I::PrevYtd, I::PrevYtdOwn, I::PrevYtdReported, I::Yoy];
    assert_eq!(texts(&board, &july, &ask), ["150.00", "100.00", "170.00", "66.7"]);
    let total = board.query(&july).total;
    assert_eq!((total.prev_basis(), total.count(Tally::PrevDiffers)), (PrevBasis::Mixed, 1));
    let alone = office::board([one]);
    assert_eq!(alone.query(&july).total.prev_basis(), PrevBasis::OwnLedger);
    assert_eq!(text(&office::board([project(3, wan(5), &[("2025-07", 4)])]), "2025-07", I::Yoy), "—");
}

#[test]
fn the_total_since_construction_began() {
    let with = |before: Option<Money>, totals: &[(&str, i64, Option<Money>)]| {
        let mut one = project(1, wan(100), &[]);
        one.years[0].nature = Some(Nature::Continuing);
        one.years[0].done_before = before;
        let filing = |(m, done, total): &(&str, i64, Option<Money>)| MonthFacts {
            done_ytd: wan(*done),
            done_total: *total,
            ..MonthFacts::blank(month(m))
        };
        one.months = totals.iter().map(filing).collect();
        text(&board([one]), "2025-07", I::DoneTotal)
    };
    assert_eq!(with(wan(1_000), &[("2025-07", 50, None)]), "1050.00"); // opening balance and what was done since
    assert_eq!(with(wan(1_000), &[("2025-07", 50, wan(1_055))]), "1055.00"); // as reported
    assert_eq!(with(wan(1_000), &[("2025-06", 40, wan(1_045)), ("2025-07", 50, None)]), "1055.00"); // moved on
    assert_eq!(with(None, &[("2025-07", 50, None)]), "—"); // nobody knows what was done before
    let mut two_years = project(1, wan(100), &[("2024-12", 70), ("2025-07", 50)]);
    two_years.years.push(YearFacts { year: 2024, nature: Some(Nature::New), ..YearFacts::default() });
    two_years.years[0].nature = Some(Nature::Continuing);
    assert_eq!(text(&board([two_years]), "2025-07", I::DoneTotal), "120.00");
}

#[test]
fn funds_gaps_and_the_register() {
    let mut one = project(1, wan(100), &[]);
    one.years[0].funds_planned = wan(80);
    let filing = MonthFacts { funds_arrived: wan(40), funds_paid: wan(30), ..MonthFacts::blank(month("2025-06")) };
    one.months = vec![filing];
    (one.fund_gap, one.total_investment) = (wan(-5), wan(500));
    (one.start, one.in_statistics) = (date("2025-02-01"), Some(true));
    one.land = board::FactorNeed { need: Some(Quantity(35_500)), allocated: Some(Quantity(10_000)) };
    let mut two = project(2, wan(100), &[]);
    (two.fund_gap, two.total_investment, two.start) = (wan(20), wan(600), date("2025-02-01"));
    two.land = board::FactorNeed { need: Some(Quantity(5_000)), allocated: Some(Quantity(9_000)) };
    let small = ProjectFacts { total_investment: wan(499), start: date("2025-02-01"), ..project(3, None, &[]) };
    let board = board([one, two, small]);
    let ask =
        [I::FundsPlanned, I::ArrivalRate, I::PaymentRate, I::IdleFunds, I::FundGap, I::LandGap, I::InStatisticsRate];
    assert_eq!(
        texts(&board, &Query::new(month("2025-07")), &ask),
        ["80.00", "50.0", "75.0", "10.00", "20.00", "25.5", "50.0"]
    );
}
