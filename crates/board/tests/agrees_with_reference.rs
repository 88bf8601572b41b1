//! Random boards, random changes, random questions: the board must say what the plain reference says.

mod reference;

use board::{
    Amount, Board, Dimension, FactorNeed, Filter, Indicator, MonthFacts, Pace, PlanVersion, ProjectFacts, Quantity,
    Query, RowsQuery, Settings, SnapshotReader, SortKey, Tally, TermId, Terms, Unit, Visibility, YearFacts,
};
use kernel::{Chance, Money, Month, Nature, Ratio};
use proptest::prelude::*;
use reference::{Tallied, listed, plan, ranks, row, term_of};
use std::collections::BTreeMap;

const GROUPED: [Dimension; 6] =
    [Dimension::Region, Dimension::Category, Dimension::Level, Dimension::Unit, Dimension::Nature, Dimension::Size];

/// Pseudo-random choices from a seed that proptest picks.
struct Dice {
    numbers: Chance,
    /// Amounts as offices type them, whole thousands of 分 and of ordinary size: the board then keeps them in four bytes.
    is_modest: bool,
}

impl Dice {
    fn new(seed: u64, is_modest: bool) -> Dice {
        Dice { numbers: Chance::new(seed), is_modest }
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.numbers.below(limit)
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn maybe<T>(&mut self, percent: u64, f: impl FnOnce(&mut Dice) -> T) -> Option<T> {
        self.chance(percent).then(|| f(self))
    }

    /// Mostly whole 万元, sometimes odd fen, zero, negative (corrections) or enormous.
    fn money(&mut self) -> Money {
        if self.is_modest {
            return match self.below(8) {
                0 => Money::ZERO,
                1 => Money(-(self.below(500_000) as i64 * 10_000)),
                2 => Money(self.below(1_000_000) as i64 * 10_000),
                _ => Money::from_wan(self.below(90_000) as i64),
            };
        }
        match self.below(20) {
            0 => Money::ZERO,
            1 => Money(self.below(1_000_000_000) as i64),
            2 => Money(-(self.below(5_000_000_000) as i64)),
            3 => Money(self.below(80_000_000_000_000) as i64),
            4 => Money(self.below(1_000_000) as i64 * 10_000),
            _ => Money::from_wan(self.below(90_000) as i64),
        }
    }

    fn month(&mut self) -> Month {
        Month::new(2024, 1).unwrap().plus(self.below(24) as i32)
    }

    fn date(&mut self) -> kernel::Date {
        let month = self.month().plus(self.below(12) as i32 - 6);
        if self.chance(50) { month.first_day() } else { month.last_day() }
    }

    fn flag(&mut self) -> Option<bool> {
        self.maybe(30, |d| d.chance(60))
    }

    fn factor(&mut self) -> FactorNeed {
        let quantity = |d: &mut Dice| Quantity(d.below(900_000) as i64);
        FactorNeed { need: self.maybe(30, quantity), allocated: self.maybe(30, quantity) }
    }

    fn project(&mut self, id: i64, words: &BTreeMap<Dimension, Vec<TermId>>) -> ProjectFacts {
        let mut terms = Terms::default();
        for (&dimension, words) in words {
            let term = self.maybe(85, |d| words[d.below(words.len() as u64) as usize]);
            terms.set(dimension, term);
        }
        ProjectFacts {
            id,
            name: format!("项目{}({id})", ["城东", "城西", "Ｎo.１"][self.below(3) as usize]),
            terms,
            total_investment: self.maybe(90, |d| if d.chance(20) { Money::from_wan(500) } else { d.money() }),
            planned_start: self.maybe(50, Dice::date),
            start: self.maybe(60, Dice::date),
            finish: self.maybe(20, Dice::date),
            production: self.maybe(20, Dice::date),
            resumed: self.maybe(20, Dice::date),
            is_started: self.flag(),
            is_resumed: self.flag(),
            is_finished: self.maybe(10, |d| d.chance(60)),
            in_statistics: self.flag(),
            fund_gap: self.maybe(30, Dice::money),
            land: self.factor(),
            energy: self.factor(),
            emission: FactorNeed::default(),
            years: (2024..=2025).filter_map(|year| self.maybe(85, |d| d.year(year))).collect(),
            months: self.months(),
        }
    }

    fn year(&mut self, year: i32) -> YearFacts {
        let january = Month::new(year, 1).unwrap();
        let within = |d: &mut Dice| january.plus(d.below(12) as i32);
        let versions = 1 + self.below(3);
        YearFacts {
            year,
            nature: self.maybe(80, |d| Nature::ALL[d.below(4) as usize]),
            added: self.maybe(10, within),
            dropped: self.maybe(10, within),
            plans: (0..versions)
                .map(|_| PlanVersion { from: within(self), amount: self.maybe(90, Dice::money) })
                .collect(),
            done_before: self.maybe(40, Dice::money),
            funds_planned: self.maybe(40, Dice::money),
        }
    }

    fn months(&mut self) -> Vec<MonthFacts> {
        let from = self.below(18) as i32;
        let kept = 40 + self.below(60);
        let months = (from..24).filter_map(|m| self.maybe(kept, |_| Month::new(2024, 1).unwrap().plus(m)));
        let months: Vec<Month> = months.collect();
        months
            .into_iter()
            .map(|month| MonthFacts {
                month,
                done_ytd: self.maybe(85, Dice::money),
                done_month: self.maybe(50, Dice::money),
                done_total: self.maybe(50, Dice::money),
                prev_ytd: self.maybe(50, Dice::money),
                funds_arrived: self.maybe(50, Dice::money),
                funds_paid: self.maybe(50, Dice::money),
            })
            .collect()
    }

    fn query(&mut self, words: &BTreeMap<Dimension, Vec<TermId>>) -> Query {
        let mut query = Query::new(self.month());
        if self.chance(60) {
            let dimension = GROUPED[self.below(6) as usize];
            let any_of = (0..1 + self.below(3)).map(|_| self.term(dimension, words)).collect();
            query = query.with(Filter::Terms { dimension, any_of });
        }
        if self.chance(30) {
            let ids = (0..self.below(40)).map(|_| self.below(60) as i64).collect();
            query.visible = Visibility::AnyOf {
                terms: [Dimension::Region, Dimension::Unit].map(|d| (d, words[&d][self.below(2) as usize])).to_vec(),
                ids,
            };
        }
        query.group_by = match self.below(4) {
            0 => vec![],
            1 => vec![GROUPED[self.below(6) as usize], GROUPED[self.below(6) as usize]],
            _ => vec![GROUPED[self.below(6) as usize]],
        };
        query.settings = Settings {
            pace: if self.chance(50) { Pace::Even } else { Pace::Curve(std::array::from_fn(|m| m as u32 * 800)) },
            distribution: if self.chance(70) { (30, 50) } else { (20, 80) },
            ..Settings::default()
        };
        query
    }

    fn term(&mut self, dimension: Dimension, words: &BTreeMap<Dimension, Vec<TermId>>) -> Option<TermId> {
        match dimension {
            Dimension::Nature => Some(TermId::of_nature(Nature::ALL[self.below(4) as usize])),
            _ => self.maybe(80, |d| words.get(&dimension).and_then(|w| w.get(d.below(3) as usize)).copied()).flatten(),
        }
    }
}

fn words(board: &mut Board) -> BTreeMap<Dimension, Vec<TermId>> {
    let counts = [(Dimension::Region, 4), (Dimension::Category, 3), (Dimension::Level, 3), (Dimension::Unit, 12)];
    let mut words = BTreeMap::new();
    for (dimension, count) in counts {
        let terms = (0..count).map(|n| board.term(dimension, &format!("{dimension}{n}")).unwrap()).collect();
        words.insert(dimension, terms);
    }
    words
}

/// The size bands as they ship.
fn size(board: &Board, total: Money) -> TermId {
    let yi = total.0.div_euclid(10_000_000_000);
    let band = match yi {
        ..1 => "1亿元以下",
        1..5 => "1—5亿元",
        5..10 => "5—10亿元",
        10..50 => "10—50亿元",
        _ => "50亿元以上",
    };
    board.find_term(Dimension::Size, band).unwrap()
}

fn wanted<'f>(
    board: &Board,
    facts: &'f BTreeMap<i64, ProjectFacts>,
    query: &Query,
    at: Month,
) -> Vec<&'f ProjectFacts> {
    let passes = |f: &&ProjectFacts| {
        listed(f, at)
            && reference::is_wanted(query, f)
            && query.filters.iter().all(|filter| match filter {
                Filter::Terms { dimension, any_of } => {
                    any_of.contains(&term_of(f, *dimension, query.as_of, |total| size(board, total)))
                }
                _ => true,
            })
    };
    facts.values().filter(passes).collect()
}

