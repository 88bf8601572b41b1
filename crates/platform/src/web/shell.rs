//! The frame around every page: navigation, title bar, who is signed in.
//!
//! A page's template extends `shell.html` and holds a field `shell: Shell`. In a crate other than this one, `askama.toml`
//! beside its `Cargo.toml` says where templates are looked for:
//!
//! ```toml
//! [general]
//! dirs = ["src", "../platform/templates"]
//! ```
//!
//! and then, in `office/src/notes/templates/list.html`:
//!
//! ```html
//! {% extends "shell.html" %}
//! {% block bar %}<span class="muted small">共{{ notes.len() }}条</span>{% endblock %}
//! {% block main %}
//! <form method="post" action="/notes">{% include "csrf.html" %} … </form>
//! {% endblock %}
//! ```
//!
//! ```text
//! #[derive(Template)]
//! #[template(path = "notes/templates/list.html")]
//! struct NotesPage { shell: Shell, notes: Vec<Note> }
//!
//! async fn list(ctx: Ctx) -> Result<Page<NotesPage>, WebError> {
//!     let notes = store::notes(ctx.db().read(), &ctx.viewer.scope).await?;
//!     Ok(Page(NotesPage { shell: ctx.shell("记事").await?, notes }))
//! }
//! ```
//!
//! Blocks: `main` (the page), `bar` (right of the title: filters, search, buttons), `trail` (the way here, above the page).
//! `{% include "csrf.html" %}` is the first line of every POST form.

use super::{App, Ctx, WebError};
use crate::access::Viewer;
use crate::mechanism::{NavEntry, Place};
use crate::settings::SUBTITLE;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

/// What `shell.html` shows around a page.
#[derive(Clone, Debug)]
pub struct Shell {
    pub title: String,
    pub subtitle: String,
    pub links: Vec<RailLink>,
    pub viewer_name: String,
    pub viewer_roles: String,
    /// For forms: `{% include "csrf.html" %}`.
    pub csrf: String,
    /// Without a maximum width: the grid, the wall.
    pub wide: bool,
    /// Something to tell once, such as “已保存”.
    pub notice: Option<Notice>,
}

/// A message above the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// `good`, `warn` or `bad`.
    pub kind: &'static str,
    pub text: String,
}

/// One of the eight places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RailLink {
    pub place: Place,
    pub href: &'static str,
    pub current: bool,
}

impl RailLink {
    pub fn label(&self) -> &'static str {
        self.place.label()
    }
}

impl Shell {
    pub fn wide(mut self) -> Shell {
        self.wide = true;
        self
    }

    /// Says which place the page belongs to, where its address does not.
    pub fn at(mut self, place: Place) -> Shell {
        for link in &mut self.links {
            link.current = link.place == place;
        }
        self
    }

    pub fn good(mut self, text: impl Into<String>) -> Shell {
        self.notice = Some(Notice { kind: "good", text: text.into() });
        self
    }

    pub fn bad(mut self, text: impl Into<String>) -> Shell {
        self.notice = Some(Notice { kind: "bad", text: text.into() });
        self
    }
}

impl Ctx {
    /// The frame for a page with this title.
    pub async fn shell(&self, title: impl Into<String>) -> Result<Shell, WebError> {
        let settings = self.app.settings_at(&self.stand).await?;
        Ok(Shell {
            title: title.into(),
            subtitle: settings.get(&SUBTITLE),
            links: rail(&self.app, &self.viewer, &self.path),
            viewer_name: self.viewer.name.clone(),
            viewer_roles: self.viewer.role_label(),
            csrf: self.csrf(),
            wide: false,
            notice: None,
        })
    }
}

/// The places this viewer may go to, in order; the one with the longest address that begins the path is the present one.
fn rail(app: &App, viewer: &Viewer, path: &str) -> Vec<RailLink> {
    let open = |entry: &&NavEntry| entry.permission.is_none_or(|p| viewer.may(p));
    let begins =
        |entry: &&NavEntry| path == entry.href || path.strip_prefix(entry.href).is_some_and(|r| r.starts_with('/'));
    let current = app.navigation().iter().filter(begins).max_by_key(|e| e.href.len()).map(|e| e.place);
    let first = |place: Place| app.navigation().iter().filter(open).find(|e| e.place == place);
    let link = |e: &NavEntry| RailLink { place: e.place, href: e.href, current: current == Some(e.place) };
    Place::ALL.into_iter().filter_map(first).map(link).collect()
}

/// A template as a response; a template that fails is an internal error.
#[derive(Debug)]
pub struct Page<T>(pub T);

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        match self.0.render() {
            Ok(html) => Html(html).into_response(),
            Err(error) => WebError::from(error).into_response(),
        }
    }
}

/// A form shown again with its errors: 422, so that htmx and programs know.
pub fn again<T: Template>(page: T) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response()
}
