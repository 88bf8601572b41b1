//! Primavera XER, read.
use crate::file::{FileError, Imported};
/// stub while building
pub fn read_xer(_bytes: &[u8]) -> Result<Imported, FileError> { Err(FileError::UnknownKind) }
