//! What has changed since a reader last asked.
//!
//! The trap: PostgreSQL numbers entries when they are inserted and shows them when they are committed, so an entry may
//! turn up behind one already read. A reader here therefore remembers no number but a *snapshot*, the set of
//! transactions it has seen, and asks for the entries whose transaction was not among them. Under SQLite, with its
//! single writer, numbers do come in order, and the snapshot is the largest of them.

use super::Subject;
use super::entities::entry::{Column, Entity};
use super::seal::{GENESIS, link};
use crate::db::DbError;
use sea_orm::sea_query::{Condition, Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement};

/// Everything that was committed at one moment, as text: a number under SQLite, a `pg_snapshot` under PostgreSQL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor(String);

impl Cursor {
    /// Before the first entry.
    pub fn start() -> Cursor {
        Cursor(String::new())
    }

    /// A cursor that was kept as text; whether it belongs to this journal, [`landmark`] tells.
    pub fn from_text(text: String) -> Cursor {
        Cursor(text)
    }

    pub fn as_text(&self) -> &str {
        &self.0
    }

    /// Whether this cursor knows transactions that `now`, the journal's present one, does not: it is of another journal,
    /// or this one was set back to an earlier state.
    pub fn is_ahead_of(&self, now: &Cursor) -> bool {
        self.number() > now.number() || self.bound() > now.bound()
    }

    /// SQLite: the largest id. PostgreSQL: the first transaction not yet begun (`xmax`).
    fn bound(&self) -> i64 {
        self.0.split(':').nth(1).map_or(self.number(), |n| n.parse().unwrap_or(i64::MAX))
    }

    /// Entries that this cursor has not seen.
    pub(super) fn unseen(&self, backend: DbBackend) -> Condition {
        if self.0.is_empty() {
            return Condition::all();
        }
        match backend {
            DbBackend::Sqlite => Condition::all().add(Column::Id.gt(self.number())),
            // The first half lets the index on `txid` skip all that is old, the second is exact.
            _ => Condition::all().add(Expr::cust_with_values(
                "txid >= $1 AND NOT pg_visible_in_snapshot(txid::text::xid8, $2::text::pg_snapshot)",
                [sea_orm::Value::from(self.number()), self.0.clone().into()],
            )),
        }
    }

    /// Entries that this cursor has seen.
    pub(super) fn seen(&self, backend: DbBackend) -> Condition {
        match backend {
            DbBackend::Sqlite => Condition::all().add(Column::Id.lte(self.number())),
            _ => Condition::all().add(Expr::cust_with_values(
                "pg_visible_in_snapshot(txid::text::xid8, $1::text::pg_snapshot)",
                [sea_orm::Value::from(self.0.clone())],
            )),
        }
    }

    pub(crate) fn is_after(&self, other: &Cursor) -> bool {
        self.number() > other.number()
    }

    /// SQLite: the largest id. PostgreSQL: the oldest transaction still open (`xmin` of `xmin:xmax:xip,…`).
    fn number(&self) -> i64 {
        self.0.split(':').next().and_then(|n| n.parse().ok()).unwrap_or(0)
    }
}

/// What [`changes_since`] found.
#[derive(Clone, Debug)]
pub struct Changes {
    /// Projects with entries, each once, in order.
    pub projects: Vec<i64>,
    /// What the entries without a project are about (settings, lists, accounts), each once.
    pub others: Vec<Subject>,
    /// Where to go on next time.
    pub cursor: Cursor,
}

impl Changes {
    pub fn is_empty(&self) -> bool {
        self.projects.is_empty() && self.others.is_empty()
    }
}

/// Where the journal stands. Ask it *before* reading rows, or inside one [`Snapshot`](crate::db::Snapshot) with them.
pub async fn cursor<C: ConnectionTrait>(conn: &C) -> Result<Cursor, DbError> {
    let backend = conn.get_database_backend();
    let sql = match backend {
        DbBackend::Sqlite => "SELECT CAST(coalesce(max(id), 0) AS TEXT) AS cursor FROM journal",
        _ => "SELECT pg_current_snapshot()::text AS cursor",
    };
    let row = conn.query_one_raw(Statement::from_string(backend, sql)).await?;
    let text = row.map(|r| r.try_get("", "cursor")).transpose()?;
    Ok(Cursor(text.unwrap_or_default()))
}

/// Entries that a landmark is made of.
const LANDMARK: u64 = 100;

/// One hash over the newest entries that `seen` has seen: what a copy kept outside the database must find again before it
/// may go on from its cursor. `None` where the journal cannot be the one that `seen` was taken from.
pub async fn landmark<C: ConnectionTrait>(conn: &C, seen: &Cursor) -> Result<Option<String>, DbError> {
    let backend = conn.get_database_backend();
    let now = cursor(conn).await?;
    if seen.as_text().matches(':').count() != now.as_text().matches(':').count() || seen.is_ahead_of(&now) {
        return Ok(None);
    }
    let newest = Entity::find().filter(seen.seen(backend)).order_by_desc(Column::Id).limit(LANDMARK).all(conn).await?;
    Ok(Some((1..).zip(&newest).fold(GENESIS.to_owned(), |hash, (no, entry)| link(&hash, no, entry))))
}

/// Every project and other subject with an entry committed after `since`: complete, whatever order writers committed
/// in. An entry committed while this runs may be reported twice, never not at all.
pub async fn changes_since<C: ConnectionTrait>(conn: &C, since: &Cursor) -> Result<Changes, DbError> {
    let backend = conn.get_database_backend();
    // First where we stand, then what is new: what is committed in between is reported now and once more next time.
    let cursor = cursor(conn).await?;
    if cursor == *since {
        return Ok(Changes { projects: Vec::new(), others: Vec::new(), cursor });
    }
    let projects = Entity::find()
        .select_only()
        .column(Column::ProjectId)
        .distinct()
        .filter(since.unseen(backend))
        .filter(Column::ProjectId.is_not_null())
        .into_tuple::<i64>()
        .all(conn)
        .await?;
    let others = Entity::find()
        .select_only()
        .columns([Column::SubjectKind, Column::SubjectId])
        .distinct()
        .filter(since.unseen(backend))
        .filter(Expr::col(Column::ProjectId).is_null())
        .into_tuple::<(String, String)>()
        .all(conn)
        .await?;
    let mut projects = projects;
    projects.sort_unstable();
    let others = others.into_iter().map(|(kind, id)| Subject { kind: kind.into(), id }).collect();
    Ok(Changes { projects, others, cursor })
}
