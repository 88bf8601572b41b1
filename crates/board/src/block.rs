//! A thousand projects, column by column: the unit of storage, of work for a thread, and of skipping.

use crate::chunk::{Chunk, Codes, NULL};
use crate::dimension::Dimension;
use crate::moment::Moment;
use crate::record::{Record, Year12, YearRecord};
use crate::totals::Totals;

/// The units a block may count its money in, largest first. Offices type 万元: mostly four bytes are enough.
pub(crate) const UNITS: [i64; 4] = [1_000_000, 10_000, 100, 1];

#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub ids: Vec<i64>,
    /// Names brought to one form for searching.
    pub names: Vec<Box<str>>,
    pub codes: [Codes; Dimension::COUNT],
    /// Fen in one unit of the money columns.
    pub unit: i64,
    pub total_investment: Chunk,
    pub fund_gap: Chunk,
    pub land_gap: Chunk,
    pub energy_gap: Chunk,
    pub emission_gap: Chunk,
    pub start: Vec<i16>,
    pub due: Vec<i16>,
    pub finish: Vec<i16>,
    pub production: Vec<i16>,
    pub resumed: Vec<i16>,
    pub statistics: Vec<u8>,
    /// Ascending by year.
    pub slabs: Vec<Slab>,
    pub totals: Totals,
}

/// One year of a block.
#[derive(Clone, Debug)]
pub(crate) struct Slab {
    pub year: i32,
    pub nature: Codes,
    pub kind: Vec<u8>,
    pub first: Vec<u8>,
    pub last: Vec<u8>,
    pub plan: Chunk,
    /// Later plan versions, ascending by row and month: few, so that they are patched in while reading.
    pub adjusted: Vec<Adjusted>,
    pub before: Chunk,
    pub funds_planned: Chunk,
    pub filed: Vec<u16>,
    pub reported: Vec<u16>,
    pub ytd: [Chunk; 12],
    pub typed: [Chunk; 12],
    pub total: [Chunk; 12],
    pub prev: [Chunk; 12],
    pub arrived: [Chunk; 12],
    pub paid: [Chunk; 12],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Adjusted {
    pub row: u16,
    pub from: u8,
    /// In units of the block, or [`NULL`].
    pub amount: i64,
}

impl Default for Block {
    fn default() -> Block {
        Block {
            ids: Vec::new(),
            names: Vec::new(),
            codes: [const { Codes::Same(0) }; Dimension::COUNT],
            unit: UNITS[0],
            total_investment: Chunk::Empty,
            fund_gap: Chunk::Empty,
            land_gap: Chunk::Empty,
            energy_gap: Chunk::Empty,
            emission_gap: Chunk::Empty,
            start: Vec::new(),
            due: Vec::new(),
            finish: Vec::new(),
            production: Vec::new(),
            resumed: Vec::new(),
            statistics: Vec::new(),
            slabs: Vec::new(),
            totals: Totals::default(),
        }
    }
}

impl Block {
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Adds a row that is on no list yet and returns its place. Its words come with it: a block that was begun for a
    /// cluster keeps one code for all.
    pub fn push(&mut self, codes: &[u32; Dimension::COUNT]) -> usize {
        self.ids.push(i64::MIN);
        let len = self.len();
        for (column, &code) in self.codes.iter_mut().zip(codes) {
            column.set(len - 1, code, len);
        }
        self.names.push(Box::default());
        for moments in [&mut self.start, &mut self.due, &mut self.finish, &mut self.production, &mut self.resumed] {
            moments.push(Moment::NEVER.0);
        }
        self.statistics.push(0);
        for slab in &mut self.slabs {
            slab.push();
        }
        self.len() - 1
    }

