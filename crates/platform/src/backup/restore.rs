//! Reading a backup into an empty database, or over a full one by force: all of it or nothing.

use super::catalogue::{TableShape, quoted, tables};
use super::{BackupError, FORMAT, Manifest, TableCount};
use crate::clock::Moment;
use crate::db::migrate::Migrations;
use crate::db::{Db, Housekeeping, WriteTx};
use crate::files::{FileHash, Files};
use crate::journal::Actor;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use zip::ZipArchive;

type Zip = ZipArchive<BufReader<File>>;

const AT_ONCE: usize = 2_000;

/// Restores the backup at `path`. The database is brought up to date with `migrations` in the same transaction. With data
/// in it already, it is refused, unless `force`: then everything in it is removed first.
pub async fn restore(
    db: &Db,
    migrations: &Migrations,
    files: &Files,
    path: &Path,
    force: bool,
    at: Moment,
) -> Result<Manifest, BackupError> {
    let open = |source| BackupError::File { path: path.display().to_string(), source };
    let mut zip = ZipArchive::new(BufReader::new(File::open(path).map_err(open)?))?;
    let manifest = read_manifest(&mut zip)?;
    check(&manifest, migrations)?;
    restore_files(&mut zip, files).await?;

    let tx = db.write(&Actor::command_line(), at).await?;
    let present = tables(&tx).await?;
    if has_data(&tx, &present).await? {
        if !force {
            return Err(BackupError::NotEmpty);
        }
        drop_all(&tx, &present).await?;
    }
    migrations.run_within(&tx).await?;
    let shapes = tables(&tx).await?;
    empty(&tx, &shapes).await?;
    for shape in &shapes {
        if let Some(expected) = manifest.tables.iter().find(|t| t.name == shape.name) {
            fill(&tx, shape, expected, &mut zip).await?;
        }
    }
    mark_seal(&tx).await?;
    tx.commit_housekeeping(Housekeeping::Restore).await?;
    Ok(manifest)
}

fn read_manifest(zip: &mut Zip) -> Result<Manifest, BackupError> {
    let mut text = String::new();
    let entry = zip.by_name("manifest.json")?;
    // A manifest is a few kilobytes; a larger one is not ours.
    entry.take(1 << 20).read_to_string(&mut text).map_err(|e| BackupError::Damaged(e.to_string()))?;
    Ok(serde_json::from_str(&text)?)
}

fn check(manifest: &Manifest, migrations: &Migrations) -> Result<(), BackupError> {
    if manifest.format > FORMAT {
        return Err(BackupError::Newer(manifest.format));
    }
    let known = migrations.names();
    match manifest.migrations.iter().find(|m| !known.contains(&m.as_str())) {
        Some(unknown) => Err(BackupError::UnknownMigration(unknown.clone())),
        None => Ok(()),
    }
}

/// Files are kept by content: putting them back harms nothing, whatever becomes of the rest.
async fn restore_files(zip: &mut Zip, files: &Files) -> Result<(), BackupError> {
    let names: Vec<String> = zip.file_names().map(|n| n.map(|n| n.into_owned())).collect::<Result<_, _>>()?;
    for name in names.into_iter().filter(|n| n.starts_with("files/")) {
        let hash: FileHash = name.trim_start_matches("files/").parse()?;
        let mut bytes = Vec::new();
        zip.by_name(&name)?.read_to_end(&mut bytes).map_err(|e| BackupError::Damaged(e.to_string()))?;
        if FileHash::of(&bytes) != hash {
            return Err(BackupError::Damaged(name));
        }
        files.put(bytes).await?;
    }
    Ok(())
}

