//! Routes, each declared together with who may come in, so that no page can be put up without saying so.

use super::{App, guard};
use crate::access::Permission;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, on};

/// Who may come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody, signed in or not.
    Public,
    /// Whoever is signed in, even with a password that must be changed first.
    Newcomer,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever is signed in and has a role with this permission.
    Needs(Permission),
}

/// A row of the access table, for tests and documentation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteRow {
    pub method: Method,
    /// In axum's words: `/projects/{id}`.
    pub path: &'static str,
    pub access: Access,
}

/// A set of routes with their access. Paths below `/api/` answer in JSON and take `Authorization: Bearer`.
///
/// ```
/// use platform::access::Permission;
/// use platform::web::{Access, Ctx, Routes, WebError};
///
/// async fn count(ctx: Ctx) -> Result<String, WebError> {
///     Ok(format!("您好,{}", ctx.viewer.name))
/// }
///
/// let routes = Routes::new().get("/count", Access::Needs(Permission::ViewBoard), count);
/// # assert_eq!(routes.table().len(), 1);
/// ```
#[derive(Default)]
pub struct Routes {
    router: Router<App>,
    table: Vec<RouteRow>,
    /// Filled in by [`App`], which the guards need.
    pending: Vec<Addition>,
}

type Addition = Box<dyn FnOnce(Router<App>, &App) -> Router<App> + Send>;

impl Routes {
    pub fn new() -> Routes {
        Routes::default()
    }

    pub fn get<H: Handler<T, App>, T: 'static>(self, path: &'static str, access: Access, handler: H) -> Routes {
        self.on(Method::GET, MethodFilter::GET, path, access, handler, None)
    }

    pub fn post<H: Handler<T, App>, T: 'static>(self, path: &'static str, access: Access, handler: H) -> Routes {
        self.on(Method::POST, MethodFilter::POST, path, access, handler, None)
    }

    pub fn put<H: Handler<T, App>, T: 'static>(self, path: &'static str, access: Access, handler: H) -> Routes {
        self.on(Method::PUT, MethodFilter::PUT, path, access, handler, None)
    }

    pub fn patch<H: Handler<T, App>, T: 'static>(self, path: &'static str, access: Access, handler: H) -> Routes {
        self.on(Method::PATCH, MethodFilter::PATCH, path, access, handler, None)
    }

    pub fn delete<H: Handler<T, App>, T: 'static>(self, path: &'static str, access: Access, handler: H) -> Routes {
        self.on(Method::DELETE, MethodFilter::DELETE, path, access, handler, None)
    }

    /// A POST that takes a large body, at most `bytes`: an upload. Other routes take 2 MB.
    pub fn upload<H, T>(self, path: &'static str, access: Access, bytes: usize, handler: H) -> Routes
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.on(Method::POST, MethodFilter::POST, path, access, handler, Some(bytes))
    }

    /// Both sets.
    pub fn merge(mut self, other: Routes) -> Routes {
        self.router = self.router.merge(other.router);
        self.table.extend(other.table);
        self.pending.extend(other.pending);
        self
    }

    pub fn table(&self) -> &[RouteRow] {
        &self.table
    }

    fn on<H, T>(
        mut self,
        method: Method,
        filter: MethodFilter,
        path: &'static str,
        access: Access,
        handler: H,
        body: Option<usize>,
    ) -> Routes
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.table.push(RouteRow { method, path, access });
        self.pending.push(Box::new(move |router, app| {
            let mut route = on(filter, handler);
            if let Some(bytes) = body {
                route = route.layer(DefaultBodyLimit::max(bytes));
            }
            let guard = from_fn_with_state((app.clone(), access), guard::check);
            router.route(path, route.layer(guard))
        }));
        self
    }

    pub(super) fn build(self, app: &App) -> Router<App> {
        self.pending.into_iter().fold(self.router, |router, add| add(router, app))
    }
}
