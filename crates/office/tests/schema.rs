//! What the tables promise to the code that writes them, on SQLite and on a real PostgreSQL.

mod common;

use common::migrations;
use platform::testing;
use sea_orm::{ConnectionTrait, DbBackend, Statement};

/// Rows are inserted without the columns in which they have nothing: that must be the same as writing NULL into them.
#[tokio::test]
async fn a_column_that_may_be_empty_is_so_by_default() {
    for test in testing::both(migrations()).await {
        let conn = test.db.read();
        let sql = match conn.get_database_backend() {
            DbBackend::Sqlite => {
                "SELECT m.name AS \"table\", c.name AS \"column\", c.dflt_value AS value \
                 FROM sqlite_master m JOIN pragma_table_info(m.name) c \
                 WHERE m.type = 'table' AND c.\"notnull\" = 0 AND c.pk = 0"
            }
            _ => {
                "SELECT table_name::text AS \"table\", column_name::text AS \"column\", column_default::text AS value \
                 FROM information_schema.columns WHERE table_schema = current_schema() AND is_nullable = 'YES'"
            }
        };
        let columns = conn.query_all_raw(Statement::from_string(conn.get_database_backend(), sql)).await.unwrap();
        assert!(columns.len() > 50, "{} columns may be empty", columns.len());
        for column in columns {
            let name = |part: &str| column.try_get::<String>("", part).unwrap();
            let default: Option<String> = column.try_get("", "value").unwrap();
            let is_empty = default.as_ref().is_none_or(|default| default.to_uppercase().starts_with("NULL"));
            assert!(is_empty, "{}.{} is {default:?} by default", name("table"), name("column"));
        }
    }
}
