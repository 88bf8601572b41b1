//! Many rows at once.

use super::DbError;
use sea_orm::{
    ActiveModelTrait, ActiveValue, ConnectionTrait, DbBackend, EntityName, EntityTrait, IdenStatic, Iterable,
};
use sea_orm::{Statement, Value};
use std::fmt::Write as _;

/// SQLite allows 32,766 parameters in a statement, PostgreSQL 65,535. Half of the smaller one keeps statements small
/// enough to be parsed quickly.
const PARAMETERS: usize = 16_000;

/// Rows that are looked at together before they are inserted: a bound for the memory that it takes.
const TOGETHER: usize = 10_000;

/// Inserts `rows` in as few statements as the databases' limits on parameters allow. Columns left `NotSet` in a row
/// take their default, so rows of one call must have the same columns set; whatever fails, the transaction is to be given up.
pub async fn insert_all<A, C>(conn: &C, rows: Vec<A>) -> Result<(), DbError>
where
    A: ActiveModelTrait,
    C: ConnectionTrait,
{
    let backend = conn.get_database_backend();
    let mut rows = rows.into_iter();
    while rows.len() > 0 {
        Laid::out(backend, rows.by_ref().take(TOGETHER).collect::<Vec<A>>()).insert(conn).await?;
    }
    Ok(())
}

/// Rows laid out for the database: all of [`insert_all`] but the asking, for a thread that no transaction waits for.
#[derive(Debug, Default)]
#[must_use = "nothing is written before `insert`"]
pub struct Laid(Vec<Statement>);

impl Laid {
    /// Columns in which no row has anything are left out, for of most facts most offices tell nothing: a column that may be empty is
    /// so by default. A statement's text is the same for every full statement of a table, so that the connection keeps it
    /// prepared: building it anew for every few hundred rows cost more than the database needed to insert them.
    pub fn out<A: ActiveModelTrait>(backend: DbBackend, rows: Vec<A>) -> Laid {
        type Column<A> = <<A as ActiveModelTrait>::Entity as EntityTrait>::Column;
        let Some(first) = rows.first() else { return Laid::default() };
        let columns: Vec<Column<A>> =
            Column::<A>::iter().filter(|column| !matches!(first.get(*column), ActiveValue::NotSet)).collect();
        let mut values: Vec<Value> = Vec::with_capacity(rows.len() * columns.len());
        for mut row in rows {
            // A column that only this row leaves out would take NULL in place of its default.
            values.extend(columns.iter().map(|column| row.take(*column).into_value().unwrap_or(Value::String(None))));
        }
        let names: Vec<&str> = columns.iter().map(IdenStatic::as_str).collect();
        Laid(statements(backend, A::Entity::default().table_name(), &names, values))
    }

    /// Inserts them; whatever fails, the transaction is to be given up.
    pub async fn insert<C: ConnectionTrait>(self, conn: &C) -> Result<(), DbError> {
        for statement in self.0 {
            conn.execute_raw(statement).await?;
        }
        Ok(())
    }
}

/// Statements for rows of values, one row after the other.
fn statements(backend: DbBackend, table: &str, columns: &[&str], mut values: Vec<Value>) -> Vec<Statement> {
    let filled = |column: usize| values.iter().skip(column).step_by(columns.len()).any(is_something);
    let mut used: Vec<bool> = (0..columns.len()).map(filled).collect();
    // Rows without anything at all are rows nevertheless.
    if let Some(first) = used.first_mut().filter(|_| !values.iter().any(is_something)) {
        *first = true;
    }
    let names: Vec<&str> = columns.iter().zip(&used).filter(|(_, used)| **used).map(|(c, _)| *c).collect();
    let at_once = (PARAMETERS / names.len().max(1)).max(1);
    let mut left = values.len() / columns.len().max(1);
    let mut told = used.iter().cycle();
    values.retain(|_| told.next().is_some_and(|used| *used));
    let mut values = values.into_iter();
    let mut full: Option<String> = None;
    let mut statements = Vec::with_capacity(left.div_ceil(at_once));
    while left > 0 {
        let count = left.min(at_once);
        left -= count;
        let values: Vec<Value> = values.by_ref().take(count * names.len()).collect();
        let text = || insert_text(table, &names, count, backend);
        let sql = if count == at_once { full.get_or_insert_with(text).clone() } else { text() };
        statements.push(Statement::from_sql_and_values(backend, sql, values));
    }
    statements
}

fn is_something(value: &Value) -> bool {
    *value != value.as_null()
}

/// `INSERT INTO "table" ("a", "b") VALUES (?, ?), (?, ?)`
fn insert_text(table: &str, columns: &[&str], rows: usize, backend: DbBackend) -> String {
    // Whoever fails gives up the whole transaction, so SQLite need not keep what would undo this one statement.
    let insert = if backend == DbBackend::Sqlite { "INSERT OR FAIL" } else { "INSERT" };
    let mut sql = format!("{insert} INTO \"{table}\" (\"{}\") VALUES ", columns.join("\", \""));
    let mut number = 0;
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..columns.len() {
            sql.push_str(if column == 0 { "" } else { ", " });
            number += 1;
            match backend {
                DbBackend::Postgres => {
                    // Writing to a string cannot fail.
                    let _ = write!(sql, "${number}");
                }
                _ => sql.push('?'),
            }
        }
        sql.push(')');
    }
    sql
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_rows_give_the_same_statement() {
        let text = |backend| insert_text("term", &["kind", "name"], 2, backend);
        assert_eq!(text(DbBackend::Sqlite), r#"INSERT OR FAIL INTO "term" ("kind", "name") VALUES (?, ?), (?, ?)"#);
        assert_eq!(text(DbBackend::Postgres), r#"INSERT INTO "term" ("kind", "name") VALUES ($1, $2), ($3, $4)"#);
    }
}
