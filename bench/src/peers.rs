//! The peers' programs, and the one Python environment that all of them use.

use crate::process::spent;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A program of `bench/peers`; `make bench` runs in the repository's root.
pub fn program(name: &str) -> Result<PathBuf, Box<dyn Error>> {
    let path = Path::new("bench/peers").join(name);
    path.canonicalize().map_err(|e| format!("{}: {e}; run the bench in the repository's root", path.display()).into())
}

/// The environment in `folder` with the packages of `bench/peers/requirements.txt`, whose versions are of one day, so that a
/// measurement can be repeated. They are installed when the file says something else than what was installed last.
pub fn environment(folder: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let environment = folder.join("venv");
    let requirements = program("requirements.txt")?;
    let wanted = std::fs::read_to_string(&requirements)?;
    let installed = environment.join("installed");
    if std::fs::read_to_string(&installed).ok().as_deref() != Some(wanted.as_str()) {
        eprintln!("installing {}", wanted.split_whitespace().collect::<Vec<_>>().join(" "));
        spent(Command::new("python3").args(["-m", "venv"]).arg(&environment))?;
        spent(Command::new(environment.join("bin/pip")).args(["install", "--quiet", "-r"]).arg(&requirements))?;
        std::fs::write(&installed, wanted)?;
    }
    Ok(environment)
}

/// The environment's Python.
pub fn interpreter(folder: &Path) -> Result<PathBuf, Box<dyn Error>> {
    Ok(environment(folder)?.join("bin/python"))
}
