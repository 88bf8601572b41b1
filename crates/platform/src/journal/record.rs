//! Appending entries.

use super::entities::entry;
use super::{Actor, Entry};
use crate::clock::Moment;
use crate::db::{DbError, Laid, WriteTx, insert_all};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::DbBackend;

/// The proof that a transaction has told its story: what [`WriteTx::commit`] asks for. Only
/// [`WriteTx::record`] and [`WriteTx::record_all`] make one.
#[derive(Debug)]
#[must_use = "commit the transaction with it"]
pub struct Recorded {
    serial: u64,
    entries: u64,
}

impl Recorded {
    pub(crate) fn serial(&self) -> u64 {
        self.serial
    }

    /// How many entries were appended.
    pub fn entries(&self) -> u64 {
        self.entries
    }

    /// Both stories of one transaction.
    pub fn and(self, other: Recorded) -> Recorded {
        Recorded { serial: self.serial, entries: self.entries + other.entries }
    }
}

/// Entries laid out for the database (see [`Laid`]), signed with their author and time.
#[derive(Debug, Default)]
pub struct Told {
    laid: Laid,
    entries: u64,
}

impl Told {
    pub fn of(backend: DbBackend, entries: Vec<Entry>, actor: &Actor, at: Moment) -> Told {
        let count = entries.len() as u64;
        Told { laid: Laid::out(backend, entries.into_iter().map(|e| row(e, actor, at)).collect()), entries: count }
    }

    pub fn is_empty(&self) -> bool {
        self.entries == 0
    }
}

/// An entry with its author, where one transaction holds the changes of several.
#[derive(Clone, Debug)]
pub struct Signed {
    pub entry: Entry,
    pub actor: Actor,
    pub at: Moment,
}

impl WriteTx {
    /// Appends one entry, signed with the transaction's actor and time.
    pub async fn record(&self, entry: Entry) -> Result<Recorded, DbError> {
        insert_all(self, vec![row(entry, self.actor(), self.at())]).await?;
        Ok(Recorded { serial: self.serial(), entries: 1 })
    }

    /// Appends many entries at a time; `None` if there were none, so nothing may be committed.
    pub async fn record_all(&self, entries: Vec<Entry>) -> Result<Option<Recorded>, DbError> {
        let count = entries.len() as u64;
        insert_all(self, entries.into_iter().map(|e| row(e, self.actor(), self.at())).collect()).await?;
        Ok(self.proof(count))
    }

    /// Appends entries that were laid out before; `None` if there were none, so nothing may be committed.
    pub async fn record_told(&self, told: Told) -> Result<Option<Recorded>, DbError> {
        let count = told.entries;
        told.laid.insert(self).await?;
        Ok(self.proof(count))
    }

    /// Appends entries of several people whose changes share the transaction, each signed by its own; `None` if there were none.
    pub async fn record_signed(&self, entries: Vec<Signed>) -> Result<Option<Recorded>, DbError> {
        let count = entries.len() as u64;
        insert_all(self, entries.into_iter().map(|s| row(s.entry, &s.actor, s.at)).collect()).await?;
        Ok(self.proof(count))
    }

    fn proof(&self, entries: u64) -> Option<Recorded> {
        (entries > 0).then_some(Recorded { serial: self.serial(), entries })
    }
}

fn row(entry: Entry, actor: &Actor, at: Moment) -> entry::ActiveModel {
    entry::ActiveModel {
        id: NotSet,
        at: Set(at),
        actor_id: Set(actor.id),
        actor_name: Set(check_text(actor.name.clone())),
        action: Set(check_text(entry.action.into_owned())),
        subject_kind: Set(entry.subject.kind.into_owned()),
        subject_id: Set(check_text(entry.subject.id)),
        project_id: Set(entry.project),
        month: Set(entry.month.map(|m| m.index())),
        from_text: Set(entry.from.map(check_text)),
        to_text: Set(entry.to.map(check_text)),
        why: Set(entry.why.map(check_text)),
        source: Set(actor.source.id().to_owned()),
        batch: Set(actor.batch.clone()),
    }
}

/// PostgreSQL cannot store U+0000 in a text, so no text of ours has one.
pub(crate) fn check_text(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text }
}