fn check(board: &Board, facts: &BTreeMap<i64, ProjectFacts>, query: &Query) -> Result<(), TestCaseError> {
    let answer = board.query(query);
    let (mut total, mut groups) = (Tallied::default(), BTreeMap::<Vec<Option<TermId>>, Tallied>::new());
    let key = |f: &ProjectFacts| -> Vec<Option<TermId>> {
        query.group_by.iter().map(|d| term_of(f, *d, query.as_of, |total| size(board, total))).collect()
    };
    for facts in wanted(board, facts, query, query.as_of) {
        let row = row(facts, query.as_of, &query.settings);
        total.add(&row);
        groups.entry(key(facts)).or_default().add(&row);
    }
    same(&answer.total, &total, query)?;
    if query.group_by.is_empty() {
        return Ok(());
    }
    prop_assert_eq!(answer.groups.len(), groups.len());
    let earlier = |at: Option<Month>| -> BTreeMap<Vec<Option<TermId>>, (i128, Option<i128>)> {
        let mut sums = BTreeMap::new();
        for facts in at.map_or_else(Vec::new, |at| wanted(board, facts, query, at)) {
            let at = at.unwrap();
            let done = row(facts, at, &query.settings).amounts.get("done_ytd").copied();
            let entry: &mut (i128, Option<i128>) = sums.entry(key(facts)).or_default();
            entry.0 += i128::from(plan(facts, at).unwrap_or(0));
            entry.1 = done.map(|d| d + entry.1.unwrap_or(0)).or(entry.1);
        }
        sums
    };
    let keys: Vec<Vec<Option<TermId>>> =
        answer.groups.iter().map(|g| g.parts.iter().map(|(_, term)| *term).collect()).collect();
    let now: Vec<Option<Ratio>> = keys.iter().map(|k| groups[k].completion()).collect();
    let now = ranks(&now);
    let before = earlier((query.as_of.month() > 1).then(|| query.as_of.plus(-1)));
    let last_year = earlier(Some(query.as_of.plus(-12)));
    let completions = |sums: &BTreeMap<Vec<Option<TermId>>, (i128, Option<i128>)>| -> Vec<Option<Ratio>> {
        keys.iter().map(|k| sums.get(k).and_then(|(plan, done)| Ratio::new((*done)?, *plan))).collect()
    };
    let (before, last_year) = (completions(&before), completions(&last_year));
    let moved = |then: &[Option<Ratio>], i: usize| then[i].map(|_| ranks(then)[i] as i32 - now[i] as i32);
    for (i, group) in answer.groups.iter().enumerate() {
        same(&group.indicators, &groups[&keys[i]], query)?;
        prop_assert_eq!(group.rank(), Some(now[i]));
        prop_assert_eq!(group.rank_mom(), moved(&before, i));
        prop_assert_eq!(group.rank_yoy(), moved(&last_year, i));
    }
    Ok(())
}

