//! One committed import of a workbook.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_batch")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub list_id: i64,
    pub as_of: i32,
    pub file_name: String,
    pub created: i32,
    pub updated: i32,
    pub unchanged: i32,
    /// Number of findings.
    pub errors: i32,
    pub warnings: i32,
    /// Milliseconds since 1970.
    pub at: i64,
    pub user_name: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
