//! The door of every route.

use super::{Access, App, Identity, WebError};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

pub(super) async fn check(
    State((_, access)): State<(App, Access)>,
    request: Request,
    next: Next,
) -> Result<Response, WebError> {
    let who = request.extensions().get::<Identity>();
    match (access, who) {
        (Access::Public, _) | (Access::Newcomer, Some(_)) => {}
        (_, None) => return Err(WebError::SignIn),
        (_, Some(who)) if who.must_change_password => return Err(WebError::PasswordChange),
        (Access::Needs(permission), Some(who)) if !who.viewer.may(permission) => {
            return Err(WebError::Forbidden(permission));
        }
        (Access::SignedIn | Access::Needs(_), Some(_)) => {}
    }
    Ok(next.run(request).await)
}
