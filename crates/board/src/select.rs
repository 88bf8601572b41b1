//! Which rows of a block a query takes.

use crate::block::Block;
use crate::chunk::{Codes, ROWS};
use crate::columns::Lens;
use crate::dimension::{Dimension, code_of};
use crate::measure::Amount;
use crate::query::{Filter, Query, Visibility};
use crate::view::View;
use kernel::{Ratio, text};
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

type Flags = [u8; ROWS];

/// The filters of a query, made ready for blocks.
pub(crate) struct Selection<'q> {
    /// By dimension: which codes pass.
    words: Vec<(Dimension, CodeSet)>,
    texts: Vec<String>,
    /// Where only certain ids are asked for: their rows, by block.
    places: Option<HashMap<u32, Vec<u16>>>,
    visible: Option<Visible>,
    /// Conditions on what a project has done by the month, checked once the columns are filled.
    conditions: Vec<&'q Filter>,
    pace: Option<Ratio>,
}

struct Visible {
    words: Vec<(Dimension, CodeSet)>,
    places: HashMap<u32, Vec<u16>>,
}

/// A set of dictionary codes with constant look-up.
struct CodeSet(Vec<bool>);

impl CodeSet {
    fn of(codes: impl Iterator<Item = u32>) -> CodeSet {
        let mut set = Vec::new();
        for code in codes.map(|c| c as usize) {
            if set.len() <= code {
                set.resize(code + 1, false);
            }
            set[code] = true;
        }
        CodeSet(set)
    }

    fn has(&self, code: u32) -> bool {
        self.0.get(code as usize).copied().unwrap_or(false)
    }
}

