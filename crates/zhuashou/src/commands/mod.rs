//! The commands, a file each.

pub mod allot;
pub mod board;
pub mod bulletin;
pub mod check;
pub mod data;
pub mod import;
pub mod schedule;
pub mod serve;
pub mod user;

use crate::cli::Database;
use crate::composition;
use office::scope::{Scope, ScopeError};
use platform::{Db, DbOptions};
use serde::Serialize;
use std::fmt::Display;
use std::io::{self, Write};

/// Why a command stops.
#[derive(Debug)]
pub enum Failure {
    /// Exit 1: the data or the surroundings do not allow it.
    Data(String),
    /// Exit 1, and everything has been said already.
    Told,
    /// Exit 2.
    Usage(String),
    /// Exit 0: whoever read the results has seen enough (`zhuashou board | head`).
    ReaderGone,
}

pub fn data_error(message: impl Into<String>) -> Failure {
    Failure::Data(message.into())
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Failure {
        let mut message = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            let text = cause.to_string();
            if !message.contains(&text) {
                message.push(':');
                message.push_str(&text);
            }
            source = cause.source();
        }
        Failure::Data(message)
    }
}

/// A line, or several, of results on standard output.
pub fn say(text: impl Display) -> Result<(), Failure> {
    match writeln!(io::stdout().lock(), "{text}") {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Failure::ReaderGone),
        written => Ok(written?),
    }
}

/// The same as JSON.
pub fn say_json(value: &impl Serialize) -> Result<(), Failure> {
    say(serde_json::to_string_pretty(value)?)
}

/// Opens the database and brings its tables up to date.
pub async fn open(database: &Database) -> Result<Db, Failure> {
    let db = Db::connect(&database.url, &DbOptions::default()).await?;
    composition::migrations().run(&db).await?;
    Ok(db)
}

/// `--where level=省级重点`, several times.
pub fn read_conditions(scope: &mut Scope, conditions: &[String]) -> Result<(), Failure> {
    for condition in conditions {
        let (key, value) = condition
            .split_once('=')
            .ok_or_else(|| Failure::Usage(format!("--where {condition}:应写作 字段=值,如 level=省级重点")))?;
        scope.add_strictly(key.trim(), value).map_err(|e: ScopeError| Failure::Usage(e.to_string()))?;
    }
    Ok(())
}
