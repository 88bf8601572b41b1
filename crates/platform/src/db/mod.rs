//! The database: one SQLite file by default, PostgreSQL 15 or later by URL, the same code on both.
//!
//! Reading and writing are two different doors. [`Db::read`] and [`Db::snapshot`] hand out connections that the
//! database itself refuses to write through; [`Db::write`] opens the only kind of transaction that can change
//! anything, and that one can be committed only together with a journal entry (see [`crate::journal`]).

mod bulk;
mod connect;
mod error;
pub mod migrate;
mod snapshot;
mod together;
mod write;

pub use bulk::{Laid, insert_all};
pub use connect::{Db, DbOptions, Durability};
pub use error::DbError;
pub use snapshot::Snapshot;
pub use together::{Lost, Together};
pub use write::{Housekeeping, WriteTx};
