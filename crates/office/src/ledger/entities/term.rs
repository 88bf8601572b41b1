//! A word shared by many projects: a region, a department, a category …

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "term")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The field it is a value of, by `kernel::Field::id`: `region`, `department` …
    pub kind: String,
    pub name: String,
    /// Pinyin, for sorting and for typing ahead.
    pub sort_key: String,
    /// Order chosen by the office; terms seen first come first.
    pub position: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
