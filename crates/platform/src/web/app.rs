//! The application: what handlers share, and the router put together.

use super::metrics::Metrics;
use super::{Access, RouteRow, Routes, WebError, assets, csrf, headers, identity, log, metrics, render};
use crate::accounts::sessions::Sessions;
use crate::accounts::tokens::Tokens;
use crate::clock::Clock;
use crate::db::{Db, DbError};
use crate::files::Files;
use crate::jobs::Jobs;
use crate::mechanism::{Mechanism, NavEntry};
use crate::memory::{About, Memory, Remembered, Stand};
use crate::settings::Settings;
use axum::Router;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::{CsrfLayer, ProtectionError};
use tower_http::timeout::TimeoutLayer;

#[derive(Clone, Debug)]
pub struct WebOptions {
    /// Cookies for HTTPS only; set it wherever TLS stands before us.
    pub secure_cookies: bool,
    /// A proxy of ours names the client in `X-Forwarded-For`.
    pub behind_proxy: bool,
    /// Addresses under which browsers know us, if a proxy changes `Host`: `https://zd.example.gov.cn`.
    pub origins: Vec<String>,
    /// A request that takes longer is given up.
    pub time_limit: Duration,
}

impl Default for WebOptions {
    fn default() -> WebOptions {
        WebOptions {
            secure_cookies: false,
            behind_proxy: false,
            origins: Vec::new(),
            time_limit: Duration::from_secs(120),
        }
    }
}

/// What all handlers share. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

struct Parts {
    db: Db,
    clock: Arc<dyn Clock>,
    options: WebOptions,
    mechanisms: Vec<Arc<dyn Mechanism>>,
    navigation: Vec<NavEntry>,
    memory: Memory,
    settings: Remembered<(), Arc<Settings>>,
    sessions: Sessions,
    tokens: Tokens,
    metrics: Metrics,
    jobs: Jobs,
    files: Files,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("options", &self.0.options).finish_non_exhaustive()
    }
}

/// Sessions and tokens remembered at a time; a city has some hundreds of people at work.
const MOST_HOLDERS: usize = 4_096;

impl App {
    /// `files` is where attachments are kept.
    pub fn new(
        db: Db,
        files: Files,
        clock: Arc<dyn Clock>,
        mechanisms: Vec<Arc<dyn Mechanism>>,
        options: WebOptions,
    ) -> App {
        let mut navigation: Vec<NavEntry> = mechanisms.iter().flat_map(|m| m.navigation()).collect();
        navigation.extend(crate::pages::navigation());
        let works = mechanisms.iter().flat_map(|m| m.work()).collect();
        let jobs = Jobs::new(db.clone(), files.clone(), clock.clone(), works);
        App(Arc::new(Parts {
            db,
            clock,
            options,
            mechanisms,
            navigation,
            memory: Memory::default(),
            settings: Remembered::new(1),
            sessions: Remembered::new(MOST_HOLDERS),
            tokens: Remembered::new(MOST_HOLDERS),
            metrics: Metrics::default(),
            jobs,
            files,
        }))
    }

    pub fn db(&self) -> &Db {
        &self.0.db
    }

    pub fn clock(&self) -> &dyn Clock {
        self.0.clock.as_ref()
    }

    pub fn options(&self) -> &WebOptions {
        &self.0.options
    }

    pub fn files(&self) -> &Files {
        &self.0.files
    }

    /// Background jobs; whoever serves runs [`Jobs::work_until`] beside.
    pub fn jobs(&self) -> &Jobs {
        &self.0.jobs
    }

    pub fn navigation(&self) -> &[NavEntry] {
        &self.0.navigation
    }

    pub(super) fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// The metrics in Prometheus' text format.
    pub(crate) fn metrics_text(&self) -> String {
        self.0.metrics.text()
    }

    /// What is kept in memory of the database.
    pub fn memory(&self) -> &Memory {
        &self.0.memory
    }

    /// Where the journal stands now.
    pub async fn stand(&self) -> Result<Stand, DbError> {
        self.0.memory.stand(self.db().read()).await
    }

    pub(crate) fn sessions(&self) -> &Sessions {
        &self.0.sessions
    }

    pub(crate) fn tokens(&self) -> &Tokens {
        &self.0.tokens
    }

    /// The settings as they stand now.
    pub async fn settings(&self) -> Result<Arc<Settings>, DbError> {
        self.settings_at(&self.stand().await?).await
    }

    /// The settings as they stood at `stand` or later.
    pub async fn settings_at(&self, stand: &Stand) -> Result<Arc<Settings>, DbError> {
        if let Some(settings) = self.0.settings.get(&self.0.memory, &()) {
            return Ok(settings);
        }
        let settings = Arc::new(Settings::load(self.db().read()).await?);
        self.0.settings.keep(stand, (), [About::Kind("setting".into())], settings.clone());
        Ok(settings)
    }

    /// Every route with who may come in: what the access tests go through.
    pub fn routes(&self) -> Vec<RouteRow> {
        self.all_routes().table().to_vec()
    }

    fn all_routes(&self) -> Routes {
        let own = crate::pages::routes().get("/assets/{*path}", Access::Public, assets::serve);
        self.0.mechanisms.iter().fold(own, |all, mechanism| all.merge(mechanism.routes()))
    }

    /// The whole application as a service.
    pub fn router(&self) -> Router {
        let from_page = csrf_layer(&self.0.options);
        self.all_routes()
            .build(self)
            .fallback(|| async {
                WebError::NotFound("没有这个页面,可能已被移动,或地址有误".to_owned())
            })
            .layer(from_fn(csrf::check))
            .layer(from_page)
            .layer(from_fn_with_state(self.clone(), identity::find))
            .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, self.0.options.time_limit))
            .layer(CatchPanicLayer::custom(panicked))
            .layer(from_fn(render::errors))
            .layer(CompressionLayer::new())
            .layer(from_fn_with_state(self.clone(), headers::add))
            .layer(from_fn_with_state(self.clone(), metrics::measure))
            .layer(from_fn(log::requests))
            .with_state(self.clone())
    }
}

type Refuse = fn(ProtectionError) -> Response;

fn csrf_layer(options: &WebOptions) -> CsrfLayer<Refuse> {
    let refuse: Refuse = |_| WebError::Csrf.into_response();
    options.origins.iter().fold(CsrfLayer::new().with_rejection_response(refuse), |layer, origin| {
        layer.clone().add_trusted_origin(origin).unwrap_or_else(|error| {
            tracing::warn!(origin, %error, "not an origin, ignored");
            layer
        })
    })
}

fn panicked(cause: Box<dyn std::any::Any + Send>) -> Response {
    let text = cause.downcast_ref::<String>().map(String::as_str).or_else(|| cause.downcast_ref::<&str>().copied());
    WebError::Internal(format!("panic: {}", text.unwrap_or("?"))).into_response()
}
