//! Word files: their text for reading, and the file given back with comments at the figures.
//!
//! The text is what a reader sees when all tracked changes are accepted: inserted words count, deleted ones do not. Cells of a
//! table row are separated by tabs; text boxes follow the paragraph that anchors them; footnotes and endnotes come last. Parts are read
//! as streams with limits, so a file that unpacks to gigabytes is refused and not swallowed. Macros are neither run nor read.

mod comment;
mod marks;
mod package;
mod walk;

pub use comment::comment;
use package::Package;
use walk::Walk;

/// Why a Word file cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum DocxError {
    #[error("不是Word文件(.docx):{0}")]
    NotAPackage(#[from] zip::result::ZipError),
    #[error("Word文件中没有正文")]
    NoBody,
    #[error("Word文件中的{part}不是规范的XML:{reason}")]
    BadXml { part: String, reason: String },
    #[error("Word文件解开后过大(超过{0}MB),拒绝读取")]
    TooLarge(u64),
    #[error("Word文件的{0}带有文档类型定义(DTD),拒绝读取")]
    Dtd(String),
    #[error("核对结果与文件内容不符:第{0}个字处应为“{1}”")]
    OtherText(usize, String),
    #[error("读写Word文件出错:{0}")]
    Io(#[from] std::io::Error),
}

/// The text of a Word file and where it stands in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    pub text: String,
    pub paragraphs: Vec<Paragraph>,
}

/// A paragraph (or table cell paragraph): characters `start..end` of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paragraph {
    pub start: usize,
    pub end: usize,
    /// The part of the package: `word/document.xml`, `word/footnotes.xml`.
    pub part: String,
    pub runs: Vec<Run>,
}

/// A run (`w:r`): characters `start..end` of the text, and its running number in the part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    pub number: usize,
    pub start: usize,
    pub end: usize,
}

/// Reads the text of a `.docx` (or `.docm`) file.
pub fn text(bytes: &[u8]) -> Result<Document, DocxError> {
    let mut package = Package::open(bytes)?;
    let body = package.body_part()?;
    let mut walk = Walk::default();
    package.read(&body, |reader| walk.part(reader, &body))?;
    let folder = body.rsplit_once('/').map_or("", |(folder, _)| folder);
    for notes in ["footnotes.xml", "endnotes.xml"] {
        let part = if folder.is_empty() { notes.to_owned() } else { format!("{folder}/{notes}") };
        if package.has(&part) {
            package.read(&part, |reader| walk.part(reader, &part))?;
        }
    }
    Ok(walk.document)
}
