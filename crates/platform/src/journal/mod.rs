//! The journal: who changed what, when, from what, to what, and why. Append-only.
//!
//! Every [`WriteTx`](crate::WriteTx) that changes a fact appends at least one [`Entry`] and is committed with the
//! [`Recorded`] token it got for it. Triggers on both databases refuse to change or remove an entry.
//!
//! - [`changes_since`] tells a reader that keeps its own copy (the board in memory) what has changed since it last
//!   asked, missing nothing and never late, whatever the order in which concurrent writers commit.
//! - [`seal`] chains the entries with SM3 hashes; [`verify`] recomputes the chain and names the first broken entry.
//! - [`page`](list::page) is the list that an auditor reads.

mod changes;
mod entities;
mod entry;
mod list;
mod record;
mod schema;
mod seal;
mod verify;

pub use changes::{Changes, Cursor, changes_since, cursor, landmark};
pub use entities::entry::Model as Row;
pub use entry::{Actor, Entry, Source, Subject};
pub use list::{Filter, Page, page};
pub use record::{Recorded, Signed, Told};
pub use schema::migration;
pub(crate) use seal::hex;
pub use seal::{Sealed, seal};
pub use verify::{Broken, Defect, Head, VerifyReport, verify};
