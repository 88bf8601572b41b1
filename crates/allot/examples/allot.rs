//! Allocates as `zhuashou allot` does: `cargo run --release -p allot --example allot -- FILE.json [--json] [SECONDS]`,
//! or `-- --city [PROJECTS]` for the sample city.

use allot::{Options, Problem, report, sample::City};
use std::process::ExitCode;
use std::time::Duration;

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let json = arguments.iter().any(|argument| argument == "--json");
    let mut words = arguments.iter().filter(|argument| !argument.starts_with("--"));
    let problem: Problem = if arguments.iter().any(|argument| argument == "--city") {
        let projects = words.next().and_then(|word| word.parse().ok()).unwrap_or(500);
        City { projects, ..City::default() }.problem()
    } else {
        let file = words.next().ok_or("usage: allot FILE.json [--json] [SECONDS]")?;
        serde_json::from_str(&std::fs::read_to_string(file)?)?
    };
    let seconds = words.next().and_then(|word| word.parse().ok()).unwrap_or(30);
    let report = report(&problem, &Options { time_limit: Duration::from_secs(seconds), ..Options::default() });
    if json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print!("{report}");
    }
    Ok(if report.is_allocated() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
