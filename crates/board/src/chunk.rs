//! The storage of one column within one block of rows: as narrow as its values allow.

/// Rows of a block.
pub(crate) const ROWS: usize = 1024;

/// “Nothing was reported.”
pub(crate) const NULL: i64 = i64::MIN;

/// Amounts of up to [`ROWS`] rows, in units of the block. Absent at the end means [`NULL`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Chunk {
    #[default]
    Empty,
    Narrow(Vec<i32>),
    Wide(Vec<i64>),
}

impl Chunk {
    #[inline]
    pub fn set(&mut self, row: usize, value: i64) {
        match self {
            Chunk::Empty if value == NULL => {}
            Chunk::Narrow(values) if fits(value) => put(values, row, narrow(value), i32::MIN),
            Chunk::Wide(values) => put(values, row, value, NULL),
            _ => self.make_room(row, value),
        }
    }

    /// The first amount of a chunk, or the first that needs eight bytes.
    #[cold]
    fn make_room(&mut self, row: usize, value: i64) {
        *self = match std::mem::take(self) {
            Chunk::Empty if fits(value) => Chunk::Narrow(Vec::new()),
            Chunk::Empty => Chunk::Wide(Vec::new()),
            Chunk::Narrow(values) => Chunk::Wide(values.iter().map(|&v| widen(v)).collect()),
            Chunk::Wide(values) => Chunk::Wide(values),
        };
        match self {
            Chunk::Narrow(values) => put(values, row, narrow(value), i32::MIN),
            Chunk::Wide(values) => put(values, row, value, NULL),
            Chunk::Empty => {}
        }
    }

    /// Multiplies every amount; the block goes over to a smaller unit.
    pub fn multiply(&mut self, factor: i64) {
        let values = match std::mem::take(self) {
            Chunk::Empty => return,
            Chunk::Narrow(values) => values.into_iter().map(widen).collect(),
            Chunk::Wide(values) => values,
        };
        let scaled: Vec<i64> = values.into_iter().map(|v| if v == NULL { NULL } else { v * factor }).collect();
        *self = Chunk::narrowest(scaled);
    }

    pub fn narrowest(values: Vec<i64>) -> Chunk {
        if values.iter().all(|&v| v == NULL) {
            Chunk::Empty
        } else if values.iter().all(|&v| fits(v)) {
            Chunk::Narrow(values.into_iter().map(narrow).collect())
        } else {
            Chunk::Wide(values)
        }
    }

    pub fn is_empty(&self) -> bool {
        matches!(self, Chunk::Empty)
    }

    pub fn bytes(&self) -> usize {
        match self {
            Chunk::Empty => 0,
            Chunk::Narrow(values) => values.capacity() * 4,
            Chunk::Wide(values) => values.capacity() * 8,
        }
    }
}

/// Whether the amount may be held in four bytes: with room for the sum or the difference of two.
pub(crate) fn fits(value: i64) -> bool {
    value == NULL || value.unsigned_abs() < 1 << 30
}

fn widen(value: i32) -> i64 {
    if value == i32::MIN { NULL } else { i64::from(value) }
}

fn narrow(value: i64) -> i32 {
    if value == NULL { i32::MIN } else { value as i32 }
}

/// Writes at `row`, filling what lies before it; filling nothing in beyond the end is needless.
#[inline]
fn put<T: Copy + PartialEq>(values: &mut Vec<T>, row: usize, value: T, null: T) {
    if let Some(place) = values.get_mut(row) {
        *place = value;
    } else if value != null {
        if values.capacity() <= row {
            // Two steps, for small boards and for full blocks: growing by doubling would copy each block five times.
            let room = if row < SMALL { SMALL } else { ROWS.max(row + 1) };
            values.reserve_exact(room - values.len());
        }
        values.resize(row, null);
        values.push(value);
    }
}

/// Rows for which a column makes room at first.
const SMALL: usize = 128;

/// Dictionary codes of up to [`ROWS`] rows. A block in which all rows agree keeps one code, and whole blocks
/// are then taken or left without a look at their rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Codes {
    Same(u32),
    Narrow(Vec<u16>),
    Wide(Vec<u32>),
}

impl Codes {
    pub fn get(&self, row: usize) -> u32 {
        match self {
            Codes::Same(code) => *code,
            Codes::Narrow(codes) => codes.get(row).map_or(0, |&c| u32::from(c)),
            Codes::Wide(codes) => codes.get(row).copied().unwrap_or(0),
        }
    }

    /// Writes `code` at `row` of a block of `len` rows (`row < len`).
    pub fn set(&mut self, row: usize, code: u32, len: usize) {
        if let Codes::Same(same) = *self {
            if same == code || len == 1 {
                *self = Codes::Same(code);
                return;
            }
            *self = Codes::Narrow(Vec::new());
            self.widen_for(same);
            for row in 0..len {
                self.put(row, same);
            }
        }
        self.widen_for(code);
        self.put(row, code);
    }

    fn widen_for(&mut self, code: u32) {
        if let (Codes::Narrow(codes), true) = (&*self, code > u32::from(u16::MAX)) {
            *self = Codes::Wide(codes.iter().map(|&c| u32::from(c)).collect());
        }
    }

    fn put(&mut self, row: usize, code: u32) {
        match self {
            Codes::Same(same) => *same = code,
            Codes::Narrow(codes) => {
                if codes.len() <= row {
                    codes.resize(row + 1, 0);
                }
                codes[row] = code as u16;
            }
            Codes::Wide(codes) => {
                if codes.len() <= row {
                    codes.resize(row + 1, 0);
                }
                codes[row] = code;
            }
        }
    }

    pub fn bytes(&self) -> usize {
        match self {
            Codes::Same(_) => 0,
            Codes::Narrow(codes) => codes.capacity() * 2,
            Codes::Wide(codes) => codes.capacity() * 4,
        }
    }
}
