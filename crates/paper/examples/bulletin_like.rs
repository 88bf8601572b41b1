//! Writes a bulletin like the office's, with an annex of 230 projects, in every format of this crate, and says how
//! long each took: `cargo run --release -p paper --example bulletin_like [FOLDER]`.

#[path = "../tests/sample/mod.rs"]
mod sample;

use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let paper = sample::bulletin(230);
    let folder = std::env::args().nth(1);
    let timed = |name: &str, make: &dyn Fn() -> Result<Vec<u8>, paper::PaperError>| {
        let start = Instant::now();
        let bytes = make()?;
        println!("{name:>5} {:>8.1} ms {:>9} bytes", start.elapsed().as_secs_f64() * 1000.0, bytes.len());
        if let Some(folder) = &folder {
            std::fs::write(format!("{folder}/bulletin.{name}"), bytes)?;
        }
        Ok::<(), Box<dyn std::error::Error>>(())
    };
    timed("docx", &|| paper::docx(&paper))?;
    timed("xlsx", &|| paper::xlsx(&paper))?;
    timed("html", &|| Ok(paper::html_page(&paper).into_bytes()))?;
    timed("md", &|| Ok(paper::markdown(&paper).into_bytes()))?;
    Ok(())
}
