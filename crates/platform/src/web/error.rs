//! One error for pages, fragments and API, and how each of them shows it.

use crate::access::Permission;
use crate::accounts::sign_in::SignInError;
use crate::accounts::users::UserError;
use crate::db::DbError;
use crate::files::FileError;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// Why a request was not answered as wished. It becomes a page, an htmx fragment or an RFC 9457 JSON object, whatever the
/// request asked for (see `render`). Handlers return `Result<_, WebError>` and use `?`.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    /// “没有这个项目”. Also what is out of the viewer's sight: its existence is not told.
    #[error("{0}")]
    NotFound(String),
    #[error("您没有{}的权限", .0.label())]
    Forbidden(Permission),
    #[error("请先登录")]
    SignIn,
    #[error("请先修改密码")]
    PasswordChange,
    #[error("页面已过期,请刷新后重新提交")]
    Csrf,
    /// The request cannot be understood or fulfilled as it is; the text says why and what to do.
    #[error("{0}")]
    Invalid(String),
    /// Somebody else was faster; the text says what is so now.
    #[error("{0}")]
    Conflict(String),
    /// Largest number of bytes that would have been taken.
    #[error("提交的内容太大,最多{}", size(*.0))]
    TooLarge(u64),
    #[error("{0}")]
    TooMany(String),
    #[error(transparent)]
    Db(#[from] DbError),
    /// A bug or a broken machine: the cause goes to the log, not to the page.
    #[error("{0}")]
    Internal(String),
}

fn size(bytes: u64) -> String {
    if bytes >= 1 << 20 { format!("{} MB", bytes >> 20) } else { format!("{} KB", bytes >> 10) }
}

impl WebError {
    pub fn status(&self) -> StatusCode {
        match self {
            WebError::NotFound(_) => StatusCode::NOT_FOUND,
            WebError::Forbidden(_) | WebError::Csrf | WebError::PasswordChange => StatusCode::FORBIDDEN,
            WebError::SignIn => StatusCode::UNAUTHORIZED,
            WebError::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            WebError::Conflict(_) | WebError::Db(DbError::Duplicate(_)) => StatusCode::CONFLICT,
            WebError::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            WebError::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            WebError::Db(DbError::DiskFull) => StatusCode::INSUFFICIENT_STORAGE,
            WebError::Db(error) if error.is_passing() => StatusCode::SERVICE_UNAVAILABLE,
            WebError::Db(_) | WebError::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What a person reads; nothing of the machine's insides.
    fn detail(&self) -> String {
        match self {
            WebError::Internal(_) => "系统出错,已记入日志,请稍后重试或联系管理员".to_owned(),
            WebError::Db(DbError::Duplicate(_)) => "已有相同的记录".to_owned(),
            WebError::Db(error) if error.is_passing() || matches!(error, DbError::DiskFull) => match error {
                DbError::Unreachable(_) => "数据库暂时无法连接,请稍后重试".to_owned(),
                other => other.to_string(),
            },
            WebError::Db(_) => "数据库出错,已记入日志,请稍后重试或联系管理员".to_owned(),
            other => other.to_string(),
        }
    }
}

/// What the rendering layer needs; travels in the response's extensions.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub status: StatusCode,
    pub detail: String,
    pub way_out: WayOut,
}

/// Where to go from an error page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WayOut {
    Home,
    SignIn,
    PasswordChange,
    Back,
}

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        let status = self.status();
        if status.is_server_error() {
            tracing::error!(error = ?self, "request failed");
        }
        let way_out = match self {
            WebError::SignIn => WayOut::SignIn,
            WebError::PasswordChange => WayOut::PasswordChange,
            WebError::Csrf | WebError::Invalid(_) | WebError::Conflict(_) | WebError::TooLarge(_) => WayOut::Back,
            _ => WayOut::Home,
        };
        let fault = Fault { status, detail: self.detail(), way_out };
        let mut response = status.into_response();
        response.extensions_mut().insert(fault);
        response
    }
}

impl From<FileError> for WebError {
    fn from(error: FileError) -> WebError {
        match error {
            // The same disk, the same words, the same status.
            FileError::DiskFull => WebError::Db(DbError::DiskFull),
            other => WebError::Internal(other.to_string()),
        }
    }
}

impl From<sea_orm::DbErr> for WebError {
    fn from(error: sea_orm::DbErr) -> WebError {
        WebError::Db(error.into())
    }
}

impl From<askama::Error> for WebError {
    fn from(error: askama::Error) -> WebError {
        WebError::Internal(format!("template: {error}"))
    }
}

impl From<UserError> for WebError {
    fn from(error: UserError) -> WebError {
        match error {
            UserError::Db(error) => WebError::Db(error),
            UserError::Unknown => WebError::NotFound(error.to_string()),
            UserError::Hash => WebError::Internal(error.to_string()),
            other => WebError::Invalid(other.to_string()),
        }
    }
}

impl From<SignInError> for WebError {
    fn from(error: SignInError) -> WebError {
        match error {
            SignInError::Db(error) => WebError::Db(error),
            SignInError::TooMany => WebError::TooMany(error.to_string()),
            SignInError::Wrong => WebError::Invalid(error.to_string()),
        }
    }
}
