//! What every mechanism of the office stands on: database, journal, accounts and access, files, jobs, clock, web shell.
//!
//! The one idea: every fact enters once, in one transaction that writes the row and the journal entry saying who, when,
//! from, to and why. [`Db::write`] opens such a transaction; nothing else can change data.

pub mod access;
pub mod accounts;
pub mod backup;
pub mod clock;
pub mod db;
pub mod files;
pub mod jobs;
pub mod journal;
pub mod mechanism;
pub mod memory;
mod pages;
pub mod settings;
#[cfg(feature = "testing")]
pub mod testing;
pub mod text;
pub mod web;

pub use access::{Permission, Role, Scope, Viewer};
pub use clock::{Clock, FixedClock, Moment, SystemClock};
pub use db::{Db, DbError, DbOptions, WriteTx};
pub use mechanism::{Mechanism, NavEntry, Place};

use db::migrate::TableMigration;

/// The tables of this crate.
fn migrations() -> Vec<TableMigration> {
    vec![journal::migration(), accounts::migration(), jobs::migration()]
}
