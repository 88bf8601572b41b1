//! A short run of every target: the whole corpus and some mutated inputs, the same each time, so that a change is judged by
//! itself. `make fuzz` looks for new ones; `ZHUASHOU_FUZZ_SEED` repeats one of its runs here.

use fuzz::run::{Bounds, run};
use fuzz::target::TARGETS;
use std::time::Duration;

fn feed(name: &str, inputs: usize) {
    let seed = match std::env::var("ZHUASHOU_FUZZ_SEED") {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("ZHUASHOU_FUZZ_SEED={text} is not a number")),
        Err(_) => 20_250_731,
    };
    println!("ZHUASHOU_FUZZ_SEED={seed}");
    let target = TARGETS.iter().find(|target| target.name == name).expect("a target of this name");
    let bounds = Bounds { inputs, time: Duration::from_secs(30) };
    let fed = run(target, seed, bounds).unwrap_or_else(|fault| panic!("{fault}"));
    println!("{name}: {fed} inputs");
}

#[test]
fn damaged_workbooks_are_read_or_refused() {
    feed("workbook", 1_500);
}

#[test]
fn damaged_tables_of_text_are_read_or_refused() {
    feed("csv", 2_000);
}

#[test]
fn any_filter_in_an_address_is_read_or_refused_and_reads_the_same_again() {
    feed("scope", 30_000);
}

#[test]
fn damaged_papers_are_read_or_refused() {
    feed("docx", 1_000);
}

#[test]
fn damaged_schedules_are_read_or_refused() {
    feed("schedule", 3_000);
}

#[test]
fn no_request_is_answered_with_a_failure_of_the_server() {
    feed("requests", 1_500);
}
