//! Serving until told to stop.

use super::App;
use std::future::Future;
use std::net::SocketAddr;
use tokio::net::TcpListener;

/// Serves on `listener` until `stop` is done, then finishes the requests under way.
pub async fn serve(
    app: &App,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let service = app.router().into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(stop).await
}
