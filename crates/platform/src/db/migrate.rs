//! Bringing the tables up to date.
//!
//! Each mechanism offers its own migrations, written once for both databases with sea-query; [`Migrations`] puts them
//! in one order. A migration's name begins with its date (`m20260101_000001_journal`), and names are sorted, so that
//! the order does not depend on who is asked first.
//!
//! ```
//! use platform::db::migrate::{Table, TableMigration, id, text};
//!
//! /// One table per migration keeps them easy to read.
//! fn create_notes() -> TableMigration {
//!     TableMigration::new("m20260105_000001_note", |backend| {
//!         vec![Table::create().table("note").col(id()).col(text("body")).take()]
//!     })
//! }
//! # let _ = create_notes();
//! ```

use super::{Db, DbError};
use sea_orm::sea_query::{ColumnDef, IndexCreateStatement, IntoIden, TableCreateStatement};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, EntityTrait, TransactionTrait};
use sea_orm_migration::{MigrationName, MigrationTrait, MigratorTraitSelf, SchemaManager};

pub use sea_orm::sea_query::{Index, Table};

/// All migrations of a product, in order.
#[derive(Clone)]
pub struct Migrations(Vec<TableMigration>);

impl Migrations {
    /// The platform's own.
    pub fn platform() -> Migrations {
        Migrations(crate::migrations())
    }

    /// Adds a mechanism's.
    pub fn with(mut self, more: Vec<TableMigration>) -> Migrations {
        self.0.extend(more);
        self
    }

    /// Applies what is missing. Two nodes that start together do it one after the other.
    pub async fn run(&self, db: &Db) -> Result<(), DbError> {
        let _turn = take_turns(db).await?;
        self.refuse_newer(db).await?;
        let mut before = usize::MAX;
        loop {
            let Err(error) = self.up(db.writer(), None).await else { return Ok(()) };
            // SQLite: another process that migrates at the same moment was faster with a step. As long as steps get done, by
            // whomever, the rest is tried again.
            let left = self.pending(db).await?.len();
            if db.backend() != DbBackend::Sqlite || left >= before {
                return Err(DbError::Query(error));
            }
            before = left;
        }
    }

    async fn refuse_newer(&self, db: &Db) -> Result<(), DbError> {
        if !SchemaManager::new(db.read()).has_table("seaql_migrations").await? {
            return Ok(());
        }
        let known = self.names();
        let applied = sea_orm_migration::seaql_migrations::Entity::find().all(db.read()).await?;
        match applied.into_iter().find(|m| !known.contains(&m.version.as_str())) {
            Some(unknown) => Err(DbError::Newer(unknown.version)),
            None => Ok(()),
        }
    }

    /// Applies everything missing inside a transaction of the caller.
    pub(crate) async fn run_within(&self, tx: &super::WriteTx) -> Result<(), DbError> {
        self.up(tx.inner(), None).await.map_err(DbError::Query)
    }

    /// Names of all migrations, in order.
    pub fn names(&self) -> Vec<&'static str> {
        let mut names: Vec<_> = self.0.iter().map(|m| m.name).collect();
        names.sort_unstable();
        names
    }

    /// Names of the migrations that [`Migrations::run`] would apply.
    pub async fn pending(&self, db: &Db) -> Result<Vec<String>, DbError> {
        let pending = self.get_pending_migrations_read_only(db.read()).await?;
        Ok(pending.iter().map(|m| m.name().to_owned()).collect())
    }
}

/// PostgreSQL: an advisory lock held until the guard is dropped. SQLite's single writer needs none.
async fn take_turns(db: &Db) -> Result<Option<sea_orm::DatabaseTransaction>, DbError> {
    if db.backend() == DbBackend::Sqlite {
        return Ok(None);
    }
    #[expect(clippy::disallowed_methods, reason = "holds an advisory lock, writes nothing")]
    let turn = db.writer().begin().await?;
    turn.execute_unprepared("SET LOCAL lock_timeout = '10min'; SELECT pg_advisory_xact_lock(7401001)").await?;
    Ok(Some(turn))
}

impl MigratorTraitSelf for Migrations {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        let mut all = self.0.clone();
        all.sort_by_key(|m| m.name);
        all.into_iter().map(|m| Box::new(m) as Box<dyn MigrationTrait>).collect()
    }
}

/// One step of the schema: tables, then indexes, then what must be said in the database's own words. It runs inside a
/// transaction on both databases.
#[derive(Clone, Copy)]
pub struct TableMigration {
    name: &'static str,
    tables: fn(DbBackend) -> Vec<TableCreateStatement>,
    indexes: fn(DbBackend) -> Vec<IndexCreateStatement>,
    statements: fn(DbBackend) -> Vec<String>,
}

impl TableMigration {
    pub fn new(name: &'static str, tables: fn(DbBackend) -> Vec<TableCreateStatement>) -> TableMigration {
        TableMigration { name, tables, indexes: |_| Vec::new(), statements: |_| Vec::new() }
    }

    pub fn indexes(mut self, indexes: fn(DbBackend) -> Vec<IndexCreateStatement>) -> TableMigration {
        self.indexes = indexes;
        self
    }

    /// Plain SQL, run last: triggers, new columns, changes of data.
    pub fn statements(mut self, statements: fn(DbBackend) -> Vec<String>) -> TableMigration {
        self.statements = statements;
        self
    }
}

impl MigrationName for TableMigration {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for TableMigration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        for table in (self.tables)(backend) {
            manager.create_table(table).await?;
        }
        for index in (self.indexes)(backend) {
            manager.create_index(index).await?;
        }
        for sql in (self.statements)(backend) {
            manager.get_connection().execute_unprepared(&sql).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// `id`: a 64-bit key that the database numbers.
pub fn id() -> ColumnDef {
    ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key().take()
}

/// A required text.
pub fn text(name: impl IntoIden) -> ColumnDef {
    ColumnDef::new(name).text().not_null().take()
}

/// A required 64-bit number: fen, keys of other tables, [`Moment`](crate::Moment)s.
pub fn big(name: impl IntoIden) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().take()
}

/// A required 32-bit number: [`kernel::Month::index`], counts.
pub fn int(name: impl IntoIden) -> ColumnDef {
    ColumnDef::new(name).integer().not_null().take()
}

/// A required yes or no.
pub fn yes_no(name: impl IntoIden) -> ColumnDef {
    ColumnDef::new(name).boolean().not_null().take()
}

/// The same column, but it may be empty.
pub fn optional(mut column: ColumnDef) -> ColumnDef {
    column.null().take()
}
