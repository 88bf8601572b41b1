//! From a clean clone to the first page: everything built from nothing, with an empty `CARGO_HOME`, the registries reachable.

use crate::bench::Bench;
use crate::line::Line;
use crate::process::spent;
use crate::results::Section;
use crate::start::make_run;
use std::error::Error;
use std::process::Command;

#[tokio::main]
pub async fn run(bench: &Bench, section: &mut Section) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir_in(&bench.folder)?;
    let clone = folder.path().join("clone");
    spent(Command::new("git").args(["clone", "--quiet", "--no-hardlinks", "."]).arg(&clone))?;
    let commit = spent(Command::new("git").args(["-C"]).arg(&clone).args(["log", "-1", "--format=%h %s"]))?;
    section
        .note(format!("commit {}; the toolchain and Debian's packages were installed already", commit.output.trim()));
    let home = folder.path().join("cargo");
    let npm = folder.path().join("npm");
    let surroundings = [
        ("CARGO_HOME", home.as_os_str()),
        ("npm_config_cache", npm.as_os_str()),
        ("CARGO_TARGET_DIR", "target".as_ref()),
    ];
    let took = make_run(folder.path(), &clone, &surroundings).await?;
    let minutes = took.as_secs_f64() / 60.0;
    section.line(
        Line::new("clean clone, empty CARGO_HOME: `make run` to its first page", "min", vec![minutes]).at_most(10.0),
    );
    Ok(())
}
