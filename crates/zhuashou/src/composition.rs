//! What the product is put together from.

use office::ledger::BoardFeed;
use platform::db::migrate::Migrations;
use platform::files::Files;
use std::path::PathBuf;
use std::sync::Arc;

/// The tables of the platform and of every mechanism.
pub fn migrations() -> Migrations {
    Migrations::of(&office::mechanisms(&Arc::new(BoardFeed::default())))
}

/// Attachments lie beside an SQLite file, else in `data/files`.
pub fn files(url: &str) -> Result<Files, platform::files::FileError> {
    let folder = url
        .strip_prefix("sqlite:")
        .map(|path| path.trim_start_matches("//").split('?').next().unwrap_or(path))
        .and_then(|path| PathBuf::from(path).parent().map(|folder| folder.join("files")))
        .unwrap_or_else(|| PathBuf::from("data/files"));
    Files::in_folder(&folder)
}
