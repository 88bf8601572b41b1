//! How the board is asked: groups and ranks, access, rows, arithmetic, series, snapshots.

mod office;

use board::{
    Amount, Board, Dimension, Filter, Indicator as I, MonthFacts, ProjectFacts, Query, RowsQuery, SnapshotError,
    SnapshotReader, SortKey, Tally, Terms, Visibility,
};
use kernel::Money;
use kernel::money::MoneyUnit;
use office::{board, month, project, text, texts, wan};

fn yi(amount: &str) -> Option<Money> {
    Some(Money::parse(amount, MoneyUnit::Yi).unwrap())
}

/// Regions 东 (80 %), 西 (50 %), 南 (50 %), 北 (10 %) and one project without a region that never filed.
fn four_regions() -> Board {
    let mut board = Board::default();
    for (id, region, june, july) in [(1, "东", 10, 80), (2, "西", 40, 50), (3, "南", 30, 50), (4, "北", 9, 10)] {
        let region = board.term(Dimension::Region, region).unwrap();
        let facts = project(id, wan(100), &[("2025-06", june), ("2025-07", july)]);
        board.upsert(&ProjectFacts { terms: Terms::default().with(Dimension::Region, region), ..facts });
    }
    board.upsert(&project(5, wan(100), &[]));
    board
}

#[test]
fn groups_are_ranked_with_ties_and_moves_in_the_dictionarys_order() {
    let mut board = four_regions();
    let north = board.find_term(Dimension::Region, "北").unwrap();
    board.set_order(Dimension::Region, north, 0);
    let answer = board.query(&Query::new(month("2025-07")).by(Dimension::Region));
    let expected = [
        ("北", "北", Some(4), Some(0)),
        ("东", "东", Some(1), Some(2)),
        ("西", "西", Some(2), Some(-1)),
        ("南", "南", Some(2), Some(0)),
        ("", "未填写", Some(5), None),
    ];
    assert_eq!(answer.groups.len(), expected.len());
    for (group, (key, label, rank, on_june)) in answer.groups.iter().zip(expected) {
        assert_eq!((group.key.as_str(), group.label.as_str()), (key, label));
        assert_eq!((group.rank(), group.rank_mom(), group.rank_yoy()), (rank, on_june, None), "{label}");
    }
    let east = &answer.groups[1].indicators;
    assert_eq!([east.text(I::AvgGap), east.text(I::Share)], [Some("42.0".into()), Some("42.1".into())]);
}

#[test]
fn what_a_person_may_not_see_is_in_no_figure() {
    let board = four_regions();
    let east = board.find_term(Dimension::Region, "东").unwrap();
    let visible = Visibility::AnyOf { terms: vec![(Dimension::Region, east)], ids: vec![3, 3, 99] };
    let query = Query::new(month("2025-07")).seen_by(visible);
    assert_eq!(texts(&board, &query, &[I::Projects, I::DoneYtd]), ["2", "130.00"]);
    let page = RowsQuery { query, sort: SortKey::Id, descending: false, offset: 0, limit: 9 };
    assert_eq!(board.rows(&page).ids, [1, 3]);
    let nobody = Visibility::AnyOf { terms: vec![], ids: vec![] };
    assert_eq!(board.query(&Query::new(month("2025-07")).seen_by(nobody)).total.count(Tally::Projects), 0);
}

#[test]
fn an_answer_is_written_as_the_interface_promises() {
    let board = four_regions();
    let json = serde_json::to_value(board.query(&Query::new(month("2025-07")).by(Dimension::Region))).unwrap();
    assert_eq!(json["as_of"], "2025-07");
    assert_eq!(json["total"]["projects"], 5);
    assert_eq!(json["total"]["annual_plan"], "500.00");
    assert_eq!(json["total"]["completion"], "38.0");
    assert!(json["total"]["yoy"].is_null());
    assert!(json["total"].get("rank").is_none());
    assert_eq!(json["groups"][0]["label"], "东");
    assert_eq!(json["groups"][0]["rank"], 1);
    assert_eq!(json["groups"][4]["label"], "未填写");
}

#[test]
fn every_number_is_explained() {
    let mut one = project(1, yi("850"), &[]);
    one.months = vec![MonthFacts { done_ytd: yi("546.5"), ..MonthFacts::blank(month("2025-07")) }];
    let board = board([one]);
    let july = Query::new(month("2025-07"));
    for (indicator, formula) in [
        (I::Completion, "年度计划完成率 = 年内累计完成投资 546.50亿元 ÷ 年度计划投资 850.00亿元 = 64.3%"),
        (I::PaceGap, "与序时进度差 = 年度计划完成率 64.3% - 序时进度 58.3% = 6.0个百分点"),
        (
            I::RequiredMonthly,
            "剩余月均需完成 = (年度计划投资 850.00亿元 - 年内累计完成投资 546.50亿元) ÷ 5个月 = 60.70亿元",
        ),
        (I::Yoy, "同比增长 = 年内累计完成投资 546.50亿元 ÷ 去年同期完成投资 0.00万元 - 1 = —"),
        (I::Share, "占比 = 年内累计完成投资 546.50亿元 ÷ 全部范围年内累计完成投资 546.50亿元 = 100.0%"),
        (I::DoneYtd, "年内累计完成投资 = 1个项目之和 = 546.50亿元"),
    ] {
        assert_eq!(board.explain(indicator, &july, Some(&july)).formula, formula);
    }
    let overdue = board.explain(I::Unreported, &july, None);
    assert_eq!(overdue.rows, Some(Filter::counts(Tally::Unreported)));
    for &indicator in I::ALL {
        assert!(board.explain(indicator, &july, None).formula.contains(indicator.label()));
    }
}

