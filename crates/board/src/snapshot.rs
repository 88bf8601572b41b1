//! The board as a file, so that a start need not read the whole database: dictionaries, then block by block,
//! each compressed (LZ4) and with its checksum (CRC-32).

use crate::block::{Adjusted, Block, Slab};
use crate::chunk::{Chunk, Codes, ROWS};
use crate::dimension::{Dictionary, Dimension};
use crate::settings::SizeBands;
use crate::store::{Board, Place};
use kernel::Money;
use std::collections::HashMap;

const MAGIC: &[u8; 8] = b"ZSBOARD\x01";
/// No block comes near; a length beyond it is damage.
const LARGEST_BLOCK: usize = 64 << 20;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    #[error("不是看板快照,或由其他版本写成")]
    Foreign,
    #[error("看板快照已损坏,将从数据库重新载入")]
    Damaged,
}

type Read<T> = Result<T, SnapshotError>;

impl Board {
    /// The whole board, with a `stamp` of the caller's (the journal's position it is true of).
    pub fn to_snapshot(&self, stamp: u64) -> Vec<u8> {
        let mut out = Writer(MAGIC.to_vec());
        let mut head = Writer(Vec::new());
        head.u64(stamp);
        head.u32(self.bands.len());
        for (from, label) in self.bands.bands() {
            head.i64(from.0);
            head.text(label);
        }
        for dictionary in &self.dictionaries {
            head.u32(dictionary.terms().count());
            for (_, label, order) in dictionary.terms() {
                head.text(label);
                head.i64(order);
            }
        }
        head.u32(self.blocks.len());
        out.frame(&head.0);
        for part in in_parallel(&self.blocks, |block| {
            let mut body = Writer(Vec::new());
            write_block(&mut body, block);
            let mut framed = Writer(Vec::new());
            framed.frame(&body.0);
            framed.0
        }) {
            out.0.extend_from_slice(&part);
        }
        out.0
    }

    /// Reads what [`Board::to_snapshot`] wrote; also gives the stamp.
    ///
    /// # Errors
    /// [`SnapshotError::Foreign`] when it is something else or of another version, [`SnapshotError::Damaged`] when a
    /// checksum or a length does not hold. The board is then built from the database.
    pub fn from_snapshot(bytes: &[u8]) -> Result<(Board, u64), SnapshotError> {
        let mut frames = Reader(bytes.strip_prefix(MAGIC).ok_or(SnapshotError::Foreign)?);
        let head = unpack(frames.frame()?)?;
        let mut head = Reader(&head);
        let stamp = head.u64()?;
        let bands: Read<Vec<(Money, String)>> =
            (0..head.u32()?).map(|_| Ok((Money(head.i64()?), head.text()?))).collect();
        let mut board = Board::new(SizeBands::new(bands?));
        for dimension in Dimension::ALL {
            board.dictionaries[dimension.index()] = read_dictionary(&mut head)?;
        }
        let count = head.u32()?;
        let packed: Vec<(u32, &[u8])> = (0..count).map(|_| frames.frame()).collect::<Read<_>>()?;
        if !frames.0.is_empty() {
            return Err(SnapshotError::Damaged);
        }
        let blocks = in_parallel(&packed, |frame| read_block(&mut Reader(&unpack(*frame)?)));
        board.blocks = blocks.into_iter().collect::<Read<_>>()?;
        board.find_places();
        Ok((board, stamp))
    }

    fn find_places(&mut self) {
        self.places = HashMap::with_capacity(self.blocks.iter().map(Block::len).sum());
        for (number, block) in (0_u32..).zip(&self.blocks) {
            for (row, &id) in (0_u16..).zip(&block.ids) {
                let place = Place { block: number, row };
                if id == i64::MIN {
                    self.free.push(place);
                } else {
                    self.places.insert(id, place);
                }
            }
            if block.len() < ROWS {
                self.open.insert(Board::cluster_of(block), number);
            }
        }
    }
}

