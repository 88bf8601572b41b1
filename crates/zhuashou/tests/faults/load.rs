//! Everybody at once: imports, edits and reads, until told to stop.

use crate::book::{Book, Cargo, Told};
use crate::office::{self, ROWS};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use rig::{Browser, BrowserError};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use tokio::task::JoinSet;

/// What is expected of answers while the load runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weather {
    /// Every answer is good until the server is killed.
    Fair,
    /// Answers may be 503 or 507 with a page that says why.
    Foul,
}

/// The load; ended by [`Load::end`].
pub struct Load {
    stop: Arc<AtomicBool>,
    workers: JoinSet<()>,
    pub refused: Arc<AtomicUsize>,
}

impl Load {
    pub fn begin(office: &Browser, book: &Book, weather: Weather, seed: u64) -> Load {
        let stop = Arc::new(AtomicBool::new(false));
        let refused = Arc::default();
        let mut workers = JoinSet::new();
        for kind in 0..5 {
            let worker = Worker {
                office: office.clone(),
                book: book.clone(),
                weather,
                stop: stop.clone(),
                refused: Arc::clone(&refused),
            };
            workers.spawn(worker.work(kind, seed + kind));
        }
        Load { stop, workers, refused }
    }

    /// Says that the server is being killed: answers that do not come are no fault from now on.
    pub fn going_down(&self) {
        self.stop.store(true, Ordering::SeqCst);
    }

    /// Waits until everybody has put down the pen.
    pub async fn end(mut self) {
        self.going_down();
        while let Some(ended) = self.workers.join_next().await {
            ended.expect("a worker of the load does not panic");
        }
    }
}

struct Worker {
    office: Browser,
    book: Book,
    weather: Weather,
    stop: Arc<AtomicBool>,
    refused: Arc<AtomicUsize>,
}

impl Worker {
    async fn work(self, kind: u64, seed: u64) {
        let mut dice = StdRng::seed_from_u64(seed);
        while !self.stop.load(Ordering::SeqCst) {
            let done = match kind {
                0 => {
                    let cargo = if dice.random_bool(0.5) { Cargo::New } else { Cargo::Figures };
                    office::import(&self.office, &self.book, cargo, ROWS).await.map(drop)
                }
                1 => office::edit(&self.office, &self.book).await,
                2 => self.look_at_imports(&mut dice).await,
                _ => self.read(&mut dice).await,
            };
            match done {
                Ok(()) => {}
                Err(error) => self.judge(&error).await,
            }
        }
    }

    /// An import is seen whole or not at all, at any moment.
    async fn look_at_imports(&self, dice: &mut StdRng) -> Result<(), BrowserError> {
        let figures = office::figures(&self.office).await?;
        if figures.len() != 1 {
            self.book.fault(format!("the first list was seen with several figures at once: {figures:?}"));
        }
        let latest = self.book.open().imports.len() as u32;
        let number = latest.saturating_sub(dice.random_range(0..3));
        let (cargo, told) = match self.book.open().imports.get(&number) {
            Some(import) => (import.cargo, import.told),
            None => return Ok(()),
        };
        let seen = office::seen(&self.office, &office::batch(number)).await?;
        let whole = u64::from(ROWS);
        let fits = match (cargo, told) {
            (Cargo::Figures, _) => seen == 0,
            (Cargo::New, Told::Done) => seen == whole,
            (Cargo::New, _) => seen == 0 || seen == whole,
        };
        if !fits {
            self.book.fault(format!("{seen} of {whole} projects of import {number} were seen ({told:?})"));
        }
        Ok(())
    }

    async fn read(&self, dice: &mut StdRng) -> Result<(), BrowserError> {
        let project = format!("/projects/{}", dice.random_range(1..=ROWS));
        let pages = ["/ledger", "/board", &project, "/import", "/api/v1/board"];
        let page = pages[dice.random_range(0..pages.len())];
        self.office.get(page).await?.is(200, "200").map(drop)
    }

    async fn judge(&self, error: &BrowserError) {
        if self.stop.load(Ordering::SeqCst) {
            return;
        }
        let clear = match error {
            BrowserError::Unexpected { status: 503, body, .. } => body.contains("请稍后重试"),
            BrowserError::Unexpected { status: 507, body, .. } => body.contains("磁盘空间不足"),
            _ => false,
        };
        if self.weather == Weather::Foul && clear {
            self.refused.fetch_add(1, Ordering::SeqCst);
            // Somebody who was refused tries again a moment later.
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        } else if !matches!(error, BrowserError::NoAnswer { .. }) || self.weather == Weather::Foul {
            self.book.fault(error.to_string());
        } else {
            // The server is dying, and we have not been told yet.
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }
}