fn same(ours: &board::Indicators, theirs: &Tallied, query: &Query) -> Result<(), TestCaseError> {
    for &indicator in Indicator::ALL {
        let contextual = matches!(indicator, Indicator::AvgGap | Indicator::Share);
        if contextual || matches!(indicator.unit(), Unit::Rank | Unit::Moves) {
            continue;
        }
        let mut theirs = theirs.text(indicator.id(), query.as_of, &query.settings);
        if theirs.is_none() && indicator.unit() == Unit::Count {
            theirs = Some("0".to_owned());
        }
        prop_assert_eq!(ours.text(indicator), theirs, "{} as of {}", indicator, query.as_of);
    }
    prop_assert_eq!(ours.count(Tally::PrevDiffers), theirs.count("differs"));
    prop_assert_eq!(ours.count(Tally::PrevFromReport), theirs.count("from_report"));
    Ok(())
}

/// The rows behind a condition are those for which the reference says so.
fn check_rows(board: &Board, facts: &BTreeMap<i64, ProjectFacts>, query: &Query) -> Result<(), TestCaseError> {
    let ids = |filter: Filter| {
        let query = query.clone().with(filter);
        board.rows(&RowsQuery { query, sort: SortKey::Id, descending: false, offset: 0, limit: usize::MAX }).ids
    };
    let rows = wanted(board, facts, query, query.as_of).into_iter().map(|f| (f, row(f, query.as_of, &query.settings)));
    let rows: Vec<(&ProjectFacts, reference::Row)> = rows.collect();
    let expected = |keep: &dyn Fn(&ProjectFacts, &reference::Row) -> bool| -> Vec<i64> {
        rows.iter().filter(|(f, r)| keep(f, r)).map(|(f, _)| f.id).collect()
    };
    for &indicator in Indicator::ALL {
        if let Some(tally) = indicator.tally() {
            prop_assert_eq!(ids(Filter::counts(tally)), expected(&|_, r| r.is[indicator.id()]), "{}", indicator);
            prop_assert_eq!(ids(Filter::counts_not(tally)), expected(&|_, r| !r.is[indicator.id()]));
        }
    }
    let limit = Money::from_wan(30_000).0;
    let large = Filter::Amount { of: Amount::DoneYtd, at_least: Some(limit), below: None };
    prop_assert_eq!(ids(large), expected(&|_, r| r.amounts.get("done_ytd").is_some_and(|d| *d >= i128::from(limit))));
    let rate = |r: &reference::Row| {
        let plan = r.amounts.get("annual_plan").filter(|p| **p > 0)?;
        Ratio::new(r.amounts.get("done_ytd").copied().unwrap_or(0), *plan)
    };
    let middling = Filter::Completion { at_least: Some(3_000), below: Some(7_550) };
    let within = |c: Ratio| !c.compare(3_000, 10_000).is_lt() && c.compare(7_550, 10_000).is_lt();
    prop_assert_eq!(ids(middling), expected(&|_, r| rate(r).is_some_and(within)));
    let behind = Filter::PaceGap { at_least: None, below: Some(-1_000) };
    let pace = query.settings.pace.at(query.as_of).unwrap();
    prop_assert_eq!(
        ids(behind),
        expected(&|_, r| rate(r).is_some_and(|c| c.minus(pace).compare(-1_000, 10_000).is_lt()))
    );
    prop_assert_eq!(ids(Filter::Text("no.1(".into())), expected(&|f, _| f.name.contains("Ｎo.１")));
    let some = vec![1, 5, 17, 999];
    prop_assert_eq!(ids(Filter::Ids(some.clone())), expected(&|f, _| some.contains(&f.id)));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn answers_rows_and_ranks_are_those_of_the_reference(seed: u64, is_modest: bool) {
        let mut dice = Dice::new(seed, is_modest);
        let mut board = Board::default();
        let words = words(&mut board);
        let mut facts = BTreeMap::new();
        for round in 0..6 {
            for _ in 0..dice.below(30) {
                let id = dice.below(60) as i64;
                if dice.chance(20) {
                    prop_assert_eq!(board.remove(id), facts.remove(&id).is_some());
                } else {
                    let project = dice.project(id, &words);
                    board.upsert(&project);
                    facts.insert(id, project);
                }
            }
            prop_assert_eq!(board.len(), facts.len());
            for _ in 0..4 {
                check(&board, &facts, &dice.query(&words))?;
            }
            check_rows(&board, &facts, &dice.query(&words))?;
            if round == 3 {
                board = written_and_read(&board);
            }
        }
    }
}

