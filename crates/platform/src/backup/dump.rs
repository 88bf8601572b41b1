//! Writing a backup.

use super::catalogue::{TableShape, quoted, tables};
use super::{BackupError, FORMAT, Manifest, TableCount};
use crate::clock::Moment;
use crate::db::{Db, Snapshot};
use crate::files::Files;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

type Zip = ZipWriter<BufWriter<File>>;

const AT_ONCE: usize = 5_000;

/// Writes everything into `path`, which must not exist yet. Others may go on reading and writing.
pub async fn backup(db: &Db, files: &Files, path: &Path, at: Moment) -> Result<Manifest, BackupError> {
    if path.exists() {
        return Err(BackupError::Exists { path: path.display().to_string() });
    }
    let unfinished = path.with_extension("unfinished");
    let written = write(db, files, &unfinished, at).await;
    let moved = written.and_then(|manifest| {
        std::fs::rename(&unfinished, path).map_err(|e| file_error(path, e))?;
        Ok(manifest)
    });
    if moved.is_err() {
        // It may not even have been begun.
        let _ = std::fs::remove_file(&unfinished);
    }
    moved
}

fn file_error(path: &Path, source: std::io::Error) -> BackupError {
    BackupError::File { path: path.display().to_string(), source }
}

async fn write(db: &Db, files: &Files, path: &Path, at: Moment) -> Result<Manifest, BackupError> {
    let file = File::create(path).map_err(|e| file_error(path, e))?;
    let mut zip = ZipWriter::new(BufWriter::new(file));
    let options = SimpleFileOptions::default().large_file(true);
    let snapshot = db.snapshot().await?;
    let mut counts = Vec::new();
    for table in tables(&snapshot).await? {
        zip.start_file(format!("tables/{}.jsonl", table.name), options)?;
        let rows = dump(&snapshot, &table, &mut zip).await.map_err(|e| at_path(e, path))?;
        counts.push(TableCount { name: table.name, rows });
    }
    let migrations = migrations(&snapshot).await?;
    drop(snapshot);
    let hashes = files.list().await?;
    for hash in &hashes {
        zip.start_file(format!("files/{hash}"), options)?;
        zip.write_all(&files.get(hash).await?).map_err(|e| file_error(path, e))?;
    }
    let manifest = Manifest { format: FORMAT, at: at.to_string(), migrations, tables: counts, files: hashes.len() };
    zip.start_file("manifest.json", options)?;
    zip.write_all(&serde_json::to_vec_pretty(&manifest)?).map_err(|e| file_error(path, e))?;
    let buffer = zip.finish()?;
    let file = buffer.into_inner().map_err(|e| file_error(path, e.into_error()))?;
    file.sync_all().map_err(|e| file_error(path, e))?;
    Ok(manifest)
}

/// Writing to a zip fails with a bare error; say where.
fn at_path(error: BackupError, path: &Path) -> BackupError {
    match error {
        BackupError::File { source, .. } => file_error(path, source),
        other => other,
    }
}

async fn migrations(snapshot: &Snapshot) -> Result<Vec<String>, BackupError> {
    let sql = "SELECT version FROM seaql_migrations ORDER BY version";
    let rows = snapshot.query_all_raw(Statement::from_string(snapshot.get_database_backend(), sql)).await?;
    Ok(rows.iter().map(|r| r.try_get("", "version")).collect::<Result<_, _>>()?)
}

/// All rows of a table as lines of JSON; how many there were.
async fn dump(snapshot: &Snapshot, table: &TableShape, zip: &mut Zip) -> Result<u64, BackupError> {
    match snapshot.get_database_backend() {
        DbBackend::Sqlite => dump_sqlite(snapshot, table, zip).await,
        _ => dump_postgres(snapshot, table, zip).await,
    }
}

async fn dump_sqlite(snapshot: &Snapshot, table: &TableShape, zip: &mut Zip) -> Result<u64, BackupError> {
    let fields: Vec<String> =
        table.columns.iter().map(|c| format!("'{}', {}", c.replace('\'', "''"), quoted(c))).collect();
    let sql = format!(
        "SELECT rowid AS place, json_object({}) AS line FROM {} WHERE rowid > ? ORDER BY rowid LIMIT {AT_ONCE}",
        fields.join(", "),
        quoted(&table.name)
    );
    let (mut after, mut count) = (i64::MIN, 0);
    loop {
        let statement = Statement::from_sql_and_values(DbBackend::Sqlite, &sql, [after.into()]);
        let rows = snapshot.query_all_raw(statement).await?;
        count += write_lines(&rows, zip)?;
        match rows.last() {
            Some(last) => after = last.try_get("", "place")?,
            None => return Ok(count),
        }
    }
}

async fn dump_postgres(snapshot: &Snapshot, table: &TableShape, zip: &mut Zip) -> Result<u64, BackupError> {
    let columns: Vec<String> = table.columns.iter().map(|c| quoted(c)).collect();
    let declare = format!(
        "DECLARE dump NO SCROLL CURSOR FOR SELECT row_to_json(t)::text AS line FROM (SELECT {} FROM {}{}) t",
        columns.join(", "),
        quoted(&table.name),
        if table.columns.iter().any(|c| c == "id") { " ORDER BY id" } else { "" },
    );
    snapshot.execute_unprepared(&declare).await?;
    let mut count = 0;
    loop {
        let fetch = Statement::from_string(DbBackend::Postgres, format!("FETCH {AT_ONCE} FROM dump"));
        let rows = snapshot.query_all_raw(fetch).await?;
        if rows.is_empty() {
            break;
        }
        count += write_lines(&rows, zip)?;
    }
    snapshot.execute_unprepared("CLOSE dump").await?;
    Ok(count)
}

fn write_lines(rows: &[sea_orm::QueryResult], zip: &mut Zip) -> Result<u64, BackupError> {
    for row in rows {
        let mut line: String = row.try_get("", "line")?;
        line.push('\n');
        zip.write_all(line.as_bytes()).map_err(|source| BackupError::File { path: String::new(), source })?;
    }
    Ok(rows.len() as u64)
}
