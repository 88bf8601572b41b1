//! Papers as Word documents, in the format of GB/T 9704-2012.
//!
//! The package is written here rather than by a library: docx-rs 0.4 knows no repeated table headers, no charts and
//! no document title, puts the settings in an order that the schema forbids and numbers its parts from counters of the
//! whole process, so that the same paper would not give the same bytes.

mod body;
mod chart;
mod paragraph;
mod parts;
mod table;

use crate::{Paper, PaperError};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{DateTime, ZipWriter};

/// The paper as a `.docx` file.
pub fn docx(paper: &Paper) -> Result<Vec<u8>, PaperError> {
    paper.check()?;
    let mut package = Package::new();
    let document = body::document(paper);
    let charts: Vec<chart::ChartPart> = paper.charts().map(chart::part).collect::<Result<_, _>>()?;
    package.add("[Content_Types].xml", parts::content_types(charts.len()).as_bytes())?;
    package.add("_rels/.rels", parts::PACKAGE_RELATIONS.as_bytes())?;
    package.add("docProps/core.xml", parts::core_properties(paper).as_bytes())?;
    package.add("docProps/app.xml", parts::APP_PROPERTIES.as_bytes())?;
    package.add("word/document.xml", document.as_bytes())?;
    package.add("word/styles.xml", parts::styles().as_bytes())?;
    package.add("word/settings.xml", parts::SETTINGS.as_bytes())?;
    package.add("word/fontTable.xml", parts::font_table().as_bytes())?;
    package.add("word/footer1.xml", parts::footer(parts::Side::Odd).as_bytes())?;
    package.add("word/footer2.xml", parts::footer(parts::Side::Even).as_bytes())?;
    package.add("word/_rels/document.xml.rels", parts::document_relations(charts.len()).as_bytes())?;
    for (at, chart) in (1..).zip(&charts) {
        package.add(&format!("word/charts/chart{at}.xml"), chart.xml.as_bytes())?;
        package.add(&format!("word/charts/_rels/chart{at}.xml.rels"), parts::chart_relations(at).as_bytes())?;
        package.add(&format!("word/embeddings/chart{at}.xlsx"), &chart.workbook)?;
    }
    package.finish()
}

/// The file being packed; every part bears the same date, so that the same paper gives the same bytes.
struct Package {
    zip: ZipWriter<Cursor<Vec<u8>>>,
}

impl Package {
    fn new() -> Package {
        Package { zip: ZipWriter::new(Cursor::new(Vec::new())) }
    }

    fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), PaperError> {
        let options = SimpleFileOptions::default().last_modified_time(DateTime::default());
        self.zip.start_file(name, options)?;
        self.zip.write_all(bytes)?;
        Ok(())
    }

    fn finish(self) -> Result<Vec<u8>, PaperError> {
        Ok(self.zip.finish()?.into_inner())
    }
}
