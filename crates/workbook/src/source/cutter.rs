//! Cuts a worksheet part, as it is unpacked, into pieces of whole rows and what follows them.

use memchr::memmem;

/// A tag with its prefix is shorter.
const LONGEST_TAG: usize = 256;

/// The longest row and the longest head, in bytes: a spreadsheet's largest row of 16,384 long texts stays below.
const MOST_IN_ONE_PIECE: usize = 32 << 20;
/// The longest of what follows the rows: merged areas, formats.
const MOST_TAIL: usize = 64 << 20;

/// Cuts the stream of a part into its rows (in pieces) and what follows them.
#[derive(Debug, Default)]
pub(crate) struct Cutter {
    state: State,
    carry: Vec<u8>,
    pieces: usize,
    row_tag: Vec<u8>,
    /// What follows the rows.
    pub tail: Vec<u8>,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Head,
    Rows,
    Tail,
}

impl Cutter {
    /// Takes the next bytes; gives a numbered piece of whole rows when there is one.
    pub fn push(&mut self, chunk: &[u8]) -> Option<(usize, Vec<u8>)> {
        if self.state == State::Tail {
            // What merges lie behind an endless tail is not worth its memory.
            if self.tail.len() < MOST_TAIL {
                self.tail.extend_from_slice(chunk);
            }
            return None;
        }
        // What has been looked through is not looked through again, but for a tag that the chunks' border cuts.
        let mut new = self.carry.len().saturating_sub(LONGEST_TAG);
        self.carry.extend_from_slice(chunk);
        if self.state == State::Head {
            self.find_rows(new)?;
            new = 0;
        }
        let end = memmem::find(&self.carry[new..], b"sheetData>").map(|at| new + at).and_then(|at| {
            let open = memchr::memrchr(b'<', &self.carry[..at])?;
            (self.carry.get(open + 1) == Some(&b'/')).then_some(open)
        });
        if let Some(end) = end {
            self.state = State::Tail;
            self.tail = self.carry.split_off(end);
            return self.numbered();
        }
        let last_row = memmem::rfind(&self.carry[new..], &self.row_tag).map(|at| new + at).filter(|at| *at > 0)?;
        let rest = self.carry.split_off(last_row);
        let piece = self.numbered();
        self.carry = rest;
        piece
    }

    /// Whether what waits for its end is longer than any row of a real workbook.
    pub fn is_endless(&self) -> bool {
        self.carry.len() > MOST_IN_ONE_PIECE
    }

    /// What was left when the part ended without closing its rows.
    pub fn last(&mut self) -> Option<(usize, Vec<u8>)> {
        if self.state == State::Rows { self.numbered() } else { None }
    }

    fn numbered(&mut self) -> Option<(usize, Vec<u8>)> {
        self.pieces += 1;
        Some((self.pieces, std::mem::take(&mut self.carry)))
    }

    fn find_rows(&mut self, new: usize) -> Option<()> {
        let at = new + memmem::find(&self.carry[new..], b"sheetData")?;
        let open = memchr::memrchr(b'<', &self.carry[..at])?;
        let end = at + memchr::memchr(b'>', &self.carry[at..])?;
        self.row_tag = [&self.carry[open..at], b"row"].concat();
        self.state = State::Rows;
        if self.carry[end - 1] == b'/' {
            self.state = State::Tail;
            self.tail = self.carry.split_off(end + 1);
            return None;
        }
        self.carry.drain(..=end);
        Some(())
    }
}
