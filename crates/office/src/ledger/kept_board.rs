//! The board in a file, so that a start reads that instead of every row of the ledger.
//!
//! The file says of which program, and of which state of which journal, it is true. It is used only where the same program
//! finds the same journal again, at that state or later; what the journal has gained since is read from the rows. Whatever
//! is wrong with the file, the rows are there: it can make a start slow, never a figure false.

use board::{Board, Snapshot, SnapshotError, SnapshotReader};
use platform::journal::Cursor;
use serde::{Deserialize, Serialize};
use std::fs::{File, rename};
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    #[error("看板文件 {path} 无法写入:{source};下次启动将从台账重新载入")]
    Unwritable { path: String, source: std::io::Error },
    #[error(transparent)]
    Db(#[from] platform::DbError),
}

/// Why a kept board is left alone.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unusable {
    #[error("还没有看板文件")]
    Missing,
    #[error("看板文件由另一版本的程序写成")]
    OtherProgram,
    #[error("看板文件属于另一个数据库,或数据库已恢复到更早的状态")]
    OtherJournal,
    #[error("台账现有{ledger}个项目,看板文件补上日志后却有{board}个")]
    Miscounted { ledger: u64, board: usize },
    #[error(transparent)]
    Unreadable(#[from] SnapshotError),
}

/// What a file says of itself.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    program: String,
    pub cursor: String,
    /// [`platform::journal::landmark`] of the cursor.
    pub landmark: String,
}

impl Stamp {
    pub fn new(cursor: &Cursor, landmark: String) -> Stamp {
        Stamp { program: program(), cursor: cursor.as_text().to_owned(), landmark }
    }
}

/// This very program: another one may lay out columns, or read rows, in another way.
fn program() -> String {
    let told = std::env::current_exe().and_then(|path| path.metadata()).map(|file| {
        let built = file.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
        format!("{} {} {}", env!("CARGO_PKG_VERSION"), file.len(), built.as_nanos())
    });
    // A program that cannot see itself trusts no file, not even its own.
    told.unwrap_or_default()
}

/// Opens the file as far as its stamp.
pub(super) fn open(path: &Path) -> Result<(Stamp, SnapshotReader<BufReader<File>>), Unusable> {
    let file = File::open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Unusable::Missing,
        _ => Unusable::Unreadable(error.into()),
    })?;
    let reader = SnapshotReader::open(BufReader::with_capacity(1 << 20, file))?;
    let stamp: Stamp = serde_json::from_str(reader.stamp()).map_err(|_| Unusable::OtherProgram)?;
    if stamp.program.is_empty() || stamp.program != program() {
        return Err(Unusable::OtherProgram);
    }
    Ok((stamp, reader))
}

/// The board as of `stamp`, ready to be written.
pub(super) fn snapshot(board: &Board, stamp: &Stamp) -> Snapshot {
    board.snapshot(&serde_json::json!(stamp).to_string())
}

/// Puts the snapshot in the place of the file before it, whole or not at all.
pub(super) fn write(path: &Path, snapshot: &Snapshot) -> Result<(), KeepError> {
    let part = part_of(path);
    let written = File::create(&part).and_then(|file| {
        let mut out = BufWriter::with_capacity(1 << 20, file);
        snapshot.write_to(&mut out)?;
        out.flush()?;
        out.get_ref().sync_all()?;
        rename(&part, path)
    });
    written.map_err(|source| {
        // Nothing more can be done about it than to say so.
        let _ = std::fs::remove_file(&part);
        KeepError::Unwritable { path: path.display().to_string(), source }
    })
}

fn part_of(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    path.with_file_name(name)
}
