//! What was reported of a project for one month: cumulative figures as offices report them, needs, words.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "monthly_report")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub project_id: i64,
    pub month: i32,
    pub done_ytd: Option<i64>,
    pub done_month: Option<i64>,
    pub done_total: Option<i64>,
    /// The same months of last year, as reported.
    pub prev_ytd: Option<i64>,
    pub funds_arrived: Option<i64>,
    pub funds_paid: Option<i64>,
    pub statistics_done: Option<i64>,
    pub fund_gap: Option<i64>,
    /// Thousandths of a mu.
    pub land_need: Option<i64>,
    /// Thousandths of a ton of standard coal.
    pub energy_need: Option<i64>,
    /// Thousandths of a ton.
    pub emission_need: Option<i64>,
    /// Said to have started, resumed, been completed, whatever the dates say.
    pub is_started: Option<bool>,
    pub is_resumed: Option<bool>,
    pub is_finished: Option<bool>,
    pub stage_id: Option<i64>,
    pub progress: Option<String>,
    pub problem: Option<String>,
    pub cause: Option<String>,
    pub measure: Option<String>,
    pub measure_owner: Option<String>,
    pub measure_due: Option<String>,
    pub remark: Option<String>,
    /// JSON object: approval item → `done`, `in_progress`, `missing`, `not_needed`, or the words typed.
    pub approvals: String,
    /// JSON object: this list's own columns, header → text.
    pub custom: String,
    /// 1 for the first report of the month; each correction adds one.
    pub revision: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
