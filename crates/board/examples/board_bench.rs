//! Measures the board on a generated province: `cargo run --release -p board --example board_bench [projects] [rounds] [only lines with this word]`.
//!
//! Two list years of monthly filings per project, with plan adjustments, funds, factors and gaps in the filing; the
//! same numbers on every run. Prints medians and spreads in milliseconds.

use board::{
    Board, Dimension, FactorNeed, Filter, Indicator, MonthFacts, PlanVersion, ProjectFacts, Quantity, Query, RowsQuery,
    SnapshotReader, SortKey, TermId, Terms, YearFacts,
};
use kernel::{Money, Month, Nature};
use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// How many words each dimension has in a province.
const WORDS: [(Dimension, u64); 11] = [
    (Dimension::Region, 16),
    (Dimension::Department, 40),
    (Dimension::Unit, 600),
    (Dimension::Category, 4),
    (Dimension::Industry, 90),
    (Dimension::Chain, 20),
    (Dimension::Level, 3),
    (Dimension::Stage, 6),
    (Dimension::FundingKind, 5),
    (Dimension::Leader, 120),
    (Dimension::List, 2),
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let projects: u64 = arguments.next().map_or(Ok(1_000_000), |n| n.parse())?;
    let rounds: usize = arguments.next().map_or(Ok(30), |n| n.parse())?;
    let as_of = Month::new(2025, 7).ok_or("month")?;

    let mut city = City::new();
    city.board.expect(projects as usize);
    let (mut making, mut loading, mut load_work) = (Duration::ZERO, Duration::ZERO, 0.0);
    for first in (0..projects).step_by(8_192) {
        let begun = Instant::now();
        let batch: Vec<ProjectFacts> = (first..projects.min(first + 8_192)).map(|i| city.project(i)).collect();
        making += begun.elapsed();
        let (begun, worked) = (Instant::now(), processor_ms());
        city.board.upsert_many(&batch);
        loading += begun.elapsed();
        load_work += processor_ms() - worked;
    }
    let City { mut board, terms, mut dice } = city;
    println!(
        "{projects} projects × 24 months: facts made in {making:.2?}, loaded in {loading:.2?} (processor {load_work:.0} ms)"
    );
    println!("{:.0} MB in columns, {:.0} MB resident", board.bytes() as f64 / 1e6, resident_mb());

    let begun = Instant::now();
    let mut snapshot = Vec::new();
    board.snapshot("").write_to(&mut snapshot)?;
    println!("snapshot of {:.0} MB written in {:.2?}", snapshot.len() as f64 / 1e6, begun.elapsed());
    let begun = Instant::now();
    let again = SnapshotReader::open(snapshot.as_slice())?.load()?;
    println!("read in {:.2?}", begun.elapsed());
    drop(again);

    let whole = Query::new(as_of).by(Dimension::Region);
    let level = |n: usize| Some(terms[6][n]);
    let filtered = |n: usize| {
        whole
            .clone()
            .with(Filter::term(Dimension::Level, level(n)))
            .with(Filter::term(Dimension::Category, Some(terms[3][0])))
    };
    for cold in [true, false] {
        let mark = if cold { "first: " } else { "again: " };
        let ask = |what: &str, query: &Query| {
            let mut query = query.clone();
            time(&format!("{mark}{what}"), rounds, || {
                // Nothing remembered fits another size limit of the register.
                query.settings.statistics_from.0 += i64::from(cold);
                board.query(&query).total.count(board::Tally::Projects)
            });
        };
        ask("whole, by region", &whole);
        for n in 0..3 {
            ask("level + category, by region", &filtered(n));
        }
    }
    for dimension in [Dimension::Leader, Dimension::Unit] {
        let by = Query::new(as_of).by(dimension);
        time(&format!("whole, by {dimension}"), rounds, || board.query(&by).groups.len() as u64);
    }
    let unit = Query::new(as_of).by(Dimension::Category).with(Filter::term(Dimension::Unit, Some(terms[2][3])));
    time("one unit, by category", rounds, || board.query(&unit).total.count(board::Tally::Projects));
    let text = Query::new(as_of).with(Filter::Text("产业园12345".to_owned()));
    time("name contains", rounds.min(5), || board.query(&text).total.count(board::Tally::Projects));
    let page = RowsQuery {
        query: Query::new(as_of),
        sort: SortKey::Indicator(Indicator::Completion),
        descending: false,
        offset: 100,
        limit: 50,
    };
    time("page of the ledger by completion", rounds.min(5), || board.rows(&page).total as u64);

    let changed = make(17, &mut dice, &terms, "改名后的项目");
    let seen = Query::new(as_of).with(Filter::Text("改名后的项目".to_owned()));
    let begun = Instant::now();
    board.upsert(&changed);
    let took = begun.elapsed();
    println!(
        "one change in {took:.2?}; in the next answer: {}",
        board.query(&seen).total.count(board::Tally::Projects) == 1
    );
    bandwidth(rounds.min(20));
    Ok(())
}

