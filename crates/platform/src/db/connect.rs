//! Opening the database.

use super::{DbError, Snapshot, WriteTx};
use crate::clock::Moment;
use crate::journal::Actor;
use sea_orm::sqlx::Connection;
use sea_orm::sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sea_orm::{DatabaseConnection, DbBackend, SqlxSqliteConnector};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

/// What an acknowledged write survives. For SQLite only: PostgreSQL keeps to its own configuration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// The death of the process. The last writes may be undone, never torn, by a power cut (SQLite's `synchronous=NORMAL`).
    ProcessDeath,
    /// A power cut too, for one flush of the disk per transaction (`synchronous=FULL`).
    #[default]
    PowerCut,
}

/// Bytes of a page of a new SQLite file. A project and its report fill half a kilobyte each: on pages of the usual four kilobytes a
/// large import spends a fifth of SQLite's time splitting them.
const PAGE: u32 = 8_192;

/// Pages that the writing connection of a SQLite file may keep, in KiB, as SQLite wants it: below zero. A large import needs them.
const WRITER_CACHE: &str = "-32768";
/// The same for each connection that reads: what they have in common the system keeps for all of them.
const READER_CACHE: &str = "-8192";

#[derive(Clone, Debug)]
pub struct DbOptions {
    /// Connections for reading; PostgreSQL opens as many again for writing, SQLite has one writer.
    pub connections: u32,
    /// How long a write waits for another process's write, and a request for a free connection.
    pub patience: Duration,
    pub durability: Durability,
}

impl Default for DbOptions {
    fn default() -> DbOptions {
        DbOptions { connections: 8, patience: Duration::from_secs(10), durability: Durability::default() }
    }
}

/// The database of this process. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    read: DatabaseConnection,
    write: DatabaseConnection,
}

impl Db {
    /// Opens `sqlite:PATH` (the file and its folder are created) or `postgres://…`. Migrates nothing.
    pub async fn connect(url: &str, options: &DbOptions) -> Result<Db, DbError> {
        if url.starts_with("sqlite:") {
            connect_sqlite(url, options).await
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            connect_postgres(url, options).await
        } else {
            Err(DbError::Url(without_password(url)))
        }
    }

    /// A connection for reading. The database refuses to write through it.
    pub fn read(&self) -> &DatabaseConnection {
        &self.read
    }

    /// Many reads that see one state of the data.
    pub async fn snapshot(&self) -> Result<Snapshot, DbError> {
        Snapshot::open(&self.read).await
    }

    /// The only way to change anything: see [`WriteTx`]. `at` is when the change counts as made, `actor` who makes it.
    pub async fn write(&self, actor: &Actor, at: Moment) -> Result<WriteTx, DbError> {
        WriteTx::open(&self.write, actor.clone(), at).await
    }

    pub fn backend(&self) -> DbBackend {
        self.read.get_database_backend()
    }

    /// The pool that may write, for migrations only.
    pub(super) fn writer(&self) -> &DatabaseConnection {
        &self.write
    }

    /// Closes all connections; SQLite folds its write-ahead log into the file.
    pub async fn close(self) -> Result<(), DbError> {
        self.read.close().await?;
        self.write.close().await?;
        Ok(())
    }
}

async fn connect_sqlite(url: &str, options: &DbOptions) -> Result<Db, DbError> {
    let base = SqliteConnectOptions::from_str(url).map_err(|_| DbError::Url(url.to_owned()))?;
    let path = base.get_filename().to_owned();
    if url.contains(":memory:") || url.contains("mode=memory") || path.as_os_str().is_empty() {
        // Two pools would be two databases.
        return Err(DbError::Url(url.to_owned()));
    }
    if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)
            .map_err(|e| DbError::Folder { path: folder.display().to_string(), source: Arc::new(e) })?;
    }
    let synchronous = match options.durability {
        Durability::ProcessDeath => SqliteSynchronous::Normal,
        Durability::PowerCut => SqliteSynchronous::Full,
    };
    let base = base
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .foreign_keys(true)
        .busy_timeout(options.patience)
        .synchronous(synchronous)
        .pragma("temp_store", "memory")
        .page_size(PAGE)
        .pragma("cache_size", WRITER_CACHE)
        .statement_cache_capacity(256);
    let open_error =
        |e: sea_orm::SqlxError| DbError::Connect(sea_orm::DbErr::Conn(sea_orm::RuntimeErr::SqlxError(Arc::new(e))));
    let write = sqlite_pool()
        .max_connections(1)
        .acquire_timeout(options.patience)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(base.clone())
        .await
        .map_err(open_error)?;
    let read = sqlite_pool()
        .max_connections(options.connections)
        .acquire_timeout(options.patience)
        .max_lifetime(None)
        .connect_with(base.pragma("query_only", "on").pragma("cache_size", READER_CACHE))
        .await
        .map_err(open_error)?;
    Ok(Db {
        read: SqlxSqliteConnector::from_sqlx_sqlite_pool(read),
        write: SqlxSqliteConnector::from_sqlx_sqlite_pool(write),
    })
}

/// SQLite itself undoes a transaction when the disk is full. The driver's own undoing then fails, and it takes the transaction for
/// still open: later ones would become savepoints inside it, acknowledged and never committed. Such a connection is given up.
fn sqlite_pool() -> SqlitePoolOptions {
    // Asking a file whether it is still there costs each reading a turn of the driver's thread.
    SqlitePoolOptions::new().test_before_acquire(false).before_acquire(|connection, _| {
        let is_free = !connection.is_in_transaction();
        Box::pin(async move { Ok(is_free) })
    })
}

async fn connect_postgres(url: &str, options: &DbOptions) -> Result<Db, DbError> {
    let base = PgConnectOptions::from_str(url)
        .map_err(|_| DbError::Url(without_password(url)))?
        .application_name("zhuashou")
        .statement_cache_capacity(256);
    let pool = || {
        PgPoolOptions::new()
            .max_connections(options.connections)
            .acquire_timeout(options.patience)
            .idle_timeout(Duration::from_secs(600))
            .test_before_acquire(false)
            .before_acquire(|connection, pooled| {
                // Each was asked when it was given back.
                let is_fresh = pooled.idle_for < Duration::from_secs(1);
                Box::pin(async move {
                    if !is_fresh {
                        connection.ping().await?;
                    }
                    Ok(true)
                })
            })
    };
    let open_error =
        |e: sea_orm::SqlxError| DbError::Connect(sea_orm::DbErr::Conn(sea_orm::RuntimeErr::SqlxError(Arc::new(e))));
    let lock_timeout = options.patience.as_millis().to_string();
    let write =
        pool().connect_with(base.clone().options([("lock_timeout", lock_timeout)])).await.map_err(open_error)?;
    let read =
        pool().connect_with(base.options([("default_transaction_read_only", "on")])).await.map_err(open_error)?;
    Ok(Db { read: read.into(), write: write.into() })
}

/// A database address fit for a message: what stands between the colon and the `@` is nobody's business.
fn without_password(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(start), Some(at)) if start < at => format!("{}…{}", &url[..start + 3], &url[at..]),
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_never_shows_the_password() {
        assert_eq!(without_password("mysql://a:s@cret@host/db"), "mysql://…@host/db");
        assert_eq!(without_password("data.db"), "data.db");
    }
}
