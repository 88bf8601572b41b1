//! The city example at full size (500 projects × 6 pools × 11 regions), in several moods: seconds to a proven gap of
//! 0.1 %. `cargo run --release -p allot --example full_size -- [SEEDS]`

use allot::{Options, sample::City, solve};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let seeds = std::env::args().nth(1).and_then(|word| word.parse().ok()).unwrap_or(3);
    let moods = [
        ("typical", City::default()),
        ("all or nothing", City { divisible: 0, alternatives: 0, ..City::default() }),
        ("scarce", City { quota: 30, divisible: 0, ..City::default() }),
        ("no reserve", City { reserve: 0, divisible: 0, alternatives: 0, ..City::default() }),
        ("small reserve", City { reserve: 2, divisible: 0, ..City::default() }),
    ];
    for (mood, city) in moods {
        for seed in 1..=seeds {
            let begun = Instant::now();
            let solution = solve(&City { seed, ..city }.problem(), &Options::default())?;
            println!(
                "{mood:15} seed {seed}: {:.2} s, gap {} %, proven {}, {} nodes, total {} greedy {}",
                begun.elapsed().as_secs_f64(),
                solution.gap_percent,
                solution.proven,
                solution.nodes,
                solution.total,
                solution.by_priority.total
            );
        }
    }
    Ok(())
}
