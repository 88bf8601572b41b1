//! The ledger's rows on their way to the board, at the start and after every change.
//!
//! Before each answer the board is brought up to the journal's present state: the projects with new entries are read again.
//! A start goes on from the kept board, where there is one, and from all rows where there is none.

use super::board_rows::{load_all, refresh};
use super::entities::project;
use super::kept_board::{self, KeepError, Stamp, Unusable};
use board::Board;
use platform::journal::{self, Cursor};
use platform::memory::Stand;
use platform::{Db, DbError};
use sea_orm::{EntityTrait, PaginatorTrait};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::{Mutex, Notify, RwLock, RwLockReadGuard};

pub use super::board_rows::first_day;

/// So many projects, and this share of all, change before the kept board is written anew while the server runs: reading
/// them again at the next start would be felt.
const MANY: usize = 500;
const SHARE: usize = 20;

/// The board of this node.
#[derive(Default)]
pub struct BoardFeed {
    board: RwLock<Board>,
    cursor: RwLock<Option<Cursor>>,
    file: Option<PathBuf>,
    /// Held while the file is written.
    writing: Mutex<()>,
    /// Projects that the file does not know as they are.
    unkept: AtomicUsize,
    many_unkept: Notify,
}

impl BoardFeed {
    /// A board that is kept in `file` between one run and the next.
    pub fn kept_in(file: PathBuf) -> BoardFeed {
        BoardFeed { file: Some(file), ..BoardFeed::default() }
    }

