//! Keys for what an import brings for the first time.

use super::Change;
use super::merge::State;
use platform::{DbError, WriteTx};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use std::collections::VecDeque;

/// Keys for new rows, so that all rows can be written in a few statements and laid out before any of them is.
pub(super) struct Numbers {
    projects: Pool,
    entries: Pool,
}

/// Keys of a table, nobody else's.
struct Pool {
    table: &'static str,
    free: VecDeque<i64>,
    /// The highest key there is or was taken here; `None` until asked.
    last: Option<i64>,
}

impl Numbers {
    pub(super) fn new() -> Numbers {
        let pool = |table| Pool { table, free: VecDeque::new(), last: None };
        Numbers { projects: pool("project"), entries: pool("list_entry") }
    }

    /// Sees to it that there are keys for so many new projects and entries.
    pub(super) async fn top_up(&mut self, tx: &WriteTx, projects: usize, entries: usize) -> Result<(), DbError> {
        self.projects.top_up(tx, projects).await?;
        self.entries.top_up(tx, entries).await
    }

    /// Gives the new project and entry of a change their keys.
    pub(super) fn number(&mut self, change: &mut Change) {
        let State { project, entry, report, .. } = &mut change.after;
        if project.id == 0 {
            project.id = self.projects.draw();
        }
        if entry.id == 0 {
            entry.id = self.entries.draw();
        }
        entry.project_id = project.id;
        report.project_id = project.id;
    }
}

impl Pool {
    async fn top_up(&mut self, tx: &WriteTx, count: usize) -> Result<(), DbError> {
        let missing = count.saturating_sub(self.free.len());
        let (backend, table) = (tx.get_database_backend(), self.table);
        if missing == 0 {
            return Ok(());
        }
        if backend == DbBackend::Postgres {
            let sql = format!(
                "SELECT nextval(pg_get_serial_sequence('\"{table}\"', 'id')) AS id FROM generate_series(1, {missing})"
            );
            for row in tx.query_all_raw(Statement::from_string(backend, sql)).await? {
                self.free.push_back(row.try_get("", "id")?);
            }
            return Ok(());
        }
        // The transaction holds the only write lock, so nobody else takes these; ids of removed rows may be used again.
        let last = match self.last {
            Some(last) => last,
            None => {
                let sql = format!("SELECT coalesce(max(id), 0) AS id FROM \"{table}\"");
                let row = tx.query_one_raw(Statement::from_string(backend, sql)).await?;
                row.map(|row| row.try_get("", "id")).transpose()?.unwrap_or(0)
            }
        };
        let new = last + 1..=last + missing as i64;
        self.last = Some(*new.end());
        self.free.extend(new);
        Ok(())
    }

    fn draw(&mut self) -> i64 {
        self.free.pop_front().expect("there are as many keys as rows that may be new")
    }
}
