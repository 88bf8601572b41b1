//! An uploaded workbook on its way into the ledger: what was understood and decided so far. Its owner alone sees it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_draft")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub account_id: i64,
    /// The workbook among the attachments (`platform::files::FileHash`).
    pub file_hash: String,
    /// As the user's computer calls it, without folders.
    pub file_name: String,
    /// The list's year.
    pub year: i32,
    /// The month the user named; otherwise the workbook's own word counts.
    pub as_of: Option<i32>,
    /// Name of the list.
    pub list: String,
    /// JSON object: header path or column letters → field, null for a column to leave out.
    pub corrections: String,
    /// JSON object: `sheet:row` → known project, null for a new one.
    pub decisions: String,
    pub accept_valid: bool,
    /// The job that writes it, once asked for.
    pub job_id: Option<i64>,
    /// JSON: what was written, once it is.
    pub result: Option<String>,
    /// Milliseconds since 1970.
    pub created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
