//! From bytes to sheets, whatever the file really is: the content decides, not the name's ending.

mod cutter;
mod delimited;
mod formula;
mod legacy;
pub(crate) mod package;
mod piece;
mod sheet_xml;
mod strings;
mod styles;
mod xls_guard;
pub(crate) mod xlsx;
pub(crate) mod xml;

use crate::ReadError;
use crate::grid::Sheet;
use crate::options::Limits;

/// The families of files that are told apart by their first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileKind {
    Xlsx,
    Xls,
    Delimited,
}

const ZIP: &[u8] = b"PK\x03\x04";
const COMPOUND: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

pub(crate) fn kind_of(bytes: &[u8]) -> Result<FileKind, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    if bytes.starts_with(ZIP) {
        return package::kind_of(bytes);
    }
    if bytes.starts_with(COMPOUND) {
        // An encrypted .xlsx is a compound file with this stream; stream names are UTF-16.
        let stream: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        if memchr::memmem::find(bytes, &stream).is_some() {
            return Err(ReadError::Password);
        }
        return Ok(FileKind::Xls);
    }
    for (magic, what) in [
        (&b"%PDF"[..], "PDF"),
        (b"\x89PNG", "图片"),
        (b"\xff\xd8\xff", "图片"),
        (b"Rar!", "RAR压缩包"),
        (b"7z\xbc\xaf", "7z压缩包"),
    ] {
        if bytes.starts_with(magic) {
            return Err(ReadError::NotAWorkbook(format!("这是{what}")));
        }
    }
    Ok(FileKind::Delimited)
}

/// All sheets of the file, in its order.
pub(crate) fn sheets(file_name: &str, bytes: &[u8], limits: &Limits) -> Result<Vec<Sheet>, ReadError> {
    if bytes.len() as u64 > limits.file_bytes {
        return Err(ReadError::TooLarge { size_mb: bytes.len() as u64 >> 20, most_mb: limits.file_bytes >> 20 });
    }
    match kind_of(bytes)? {
        FileKind::Xlsx => xlsx::sheets(bytes, limits),
        FileKind::Xls => legacy::sheets(bytes, limits),
        FileKind::Delimited => delimited::sheets(file_name, bytes, limits),
    }
}