    pub fn write(&mut self, row: usize, id: i64, name: Box<str>, codes: &[u32; Dimension::COUNT], record: &Record) {
        self.totals.forget();
        self.ids[row] = id;
        self.names[row] = name;
        let len = self.len();
        for (column, &code) in self.codes.iter_mut().zip(codes) {
            column.set(row, code, len);
        }
        self.fit_unit(record);
        let unit = self.unit;
        self.total_investment.set(row, in_unit(record.total_investment, unit));
        self.fund_gap.set(row, in_unit(record.fund_gap, unit));
        self.land_gap.set(row, record.land_gap);
        self.energy_gap.set(row, record.energy_gap);
        self.emission_gap.set(row, record.emission_gap);
        self.start[row] = record.start.0;
        self.due[row] = record.due.0;
        self.finish[row] = record.finish.0;
        self.production[row] = record.production.0;
        self.resumed[row] = record.resumed.0;
        self.statistics[row] = record.statistics;
        self.write_years(row, &record.years);
    }

    fn write_years(&mut self, row: usize, years: &[YearRecord]) {
        let (len, unit) = (self.len(), self.unit);
        for slab in &mut self.slabs {
            if years.binary_search_by_key(&slab.year, |y| y.year).is_err() {
                slab.clear(row, len);
            }
        }
        for year in years {
            let place = match self.slabs.binary_search_by_key(&year.year, |s| s.year) {
                Ok(place) => place,
                Err(place) => {
                    self.slabs.insert(place, Slab::blank(year.year, len));
                    place
                }
            };
            self.slabs[place].write(row, len, year, unit);
        }
    }

    /// Takes a row off every list; its place may be used again.
    pub fn erase(&mut self, row: usize) {
        self.totals.forget();
        self.ids[row] = i64::MIN;
        self.names[row] = Box::default();
        let len = self.len();
        for slab in &mut self.slabs {
            slab.clear(row, len);
        }
    }

    /// The amounts that belong to no year: money first, quantities after.
    pub fn amounts(&self) -> [&Chunk; 5] {
        [&self.total_investment, &self.fund_gap, &self.land_gap, &self.energy_gap, &self.emission_gap]
    }

    pub fn amounts_mut(&mut self) -> [&mut Chunk; 5] {
        [
            &mut self.total_investment,
            &mut self.fund_gap,
            &mut self.land_gap,
            &mut self.energy_gap,
            &mut self.emission_gap,
        ]
    }

    pub fn slab(&self, year: i32) -> Option<&Slab> {
        self.slabs.binary_search_by_key(&year, |s| s.year).ok().map(|place| &self.slabs[place])
    }

    /// Goes over to a smaller unit where the record's amounts ask for it.
    fn fit_unit(&mut self, record: &Record) {
        let mut unit = self.unit;
        let mut fit = |amount: i64| {
            while amount != NULL && !divides(unit, amount) {
                unit = UNITS[UNITS.iter().position(|&u| u == unit).map_or(UNITS.len() - 1, |i| i + 1)];
            }
        };
        fit(record.total_investment);
        fit(record.fund_gap);
        for year in &record.years {
            [year.plan, year.before, year.funds_planned].into_iter().for_each(&mut fit);
            year.adjusted.iter().for_each(|&(_, amount)| fit(amount));
            for months in [&year.ytd, &year.typed, &year.total, &year.prev, &year.arrived, &year.paid] {
                months.iter().for_each(|&amount| fit(amount));
            }
        }
        if unit != self.unit {
            let factor = self.unit / unit;
            self.total_investment.multiply(factor);
            self.fund_gap.multiply(factor);
            self.slabs.iter_mut().for_each(|slab| slab.multiply(factor));
            self.unit = unit;
        }
    }

