//! What the product has acknowledged, kept outside of it, and what it therefore must show.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What an import brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cargo {
    /// New projects, whose names carry the import's number.
    New,
    /// Another figure for every project of the first list; the figure is the import's number.
    Figures,
}

/// How far an import has come, as far as we were told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Told {
    /// Nothing came back yet; it may or may not be in the ledger.
    Nothing,
    /// The product has promised to do it: after a restart too.
    Promised,
    /// It is done: its result page said so, or its rows have been seen.
    Done,
    /// Its result page said that it was given up; nothing of it may be seen.
    Refused,
}

#[derive(Clone, Debug)]
pub struct Import {
    pub cargo: Cargo,
    pub told: Told,
    /// Its number in the product, once that was told.
    pub draft: Option<String>,
}

#[derive(Debug, Default)]
pub struct Pages {
    /// By number, in the order in which they were begun.
    pub imports: BTreeMap<u32, Import>,
    /// The figure that the first list's projects were last seen to carry.
    pub figure: u32,
    /// The edit that was last acknowledged, and the last one that was tried.
    pub edit: (u32, u32),
    /// What should not have been answered.
    pub faults: Vec<String>,
}

/// Shared by everybody who works on the product.
#[derive(Clone, Debug, Default)]
pub struct Book(Arc<Mutex<Pages>>);

impl Book {
    pub fn open(&self) -> MutexGuard<'_, Pages> {
        // A panic elsewhere has failed the test already; what is written stays readable for its message.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins an import; gives its number.
    pub fn begin(&self, cargo: Cargo) -> u32 {
        let mut pages = self.open();
        let number = pages.imports.keys().next_back().map_or(1, |last| last + 1);
        pages.imports.insert(number, Import { cargo, told: Told::Nothing, draft: None });
        number
    }

    pub fn tell(&self, number: u32, told: Told) {
        if let Some(import) = self.open().imports.get_mut(&number) {
            import.told = import.told.max(told);
        }
    }

    pub fn uploaded(&self, number: u32, draft: &str) {
        if let Some(import) = self.open().imports.get_mut(&number) {
            import.draft = Some(draft.to_owned());
        }
    }

    pub fn fault(&self, what: String) {
        self.open().faults.push(what);
    }

    /// How many imports were acknowledged as done.
    pub fn done(&self) -> usize {
        self.open().imports.values().filter(|import| import.told == Told::Done).count()
    }
}
