//! For machines: is it alive, and how busy is it.

use crate::access::Permission;
use crate::web::{App, Identity, WebError};
use axum::Extension;
use axum::extract::{ConnectInfo, State};
use axum::http::HeaderMap;
use sea_orm::{ConnectionTrait, Statement};
use std::net::SocketAddr;

/// 200 `ok` while the database answers.
pub(super) async fn health(State(app): State<App>) -> Result<&'static str, WebError> {
    let read = app.db().read();
    read.query_one_raw(Statement::from_string(read.get_database_backend(), "SELECT 1")).await?;
    Ok("ok")
}

/// For a collector on this machine, or whoever may operate it.
pub(super) async fn metrics(
    State(app): State<App>,
    who: Option<Extension<Identity>>,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
) -> Result<String, WebError> {
    let local = peer.is_some_and(|p| p.0.0.ip().is_loopback()) && !headers.contains_key("x-forwarded-for");
    let operator = who.is_some_and(|w| w.0.viewer.may(Permission::Operate));
    if local || operator { Ok(app.metrics_text()) } else { Err(WebError::Forbidden(Permission::Operate)) }
}
