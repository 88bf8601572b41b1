//! The transaction that writes.

use super::DbError;
use crate::clock::Moment;
use crate::journal::{Actor, Recorded};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use std::sync::atomic::{AtomicU64, Ordering};

/// A transaction that holds the write lock from its first moment (SQLite `BEGIN IMMEDIATE`), knows who writes and
/// when, and can be committed only with the [`Recorded`] token that [`WriteTx::record`](crate::journal) gives for a
/// journal entry. A fact written without its entry does not compile:
///
/// ```compile_fail
/// # async fn save(db: &platform::Db, actor: &platform::journal::Actor, now: platform::Moment) {
/// let tx = db.write(actor, now).await.unwrap();
/// tx.commit().await.unwrap(); // error: this method takes a `Recorded`
/// # }
/// ```
///
/// Dropped without a commit, it undoes everything.
#[derive(Debug)]
pub struct WriteTx {
    tx: DatabaseTransaction,
    serial: u64,
    actor: Actor,
    at: Moment,
}

/// Rows that are no facts of the ledger and need no journal entry. Everything else does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Housekeeping {
    /// Sessions: opened at sign-in (which is journalled), touched, swept.
    Session,
    /// Counters of failed sign-ins.
    Throttle,
    /// Progress and results of background jobs.
    Job,
    /// The seal on the journal itself.
    Seal,
    /// Restoring a backup, journal included.
    Restore,
}

static SERIAL: AtomicU64 = AtomicU64::new(1);

impl WriteTx {
    pub(super) async fn open(write: &DatabaseConnection, actor: Actor, at: Moment) -> Result<WriteTx, DbError> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        #[expect(clippy::disallowed_methods, reason = "this is the one place that opens writing transactions")]
        let tx = write.begin_with_options(options).await?;
        Ok(WriteTx { tx, serial: SERIAL.fetch_add(1, Ordering::Relaxed), actor, at })
    }

    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    pub fn at(&self) -> Moment {
        self.at
    }

    pub(crate) fn serial(&self) -> u64 {
        self.serial
    }

    pub(crate) fn inner(&self) -> &DatabaseTransaction {
        &self.tx
    }

    /// Makes the change and its story last, both or neither.
    pub async fn commit(self, recorded: Recorded) -> Result<(), DbError> {
        if recorded.serial() != self.serial {
            return Err(DbError::ForeignRecord);
        }
        Ok(self.tx.commit().await?)
    }

    /// For rows that are no facts; `_what` says which, so that all such places can be found.
    pub async fn commit_housekeeping(self, _what: Housekeeping) -> Result<(), DbError> {
        Ok(self.tx.commit().await?)
    }

    /// Undoes everything at once (dropping does it too, a little later).
    pub async fn rollback(self) -> Result<(), DbError> {
        Ok(self.tx.rollback().await?)
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for WriteTx {
    fn get_database_backend(&self) -> DbBackend {
        self.tx.get_database_backend()
    }
    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.tx.execute_raw(statement).await
    }
    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.tx.execute_unprepared(sql).await
    }
    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.tx.query_one_raw(statement).await
    }
    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.tx.query_all_raw(statement).await
    }
}
