//! Accounts, for whoever manages them.

use crate::access::{Role, Scope};
use crate::accounts::password;
use crate::accounts::users::{self, NewUser, User, UserChange, UserError};
use crate::web::{Ctx, Page, Shell, WebError, again};
use askama::Template;
use axum::extract::{Path, RawForm};
use axum::response::{IntoResponse, Redirect, Response};
use std::collections::BTreeSet;

#[derive(Template)]
#[template(path = "pages/users.html")]
pub(super) struct UsersPage {
    shell: Shell,
    users: Vec<User>,
}

pub(super) async fn list(ctx: Ctx) -> Result<Page<UsersPage>, WebError> {
    let users = users::list(ctx.db().read()).await?;
    Ok(Page(UsersPage { shell: ctx.shell("账号管理").await?, users }))
}

/// The form of an account, new or old.
#[derive(Template)]
#[template(path = "pages/user.html")]
pub(super) struct UserPage {
    shell: Shell,
    /// `None` for a new one.
    id: Option<i64>,
    form: UserForm,
    error: Option<String>,
}

/// What was typed. Checkboxes repeat their name, so it is read by hand.
#[derive(Clone, Debug, Default)]
struct UserForm {
    login: String,
    name: String,
    password: String,
    roles: BTreeSet<Role>,
    regions: String,
    departments: String,
    units: String,
    active: bool,
}

impl UserForm {
    fn read(bytes: &[u8]) -> UserForm {
        let mut form = UserForm::default();
        for (key, value) in form_urlencoded::parse(bytes) {
            let value = value.into_owned();
            match key.as_ref() {
                "login" => form.login = value,
                "name" => form.name = value,
                "password" => form.password = value,
                "role" => form.roles.extend(Role::read(&value)),
                "regions" => form.regions = value,
                "departments" => form.departments = value,
                "units" => form.units = value,
                "active" => form.active = true,
                _ => {}
            }
        }
        form
    }

    fn of(user: &User) -> UserForm {
        let scope = user.visible();
        let join = |names: &Option<BTreeSet<String>>| {
            names.as_ref().map_or(String::new(), |n| n.iter().map(String::as_str).collect::<Vec<_>>().join("、"))
        };
        UserForm {
            login: user.login.clone(),
            name: user.display_name.clone(),
            password: String::new(),
            roles: user.role_set(),
            regions: join(&scope.regions),
            departments: join(&scope.departments),
            units: join(&scope.units),
            active: user.active,
        }
    }

    fn scope(&self) -> Scope {
        Scope { regions: names(&self.regions), departments: names(&self.departments), units: names(&self.units) }
    }
}

/// `东城区、西河县` as people type it; nothing typed means no limit.
fn names(text: &str) -> Option<BTreeSet<String>> {
    let names: BTreeSet<String> = text
        .split(['、', ',', ',', ';', ';', '\n', '\r'])
        .map(kernel::text::normal)
        .filter(|n| !n.is_empty())
        .collect();
    (!names.is_empty()).then_some(names)
}

async fn page(ctx: &Ctx, id: Option<i64>, form: UserForm, error: Option<String>) -> Result<UserPage, WebError> {
    let title = if id.is_some() { format!("账号:{}", form.login) } else { "新增账号".to_owned() };
    Ok(UserPage { shell: ctx.shell(title).await?, id, form, error })
}

pub(super) async fn new(ctx: Ctx) -> Result<Page<UserPage>, WebError> {
    let form = UserForm { active: true, ..UserForm::default() };
    Ok(Page(page(&ctx, None, form, None).await?))
}

pub(super) async fn create(ctx: Ctx, RawForm(bytes): RawForm) -> Result<Response, WebError> {
    let form = UserForm::read(&bytes);
    match add(&ctx, &form).await {
        Ok(()) => Ok(Redirect::to("/settings/users").into_response()),
        Err(UserError::Db(error)) => Err(error.into()),
        Err(error) => Ok(again(page(&ctx, None, form, Some(error.to_string())).await?)),
    }
}

async fn add(ctx: &Ctx, form: &UserForm) -> Result<(), UserError> {
    let settings = ctx.app.settings().await?;
    let new = NewUser {
        login: form.login.clone(),
        name: form.name.clone(),
        password: form.password.clone(),
        roles: form.roles.clone(),
        scope: form.scope(),
        must_change_password: true,
    };
    let prepared = users::prepare(&settings, new).await?;
    let tx = ctx.write().await?;
    let (_, recorded) = users::add(&tx, prepared).await?;
    Ok(tx.commit(recorded).await?)
}

async fn find(ctx: &Ctx, id: i64) -> Result<User, WebError> {
    users::find(ctx.db().read(), id).await?.ok_or_else(|| WebError::NotFound("没有这个账号".to_owned()))
}

pub(super) async fn edit(ctx: Ctx, Path(id): Path<i64>) -> Result<Page<UserPage>, WebError> {
    let user = find(&ctx, id).await?;
    Ok(Page(page(&ctx, Some(id), UserForm::of(&user), None).await?))
}

pub(super) async fn update(ctx: Ctx, Path(id): Path<i64>, RawForm(bytes): RawForm) -> Result<Response, WebError> {
    let user = find(&ctx, id).await?;
    let form = UserForm { login: user.login, ..UserForm::read(&bytes) };
    let change =
        UserChange { name: form.name.clone(), roles: form.roles.clone(), scope: form.scope(), active: form.active };
    let tx = ctx.write().await?;
    match users::change(&tx, id, change).await {
        Ok(Some(recorded)) => tx.commit(recorded).await?,
        Ok(None) => tx.rollback().await?,
        Err(UserError::Db(error)) => return Err(error.into()),
        Err(error) => {
            tx.rollback().await?;
            return Ok(again(page(&ctx, Some(id), form, Some(error.to_string())).await?));
        }
    }
    Ok(Redirect::to("/settings/users").into_response())
}

/// A new password that its owner must change at the next sign-in.
pub(super) async fn reset_password(
    ctx: Ctx,
    Path(id): Path<i64>,
    RawForm(bytes): RawForm,
) -> Result<Response, WebError> {
    let user = find(&ctx, id).await?;
    let typed = UserForm::read(&bytes).password;
    let settings = ctx.app.settings().await?;
    if let Err(fault) = password::check(&settings, &user.login, &typed) {
        return Ok(again(page(&ctx, Some(id), UserForm::of(&user), Some(fault.to_string())).await?));
    }
    let hash = password::hash(&typed).await.ok_or_else(|| WebError::Internal("argon2 failed".to_owned()))?;
    let tx = ctx.write().await?;
    let recorded = users::set_password(&tx, id, hash, true).await?;
    tx.commit(recorded).await?;
    Ok(Redirect::to("/settings/users").into_response())
}
