//! Checking that nobody has touched the journal since it was sealed.

use super::Row;
use super::entities::{entry, seal as seals, sealing};
use super::seal::{GENESIS, link};
use crate::db::{Db, DbError};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Serialize;
use std::collections::HashMap;

/// The end of the chain. Written down somewhere else (the log, a printed bulletin), it shows later that nothing up to
/// it was cut off or rewritten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Head {
    /// How many entries are sealed.
    pub no: i64,
    /// SM3 of the last, in hexadecimal.
    pub hash: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Defect {
    /// The entry was changed, or the seal was.
    Changed,
    /// The entry is gone.
    Missing,
    /// A place in the chain is empty.
    Gap,
    /// The chain does not contain a head noted earlier.
    HeadLost,
}

impl Defect {
    pub const fn label(self) -> &'static str {
        match self {
            Defect::Changed => "内容与封存时不符",
            Defect::Missing => "已封存的日志被删除",
            Defect::Gap => "封存序号不连续",
            Defect::HeadLost => "与另行记下的校验值不符",
        }
    }
}

/// The first place where the chain does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Broken {
    pub no: i64,
    /// The journal entry, where one is known.
    pub entry: Option<i64>,
    pub defect: Defect,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VerifyReport {
    pub entries: u64,
    pub sealed: u64,
    /// Written since the last sealing; not protected by the chain yet.
    pub unsealed: u64,
    pub head: Head,
    pub broken: Option<Broken>,
}

impl VerifyReport {
    pub fn is_sound(&self) -> bool {
        self.broken.is_none()
    }
}

const AT_ONCE: u64 = 4_000;

/// Recomputes the whole chain, in one snapshot while others go on writing. `noted` are heads remembered elsewhere.
pub async fn verify(db: &Db, noted: &[Head]) -> Result<VerifyReport, DbError> {
    let snapshot = db.snapshot().await?;
    let entries = entry::Entity::find().count(&snapshot).await?;
    let mut head = Head { no: 0, hash: GENESIS.to_owned() };
    let mut broken = None;
    while broken.is_none() {
        let seals = next_seals(&snapshot, head.no).await?;
        if seals.is_empty() {
            break;
        }
        let rows = entries_of(&snapshot, &seals).await?;
        broken = seals.iter().find_map(|seal| advance(&mut head, seal, &rows, noted));
    }
    let broken = match broken {
        Some(broken) => Some(broken),
        None => lost_head(&snapshot, &head, noted).await?,
    };
    let sealed = head.no.unsigned_abs();
    Ok(VerifyReport { entries, sealed, unsealed: entries.saturating_sub(sealed), head, broken })
}

/// Checks one seal and steps over it.
fn advance(head: &mut Head, seal: &seals::Model, rows: &HashMap<i64, Row>, noted: &[Head]) -> Option<Broken> {
    let no = head.no + 1;
    let broken = |defect| Some(Broken { no, entry: Some(seal.entry_id), defect });
    if seal.no != no {
        return Some(Broken { no, entry: None, defect: Defect::Gap });
    }
    let Some(row) = rows.get(&seal.entry_id) else { return broken(Defect::Missing) };
    let hash = link(&head.hash, no, row);
    if hash != seal.hash {
        return broken(Defect::Changed);
    }
    if noted.iter().any(|n| n.no == no && n.hash != hash) {
        return broken(Defect::HeadLost);
    }
    *head = Head { no, hash };
    None
}

async fn next_seals<C: ConnectionTrait>(conn: &C, after: i64) -> Result<Vec<seals::Model>, DbError> {
    let found = seals::Entity::find()
        .filter(seals::Column::No.gt(after))
        .order_by_asc(seals::Column::No)
        .limit(AT_ONCE)
        .all(conn)
        .await?;
    Ok(found)
}

async fn entries_of<C: ConnectionTrait>(conn: &C, seals: &[seals::Model]) -> Result<HashMap<i64, Row>, DbError> {
    let ids = seals.iter().map(|s| s.entry_id);
    let rows = entry::Entity::find().filter(entry::Column::Id.is_in(ids)).all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// The last run of the sealing job, and every head noted elsewhere, must lie within the chain.
async fn lost_head<C: ConnectionTrait>(conn: &C, head: &Head, noted: &[Head]) -> Result<Option<Broken>, DbError> {
    let last = sealing::Entity::find().order_by_desc(sealing::Column::Id).one(conn).await?;
    let lost = Broken { no: head.no + 1, entry: None, defect: Defect::HeadLost };
    let run_differs = last.as_ref().is_some_and(|run| run.last_no != head.no || run.head != head.hash);
    let run_missing = last.is_none() && head.no > 0;
    let cut_off = noted.iter().any(|n| n.no > head.no);
    Ok((run_differs || run_missing || cut_off).then_some(lost))
}
