//! Measurements, a file each. `make bench` runs those that have a peer; the others take a folder of public instances.

mod allot;
mod bench;
mod board;
mod bulletin;
mod claims;
mod first_page;
mod import;
mod ledger_workbook;
mod line;
mod load;
mod machine;
mod orlib;
mod pages;
mod peers;
mod printed;
mod process;
mod psplib;
mod redmine;
mod results;
mod schedule;
mod start;

use bench::Bench;
use clap::{Args, Parser, Subcommand};
use results::Section;
use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

/// The product's own allocator: what is measured is what it does.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Measures the product against its peers and against public instances.
#[derive(Debug, Parser)]
#[command(name = "bench", arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Ours and theirs in turn on the same data; results land in bench/results.md
    Run(Run),
    /// Longest paths of a folder of PSPLIB instances against the MPM-Time in their headers
    Psplib { folder: PathBuf },
    /// Found and known optima of OR-Library multidimensional knapsacks
    Orlib {
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// The schedule engine beside MPXJ and plain Python lists, on 100,000 tasks
    Schedule(schedule::Asked),
    /// The board over a million projects and 24 months against PostgreSQL, DuckDB, polars and numpy
    Board(board::Options),
    /// The figure check on a speech of forty pages
    Claims,
    /// The city's allocation at full size, beside HiGHS
    Allot(allot::Asked),
}

#[derive(Debug, Args)]
pub struct Run {
    /// One subject, by name; several with commas
    #[arg(long, value_delimiter = ',')]
    pub only: Vec<String>,
    /// How often each side is measured, in turn
    #[arg(long, default_value_t = 5)]
    pub rounds: usize,
    /// Small data and short loads, to see that everything runs; the results are printed and not kept
    #[arg(long)]
    pub small: bool,
    /// Ours without Redmine, to see where the time goes; the results are printed and not kept
    #[arg(long)]
    pub alone: bool,
    /// The release binary
    #[arg(long, default_value = "target/release/zhuashou")]
    pub binary: PathBuf,
    /// Folder for peers and data
    #[arg(long, default_value = "target/bench")]
    pub folder: PathBuf,
}

type Measure = fn(&Bench, &mut Section) -> Result<(), Box<dyn Error>>;

/// Name, whether it runs without being named, what it does.
const SUBJECTS: &[(&str, bool, Measure)] = &[
    ("board", true, printed::board),
    ("import", true, import::run),
    ("bulletin", true, bulletin::run),
    ("start", true, start::run),
    ("pages", true, pages::run),
    ("redmine", true, redmine::run),
    ("schedule", true, printed::schedule),
    ("allot", true, printed::allot),
    ("claims", true, printed::claims),
    ("psplib", true, psplib::against_headers),
    ("orlib", true, orlib::against_known),
    ("first-page", false, first_page::run),
];

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Run(asked) => measure(asked),
        Command::Psplib { folder } => psplib::run(&folder).map(|()| true),
        Command::Orlib { files } => orlib::run(&files).map(|()| true),
        Command::Schedule(asked) => schedule::run(&asked).map(|()| true),
        Command::Board(options) => board::run(&options),
        Command::Claims => claims::run().map(|()| true),
        Command::Allot(asked) => allot::run(&asked).map(|()| true),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::from(2)
        }
    }
}

/// Runs the subjects asked for; whether all could be measured and every target was met.
fn measure(asked: Run) -> Result<bool, Box<dyn Error>> {
    if let Some(unknown) = asked.only.iter().find(|only| !SUBJECTS.iter().any(|(name, ..)| name == only)) {
        let names: Vec<&str> = SUBJECTS.iter().map(|(name, ..)| *name).collect();
        return Err(format!("no subject “{unknown}”; there are {}", names.join(", ")).into());
    }
    let chosen = |name: &str, usual: bool| {
        if asked.only.is_empty() { usual } else { asked.only.iter().any(|only| only == name) }
    };
    let bench = Bench::new(&asked)?;
    let mut good = true;
    for (name, _, run) in SUBJECTS.iter().filter(|(name, usual, _)| chosen(name, *usual)) {
        let mut section = Section::begin(name)?;
        if let Err(error) = run(&bench, &mut section) {
            section.failed(&error.to_string());
        }
        good &= section.is_good();
        if !asked.small && !asked.alone {
            results::keep(&section)?;
        }
    }
    Ok(good)
}
