//! Changing one's own password.

use crate::accounts::sessions::Origin;
use crate::accounts::sign_in::{SignInError, sign_in};
use crate::accounts::{PasswordFault, password, users};
use crate::settings::{PASSWORD_KINDS, PASSWORD_LENGTH, Settings};
use crate::web::{Ctx, Page, Shell, WebError, address, again, cookie};
use askama::Template;
use axum::Extension;
use axum::extract::{ConnectInfo, Form};
use axum::http::{HeaderMap, header};
use axum::response::{Redirect, Response};
use serde::Deserialize;
use std::net::SocketAddr;

#[derive(Template)]
#[template(path = "pages/password.html")]
pub(super) struct PasswordPage {
    shell: Shell,
    login: String,
    length: u32,
    kinds: u32,
    old_error: Option<String>,
    new_error: Option<String>,
    again_error: Option<String>,
}

impl PasswordPage {
    async fn new(ctx: &Ctx, settings: &Settings) -> Result<PasswordPage, WebError> {
        Ok(PasswordPage {
            shell: ctx.shell("修改密码").await?,
            login: ctx.viewer.login.clone(),
            length: settings.get(&PASSWORD_LENGTH).clamp(8, 64),
            kinds: settings.get(&PASSWORD_KINDS).clamp(1, 4),
            old_error: None,
            new_error: None,
            again_error: None,
        })
    }
}

pub(super) async fn form(ctx: Ctx) -> Result<Page<PasswordPage>, WebError> {
    let settings = ctx.app.settings().await?;
    Ok(Page(PasswordPage::new(&ctx, &settings).await?))
}

#[derive(Deserialize)]
pub(super) struct PasswordForm {
    old: String,
    new: String,
    again: String,
}

/// The old password is proven by signing in with it, so guessing it here is throttled as it is there; the sessions of
/// before end, and the new one goes on.
pub(super) async fn submit(
    ctx: Ctx,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    Form(form): Form<PasswordForm>,
) -> Result<Response, WebError> {
    let settings = ctx.app.settings().await?;
    let mut page = PasswordPage::new(&ctx, &settings).await?;
    page.new_error = new_fault(&settings, &ctx.viewer.login, &form).map(|f| f.to_string());
    page.again_error = (form.new != form.again).then(|| "两次输入的新密码不一致".to_owned());
    if page.new_error.is_some() || page.again_error.is_some() {
        return Ok(again(page));
    }
    let agent = headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or("").to_owned();
    let origin = Origin { address: address(&ctx.app, &headers, peer.as_deref()), agent };
    let old = sign_in(ctx.db(), &settings, &ctx.viewer.login, &form.old, &origin, ctx.now()).await;
    page.old_error = match old {
        Ok(_) => None,
        Err(SignInError::Db(error)) => return Err(error.into()),
        Err(SignInError::Wrong) => Some("原密码不正确".to_owned()),
        Err(too_many) => Some(too_many.to_string()),
    };
    if page.old_error.is_some() {
        return Ok(again(page));
    }
    let hash = password::hash(&form.new).await.ok_or_else(|| WebError::Internal("argon2 failed".to_owned()))?;
    let tx = ctx.write().await?;
    let recorded = users::set_password(&tx, ctx.viewer.id, hash, false).await?;
    tx.commit(recorded).await?;
    let (_, token) = sign_in(ctx.db(), &settings, &ctx.viewer.login, &form.new, &origin, ctx.now()).await?;
    Ok(super::sign_in::with_cookie(Redirect::to("/"), cookie::set(&token.0, ctx.app.options())))
}

fn new_fault(settings: &Settings, login: &str, form: &PasswordForm) -> Option<PasswordFault> {
    if form.new == form.old {
        return Some(PasswordFault::Same);
    }
    password::check(settings, login, &form.new).err()
}
