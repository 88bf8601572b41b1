//! What a block's rows add up to, kept until one of them changes.
//!
//! Everybody looks at the same few months: a block whose rows all pass a filter and all fall into one group is added
//! up once per month, and after that its totals are taken as they are.

use crate::columns::Lens;
use crate::measure::Sums;
use std::sync::{Mutex, PoisonError};

/// Months (or settings) remembered per block; some 700 bytes each.
const REMEMBERED: usize = 16;

#[derive(Debug, Default)]
pub(crate) struct Totals {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    sums: Vec<(Lens, Sums)>,
    /// Where the next one goes once all places are taken: round and round.
    next: usize,
}

impl Totals {
    /// Adds the totals to `sums`; false when they are not known.
    pub fn add_to(&self, lens: &Lens, sums: &mut Sums) -> bool {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        match kept.sums.iter().find(|(of, _)| of == lens) {
            Some((_, known)) => {
                sums.add(known);
                true
            }
            None => false,
        }
    }

    pub fn keep(&self, lens: &Lens, sums: Sums) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.sums.iter().any(|(of, _)| of == lens) {
            return;
        }
        if kept.sums.len() < REMEMBERED {
            // Mostly one month is asked for: room for it, and no more.
            kept.sums.reserve_exact(1);
            kept.sums.push((lens.clone(), sums));
            return;
        }
        let place = kept.next;
        kept.sums[place] = (lens.clone(), sums);
        kept.next = (place + 1) % REMEMBERED;
    }

    /// A row has changed.
    pub fn forget(&mut self) {
        *self.kept.get_mut().unwrap_or_else(PoisonError::into_inner) = Kept::default();
    }
}

impl Clone for Totals {
    fn clone(&self) -> Totals {
        Totals::default()
    }
}
