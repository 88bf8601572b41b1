//! Settings: typed values with defaults, kept in one table, changed in the interface, journalled.
//!
//! A mechanism declares each of its settings once:
//!
//! ```
//! use platform::settings::Setting;
//! pub const DECIMALS: Setting<u32> = Setting::new("percent_decimals", "百分比小数位数", || 1);
//! ```

use crate::db::{DbError, WriteTx};
use crate::journal::{Entry, Recorded};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, EntityTrait};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::HashMap;

/// A setting: its key in the table, what people call it, what it is until somebody changes it.
#[derive(Debug)]
pub struct Setting<T> {
    pub key: &'static str,
    pub label: &'static str,
    default: fn() -> T,
}

impl<T> Setting<T> {
    pub const fn new(key: &'static str, label: &'static str, default: fn() -> T) -> Setting<T> {
        Setting { key, label, default }
    }
}

/// The city the product works for; stands under the product's name.
pub const CITY: Setting<String> = Setting::new("city", "城市名称", || "示例市".to_owned());
pub const SUBTITLE: Setting<String> = Setting::new("subtitle", "平台名称", || "示例市重点项目调度平台".to_owned());
/// Least number of characters of a password, 8–64.
pub const PASSWORD_LENGTH: Setting<u32> = Setting::new("password_length", "密码最少位数", || 10);
/// Least number of kinds among lower case, upper case, digits, others, 1–4.
pub const PASSWORD_KINDS: Setting<u32> = Setting::new("password_kinds", "密码最少字符种类", || 3);
/// Minutes without a request after which a session ends, 5–1440.
pub const SESSION_IDLE: Setting<u32> = Setting::new("session_idle_minutes", "无操作自动退出(分钟)", || 120);
/// Hours after which a session ends in any case, 1–720.
pub const SESSION_LIFE: Setting<u32> = Setting::new("session_life_hours", "登录最长有效(小时)", || 24);
/// Failed sign-ins of one account from one address within fifteen minutes before it has to wait, 3–100.
pub const SIGN_IN_FAILURES: Setting<u32> = Setting::new("sign_in_failures", "连续登录失败锁定次数", || 5);

/// All settings as they stand.
#[derive(Clone, Debug, Default)]
pub struct Settings(HashMap<String, serde_json::Value>);

impl Settings {
    pub async fn load<C: ConnectionTrait>(conn: &C) -> Result<Settings, DbError> {
        let rows = row::Entity::find().all(conn).await?;
        let parse = |row: row::Model| Some((row.key, serde_json::from_str(&row.value).ok()?));
        Ok(Settings(rows.into_iter().filter_map(parse).collect()))
    }

    /// The value, or the default where none is set or what is set does not fit the type.
    pub fn get<T: DeserializeOwned>(&self, setting: &Setting<T>) -> T {
        let set = self.0.get(setting.key).and_then(|v| T::deserialize(v).ok());
        set.unwrap_or_else(setting.default)
    }
}

/// Changes a setting; `None` if it is so already.
pub async fn set<T>(tx: &WriteTx, setting: &Setting<T>, value: &T) -> Result<Option<Recorded>, DbError>
where
    T: Serialize + DeserializeOwned,
{
    let old = serde_json::json!(Settings::load(tx).await?.get(setting)).to_string();
    let new = serde_json::json!(value).to_string();
    if old == new {
        return Ok(None);
    }
    let row = row::ActiveModel { key: Set(setting.key.to_owned()), value: Set(new.clone()) };
    let overwrite = OnConflict::column(row::Column::Key).update_column(row::Column::Value).to_owned();
    row::Entity::insert(row).on_conflict(overwrite).exec_without_returning(tx).await?;
    let entry = Entry::new("修改设置", "setting", setting.key).from(old).to(new).why(setting.label);
    Ok(Some(tx.record(entry).await?))
}

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "setting")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub key: String,
        /// JSON.
        pub value: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
