//! Bulletins (通报): the month's official paper, every figure in it a door to its rows.
//!
//! `facts` asks the board, `words` makes sentences by rules, `document` puts them into the form of a paper; what the paper looks
//! like as Word, PDF, Excel or a page is the `paper` crate's. `figure_check` holds papers that people wrote against the ledger.

pub mod document;
mod drawing_up;
pub mod facts;
pub mod figure_check;
mod format;
mod pages;
mod sentence;
mod words;

pub use drawing_up::{ISSUER, draw_up};
pub use format::{Format, FormatError};

use crate::ledger::BoardFeed;
use platform::access::Permission;
use platform::db::migrate::TableMigration;
use platform::mechanism::{Mechanism, NavEntry, Place};
use platform::web::{Access, Routes};
use std::sync::Arc;

/// The mechanism.
pub struct Bulletins {
    pub feed: Arc<BoardFeed>,
}

impl Mechanism for Bulletins {
    fn name(&self) -> &'static str {
        "bulletins"
    }

    fn migrations(&self) -> Vec<TableMigration> {
        figure_check::migrations()
    }

    fn navigation(&self) -> Vec<NavEntry> {
        let permission = Some(Permission::PublishBulletin);
        vec![
            NavEntry { place: Place::Bulletins, label: "通报考核", href: "/bulletins", permission },
            NavEntry {
                place: Place::Bulletins,
                label: "数据核对",
                href: "/bulletins/check",
                permission: Some(figure_check::NEEDS),
            },
        ]
    }

    fn routes(&self) -> Routes {
        let needs = Access::Needs(Permission::PublishBulletin);
        let (preview, file) = (self.feed.clone(), self.feed.clone());
        Routes::new()
            .get("/bulletins", needs, move |ctx, uri| pages::preview(preview.clone(), ctx, uri))
            .get("/bulletins/file/{format}", needs, move |ctx, format, uri| pages::file(file.clone(), ctx, format, uri))
            .merge(figure_check::routes(&self.feed))
    }
}
