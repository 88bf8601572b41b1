use super::super::entry::draft;
use super::*;
use kernel::Money;

fn month(m: u32) -> Month {
    Month::new(2025, m).unwrap()
}

fn fen(wan: i64) -> Option<i64> {
    Some(Money::from_wan(wan).0)
}

fn report(m: u32, ytd: i64) -> monthly_report::Model {
    monthly_report::Model {
        id: i64::from(m),
        month: month(m).index(),
        done_ytd: fen(ytd),
        revision: 1,
        ..Default::default()
    }
}

/// A project of 1,000万元 on the list of 2025, with these reports.
fn known(reports: &[(u32, i64)]) -> Known {
    let mut known = Known::default();
    known.state.project.id = 1;
    known.state.project.total_investment = fen(1_000);
    known.state.entry.id = 1;
    known.state.entry.from_month = month(1).index();
    known.reports = reports.iter().map(|(m, ytd)| (month(*m).index(), report(*m, *ytd))).collect();
    known
}

fn today() -> Date {
    Date::from_ymd_opt(2025, 8, 1).unwrap()
}

/// The faults of July's report changed by `change`.
fn judged(mut known: Known, change: impl FnOnce(&mut State), reason: &str) -> Vec<(Place, Weight)> {
    known.state.report = known.reports.get(&month(7).index()).cloned().unwrap_or_default();
    let draft = draft(&known, month(7));
    let mut after = draft.clone();
    change(&mut after);
    let case = Case { known: &known, month: month(7), today: today(), draft: &draft, after: &after };
    judge(&case, Vec::new(), reason).into_iter().map(|f| (f.place, f.weight)).collect()
}

fn wrong(field: Field) -> (Place, Weight) {
    (Place::Field(field), Weight::Wrong)
}

fn doubtful(field: Field) -> [(Place, Weight); 2] {
    [(Place::Field(field), Weight::Doubtful), (Place::Reason, Weight::Wrong)]
}

/// What is said of a form: where, and how heavily.
type Found = Vec<(Place, Weight)>;

#[test]
fn a_month_is_reported_once_it_has_come_and_while_the_project_is_listed() {
    let listed = known(&[]);
    assert_eq!(may_report(&listed, month(8), today()), Ok(()));
    assert_eq!(may_report(&listed, month(9), today()), Err(Refusal::Future(month(9))));
    let mut dropped = listed.clone();
    dropped.state.entry.until_month = Some(month(7).index());
    assert_eq!(may_report(&dropped, month(6), today()), Ok(()));
    assert_eq!(may_report(&dropped, month(7), today()), Err(Refusal::NotListed(month(7))));
    let mut added = listed.clone();
    added.state.entry.from_month = month(7).index();
    assert_eq!(may_report(&added, month(6), today()), Err(Refusal::NotListed(month(6))));
    let mut elsewhere = listed;
    elsewhere.state.entry.id = 0;
    assert_eq!(may_report(&elsewhere, month(7), today()), Err(Refusal::NotListed(month(7))));
}

#[test]
fn amounts_are_judged_against_each_other() {
    let june = || known(&[(6, 600)]);
    type Change = fn(&mut State);
    let cases: [(&str, Change, Found); 12] = [
        ("more than before", |s| s.report.done_ytd = fen(700), vec![]),
        ("missing", |s| s.report.done_ytd = None, vec![wrong(Field::DoneYtd)]),
        ("less than June", |s| s.report.done_ytd = fen(599), vec![wrong(Field::DoneYtd)]),
        ("nothing done", |_| {}, doubtful(Field::DoneYtd).into()),
        ("nothing done, and said so", |s| s.report.done_month = Some(0), vec![]),
        ("the month fits", |s| (s.report.done_ytd, s.report.done_month) = (fen(700), fen(100)), vec![]),
        (
            "the month does not fit",
            |s| (s.report.done_ytd, s.report.done_month) = (fen(700), fen(90)),
            doubtful(Field::DoneMonth).into(),
        ),
        (
            "the month is more than the year",
            |s| (s.report.done_ytd, s.report.done_month) = (fen(700), fen(701)),
            vec![wrong(Field::DoneMonth)],
        ),
        (
            "the total is less than the year",
            |s| (s.report.done_ytd, s.report.done_total) = (fen(700), fen(650)),
            doubtful(Field::DoneTotal).into(),
        ),
        (
            "the total is more than the investment",
            |s| (s.report.done_ytd, s.report.done_total) = (fen(700), fen(1_001)),
            doubtful(Field::DoneTotal).into(),
        ),
        (
            "with the years before more than the investment",
            |s| (s.report.done_ytd, s.project.done_before) = (fen(700), fen(301)),
            doubtful(Field::DoneYtd).into(),
        ),
        (
            "more paid than arrived",
            |s| (s.report.done_ytd, s.report.funds_paid, s.report.funds_arrived) = (fen(700), fen(2), fen(1)),
            doubtful(Field::FundsPaid).into(),
        ),
    ];
    for (what, change, expected) in cases {
        assert_eq!(judged(june(), change, ""), expected, "{what}");
        // A reason confirms what is doubtful and nothing else.
        let wrong: Vec<_> = expected
            .iter()
            .filter(|(place, weight)| *weight == Weight::Wrong && *place != Place::Reason)
            .cloned()
            .collect();
        assert_eq!(judged(june(), change, "审计核定"), wrong, "{what}, with a reason");
    }
}

