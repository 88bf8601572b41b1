//! What tables there are, in an order in which rows can be put in: a table after those it refers to.

use super::{BackupError, LEFT_OUT};
use crate::db::DbError;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use std::collections::{BTreeMap, BTreeSet};

/// A table and its columns, in order.
#[derive(Clone, Debug)]
pub(super) struct TableShape {
    pub name: String,
    pub columns: Vec<String>,
}

/// All tables of the product, referred-to ones first.
pub(super) async fn tables<C: ConnectionTrait>(conn: &C) -> Result<Vec<TableShape>, BackupError> {
    let mut shapes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (table, column, kind) in columns(conn).await? {
        if LEFT_OUT.contains(&table.as_str()) || (table == "journal" && column == "txid") {
            continue;
        }
        check_kind(&table, &column, &kind)?;
        shapes.entry(table).or_default().push(column);
    }
    let references = references(conn).await?;
    let mut ordered = Vec::new();
    while !shapes.is_empty() {
        let waits =
            |table: &String| references.iter().any(|(from, to)| from == table && from != to && shapes.contains_key(to));
        // Tables that refer to each other in a circle have no order; take them as they come, the database will say.
        let next = shapes.keys().find(|t| !waits(t)).or_else(|| shapes.keys().next()).cloned();
        let Some((name, columns)) = next.and_then(|n| shapes.remove_entry(&n)) else { break };
        ordered.push(TableShape { name, columns });
    }
    Ok(ordered)
}

async fn columns<C: ConnectionTrait>(conn: &C) -> Result<Vec<(String, String, String)>, DbError> {
    let sql = match conn.get_database_backend() {
        DbBackend::Sqlite => {
            "SELECT t.name AS a, c.name AS b, c.type AS c FROM sqlite_schema t JOIN pragma_table_info(t.name) c \
             WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' ORDER BY t.name, c.cid"
        }
        _ => {
            "SELECT t.table_name::text AS a, c.column_name::text AS b, c.data_type::text AS c \
             FROM information_schema.tables t JOIN information_schema.columns c \
             ON c.table_schema = t.table_schema AND c.table_name = t.table_name \
             WHERE t.table_schema = current_schema() AND t.table_type = 'BASE TABLE' \
             ORDER BY t.table_name, c.ordinal_position"
        }
    };
    let rows = conn.query_all_raw(Statement::from_string(conn.get_database_backend(), sql)).await?;
    let read = |row: &sea_orm::QueryResult| Ok((row.try_get("", "a")?, row.try_get("", "b")?, row.try_get("", "c")?));
    Ok(rows.iter().map(read).collect::<Result<_, sea_orm::DbErr>>()?)
}

/// Which table refers to which.
async fn references<C: ConnectionTrait>(conn: &C) -> Result<BTreeSet<(String, String)>, DbError> {
    let sql = match conn.get_database_backend() {
        DbBackend::Sqlite => {
            "SELECT t.name AS a, f.\"table\" AS b FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) f \
             WHERE t.type = 'table'"
        }
        _ => {
            "SELECT a.relname::text AS a, b.relname::text AS b FROM pg_constraint c \
             JOIN pg_class a ON a.oid = c.conrelid JOIN pg_class b ON b.oid = c.confrelid \
             WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace"
        }
    };
    let rows = conn.query_all_raw(Statement::from_string(conn.get_database_backend(), sql)).await?;
    let read = |row: &sea_orm::QueryResult| Ok((row.try_get("", "a")?, row.try_get("", "b")?));
    Ok(rows.iter().map(read).collect::<Result<_, sea_orm::DbErr>>()?)
}

/// Whole numbers, texts and yes/no survive the way through JSON exactly; binary fractions and bytes might not.
fn check_kind(table: &str, column: &str, kind: &str) -> Result<(), BackupError> {
    let lower = kind.to_lowercase();
    let exact = ["int", "text", "char", "bool", "serial"].iter().any(|k| lower.contains(k));
    if exact {
        return Ok(());
    }
    Err(BackupError::ColumnKind { table: table.to_owned(), column: column.to_owned(), kind: kind.to_owned() })
}

/// `"name"`, safe in SQL.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
