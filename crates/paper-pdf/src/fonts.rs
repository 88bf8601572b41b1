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
use flate2::read::GzDecoder;
use std::io::Read;
use std::sync::OnceLock;
use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

const PACKED: [(&str, &[u8]); 7] = [
    ("FandolFang-Regular", include_bytes!("../fonts/FandolFang-Regular.gz")),
    ("FandolHei-Regular", include_bytes!("../fonts/FandolHei-Regular.gz")),
    ("FandolKai-Regular", include_bytes!("../fonts/FandolKai-Regular.gz")),
    ("FandolSong-Bold", include_bytes!("../fonts/FandolSong-Bold.gz")),
    ("LiberationSerif-Bold", include_bytes!("../fonts/LiberationSerif-Bold.gz")),
    ("LiberationSerif-Regular", include_bytes!("../fonts/LiberationSerif-Regular.gz")),
    ("NotoSerifCJKsc-Rare", include_bytes!("../fonts/NotoSerifCJKsc-Rare.gz")),
];

/// The type faces that papers are set in.
pub struct Fonts {
    pub(crate) faces: Vec<Font>,
    pub(crate) book: LazyHash<FontBook>,
}

impl Fonts {
    /// The faces inside the binary, unpacked at the first call (some 40 MB, kept for the process's life).
    pub fn embedded() -> Result<&'static Fonts, PdfError> {
        static EMBEDDED: OnceLock<Fonts> = OnceLock::new();
        if let Some(fonts) = EMBEDDED.get() {
            return Ok(fonts);
        }
        let faces: Vec<Font> = PACKED.iter().map(|(name, packed)| unpack(name, packed)).collect::<Result<_, _>>()?;
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

fn unpack(name: &'static str, packed: &[u8]) -> Result<Font, PdfError> {
    let mut bytes = Vec::new();
    GzDecoder::new(packed)
        .read_to_end(&mut bytes)
        .map_err(|error| PdfError::Face { name, reason: error.to_string() })?;
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
