//! A manuscript as it comes in: a Word file, or text in any of the usual encodings.

use crate::docx::{self, DocxError};
use crate::report::Report;
use crate::source::decode;

/// The text of a manuscript, and the Word file it came from.
#[derive(Clone, Debug)]
pub struct Manuscript {
    pub text: String,
    word: Option<Vec<u8>>,
}

/// Why a file is no manuscript.
#[derive(Debug, thiserror::Error)]
pub enum ManuscriptError {
    #[error(transparent)]
    Docx(#[from] DocxError),
    #[error("这是旧版Word文件(.doc),请在Word中另存为.docx后再核对")]
    OldWord,
    #[error("这是PDF文件,请提供Word文件(.docx)或文本文件")]
    Pdf,
    #[error("这不是文本文件,请提供Word文件(.docx)、.txt或.md文件")]
    Binary,
    #[error("文件里没有文字")]
    Empty,
}

impl Manuscript {
    /// Reads a file by what it is, not by what it is called.
    pub fn read(bytes: Vec<u8>) -> Result<Manuscript, ManuscriptError> {
        let begins = |mark: &[u8]| bytes.starts_with(mark);
        let manuscript = if begins(b"PK\x03\x04") {
            Manuscript { text: docx::text(&bytes)?.text, word: Some(bytes) }
        } else if begins(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
            return Err(ManuscriptError::OldWord);
        } else if begins(b"%PDF") {
            return Err(ManuscriptError::Pdf);
        } else {
            Manuscript { text: plain(&bytes)?, word: None }
        };
        if manuscript.text.trim().is_empty() { Err(ManuscriptError::Empty) } else { Ok(manuscript) }
    }

    /// Text that somebody pasted.
    pub fn pasted(text: &str) -> Result<Manuscript, ManuscriptError> {
        if text.trim().is_empty() {
            return Err(ManuscriptError::Empty);
        }
        Ok(Manuscript { text: text.to_owned(), word: None })
    }

    pub const fn is_word(&self) -> bool {
        self.word.is_some()
    }

    /// The Word file with a comment at every judged figure; `None` for mere text.
    pub fn commented(&self, report: &Report) -> Result<Option<Vec<u8>>, DocxError> {
        self.word.as_deref().map(|bytes| docx::comment(bytes, report)).transpose()
    }
}

/// Bytes without a byte order mark that hold a zero are no text in any encoding in use.
fn plain(bytes: &[u8]) -> Result<String, ManuscriptError> {
    if encoding_rs::Encoding::for_bom(bytes).is_none() && bytes.contains(&0) {
        return Err(ManuscriptError::Binary);
    }
    Ok(decode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_what_they_are() {
        let text = "开工率达到93.5%。";
        assert_eq!(Manuscript::read(text.into()).unwrap().text, text);
        let utf16: Vec<u8> = [0xfeff_u16].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(Manuscript::read(utf16).unwrap().text, text);
        let refused = |bytes: &[u8]| Manuscript::read(bytes.to_vec()).unwrap_err();
        assert!(matches!(refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1..."), ManuscriptError::OldWord));
        assert!(matches!(refused(b"%PDF-1.7"), ManuscriptError::Pdf));
        assert!(matches!(refused(b"\x89PNG\0\0"), ManuscriptError::Binary));
        assert!(matches!(refused(b" \n"), ManuscriptError::Empty));
        assert!(matches!(refused(b"PK\x03\x04nonsense"), ManuscriptError::Docx(_)));
    }
}
