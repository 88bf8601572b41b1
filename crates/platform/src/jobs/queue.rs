//! The queue: putting jobs in, looking at them, taking one out.

use super::Work;
use super::entity::{ActiveModel, Column, Entity, Model};
use crate::clock::{Clock, Moment};
use crate::db::{Db, DbError, Housekeeping, WriteTx};
use crate::files::Files;
use crate::journal::Actor;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;

/// A process that has not been heard of for so long is dead, and its jobs are free.
const DEAD_AFTER: Duration = Duration::from_secs(90);
/// How often a job is begun before it counts as failed.
const ATTEMPTS: i32 = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Running,
    Done,
    Failed,
}

/// A job as the progress bar sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct JobView {
    /// Queued counts as running.
    pub state: State,
    pub done: i64,
    /// 0: unknown.
    pub total: i64,
    pub message: String,
    pub href: Option<String>,
    #[serde(skip)]
    pub kind: String,
    /// What the work reported at its end.
    #[serde(skip)]
    pub result: serde_json::Value,
    #[serde(skip)]
    pub account: Option<i64>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Progress {
    pub done: i64,
    pub total: i64,
    pub message: String,
}

/// The queue of this process. Cheap to clone.
#[derive(Clone)]
pub struct Jobs(pub(super) Arc<Parts>);

pub(super) struct Parts {
    pub db: Db,
    pub files: Files,
    pub clock: Arc<dyn Clock>,
    pub works: Vec<Arc<dyn Work>>,
    pub progress: Mutex<HashMap<i64, Progress>>,
    pub wake: Notify,
    /// This process, told apart from one that died with the same number.
    pub process: String,
}

impl Jobs {
    pub fn new(db: Db, files: Files, clock: Arc<dyn Clock>, works: Vec<Arc<dyn Work>>) -> Jobs {
        let process = format!("{}-{:016x}", std::process::id(), rand::random::<u64>());
        let (progress, wake) = (Mutex::default(), Notify::new());
        Jobs(Arc::new(Parts { db, files, clock, works, progress, wake, process }))
    }

    /// Puts a job in, within a transaction of its own. `payload` holds ids, no facts. Returns the job's number, whose
    /// progress is at `/jobs/{number}`.
    pub async fn enqueue(&self, kind: &str, payload: &serde_json::Value, account: Option<i64>) -> Result<i64, DbError> {
        let tx = self.write().await?;
        let row = ActiveModel {
            id: NotSet,
            kind: Set(kind.to_owned()),
            payload: Set(payload.to_string()),
            state: Set("queued".to_owned()),
            done: Set(0),
            total: Set(0),
            message: Set("排队中".to_owned()),
            href: Set(None),
            result: Set(None),
            account_id: Set(account),
            created_at: Set(tx.at()),
            claimed_by: Set(None),
            seen_at: Set(None),
            finished_at: Set(None),
            attempts: Set(0),
        };
        let id = row.insert(&tx).await?.id;
        tx.commit_housekeeping(Housekeeping::Job).await?;
        self.0.wake.notify_one();
        Ok(id)
    }

    /// The job as it stands.
    pub async fn find(&self, id: i64) -> Result<Option<JobView>, DbError> {
        let Some(row) = Entity::find_by_id(id).one(self.0.db.read()).await? else { return Ok(None) };
        Ok(Some(self.view(row)))
    }

    fn view(&self, row: Model) -> JobView {
        let state = match row.state.as_str() {
            "done" => State::Done,
            "failed" => State::Failed,
            _ => State::Running,
        };
        let told = self.told().get(&row.id).cloned().filter(|_| state == State::Running);
        let stored = Progress { done: row.done, total: row.total, message: row.message };
        let Progress { done, total, message } = told.unwrap_or(stored);
        let result = row.result.and_then(|r| serde_json::from_str(&r).ok()).unwrap_or_default();
        JobView { state, done, total, message, href: row.href, kind: row.kind, result, account: row.account_id }
    }