/// Maps on as many threads as there are cores, in order.
fn in_parallel<T: Sync, R: Send>(items: &[T], f: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let share = items.len().div_ceil(cores).max(64);
    std::thread::scope(|scope| {
        let parts: Vec<_> =
            items.chunks(share).map(|part| scope.spawn(|| part.iter().map(&f).collect::<Vec<R>>())).collect();
        let joined = parts.into_iter().map(|part| part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        joined.flatten().collect()
    })
}

fn write_block(out: &mut Writer, block: &Block) {
    out.u32(block.len());
    block.ids.iter().for_each(|&id| out.i64(id));
    block.names.iter().for_each(|name| out.text(name));
    block.codes.iter().for_each(|codes| out.codes(codes));
    out.i64(block.unit);
    for chunk in block.amounts() {
        out.chunk(chunk);
    }
    for moments in [&block.start, &block.due, &block.finish, &block.production, &block.resumed] {
        moments.iter().for_each(|m| out.0.extend_from_slice(&m.to_le_bytes()));
    }
    out.0.extend_from_slice(&block.statistics);
    out.u32(block.slabs.len());
    block.slabs.iter().for_each(|slab| write_slab(out, slab));
}

fn write_slab(out: &mut Writer, slab: &Slab) {
    out.i64(i64::from(slab.year));
    out.codes(&slab.nature);
    for bytes in [&slab.kind, &slab.first, &slab.last] {
        out.0.extend_from_slice(bytes);
    }
    for bits in [&slab.filed, &slab.reported] {
        bits.iter().for_each(|b| out.0.extend_from_slice(&b.to_le_bytes()));
    }
    out.u32(slab.adjusted.len());
    for version in &slab.adjusted {
        out.u32(usize::from(version.row));
        out.u32(usize::from(version.from));
        out.i64(version.amount);
    }
    for chunk in slab.amounts() {
        out.chunk(chunk);
    }
}

fn read_block(input: &mut Reader<'_>) -> Read<Block> {
    let len = input.u32()?;
    if len > ROWS {
        return Err(SnapshotError::Damaged);
    }
    let mut block = Block { ids: input.many(len, i64::from_le_bytes)?, ..Block::default() };
    block.names = (0..len).map(|_| Ok(input.text()?.into_boxed_str())).collect::<Read<_>>()?;
    for codes in &mut block.codes {
        *codes = input.codes(len)?;
    }
    block.unit = Some(input.i64()?).filter(|u| crate::block::UNITS.contains(u)).ok_or(SnapshotError::Damaged)?;
    for chunk in block.amounts_mut() {
        *chunk = input.chunk(len)?;
    }
    for moments in [&mut block.start, &mut block.due, &mut block.finish, &mut block.production, &mut block.resumed] {
        *moments = input.many(len, i16::from_le_bytes)?;
    }
    block.statistics = input.take(len)?.to_vec();
    let slabs = input.u32()?;
    block.slabs = (0..slabs).map(|_| read_slab(input, len)).collect::<Read<_>>()?;
    let ascending = block.slabs.is_sorted_by(|a, b| a.year < b.year);
    if ascending && input.0.is_empty() { Ok(block) } else { Err(SnapshotError::Damaged) }
}

fn read_slab(input: &mut Reader<'_>, len: usize) -> Read<Slab> {
    let year = i32::try_from(input.i64()?).map_err(|_| SnapshotError::Damaged)?;
    let mut slab = Slab::blank(year, 0);
    slab.nature = input.codes(len)?;
    for bytes in [&mut slab.kind, &mut slab.first, &mut slab.last] {
        *bytes = input.take(len)?.to_vec();
    }
    for bits in [&mut slab.filed, &mut slab.reported] {
        *bits = input.many(len, u16::from_le_bytes)?;
    }
    for _ in 0..input.u32()? {
        let (row, from, amount) = (input.u32()?, input.u32()?, input.i64()?);
        let row = u16::try_from(row).ok().filter(|&r| usize::from(r) < len).ok_or(SnapshotError::Damaged)?;
        let from = u8::try_from(from).map_err(|_| SnapshotError::Damaged)?;
        slab.adjusted.push(Adjusted { row, from, amount });
    }
    for chunk in slab.amounts_mut() {
        *chunk = input.chunk(len)?;
    }
    Ok(slab)
}

fn read_dictionary(input: &mut Reader<'_>) -> Read<Dictionary> {
    let mut dictionary = Dictionary::default();
    for _ in 0..input.u32()? {
        let label = input.text()?;
        let term = dictionary.intern(&label);
        dictionary.set_order(term, input.i64()?);
    }
    Ok(dictionary)
}

fn unpack((checksum, packed): (u32, &[u8])) -> Read<Vec<u8>> {
    let raw = packed.first_chunk::<4>().map_or(usize::MAX, |size| u32::from_le_bytes(*size) as usize);
    if crc32fast::hash(packed) != checksum || raw > LARGEST_BLOCK {
        return Err(SnapshotError::Damaged);
    }
    lz4_flex::decompress_size_prepended(packed).map_err(|_| SnapshotError::Damaged)
}

struct Writer(Vec<u8>);

impl Writer {
    fn u32(&mut self, value: usize) {
        self.0.extend_from_slice(&u32::try_from(value).unwrap_or(u32::MAX).to_le_bytes());
    }

    fn u64(&mut self, value: u64) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }

    fn i64(&mut self, value: i64) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.u32(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }

    fn frame(&mut self, body: &[u8]) {
        let packed = lz4_flex::compress_prepend_size(body);
        self.u32(crc32fast::hash(&packed) as usize);
        self.u32(packed.len());
        self.0.extend_from_slice(&packed);
    }

    fn chunk(&mut self, chunk: &Chunk) {
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

    fn codes(&mut self, codes: &Codes) {
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

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Read<&'a [u8]> {
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

    fn u32(&mut self) -> Read<usize> {
        self.array().map(|b| u32::from_le_bytes(b) as usize)
    }

    fn u64(&mut self) -> Read<u64> {
        self.array().map(u64::from_le_bytes)
    }

    fn i64(&mut self) -> Read<i64> {
        self.array().map(i64::from_le_bytes)
    }

    fn text(&mut self) -> Read<String> {
        let len = self.u32()?;
        String::from_utf8(self.take(len)?.to_vec()).map_err(|_| SnapshotError::Damaged)
    }

    fn many<T, const N: usize>(&mut self, count: usize, read: impl Fn([u8; N]) -> T) -> Read<Vec<T>> {
        let bytes = self.take(count.checked_mul(N).ok_or(SnapshotError::Damaged)?)?;
        Ok(bytes.as_chunks::<N>().0.iter().map(|b| read(*b)).collect())
    }

    fn frame(&mut self) -> Read<(u32, &'a [u8])> {
        let checksum = self.array().map(u32::from_le_bytes)?;
        let len = self.u32()?;
        Ok((checksum, self.take(len)?))
    }

    /// A length of at most the block's.
    fn within(&mut self, len: usize) -> Read<usize> {
        self.u32().and_then(|l| if l <= len { Ok(l) } else { Err(SnapshotError::Damaged) })
    }

    fn chunk(&mut self, len: usize) -> Read<Chunk> {
        Ok(match self.u8()? {
            0 => Chunk::Empty,
            1 => Chunk::Narrow(self.within(len).and_then(|l| self.many(l, i32::from_le_bytes))?),
            2 => Chunk::Wide(self.within(len).and_then(|l| self.many(l, i64::from_le_bytes))?),
            _ => return Err(SnapshotError::Damaged),
        })
    }

    fn codes(&mut self, len: usize) -> Read<Codes> {
        Ok(match self.u8()? {
            0 => Codes::Same(self.u32()? as u32),
            1 => Codes::Narrow(self.within(len).and_then(|l| self.many(l, u16::from_le_bytes))?),
            2 => Codes::Wide(self.within(len).and_then(|l| self.many(l, u32::from_le_bytes))?),
            _ => return Err(SnapshotError::Damaged),
        })
    }
}