    pub fn bytes(&self) -> usize {
        let names: usize = self.names.iter().map(|n| n.len() + 16).sum();
        size_of::<Block>()
            + names
            + self.ids.capacity() * 8
            + self.start.capacity() * 11
            + self.codes.iter().map(Codes::bytes).sum::<usize>()
            + self.amounts().into_iter().map(Chunk::bytes).sum::<usize>()
            + self.slabs.iter().map(Slab::bytes).sum::<usize>()
    }
}

/// Division by a constant is a multiplication; by a variable it would dominate loading.
fn divides(unit: i64, amount: i64) -> bool {
    match unit {
        1_000_000 => amount % 1_000_000 == 0,
        10_000 => amount % 10_000 == 0,
        100 => amount % 100 == 0,
        _ => true,
    }
}

fn in_unit(amount: i64, unit: i64) -> i64 {
    match unit {
        _ if amount == NULL => NULL,
        1_000_000 => amount / 1_000_000,
        10_000 => amount / 10_000,
        100 => amount / 100,
        _ => amount,
    }
}

impl Slab {
    pub fn blank(year: i32, len: usize) -> Slab {
        const NONE: Chunk = Chunk::Empty;
        Slab {
            year,
            nature: Codes::Same(0),
            kind: vec![0; len],
            first: vec![13; len],
            last: vec![0; len],
            plan: NONE,
            adjusted: Vec::new(),
            before: NONE,
            funds_planned: NONE,
            filed: vec![0; len],
            reported: vec![0; len],
            ytd: [NONE; 12],
            typed: [NONE; 12],
            total: [NONE; 12],
            prev: [NONE; 12],
            arrived: [NONE; 12],
            paid: [NONE; 12],
        }
    }

    fn push(&mut self) {
        self.kind.push(0);
        self.first.push(13);
        self.last.push(0);
        self.filed.push(0);
        self.reported.push(0);
    }

    fn clear(&mut self, row: usize, len: usize) {
        self.write(row, len, &YearRecord::blank(self.year), 1);
    }

    fn write(&mut self, row: usize, len: usize, year: &YearRecord, unit: i64) {
        self.nature.set(row, year.nature, len);
        self.kind[row] = year.kind as u8;
        self.first[row] = year.first;
        self.last[row] = year.last;
        self.plan.set(row, in_unit(year.plan, unit));
        self.before.set(row, in_unit(year.before, unit));
        self.funds_planned.set(row, in_unit(year.funds_planned, unit));
        self.filed[row] = year.filed;
        self.reported[row] = year.reported;
        self.adjust(row, &year.adjusted, unit);
        for (chunks, amounts) in self.months_mut().into_iter().zip(months_of(year)) {
            for (chunk, &amount) in chunks.iter_mut().zip(amounts) {
                chunk.set(row, in_unit(amount, unit));
            }
        }
    }

    fn adjust(&mut self, row: usize, versions: &[(u8, i64)], unit: i64) {
        let row = row as u16;
        let from = self.adjusted.partition_point(|a| a.row < row);
        let to = self.adjusted.partition_point(|a| a.row <= row);
        let new = versions.iter().map(|&(from, amount)| Adjusted { row, from, amount: in_unit(amount, unit) });
        self.adjusted.splice(from..to, new);
    }

    fn months_mut(&mut self) -> [&mut [Chunk; 12]; 6] {
        [&mut self.ytd, &mut self.typed, &mut self.total, &mut self.prev, &mut self.arrived, &mut self.paid]
    }

    /// All amounts of the year, always in the same order.
    pub fn amounts(&self) -> impl Iterator<Item = &Chunk> {
        let months = [&self.ytd, &self.typed, &self.total, &self.prev, &self.arrived, &self.paid];
        [&self.plan, &self.before, &self.funds_planned].into_iter().chain(months.into_iter().flatten())
    }

    pub fn amounts_mut(&mut self) -> impl Iterator<Item = &mut Chunk> {
        let months =
            [&mut self.ytd, &mut self.typed, &mut self.total, &mut self.prev, &mut self.arrived, &mut self.paid];
        [&mut self.plan, &mut self.before, &mut self.funds_planned].into_iter().chain(months.into_iter().flatten())
    }

    fn multiply(&mut self, factor: i64) {
        self.amounts_mut().for_each(|chunk| chunk.multiply(factor));
        for version in self.adjusted.iter_mut().filter(|v| v.amount != NULL) {
            version.amount *= factor;
        }
    }

    fn bytes(&self) -> usize {
        size_of::<Slab>()
            + self.kind.capacity() * 7
            + self.nature.bytes()
            + self.adjusted.capacity() * size_of::<Adjusted>()
            + self.amounts().map(Chunk::bytes).sum::<usize>()
    }
}

fn months_of(year: &YearRecord) -> [&Year12; 6] {
    [&year.ytd, &year.typed, &year.total, &year.prev, &year.arrived, &year.paid]
}
