//! Official papers as PDF.
//!
//! Typst sets the type. It is two thirds of the product's build, so it stands in this crate alone, which holds nothing
//! that changes often: the paper comes in as data ([`paper::Paper`]), the looks are one template, `paper.typ`. Texts
//! reach the template as JSON strings and are never read as markup.
//!
//! The type faces are built into the binary; `fonts/fetch.sh` fetches them once, before the first build.

mod data;
mod fonts;
mod world;

pub use fonts::Fonts;

use chrono::Datelike;
use paper::{Paper, PaperError};
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, Timestamp};

/// Why a paper could not be written as PDF.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// The paper contradicts itself.
    #[error(transparent)]
    Paper(#[from] PaperError),
    /// A type face inside the binary cannot be read.
    #[error("内置字体{name}无法读取：{reason}")]
    Face {
        /// Which one.
        name: &'static str,
        /// Why not.
        reason: String,
    },
    /// The paper could not be set, which is a mistake of ours.
    #[error("PDF排版失败：{0}")]
    Setting(String),
}

/// The paper as a PDF. The same paper gives the same bytes.
pub fn pdf(paper: &Paper, fonts: &Fonts) -> Result<Vec<u8>, PdfError> {
    paper.check()?;
    let sheet = world::Sheet::new(fonts, data::files(paper)).ok_or_else(|| PdfError::Setting("文件名".to_owned()))?;
    let document = typst::compile::<PagedDocument>(&sheet).output;
    let bytes = document.and_then(|document| typst_pdf::pdf(&document, &options(paper)));
    typst::comemo::evict(0);
    bytes.map_err(|errors| PdfError::Setting(errors.iter().map(words).collect::<Vec<_>>().join("；")))
}

fn words(error: &SourceDiagnostic) -> String {
    let hints: String = error.hints.iter().map(|hint| format!("（{}）", hint.v)).collect();
    format!("{}{hints}", error.message)
}

fn options(paper: &Paper) -> PdfOptions {
    let date = paper.date.and_then(|date| Datetime::from_ymd(date.year(), date.month() as u8, date.day() as u8));
    PdfOptions {
        ident: Smart::Custom(paper.file_stem.clone()),
        creator: Smart::Custom(None),
        timestamp: date.map(Timestamp::new_utc),
        ..PdfOptions::default()
    }
}
