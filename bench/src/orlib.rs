//! OR-Library multidimensional knapsacks: found, known and seconds per problem.

use crate::bench::Bench;
use crate::results::Section;
use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(60);

/// The files in the benchmark folder, where there is one.
pub fn against_known(bench: &Bench, section: &mut Section) -> Result<(), Box<dyn Error>> {
    let Some(folder) = &bench.benchmarks else {
        section.note("skipped: ZHUASHOU_BENCHMARKS names no folder with orlib/");
        return Ok(());
    };
    let mut files: Vec<_> =
        std::fs::read_dir(folder.join("orlib"))?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| file.extension().is_some_and(|e| e == "txt"));
    files.sort();
    let mut found = Vec::new();
    for file in files {
        let knapsacks = ::allot::orlib::read(&std::fs::read_to_string(file)?)?;
        found.extend(knapsacks.into_iter().map(|one| one.solve(PATIENCE)));
    }
    let best = found.iter().filter(|one| one.known.as_ref().is_none_or(|known| *known == one.found)).count();
    let seconds: f64 = found.iter().map(|one| one.seconds).sum();
    section.note(format!("{best} of {} problems: the published optimum found, {seconds:.2} s in all", found.len()));
    if best == found.len() { Ok(()) } else { Err("some optima were not found".into()) }
}

pub fn run(files: &[PathBuf]) -> Result<(), Box<dyn Error>> {
    for file in files {
        for knapsack in ::allot::orlib::read(&std::fs::read_to_string(file)?)? {
            let solved = knapsack.solve(PATIENCE);
            let (n, m) = solved.size;
            let known = solved.known.as_deref().unwrap_or("—");
            let proof = if solved.proven { "optimal".to_owned() } else { format!("bound {}", solved.bound) };
            println!("{} {n}×{m}: found {} known {known} {proof} {:.3} s", solved.name, solved.found, solved.seconds);
        }
    }
    Ok(())
}
