//! A line in the log for each request: what was asked, how it ended, how long it took. Never a query, a body, a cookie or a
//! token: the path alone tells which page.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use std::time::Instant;
use tracing::Instrument;

pub(super) async fn requests(request: Request, next: Next) -> Response {
    let span = tracing::info_span!("request", method = %request.method(), path = request.uri().path());
    let quiet = matches!(request.uri().path(), "/healthz" | "/metrics") || request.uri().path().starts_with("/assets/");
    let begun = Instant::now();
    async move {
        let response = next.run(request).await;
        let (status, milliseconds) = (response.status().as_u16(), begun.elapsed().as_secs_f64() * 1e3);
        let milliseconds = (milliseconds * 10.0).round() / 10.0;
        if response.status().is_server_error() {
            tracing::error!(status, milliseconds, "answered");
        } else if quiet {
            tracing::debug!(status, milliseconds, "answered");
        } else {
            tracing::info!(status, milliseconds, "answered");
        }
        response
    }
    .instrument(span)
    .await
}
