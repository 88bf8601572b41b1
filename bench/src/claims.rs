//! The figure check on a speech of forty pages, made of the labelled passages: how long reading and judging it takes.

use claims::{NoLedger, Options, check};
use std::error::Error;
use std::fs::read_to_string;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

/// Forty pages of A4 at some 750 characters.
const CHARACTERS: usize = 30_000;
/// A page of speech is checked while one waits.
const TARGET: Duration = Duration::from_millis(200);
const RUNS: usize = 20;

pub fn run() -> Result<(), Box<dyn Error>> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/claims/corpus");
    let speech = speech(&["bulletins.txt", "communiques.txt"].map(|name| read_to_string(corpus.join(name))))?;
    let options = Options { as_of: "2025-07".parse().ok(), latest: None };
    let mut times: Vec<Duration> = Vec::new();
    let mut figures = 0;
    for _ in 0..RUNS {
        let start = Instant::now();
        figures = black_box(check(black_box(&speech), &NoLedger, options)).claims.len();
        times.push(start.elapsed());
    }
    times.sort_unstable();
    println!(
        "{} characters, {figures} figures: median {:?}, best {:?}, worst {:?} of {RUNS} runs (target {TARGET:?})",
        speech.chars().count(),
        times[RUNS / 2],
        times[0],
        times[RUNS - 1]
    );
    Ok(())
}

/// Passages one after the other, three to a paragraph, until the speech is long enough.
fn speech(corpora: &[std::io::Result<String>]) -> Result<String, Box<dyn Error>> {
    let mut passages: Vec<&str> = Vec::new();
    for corpus in corpora {
        let corpus = corpus.as_ref().map_err(|e| format!("the labelled passages: {e}"))?;
        passages.extend(corpus.lines().filter_map(|line| line.strip_prefix("> ")));
    }
    let mut speech = String::new();
    let mut length = 0;
    for (number, passage) in passages.iter().cycle().enumerate() {
        if length >= CHARACTERS {
            break;
        }
        speech.push_str(passage);
        length += passage.chars().count();
        if number % 3 == 2 {
            speech.push('\n');
        }
    }
    Ok(speech)
}
