//! Unpacks the type faces for the binary, and says what to do when they have not been fetched yet, instead of failing at an
//! `include_bytes!`.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

const FACES: [&str; 7] = [
    "FandolFang-Regular",
    "FandolHei-Regular",
    "FandolKai-Regular",
    "FandolSong-Bold",
    "LiberationSerif-Bold",
    "LiberationSerif-Regular",
    "NotoSerifCJKsc-Rare",
];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    for face in FACES {
        let file = format!("fonts/{face}.gz");
        println!("cargo::rerun-if-changed={file}");
        if !Path::new(&file).is_file() {
            println!(
                "cargo::error=the type face {face} is missing; run this once, on Debian or Ubuntu, then build again: \
                 sh crates/paper-pdf/fonts/fetch.sh"
            );
        } else if let Err(error) = unpack(&file, &out.join(face)) {
            println!("cargo::error=the type face {face} cannot be unpacked: {error}");
        }
    }
}

fn unpack(packed: &str, into: &Path) -> std::io::Result<()> {
    let done = Command::new("gzip").args(["-d", "-c", packed]).stdout(File::create(into)?).status()?;
    if done.success() { Ok(()) } else { Err(std::io::Error::other(format!("gzip: {done}"))) }
}