impl<'q> Selection<'q> {
    /// `place` tells block and row of an id.
    pub fn new(query: &'q Query, place: impl Fn(i64) -> Option<(u32, u16)>) -> Selection<'q> {
        let mut selection = Selection {
            words: Vec::new(),
            texts: Vec::new(),
            places: None,
            visible: None,
            conditions: Vec::new(),
            pace: query.settings.pace.at(query.as_of),
        };
        let mut wanted: Option<HashSet<i64>> = None;
        for filter in &query.filters {
            match filter {
                Filter::Terms { dimension, any_of } => {
                    selection.words.push((*dimension, CodeSet::of(any_of.iter().map(|t| code_of(*t)))));
                }
                Filter::Text(part) => selection.texts.push(text::fold(part)),
                Filter::Ids(ids) => {
                    let ids: HashSet<i64> = ids.iter().copied().collect();
                    wanted = Some(wanted.map_or_else(|| ids.clone(), |w| w.intersection(&ids).copied().collect()));
                }
                condition => selection.conditions.push(condition),
            }
        }
        selection.places = wanted.map(|ids| by_block(ids.into_iter(), &place));
        if let Visibility::AnyOf { terms, ids } = &query.visible {
            let words = Dimension::ALL.into_iter().filter_map(|dimension| {
                let mut codes = terms.iter().filter(|(d, _)| *d == dimension).map(|(_, term)| term.0).peekable();
                codes.peek()?;
                Some((dimension, CodeSet::of(codes)))
            });
            let distinct: HashSet<i64> = ids.iter().copied().collect();
            let places = by_block(distinct.into_iter(), &place);
            selection.visible = Some(Visible { words: words.collect(), places });
        }
        selection
    }

    /// Whether the block can be left out without a look.
    pub fn skips(&self, number: u32, block: &Block, lens: &Lens) -> bool {
        let lacks = |(dimension, set): &(Dimension, CodeSet)| matches!(codes_of(block, *dimension, lens), Codes::Same(code) if !set.has(*code));
        self.places.as_ref().is_some_and(|places| !places.contains_key(&number)) || self.words.iter().any(lacks)
    }

    /// Whether every row of a block that is not skipped passes, as far as can be told without a look at the rows.
    pub fn takes_all(&self, block: &Block, lens: &Lens) -> bool {
        let agrees = |(dimension, set): &(Dimension, CodeSet)| matches!(codes_of(block, *dimension, lens), Codes::Same(code) if set.has(*code));
        self.places.is_none()
            && self.texts.is_empty()
            && self.conditions.is_empty()
            && self.words.iter().all(agrees)
            && self.visible.as_ref().is_none_or(|visible| visible.words.iter().any(agrees))
    }

    /// Narrows `mask` by everything that does not depend on figures. False when nothing is left.
    pub fn narrow(&self, number: u32, block: &Block, lens: &Lens, mask: &mut Flags) -> bool {
        for (dimension, set) in &self.words {
            match codes_of(block, *dimension, lens) {
                Codes::Same(_) => {} // decided by `skips`
                codes => each_code(codes, |row, code| mask[row] &= u8::from(set.has(code))),
            }
        }
        if let Some(places) = &self.places {
            keep_rows(mask, places.get(&number).map_or(&[], Vec::as_slice));
        }
        if let Some(visible) = &self.visible {
            visible.narrow(number, block, lens, mask);
        }
        for part in &self.texts {
            for (flag, name) in mask.iter_mut().zip(&block.names) {
                *flag &= u8::from(*flag != 0 && name.contains(part.as_str()));
            }
        }
        mask.iter().any(|&m| m != 0)
    }

    /// Whether figures must be looked at before it is known which rows pass.
    pub fn has_conditions(&self) -> bool {
        !self.conditions.is_empty()
    }

    /// Narrows `mask` by the conditions on figures, which only projects now on the list can meet.
    pub fn judge(&self, view: &View<'_>, mask: &mut Flags) -> bool {
        if self.conditions.is_empty() {
            return true;
        }
        for (flag, now) in mask.iter_mut().zip(&view.members.now) {
            *flag &= now;
        }
        for condition in &self.conditions {
            for (row, flag) in mask.iter_mut().enumerate().filter(|(_, flag)| **flag != 0) {
                *flag = u8::from(self.meets(condition, view, row));
            }
        }
        mask.iter().any(|&m| m != 0)
    }

    fn meets(&self, condition: &Filter, view: &View<'_>, row: usize) -> bool {
        let amount = |of: Amount| i128::from(view.amount(of, row));
        match condition {
            Filter::Counts { tally, is } => view.is(*tally, row) == *is,
            Filter::Amount { of, at_least, below } => {
                let unit = if of.is_money() { i128::from(view.unit) } else { 1 };
                let value = amount(*of) * unit;
                view.is(of.known(), row)
                    && at_least.is_none_or(|limit| value >= i128::from(limit))
                    && below.is_none_or(|limit| value < i128::from(limit))
            }
            Filter::Completion { at_least, below } => {
                let (plan, done) = (amount(Amount::Plan), amount(Amount::DoneYtd));
                plan > 0
                    && at_least.is_none_or(|limit| done * 10_000 >= i128::from(limit) * plan)
                    && below.is_none_or(|limit| done * 10_000 < i128::from(limit) * plan)
            }
            Filter::PaceGap { at_least, below } => {
                let (plan, done) = (amount(Amount::Plan), amount(Amount::DoneYtd));
                let Some(pace) = self.pace.filter(|_| plan > 0) else { return false };
                // done / plan − pace against limit / 10000, without division.
                let (n, d) = (pace.numerator(), pace.denominator());
                let gap = (done * d - n * plan) * 10_000;
                let against = |limit: i64| gap.cmp(&(i128::from(limit) * plan * d));
                at_least.is_none_or(|limit| against(limit) != Ordering::Less)
                    && below.is_none_or(|limit| against(limit) == Ordering::Less)
            }
            _ => true,
        }
    }
}

impl Visible {
    fn narrow(&self, number: u32, block: &Block, lens: &Lens, mask: &mut Flags) {
        let mut seen = [0; ROWS];
        for (dimension, set) in &self.words {
            match codes_of(block, *dimension, lens) {
                Codes::Same(code) if set.has(*code) => return,
                Codes::Same(_) => {}
                codes => each_code(codes, |row, code| seen[row] |= u8::from(set.has(code))),
            }
        }
        for &row in self.places.get(&number).map_or(&[][..], Vec::as_slice) {
            seen[usize::from(row) % ROWS] = 1;
        }
        for (flag, seen) in mask.iter_mut().zip(&seen) {
            *flag &= seen;
        }
    }
}

fn by_block(ids: impl Iterator<Item = i64>, place: impl Fn(i64) -> Option<(u32, u16)>) -> HashMap<u32, Vec<u16>> {
    let mut places: HashMap<u32, Vec<u16>> = HashMap::new();
    for (block, row) in ids.filter_map(place) {
        places.entry(block).or_default().push(row);
    }
    places
}

fn keep_rows(mask: &mut Flags, rows: &[u16]) {
    let mut kept = [0; ROWS];
    for &row in rows {
        kept[usize::from(row) % ROWS] = mask[usize::from(row) % ROWS];
    }
    *mask = kept;
}

const NO_NATURE: &Codes = &Codes::Same(0);

/// The codes of a dimension; the nature is that of the year looked at.
pub(crate) fn codes_of<'b>(block: &'b Block, dimension: Dimension, lens: &Lens) -> &'b Codes {
    match dimension {
        Dimension::Nature => block.slab(lens.as_of.year()).map_or(NO_NATURE, |slab| &slab.nature),
        _ => &block.codes[dimension.index()],
    }
}

/// Calls `f` for every row of a block that has codes of its own.
#[inline(always)]
fn each_code(codes: &Codes, mut f: impl FnMut(usize, u32)) {
    match codes {
        Codes::Narrow(codes) => {
            codes.iter().enumerate().for_each(|(row, &code)| f(row, u32::from(code)));
            (codes.len()..ROWS).for_each(|row| f(row, 0));
        }
        codes => (0..ROWS).for_each(|row| f(row, codes.get(row))),
    }
}
