//! Tables of accounts, sessions, failed sign-ins, API tokens and settings.

use crate::db::migrate::{Index, Table, TableMigration, big, id, optional, text, yes_no};

pub fn migration() -> TableMigration {
    TableMigration::new("m20260101_000002_account", |_| {
        let account = Table::create()
            .table("account")
            .col(id())
            .col(text("login").unique_key())
            .col(text("display_name"))
            .col(text("password_hash"))
            .col(text("roles"))
            .col(text("scope"))
            .col(yes_no("active"))
            .col(yes_no("must_change_password"))
            .col(big("created_at"))
            .col(optional(big("last_sign_in_at")))
            .take();
        let session = Table::create()
            .table("session")
            .col(text("token_hash").primary_key())
            .col(big("account_id"))
            .col(big("created_at"))
            .col(big("last_seen_at"))
            .col(text("address"))
            .col(text("agent"))
            .take();
        let attempt = Table::create()
            .table("sign_in_attempt")
            .col(id())
            .col(text("login"))
            .col(text("address"))
            .col(big("at"))
            .take();
        let token = Table::create()
            .table("api_token")
            .col(id())
            .col(big("account_id"))
            .col(text("token_hash").unique_key())
            .col(text("name"))
            .col(big("created_at"))
            .col(optional(big("last_used_at")))
            .take();
        let setting = Table::create().table("setting").col(text("key").primary_key()).col(text("value")).take();
        vec![account, session, attempt, token, setting]
    })
    .indexes(|_| {
        vec![
            Index::create().name("session_account").table("session").col("account_id").take(),
            Index::create().name("sign_in_attempt_at").table("sign_in_attempt").col("at").take(),
            Index::create().name("api_token_account").table("api_token").col("account_id").take(),
        ]
    })
}