    /// The board as the ledger stands now.
    pub async fn current(&self, db: &Db) -> Result<RwLockReadGuard<'_, Board>, DbError> {
        let seen = self.cursor.read().await.clone();
        let is_behind = match &seen {
            None => true,
            Some(seen) => journal::cursor(db.read()).await? != *seen,
        };
        if is_behind {
            self.catch_up(db).await?;
        }
        Ok(self.board.read().await)
    }

    /// The board as the journal stood at `stand` or later: nothing is asked of the database while it stands there already.
    pub async fn at(&self, db: &Db, stand: &Stand) -> Result<RwLockReadGuard<'_, Board>, DbError> {
        let is_behind = self.cursor.read().await.as_ref() != Some(stand.cursor());
        if is_behind {
            self.catch_up(db).await?;
        }
        Ok(self.board.read().await)
    }

    async fn catch_up(&self, db: &Db) -> Result<(), DbError> {
        // Only one request catches up; the others wait for it and then find nothing left to do.
        let mut cursor = self.cursor.write().await;
        let reason = match cursor.clone() {
            Some(seen) => self.go_on(db, &seen, &mut cursor).await?,
            None => match self.take_up(db, &mut cursor).await? {
                Ok(()) => return Ok(()),
                Err(reason) => Some(reason),
            },
        };
        if let Some(reason) = reason {
            tracing::info!(%reason, "the board is loaded from the ledger");
            // Until everything is read, nothing is known.
            *cursor = None;
            let state = db.snapshot().await?;
            let now = journal::cursor(&state).await?;
            let loaded = load_all(&state, Board::default()).await?;
            self.note_unkept(loaded.len(), loaded.len());
            *self.board.write().await = loaded;
            *cursor = Some(now);
        }
        Ok(())
    }

    /// Reads again what has changed since `seen`. Gives a reason to load everything where that cannot be told.
    async fn go_on(&self, db: &Db, seen: &Cursor, cursor: &mut Option<Cursor>) -> Result<Option<Unusable>, DbError> {
        let state = db.snapshot().await?;
        if seen.is_ahead_of(&journal::cursor(&state).await?) {
            return Ok(Some(Unusable::OtherJournal));
        }
        let changes = journal::changes_since(&state, seen).await?;
        if !changes.projects.is_empty() {
            let fresh = refresh(&state, &changes.projects).await?;
            let mut board = self.board.write().await;
            fresh.pour(&mut board);
            self.note_unkept(changes.projects.len(), board.len());
        }
        *cursor = Some(changes.cursor);
        Ok(None)
    }

    /// Takes the kept board up where it was left.
    async fn take_up(&self, db: &Db, cursor: &mut Option<Cursor>) -> Result<Result<(), Unusable>, DbError> {
        let Some(file) = self.file.clone() else { return Ok(Err(Unusable::Missing)) };
        let (stamp, reader) = match kept_board::open(&file) {
            Ok(opened) => opened,
            Err(unusable) => return Ok(Err(unusable)),
        };
        let seen = Cursor::from_text(stamp.cursor);
        if journal::landmark(db.read(), &seen).await? != Some(stamp.landmark) {
            return Ok(Err(Unusable::OtherJournal));
        }
        let loaded = match tokio::task::spawn_blocking(move || reader.load()).await {
            Ok(Ok(board)) => board,
            Ok(Err(damaged)) => return Ok(Err(damaged.into())),
            Err(panic) => std::panic::resume_unwind(panic.into_panic()),
        };
        *self.board.write().await = loaded;
        if let Some(reason) = self.go_on(db, &seen, cursor).await? {
            return Ok(Err(reason));
        }
        self.check_count(db, cursor).await
    }

    /// A kept board that ends up with another number of projects than the ledger is not believed.
    async fn check_count(&self, db: &Db, cursor: &mut Option<Cursor>) -> Result<Result<(), Unusable>, DbError> {
        let state = db.snapshot().await?;
        let ledger = project::Entity::find().count(&state).await?;
        if let Some(seen) = cursor.clone()
            && journal::cursor(&state).await? == seen
        {
            let board = self.board.read().await.len();
            if u64::try_from(board) != Ok(ledger) {
                return Ok(Err(Unusable::Miscounted { ledger, board }));
            }
        }
        Ok(Ok(()))
    }

    fn note_unkept(&self, changed: usize, all: usize) {
        let unkept = self.unkept.fetch_add(changed, Ordering::Relaxed) + changed;
        if unkept >= MANY && unkept >= all / SHARE {
            self.many_unkept.notify_one();
        }
    }

    /// Writes the board's file, if it has one and something has changed since.
    ///
    /// # Errors
    /// [`KeepError::Unwritable`] names the file; the file before it is then still whole.
    pub async fn keep(&self, db: &Db) -> Result<(), KeepError> {
        let Some(file) = self.file.clone() else { return Ok(()) };
        let _alone = self.writing.lock().await;
        let unkept = self.unkept.swap(0, Ordering::Relaxed);
        if unkept == 0 {
            return Ok(());
        }
        let kept = self.write(db, file).await;
        if kept.is_err() {
            self.unkept.fetch_add(unkept, Ordering::Relaxed);
        }
        kept
    }

    async fn write(&self, db: &Db, file: PathBuf) -> Result<(), KeepError> {
        let snapshot = {
            // As long as the cursor is held, the board stays at it.
            let cursor = self.cursor.read().await;
            let Some(cursor) = cursor.as_ref() else { return Ok(()) };
            let Some(landmark) = journal::landmark(db.read(), cursor).await? else { return Ok(()) };
            kept_board::snapshot(&*self.board.read().await, &Stamp::new(cursor, landmark))
        };
        match tokio::task::spawn_blocking(move || kept_board::write(&file, &snapshot)).await {
            Ok(written) => written,
            Err(panic) => std::panic::resume_unwind(panic.into_panic()),
        }
    }

    /// Keeps the board whenever much has changed, until `stop` is done, and then once more.
    pub async fn keep_until(&self, db: &Db, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        loop {
            let stopped = tokio::select! {
                () = self.many_unkept.notified() => false,
                () = &mut stop => true,
            };
            if let Err(error) = self.keep(db).await {
                tracing::warn!(%error, "the board was not kept");
            }
            if stopped {
                return;
            }
        }
    }
}
