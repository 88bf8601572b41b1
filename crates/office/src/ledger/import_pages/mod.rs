//! The import page (导入台账): a workbook is uploaded, its columns are understood and corrected, what it would change is shown
//! with every error in its place, and then a job writes it.
//!
//! Between the steps an import is a draft row: `draft`; `upload`, `columns`, `check`, `result` are the steps; `findings` lays
//! out what is wrong; `job` writes.

mod check;
mod columns;
mod discard;
mod draft;
mod fields;
mod findings;
mod job;
mod result;
mod upload;

pub(crate) use upload::file_name;

use platform::access::Permission;
use platform::jobs::Work;
use platform::web::{Access, Routes};
use std::sync::Arc;

/// Largest workbook taken, in bytes.
const MOST_BYTES: usize = 50 << 20;
/// The form around it.
const FORM_BYTES: usize = 64 << 10;

pub(super) fn routes() -> Routes {
    let needs = Access::Needs(Permission::Import);
    Routes::new()
        .get("/import", needs, upload::form)
        .upload("/import", needs, MOST_BYTES + FORM_BYTES, upload::submit)
        .get("/import/{draft}", needs, columns::show)
        .post("/import/{draft}/columns", needs, columns::correct)
        .get("/import/{draft}/check", needs, check::show)
        .get("/import/{draft}/annotated", needs, check::annotated)
        .post("/import/{draft}/commit", needs, check::commit)
        .post("/import/{draft}/discard", needs, discard::discard)
        .get("/import/{draft}/result", needs, result::show)
}

pub(super) fn work() -> Vec<Arc<dyn Work>> {
    vec![Arc::new(job::ImportWork)]
}