fn time(what: &str, rounds: usize, mut f: impl FnMut() -> u64) {
    if std::env::args().nth(3).is_some_and(|only| !what.contains(&only)) {
        return;
    }
    let mut seen = 0;
    let worked = processor_ms();
    let mut times: Vec<f64> = (0..rounds)
        .map(|_| {
            let begun = Instant::now();
            seen = black_box(f());
            begun.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    let worked = (processor_ms() - worked) / rounds as f64;
    times.sort_by(f64::total_cmp);
    let (low, middle, high) = (times[0], times[times.len() / 2], times[times.len() * 9 / 10]);
    println!("{what:<34} {middle:>8.2} ms  (best {low:.2}, p90 {high:.2}; processor {worked:.1}; {seen} found)");
}

/// What the machine's memory gives two threads that only add up: the limit against which a scan is judged.
fn bandwidth(rounds: usize) {
    let half = vec![1_u64; 16 << 20];
    let other = half.clone();
    let sum = |v: &[u64]| v.iter().sum::<u64>();
    let mut best = f64::MAX;
    for _ in 0..rounds.max(3) {
        let begun = Instant::now();
        std::thread::scope(|scope| {
            let aside = scope.spawn(|| black_box(sum(&half)));
            black_box(sum(&other));
            let _ = aside.join();
        });
        best = best.min(begun.elapsed().as_secs_f64());
    }
    println!("memory read by two threads: {:.1} GB/s", (half.len() * 16) as f64 / best / 1e9);
}

/// Processor time of all threads so far, in steps of ten milliseconds: what counts on a machine that is shared.
fn processor_ms() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = |n: usize| stat.rsplit(')').next()?.split_whitespace().nth(n)?.parse::<f64>().ok();
    (ticks(11).unwrap_or(0.0) + ticks(12).unwrap_or(0.0)) * 10.0
}

fn resident_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmRSS:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<f64>().ok()).unwrap_or(0.0) / 1e3
}

struct City {
    board: Board,
    terms: Vec<Vec<TermId>>,
    dice: Dice,
}

impl City {
    fn new() -> City {
        let mut board = Board::default();
        let mut words = |(dimension, count): (Dimension, u64)| -> Vec<TermId> {
            (0..count).filter_map(|n| board.term(dimension, &format!("{}{n:03}", dimension.label()))).collect()
        };
        let terms = WORDS.into_iter().map(&mut words).collect();
        City { board, terms, dice: Dice(0x9e37_79b9_7f4a_7c15) }
    }

    fn project(&mut self, number: u64) -> ProjectFacts {
        make(number, &mut self.dice, &self.terms, &format!("示范县产业园{number}号基础设施及配套工程"))
    }
}

/// A small generator of even numbers (splitmix64): the bench needs repeatable, not unpredictable ones.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % limit
    }
}

fn make(number: u64, dice: &mut Dice, terms: &[Vec<TermId>], name: &str) -> ProjectFacts {
    let mut filed = Terms::default();
    for (words, (dimension, count)) in terms.iter().zip(WORDS) {
        // Few provincial projects, many of the county.
        let n = if dimension == Dimension::Level {
            [0, 1, 1, 1, 2, 2, 2, 2, 2, 2][dice.below(10) as usize]
        } else {
            dice.below(count)
        };
        filed.set(dimension, words.get(n as usize).copied());
    }
    let total = 2_000 + dice.below(400_000) as i64;
    let begun = dice.below(2) == 0;
    let mut facts = ProjectFacts {
        id: number as i64 + 1,
        name: name.to_owned(),
        terms: filed,
        total_investment: Some(Money::from_wan(total)),
        in_statistics: Some(dice.below(10) > 0),
        fund_gap: (dice.below(4) == 0).then(|| Money::from_wan(total / 20)),
        land: FactorNeed { need: (dice.below(5) == 0).then(|| Quantity(dice.below(400_000) as i64)), allocated: None },
        ..ProjectFacts::default()
    };
    let start_year = if begun { 2_024 } else { 2_025 };
    let start = Month::new(start_year, 1 + dice.below(12) as u32).map(Month::first_day);
    (facts.planned_start, facts.start) = (start, start.filter(|_| dice.below(15) > 0));
    for year in 2_024..=2_025 {
        add_year(&mut facts, dice, year, total / 3, begun);
    }
    facts
}

fn add_year(facts: &mut ProjectFacts, dice: &mut Dice, year: i32, plan: i64, begun: bool) {
    let Some(january) = Month::new(year, 1) else { return };
    let mut plans = vec![PlanVersion { from: january, amount: Some(Money::from_wan(plan)) }];
    if dice.below(10) == 0 {
        plans.push(PlanVersion { from: january.plus(6), amount: Some(Money::from_wan(plan * 11 / 10)) });
    }
    facts.years.push(YearFacts {
        year,
        nature: Some(if begun && year > 2_024 { Nature::Continuing } else { Nature::New }),
        plans,
        funds_planned: Some(Money::from_wan(plan)),
        ..YearFacts::default()
    });
    let mut done = 0;
    for m in 0..12 {
        done += (plan / 12) * dice.below(200) as i64 / 100;
        if dice.below(40) == 0 {
            continue;
        }
        facts.months.push(MonthFacts {
            done_ytd: Some(Money::from_wan(done)),
            done_total: Some(Money::from_wan(done + if year > 2_024 { plan } else { 0 })),
            prev_ytd: Some(Money::from_wan(done * 9 / 10)),
            funds_arrived: Some(Money::from_wan(done * 8 / 10)),
            funds_paid: Some(Money::from_wan(done * 7 / 10)),
            ..MonthFacts::blank(january.plus(m))
        });
    }
}
