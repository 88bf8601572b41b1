//! The board as a file, so that a start need not read the whole database: the dictionaries, then block by block, each
//! compressed (LZ4) and with its checksum (CRC-32).

use crate::block::Block;
use crate::block_bytes::{read_block, write_block};
use crate::chunk::ROWS;
use crate::dimension::{Dictionary, Dimension};
use crate::packing::{Read, Reader, Writer};
use crate::scan::cores;
use crate::settings::SizeBands;
use crate::store::{Board, MIXED, Place};
use kernel::Money;
use std::io::{self, Read as _};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// The last byte counts the forms of the file.
const MAGIC: &[u8; 8] = b"ZSBOARD\x02";
/// No block comes near; a length beyond it is damage.
const LARGEST_BLOCK: usize = 64 << 20;
/// Blocks compressed together, and held in memory until they are written.
const WRITTEN_TOGETHER: usize = 32;

#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    #[error("不是看板快照,或由其他版本写成")]
    Foreign,
    #[error("看板快照已损坏")]
    Damaged,
    #[error("看板快照无法读取:{0}")]
    Unreadable(#[from] io::Error),
}

/// The board as it stood when [`Board::snapshot`] was called, whatever is entered afterwards. Cheap: blocks are shared
/// until one of them changes.
pub struct Snapshot {
    head: Vec<u8>,
    blocks: Vec<Arc<Block>>,
}

impl Board {
    /// The whole board, with a `stamp` of the caller's: what it is true of.
    pub fn snapshot(&self, stamp: &str) -> Snapshot {
        let mut head = Writer::default();
        head.text(stamp);
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
        Snapshot { head: head.0, blocks: self.blocks.clone() }
    }
}

impl Snapshot {
    /// Writes it, compressing on all cores.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_to(&self, out: &mut impl io::Write) -> io::Result<()> {
        out.write_all(MAGIC)?;
        out.write_all(&framed(&self.head))?;
        for part in self.blocks.chunks(WRITTEN_TOGETHER) {
            let frames = in_parallel(part, |block| {
                let mut body = Writer::default();
                write_block(&mut body, block);
                framed(&body.0)
            });
            frames.iter().try_for_each(|frame| out.write_all(frame))?;
        }
        Ok(())
    }
}

/// A snapshot being read: first its stamp, then, if the caller trusts that, the board.
pub struct SnapshotReader<R> {
    stamp: String,
    board: Board,
    count: usize,
    frames: R,
}

impl<R: io::Read + Send> SnapshotReader<R> {
    /// Reads as far as the stamp.
    ///
    /// # Errors
    /// [`SnapshotError::Foreign`] when it is something else or of another form, [`SnapshotError::Damaged`] when a
    /// checksum or a length does not hold.
    pub fn open(mut input: R) -> Result<SnapshotReader<R>, SnapshotError> {
        let mut magic = [0; MAGIC.len()];
        input.read_exact(&mut magic).map_err(ended)?;
        if magic != *MAGIC {
            return Err(SnapshotError::Foreign);
        }
        let head = unpack(read_frame(&mut input)?)?;
        let mut head = Reader(&head);
        let stamp = head.text()?;
        let bands: Read<Vec<(Money, String)>> =
            (0..head.u32()?).map(|_| Ok((Money(head.i64()?), head.text()?))).collect();
        let mut board = Board::new(SizeBands::new(bands?));
        for dimension in Dimension::ALL {
            board.dictionaries[dimension.index()] = read_dictionary(&mut head)?;
        }
        Ok(SnapshotReader { stamp, board, count: head.u32()?, frames: input })
    }

    pub fn stamp(&self) -> &str {
        &self.stamp
    }

