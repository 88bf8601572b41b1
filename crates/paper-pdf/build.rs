//! Says what to do when the type faces have not been fetched yet, instead of failing at an `include_bytes!`.

use std::path::Path;

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
    for face in FACES {
        let file = format!("fonts/{face}.gz");
        println!("cargo::rerun-if-changed={file}");
        if !Path::new(&file).is_file() {
            println!(
                "cargo::error=the type face {face} is missing; run this once, on Debian or Ubuntu, then build again: \
                 sh crates/paper-pdf/fonts/fetch.sh"
            );
        }
    }
}
