//! `migrate`, `demo`, `verify`, `backup`, `restore`: the database as a whole.

use super::{Failure, data_error, open, say, say_json};
use crate::cli::{Database, Demo};
use crate::composition;
use office::demo::{Size, fill};
use platform::{Clock, Db, DbOptions, SystemClock, journal};
use std::path::Path;

pub async fn migrate(database: &Database) -> Result<(), Failure> {
    let db = Db::connect(&database.url, &DbOptions::default()).await?;
    let pending = composition::migrations().pending(&db).await?;
    composition::migrations().run(&db).await?;
    db.close().await?;
    say(format!("已执行{}项数据库变更", pending.len()))
}

pub async fn demo(asked: Demo) -> Result<(), Failure> {
    let db = open(&asked.database).await?;
    let size = Size { projects: asked.projects, seed: asked.seed, months: asked.months };
    let last = fill(&db, SystemClock.now(), size).await?;
    db.close().await?;
    say(format!("已生成{}个演示项目,数据截至{last}", asked.projects))
}

pub async fn verify(database: &Database, json: bool) -> Result<(), Failure> {
    let db = open(database).await?;
    let report = journal::verify(&db, &[]).await?;
    if json {
        let broken = report.broken.as_ref().map(told);
        let shown = serde_json::json!({
            "sound": report.is_sound(), "entries": report.entries, "sealed": report.sealed,
            "unsealed": report.unsealed, "head": report.head.hash, "broken": broken,
        });
        say_json(&shown)?;
    } else {
        say(format!(
            "日志{}条,已封存{}条,待封存{}条,链尾{}",
            report.entries, report.sealed, report.unsealed, report.head.hash
        ))?;
    }
    match report.broken {
        None => Ok(()),
        Some(broken) => Err(data_error(format!("日志被改动过:{}", told(&broken)))),
    }
}

pub async fn backup(database: &Database, file: &Path) -> Result<(), Failure> {
    let db = open(database).await?;
    let files = composition::files(&database.url)?;
    platform::backup::backup(&db, &files, file, SystemClock.now()).await?;
    say(file.display())
}

pub async fn restore(database: &Database, file: &Path, force: bool) -> Result<(), Failure> {
    let db = Db::connect(&database.url, &DbOptions::default()).await?;
    let files = composition::files(&database.url)?;
    platform::backup::restore(&db, &composition::migrations(), &files, file, force, SystemClock.now()).await?;
    db.close().await?;
    say(format!("已恢复{}", file.display()))
}

/// Which entry of the chain does not hold, and how.
fn told(broken: &journal::Broken) -> String {
    let entry = broken.entry.map(|id| format!("(日志{id})")).unwrap_or_default();
    format!("第{}条{entry}{}", broken.no, broken.defect.label())
}
