//! The board over a million projects and 24 months against PostgreSQL, DuckDB, polars and numpy: all indicators by region,
//! of the whole ledger and of one level and category.
//!
//! What each side has:
//!
//! - The board has what was filed of both years: per project dates, kinds and words, per month running totals carried forward
//!   (done, total, funds, last year as reported), per year the plan and its adjustments. It works out every amount and every
//!   yes or no when asked, for any month.
//! - The peers have the asked month alone, as rows of what was filed: one per project, with running totals carried forward and
//!   stored, the plan in force at the month, at the month before and a year ago, what was done by then, the gaps in funds and
//!   factors, the months of start, due start, finish, production and resumption, kind, register, and whether this month and
//!   the month before were filed. The months of start and due start are stored as the board stores them. What the board works
//!   out they work out in the question: the month's amount, last year's amount, 21 yes or no's. Each has the best form we know:
//!   amounts in 万元 where all are whole (four bytes in PostgreSQL and DuckDB), months in two bytes, columns in which
//!   nothing was filed left out, rows sorted (PostgreSQL with an index in that order), everything in memory and warm, all cores.
//! - Beside that, without a target: the same peers with every amount and every yes or no worked out beforehand and stored.
//!
//! Every peer must give the same sums as the board. The board is asked in two states: as served, which is warm like the peers,
//! but one project has changed since the last answer; and with all that it remembers dropped before each question, which has a
//! limit in milliseconds and whose ratios stand beside.

mod city;
mod peer;
mod rows;

