//! Who waits for whom on PostgreSQL, where transactions run side by side. SQLite's take turns by themselves.

use super::entities::project;
use platform::{DbError, WriteTx};
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// The advisory lock of the ledger as a whole.
const LEDGER: i64 = 7_401_010;

/// Waits until nobody else writes to the ledger and keeps it so to the end of the transaction: an import, which compares rows with
/// all that is known before it writes.
pub(super) async fn alone(tx: &WriteTx) -> Result<(), DbError> {
    advisory(tx, "pg_advisory_xact_lock").await
}

/// Waits until no import runs, and for whoever else changes one of these projects. Locks are taken in the order of ids, so that two
/// who want the same projects cannot wait for each other.
pub(super) async fn of_projects(tx: &WriteTx, ids: &[i64]) -> Result<(), DbError> {
    advisory(tx, "pg_advisory_xact_lock_shared").await?;
    if tx.get_database_backend() == DbBackend::Postgres {
        let locked = project::Entity::find()
            .select_only()
            .column(project::Column::Id)
            .filter(project::Column::Id.is_in(ids.iter().copied()))
            .order_by_asc(project::Column::Id)
            .lock(LockType::Update);
        locked.into_tuple::<i64>().all(tx).await?;
    }
    Ok(())
}

async fn advisory(tx: &WriteTx, function: &str) -> Result<(), DbError> {
    if tx.get_database_backend() == DbBackend::Postgres {
        tx.execute_unprepared(&format!("SELECT {function}({LEDGER})")).await?;
    }
    Ok(())
}
