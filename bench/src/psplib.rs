//! PSPLIB (Kolisch, Sprecher): how many instances agree with the longest path that their header tells.

use schedule::{DAY, Options, psplib, schedule};
use std::error::Error;
use std::path::Path;

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
