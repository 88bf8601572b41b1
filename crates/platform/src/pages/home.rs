//! `/` leads to the first place the viewer may go to; `/settings` lists what can be set.

use crate::mechanism::{NavEntry, Place};
use crate::web::{Ctx, Page, Shell, WebError};
use askama::Template;
use axum::response::Redirect;

pub(super) async fn home(ctx: Ctx) -> Redirect {
    let open = |entry: &&NavEntry| entry.permission.is_none_or(|p| ctx.viewer.may(p));
    let first = ctx.app.navigation().iter().filter(open).min_by_key(|e| e.place);
    Redirect::to(first.map_or("/account", |e| e.href))
}

#[derive(Template)]
#[template(path = "pages/settings_index.html")]
pub(super) struct SettingsIndex {
    shell: Shell,
    entries: Vec<NavEntry>,
}

pub(super) async fn settings(ctx: Ctx) -> Result<Page<SettingsIndex>, WebError> {
    let here = |e: &&NavEntry| {
        e.place == Place::Settings && e.href != "/settings" && e.permission.is_none_or(|p| ctx.viewer.may(p))
    };
    let entries = ctx.app.navigation().iter().filter(here).copied().collect();
    Ok(Page(SettingsIndex { shell: ctx.shell("设置").await?, entries }))
}
