//! Writes a bulletin with an annex of 230 projects as PDF and says how long it took:
//! `cargo run --release -p paper-pdf --example bulletin_pdf [FOLDER]`.

#[path = "../../paper/tests/sample/mod.rs"]
mod sample;

use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let start = Instant::now();
    let fonts = paper_pdf::Fonts::embedded()?;
    println!("faces {:>7.1} ms", start.elapsed().as_secs_f64() * 1000.0);
    let paper = sample::bulletin(230);
    for _ in 0..3 {
        let start = Instant::now();
        let bytes = paper_pdf::pdf(&paper, fonts)?;
        println!("  pdf {:>7.1} ms {:>9} bytes", start.elapsed().as_secs_f64() * 1000.0, bytes.len());
        if let Some(folder) = std::env::args().nth(1) {
            std::fs::write(format!("{folder}/typst.pdf"), bytes)?;
        }
    }
    Ok(())
}
