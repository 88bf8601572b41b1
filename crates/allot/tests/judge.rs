//! A second solver judges: HiGHS, called from Python, on a model written from the file format alone.
//!
//! `scripts/setup test` puts a Python that has it into `target/judge`; `ZHUASHOU_JUDGE_PYTHON` names another.

use allot::sample::City;
use allot::{Options, Problem, Quantity, solve};
use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// What the other solver reached and proved, in points.
fn judge(python: &Path, problem: &Problem, gap: f64) -> (f64, f64) {
    let scores: Vec<f64> = allot::score::marks(problem).iter().map(|marks| marks.score).collect();
    let input = json!({"problem": problem, "scores": scores, "gap": gap, "seconds": 120}).to_string();
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/judge.py");
    let mut child = Command::new(python).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    let answer: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    (answer["best"].as_f64().unwrap(), answer["bound"].as_f64().unwrap())
}

#[test]
fn neither_solver_contradicts_the_others_proof() {
    let python = std::env::var_os("ZHUASHOU_JUDGE_PYTHON")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/judge/bin/python"), PathBuf::from);
    if !python.exists() {
        eprintln!("SKIPPED: the second solver; `scripts/setup test` installs it");
        return;
    }
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples/city.json");
    let example: Problem = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut problems = vec![example];
    problems.extend((1..=4).map(|seed| City { projects: 25, seed, ..City::default() }.problem()));
    problems.extend((1..=2).map(|seed| City { projects: 80, seed, quota: 45, ..City::default() }.problem()));
    problems.push(City { projects: 80, seed: 3, reserve: 2, divisible: 0, ..City::default() }.problem());
    problems[2].weights.fairness = Quantity::units(20);
    problems[3].weights.counts = allot::problem::Counts::Investment;
    for problem in problems {
        let gap = 0.001;
        let ours = solve(&problem, &Options { time_limit: Duration::from_secs(60), gap }).unwrap();
        let (best, bound) = judge(&python, &problem, gap);
        let points = |points: allot::Points| points.0 as f64 / 1000.0;
        // HiGHS holds rows to about a millionth; shares of ours are cut to ten-thousandths.
        let room = 1e-4 * best;
        assert!(points(ours.bound) + room >= best, "our bound {} is below {best}: {}", ours.bound, problem.title);
        assert!(points(ours.total) <= bound + room, "our total {} is above {bound}: {}", ours.total, problem.title);
    }
}
