//! Many rows at once.

use super::DbError;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, Iterable};

/// SQLite allows 32,766 parameters in a statement, PostgreSQL 65,535. Half of the smaller one keeps statements small
/// enough to be parsed quickly.
const PARAMETERS: usize = 16_000;

/// Inserts `rows` in as few statements as the databases' limits on parameters allow. Columns left `NotSet` in a row
/// take their default, so rows of one call must have the same columns set.
pub async fn insert_all<A, C>(conn: &C, rows: Vec<A>) -> Result<(), DbError>
where
    A: ActiveModelTrait,
    C: ConnectionTrait,
{
    let columns = <A::Entity as EntityTrait>::Column::iter().count().max(1);
    let at_once = (PARAMETERS / columns).max(1);
    let mut rows = rows.into_iter();
    loop {
        let chunk: Vec<A> = rows.by_ref().take(at_once).collect();
        if chunk.is_empty() {
            return Ok(());
        }
        A::Entity::insert_many(chunk).exec_without_returning(conn).await?;
    }
}
