//! The accounts themselves. Every change is journalled; a password never is.

use super::entities::{account, session, token};
use super::password::{self, PasswordFault};
use crate::access::{Role, Scope, Viewer};
use crate::db::{DbError, WriteTx};
use crate::journal::{Entry, Recorded};
use crate::settings::Settings;
use sea_orm::ActiveValue::{NotSet, Set, Unchanged};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::BTreeSet;

pub use super::entities::account::Model as User;

#[derive(Debug, thiserror::Error)]
pub enum UserError {
    #[error("用户名应为2—32个字母、数字、汉字、点、横线或下划线")]
    Login,
    #[error("用户名“{0}”已被使用")]
    Taken(String),
    #[error("姓名不能为空,最多32个字")]
    Name,
    #[error("至少要选择一个角色")]
    NoRole,
    #[error("没有名为“{0}”的角色")]
    UnknownRole(String),
    #[error(transparent)]
    Password(#[from] PasswordFault),
    #[error("这是最后一个系统管理员,不能停用,也不能取消其管理员角色")]
    LastAdmin,
    #[error("没有这个账号")]
    Unknown,
    #[error("服务器无法处理密码,请稍后重试")]
    Hash,
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<sea_orm::DbErr> for UserError {
    fn from(error: sea_orm::DbErr) -> UserError {
        UserError::Db(error.into())
    }
}

/// An account to be made.
#[derive(Clone, Debug)]
pub struct NewUser {
    pub login: String,
    pub name: String,
    pub password: String,
    pub roles: BTreeSet<Role>,
    pub scope: Scope,
    /// Whether the first sign-in must choose another password.
    pub must_change_password: bool,
}

/// What an administrator may change of an account.
#[derive(Clone, Debug)]
pub struct UserChange {
    pub name: String,
    pub roles: BTreeSet<Role>,
    pub scope: Scope,
    pub active: bool,
}

impl User {
    pub fn role_set(&self) -> BTreeSet<Role> {
        self.roles.split(',').filter_map(Role::read).collect()
    }

    /// An unreadable scope admits nothing.
    pub fn visible(&self) -> Scope {
        serde_json::from_str(&self.scope).unwrap_or_else(|_| Scope::regions(Vec::<String>::new()))
    }

    pub fn viewer(&self) -> Viewer {
        Viewer {
            id: self.id,
            login: self.login.clone(),
            name: self.display_name.clone(),
            roles: self.role_set(),
            scope: self.visible(),
        }
    }

    fn story(&self) -> String {
        let roles: Vec<_> = self.role_set().into_iter().map(Role::label).collect();
        let active = if self.active { "启用" } else { "停用" };
        format!("{} {} {} {active}", self.display_name, roles.join("、"), self.visible().label())
    }
}

/// Login names are compared without case, blanks and full-width forms.
pub fn login_key(login: &str) -> String {
    kernel::text::tight(login).to_lowercase()
}

pub async fn find<C: ConnectionTrait>(conn: &C, id: i64) -> Result<Option<User>, DbError> {
    Ok(account::Entity::find_by_id(id).one(conn).await?)
}

pub async fn find_by_login<C: ConnectionTrait>(conn: &C, login: &str) -> Result<Option<User>, DbError> {
    Ok(account::Entity::find().filter(account::Column::Login.eq(login_key(login))).one(conn).await?)
}

/// All accounts, by login.
pub async fn list<C: ConnectionTrait>(conn: &C) -> Result<Vec<User>, DbError> {
    Ok(account::Entity::find().order_by_asc(account::Column::Login).all(conn).await?)
}

/// Checks everything, hashes the password and returns a row ready for [`add`]. Apart from it, because hashing takes its
/// time and a writing transaction should not wait for it.
pub async fn prepare(settings: &Settings, new: NewUser) -> Result<PreparedUser, UserError> {
    let login = login_key(&new.login);
    check_login(&login)?;
    let name = check_name(&new.name)?;
    if new.roles.is_empty() {
        return Err(UserError::NoRole);
    }
    password::check(settings, &login, &new.password)?;
    let hash = password::hash(&new.password).await.ok_or(UserError::Hash)?;
    Ok(PreparedUser { login, name, hash, new })
}

/// See [`prepare`].
#[derive(Debug)]
pub struct PreparedUser {
    login: String,
    name: String,
    hash: String,
    new: NewUser,
}

/// An account that nobody can sign in to with a password, for the test harness.
#[cfg(feature = "testing")]
pub(crate) async fn add_without_password(
    tx: &WriteTx,
    login: &str,
    name: &str,
    role: Role,
    scope: Scope,
) -> Result<(User, Recorded), UserError> {
    let roles = [role].into();
    let new = NewUser {
        login: login.to_owned(),
        name: name.to_owned(),
        password: String::new(),
        roles,
        scope,
        must_change_password: false,
    };
    add(tx, PreparedUser { login: login_key(login), name: name.to_owned(), hash: "!".to_owned(), new }).await
}

/// Adds the account.
pub async fn add(tx: &WriteTx, prepared: PreparedUser) -> Result<(User, Recorded), UserError> {
    let PreparedUser { login, name, hash, new } = prepared;
    if find_by_login(tx, &login).await?.is_some() {
        return Err(UserError::Taken(login));
    }
    let row = account::ActiveModel {
        id: NotSet,
        login: Set(login),
        display_name: Set(name),
        password_hash: Set(hash),
        roles: Set(join(&new.roles)),
        scope: Set(serde_json::json!(new.scope).to_string()),
        active: Set(true),
        must_change_password: Set(new.must_change_password),
        created_at: Set(tx.at()),
        last_sign_in_at: Set(None),
    };
    let user = row.insert(tx).await?;
    let entry = Entry::new("新增账号", "account", user.id).to(format!("{}:{}", user.login, user.story()));
    let recorded = tx.record(entry).await?;
    Ok((user, recorded))
}

/// Changes name, roles, scope, and whether the account may be used. Whoever loses something loses it at once: the
/// account is read again with every request. `None` if nothing changes.
pub async fn change(tx: &WriteTx, id: i64, change: UserChange) -> Result<Option<Recorded>, UserError> {
    let old = find(tx, id).await?.ok_or(UserError::Unknown)?;
    let name = check_name(&change.name)?;
    if change.roles.is_empty() {
        return Err(UserError::NoRole);
    }
    let new = User {
        display_name: name,
        roles: join(&change.roles),
        scope: serde_json::json!(change.scope).to_string(),
        active: change.active,
        ..old.clone()
    };
    if new == old {
        return Ok(None);
    }
    if !(new.active && change.roles.contains(&Role::Admin)) && is_last_admin(tx, &old).await? {
        return Err(UserError::LastAdmin);
    }
    account::ActiveModel {
        id: Unchanged(id),
        display_name: Set(new.display_name.clone()),
        roles: Set(new.roles.clone()),
        scope: Set(new.scope.clone()),
        active: Set(new.active),
        ..Default::default()
    }
    .update(tx)
    .await?;
    if !new.active {
        end_sessions(tx, id).await?;
    }
    let action = match (old.active, new.active) {
        (true, false) => "停用账号",
        (false, true) => "启用账号",
        _ => "修改账号",
    };
    let entry = Entry::new(action, "account", id).from(old.story()).to(new.story());
    Ok(Some(tx.record(entry).await?))
}

/// Gives the account a new password (already checked and hashed) and ends all its sessions.
pub async fn set_password(tx: &WriteTx, id: i64, hash: String, must_change: bool) -> Result<Recorded, UserError> {
    account::ActiveModel {
        id: Unchanged(id),
        password_hash: Set(hash),
        must_change_password: Set(must_change),
        ..Default::default()
    }
    .update(tx)
    .await?;
    end_sessions(tx, id).await?;
    let action = if must_change { "重置密码" } else { "修改密码" };
    Ok(tx.record(Entry::new(action, "account", id)).await?)
}

async fn end_sessions(tx: &WriteTx, id: i64) -> Result<(), DbError> {
    session::Entity::delete_many().filter(session::Column::AccountId.eq(id)).exec(tx).await?;
    token::Entity::delete_many().filter(token::Column::AccountId.eq(id)).exec(tx).await?;
    Ok(())
}

async fn is_last_admin(tx: &WriteTx, user: &User) -> Result<bool, DbError> {
    let is_admin = |u: &User| u.active && u.role_set().contains(&Role::Admin);
    if !is_admin(user) {
        return Ok(false);
    }
    Ok(!list(tx).await?.iter().any(|u| u.id != user.id && is_admin(u)))
}

fn join(roles: &BTreeSet<Role>) -> String {
    roles.iter().map(|r| r.id()).collect::<Vec<_>>().join(",")
}

fn check_login(login: &str) -> Result<(), UserError> {
    let length = login.chars().count();
    let fits = login.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'));
    if (2..=32).contains(&length) && fits { Ok(()) } else { Err(UserError::Login) }
}

fn check_name(name: &str) -> Result<String, UserError> {
    let name = kernel::text::normal(name);
    let control = name.chars().any(char::is_control);
    if name.is_empty() || name.chars().count() > 32 || control { Err(UserError::Name) } else { Ok(name) }
}
