//! A project: what stays the same from year to year and from list to list.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "project")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// National project code, canonical with dashes.
    pub code: Option<String>,
    pub number: Option<String>,
    pub name: String,
    /// `kernel::text::fold` of the name: how names are compared and searched.
    pub name_key: String,
    /// Initials of the name's pinyin, for typing ahead.
    pub initials: String,
    pub owner: Option<String>,
    pub owner_key: String,
    pub owner_credit_code: Option<String>,
    pub region_id: Option<i64>,
    pub department_id: Option<i64>,
    pub unit_id: Option<i64>,
    pub leader_id: Option<i64>,
    pub industry_id: Option<i64>,
    pub chain_id: Option<i64>,
    pub funding_kind_id: Option<i64>,
    pub location: Option<String>,
    pub content: Option<String>,
    pub build_from: Option<i32>,
    pub build_to: Option<i32>,
    pub total_investment: Option<i64>,
    /// Done up to the end of the year before its first list.
    pub done_before: Option<i64>,
    pub land_area: Option<i64>,
    pub planned_start: Option<String>,
    pub start_date: Option<String>,
    pub planned_finish: Option<String>,
    pub finish_date: Option<String>,
    pub production_date: Option<String>,
    pub is_in_statistics: Option<bool>,
    pub responsible_person: Option<String>,
    pub contact: Option<String>,
    pub phone: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
