//! Found, known and seconds for every knapsack of the OR-Library files given:
//! `cargo run --release -p allot --example orlib -- FILE…`

use std::time::Duration;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for file in std::env::args().skip(1) {
        for knapsack in allot::orlib::read(&std::fs::read_to_string(&file)?)? {
            let solved = knapsack.solve(Duration::from_secs(60));
            let (n, m) = solved.size;
            let known = solved.known.as_deref().unwrap_or("—");
            let proof = if solved.proven { "optimal".to_owned() } else { format!("bound {}", solved.bound) };
            println!("{} {n}×{m}: found {} known {known} {proof} {:.3} s", solved.name, solved.found, solved.seconds);
        }
    }
    Ok(())
}
