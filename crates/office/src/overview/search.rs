//! Typing ahead: projects by a part of the name, the initials of its pinyin, code or number.

use crate::address::asked;
use crate::ledger::Desk;
use crate::ledger::entities::project;
use axum::Json;
use axum::http::Uri;
use kernel::text::{fold, tight};
use platform::web::{Ctx, WebError};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Serialize;
use std::sync::Arc;

/// One suggestion of the search box.
#[derive(Serialize)]
pub(super) struct Suggestion {
    id: i64,
    name: String,
    href: String,
    #[serde(rename = "where")]
    place: String,
}

/// Suggestions at most; candidates looked at, for what the viewer may not see is left out of them.
const MOST: usize = 10;
const LOOKED_AT: u64 = 200;

pub(super) async fn search(desk: Arc<Desk>, ctx: Ctx, uri: Uri) -> Result<Json<Vec<Suggestion>>, WebError> {
    let typed = asked(&uri).get("q").map(tight).unwrap_or_default();
    let key = fold(&typed);
    if key.is_empty() {
        return Ok(Json(Vec::new()));
    }
    let initials = typed.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    let mut matches = Condition::any()
        .add(project::Column::NameKey.contains(&key))
        .add(project::Column::Code.contains(&typed))
        .add(project::Column::Number.eq(&typed));
    if !initials.is_empty() {
        matches = matches.add(project::Column::Initials.contains(&initials));
    }
    let terms = desk.terms(&ctx).await?;
    let found = project::Entity::find().filter(matches).order_by_asc(project::Column::Id).limit(LOOKED_AT);
    let name = |id| terms.name(id).unwrap_or_default();
    let suggestions = found
        .all(ctx.db().read())
        .await
        .map_err(platform::DbError::from)?
        .into_iter()
        .filter(|p| ctx.viewer.scope.admits(name(p.region_id), name(p.department_id), name(p.unit_id)))
        .take(MOST)
        .map(|p| {
            let place: Vec<&str> =
                [name(p.region_id), name(p.department_id)].into_iter().filter(|t| !t.is_empty()).collect();
            Suggestion { id: p.id, href: format!("/projects/{}", p.id), place: place.join(" · "), name: p.name }
        });
    Ok(Json(suggestions.collect()))
}
