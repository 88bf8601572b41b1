//! Instances of the project scheduling library PSPLIB (Kolisch, Sprecher): activities with durations and precedence. Without
//! the resources their longest path is the `MPM-Time` of the header, which judges our forward pass.

use crate::calendar::{Calendar, Hours};
use crate::moment::{DAY, Moment};
use crate::network::{Length, Network, Task};

/// An instance as a network of whole days, with the longest path that its header names.
#[derive(Clone, Debug)]
pub struct Instance {
    pub network: Network,
    pub mpm_time: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PsplibError {
    #[error("没有找到“{0}”一段")]
    MissingSection(&'static str),
    #[error("第{line}行写得不对:{text}")]
    BadLine { line: usize, text: String },
}

/// Reads a single-mode instance (`.sm`).
///
/// # Errors
/// [`PsplibError`] for a missing section or a line that is not numbers.
pub fn read(text: &str) -> Result<Instance, PsplibError> {
    let header = section(text, "MPM-Time", 1)?;
    let (line, numbers) = header.first().ok_or(PsplibError::MissingSection("MPM-Time"))?;
    let mpm_time = *numbers.get(5).ok_or_else(|| bad(text, *line))?;
    let start = Moment::midnight(kernel::Date::from_ymd_opt(2025, 1, 1).unwrap_or_default());
    let mut network = Network::new("psplib", start, Calendar::every_day("每天", &Hours::whole_day()));
    for (line, numbers) in section(text, "jobnr. mode duration", 2)? {
        let [job, _, days, ..] = numbers[..] else { return Err(bad(text, line)) };
        if job != network.tasks.len() as i64 + 1 || !(0..=100_000).contains(&days) {
            return Err(bad(text, line));
        }
        network.add(Task::new(job, &job.to_string(), Length::work(days * DAY)));
    }
    let count = network.tasks.len();
    for (line, numbers) in section(text, "jobnr.    #modes  #successors", 1)? {
        let [job, _, successors, ref after @ ..] = numbers[..] else { return Err(bad(text, line)) };
        let index = |job: i64| usize::try_from(job - 1).ok().filter(|i| *i < count);
        if usize::try_from(successors) != Ok(after.len()) {
            return Err(bad(text, line));
        }
        for next in after {
            let (Some(from), Some(to)) = (index(job), index(*next)) else { return Err(bad(text, line)) };
            network.link(from, to);
        }
    }
    Ok(Instance { network, mpm_time })
}

/// The lines of numbers that follow a heading, up to the next row of stars, with their line numbers.
fn section(text: &str, heading: &'static str, skip: usize) -> Result<Vec<(usize, Vec<i64>)>, PsplibError> {
    let heading_words: Vec<&str> = heading.split_whitespace().collect();
    let is_heading = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        words.windows(heading_words.len()).any(|w| w == heading_words)
    };
    let lines: Vec<&str> = text.lines().collect();
    let at = lines.iter().position(|line| is_heading(line)).ok_or(PsplibError::MissingSection(heading))?;
    let body = lines.iter().enumerate().skip(at + skip).take_while(|(_, line)| !line.starts_with('*'));
    let filled = body.filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('-'));
    filled
        .map(|(number, line)| {
            let numbers: Result<Vec<i64>, _> = line.split_whitespace().map(str::parse).collect();
            numbers.map(|numbers| (number, numbers)).map_err(|_| bad(text, number))
        })
        .collect()
}

fn bad(text: &str, line: usize) -> PsplibError {
    let text = text.lines().nth(line).unwrap_or_default().chars().take(60).collect();
    PsplibError::BadLine { line: line + 1, text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Options, schedule};

    const SMALL: &str = "\
************
PROJECT INFORMATION:
pronr.  #jobs rel.date duedate tardcost  MPM-Time
    1      2      0       38       26       9
************
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   3
   2        1          1           4
   3        1          1           4
   4        1          0
************
REQUESTS/DURATIONS:
jobnr. mode duration  R 1
------------------------
  1      1     0       0
  2      1     8       4
  3      1     9       1
  4      1     0       0
************
";

    #[test]
    fn an_instance_is_read_and_its_longest_path_agrees() {
        let instance = read(SMALL).unwrap();
        let schedule = schedule(&instance.network, Options::default()).unwrap();
        assert_eq!((schedule.finish.seconds() - schedule.start.seconds()) / DAY, instance.mpm_time);
    }

    #[test]
    fn damaged_instances_are_named() {
        assert_eq!(read("").unwrap_err(), PsplibError::MissingSection("MPM-Time"));
        let wrong = SMALL.replace("   2        1          1           4", "   2        1          1           7");
        assert!(matches!(read(&wrong), Err(PsplibError::BadLine { line: 9, .. })));
    }
}
