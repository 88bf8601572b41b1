//! Many reads of one state.

use super::DbError;
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult, IsolationLevel,
    QueryResult, Statement, TransactionOptions, TransactionTrait,
};

/// A read-only transaction: whatever is asked through it is answered from the state at its first question.
/// Dropping it ends it.
#[derive(Debug)]
pub struct Snapshot(DatabaseTransaction);

impl Snapshot {
    pub(super) async fn open(read: &DatabaseConnection) -> Result<Snapshot, DbError> {
        let options = match read.get_database_backend() {
            // A deferred transaction reads from one snapshot of the write-ahead log.
            DbBackend::Sqlite => TransactionOptions::default(),
            _ => TransactionOptions {
                isolation_level: Some(IsolationLevel::RepeatableRead),
                access_mode: Some(AccessMode::ReadOnly),
                sqlite_transaction_mode: None,
            },
        };
        #[expect(clippy::disallowed_methods, reason = "this is the one place that opens reading transactions")]
        let tx = read.begin_with_options(options).await?;
        Ok(Snapshot(tx))
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Snapshot {
    fn get_database_backend(&self) -> DbBackend {
        self.0.get_database_backend()
    }
    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.0.execute_raw(statement).await
    }
    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.0.execute_unprepared(sql).await
    }
    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.0.query_one_raw(statement).await
    }
    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.0.query_all_raw(statement).await
    }
}
