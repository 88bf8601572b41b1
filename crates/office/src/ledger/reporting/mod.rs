//! A month's figures by hand: the same report that a workbook brings, for one project, on a page or through the API.
//!
//! - `fields`: what the form asks for; - `entry`: what was sent, laid over what is known; - `rules`: whether that may stand;
//! - `basis`: whether somebody else wrote in between; - `store`: many savings in one transaction; - `saving`: one request's
//!   way through it; - `page`, `api`: the same for people and programs.
//!
//! A correction keeps the report it replaces (`monthly_report_earlier`) and says why.

mod api;
mod basis;
mod entry;
mod fields;
mod page;
mod rules;
mod saving;
mod store;

use platform::access::Permission;
use platform::web::{Access, Routes};
use saving::Savings;
use std::sync::Arc;

/// The routes. Whoever may file does so within their scope.
pub fn routes() -> Routes {
    let file = Access::Needs(Permission::File);
    let savings = Arc::new(Savings::default());
    let (of_page, of_program) = (savings.clone(), savings);
    Routes::new()
        .get("/projects/{id}/reports/{month}", file, page::show)
        .post("/projects/{id}/reports/{month}", file, move |ctx, path, form| {
            page::save(of_page.clone(), ctx, path, form)
        })
        .get("/api/v1/projects/{id}/reports/{month}", file, api::show)
        .put("/api/v1/projects/{id}/reports/{month}", file, move |ctx, path, headers, body| {
            api::save(of_program.clone(), ctx, path, headers, body)
        })
}
