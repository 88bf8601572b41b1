//! The zip package of an `.xlsx`: parts by name, read within limits.

use super::FileKind;
use crate::ReadError;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// An opened package that counts what it unpacks.
pub(crate) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    budget: u64,
    most: u64,
}

impl std::fmt::Debug for Package<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Package").field("budget", &self.budget).finish_non_exhaustive()
    }
}

fn broken(error: impl std::fmt::Display) -> ReadError {
    ReadError::Broken(error.to_string())
}

pub(crate) fn kind_of(bytes: &[u8]) -> Result<FileKind, ReadError> {
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let names = names(&archive);
    let has = |name: &str| names.iter().any(|n| n.eq_ignore_ascii_case(name));
    let starts = |folder: &str| names.iter().any(|n| n.starts_with(folder));
    if has("[Content_Types].xml") {
        return match (has("xl/workbook.bin"), starts("word/") || starts("ppt/")) {
            (true, _) => Err(ReadError::NotAWorkbook("这是.xlsb格式,请另存为.xlsx".to_owned())),
            (false, true) => Err(ReadError::NotAWorkbook("这是Word或PowerPoint文件".to_owned())),
            (false, false) => Ok(FileKind::Xlsx),
        };
    }
    if has("content.xml") {
        return Err(ReadError::NotAWorkbook("这是.ods格式,请另存为.xlsx".to_owned()));
    }
    Err(ReadError::NotAWorkbook("这是压缩包,请先解压".to_owned()))
}

/// Names that can be read; a part with a broken name cannot be one of ours.
fn names(archive: &ZipArchive<Cursor<&[u8]>>) -> Vec<String> {
    archive.file_names().filter_map(Result::ok).map(|n| n.into_owned()).collect()
}

impl<'a> Package<'a> {
    pub fn open(bytes: &'a [u8], unpacked_bytes: u64) -> Result<Package<'a>, ReadError> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
        Ok(Package { archive, budget: unpacked_bytes, most: unpacked_bytes })
    }

    pub fn names(&self) -> Vec<String> {
        names(&self.archive)
    }

    /// The whole part; `None` where the package has none of this name (case is ignored, as Excel does).
    pub fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        let mut bytes = Vec::new();
        let found = self.stream(name, |mut chunk| {
            bytes.append(&mut chunk);
            if bytes.len() > MOST_OF_PART {
                Err(ReadError::Bomb { most_mb: (MOST_OF_PART >> 20) as u64 })
            } else {
                Ok(())
            }
        })?;
        Ok(found.then_some(bytes))
    }

    /// Hands over a part in chunks of some 512 KB; `false` where there is no such part.
    pub fn stream(
        &mut self,
        name: &str,
        mut take: impl FnMut(Vec<u8>) -> Result<(), ReadError>,
    ) -> Result<bool, ReadError> {
        let Some(index) = self.index_of(name) else { return Ok(false) };
        let mut part = self.archive.by_index(index).map_err(broken)?;
        loop {
            let mut chunk = Vec::with_capacity(CHUNK);
            let read = part.by_ref().take(CHUNK as u64).read_to_end(&mut chunk).map_err(broken)?;
            if read == 0 {
                return Ok(true);
            }
            self.budget = self.budget.checked_sub(read as u64).ok_or(ReadError::Bomb { most_mb: self.most >> 20 })?;
            take(chunk)?;
        }
    }

    fn index_of(&self, name: &str) -> Option<usize> {
        self.archive.index_for_name(name).or_else(|| {
            let known = names(&self.archive).into_iter().find(|n| n.eq_ignore_ascii_case(name))?;
            self.archive.index_for_name(&known)
        })
    }
}

const CHUNK: usize = 512 << 10;

/// The largest part that is held as a whole: the texts of a workbook of 100,000 rows are some 20 MB.
const MOST_OF_PART: usize = 256 << 20;