#[test]
fn series_and_heat_follow_the_months() {
    let board = four_regions();
    let july = Query::new(month("2025-07"));
    let series = board.series(&july);
    assert_eq!(series.len(), 12);
    assert_eq!(series[5].indicators.as_ref().unwrap().text(I::DoneYtd).as_deref(), Some("89.00"));
    assert!(series[7].indicators.is_none());
    assert_eq!(series[11].even_pace.unwrap().percent(1), "100.0");
    let heat = board.heat(&july, Dimension::Region);
    assert_eq!((heat.months.len(), heat.rows.len()), (7, 5));
    assert_eq!(heat.rows[0].label, "东");
    let cell = heat.rows[0].cells[6].as_ref().unwrap();
    assert_eq!(cell.text(I::PaceGap).as_deref(), Some("21.7"));
}

#[test]
fn pages_are_sorted_by_any_figure_with_the_missing_last() {
    let board = four_regions();
    let page = |sort, descending, offset, limit| {
        board.rows(&RowsQuery { query: Query::new(month("2025-07")), sort, descending, offset, limit }).ids
    };
    let completion = SortKey::Indicator(I::Completion);
    assert_eq!(page(completion, true, 0, 10), [1, 2, 3, 4, 5]);
    assert_eq!(page(completion, false, 0, 2), [4, 2]);
    assert_eq!(page(completion, false, 4, 2), [5]);
    assert_eq!(page(SortKey::Dimension(Dimension::Region), true, 0, 9), [4, 3, 2, 1, 5]);
    assert_eq!(page(SortKey::Id, true, 7, 9), Vec::<i64>::new());
    let figures = board.figures(&[4, 99, 1], &Query::new(month("2025-07")));
    let seen: Vec<(i64, Option<String>)> = figures.iter().map(|(id, f)| (*id, f.text(I::Completion))).collect();
    assert_eq!(seen, [(4, Some("10.0".into())), (1, Some("80.0".into()))]);
}

#[test]
fn absurd_amounts_neither_overflow_nor_panic() {
    let huge = |id| {
        let mut one = project(id, Some(Money(i64::MAX)), &[]);
        one.total_investment = Some(Money(i64::MIN));
        let filing = |m| MonthFacts {
            done_ytd: Some(Money(i64::MAX)),
            done_total: Some(Money(i64::MIN)),
            prev_ytd: Some(Money(i64::MAX)),
            ..MonthFacts::blank(m)
        };
        one.months = (0..12).map(|m| filing(month("2025-01").plus(m))).collect();
        one
    };
    let board = board((1..=3_000).map(huge));
    assert_eq!(text(&board, "2025-07", I::Completion), "100.0");
    let rich = Filter::Amount { of: Amount::DoneYtd, at_least: Some(board::MAX_AMOUNT.0), below: None };
    assert_eq!(board.query(&Query::new(month("2025-07")).with(rich)).total.count(Tally::Projects), 3_000);
}

#[test]
fn a_change_is_in_the_next_answer_however_often_it_was_asked_before() {
    let mut board = Board::default();
    let east = board.term(Dimension::Region, "东").unwrap();
    let facts = |id, done| ProjectFacts {
        terms: Terms::default().with(Dimension::Region, east),
        ..project(id, wan(100), &[("2025-07", done)])
    };
    board.upsert_many(&(1..=3_000).map(|id| facts(id, 10)).collect::<Vec<_>>());
    let query = Query::new(month("2025-07")).by(Dimension::Region);
    for (done, sum) in [(10, "30000.00"), (25, "30015.00"), (0, "29990.00")] {
        board.upsert(&facts(1_500, done));
        for _ in 0..3 {
            assert_eq!(texts(&board, &query, &[I::DoneYtd]), [sum]);
        }
    }
    assert!(board.remove(1_500));
    assert_eq!(texts(&board, &query, &[I::DoneYtd, I::Projects]), ["29990.00", "2999"]);
    let unseen = query.seen_by(Visibility::AnyOf { terms: vec![], ids: vec![1] });
    assert_eq!(texts(&board, &unseen, &[I::DoneYtd]), ["10.00"]);
}

#[test]
fn damaged_snapshots_are_refused() {
    let mut snapshot = Vec::new();
    four_regions().snapshot("42").write_to(&mut snapshot).unwrap();
    let read = |bytes: &[u8]| SnapshotReader::open(bytes).and_then(SnapshotReader::load);
    assert_eq!(read(&snapshot).unwrap().len(), four_regions().len());
    assert!(matches!(read(b""), Err(SnapshotError::Damaged)));
    assert!(matches!(read(b"PK\x03\x04 a workbook"), Err(SnapshotError::Foreign)));
    for cut in 0..snapshot.len() {
        assert!(read(&snapshot[..cut]).is_err(), "cut at {cut}");
    }
    for place in 0..snapshot.len() {
        let mut damaged = snapshot.clone();
        damaged[place] ^= 0x55;
        assert!(read(&damaged).is_err(), "changed at {place}");
    }
    snapshot.push(0);
    assert!(matches!(read(&snapshot), Err(SnapshotError::Damaged)));
}

#[test]
fn a_snapshot_is_of_the_moment_it_was_taken() {
    let mut board = four_regions();
    let snapshot = board.snapshot("before");
    let known = board.len();
    assert!(board.remove(1));
    let mut file = Vec::new();
    snapshot.write_to(&mut file).unwrap();
    let again = SnapshotReader::open(file.as_slice()).and_then(SnapshotReader::load).unwrap();
    assert_eq!((board.len(), again.len()), (known - 1, known));
}
