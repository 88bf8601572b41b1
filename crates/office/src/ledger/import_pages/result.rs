//! Step four: the progress of the job, and what it wrote.

use super::draft::{self, Written};
use crate::ledger::entities::import_draft;
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use platform::Place;
use platform::jobs::{JobView, State};
use platform::web::{Ctx, Page, Shell, WebError};

#[derive(Template)]
#[template(path = "ledger/import_pages/templates/result.html")]
struct ResultPage {
    shell: Shell,
    step: usize,
    draft: import_draft::Model,
    state: Shown,
}

enum Shown {
    Running { job: i64, message: String },
    Failed(String),
    Done(Written),
}

pub(super) async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response, WebError> {
    let draft = draft::find(&ctx, &id).await?;
    let state = match (draft.written(), draft.job_id) {
        (Some(written), _) => Shown::Done(written),
        (None, Some(job)) => shown(job, ctx.app.jobs().find(job).await?),
        (None, None) => return Ok(Redirect::to(&format!("/import/{id}")).into_response()),
    };
    let title = match &state {
        Shown::Running { .. } => "正在导入台账",
        Shown::Failed(_) => "台账没有导入",
        Shown::Done(_) => "台账导入结果",
    };
    let shell = ctx.shell(title).await?.at(Place::Ledger);
    Ok(Page(ResultPage { shell, step: 4, draft, state }).into_response())
}

fn shown(id: i64, job: Option<JobView>) -> Shown {
    match job {
        Some(job) if job.state == State::Failed => Shown::Failed(job.message),
        Some(job) => Shown::Running { job: id, message: job.message },
        None => Shown::Failed("处理记录已被清理,请重新提交".to_owned()),
    }
}
