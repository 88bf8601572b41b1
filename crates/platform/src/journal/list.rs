//! The journal as an auditor reads it: newest first, filtered, page by page.

use super::Row;
use super::entities::entry::{Column, Entity};
use crate::clock::Moment;
use crate::db::DbError;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

/// Which entries; empty means all.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub subject_kind: Option<String>,
    pub subject_id: Option<String>,
    pub project: Option<i64>,
    pub actor: Option<i64>,
    pub action: Option<String>,
    pub batch: Option<String>,
    /// Not before.
    pub from: Option<Moment>,
    /// Before.
    pub until: Option<Moment>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Page {
    pub rows: Vec<Row>,
    /// Give this to [`page`] for the next one; `None` on the last.
    pub next: Option<i64>,
}

/// Entries with numbers below `before` (all, if `None`), newest first, at most `size` of them.
pub async fn page<C: ConnectionTrait>(
    conn: &C,
    filter: &Filter,
    before: Option<i64>,
    size: u64,
) -> Result<Page, DbError> {
    let mut query = Entity::find().order_by_desc(Column::Id).limit(size + 1);
    if let Some(before) = before {
        query = query.filter(Column::Id.lt(before));
    }
    let texts = [
        (Column::SubjectKind, &filter.subject_kind),
        (Column::SubjectId, &filter.subject_id),
        (Column::Action, &filter.action),
        (Column::Batch, &filter.batch),
    ];
    for (column, wanted) in texts {
        if let Some(wanted) = wanted {
            query = query.filter(column.eq(wanted));
        }
    }
    for (column, wanted) in [(Column::ProjectId, filter.project), (Column::ActorId, filter.actor)] {
        if let Some(wanted) = wanted {
            query = query.filter(column.eq(wanted));
        }
    }
    if let Some(from) = filter.from {
        query = query.filter(Column::At.gte(from));
    }
    if let Some(until) = filter.until {
        query = query.filter(Column::At.lt(until));
    }
    let mut rows = query.all(conn).await?;
    let more = rows.len() as u64 > size;
    rows.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    let next = if more { rows.last().map(|r| r.id) } else { None };
    Ok(Page { rows, next })
}
