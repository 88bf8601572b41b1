//! The columns of the ledger's tables that figures need; words for people stay where they are.

use super::entities::{annual_plan, list_entry, monthly_report, project};
use sea_orm::FromQueryResult;

pub(super) const PROJECT: [project::Column; 16] = {
    use project::Column as C;
    [
        C::Id,
        C::Name,
        C::RegionId,
        C::DepartmentId,
        C::UnitId,
        C::LeaderId,
        C::IndustryId,
        C::ChainId,
        C::FundingKindId,
        C::TotalInvestment,
        C::DoneBefore,
        C::PlannedStart,
        C::StartDate,
        C::FinishDate,
        C::ProductionDate,
        C::IsInStatistics,
    ]
};

#[derive(FromQueryResult)]
pub(super) struct ProjectRow {
    pub id: i64,
    pub name: String,
    pub region_id: Option<i64>,
    pub department_id: Option<i64>,
    pub unit_id: Option<i64>,
    pub leader_id: Option<i64>,
    pub industry_id: Option<i64>,
    pub chain_id: Option<i64>,
    pub funding_kind_id: Option<i64>,
    pub total_investment: Option<i64>,
    pub done_before: Option<i64>,
    pub planned_start: Option<String>,
    pub start_date: Option<String>,
    pub finish_date: Option<String>,
    pub production_date: Option<String>,
    pub is_in_statistics: Option<bool>,
}

pub(super) const ENTRY: [list_entry::Column; 9] = {
    use list_entry::Column as C;
    [C::Id, C::ProjectId, C::Year, C::ListId, C::LevelId, C::CategoryId, C::Nature, C::FromMonth, C::UntilMonth]
};

#[derive(FromQueryResult)]
pub(super) struct EntryRow {
    pub id: i64,
    pub project_id: i64,
    pub year: i32,
    pub list_id: i64,
    pub level_id: Option<i64>,
    pub category_id: Option<i64>,
    pub nature: Option<String>,
    pub from_month: i32,
    pub until_month: Option<i32>,
}

pub(super) const PLAN: [annual_plan::Column; 4] = {
    use annual_plan::Column as C;
    [C::EntryId, C::FromMonth, C::Amount, C::FundsPlanned]
};

#[derive(FromQueryResult)]
pub(super) struct PlanRow {
    pub entry_id: i64,
    pub from_month: i32,
    pub amount: Option<i64>,
    pub funds_planned: Option<i64>,
}

pub(super) const REPORT: [monthly_report::Column; 16] = {
    use monthly_report::Column as C;
    [
        C::ProjectId,
        C::Month,
        C::DoneYtd,
        C::DoneMonth,
        C::DoneTotal,
        C::PrevYtd,
        C::FundsArrived,
        C::FundsPaid,
        C::FundGap,
        C::LandNeed,
        C::EnergyNeed,
        C::EmissionNeed,
        C::IsStarted,
        C::IsResumed,
        C::IsFinished,
        C::StageId,
    ]
};

#[derive(FromQueryResult)]
pub(super) struct ReportRow {
    pub project_id: i64,
    pub month: i32,
    pub done_ytd: Option<i64>,
    pub done_month: Option<i64>,
    pub done_total: Option<i64>,
    pub prev_ytd: Option<i64>,
    pub funds_arrived: Option<i64>,
    pub funds_paid: Option<i64>,
    pub fund_gap: Option<i64>,
    pub land_need: Option<i64>,
    pub energy_need: Option<i64>,
    pub emission_need: Option<i64>,
    pub is_started: Option<bool>,
    pub is_resumed: Option<bool>,
    pub is_finished: Option<bool>,
    pub stage_id: Option<i64>,
}

impl ProjectRow {
    /// The numbers of the project's own words.
    pub fn terms(&self) -> [Option<i64>; 7] {
        [
            self.region_id,
            self.department_id,
            self.unit_id,
            self.leader_id,
            self.industry_id,
            self.chain_id,
            self.funding_kind_id,
        ]
    }
}
