//! One's own account: where one is signed in, and tokens for programs.

use crate::access::Scope;
use crate::accounts::sessions::{self, Session};
use crate::accounts::tokens::{self, ApiToken};
use crate::web::{Ctx, Page, Shell, WebError};
use askama::Template;
use axum::extract::{Form, Path};
use axum::response::Redirect;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "pages/account.html")]
pub(super) struct AccountPage {
    shell: Shell,
    login: String,
    scope: Scope,
    sessions: Vec<Session>,
    present: String,
    tokens: Vec<ApiToken>,
    /// A token just made: shown this once.
    fresh: Option<String>,
}

async fn page(ctx: &Ctx, fresh: Option<String>) -> Result<Page<AccountPage>, WebError> {
    Ok(Page(AccountPage {
        shell: ctx.shell("我的账号").await?,
        login: ctx.viewer.login.clone(),
        scope: ctx.viewer.scope.clone(),
        sessions: sessions::of_user(ctx.db().read(), ctx.viewer.id).await?,
        present: ctx.session_hash().unwrap_or("").to_owned(),
        tokens: tokens::of_user(ctx.db().read(), ctx.viewer.id).await?,
        fresh,
    }))
}

pub(super) async fn show(ctx: Ctx) -> Result<Page<AccountPage>, WebError> {
    page(&ctx, None).await
}

pub(super) async fn end_session(ctx: Ctx, Path(hash): Path<String>) -> Result<Redirect, WebError> {
    sessions::end(ctx.db(), &ctx.actor(), ctx.viewer.id, &hash, ctx.now()).await?;
    Ok(Redirect::to("/account"))
}

#[derive(Deserialize)]
pub(super) struct TokenForm {
    name: String,
}

pub(super) async fn add_token(ctx: Ctx, Form(form): Form<TokenForm>) -> Result<Page<AccountPage>, WebError> {
    if form.name.trim().is_empty() {
        return Err(WebError::Invalid("请写明这个令牌给哪个程序使用".to_owned()));
    }
    let tx = ctx.write().await?;
    let (text, recorded) = tokens::create(&tx, ctx.viewer.id, &form.name).await?;
    tx.commit(recorded).await?;
    page(&ctx, Some(text)).await
}

pub(super) async fn end_token(ctx: Ctx, Path(id): Path<i64>) -> Result<Redirect, WebError> {
    let tx = ctx.write().await?;
    if let Some(recorded) = tokens::revoke(&tx, ctx.viewer.id, id).await? {
        tx.commit(recorded).await?;
    }
    Ok(Redirect::to("/account"))
}