#[test]
fn no_month_exceeds_a_later_one() {
    let between = || known(&[(6, 600), (8, 800)]);
    for (ytd, expected) in
        [(600, vec![]), (800, vec![]), (801, vec![wrong(Field::DoneYtd)]), (599, vec![wrong(Field::DoneYtd)])]
    {
        assert_eq!(judged(between(), |s| s.report.done_ytd = fen(ytd), "补报"), expected, "{ytd}");
    }
    let mut totals = between();
    for (m, total) in [(6, 900), (8, 950)] {
        totals.reports.get_mut(&month(m).index()).unwrap().done_total = fen(total);
    }
    for (total, expected) in [(900, vec![]), (899, vec![wrong(Field::DoneTotal)]), (951, vec![wrong(Field::DoneTotal)])]
    {
        let change = |s: &mut State| (s.report.done_ytd, s.report.done_total) = (fen(700), fen(total));
        assert_eq!(judged(totals.clone(), change, "补报"), expected, "{total}");
    }
}

#[test]
fn the_months_of_january_and_after_a_gap() {
    let change = |month: i64| move |s: &mut State| (s.report.done_ytd, s.report.done_month) = (fen(700), fen(month));
    // Nothing was reported for June: the difference to May says nothing of July alone.
    assert_eq!(judged(known(&[(5, 500)]), change(150), ""), []);
    let mut january = known(&[]);
    let draft = draft(&january, month(1));
    january.state.report = draft.report.clone();
    let mut after = draft.clone();
    (after.report.done_ytd, after.report.done_month) = (fen(70), fen(60));
    let case = Case { known: &january, month: month(1), today: today(), draft: &draft, after: &after };
    assert_eq!(judge(&case, Vec::new(), "").len(), 2, "January's month is its year to date");
}

#[test]
fn a_correction_says_why_and_only_a_correction_does() {
    let filed = || known(&[(6, 600), (7, 700)]);
    assert_eq!(judged(filed(), |_| {}, ""), []);
    assert_eq!(judged(filed(), |s| s.report.done_ytd = fen(710), ""), [(Place::Reason, Weight::Wrong)]);
    assert_eq!(judged(filed(), |s| s.report.progress = Some("封顶".into()), ""), [(Place::Reason, Weight::Wrong)]);
    assert_eq!(judged(filed(), |s| s.report.done_ytd = fen(710), "漏报一笔"), []);
    let long = "长".repeat(201);
    assert_eq!(judged(filed(), |s| s.report.done_ytd = fen(710), &long), [(Place::Reason, Weight::Wrong)]);
}

#[test]
fn what_could_not_be_read_is_told_once() {
    let known = known(&[(6, 600)]);
    let draft = draft(&known, month(7));
    let case = Case { known: &known, month: month(7), today: today(), draft: &draft, after: &draft };
    let unread = vec![Fault::wrong(Place::Field(Field::DoneYtd), "不是数字")];
    assert_eq!(judge(&case, unread.clone(), ""), unread, "the figure of June, which stands there still, is not judged");
}

#[test]
fn actual_dates_lie_in_the_past_and_in_order() {
    let with = |start: Option<&str>, finish: Option<&str>| {
        let (start, finish) = (start.map(str::to_owned), finish.map(str::to_owned));
        move |s: &mut State| {
            s.report.done_ytd = fen(700);
            (s.project.start_date, s.project.finish_date) = (start, finish);
        }
    };
    let june = || known(&[(6, 600)]);
    for (start, finish, expected) in [
        (Some("2025-08-01"), None, vec![]),
        (Some("2025-08-02"), None, vec![wrong(Field::StartDate)]),
        (Some("2025-09"), None, vec![wrong(Field::StartDate)]),
        (Some("2025-03"), Some("2025-03-01"), vec![]),
        (Some("2025-04"), Some("2025-03-31"), vec![wrong(Field::FinishDate)]),
    ] {
        assert_eq!(judged(june(), with(start, finish), ""), expected, "{start:?} {finish:?}");
    }
    // What a workbook left there is not judged again.
    let mut planned = june();
    planned.state.project.start_date = Some("2026-01".into());
    assert_eq!(judged(planned, |s| s.report.done_ytd = fen(700), ""), []);
}
