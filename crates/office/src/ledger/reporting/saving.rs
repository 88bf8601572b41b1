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

/// Transactions at a time: while one waits for the disk, PostgreSQL takes the other, and SQLite finds it ready.
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
            async move { shared(in_one(&db, &savings).await, savings.len()) }
        });
        let outcome = outcome.await.map_err(|_| WebError::Internal("the group of savings was lost".to_owned()))?;
        Ok(outcome?)
    }
}

/// The outcomes of a group; what befalls its transaction befalls each of it.
fn shared(outcomes: Result<Vec<Result<Saved, Refusal>>, DbError>, count: usize) -> Vec<Outcome> {
    match outcomes {
        Ok(outcomes) => outcomes.into_iter().map(Ok).collect(),
        Err(error) => vec![Err(error); count],
    }
}

/// One transaction for these savings, committed.
async fn in_one(db: &Db, savings: &[Saving]) -> Result<Vec<Result<Saved, Refusal>>, DbError> {
    let Some(first) = savings.first() else { return Ok(Vec::new()) };
    let tx = db.write(&first.actor, first.at).await?;
    let (outcomes, recorded) = save_all(&tx, savings).await?;
    match recorded {
        Some(recorded) => tx.commit(recorded).await?,
        None => tx.rollback().await?,
    }
    Ok(outcomes)
}
