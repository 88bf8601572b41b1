//! The files a bulletin leaves the office as.

use paper::{Paper, PaperError};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Word,
    Excel,
    Pdf,
    Html,
    Markdown,
}

#[derive(Debug, thiserror::Error)]
pub enum FormatError {
    #[error(transparent)]
    Paper(#[from] PaperError),
    #[error(transparent)]
    Pdf(#[from] paper_pdf::PdfError),
}

impl Format {
    pub const ALL: [Format; 5] = [Format::Word, Format::Excel, Format::Pdf, Format::Html, Format::Markdown];

    pub fn of_extension(extension: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|f| f.extension().eq_ignore_ascii_case(extension))
    }

    pub const fn extension(self) -> &'static str {
        match self {
            Format::Word => "docx",
            Format::Excel => "xlsx",
            Format::Pdf => "pdf",
            Format::Html => "html",
            Format::Markdown => "md",
        }
    }

    pub const fn content_type(self) -> &'static str {
        match self {
            Format::Word => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Format::Excel => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format::Pdf => "application/pdf",
            Format::Html => "text/html; charset=utf-8",
            Format::Markdown => "text/markdown; charset=utf-8",
        }
    }

    /// The file's bytes. Takes up to a second for a PDF: call it off the async threads.
    pub fn write(self, paper: &Paper) -> Result<Vec<u8>, FormatError> {
        Ok(match self {
            Format::Word => paper::docx(paper)?,
            Format::Excel => paper::xlsx(paper)?,
            Format::Pdf => paper_pdf::pdf(paper, paper_pdf::Fonts::embedded()?)?,
            Format::Html => paper::html_page(paper).into_bytes(),
            Format::Markdown => paper::markdown(paper).into_bytes(),
        })
    }
}
