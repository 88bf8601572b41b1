//! `zhuashou allot`: the best allocation of scarce quotas, and why.

use super::{Failure, data_error, say, say_json};
use crate::cli::Allot;
use allot::{Options, Report, report};
use std::time::Duration;

/// Reads the file, allocates, prints. Needs no database.
pub fn run(asked: &Allot) -> Result<(), Failure> {
    let file = asked.file.display();
    let text = std::fs::read_to_string(&asked.file)
        .map_err(|error| data_error(format!("无法读取{file}:{error};应为UTF-8编码的JSON文件")))?;
    let options = Options { time_limit: Duration::from_secs(asked.seconds), ..Options::default() };
    let report = match allot::read(&text) {
        Ok(problem) => report(&problem, &options),
        Err(faults) => Report::Faulty { faults },
    };
    if asked.json {
        say_json(&report)?;
    } else {
        say(report.to_string().trim_end())?;
    }
    if report.is_allocated() { Ok(()) } else { Err(Failure::Told) }
}