use board::{Board, Dimension, Filter, ProjectFacts, Query, SnapshotReader};
use city::City;
use kernel::{Money, Month};
use peer::{Peer, Took};
use rows::Filed;
use std::error::Error;
use std::fs::File;
use std::hint::black_box;
use std::io::{BufReader, BufWriter, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How the board is measured.
#[derive(Debug, clap::Args)]
pub struct Options {
    #[arg(long, default_value_t = 1_000_000)]
    projects: u64,
    /// How often each side answers, in turn
    #[arg(long, default_value_t = 9)]
    rounds: usize,
    /// A Python with numpy, duckdb and polars
    #[arg(long, default_value = "target/bench/venv/bin/python")]
    python: PathBuf,
    /// Where the scripts of the peers are
    #[arg(long, default_value = "bench/peers")]
    peers: PathBuf,
    /// Only these peers
    #[arg(long, value_delimiter = ',', default_value = "postgres,duckdb,polars,numpy")]
    against: Vec<String>,
    /// Where rows and the peers' own files go; emptied afterwards
    #[arg(long, default_value = "target/bench/board")]
    folder: PathBuf,
}

/// How many times faster the board must be.
fn target(peer: &str) -> f64 {
    match peer {
        "postgres" => 50.0,
        "duckdb" | "polars" => 10.0,
        _ => 1.0,
    }
}

/// Measures and prints; whether every target was met.
pub fn run(options: &Options) -> Result<bool, Box<dyn Error>> {
    std::fs::create_dir_all(&options.folder)?;
    let as_of = Month::new(2025, 7).ok_or("month")?;
    let (city, filed, changing) = build(options.projects, as_of)?;
    let City { mut board, terms, .. } = city;
    let whole = Query::new(as_of).by(Dimension::Region);
    let filtered = whole
        .clone()
        .with(Filter::term(Dimension::Level, Some(terms[6][rows::LEVEL])))
        .with(Filter::term(Dimension::Category, Some(terms[3][rows::CATEGORY])));
    let mut lines = keeping(&mut board, options)?;
    rows::write(&board, &filed, &terms, options.projects, &options.folder)?;
    drop(filed);
    let mut peers = Vec::new();
    for name in &options.against {
        eprintln!("{name} loads …");
        peers.push(Peer::start(name, options)?);
    }
    for (what, query, limit) in [("whole", &whole, 16.0), ("filtered", &filtered, 3.0)] {
        let question = Question { what, query, limit };
        lines.extend(measure(&question, &changing, &mut board, &mut peers, options.rounds)?);
    }
    drop(peers);
    std::fs::remove_dir_all(&options.folder)?;
    println!("subject | ours | theirs | ratio min/median/max | target | met/not met");
    lines.iter().for_each(|line| println!("{}", line.text));
    Ok(lines.iter().all(|line| line.is_met))
}

/// One line of the outcome.
struct Line {
    text: String,
    is_met: bool,
}

impl Line {
    fn new(subject: &str, ours: &str, theirs: &str, ratio: &str, target: &str, is_met: bool) -> Line {
        let met = match (target, is_met) {
            ("—", _) => "—",
            (_, true) => "met",
            (_, false) => "not met",
        };
        Line { text: format!("{subject} | {ours} | {theirs} | {ratio} | {target} | {met}"), is_met }
    }
}

/// The city, its month's rows, and a project of the filtered question that changes between questions.
fn build(projects: u64, as_of: Month) -> Result<(City, Filed, ProjectFacts), Box<dyn Error>> {
    let (mut filed, mut changing) = (Filed::new(as_of), None);
    let mut city = City::new();
    city.board.expect(usize::try_from(projects).unwrap_or(0));
    let (mut loading, mut worked) = (Duration::ZERO, 0.0);
    for first in (0..projects).step_by(8_192) {
        let batch: Vec<ProjectFacts> = (first..projects.min(first + 8_192)).map(|i| city.project(i)).collect();
        let (begun, before) = (Instant::now(), processor_ms());
        city.board.upsert_many(&batch);
        loading += begun.elapsed();
        worked += processor_ms() - before;
        for facts in &batch {
            filed.add(facts, &city.terms)?;
        }
        changing = changing.or_else(|| batch.into_iter().find(|facts| rows::is_filtered(facts, &city.terms)));
    }
    let megabytes = city.board.bytes() as f64 / 1e6;
    eprintln!("{projects} projects from facts in {loading:.1?} (processor {worked:.0} ms), {megabytes:.0} MB");
    Ok((city, filed, changing.ok_or("no project is in the filtered question")?))
}

/// Writes the board's file and reads it back: what a start does.
fn keeping(board: &mut Board, options: &Options) -> Result<Vec<Line>, Box<dyn Error>> {
    let path = options.folder.join("kept.board");
    let mut out = BufWriter::new(File::create(&path)?);
    let (begun, before) = (Instant::now(), processor_ms());
    board.snapshot("").write_to(&mut out)?;
    out.flush()?;
    let (took, worked) = (begun.elapsed(), processor_ms() - before);
    let megabytes = path.metadata()?.len() as f64 / 1e6;
    eprintln!("kept in {took:.2?} (processor {worked:.0} ms), {megabytes:.0} MB");
    let mut times = Vec::new();
    for _ in 0..3 {
        let (begun, before) = (Instant::now(), processor_ms());
        let read = SnapshotReader::open(BufReader::with_capacity(1 << 20, File::open(&path)?))?.load()?;
        times.push((begun.elapsed().as_secs_f64() * 1e3, processor_ms() - before));
        assert_eq!(read.len(), board.len());
    }
    let wall = Spread::of(times.iter().map(|t| t.0));
    let worked = Spread::of(times.iter().map(|t| t.1));
    let ours = format!("{wall} ms wall, {:.0} ms processor", worked.median);
    Ok(vec![Line::new("board: load a kept board", &ours, "—", "—", "under 3 s", wall.median < 3_000.0)])
}

struct Question<'q> {
    what: &'static str,
    query: &'q Query,
    /// Milliseconds of a first answer.
    limit: f64,
}

/// What the peers have: as filed with a target, ready-made without.
const FORMS: [(&str, &str); 2] = [("filed", ""), ("ready", ", everything worked out beforehand")];

fn measure(
    question: &Question<'_>,
    changing: &ProjectFacts,
    board: &mut Board,
    peers: &mut [Peer],
    rounds: usize,
) -> Result<Vec<Line>, Box<dyn Error>> {
    let Question { what, query, limit } = question;
    let expected = rows::sums(&board.query(query));
    let (bytes, memory) = (board.bytes_read(query.as_of) as f64, Memory::new());
    let (mut ours, mut served, mut shares) = (Vec::new(), Vec::new(), Vec::new());
    let mut theirs = vec![Vec::new(); peers.len() * FORMS.len()];
    for _ in 0..rounds {
        let took = first_answer(board, query);
        shares.push(bytes / took.wall / 1e6 / memory.read() * 100.0);
        ours.push(took);
        served.push(answer_after_a_change(board, query, changing));
        let asked = peers
            .iter_mut()
            .flat_map(|peer| FORMS.map(|(form, _)| (peer.name.clone(), peer.ask(&format!("{form} {what}")))));
        for ((name, answer), times) in asked.zip(&mut theirs) {
            let (took, sums) = answer?;
            if sums != expected {
                return Err(format!("{name} gives other sums for the {what} question").into());
            }
            times.push(took);
        }
    }
    let wall = Spread::of(ours.iter().map(|took| took.wall));
    let met = wall.median < *limit;
    let mut lines = vec![Line::new(
        &format!("board: {what}, first answer"),
        &told(&ours),
        "—",
        "—",
        &format!("under {limit} ms"),
        met,
    )];
    if *what == "whole" {
        let share = Spread::of(shares.into_iter());
        eprintln!("{:.0} MB read; {share} % of what two threads that only add up read", bytes / 1e6);
    }
    let compared = peers.iter().flat_map(|peer| FORMS.map(|form| (&peer.name, form)));
    for ((name, (form, said)), times) in compared.zip(&theirs) {
        let against = format!("against {name}{said}");
        if form == "filed" {
            let subject = format!("board: {what}, as served, {against}");
            lines.push(compared_line(&subject, &served, times, Some(target(name))));
        }
        lines.push(compared_line(&format!("board: {what}, first answer, {against}"), &ours, times, None));
    }
    Ok(lines)
}

