//! The journal's tables and the triggers that keep them append-only.

use crate::db::migrate::{Index, Table, TableMigration, big, id, int, optional, text};
use sea_orm::DbBackend;

const TABLES: [&str; 3] = ["journal", "journal_seal", "journal_sealing"];

pub fn migration() -> TableMigration {
    TableMigration::new("m20260101_000001_journal", |_| {
        let journal = Table::create()
            .table("journal")
            .col(id())
            .col(big("at"))
            .col(optional(big("actor_id")))
            .col(text("actor_name"))
            .col(text("action"))
            .col(text("subject_kind"))
            .col(text("subject_id"))
            .col(optional(big("project_id")))
            .col(optional(int("month")))
            .col(optional(text("from_text")))
            .col(optional(text("to_text")))
            .col(optional(text("why")))
            .col(text("source"))
            .col(optional(text("batch")))
            .take();
        let seal = Table::create()
            .table("journal_seal")
            .col(big("no").primary_key())
            .col(big("entry_id").unique_key())
            .col(text("hash"))
            .take();
        let sealing = Table::create()
            .table("journal_sealing")
            .col(id())
            .col(big("at"))
            .col(big("last_no"))
            .col(text("head"))
            .col(text("cursor"))
            .take();
        vec![journal, seal, sealing]
    })
    .indexes(|_| {
        let index = |name: &str, columns: &[&'static str]| {
            let mut index = Index::create().name(name).table("journal").take();
            for column in columns {
                index.col(*column);
            }
            index
        };
        vec![
            index("journal_project", &["project_id", "id"]),
            index("journal_subject", &["subject_kind", "subject_id", "id"]),
            index("journal_actor", &["actor_id", "id"]),
        ]
    })
    .statements(|backend| match backend {
        DbBackend::Sqlite => sqlite_guards(),
        _ => postgres_guards(),
    })
}

fn sqlite_guards() -> Vec<String> {
    let guard = |table: &str, verb: &str| {
        format!(
            "CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} \
             BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END"
        )
    };
    TABLES.iter().flat_map(|table| [guard(table, "UPDATE"), guard(table, "DELETE")]).collect()
}

fn postgres_guards() -> Vec<String> {
    let mut statements = vec![
        "CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS \
         $$ BEGIN RAISE EXCEPTION 'journal is append-only'; END $$"
            .to_owned(),
        // Which transaction wrote the entry: what `changes_since` and the seal go by, for ids do not commit in order.
        "ALTER TABLE journal ADD COLUMN txid bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint)".to_owned(),
        "CREATE INDEX journal_txid ON journal (txid)".to_owned(),
    ];
    for table in TABLES {
        statements.push(format!(
            "CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} \
             FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only()"
        ));
    }
    statements
}
