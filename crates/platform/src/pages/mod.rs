//! The platform's own pages: sign-in, password, own account, accounts, audit, settings, health.

mod account;
mod audit;
mod health;
mod home;
mod jobs;
mod password;
mod settings;
mod sign_in;
mod users;

use crate::access::Permission;
use crate::mechanism::{NavEntry, Place};
use crate::web::{Access, Routes};

pub(crate) fn navigation() -> Vec<NavEntry> {
    let entry = |label, href, permission| NavEntry { place: Place::Settings, label, href, permission };
    vec![
        entry("设置", "/settings", None),
        entry("账号管理", "/settings/users", Some(Permission::ManageUsers)),
        entry("参数设置", "/settings/parameters", Some(Permission::ChangeSettings)),
        entry("操作日志", "/settings/audit", Some(Permission::ReadAudit)),
    ]
}

pub(crate) fn routes() -> Routes {
    let users = Access::Needs(Permission::ManageUsers);
    Routes::new()
        .get("/", Access::SignedIn, home::home)
        .get("/settings", Access::SignedIn, home::settings)
        .get("/healthz", Access::Public, health::health)
        .get("/metrics", Access::Public, health::metrics)
        .get("/sign-in", Access::Public, sign_in::form)
        .post("/sign-in", Access::Public, sign_in::submit)
        .post("/sign-out", Access::Newcomer, sign_in::sign_out)
        .get("/password", Access::Newcomer, password::form)
        .post("/password", Access::Newcomer, password::submit)
        .get("/account", Access::SignedIn, account::show)
        .post("/account/sessions/{hash}/end", Access::SignedIn, account::end_session)
        .post("/account/tokens", Access::SignedIn, account::add_token)
        .post("/account/tokens/{id}/end", Access::SignedIn, account::end_token)
        .get("/jobs/{id}", Access::SignedIn, jobs::show)
        .get("/settings/users", users, users::list)
        .get("/settings/users/new", users, users::new)
        .post("/settings/users", users, users::create)
        .get("/settings/users/{id}", users, users::edit)
        .post("/settings/users/{id}", users, users::update)
        .post("/settings/users/{id}/password", users, users::reset_password)
        .get("/settings/parameters", Access::Needs(Permission::ChangeSettings), settings::show)
        .post("/settings/parameters", Access::Needs(Permission::ChangeSettings), settings::save)
        .get("/settings/audit", Access::Needs(Permission::ReadAudit), audit::list)
}