fn compared_line(subject: &str, ours: &[Took], theirs: &[Took], wanted: Option<f64>) -> Line {
    let ratio = |of: fn(&Took) -> f64| Spread::of(theirs.iter().zip(ours).map(|(a, b)| of(a) / of(b)));
    let (by_clock, by_work) = (ratio(|took| took.wall), ratio(|took| took.processor));
    let ratios = format!("{by_clock} (processor {by_work})");
    let met = wanted.is_none_or(|wanted| by_clock.median >= wanted);
    let wanted = wanted.map_or("—".to_owned(), |wanted| format!("≥ {wanted}×"));
    Line::new(subject, &told(ours), &told(theirs), &ratios, &wanted, met)
}

fn told(times: &[Took]) -> String {
    let wall = Spread::of(times.iter().map(|took| took.wall));
    let processor = Spread::of(times.iter().map(|took| took.processor));
    format!("{wall} ms (processor {processor})")
}

/// Nothing is remembered.
fn first_answer(board: &mut Board, query: &Query) -> Took {
    board.forget_totals();
    ask(board, query)
}

/// Everything is remembered but what a change of one project has undone, as it is while people work.
fn answer_after_a_change(board: &mut Board, query: &Query, project: &ProjectFacts) -> Took {
    black_box(board.query(query));
    let changed =
        ProjectFacts { total_investment: project.total_investment.map(|total| Money(total.0 * 2)), ..project.clone() };
    board.upsert(&changed);
    let took = ask(board, query);
    board.upsert(project);
    took
}

fn ask(board: &Board, query: &Query) -> Took {
    let (begun, before) = (Instant::now(), processor_ms());
    black_box(board.query(query));
    Took { wall: begun.elapsed().as_secs_f64() * 1e3, processor: processor_ms() - before }
}

/// What the machine's memory gives two threads that only add up: the limit against which a scan is judged.
struct Memory([Vec<u64>; 2]);

impl Memory {
    fn new() -> Memory {
        let half = vec![1_u64; 8 << 20];
        Memory([half.clone(), half])
    }

    /// Gigabytes a second.
    fn read(&self) -> f64 {
        let sum = |v: &[u64]| v.iter().sum::<u64>();
        let Memory([one, other]) = self;
        let begun = Instant::now();
        std::thread::scope(|scope| {
            scope.spawn(|| black_box(sum(one)));
            black_box(sum(other));
        });
        ((one.len() + other.len()) * 8) as f64 / begun.elapsed().as_secs_f64() / 1e9
    }
}

/// Processor time of all threads so far: what counts on a machine that is shared.
fn processor_ms() -> f64 {
    let used = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    used.tv_sec as f64 * 1e3 + used.tv_nsec as f64 / 1e6
}

/// The smallest, the middle and the largest.
struct Spread {
    min: f64,
    median: f64,
    max: f64,
}

impl Spread {
    fn of(values: impl Iterator<Item = f64>) -> Spread {
        let mut values: Vec<f64> = values.collect();
        values.sort_by(f64::total_cmp);
        let at = |place: usize| values.get(place).copied().unwrap_or(f64::NAN);
        Spread { min: at(0), median: at(values.len() / 2), max: at(values.len().max(1) - 1) }
    }
}

impl std::fmt::Display for Spread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.1}/{:.1}/{:.1}", self.min, self.median, self.max)
    }
}
