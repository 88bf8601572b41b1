//! A project's place on a year's list.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "list_entry")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub project_id: i64,
    pub year: i32,
    pub list_id: i64,
    pub sequence: Option<String>,
    pub level_id: Option<i64>,
    pub category_id: Option<i64>,
    /// `new`, `continuing`, `finishing`, `preliminary`.
    pub nature: Option<String>,
    /// The word the office typed for it (扩建, 技改 …).
    pub nature_word: Option<String>,
    /// First month on the list.
    pub from_month: i32,
    /// First month no longer on it.
    pub until_month: Option<i32>,
    /// Why it was added late, dropped or replaced.
    pub reason: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(has_many = "super::annual_plan::Entity")]
    Plans,
}

impl Related<super::annual_plan::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Plans.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
