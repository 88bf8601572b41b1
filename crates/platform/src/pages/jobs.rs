//! How far a job is, for the progress bar. Its owner sees it, nobody else.

use crate::jobs::JobView;
use crate::web::{Ctx, WebError};
use axum::Json;
use axum::extract::Path;

/// `GET /jobs/17.json` (or without the ending).
pub(super) async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Json<JobView>, WebError> {
    let unknown = || WebError::NotFound("没有这个任务".to_owned());
    let id = id.trim_end_matches(".json").parse().map_err(|_| unknown())?;
    let job = ctx.app.jobs().find(id).await?.filter(|j| j.account == Some(ctx.viewer.id));
    Ok(Json(job.ok_or_else(unknown)?))
}
