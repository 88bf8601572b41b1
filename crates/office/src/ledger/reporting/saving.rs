//! One request's way to the ledger.
//!
//! While transactions are under way, those who come wait together, and the next transaction takes all of them: SQLite has one
//! writer anyway, and PostgreSQL is asked ten times for each transaction, however many savings it holds. Each still gets its own
//! answer, and only after the transaction that holds it is on the disk.

use super::rules::Refusal;
use super::store::{Saved, Saving, save_all};
use platform::db::Together;
use platform::web::WebError;
use platform::{Db, DbError};

/// Savings in one transaction at most: enough to spread its cost, few enough to be quick.
const MOST: usize = 128;

/// Transactions at a time: while one waits for the disk, the next is made up, and PostgreSQL works on it already.
const LANES: usize = 2;

type Outcome = Result<Result<Saved, Refusal>, DbError>;

/// Those who wait.
pub(super) struct Savings(Together<Saving, Outcome>);

impl Default for Savings {
    fn default() -> Savings {
        Savings(Together::new(MOST).lanes(LANES))
    }
}

impl Savings {
    /// Saves, or says why not.
    pub async fn save(&self, db: &Db, saving: Saving) -> Result<Result<Saved, Refusal>, WebError> {
        let db = db.clone();
        let outcome = self.0.submit(saving, move |savings| {
            let db = db.clone();
            async move { all(&db, &savings).await }
        });
        let outcome = outcome.await.map_err(|_| WebError::Internal("the group of savings was lost".to_owned()))?;
        Ok(outcome?)
    }
}

/// The outcomes of a group. What befalls the database befalls all of it; what one of them may have brought about, that one only.
async fn all(db: &Db, savings: &[Saving]) -> Vec<Outcome> {
    match in_one(db, savings).await {
        Ok(outcomes) => outcomes.into_iter().map(Ok).collect(),
        Err(Failed::Before(DbError::Query(_) | DbError::Duplicate(_) | DbError::Unreadable { .. }))
            if savings.len() > 1 =>
        {
            let mut outcomes = Vec::with_capacity(savings.len());
            for saving in savings {
                let alone = in_one(db, std::slice::from_ref(saving)).await.map_err(DbError::from);
                outcomes.push(alone.map(|mut one| one.pop().unwrap_or(Err(Refusal::Unknown))));
            }
            outcomes
        }
        Err(failed) => vec![Err(failed.into()); savings.len()],
    }
}

/// Why a transaction was not acknowledged.
enum Failed {
    /// Nothing of it is in the database.
    Before(DbError),
    /// It may be: only the commit failed.
    AtCommit(DbError),
}

impl From<Failed> for DbError {
    fn from(failed: Failed) -> DbError {
        let (Failed::Before(error) | Failed::AtCommit(error)) = failed;
        error
    }
}

/// One transaction for these savings, committed.
async fn in_one(db: &Db, savings: &[Saving]) -> Result<Vec<Result<Saved, Refusal>>, Failed> {
    let Some(first) = savings.first() else { return Ok(Vec::new()) };
    let tx = db.write(&first.actor, first.at).await.map_err(Failed::Before)?;
    let (outcomes, recorded) = save_all(&tx, savings).await.map_err(Failed::Before)?;
    match recorded {
        Some(recorded) => tx.commit(recorded).await.map_err(Failed::AtCommit)?,
        None => tx.rollback().await.map_err(Failed::Before)?,
    }
    Ok(outcomes)
}
