//! The long run: every target in turn, until stopped or until something is found.

use clap::Parser;
use fuzz::run::{Bounds, run};
use fuzz::target::TARGETS;
use std::process::ExitCode;
use std::time::Duration;

/// Feeds damaged and hostile input to everything that reads what others wrote.
#[derive(Debug, Parser)]
#[command(name = "fuzz")]
struct Cli {
    /// One target: workbook, csv, scope, docx, schedule, requests
    #[arg(long)]
    only: Option<String>,
    /// Seconds for each target
    #[arg(long, default_value_t = 600)]
    seconds: u64,
    /// Repeats an earlier run
    #[arg(long)]
    seed: Option<u64>,
}

fn main() -> ExitCode {
    let asked = Cli::parse();
    let seed = asked.seed.unwrap_or_else(rand::random);
    let bounds = Bounds { inputs: usize::MAX, time: Duration::from_secs(asked.seconds) };
    let mut good = true;
    for target in TARGETS.iter().filter(|target| asked.only.as_ref().is_none_or(|only| only == target.name)) {
        println!("{}: seed {seed}", target.name);
        match run(target, seed, bounds) {
            Ok(fed) => println!("{}: {fed} inputs, nothing found", target.name),
            Err(fault) => {
                println!("{fault}");
                good = false;
            }
        }
    }
    if good { ExitCode::SUCCESS } else { ExitCode::from(1) }
}