    /// Reads the blocks, unpacking on all cores.
    ///
    /// # Errors
    /// [`SnapshotError::Damaged`] when a checksum or a length does not hold, or when something follows the last block.
    pub fn load(mut self) -> Result<Board, SnapshotError> {
        let frames = Mutex::new((0, &mut self.frames));
        let count = self.count;
        let work = || -> Read<Vec<(usize, Arc<Block>)>> {
            let mut blocks = Vec::new();
            loop {
                let (number, frame) = {
                    let mut frames = frames.lock().unwrap_or_else(PoisonError::into_inner);
                    if frames.0 == count {
                        return Ok(blocks);
                    }
                    frames.0 += 1;
                    (frames.0 - 1, read_frame(&mut *frames.1)?)
                };
                blocks.push((number, Arc::new(read_block(&mut Reader(&unpack(frame)?))?)));
            }
        };
        let mut blocks = on_all_cores(work).into_iter().collect::<Read<Vec<_>>>()?.concat();
        if self.frames.read(&mut [0])? != 0 {
            return Err(SnapshotError::Damaged);
        }
        blocks.sort_unstable_by_key(|(number, _)| *number);
        self.board.blocks = blocks.into_iter().map(|(_, block)| block).collect();
        self.board.find_places();
        Ok(self.board)
    }
}

impl Board {
    fn find_places(&mut self) {
        let rows = self.blocks.iter().map(|block| block.len()).sum();
        self.expect(rows);
        for (number, block) in (0_u32..).zip(&self.blocks) {
            let cluster = if self.is_clustered { Board::cluster_of(block) } else { MIXED };
            for (row, &id) in (0_u16..).zip(&block.ids) {
                let place = Place { block: number, row };
                if id == i64::MIN {
                    self.free.entry(cluster).or_default().push(place);
                } else {
                    self.places.insert(id, place);
                }
            }
            if block.len() < ROWS {
                self.open.insert(cluster, number);
            }
        }
    }
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

/// Checksum, length, compressed bytes.
fn framed(body: &[u8]) -> Vec<u8> {
    let packed = lz4_flex::compress_prepend_size(body);
    let mut frame = Writer::default();
    frame.u32(crc32fast::hash(&packed) as usize);
    frame.u32(packed.len());
    frame.0.extend_from_slice(&packed);
    frame.0
}

fn read_frame(input: &mut impl io::Read) -> Read<(u32, Vec<u8>)> {
    let mut number = || -> Read<u32> {
        let mut bytes = [0; 4];
        input.read_exact(&mut bytes).map_err(ended)?;
        Ok(u32::from_le_bytes(bytes))
    };
    let (checksum, len) = (number()?, number()?);
    if len as usize > LARGEST_BLOCK {
        return Err(SnapshotError::Damaged);
    }
    let mut packed = Vec::with_capacity(len as usize);
    input.take(u64::from(len)).read_to_end(&mut packed)?;
    if packed.len() == len as usize { Ok((checksum, packed)) } else { Err(SnapshotError::Damaged) }
}

/// A file that ends too early is damaged; anything else is the disk's fault.
fn ended(error: io::Error) -> SnapshotError {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => SnapshotError::Damaged,
        _ => SnapshotError::Unreadable(error),
    }
}

fn unpack((checksum, packed): (u32, Vec<u8>)) -> Read<Vec<u8>> {
    let raw = packed.first_chunk::<4>().map_or(usize::MAX, |size| u32::from_le_bytes(*size) as usize);
    if crc32fast::hash(&packed) != checksum || raw > LARGEST_BLOCK {
        return Err(SnapshotError::Damaged);
    }
    lz4_flex::decompress_size_prepended(&packed).map_err(|_| SnapshotError::Damaged)
}

/// Does the same on every core and gives what each made.
fn on_all_cores<R: Send>(work: impl Fn() -> R + Sync) -> Vec<R> {
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..cores()).map(|_| scope.spawn(&work)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}

/// Maps on all cores, in order.
fn in_parallel<T: Sync, R: Send>(items: &[T], f: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let mut made = on_all_cores(|| {
        let mut made = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(number) else { return made };
            made.push((number, f(item)));
        }
    })
    .into_iter()
    .flatten()
    .collect::<Vec<_>>();
    made.sort_unstable_by_key(|(number, _)| *number);
    made.into_iter().map(|(_, made)| made).collect()
}