/// The board out of its file.
fn written_and_read(board: &Board) -> Board {
    let mut file = Vec::new();
    board.snapshot("where the journal stands").write_to(&mut file).unwrap();
    let reader = SnapshotReader::open(file.as_slice()).unwrap();
    assert_eq!(reader.stamp(), "where the journal stands");
    reader.load().unwrap()
}

/// Whole blocks of one cluster, mixed ones, projects that move from one to another, come again or go.
#[test]
fn a_board_of_many_blocks_answers_the_same() {
    for (is_modest, is_expected) in [(true, true), (true, false), (false, true)] {
        let mut dice = Dice::new(2_025, is_modest);
        let mut board = Board::default();
        let words = words(&mut board);
        let mut facts: BTreeMap<i64, ProjectFacts> = BTreeMap::new();
        for id in 0..19_000 {
            facts.insert(id, dice.project(id, &words));
        }
        if is_expected {
            board.expect(facts.len());
        }
        board.upsert_many(&facts.values().cloned().collect::<Vec<_>>());
        for id in (0..19_000).step_by(7) {
            let project = dice.project(id, &words);
            board.upsert(&project);
            facts.insert(id, project);
        }
        for id in (0..19_000).step_by(11) {
            assert_eq!(board.remove(id), facts.remove(&id).is_some());
        }
        // Of two states of a project in one batch the later counts.
        let twice: Vec<ProjectFacts> = (0..4_000).map(|n| dice.project(n % 2_000, &words)).collect();
        board.upsert_many(&twice);
        facts.extend(twice.into_iter().map(|project| (project.id, project)));
        assert_eq!(board.len(), facts.len());
        let again = written_and_read(&board);
        for _ in 0..4 {
            let query = dice.query(&words);
            let answer = |board: &Board| serde_json::to_string(&board.query(&query)).unwrap();
            let first = answer(&again);
            check(&board, &facts, &query).unwrap();
            assert_eq!(answer(&board), first, "remembered");
            assert_eq!(answer(&again), first, "remembered after reading");
        }
    }
}
