//! Sessions: a random token in a cookie, its hash in a row.

use super::entities::{account, session};
use super::{User, random_token, token_hash};
use crate::clock::Moment;
use crate::db::{Db, DbError, Housekeeping, WriteTx};
use crate::journal::{Actor, Entry};
use crate::memory::{About, Memory, Remembered, Stand};
use crate::settings::{SESSION_IDLE, SESSION_LIFE, Settings};
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::sync::Arc;
use std::time::Duration;

pub use super::entities::session::Model as Session;

/// Seeing a session again is written down at most this often.
const TOUCH: Duration = Duration::from_secs(60);

/// The token that goes into the cookie. Not stored anywhere.
#[derive(Clone)]
pub struct SessionToken(pub(crate) String);

/// Where a request came from.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    pub address: String,
    /// The browser's name for itself.
    pub agent: String,
}

fn idle(settings: &Settings) -> Duration {
    Duration::from_secs(60 * u64::from(settings.get(&SESSION_IDLE).clamp(5, 1440)))
}

fn life(settings: &Settings) -> Duration {
    Duration::from_secs(3600 * u64::from(settings.get(&SESSION_LIFE).clamp(1, 720)))
}

/// Opens a session within the transaction of the sign-in, and sweeps those long dead.
pub(crate) async fn open(
    tx: &WriteTx,
    settings: &Settings,
    user: i64,
    origin: &Origin,
) -> Result<SessionToken, DbError> {
    let oldest = Moment(tx.at().0 - i64::try_from(life(settings).as_millis()).unwrap_or(i64::MAX));
    session::Entity::delete_many().filter(session::Column::CreatedAt.lt(oldest)).exec(tx).await?;
    let token = random_token();
    let row = session::ActiveModel {
        token_hash: Set(token_hash(&token)),
        account_id: Set(user),
        created_at: Set(tx.at()),
        last_seen_at: Set(tx.at()),
        address: Set(origin.address.clone()),
        agent: Set(origin.agent.chars().filter(|c| !c.is_control()).take(200).collect()),
    };
    session::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(SessionToken(token))
}

/// A session with its account.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub user: Arc<User>,
    pub session: Session,
}

/// Sessions in use, by the hash of their token. Whatever ends one is in the journal under its account.
pub(crate) type Sessions = Remembered<String, Held>;

/// What a request stands on when it asks who is there.
#[derive(Clone, Copy)]
pub(crate) struct At<'a> {
    pub memory: &'a Memory,
    pub stand: &'a Stand,
    pub now: Moment,
}

/// Who holds this token, if the session is alive and the account in use.
pub(crate) async fn resume(
    db: &Db,
    sessions: &Sessions,
    settings: &Settings,
    token: &str,
    at: At<'_>,
) -> Result<Option<Held>, DbError> {
    let hash = token_hash(token);
    let alive =
        |s: &Session| at.now.since(s.created_at) < life(settings) && at.now.since(s.last_seen_at) < idle(settings);
    // One that seems to have been idle too long may have been in use on another node.
    let remembered = sessions.get(at.memory, &hash).filter(|held| alive(&held.session));
    let held = match remembered {
        Some(held) => held,
        None => match read(db, &hash).await?.filter(|held| alive(&held.session)) {
            Some(held) => {
                sessions.keep(at.stand, hash.clone(), [About::other("account", held.user.id)], held.clone());
                held
            }
            None => return Ok(None),
        },
    };
    if at.now.since(held.session.last_seen_at) >= TOUCH {
        sessions.amend(&hash, |held| held.session.last_seen_at = at.now);
        touch(db, &hash, at.now).await;
    }
    Ok(Some(held))
}

async fn read(db: &Db, hash: &str) -> Result<Option<Held>, DbError> {
    let Some(session) = session::Entity::find_by_id(hash).one(db.read()).await? else { return Ok(None) };
    let user = account::Entity::find_by_id(session.account_id).one(db.read()).await?.filter(|u| u.active);
    Ok(user.map(|user| Held { user: Arc::new(user), session }))
}

/// Notes that the session is in use. It may fail (the disk is full, another node holds the lock): reading goes on.
async fn touch(db: &Db, hash: &str, now: Moment) {
    let noted: Result<(), DbError> = async {
        let tx = db.write(&Actor::system(), now).await?;
        session::Entity::update_many()
            .set(session::ActiveModel { last_seen_at: Set(now), ..Default::default() })
            .filter(session::Column::TokenHash.eq(hash))
            .exec(&tx)
            .await?;
        tx.commit_housekeeping(Housekeeping::Session).await
    }
    .await;
    if let Err(error) = noted {
        tracing::warn!(%error, "could not note that a session is in use");
    }
}

/// The account's sessions, the latest used first.
pub async fn of_user<C: ConnectionTrait>(conn: &C, user: i64) -> Result<Vec<Session>, DbError> {
    let found = session::Entity::find()
        .filter(session::Column::AccountId.eq(user))
        .order_by_desc(session::Column::LastSeenAt)
        .all(conn)
        .await?;
    Ok(found)
}

/// Ends one session of the account; nothing happens if it is not theirs. The entry tells every node to ask again who is there.
pub async fn end(db: &Db, actor: &Actor, user: i64, hash: &str, now: Moment) -> Result<(), DbError> {
    let tx = db.write(actor, now).await?;
    let ended = session::Entity::delete_many()
        .filter(session::Column::AccountId.eq(user))
        .filter(session::Column::TokenHash.eq(hash))
        .exec(&tx)
        .await?;
    if ended.rows_affected == 0 {
        return tx.rollback().await;
    }
    let recorded = tx.record(Entry::new("退出", "account", user)).await?;
    tx.commit(recorded).await
}

/// Notes when the account last signed in.
pub(crate) async fn note_sign_in(tx: &WriteTx, user: i64) -> Result<(), DbError> {
    account::ActiveModel { id: Unchanged(user), last_sign_in_at: Set(Some(tx.at())), ..Default::default() }
        .update(tx)
        .await?;
    Ok(())
}
