//! The draft of an import: found for its owner, read again, previewed.

use super::MOST_BYTES;
use crate::ledger::entities::import_draft::{Entity, Model};
use crate::ledger::import::{Decision, ImportReport, Learned, Place, Request, learned, preview};
use kernel::Month;
use platform::access::Scope;
use platform::db::Housekeeping;
use platform::files::{FileError, Files};
use platform::jobs::WorkError;
use platform::web::{Ctx, WebError};
use platform::{Db, DbError};
use sea_orm::{ActiveModelTrait, EntityTrait};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use workbook::{AnnotateError, Options, ReadError, Reading};

pub(super) use crate::ledger::entities::import_draft::ActiveModel;

pub(super) type Decisions = BTreeMap<(u16, u32), Decision>;

/// What a finished import wrote.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Written {
    pub as_of: Month,
    pub created: usize,
    pub updated: usize,
    pub unchanged: usize,
    /// Rows left out for their errors.
    pub left_out: usize,
    pub warnings: usize,
    /// Columns and units whose meaning was remembered for the list.
    pub learned: usize,
    /// Whether the ledger was changed.
    pub written: bool,
}

#[derive(Debug, thiserror::Error)]
pub(super) enum DraftError {
    #[error(transparent)]
    Db(#[from] DbError),
    #[error(transparent)]
    File(#[from] FileError),
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Annotate(#[from] AnnotateError),
    #[error("处理工作簿时出错:{0}")]
    Stopped(#[from] tokio::task::JoinError),
}

impl From<DraftError> for WebError {
    fn from(error: DraftError) -> WebError {
        match error {
            DraftError::Db(error) => WebError::Db(error),
            DraftError::Read(_) | DraftError::Annotate(_) => WebError::Invalid(error.to_string()),
            DraftError::File(error) => error.into(),
            DraftError::Stopped(_) => WebError::Internal(error.to_string()),
        }
    }
}

impl From<DraftError> for WorkError {
    fn from(error: DraftError) -> WorkError {
        match error {
            DraftError::Db(error) => WorkError::Db(error),
            other => WorkError::Refused(other.to_string()),
        }
    }
}

impl Model {
    pub(super) fn month(&self) -> Option<Month> {
        self.as_of.and_then(Month::from_index)
    }

    pub(super) fn corrected(&self) -> Learned {
        Learned::read(&self.corrections)
    }

    pub(super) fn decided(&self) -> Decisions {
        let stored: BTreeMap<String, Option<i64>> = serde_json::from_str(&self.decisions).unwrap_or_default();
        let read = |(key, id): (String, Option<i64>)| {
            let (sheet, row) = key.split_once(':')?;
            Some(((sheet.parse().ok()?, row.parse().ok()?), id.map_or(Decision::New, Decision::Same)))
        };
        stored.into_iter().filter_map(read).collect()
    }

    pub(super) fn written(&self) -> Option<Written> {
        serde_json::from_str(self.result.as_deref()?).ok()
    }
}

/// As [`Model::decided`] reads it.
pub(super) fn decisions_text(decisions: &Decisions) -> String {
    let one = |((sheet, row), decision): (&(u16, u32), &Decision)| {
        let id = match decision {
            Decision::Same(id) => Some(*id),
            Decision::New => None,
        };
        (format!("{sheet}:{row}"), id)
    };
    json(&decisions.iter().map(one).collect::<BTreeMap<String, Option<i64>>>())
}

/// A map with text keys always is JSON.
pub(super) fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "{}".to_owned())
}

/// The viewer's own draft of this number; other people's do not exist.
pub(super) async fn find(ctx: &Ctx, id: &str) -> Result<Model, WebError> {
    let unknown = || WebError::NotFound("没有这次导入,请重新上传工作簿".to_owned());
    let id: i64 = id.parse().map_err(|_| unknown())?;
    let draft = Entity::find_by_id(id).one(ctx.db().read()).await?;
    draft.filter(|d| d.account_id == ctx.viewer.id).ok_or_else(unknown)
}

/// Keeps what the user changed in a draft; no fact of the ledger.
pub(super) async fn keep(ctx: &Ctx, draft: ActiveModel) -> Result<Model, WebError> {
    let tx = ctx.write().await?;
    let draft = draft.update(&tx).await?;
    tx.commit_housekeeping(Housekeeping::Job).await?;
    Ok(draft)
}

/// How the draft's workbook is to be read: with what the list has learned and what was corrected.
pub(super) async fn options(db: &Db, draft: &Model) -> Result<Options, DbError> {
    let year = draft.month().map_or(draft.year, Month::year);
    let mut options = Options::for_year(year);
    options.as_of = draft.month();
    learned(db, year, &draft.list).await?.apply(&mut options);
    draft.corrected().apply(&mut options);
    options.limits.file_bytes = MOST_BYTES as u64;
    Ok(options)
}

pub(super) async fn bytes(files: &Files, draft: &Model) -> Result<Vec<u8>, FileError> {
    files.get(&draft.file_hash.parse()?).await
}

/// Reads the workbook anew, off the threads that answer requests.
pub(super) async fn read(db: &Db, files: &Files, draft: &Model) -> Result<Arc<Reading>, DraftError> {
    let (options, bytes) = (options(db, draft).await?, bytes(files, draft).await?);
    let name = draft.file_name.clone();
    Ok(Arc::new(tokio::task::spawn_blocking(move || workbook::read(&name, &bytes, &options)).await??))
}

/// Whether somebody with this scope may write a project of this place.
pub(super) fn within(scope: &Scope, place: &Place<'_>) -> bool {
    let name = |name: Option<&str>| name.unwrap_or_default().to_owned();
    scope.admits(&name(place.region), &name(place.department), &name(place.unit))
}

/// What the import would do now.
pub(super) async fn foresee(
    ctx: &Ctx,
    draft: &Model,
    reading: &Arc<Reading>,
    as_of: Month,
) -> Result<ImportReport, WebError> {
    let tx = ctx.write().await?;
    let scope = ctx.viewer.scope.clone();
    let request = Arc::new(Request {
        reading: Arc::clone(reading),
        file_name: draft.file_name.clone(),
        as_of,
        list: draft.list.clone(),
        decisions: Decisions::new(),
        accept_valid: true,
        may_write: Box::new(move |place| within(&scope, place)),
    });
    let report = preview(&tx, &request).await?;
    tx.rollback().await?;
    Ok(report)
}
