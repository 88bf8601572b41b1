//! Signing in.
//!
//! Throttling counts attempts in the database, so it holds on all nodes together: an attempt is written down *before* the
//! password is looked at, and taken back when it was right; a thousand attempts at once are a thousand attempts. An
//! account that does not exist takes as long and answers the same as one that does.

use super::entities::attempt;
use super::sessions::{self, Origin, SessionToken};
use super::{User, password, users};
use crate::clock::Moment;
use crate::db::{Db, DbError, Housekeeping, insert_all};
use crate::journal::{Actor, Entry, Source};
use crate::settings::{SIGN_IN_FAILURES, Settings};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use std::time::Duration;

/// How long a failure counts.
pub const WINDOW: Duration = Duration::from_secs(15 * 60);
/// One account, from all addresses together: a guesser with many addresses is slowed, a colleague not shut out easily.
const PER_ACCOUNT: u64 = 10;
/// One address, all accounts together: an office behind one address is many people.
const PER_ADDRESS: u64 = 20;

#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// No such account, wrong password, or out of use: the answer is the same.
    #[error("用户名或密码不正确,或账号已停用")]
    Wrong,
    #[error("登录失败次数过多,请15分钟后再试,或请管理员重置密码")]
    TooMany,
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<sea_orm::DbErr> for SignInError {
    fn from(error: sea_orm::DbErr) -> SignInError {
        SignInError::Db(error.into())
    }
}

/// Checks name and password and opens a session.
pub async fn sign_in(
    db: &Db,
    settings: &Settings,
    login: &str,
    secret: &str,
    origin: &Origin,
    now: Moment,
) -> Result<(User, SessionToken), SignInError> {
    let login: String = users::login_key(login).chars().filter(|c| !c.is_control()).take(64).collect();
    note_attempt(db, &login, &origin.address, now).await?;
    if is_throttled(db, settings, &login, &origin.address, now).await? {
        return Err(SignInError::TooMany);
    }
    let user = users::find_by_login(db.read(), &login).await?.filter(|u| u.active);
    let fits = password::fits(user.as_ref().map(|u| u.password_hash.clone()), secret).await;
    let user = user.filter(|_| fits).ok_or(SignInError::Wrong)?;

    let actor = Actor::account(user.id, user.display_name.clone(), Source::Page);
    let tx = db.write(&actor, now).await?;
    attempt::Entity::delete_many()
        .filter(attempt::Column::Login.eq(login))
        .filter(attempt::Column::Address.eq(&origin.address))
        .exec(&tx)
        .await?;
    let token = sessions::open(&tx, settings, user.id, origin).await?;
    sessions::note_sign_in(&tx, user.id).await?;
    let recorded = tx.record(Entry::new("登录", "account", user.id).to(origin.address.clone())).await?;
    tx.commit(recorded).await?;
    Ok((user, token))
}

async fn note_attempt(db: &Db, login: &str, address: &str, now: Moment) -> Result<(), DbError> {
    let tx = db.write(&Actor::system(), now).await?;
    attempt::Entity::delete_many().filter(attempt::Column::At.lt(since(now))).exec(&tx).await?;
    let row = attempt::ActiveModel {
        id: NotSet,
        login: Set(login.to_owned()),
        address: Set(address.to_owned()),
        at: Set(now),
    };
    insert_all(&tx, vec![row]).await?;
    tx.commit_housekeeping(Housekeeping::Throttle).await
}

async fn is_throttled(db: &Db, settings: &Settings, login: &str, address: &str, now: Moment) -> Result<bool, DbError> {
    let failures = u64::from(settings.get(&SIGN_IN_FAILURES).clamp(3, 100));
    let recent = attempt::Entity::find().filter(attempt::Column::At.gte(since(now)));
    let of_account = recent.clone().filter(attempt::Column::Login.eq(login));
    let from_address = recent.filter(attempt::Column::Address.eq(address));
    // The present attempt is among them.
    let here = of_account.clone().filter(attempt::Column::Address.eq(address)).count(db.read()).await?;
    Ok(here > failures
        || of_account.count(db.read()).await? > failures * PER_ACCOUNT
        || from_address.count(db.read()).await? > failures * PER_ADDRESS)
}

fn since(now: Moment) -> Moment {
    Moment(now.0 - i64::try_from(WINDOW.as_millis()).unwrap_or(0))
}
