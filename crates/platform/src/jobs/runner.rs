//! Doing the jobs.

use super::entity::{Column, Entity, Model};
use super::queue::{Jobs, Progress};
use crate::clock::Clock;
use crate::db::{Db, DbError, Housekeeping};
use crate::files::Files;
use crate::journal;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

/// How a kind of job is done.
#[async_trait::async_trait]
pub trait Work: Send + Sync {
    /// `import`.
    fn kind(&self) -> &'static str;

    async fn run(&self, job: &JobRun) -> Result<Outcome, WorkError>;
}

/// What a job leaves behind.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// “已导入230个项目”.
    pub message: String,
    /// Where to go now.
    pub href: Option<String>,
    pub result: serde_json::Value,
}

/// Why a job failed, in words for whoever asked for it.
#[derive(Debug, thiserror::Error)]
pub enum WorkError {
    #[error("{0}")]
    Refused(String),
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A job being done.
pub struct JobRun {
    pub id: i64,
    pub payload: serde_json::Value,
    /// Who asked for it.
    pub account: Option<i64>,
    jobs: Jobs,
}

impl JobRun {
    pub fn db(&self) -> &Db {
        &self.jobs.0.db
    }

    pub fn files(&self) -> &Files {
        &self.jobs.0.files
    }

    pub fn clock(&self) -> &dyn Clock {
        self.jobs.0.clock.as_ref()
    }

    /// How far it is; costs nothing, call it as often as there is something to say. `total` 0: unknown.
    pub fn tell(&self, done: usize, total: usize, message: impl Into<String>) {
        let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let progress = Progress { done: number(done), total: number(total), message: message.into() };
        self.jobs.told().insert(self.id, progress);
    }
}

const POLL: Duration = Duration::from_secs(2);
const BEAT: Duration = Duration::from_secs(10);
const SEAL: Duration = Duration::from_secs(60);

impl Jobs {
    /// Does jobs, one after the other, gives signs of life and seals the journal, until `stop` is done. A job under way at
    /// that moment is given up and begun again by the next process.
    pub async fn work_until(&self, stop: impl Future<Output = ()>) {
        if let Err(error) = self.recover(true).await {
            tracing::error!(%error, "could not look for abandoned jobs");
        }
        tokio::select! {
            () = stop => {}
            () = self.do_forever() => {}
            () = self.housekeep_forever() => {}
        }
    }

    async fn do_forever(&self) {
        loop {
            match self.work_off().await {
                Ok(0) => {}
                Ok(_) => continue,
                Err(error) => tracing::error!(%error, "could not take a job"),
            }
            let poll = tokio::time::sleep(POLL);
            tokio::select! {
                () = self.0.wake.notified() => {}
                () = poll => {}
            }
        }
    }

    async fn housekeep_forever(&self) {
        let mut beat = tokio::time::interval(BEAT);
        let mut seal = tokio::time::interval(SEAL);
        loop {
            let done = tokio::select! {
                _ = beat.tick() => async { self.beat().await?; self.recover(false).await }.await,
                _ = seal.tick() => journal::seal(&self.0.db, self.0.clock.now()).await.map(drop),
            };
            if let Err(error) = done {
                tracing::warn!(%error, "background housekeeping failed, will try again");
            }
        }
    }

    /// Does every job that is queued now; how many there were. Tests call it instead of waiting.
    pub async fn work_off(&self) -> Result<usize, DbError> {
        let mut count = 0;
        while let Some(job) = self.claim().await? {
            self.work(job).await?;
            count += 1;
        }
        Ok(count)
    }

    async fn work(&self, job: Model) -> Result<(), DbError> {
        let id = job.id;
        self.told().insert(id, Progress { message: "正在处理".to_owned(), ..Progress::default() });
        let ended = match self.0.works.iter().find(|w| w.kind() == job.kind).cloned() {
            Some(work) => self.run(work, job).await,
            None => Err(format!("没有处理“{}”的程序", job.kind)),
        };
        let finished = self.finish(id, ended).await;
        self.told().remove(&id);
        finished
    }

    /// In a task of its own, so that a panic ends the job and not the runner.
    async fn run(&self, work: Arc<dyn Work>, job: Model) -> Result<Outcome, String> {
        let payload = serde_json::from_str(&job.payload).unwrap_or_default();
        let run = JobRun { id: job.id, payload, account: job.account_id, jobs: self.clone() };
        match Task(tokio::spawn(async move { work.run(&run).await })).await {
            Ok(Ok(outcome)) => Ok(outcome),
            Ok(Err(error)) => Err(error.to_string()),
            Err(panic) => {
                tracing::error!(job = job.id, %panic, "a job panicked");
                Err("处理时出错,已记入日志,什么也没有保存".to_owned())
            }
        }
    }

    async fn finish(&self, id: i64, ended: Result<Outcome, String>) -> Result<(), DbError> {
        let state = if ended.is_ok() { "done" } else { "failed" };
        let outcome = ended.unwrap_or_else(|message| Outcome { message, ..Outcome::default() });
        let progress = self.told().get(&id).cloned().unwrap_or_default();
        let tx = self.write().await?;
        Entity::update_many()
            .col_expr(Column::State, Expr::value(state))
            .col_expr(Column::Message, Expr::value(outcome.message))
            .col_expr(Column::Href, Expr::value(outcome.href))
            .col_expr(Column::Result, Expr::value(outcome.result.to_string()))
            .col_expr(Column::Done, Expr::value(progress.done))
            .col_expr(Column::Total, Expr::value(progress.total))
            .col_expr(Column::FinishedAt, Expr::value(tx.at()))
            .filter(Column::Id.eq(id))
            .filter(Column::ClaimedBy.eq(self.0.process.clone()))
            .exec(&tx)
            .await?;
        tx.commit_housekeeping(Housekeeping::Job).await
    }
}

/// A spawned task that is aborted when nobody waits for it any more.
struct Task<T>(tokio::task::JoinHandle<T>);

impl<T> Future for Task<T> {
    type Output = Result<T, tokio::task::JoinError>;

    fn poll(mut self: std::pin::Pin<&mut Self>, cx: &mut std::task::Context<'_>) -> std::task::Poll<Self::Output> {
        std::pin::Pin::new(&mut self.0).poll(cx)
    }
}

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
