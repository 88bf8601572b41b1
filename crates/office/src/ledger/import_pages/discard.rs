//! Giving an upload up: the draft goes, the ledger stays as it is.

use super::draft;
use super::job::is_running;
use crate::ledger::entities::import_draft;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use platform::journal::Entry;
use platform::web::{Ctx, WebError};
use sea_orm::EntityTrait;

pub(super) async fn discard(ctx: Ctx, Path(id): Path<String>) -> Result<Response, WebError> {
    let draft = draft::find(&ctx, &id).await?;
    if draft.result.is_some() {
        return Err(WebError::Conflict("这次导入已经入账,不能放弃;要更正请重新上传工作簿".to_owned()));
    }
    if is_running(&ctx, &draft).await? {
        return Err(WebError::Conflict("这次导入正在入账,不能放弃;请稍候看结果".to_owned()));
    }
    let tx = ctx.write().await?;
    import_draft::Entity::delete_by_id(draft.id).exec(&tx).await?;
    let entry = Entry::new("放弃上传", "import_draft", draft.id).to(format!("{} {}", draft.list, draft.file_name));
    let recorded = tx.record(entry).await?;
    tx.commit(recorded).await?;
    Ok(Redirect::to("/import").into_response())
}
