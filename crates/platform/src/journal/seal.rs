//! Sealing: each entry gets a place in one chain, and a hash over itself and everything before it.
//!
//! The order of the chain is the order of sealing, not of the entries' numbers: an entry of a transaction that commits
//! late gets a late place. The hash is SM3 over the previous hash, the place and the entry's canonical text, a JSON
//! array of strings that neither database rounds or reorders.

use super::entities::{entry, seal as seals, sealing};
use super::{Actor, Cursor, Head, Row, cursor};
use crate::clock::Moment;
use crate::db::{Db, DbError, Housekeeping, WriteTx, insert_all};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use sm3::{Digest, Sm3};

/// The hash before the first entry.
pub(super) const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Entries read at once.
const AT_ONCE: u64 = 4_000;
/// Entries sealed in one transaction: under SQLite nobody else can write while it runs.
const IN_ONE_GO: u64 = 20_000;

/// What one run sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    pub entries: u64,
    pub head: Head,
}

/// Seals everything committed and not yet sealed, some thousands at a time. Safe to run on several nodes: they take turns.
pub async fn seal(db: &Db, at: Moment) -> Result<Sealed, DbError> {
    let mut entries = 0;
    loop {
        let sealed = seal_some(db, at).await?;
        entries += sealed.entries;
        if sealed.entries < IN_ONE_GO {
            return Ok(Sealed { entries, head: sealed.head });
        }
    }
}

async fn seal_some(db: &Db, at: Moment) -> Result<Sealed, DbError> {
    let tx = db.write(&Actor::system(), at).await?;
    if tx.get_database_backend() == DbBackend::Postgres {
        tx.execute_unprepared("SELECT pg_advisory_xact_lock(7401002)").await?;
    }
    let last = sealing::Entity::find().order_by_desc(sealing::Column::Id).one(&tx).await?;
    let (since, mut head) = match last {
        Some(run) => (Cursor::from_text(run.cursor), Head { no: run.last_no, hash: run.head }),
        None => (Cursor::start(), Head { no: 0, hash: GENESIS.to_owned() }),
    };
    let until = cursor(&tx).await?;
    // A cursor from another cluster (a restored copy) may lie in this one's future.
    let since = if since.is_after(&until) { Cursor::start() } else { since };
    let before = head.no;
    append_seals(&tx, &since, &until, &mut head).await?;
    let entries = head.no.abs_diff(before);
    if entries == 0 {
        tx.rollback().await?;
        return Ok(Sealed { entries, head });
    }
    // With more to come, the next transaction looks from the same place on and passes over what is sealed.
    let reached = if entries < IN_ONE_GO { &until } else { &since };
    note_run(&tx, &head, reached).await?;
    tx.commit_housekeeping(Housekeeping::Seal).await?;
    // The log is a second place that remembers the chain.
    tracing::info!(no = head.no, hash = %head.hash, entries, "journal sealed");
    Ok(Sealed { entries, head })
}

async fn note_run(tx: &WriteTx, head: &Head, reached: &Cursor) -> Result<(), DbError> {
    let run = sealing::ActiveModel {
        id: NotSet,
        at: Set(tx.at()),
        last_no: Set(head.no),
        head: Set(head.hash.clone()),
        cursor: Set(reached.as_text().to_owned()),
    };
    insert_all(tx, vec![run]).await
}

/// Not `NOT IN`: PostgreSQL compares every pair of rows for that, once they are many.
const NOT_SEALED: &str = "NOT EXISTS (SELECT 1 FROM journal_seal WHERE journal_seal.entry_id = journal.id)";

async fn append_seals(tx: &WriteTx, since: &Cursor, until: &Cursor, head: &mut Head) -> Result<(), DbError> {
    let backend = tx.get_database_backend();
    let mut after = 0;
    let most = head.no.saturating_add_unsigned(IN_ONE_GO);
    while head.no < most {
        let rows = entry::Entity::find()
            .filter(since.unseen(backend))
            .filter(until.seen(backend))
            // After a restore everything is looked at again; what is sealed stays sealed.
            .filter(Expr::cust(NOT_SEALED))
            .filter(entry::Column::Id.gt(after))
            .order_by_asc(entry::Column::Id)
            .limit(AT_ONCE)
            .all(tx)
            .await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.id;
        let mut seals = Vec::with_capacity(rows.len());
        for row in &rows {
            *head = Head { no: head.no + 1, hash: link(&head.hash, head.no + 1, row) };
            seals.push(seals::ActiveModel { no: Set(head.no), entry_id: Set(row.id), hash: Set(head.hash.clone()) });
        }
        insert_all(tx, seals).await?;
    }
    Ok(())
}

/// The hash of entry `row` at place `no` after the hash `previous`, in hexadecimal.
pub(super) fn link(previous: &str, no: i64, row: &Row) -> String {
    let mut hash = Sm3::new();
    hash.update(previous.as_bytes());
    hash.update(b"\n");
    hash.update(no.to_string().as_bytes());
    hash.update(b"\n");
    hash.update(canonical(row).as_bytes());
    hex(&hash.finalize())
}

fn canonical(row: &Row) -> String {
    let number = |n: Option<i64>| n.map(|n| n.to_string());
    let fields: [Option<String>; 14] = [
        Some(row.id.to_string()),
        Some(row.at.0.to_string()),
        number(row.actor_id),
        Some(row.actor_name.clone()),
        Some(row.action.clone()),
        Some(row.subject_kind.clone()),
        Some(row.subject_id.clone()),
        number(row.project_id),
        number(row.month.map(i64::from)),
        row.from_text.clone(),
        row.to_text.clone(),
        row.why.clone(),
        Some(row.source.clone()),
        row.batch.clone(),
    ];
    serde_json::json!(fields).to_string()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
