//! Backup and restore: one file, the same for both databases, so that it also moves a county from SQLite to PostgreSQL.
//!
//! The file is a zip: `manifest.json` (format, migrations, tables with their numbers of rows), `tables/NAME.jsonl` (one JSON
//! object per row) and `files/HASH` (attachments). It is written from one snapshot while others go on writing, to a
//! temporary name that becomes the real one only when everything is in it.
//!
//! Sessions and failed sign-ins stay out: nobody is signed in after a restore.

mod catalogue;
mod dump;
mod restore;

pub use dump::backup;
pub use restore::restore;

use crate::db::DbError;
use crate::files::FileError;
use serde::{Deserialize, Serialize};

const FORMAT: u32 = 1;

/// Tables that are not worth keeping, and must not travel.
const LEFT_OUT: [&str; 3] = ["session", "sign_in_attempt", "seaql_migrations"];

#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("无法读写备份文件 {path}:{source}")]
    File { path: String, source: std::io::Error },
    #[error("备份文件 {path} 已存在,请换一个文件名")]
    Exists { path: String },
    #[error("这不是抓手的备份文件,或文件已损坏:{0}")]
    Damaged(String),
    #[error("备份文件由更新版本的抓手生成(格式{0}),请先升级本程序")]
    Newer(u32),
    #[error("备份文件包含本程序没有的数据表(迁移 {0}),请先升级本程序")]
    UnknownMigration(String),
    #[error("目标数据库中已有数据,未做任何改动;确要覆盖请加 --force")]
    NotEmpty,
    #[error("数据表 {table} 的列 {column} 类型为 {kind},不能可靠地备份")]
    ColumnKind { table: String, column: String, kind: String },
    #[error(transparent)]
    Attachment(#[from] FileError),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<sea_orm::DbErr> for BackupError {
    fn from(error: sea_orm::DbErr) -> BackupError {
        BackupError::Db(error.into())
    }
}

impl From<zip::result::ZipError> for BackupError {
    fn from(error: zip::result::ZipError) -> BackupError {
        BackupError::Damaged(error.to_string())
    }
}

impl From<serde_json::Error> for BackupError {
    fn from(error: serde_json::Error) -> BackupError {
        BackupError::Damaged(error.to_string())
    }
}

/// What is in a backup; also the report of a backup or restore.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub format: u32,
    /// When it was taken: `2025-08-01 09:00`.
    pub at: String,
    /// Names of the migrations that made the tables.
    pub migrations: Vec<String>,
    pub tables: Vec<TableCount>,
    pub files: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableCount {
    pub name: String,
    pub rows: u64,
}
