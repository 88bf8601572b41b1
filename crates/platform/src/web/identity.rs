//! Who is asking: found once per request, from the session cookie or, for the API, from a bearer token.

use super::{App, WebError, cookie};
use crate::access::Viewer;
use crate::accounts::sessions::At;
use crate::accounts::{User, sessions, tokens};
use crate::memory::Stand;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;
use std::net::SocketAddr;

/// A person (or their program) known to the product.
#[derive(Clone, Debug)]
pub struct Identity {
    pub viewer: Viewer,
    pub must_change_password: bool,
    pub proof: Proof,
    /// Where the journal stood when the request came: what it is answered from is not older.
    pub stand: Stand,
}

/// How they proved it.
#[derive(Clone, Debug)]
pub enum Proof {
    /// The cookie's token, from which the CSRF token is derived, and its hash, which names the session.
    Session { token: String, hash: String },
    /// An API token: not sent by a browser on its own, so no CSRF token is asked for.
    Bearer,
}

pub(super) async fn find(State(app): State<App>, mut request: Request, next: Next) -> Result<Response, WebError> {
    if let Some(identity) = of(&app, request.headers(), request.uri().path()).await? {
        request.extensions_mut().insert(identity);
    }
    Ok(next.run(request).await)
}

async fn of(app: &App, headers: &HeaderMap, path: &str) -> Result<Option<Identity>, WebError> {
    if path.starts_with("/assets/") || path == "/healthz" {
        return Ok(None);
    }
    if path.starts_with("/api/")
        && let Some(bearer) = headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok()?.strip_prefix("Bearer "))
    {
        let stand = app.stand().await?;
        let at = At { memory: app.memory(), stand: &stand, now: app.clock().now() };
        let user = tokens::resume(app.db(), app.tokens(), bearer.trim(), at).await?;
        return Ok(user.map(|user| identity(&user, Proof::Bearer, stand)));
    }
    let Some(token) = cookie::session(headers, app.options()) else { return Ok(None) };
    let stand = app.stand().await?;
    let settings = app.settings_at(&stand).await?;
    let at = At { memory: app.memory(), stand: &stand, now: app.clock().now() };
    let held = sessions::resume(app.db(), app.sessions(), &settings, &token, at).await?;
    Ok(held.map(|held| identity(&held.user, Proof::Session { token, hash: held.session.token_hash }, stand)))
}

fn identity(user: &User, proof: Proof, stand: Stand) -> Identity {
    Identity { viewer: user.viewer(), must_change_password: user.must_change_password, proof, stand }
}

/// The address a request came from: the peer's, or, behind a proxy of ours, the one it names.
pub(crate) fn address(app: &App, headers: &HeaderMap, peer: Option<&ConnectInfo<SocketAddr>>) -> String {
    let named = headers
        .get("x-forwarded-for")
        .filter(|_| app.options().behind_proxy)
        .and_then(|v| v.to_str().ok()?.rsplit(',').next().map(|a| a.trim().to_owned()))
        .filter(|a| a.parse::<std::net::IpAddr>().is_ok());
    named.unwrap_or_else(|| peer.map_or_else(|| "未知".to_owned(), |p| p.0.ip().to_canonical().to_string()))
}
