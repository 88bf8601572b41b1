//! Personal tokens for programs: `Authorization: Bearer …`. A token may do what its owner may.

use super::entities::{account, token};
use super::sessions::At;
use super::{User, random_token, token_hash};
use crate::db::{Db, DbError, WriteTx};
use crate::journal::{Entry, Recorded};
use crate::memory::{About, Remembered};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::sync::Arc;

pub use super::entities::token::Model as ApiToken;

/// What tokens begin with, so that one found in a file is known for what it is.
const PREFIX: &str = "zs_";

/// Makes a token. The text returned is shown once and kept nowhere.
pub async fn create(tx: &WriteTx, user: i64, name: &str) -> Result<(String, Recorded), DbError> {
    let text = format!("{PREFIX}{}", random_token());
    let name: String = kernel::text::normal(name).chars().take(60).collect();
    let row = token::ActiveModel {
        id: NotSet,
        account_id: Set(user),
        token_hash: Set(token_hash(&text)),
        name: Set(name.clone()),
        created_at: Set(tx.at()),
        last_used_at: Set(None),
    };
    let row = row.insert(tx).await?;
    let recorded = tx.record(Entry::new("新增接口令牌", "api_token", row.id).to(name)).await?;
    Ok((text, recorded))
}

/// Takes a token of the account back; `None` if there is none such.
pub async fn revoke(tx: &WriteTx, user: i64, id: i64) -> Result<Option<Recorded>, DbError> {
    let gone = token::Entity::delete_many()
        .filter(token::Column::Id.eq(id))
        .filter(token::Column::AccountId.eq(user))
        .exec(tx)
        .await?;
    if gone.rows_affected == 0 {
        return Ok(None);
    }
    Ok(Some(tx.record(Entry::new("停用接口令牌", "api_token", id)).await?))
}

pub async fn of_user<C: ConnectionTrait>(conn: &C, user: i64) -> Result<Vec<ApiToken>, DbError> {
    let found = token::Entity::find()
        .filter(token::Column::AccountId.eq(user))
        .order_by_asc(token::Column::Id)
        .all(conn)
        .await?;
    Ok(found)
}

/// Tokens in use, by their hash.
pub(crate) type Tokens = Remembered<String, Arc<User>>;

/// Whose token this is, if the account is in use.
pub(crate) async fn resume(db: &Db, tokens: &Tokens, text: &str, at: At<'_>) -> Result<Option<Arc<User>>, DbError> {
    if !text.starts_with(PREFIX) {
        return Ok(None);
    }
    let hash = token_hash(text);
    if let Some(user) = tokens.get(at.memory, &hash) {
        return Ok(Some(user));
    }
    let found = token::Entity::find().filter(token::Column::TokenHash.eq(&hash)).one(db.read()).await?;
    let Some(found) = found else { return Ok(None) };
    let user = account::Entity::find_by_id(found.account_id).one(db.read()).await?.filter(|u| u.active);
    let user = user.map(Arc::new);
    if let Some(user) = &user {
        let about = [About::other("account", user.id), About::other("api_token", found.id)];
        tokens.keep(at.stand, hash, about, user.clone());
    }
    Ok(user)
}
