//! The ledger's pages: the grid and its export, the page of one project, and the same for programs below `/api/v1/`.
//!
//! - `columns`: what a column is, once, for grid, table, workbook and API; - `telling`: the same as JSON; - `asked`: what an address asks for;
//! - `texts`: conditions on words, which only the database knows; - `find`: the rows, through the board and nowhere else;
//! - `grid`, `export`, `project`, `history`, `api`: the answers.

mod api;
mod asked;
mod columns;
mod export;
mod find;
mod grid;
mod history;
mod project;
mod story;
mod telling;
mod texts;

use super::Desk;
use platform::access::Permission;
use platform::web::{Access, Routes};
use std::sync::Arc;

/// The routes, around one desk.
pub fn routes(desk: &Arc<Desk>) -> Routes {
    let view = Access::Needs(Permission::ViewLedger);
    let [page, rows, book, one, many, single, board] = std::array::from_fn(|_| desk.clone());
    Routes::new()
        .get("/ledger", view, move |ctx, uri| grid::page(page.clone(), ctx, uri))
        .get("/ledger/rows.json", view, move |ctx, uri| grid::rows(rows.clone(), ctx, uri))
        .get("/ledger/export.xlsx", Access::Needs(Permission::Export), move |ctx, uri| {
            export::workbook(book.clone(), ctx, uri)
        })
        .get("/projects/{id}", view, move |ctx, path, uri| project::page(one.clone(), ctx, path, uri))
        .get("/api/v1/projects", view, move |ctx, uri| api::projects(many.clone(), ctx, uri))
        .get("/api/v1/projects/{id}", view, move |ctx, path, uri| api::project(single.clone(), ctx, path, uri))
        .get("/api/v1/board", Access::Needs(Permission::ViewBoard), move |ctx, uri| api::board(board.clone(), ctx, uri))
}
