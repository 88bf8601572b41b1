//! What can go wrong between the product and its database, in words that say what to do.

use sea_orm::DbErr;
use std::sync::Arc;

/// Cheap to copy: what befalls a transaction befalls all who share it.
#[derive(Clone, Debug, thiserror::Error)]
pub enum DbError {
    /// The address is neither `sqlite:…` with a file nor `postgres://…`.
    #[error("数据库地址“{0}”无效,应写作 sqlite:data/zhuashou.db 或 postgres://用户:密码@主机/库名")]
    Url(String),
    #[error("无法创建数据目录 {path}:{source}")]
    Folder { path: String, source: Arc<std::io::Error> },
    #[error("无法打开数据库:{0}")]
    Connect(#[source] DbErr),
    #[error("磁盘空间不足,数据未写入,请清理磁盘后重试")]
    DiskFull,
    #[error("数据库正忙,请稍后重试")]
    Busy,
    #[error("数据库暂时无法连接,请稍后重试")]
    Unreachable(#[source] DbErr),
    #[error("已有相同的记录({0})")]
    Duplicate(String),
    #[error("数据库出错:{0}")]
    Query(#[source] DbErr),
    /// The database was migrated by a newer version of the product.
    #[error("数据库由更新版本的抓手升级过({0}),请先升级本程序")]
    Newer(String),
    /// A transaction was to be committed with the journal token of another one: a programming error.
    #[error("日志凭证不属于本次写入")]
    ForeignRecord,
    /// A stored text does not fit its type any more: the database was changed by other hands.
    #[error("数据库中的“{what}”无法识别:{value}")]
    Unreadable { what: &'static str, value: String },
}

impl DbError {
    /// Whether the same request may well succeed a moment later.
    pub fn is_passing(&self) -> bool {
        matches!(self, DbError::Busy | DbError::Unreachable(_))
    }
}

impl From<DbErr> for DbError {
    fn from(error: DbErr) -> DbError {
        if let Some(sea_orm::SqlErr::UniqueConstraintViolation(what)) = error.sql_err() {
            return DbError::Duplicate(what);
        }
        if matches!(error, DbErr::ConnectionAcquire(_) | DbErr::Conn(_)) {
            return DbError::Unreachable(error);
        }
        match code(&error).as_deref() {
            // SQLITE_FULL; PostgreSQL disk_full.
            Some("13" | "53100") => DbError::DiskFull,
            // SQLITE_BUSY, its WAL variants and SQLITE_LOCKED; lock_not_available, serialization_failure, deadlock.
            Some("5" | "6" | "261" | "517" | "55P03" | "40001" | "40P01") => DbError::Busy,
            // SQLITE_IOERR_WRITE: a quota or a full loop device shows as this one.
            Some("778") => DbError::DiskFull,
            // The server is starting, stopping or has dropped us; too many connections.
            Some("57P01" | "57P02" | "57P03" | "53300") => DbError::Unreachable(error),
            Some(_) => DbError::Query(error),
            None if is_broken_pipe(&error) => DbError::Unreachable(error),
            None => DbError::Query(error),
        }
    }
}

fn sqlx_error(error: &DbErr) -> Option<&sea_orm::SqlxError> {
    match error {
        DbErr::Exec(sea_orm::RuntimeErr::SqlxError(e)) | DbErr::Query(sea_orm::RuntimeErr::SqlxError(e)) => Some(e),
        _ => None,
    }
}

fn code(error: &DbErr) -> Option<String> {
    sqlx_error(error)?.as_database_error()?.code().map(|c| c.into_owned())
}

fn is_broken_pipe(error: &DbErr) -> bool {
    use sea_orm::SqlxError::{Io, PoolClosed, PoolTimedOut, Protocol, WorkerCrashed};
    matches!(sqlx_error(error), Some(Io(_) | PoolClosed | PoolTimedOut | Protocol(_) | WorkerCrashed))
}
