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
    let folder = sqlite_file(url)
        .and_then(|path| path.parent().map(|folder| folder.join("files")))
        .unwrap_or_else(|| PathBuf::from("data/files"));
    Files::in_folder(&folder)
}

/// Where the board is kept between two runs: beside an SQLite file, else in `data`.
pub fn kept_board(url: &str) -> PathBuf {
    sqlite_file(url).map_or_else(|| PathBuf::from("data/zhuashou.board"), |path| path.with_extension("board"))
}

fn sqlite_file(url: &str) -> Option<PathBuf> {
    let path = url.strip_prefix("sqlite:")?.trim_start_matches("//");
    Some(PathBuf::from(path.split('?').next().unwrap_or(path)))
}
