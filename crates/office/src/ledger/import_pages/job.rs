//! The job that writes an import.

use super::draft::{self, Written, within};
use crate::ledger::entities::import_draft;
use crate::ledger::import::{ImportReport, Request, import, remember};
use kernel::Month;
use platform::access::Permission;
use platform::accounts::{User, users};
use platform::db::Housekeeping;
use platform::jobs::{JobRun, Outcome, State, Work, WorkError};
use platform::journal::{Actor, Source};
use platform::web::{Ctx, WebError};
use platform::{DbError, WriteTx};
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter};
use std::sync::Arc;
use workbook::Reading;

pub(super) const KIND: &str = "import";

/// Does the jobs of kind [`KIND`]; the payload is `{"draft": id}`.
pub(super) struct ImportWork;

#[async_trait::async_trait]
impl Work for ImportWork {
    fn kind(&self) -> &'static str {
        KIND
    }

    async fn run(&self, job: &JobRun) -> Result<Outcome, WorkError> {
        let id = job.payload["draft"].as_i64().unwrap_or_default();
        let (draft, user) = asked(job, id).await?;
        job.tell(0, 3, "正在读取工作簿");
        let reading = draft::read(job.db(), job.files(), &draft).await?;
        let as_of = draft.month().or(reading.as_of).ok_or_else(|| refused("没有填写数据截至的月份"))?;
        job.tell(1, 3, format!("正在核对并写入{}个项目", reading.rows.len()));
        let written = write(job, &draft, &user, reading, as_of).await?;
        job.tell(3, 3, "已完成");
        Ok(Outcome {
            message: format!("新增{}个项目,更新{}个", written.created, written.updated),
            href: Some(format!("/import/{id}/result")),
            result: serde_json::to_value(&written).unwrap_or_default(),
        })
    }
}

/// Whether the draft waits for its job or is being written.
pub(super) async fn is_running(ctx: &Ctx, draft: &import_draft::Model) -> Result<bool, WebError> {
    let Some(job) = draft.job_id else { return Ok(false) };
    Ok(ctx.app.jobs().find(job).await?.is_some_and(|job| job.state == State::Running))
}

fn refused(why: impl Into<String>) -> WorkError {
    WorkError::Refused(why.into())
}

/// The draft and its owner, who must still be allowed to import: rights may have changed while the job waited.
async fn asked(job: &JobRun, id: i64) -> Result<(import_draft::Model, User), WorkError> {
    let conn = job.db().read();
    let draft = import_draft::Entity::find_by_id(id).one(conn).await.map_err(DbError::from)?;
    let draft = draft.filter(|d| Some(d.account_id) == job.account).ok_or_else(|| refused("没有这次导入"))?;
    let user = users::find(conn, draft.account_id).await?.filter(|u| u.active && u.viewer().may(Permission::Import));
    Ok((draft, user.ok_or_else(|| refused("账号已停用,或不再有导入台账的权限,什么也没有写入"))?))
}

/// One transaction: the ledger, what the list learned, and the draft's result.
async fn write(
    job: &JobRun,
    draft: &import_draft::Model,
    user: &User,
    reading: Arc<Reading>,
    as_of: Month,
) -> Result<Written, WorkError> {
    let scope = user.visible();
    let actor =
        Actor::account(user.id, user.display_name.clone(), Source::Import).in_batch(format!("import-{}", draft.id));
    let tx = job.db().write(&actor, job.clock().now()).await?;
    if let Some(written) = lock(&tx, draft.id).await? {
        // Asked for twice, or begun again after the process died: it has been done.
        return Ok(written);
    }
    let request = Arc::new(Request {
        reading,
        file_name: draft.file_name.clone(),
        as_of,
        list: draft.list.clone(),
        decisions: draft.decided(),
        accept_valid: draft.accept_valid,
        may_write: Box::new(move |place| within(&scope, place)),
    });
    let (report, recorded) = import(&tx, &request).await?;
    if !report.errors.is_empty() && !draft.accept_valid {
        tx.rollback().await?;
        return Err(refused(format!(
            "有{}处错误,什么也没有写入;请改正后重新上传,或选择只导入没有错误的行",
            report.errors.len()
        )));
    }
    let mut written = told(&report);
    let tx = match &recorded {
        Some(_) => tx,
        // Words and a list made for rows that change nothing are not kept.
        None => {
            tx.rollback().await?;
            job.db().write(&actor, job.clock().now()).await?
        }
    };
    let learned = remember(&tx, as_of.year(), &draft.list, draft.corrected()).await?;
    written.learned = learned.as_ref().map_or(0, |(count, _)| *count);
    let story = match (recorded, learned.map(|(_, story)| story)) {
        (Some(one), Some(two)) => Some(one.and(two)),
        (one, two) => one.or(two),
    };
    let result = import_draft::ActiveModel {
        id: Unchanged(draft.id),
        result: Set(Some(draft::json(&written))),
        ..Default::default()
    };
    result.update(&tx).await.map_err(DbError::from)?;
    match story {
        Some(story) => tx.commit(story).await?,
        None => tx.commit_housekeeping(Housekeeping::Job).await?,
    }
    Ok(written)
}

/// Makes others wait for this draft, and tells what they have written.
async fn lock(tx: &WriteTx, id: i64) -> Result<Option<Written>, DbError> {
    import_draft::Entity::update_many()
        .col_expr(import_draft::Column::Id, Expr::value(id))
        .filter(import_draft::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(import_draft::Entity::find_by_id(id).one(tx).await?.and_then(|draft| draft.written()))
}

fn told(report: &ImportReport) -> Written {
    Written {
        as_of: report.as_of,
        created: report.created,
        updated: report.updated,
        unchanged: report.unchanged,
        left_out: report.projects.saturating_sub(report.created + report.updated + report.unchanged),
        warnings: report.warnings.len(),
        learned: 0,
        written: report.written,
    }
}
