//! OR-Library multidimensional knapsacks: found, known and seconds per problem.

use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;

pub fn run(files: &[PathBuf]) -> Result<(), Box<dyn Error>> {
    for file in files {
        for knapsack in ::allot::orlib::read(&std::fs::read_to_string(file)?)? {
            let solved = knapsack.solve(Duration::from_secs(60));
            let (n, m) = solved.size;
            let known = solved.known.as_deref().unwrap_or("—");
            let proof = if solved.proven { "optimal".to_owned() } else { format!("bound {}", solved.bound) };
            println!("{} {n}×{m}: found {} known {known} {proof} {:.3} s", solved.name, solved.found, solved.seconds);
        }
    }
    Ok(())
}