/// Settings and the journal's own tables may hold rows that a migration put in; people's work shows in the journal.
async fn has_data(tx: &WriteTx, present: &[TableShape]) -> Result<bool, BackupError> {
    for name in ["journal", "account"] {
        if present.iter().any(|t| t.name == name) {
            let sql = format!("SELECT 1 AS one FROM {name} LIMIT 1");
            if tx.query_one_raw(Statement::from_string(tx.get_database_backend(), sql)).await?.is_some() {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Tables that refer to others go first.
async fn drop_all(tx: &WriteTx, present: &[TableShape]) -> Result<(), BackupError> {
    let names = present.iter().rev().map(|t| t.name.as_str()).chain(super::LEFT_OUT);
    let cascade = if tx.get_database_backend() == DbBackend::Postgres { " CASCADE" } else { "" };
    for name in names {
        tx.execute_unprepared(&format!("DROP TABLE IF EXISTS {}{cascade}", quoted(name))).await?;
    }
    if tx.get_database_backend() == DbBackend::Postgres {
        tx.execute_unprepared("DROP FUNCTION IF EXISTS journal_is_append_only() CASCADE").await?;
    }
    Ok(())
}

/// Rows that migrations have put in come from the backup instead. The journal's tables are empty already.
async fn empty(tx: &WriteTx, shapes: &[TableShape]) -> Result<(), BackupError> {
    for shape in shapes.iter().rev().filter(|s| !s.name.starts_with("journal")) {
        tx.execute_unprepared(&format!("DELETE FROM {}", quoted(&shape.name))).await?;
    }
    Ok(())
}

async fn fill(tx: &WriteTx, shape: &TableShape, expected: &TableCount, zip: &mut Zip) -> Result<(), BackupError> {
    let entry = zip.by_name(&format!("tables/{}.jsonl", shape.name))?;
    let mut lines = BufReader::new(entry).lines();
    let insert = insert_statement(tx.get_database_backend(), shape);
    let mut count = 0;
    loop {
        let chunk: Vec<String> = lines
            .by_ref()
            .take(AT_ONCE)
            .collect::<Result<_, _>>()
            .map_err(|e| BackupError::Damaged(format!("{}: {e}", shape.name)))?;
        if chunk.is_empty() {
            break;
        }
        if let Some(bad) = chunk.iter().find(|line| serde_json::from_str::<serde::de::IgnoredAny>(line).is_err()) {
            return Err(BackupError::Damaged(format!("{}:{}", shape.name, bad.chars().take(80).collect::<String>())));
        }
        count += chunk.len() as u64;
        let array = format!("[{}]", chunk.join(","));
        let statement = Statement::from_sql_and_values(tx.get_database_backend(), &insert, [array.into()]);
        tx.execute_raw(statement).await?;
    }
    if count != expected.rows {
        return Err(BackupError::Damaged(format!("{}:应有{}行,实有{count}行", shape.name, expected.rows)));
    }
    number_on(tx, shape).await
}

/// One statement that takes a JSON array of rows. A column that the backup does not know (it is older) takes its default
/// under SQLite and NULL under PostgreSQL, which refuses it if it may not be.
fn insert_statement(backend: DbBackend, shape: &TableShape) -> String {
    let columns: Vec<String> = shape.columns.iter().map(|c| quoted(c)).collect();
    let (table, list) = (quoted(&shape.name), columns.join(", "));
    match backend {
        DbBackend::Sqlite => {
            let values: Vec<String> = shape
                .columns
                .iter()
                .map(|c| format!("json_extract(value, '$.\"{}\"')", c.replace('\'', "''")))
                .collect();
            format!("INSERT INTO {table} ({list}) SELECT {} FROM json_each(?)", values.join(", "))
        }
        _ => format!(
            "INSERT INTO {table} ({list}) SELECT {list} FROM jsonb_populate_recordset(NULL::{table}, $1::jsonb)"
        ),
    }
}

/// PostgreSQL's numbering goes on after the largest number.
async fn number_on(tx: &WriteTx, shape: &TableShape) -> Result<(), BackupError> {
    if tx.get_database_backend() != DbBackend::Postgres || !shape.columns.iter().any(|c| c == "id") {
        return Ok(());
    }
    let table = quoted(&shape.name);
    let sql = format!(
        "SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table})) \
         WHERE pg_get_serial_sequence('{table}', 'id') IS NOT NULL AND EXISTS (SELECT 1 FROM {table})"
    );
    tx.execute_unprepared(&sql).await?;
    Ok(())
}

/// The sealing job remembers where it stood in the words of the other database. It starts over; sealed entries stay sealed.
async fn mark_seal(tx: &WriteTx) -> Result<(), BackupError> {
    let sql = "INSERT INTO journal_sealing (at, last_no, head, cursor) \
               SELECT at, last_no, head, '' FROM journal_sealing ORDER BY id DESC LIMIT 1";
    tx.execute_unprepared(sql).await?;
    Ok(())
}
