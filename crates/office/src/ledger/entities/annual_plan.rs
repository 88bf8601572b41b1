//! One version of an entry's annual plan; a mid-year adjustment (中期调整) is the next version.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "annual_plan")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub entry_id: i64,
    /// First month in which this version is in force.
    pub from_month: i32,
    /// Fen.
    pub amount: Option<i64>,
    pub funds_planned: Option<i64>,
    pub reason: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::list_entry::Entity", from = "Column::EntryId", to = "super::list_entry::Column::Id")]
    Entry,
}

impl Related<super::list_entry::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Entry.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
