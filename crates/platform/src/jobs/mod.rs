//! Work that takes longer than a request: imports, large exports. A job is a row, so that it can be left and found again,
//! and be done by whichever node is free.
//!
//! A mechanism offers a [`Work`] per kind of job (see [`crate::Mechanism::work`]) and enqueues rows with [`Jobs::enqueue`].
//! The row holds ids only; the work is safe to run twice, because a node may die in the middle: its job is then begun again,
//! three times at most. A job's own changes are in one writing transaction, so there is nothing half-done to clean up.
//!
//! Progress is told in memory: under SQLite the job itself holds the one writer. [`Jobs::find`] joins it with the row.

mod entity;
mod queue;
mod runner;

pub use queue::{JobView, Jobs, State};
pub use runner::{JobRun, Outcome, Work, WorkError};

use crate::db::migrate::{Index, Table, TableMigration, big, id, int, optional, text};

pub fn migration() -> TableMigration {
    TableMigration::new("m20260101_000003_job", |_| {
        let job = Table::create()
            .table("job")
            .col(id())
            .col(text("kind"))
            .col(text("payload"))
            .col(text("state"))
            .col(big("done"))
            .col(big("total"))
            .col(text("message"))
            .col(optional(text("href")))
            .col(optional(text("result")))
            .col(optional(big("account_id")))
            .col(big("created_at"))
            .col(optional(text("claimed_by")))
            .col(optional(big("seen_at")))
            .col(optional(big("finished_at")))
            .col(int("attempts"))
            .take();
        vec![job]
    })
    .indexes(|_| vec![Index::create().name("job_state").table("job").col("state").col("id").take()])
}
