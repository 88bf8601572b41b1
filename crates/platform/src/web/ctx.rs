//! What a handler needs to know: who asks, and the means to answer.

use super::{App, Identity, Proof, WebError, csrf};
use crate::access::{Permission, Viewer};
use crate::clock::Moment;
use crate::db::{Db, DbError, WriteTx};
use crate::journal::{Actor, Source};
use crate::memory::Stand;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;

/// The first argument of every handler behind the sign-in. Extracting it fails with [`WebError::SignIn`] when nobody is.
#[derive(Clone, Debug)]
pub struct Ctx {
    pub app: App,
    pub viewer: Viewer,
    /// The request's path.
    pub path: String,
    /// Whether htmx asks, and a fragment will do.
    pub htmx: bool,
    /// Where the journal stood when the request came.
    pub stand: Stand,
    proof: Proof,
}

impl Ctx {
    pub fn db(&self) -> &Db {
        self.app.db()
    }

    pub fn now(&self) -> Moment {
        self.app.clock().now()
    }

    pub fn today(&self) -> kernel::Date {
        self.app.clock().today()
    }

    /// The viewer as the author of changes.
    pub fn actor(&self) -> Actor {
        let source = if self.path.starts_with("/api/") { Source::Api } else { Source::Page };
        Actor::account(self.viewer.id, self.viewer.name.clone(), source)
    }

    /// A writing transaction in the viewer's name.
    pub async fn write(&self) -> Result<WriteTx, DbError> {
        self.db().write(&self.actor(), self.now()).await
    }

    /// For what depends on more than the route: a second permission, a permission for one button.
    pub fn require(&self, permission: Permission) -> Result<(), WebError> {
        if self.viewer.may(permission) { Ok(()) } else { Err(WebError::Forbidden(permission)) }
    }

    /// The token for a form; different each time.
    pub fn csrf(&self) -> String {
        match &self.proof {
            Proof::Session { token, .. } => csrf::token(token),
            Proof::Bearer => String::new(),
        }
    }

    /// The hash that names this session, if it is one.
    pub(crate) fn session_hash(&self) -> Option<&str> {
        match &self.proof {
            Proof::Session { hash, .. } => Some(hash),
            Proof::Bearer => None,
        }
    }
}

impl FromRequestParts<App> for Ctx {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Ctx, WebError> {
        let identity = parts.extensions.get::<Identity>().cloned().ok_or(WebError::SignIn)?;
        Ok(Ctx {
            app: app.clone(),
            viewer: identity.viewer,
            path: parts.uri.path().to_owned(),
            htmx: parts.headers.contains_key("hx-request"),
            stand: identity.stand,
            proof: identity.proof,
        })
    }
}
