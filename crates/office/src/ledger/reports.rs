//! Monthly reports and their earlier revisions.

use super::entities::{monthly_report, monthly_report_earlier};
use platform::Moment;
use sea_orm::ActiveValue::{NotSet, Set};

/// The row that keeps a report replaced at `at` by `who`.
pub fn replaced(report: &monthly_report::Model, at: Moment, who: &str) -> monthly_report_earlier::ActiveModel {
    let r = report.clone();
    monthly_report_earlier::ActiveModel {
        id: NotSet,
        project_id: Set(r.project_id),
        month: Set(r.month),
        done_ytd: Set(r.done_ytd),
        done_month: Set(r.done_month),
        done_total: Set(r.done_total),
        prev_ytd: Set(r.prev_ytd),
        funds_arrived: Set(r.funds_arrived),
        funds_paid: Set(r.funds_paid),
        statistics_done: Set(r.statistics_done),
        fund_gap: Set(r.fund_gap),
        land_need: Set(r.land_need),
        energy_need: Set(r.energy_need),
        emission_need: Set(r.emission_need),
        is_started: Set(r.is_started),
        is_resumed: Set(r.is_resumed),
        is_finished: Set(r.is_finished),
        stage_id: Set(r.stage_id),
        progress: Set(r.progress),
        problem: Set(r.problem),
        cause: Set(r.cause),
        measure: Set(r.measure),
        measure_owner: Set(r.measure_owner),
        measure_due: Set(r.measure_due),
        remark: Set(r.remark),
        approvals: Set(r.approvals),
        custom: Set(r.custom),
        revision: Set(r.revision),
        replaced_at: Set(at.0),
        replaced_by: Set(who.to_owned()),
    }
}
