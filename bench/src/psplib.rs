//! PSPLIB (Kolisch, Sprecher): how many instances agree with the longest path that their header tells.

use crate::bench::Bench;
use crate::results::Section;
use schedule::{DAY, Options, psplib, schedule};
use std::error::Error;
use std::path::Path;
use std::time::Instant;

/// The sets in the benchmark folder, where there is one.
pub fn against_headers(bench: &Bench, section: &mut Section) -> Result<(), Box<dyn Error>> {
    let Some(folder) = &bench.benchmarks else {
        section.note("skipped: ZHUASHOU_BENCHMARKS names no folder with psplib/");
        return Ok(());
    };
    let begun = Instant::now();
    run(&folder.join("psplib"))?;
    section.note(format!("psplib: every instance agrees with its header, {:.2} s", begun.elapsed().as_secs_f64()));
    Ok(())
}

pub fn run(folder: &Path) -> Result<(), Box<dyn Error>> {
    let mut paths: Vec<_> = std::fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "sm"));
    paths.sort();
    let mut agreeing = 0;
    for path in &paths {
        let instance = psplib::read(&std::fs::read_to_string(path)?)?;
        let computed = schedule(&instance.network, Options::default())?;
        let days = (computed.finish.seconds() - computed.start.seconds()) / DAY;
        if days == instance.mpm_time {
            agreeing += 1;
        } else {
            println!("{}: {days}, header {}", path.display(), instance.mpm_time);
        }
    }
    println!("{agreeing} of {} instances agree", paths.len());
    if agreeing == paths.len() { Ok(()) } else { Err("some instances disagree".into()) }
}
