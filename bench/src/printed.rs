//! Subjects that print tables of their own. Each runs as a process of its own, so that one's memory does not reach another's
//! figures; what it prints is kept as it stands.

use crate::bench::Bench;
use crate::results::Section;
use std::error::Error;
use std::process::{Command, Stdio};

pub fn board(bench: &Bench, section: &mut Section) -> Result<(), Box<dyn Error>> {
    let python = bench.interpreter()?.display().to_string();
    let projects = bench.size(1_000_000, 20_000).to_string();
    print(bench, section, &["board", "--projects", &projects, "--python", &python])
}

pub fn schedule(bench: &Bench, section: &mut Section) -> Result<(), Box<dyn Error>> {
    let tasks = bench.size(100_000, 2_000).to_string();
    let folder = bench.folder.display().to_string();
    print(bench, section, &["schedule", "--tasks", &tasks, "--folder", &folder])
}

pub fn allot(bench: &Bench, section: &mut Section) -> Result<(), Box<dyn Error>> {
    let python = bench.interpreter()?.display().to_string();
    let seconds = bench.size(60, 5).to_string();
    print(bench, section, &["allot", "--seconds", &seconds, "--python", &python])
}

pub fn claims(_: &Bench, section: &mut Section) -> Result<(), Box<dyn Error>> {
    run(section, &["claims"])
}

fn print(bench: &Bench, section: &mut Section, words: &[&str]) -> Result<(), Box<dyn Error>> {
    let rounds = bench.rounds.to_string();
    run(section, &[words, &["--rounds", &rounds]].concat())
}

/// Exit 1 says that a target was missed.
fn run(section: &mut Section, words: &[&str]) -> Result<(), Box<dyn Error>> {
    let mut command = Command::new(std::env::current_exe()?);
    let output = command.args(words).stdin(Stdio::null()).stderr(Stdio::inherit()).output()?;
    section.print(String::from_utf8_lossy(&output.stdout).into_owned());
    match output.status.code() {
        Some(0) => Ok(()),
        Some(1) => Err("a target was missed".into()),
        _ => Err(format!("bench {} ended with {}", words.join(" "), output.status).into()),
    }
}
