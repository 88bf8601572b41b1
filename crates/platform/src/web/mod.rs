//! The web shell: what stands around every page and API answer.
//!
//! [`App`] is the state of all handlers. [`Routes`] declares a route together with who may come in; [`Ctx`] tells a handler
//! who asks; [`WebError`] is the one error; [`Shell`] and [`Page`] put a template into the frame. What a request passes on
//! its way in: log and measuring, security headers, compression, errors made readable, a time limit, who asks
//! (`identity`), CSRF (`csrf`), and the route's own door (`guard`).

mod app;
mod assets;
pub(crate) mod cookie;
pub(crate) mod csrf;
mod ctx;
mod error;
mod guard;
mod headers;
mod identity;
mod log;
mod metrics;
mod render;
mod routes;
mod serve;
mod shell;

pub use app::{App, WebOptions};
pub use ctx::Ctx;
pub use error::WebError;
pub use identity::{Identity, Proof};
pub use routes::{Access, RouteRow, Routes};
pub use serve::serve;
pub use shell::{Notice, Page, RailLink, Shell, again};

pub(crate) use identity::address;
