//! `cargo run --release -p schedule --example psplib -- DIR`: how many instances agree with their header.

use schedule::{DAY, Options, psplib, schedule};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("which folder?")?;
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
    Ok(())
}
