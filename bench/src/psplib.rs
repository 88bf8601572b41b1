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
        match longest_path(path) {
            Ok((days, told)) if days == told => agreeing += 1,
            Ok((days, told)) => println!("{}: {days} days, the header says {told}", path.display()),
            Err(error) => println!("{}: {error}", path.display()),
        }
    }
    println!("{agreeing} of {} instances agree", paths.len());
    match paths.len() {
        0 => Err("there are no .sm files in the folder".into()),
        all if all == agreeing => Ok(()),
        _ => Err("some instances disagree".into()),
    }
}

/// Days of the longest path as computed and as the header tells.
fn longest_path(path: &Path) -> Result<(i64, i64), Box<dyn Error>> {
    let instance = psplib::read(&std::fs::read_to_string(path)?)?;
    let computed = schedule(&instance.network, Options::default())?;
    Ok(((computed.finish.seconds() - computed.start.seconds()) / DAY, instance.mpm_time))
}
