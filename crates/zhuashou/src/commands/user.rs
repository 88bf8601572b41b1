//! `zhuashou user`: accounts from the terminal.

use super::{Failure, data_error, open, say, say_json};
use crate::cli::{User, UserAction};
use platform::access::{Role, Scope};
use platform::accounts::{NewUser, password, users};
use platform::journal::Actor;
use platform::settings::Settings;
use platform::{Clock, Db, SystemClock};
use std::collections::BTreeSet;

pub async fn run(asked: User) -> Result<(), Failure> {
    let db = open(&asked.database).await?;
    let done = match asked.action {
        UserAction::Add { login, name, roles, regions, departments, units, password_stdin } => {
            let scope = Scope { regions: names(regions), departments: names(departments), units: names(units) };
            let new = NewUser {
                login,
                name,
                password: read_password(password_stdin)?,
                roles: read_roles(&roles)?,
                scope,
                must_change_password: false,
            };
            add(&db, new).await
        }
        UserAction::Password { login, password_stdin } => {
            set_password(&db, &login, read_password(password_stdin)?).await
        }
        UserAction::List { json } => list(&db, json).await,
    };
    db.close().await?;
    done
}

/// Adds an account, also for the demonstration city.
pub async fn add(db: &Db, new: NewUser) -> Result<(), Failure> {
    let settings = Settings::load(db.read()).await?;
    let prepared = users::prepare(&settings, new).await?;
    let tx = db.write(&Actor::command_line(), SystemClock.now()).await?;
    let (_, recorded) = users::add(&tx, prepared).await?;
    Ok(tx.commit(recorded).await?)
}

async fn set_password(db: &Db, login: &str, typed: String) -> Result<(), Failure> {
    let user = users::find_by_login(db.read(), login).await?.ok_or_else(|| data_error(format!("没有账号“{login}”")))?;
    let settings = Settings::load(db.read()).await?;
    password::check(&settings, &user.login, &typed)?;
    let hash = password::hash(&typed).await.ok_or_else(|| data_error("密码无法加密保存,请重试"))?;
    let tx = db.write(&Actor::command_line(), SystemClock.now()).await?;
    let recorded = users::set_password(&tx, user.id, hash, false).await?;
    Ok(tx.commit(recorded).await?)
}

async fn list(db: &Db, json: bool) -> Result<(), Failure> {
    let users = users::list(db.read()).await?;
    if json {
        let rows: Vec<serde_json::Value> = users
            .iter()
            .map(|u| {
                let roles: Vec<&str> = u.role_set().into_iter().map(Role::id).collect();
                serde_json::json!({"login": u.login, "name": u.display_name, "roles": roles, "scope": u.visible(), "active": u.active})
            })
            .collect();
        say_json(&rows)?;
        return Ok(());
    }
    for user in users {
        let viewer = user.viewer();
        let active = if user.active { "启用" } else { "停用" };
        say(format!("{}\t{}\t{}\t{}\t{active}", user.login, viewer.name, viewer.role_label(), viewer.scope.label()))?;
    }
    Ok(())
}

fn read_roles(ids: &[String]) -> Result<BTreeSet<Role>, Failure> {
    let read = |id: &String| {
        Role::read(id).ok_or_else(|| {
            let known: Vec<&str> = Role::ALL.iter().map(|r| r.id()).collect();
            Failure::Usage(format!("没有角色“{id}”,应为{}之一", known.join("、")))
        })
    };
    ids.iter().map(read).collect()
}

fn names(given: Vec<String>) -> Option<BTreeSet<String>> {
    (!given.is_empty()).then(|| given.into_iter().collect())
}

/// From standard input with `--password-stdin` (its first line), else asked for without echo, twice.
fn read_password(from_stdin: bool) -> Result<String, Failure> {
    if from_stdin {
        let mut line = String::new();
        std::io::stdin().read_line(&mut line)?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    let first = rpassword::prompt_password("密码:")?;
    let again = rpassword::prompt_password("再输一次:")?;
    if first == again { Ok(first) } else { Err(data_error("两次输入的密码不一致")) }
}
