//! The `job` table.

use crate::Moment;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "job")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub kind: String,
    /// JSON: the ids the work needs.
    pub payload: String,
    /// `queued`, `running`, `done`, `failed`.
    pub state: String,
    pub done: i64,
    /// 0 while it is unknown.
    pub total: i64,
    pub message: String,
    /// Where the result is to be seen.
    pub href: Option<String>,
    /// JSON: what the work has to say for itself.
    pub result: Option<String>,
    /// Who asked for it; `None`: the product itself.
    pub account_id: Option<i64>,
    pub created_at: Moment,
    /// The process that does it.
    pub claimed_by: Option<String>,
    /// The last sign of life of that process.
    pub seen_at: Option<Moment>,
    pub finished_at: Option<Moment>,
    pub attempts: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
