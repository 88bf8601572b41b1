//! Numbers, texts and columns as bytes, little-endian, and back.

use crate::chunk::{Chunk, Codes};
use crate::snapshot::SnapshotError;

pub(crate) type Read<T> = Result<T, SnapshotError>;

#[derive(Default)]
pub(crate) struct Writer(pub Vec<u8>);

impl Writer {
    pub fn u32(&mut self, value: usize) {
        self.0.extend_from_slice(&u32::try_from(value).unwrap_or(u32::MAX).to_le_bytes());
    }

    pub fn i64(&mut self, value: i64) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }

    pub fn text(&mut self, text: &str) {
        self.u32(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }

    pub fn chunk(&mut self, chunk: &Chunk) {
        match chunk {
            Chunk::Empty => self.0.push(0),
            Chunk::Narrow(values) => {
                self.0.push(1);
                self.u32(values.len());
                values.iter().for_each(|v| self.0.extend_from_slice(&v.to_le_bytes()));
            }
            Chunk::Wide(values) => {
                self.0.push(2);
                self.u32(values.len());
                values.iter().for_each(|v| self.0.extend_from_slice(&v.to_le_bytes()));
            }
        }
    }

    pub fn codes(&mut self, codes: &Codes) {
        match codes {
            Codes::Same(code) => {
                self.0.push(0);
                self.u32(*code as usize);
            }
            Codes::Narrow(codes) => {
                self.0.push(1);
                self.u32(codes.len());
                codes.iter().for_each(|c| self.0.extend_from_slice(&c.to_le_bytes()));
            }
            Codes::Wide(codes) => {
                self.0.push(2);
                self.u32(codes.len());
                codes.iter().for_each(|c| self.0.extend_from_slice(&c.to_le_bytes()));
            }
        }
    }
}

pub(crate) struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    pub fn take(&mut self, count: usize) -> Read<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(SnapshotError::Damaged)?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Read<[u8; N]> {
        self.take(N)?.try_into().map_err(|_| SnapshotError::Damaged)
    }

    fn u8(&mut self) -> Read<u8> {
        self.array().map(u8::from_le_bytes)
    }

    pub fn u32(&mut self) -> Read<usize> {
        self.array().map(|b| u32::from_le_bytes(b) as usize)
    }

    pub fn i64(&mut self) -> Read<i64> {
        self.array().map(i64::from_le_bytes)
    }

    pub fn text(&mut self) -> Read<String> {
        let len = self.u32()?;
        String::from_utf8(self.take(len)?.to_vec()).map_err(|_| SnapshotError::Damaged)
    }

    pub fn many<T, const N: usize>(&mut self, count: usize, read: impl Fn([u8; N]) -> T) -> Read<Vec<T>> {
        let bytes = self.take(count.checked_mul(N).ok_or(SnapshotError::Damaged)?)?;
        Ok(bytes.as_chunks::<N>().0.iter().map(|b| read(*b)).collect())
    }

    /// A length of at most the block's.
    fn within(&mut self, len: usize) -> Read<usize> {
        self.u32().and_then(|l| if l <= len { Ok(l) } else { Err(SnapshotError::Damaged) })
    }

    pub fn chunk(&mut self, len: usize) -> Read<Chunk> {
        Ok(match self.u8()? {
            0 => Chunk::Empty,
            1 => Chunk::Narrow(self.within(len).and_then(|l| self.many(l, i32::from_le_bytes))?),
            2 => Chunk::Wide(self.within(len).and_then(|l| self.many(l, i64::from_le_bytes))?),
            _ => return Err(SnapshotError::Damaged),
        })
    }

    pub fn codes(&mut self, len: usize) -> Read<Codes> {
        Ok(match self.u8()? {
            0 => Codes::Same(self.u32()? as u32),
            1 => Codes::Narrow(self.within(len).and_then(|l| self.many(l, u16::from_le_bytes))?),
            2 => Codes::Wide(self.within(len).and_then(|l| self.many(l, u32::from_le_bytes))?),
            _ => return Err(SnapshotError::Damaged),
        })
    }
}
