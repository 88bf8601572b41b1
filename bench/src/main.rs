//! Measurements, a file each. `make bench` runs those that have a peer; the others take a folder of public instances.

mod allot;
mod board;
mod claims;
mod orlib;
mod psplib;
mod schedule;

use clap::{Parser, Subcommand};
use std::error::Error;
use std::path::PathBuf;

/// Measures the product against its peers and against public instances.
#[derive(Debug, Parser)]
#[command(name = "bench", arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    subject: Subject,
}

#[derive(Debug, Subcommand)]
enum Subject {
    /// The schedule engine beside MPXJ and plain Python lists, on 100,000 tasks
    Schedule(schedule::Asked),
    /// The board over a million projects and 24 months against PostgreSQL, DuckDB, polars and numpy
    Board(board::Options),
    /// The figure check on a speech of forty pages
    Claims,
    /// The city's allocation at full size, beside HiGHS
    Allot(allot::Asked),
    /// Longest paths of a folder of PSPLIB instances against the MPM-Time in their headers
    Psplib { folder: PathBuf },
    /// Found and known optima of OR-Library multidimensional knapsacks
    Orlib {
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

fn main() -> Result<(), Box<dyn Error>> {
    match Cli::parse().subject {
        Subject::Schedule(asked) => schedule::run(&asked),
        Subject::Board(options) => {
            let met = board::run(&options)?;
            if met { Ok(()) } else { Err("not every target was met".into()) }
        }
        Subject::Claims => claims::run(),
        Subject::Allot(asked) => allot::run(&asked),
        Subject::Psplib { folder } => psplib::run(&folder),
        Subject::Orlib { files } => orlib::run(&files),
    }
}
