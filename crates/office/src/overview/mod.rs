//! The board (看板): how we are doing, where, against the pace and against each other; every figure a door.

pub mod lights;
mod pages;
mod search;
mod view;

use crate::ledger::Desk;
use platform::access::Permission;
use platform::mechanism::{Mechanism, NavEntry, Place};
use platform::web::{Access, Routes};
use std::sync::Arc;

/// The mechanism.
pub struct Overview {
    pub desk: Arc<Desk>,
}

impl Mechanism for Overview {
    fn name(&self) -> &'static str {
        "overview"
    }

    fn navigation(&self) -> Vec<NavEntry> {
        vec![NavEntry { place: Place::Board, label: "看板", href: "/board", permission: Some(Permission::ViewBoard) }]
    }

    fn routes(&self) -> Routes {
        let needs = Access::Needs(Permission::ViewBoard);
        let [board, explain, search] = std::array::from_fn(|_| self.desk.clone());
        Routes::new()
            .get("/board", needs, move |ctx, uri| pages::board(board.clone(), ctx, uri))
            .get("/explain/{indicator}", needs, move |ctx, path, uri| pages::explain(explain.clone(), ctx, path, uri))
            .get("/search.json", Access::Needs(Permission::ViewLedger), move |ctx, uri| {
                search::search(search.clone(), ctx, uri)
            })
    }
}