    pub(super) fn told(&self) -> std::sync::MutexGuard<'_, HashMap<i64, Progress>> {
        // What is inside is whole even if a thread died holding it.
        self.0.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) async fn write(&self) -> Result<WriteTx, DbError> {
        self.0.db.write(&Actor::system(), self.0.clock.now()).await
    }

    /// Takes the oldest queued job for this process. Two processes never get the same.
    pub(super) async fn claim(&self) -> Result<Option<Model>, DbError> {
        loop {
            let oldest = Entity::find()
                .filter(Column::State.eq("queued"))
                .order_by_asc(Column::Id)
                .one(self.0.db.read())
                .await?;
            let Some(mut job) = oldest else { return Ok(None) };
            let tx = self.write().await?;
            let taken = Entity::update_many()
                .col_expr(Column::State, Expr::value("running"))
                .col_expr(Column::ClaimedBy, Expr::value(self.0.process.clone()))
                .col_expr(Column::SeenAt, Expr::value(tx.at()))
                .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
                .filter(Column::Id.eq(job.id))
                .filter(Column::State.eq("queued"))
                .exec(&tx)
                .await?;
            tx.commit_housekeeping(Housekeeping::Job).await?;
            if taken.rows_affected == 1 {
                job.attempts += 1;
                return Ok(Some(job));
            }
        }
    }

    /// Puts jobs of dead processes back, and gives up those that have killed their process too often. At the start of a
    /// process on SQLite nobody else can be at work, so everything claimed is an orphan.
    pub(super) async fn recover(&self, at_start: bool) -> Result<(), DbError> {
        let alone = at_start && self.0.db.backend() == sea_orm::DbBackend::Sqlite;
        let now = self.0.clock.now();
        let silent = Moment(now.0 - i64::try_from(DEAD_AFTER.as_millis()).unwrap_or(0));
        let orphans = Entity::find()
            .filter(Column::State.eq("running"))
            .filter(Column::ClaimedBy.ne(self.0.process.clone()))
            .all(self.0.db.read())
            .await?;
        for job in orphans.into_iter().filter(|j| alone || j.seen_at.is_none_or(|seen| seen < silent)) {
            let (state, message) = match job.attempts {
                n if n >= ATTEMPTS => ("failed", "多次处理未能完成,请重新提交或联系管理员"),
                _ => ("queued", "服务曾中断,正在重新处理"),
            };
            tracing::warn!(job = job.id, state, "the process of a job has died");
            let tx = self.write().await?;
            Entity::update_many()
                .col_expr(Column::State, Expr::value(state))
                .col_expr(Column::Message, Expr::value(message))
                .filter(Column::Id.eq(job.id))
                .filter(Column::ClaimedBy.eq(job.claimed_by))
                .exec(&tx)
                .await?;
            tx.commit_housekeeping(Housekeeping::Job).await?;
        }
        Ok(())
    }

    /// A sign of life for what this process is doing, with the progress for other nodes. PostgreSQL only: under SQLite
    /// there are no other nodes, and the writer may be busy with the very job.
    pub(super) async fn beat(&self) -> Result<(), DbError> {
        if self.0.db.backend() == sea_orm::DbBackend::Sqlite {
            return Ok(());
        }
        let told = self.told().clone();
        if told.is_empty() {
            return Ok(());
        }
        let tx = self.write().await?;
        for (id, progress) in told {
            Entity::update_many()
                .col_expr(Column::SeenAt, Expr::value(tx.at()))
                .col_expr(Column::Done, Expr::value(progress.done))
                .col_expr(Column::Total, Expr::value(progress.total))
                .col_expr(Column::Message, Expr::value(progress.message))
                .filter(Column::Id.eq(id))
                .filter(Column::State.eq("running"))
                .filter(Column::ClaimedBy.eq(self.0.process.clone()))
                .exec(&tx)
                .await?;
        }
        tx.commit_housekeeping(Housekeeping::Job).await
    }
}
