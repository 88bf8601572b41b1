//! A workbook of 100,000 projects: ours checked and committed, against openpyxl merely reading it.

use crate::bench::Bench;
use crate::ledger_workbook;
use crate::line::Line;
use crate::process::spent;
use crate::results::Section;
use rig::Product;
use std::error::Error;

pub fn run(bench: &Bench, section: &mut Section) -> Result<(), Box<dyn Error>> {
    let rows = bench.size(100_000, 2_000);
    let book = bench.folder.join(format!("ledger-{rows}.xlsx"));
    if !book.exists() {
        ledger_workbook::write(&book, u32::try_from(rows)?)?;
    }
    let mut theirs_command = bench.python("read_with_openpyxl.py")?;
    theirs_command.arg(&book);
    let (mut ours, mut peaks, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..bench.rounds {
        let folder = tempfile::tempdir_in(&bench.folder)?;
        let product = Product::on_sqlite(&bench.binary, folder.path());
        let words = ["import", "--year", "2025", &book.display().to_string()];
        let imported = spent(&mut product.command(&words))?;
        expect(&imported.output, &format!("新增{rows}"))?;
        let read = spent(&mut theirs_command)?;
        expect(&read.output, &format!("{} rows", rows + 3))?;
        ours.push(imported.seconds);
        peaks.push(imported.peak_mb);
        theirs.push(read.seconds);
    }
    let what = format!("{rows} × 28 workbook: read, checked, committed into a new SQLite file");
    section.line(Line::new(what, "s", ours).against("openpyxl, read-only mode, reading", theirs).times(5.0));
    section.line(Line::new("the most memory held meanwhile", "MB", peaks).at_most(600.0));
    Ok(())
}

fn expect(output: &str, part: &str) -> Result<(), Box<dyn Error>> {
    if output.contains(part) { Ok(()) } else { Err(format!("expected “{part}” in “{}”", output.trim()).into()) }
}
