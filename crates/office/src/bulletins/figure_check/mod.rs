//! The figure check (数据核对): a speech or report comes in, its text comes back with every figure judged, against the others and
//! against the ledger within what the viewer may see.
//!
//! `places` reads a scope in words as projects of the ledger, `definitions` says what a measure in words may mean among the
//! indicators, `ledger` puts both together and asks the board; `papers` keeps what was handed in, for its owner alone;
//! `marked` lays the judged text out; `pages` shows it.

mod definitions;
mod ledger;
mod marked;
mod pages;
mod papers;
mod places;

use crate::ledger::{BoardFeed, known};
use claims::{NoLedger, Options, Report, check};
use kernel::Month;
use ledger::{BoardLedger, Known};
use platform::access::Permission;
use platform::settings::{CITY, Settings};
use platform::web::{Access, Routes};
use platform::{Db, DbError, access};
use std::sync::Arc;

pub(super) use papers::migrations;

/// Largest manuscript taken, in bytes.
const MOST_BYTES: usize = 20 << 20;
/// The form around it, pasted text included.
const FORM_BYTES: usize = 4 << 20;
/// Longest text that a page shows, in characters: some two hundred and fifty pages of A4.
const MOST_CHARS: usize = 200_000;

/// Whoever may look at the board may hold a paper against it.
pub(super) const NEEDS: Permission = Permission::ViewBoard;

pub(super) fn routes(feed: &Arc<BoardFeed>) -> Routes {
    let needs = Access::Needs(NEEDS);
    let (shown, word) = (feed.clone(), feed.clone());
    Routes::new()
        .get("/bulletins/check", needs, pages::form)
        .upload("/bulletins/check", needs, MOST_BYTES + FORM_BYTES, pages::submit)
        .get("/bulletins/check/{id}", needs, move |ctx, id| pages::show(shown.clone(), ctx, id))
        .get("/bulletins/check/{id}/word", needs, move |ctx, id| pages::word(word.clone(), ctx, id))
}

/// Judges a text against itself and against the ledger, as `access` lets it be seen. `as_of` is the month the paper speaks of where
/// it does not say itself.
pub async fn judge(
    db: &Db,
    feed: &BoardFeed,
    text: &str,
    as_of: Option<Month>,
    access: &access::Scope,
) -> Result<Report, DbError> {
    let Some(latest) = known::latest_month(db.read()).await? else {
        return Ok(check(text, &NoLedger, Options { as_of, latest: None }));
    };
    let city = Settings::load(db.read()).await?.get(&CITY);
    let board = feed.current(db).await?;
    let ledger = BoardLedger::new(&board, access, Known { city, latest, as_of });
    Ok(check(text, &ledger, Options { as_of, latest: Some(latest) }))
}
