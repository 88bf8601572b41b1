//! Gives a Word file back with comments at its figures: `cargo run -p claims --example annotate -- IN.docx OUT.docx`.

use claims::{NoLedger, Options, check, docx};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let bytes = std::fs::read(args.next().unwrap_or_default())?;
    let report = check(&docx::text(&bytes)?.text, &NoLedger, Options::default());
    std::fs::write(args.next().unwrap_or_default(), docx::comment(&bytes, &report)?)?;
    println!("{} figures, clean: {}", report.claims.len(), report.is_clean());
    Ok(())
}
