//! The type faces inside the binary: an office's machine may have none, and no way to fetch any.
//!
//! | face | used for | licence |
//! |---|---|---|
//! | FandolFang (仿宋) | the text | GPL 3 with the font exception |
//! | FandolHei (黑体) | first-level headings, table headers | same |
//! | FandolKai (楷体) | second-level headings | same |
//! | FandolSong Bold (宋体) | title and letterhead, for 小标宋 | same |
//! | Liberation Serif | digits and Latin letters, as wide as Times New Roman | OFL 1.1 |
//! | Noto Serif CJK SC, part | rare Han in names, which Fandol lacks | OFL 1.1 |

use crate::PdfError;
use std::sync::OnceLock;
use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

/// Unpacked by the build script, so that they are read where they lie in the binary: unpacking 36 MB takes longer than setting a
/// bulletin, and what no paper asks for is never loaded.
macro_rules! faces {
    ($($name:literal)*) => {
        [$(($name, include_bytes!(concat!(env!("OUT_DIR"), "/", $name)).as_slice())),*]
    };
}

static FACES: [(&str, &[u8]); 7] = faces! {
    "FandolFang-Regular"
    "FandolHei-Regular"
    "FandolKai-Regular"
    "FandolSong-Bold"
    "LiberationSerif-Bold"
    "LiberationSerif-Regular"
    "NotoSerifCJKsc-Rare"
};

/// The type faces that papers are set in.
pub struct Fonts {
    pub(crate) faces: Vec<Font>,
    pub(crate) book: LazyHash<FontBook>,
}

impl Fonts {
    /// The faces inside the binary, looked through at the first call.
    pub fn embedded() -> Result<&'static Fonts, PdfError> {
        static EMBEDDED: OnceLock<Fonts> = OnceLock::new();
        if let Some(fonts) = EMBEDDED.get() {
            return Ok(fonts);
        }
        let faces: Vec<Font> = FACES.iter().map(|(name, bytes)| face(name, bytes)).collect::<Result<_, _>>()?;
        let book = LazyHash::new(FontBook::from_fonts(&faces));
        Ok(EMBEDDED.get_or_init(|| Fonts { faces, book }))
    }

    /// The characters of a text that no face has: they are printed as an empty box.
    pub fn missing(&self, text: &str) -> Vec<char> {
        let mut missing: Vec<char> = text.chars().filter(|c| !c.is_control() && !self.has(*c)).collect();
        missing.sort_unstable();
        missing.dedup();
        missing
    }

    fn has(&self, c: char) -> bool {
        self.faces.iter().any(|face| face.info().coverage.contains(c as u32))
    }
}

fn face(name: &'static str, bytes: &'static [u8]) -> Result<Font, PdfError> {
    Font::new(Bytes::new(bytes), 0).ok_or(PdfError::Face { name, reason: "不是字体文件".to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_offices_print_is_all_there() {
        let fonts = Fonts::embedded().unwrap();
        let text = "重点项目〔2025〕—－·％√×○①⑴㎡“”‘’《》【】、。，；：？！…±≥≤℃ 镕喆堃玥垚昇𠮷㐂龘 Abc 0123456789 %";
        assert_eq!(fonts.missing(text), Vec::<char>::new());
        assert_eq!(fonts.missing("甲😀乙"), ['😀']);
    }
}
