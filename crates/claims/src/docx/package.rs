//! The zip package of a Word file, read with limits.

use super::DocxError;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::io::{BufRead, BufReader, Cursor, Read};
use zip::ZipArchive;

/// All parts together may unpack to this many bytes: ten thousand pages of XML are about half of it.
const LIMIT: u64 = 600 << 20;

/// No text of a document runs on so long without a tag.
const LONGEST: usize = 16 << 20;

pub(super) struct Package<'a> {
    pub archive: ZipArchive<Cursor<&'a [u8]>>,
    unpacked: u64,
}

impl<'a> Package<'a> {
    pub fn open(bytes: &'a [u8]) -> Result<Package<'a>, DocxError> {
        Ok(Package { archive: ZipArchive::new(Cursor::new(bytes))?, unpacked: 0 })
    }

    pub fn has(&self, part: &str) -> bool {
        self.archive.index_for_name(part).is_some()
    }

    /// The part that holds the text: named by the package's relations, usually `word/document.xml`.
    pub fn body_part(&mut self) -> Result<String, DocxError> {
        const USUAL: &str = "word/document.xml";
        if self.has(USUAL) {
            return Ok(USUAL.to_owned());
        }
        let relations = self.small("_rels/.rels")?.ok_or(DocxError::NoBody)?;
        let target = target_of(&relations, "/officeDocument").ok_or(DocxError::NoBody)?;
        let part = target.trim_start_matches('/').to_owned();
        if self.has(&part) { Ok(part) } else { Err(DocxError::NoBody) }
    }

    /// A part that is always small (relations, content types), whole; `None` where it is missing.
    pub fn small(&mut self, part: &str) -> Result<Option<String>, DocxError> {
        if !self.has(part) {
            return Ok(None);
        }
        let mut text = String::new();
        let size = self.archive.by_name(part)?.take(16 << 20).read_to_string(&mut text);
        size.map_err(|e| DocxError::BadXml { part: part.to_owned(), reason: e.to_string() })?;
        Ok(Some(text))
    }

    /// Streams a part to `work`; what it reads counts towards the limit.
    pub fn read<T>(
        &mut self,
        part: &str,
        work: impl FnOnce(&mut Reader<Limited<BufReader<zip::read::ZipFile<'_, Cursor<&'a [u8]>>>>>) -> Result<T, DocxError>,
    ) -> Result<T, DocxError> {
        let file = self.archive.by_name(part)?;
        let mut reader = Reader::from_reader(Limited::new(BufReader::new(file), LIMIT - self.unpacked));
        reader.config_mut().check_end_names = true;
        let result = work(&mut reader);
        let limited = reader.into_inner();
        self.unpacked = LIMIT - limited.left;
        if limited.over {
            return Err(DocxError::TooLarge(LIMIT >> 20));
        }
        result
    }
}

/// A reader that stops at its limit.
pub(super) struct Limited<R> {
    inner: R,
    left: u64,
    /// Bytes since the last tag began.
    untagged: usize,
    over: bool,
}

impl<R> Limited<R> {
    fn new(inner: R, left: u64) -> Limited<R> {
        Limited { inner, left, untagged: 0, over: false }
    }
}

impl<R: BufRead> Read for Limited<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let available = self.fill_buf()?;
        let n = available.len().min(into.len());
        into[..n].copy_from_slice(&available[..n]);
        self.consume(n);
        Ok(n)
    }
}

impl<R: BufRead> BufRead for Limited<R> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        if self.left == 0 && !self.over {
            self.over = !self.inner.fill_buf()?.is_empty();
        }
        if self.over {
            return Ok(&[]);
        }
        let available = self.inner.fill_buf()?;
        let n = available.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        Ok(&available[..n])
    }

    fn consume(&mut self, n: usize) {
        if let Ok(available) = self.inner.fill_buf() {
            match available[..n.min(available.len())].iter().rposition(|b| *b == b'<') {
                Some(tag) => self.untagged = n - tag,
                None => self.untagged += n,
            }
        }
        self.over |= self.untagged > LONGEST;
        self.left = self.left.saturating_sub(n as u64);
        self.inner.consume(n);
    }
}

/// The `Target` of the first relation whose `Type` ends with `kind`.
pub(super) fn target_of(relations: &str, kind: &str) -> Option<String> {
    let mut reader = Reader::from_str(relations);
    loop {
        match reader.read_event().ok()? {
            Event::Eof => return None,
            Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "Relationship" => {
                let get = |name: &str| {
                    e.try_get_attribute(name).ok().flatten().and_then(|a| {
                        a.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(|v| v.into_owned())
                    })
                };
                if get("Type").is_some_and(|t| t.ends_with(kind)) {
                    return get("Target");
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_stops_at_the_limit() {
        let mut read = Vec::new();
        let mut limited = Limited::new(&b"<a>0123456789</a>"[..], 8);
        limited.read_to_end(&mut read).unwrap();
        assert_eq!((read.as_slice(), limited.over), (&b"<a>01234"[..], true));
        let mut whole = Limited::new(&b"<a/>"[..], 4);
        whole.read_to_end(&mut read).unwrap();
        assert!(!whole.over);
    }
}
