//! Signing in and out.

use crate::accounts::sessions::{self, Origin};
use crate::accounts::sign_in::{SignInError, sign_in};
use crate::settings::SUBTITLE;
use crate::web::{App, Ctx, Identity, Page, WebError, address, cookie};
use askama::Template;
use axum::Extension;
use axum::extract::{ConnectInfo, Form, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use std::net::SocketAddr;

#[derive(Template)]
#[template(path = "pages/sign_in.html")]
struct SignInPage {
    subtitle: String,
    login: String,
    next: String,
    error: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Next {
    #[serde(default)]
    next: String,
}

pub(super) async fn form(
    State(app): State<App>,
    who: Option<Extension<Identity>>,
    Query(Next { next }): Query<Next>,
) -> Result<Response, WebError> {
    if who.is_some() {
        return Ok(Redirect::to(&own_address(&next)).into_response());
    }
    let subtitle = app.settings().await?.get(&SUBTITLE);
    Ok(Page(SignInPage { subtitle, login: String::new(), next, error: None }).into_response())
}

#[derive(Deserialize)]
pub(super) struct SignInForm {
    login: String,
    password: String,
    #[serde(default)]
    next: String,
}

pub(super) async fn submit(
    State(app): State<App>,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    Form(form): Form<SignInForm>,
) -> Result<Response, WebError> {
    let settings = app.settings().await?;
    let agent = headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or("").to_owned();
    let origin = Origin { address: address(&app, &headers, peer.as_deref()), agent };
    let result = sign_in(app.db(), &settings, &form.login, &form.password, &origin, app.clock().now()).await;
    let (user, token) = match result {
        Ok(signed_in) => signed_in,
        Err(SignInError::Db(error)) => return Err(error.into()),
        Err(refusal) => {
            let status = match refusal {
                SignInError::TooMany => StatusCode::TOO_MANY_REQUESTS,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            let subtitle = settings.get(&SUBTITLE);
            let page = SignInPage { subtitle, login: form.login, next: form.next, error: Some(refusal.to_string()) };
            return Ok((status, Page(page)).into_response());
        }
    };
    let to = if user.must_change_password { "/password".to_owned() } else { own_address(&form.next) };
    Ok(with_cookie(Redirect::to(&to), cookie::set(&token.0, app.options())))
}

pub(super) async fn sign_out(ctx: Ctx) -> Result<Response, WebError> {
    if let Some(hash) = ctx.session_hash() {
        sessions::end(ctx.db(), &ctx.actor(), ctx.viewer.id, hash, ctx.now()).await?;
    }
    Ok(with_cookie(Redirect::to("/sign-in"), cookie::clear(ctx.app.options())))
}

pub(super) fn with_cookie(redirect: Redirect, cookie: HeaderValue) -> Response {
    ([(header::SET_COOKIE, cookie)], redirect).into_response()
}

/// Where to go after the sign-in: an address on this site, never another's.
fn own_address(next: &str) -> String {
    let own = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && !next.chars().any(char::is_control)
        && !next.starts_with("/sign-");
    if own { next.to_owned() } else { "/".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::own_address;

    #[test]
    fn nobody_is_sent_to_another_site() {
        assert_eq!(own_address("/ledger?as_of=2025-07"), "/ledger?as_of=2025-07");
        for bad in ["", "https://evil.example", "//evil.example", "/\\evil.example", "/a\r\nb", "/sign-out"] {
            assert_eq!(own_address(bad), "/", "{bad}");
        }
    }
}
