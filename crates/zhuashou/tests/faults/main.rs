//! The product broken on purpose: killed at random moments under load, its database stopped and started, its disk filled.
//!
//! Whatever happens, nothing that was acknowledged is lost, nothing half-done is seen, and `zhuashou verify` passes. What was
//! acknowledged is written down in a [`book::Book`] outside the product; every check compares the product with it.
//!
//! Each test prints the seed of its random moments; `ZHUASHOU_FAULT_SEED` repeats it. `ZHUASHOU_FAULT_KILLS` says how often each
//! server is killed: a few times in `make test`, fifty times in `make faults`.

mod book;
mod disk;
mod kills;
mod load;
mod office;
mod outage;

use std::path::Path;

/// The product as cargo built it for this test.
fn binary() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_zhuashou"))
}

/// Kills of each server.
fn kills() -> usize {
    number("ZHUASHOU_FAULT_KILLS").map_or(3, |n| n as usize)
}

/// The seed of the random moments, printed so that the run can be repeated.
fn seed(test: &str) -> u64 {
    let seed = number("ZHUASHOU_FAULT_SEED").unwrap_or_else(rand::random);
    println!("{test}: ZHUASHOU_FAULT_SEED={seed}");
    seed
}

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable}={text} is not a number")))
}
