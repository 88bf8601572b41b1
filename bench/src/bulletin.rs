//! The month's bulletin of 230 projects: ours as Word, Excel and PDF, against python-docx writing the same text and tables and
//! LibreOffice turning them into PDF.

use crate::bench::Bench;
use crate::line::Line;
use crate::process::spent;
use crate::results::Section;
use std::error::Error;
use std::path::Path;
use std::process::Command;

const MONTH: &str = "2025-07";

pub fn run(bench: &Bench, section: &mut Section) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir_in(&bench.folder)?;
    let product = bench.city(230, folder.path())?;
    let write = |file: &str| {
        let out = folder.path().join(file).display().to_string();
        Ok::<f64, Box<dyn Error>>(spent(&mut product.command(&["bulletin", "--as-of", MONTH, "--out", &out]))?.seconds)
    };
    // What the peer writes: the same words and tables, taken from our Markdown.
    write("bulletin.md")?;
    let mut ours = Vec::new();
    let mut theirs = Vec::new();
    for _ in 0..bench.rounds {
        ours.push(write("ours.docx")? + write("ours.xlsx")? + write("ours.pdf")?);
        theirs.push(write_with_peers(bench, folder.path())?);
    }
    let pages = |name: &str| std::fs::metadata(folder.path().join(name)).map(|file| file.len() / 1024);
    section.note(format!("our PDF has {} KB, theirs {} KB", pages("ours.pdf")?, pages("theirs.pdf")?));
    let line = Line::new("bulletin of 230 projects: Word + Excel + PDF", "s", ours);
    section.line(line.against("python-docx + LibreOffice: Word + PDF", theirs).times(5.0));
    Ok(())
}

fn write_with_peers(bench: &Bench, folder: &Path) -> Result<f64, Box<dyn Error>> {
    let docx = folder.join("theirs.docx");
    let written = spent(bench.python("write_with_python_docx.py")?.arg(folder.join("bulletin.md")).arg(&docx))?;
    let mut office = Command::new("soffice");
    office.arg(format!("-env:UserInstallation=file://{}", bench.folder.join("libreoffice").display()));
    office.args(["--headless", "--convert-to", "pdf", "--outdir"]).arg(folder).arg(&docx);
    let turned = spent(&mut office)?;
    if !folder.join("theirs.pdf").exists() {
        return Err(format!("LibreOffice wrote no PDF: {}", turned.output).into());
    }
    Ok(written.seconds + turned.seconds)
}
