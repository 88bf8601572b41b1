//! What one workbook row says, laid over what the ledger already holds. Pure: terms are looked up by the caller's table.
//!
//! A blank cell never erases a lasting fact (a name, a date, a department); a month's report is what was reported, blanks included,
//! except that figures an earlier import of the same month brought and this workbook has no column for are kept.

use super::terms::Terms;
use crate::ledger::entities::{list_entry, monthly_report, project};
use crate::ledger::plans::Plan;
use kernel::{Field, Money, Nature, text};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use workbook::{Precision, Row, TypedDate, TypedMark, Value};

/// A project as one year's list and one month's report hold it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    pub project: project::Model,
    pub entry: list_entry::Model,
    pub plan: Plan,
    pub report: monthly_report::Model,
    /// Reports of other months, from a sheet with a column for each month: month of the year → done in it.
    pub months: BTreeMap<u8, Money>,
}

/// Lays a row over `known` (or over nothing, for a project seen for the first time).
pub fn merge(known: Option<&State>, row: &Row, terms: &Terms) -> State {
    let mut state = known.cloned().unwrap_or_default();
    let mut approvals = json_map(&state.report.approvals);
    let mut custom = json_map(&state.report.custom);
    for (field, value) in row.values.iter() {
        match field {
            Field::Approval(item) => {
                approvals.insert(item.clone(), mark_text(value));
            }
            Field::Custom(header) => {
                custom.insert(header.clone(), value.text());
            }
            Field::DoneInMonth(month) => {
                if let Value::Money(amount) = value {
                    state.months.insert(*month, *amount);
                }
            }
            field => {
                set_project(&mut state.project, field, value, terms);
                set_entry(&mut state.entry, field, value, terms);
                set_plan(&mut state.plan, field, value);
                set_report(&mut state.report, field, value, terms);
            }
        }
    }
    if let Some(group) = row.group.as_deref()
        && row.values.get(&Field::Category).is_none()
    {
        state.entry.category_id = terms.id(&Field::Category, group).or(state.entry.category_id);
    }
    state.report.approvals = json_text(&approvals);
    state.report.custom = json_text(&custom);
    state
}

fn set_project(project: &mut project::Model, field: &Field, value: &Value, terms: &Terms) {
    let words = || Some(value.text());
    match field {
        Field::Name => {
            project.name = text::normal(&value.text());
            project.name_key = text::fold(&project.name);
            project.initials = platform::text::initials(&project.name);
        }
        Field::Owner => {
            project.owner = words();
            project.owner_key = text::fold(&value.text());
        }
        Field::ProjectCode => {
            let typed = value.text();
            project.code = Some(typed.parse::<kernel::ProjectCode>().map_or(typed, |c| c.to_string()));
        }
        Field::Number => project.number = words(),
        Field::OwnerCreditCode => project.owner_credit_code = words(),
        Field::Region => project.region_id = terms.of(field, value),
        Field::Department => project.department_id = terms.of(field, value),
        Field::ResponsibleUnit => project.unit_id = terms.of(field, value),
        Field::Leader => project.leader_id = terms.of(field, value),
        Field::Industry => project.industry_id = terms.of(field, value),
        Field::Chain => project.chain_id = terms.of(field, value),
        Field::FundingKind => project.funding_kind_id = terms.of(field, value),
        Field::Location => project.location = words(),
        Field::Content => project.content = words(),
        Field::BuildYears => {
            if let Value::YearSpan(from, to) = value {
                (project.build_from, project.build_to) = (Some(*from), Some(*to));
            }
        }
        Field::TotalInvestment => project.total_investment = fen(value),
        Field::DoneBefore => project.done_before = fen(value),
        Field::LandArea => project.land_area = thousandths(value),
        Field::PlannedStart => project.planned_start = date(value),
        Field::StartDate => project.start_date = date(value),
        Field::PlannedFinish => project.planned_finish = date(value),
        Field::FinishDate => project.finish_date = date(value),
        Field::ProductionDate => project.production_date = date(value),
        Field::IsInStatistics => project.is_in_statistics = flag(value),
        Field::ResponsiblePerson => project.responsible_person = words(),
        Field::Contact => project.contact = words(),
        Field::Phone => project.phone = words(),
        _ => {}
    }
}

fn set_entry(entry: &mut list_entry::Model, field: &Field, value: &Value, terms: &Terms) {
    match field {
        Field::Sequence => entry.sequence = Some(value.text()),
        Field::Level => entry.level_id = terms.of(field, value),
        Field::Category => entry.category_id = terms.of(field, value),
        Field::Nature => {
            if let Value::Nature(typed) = value {
                entry.nature = Some(nature_id(typed.nature).to_owned());
                entry.nature_word = Some(typed.text.to_string());
            }
        }
        _ => {}
    }
}

fn set_plan(plan: &mut Plan, field: &Field, value: &Value) {
    match field {
        Field::AnnualPlan => plan.amount = fen(value),
        Field::FundsPlanned => plan.funds_planned = fen(value),
        _ => {}
    }
}

fn set_report(report: &mut monthly_report::Model, field: &Field, value: &Value, terms: &Terms) {
    let words = || Some(value.text());
    match field {
        Field::DoneYtd => report.done_ytd = fen(value),
        Field::DoneMonth => report.done_month = fen(value),
        Field::DoneTotal => report.done_total = fen(value),
        Field::PrevYtd => report.prev_ytd = fen(value),
        Field::FundsArrived => report.funds_arrived = fen(value),
        Field::FundsPaid => report.funds_paid = fen(value),
        Field::StatisticsDone => report.statistics_done = fen(value),
        Field::FundGap => report.fund_gap = fen(value),
        Field::LandNeed => report.land_need = thousandths(value),
        Field::EnergyNeed => report.energy_need = thousandths(value),
        Field::EmissionNeed => report.emission_need = thousandths(value),
        Field::IsStarted => report.is_started = flag(value),
        Field::IsResumed => report.is_resumed = flag(value),
        Field::IsFinished => report.is_finished = flag(value),
        Field::Stage => report.stage_id = terms.of(field, value),
        Field::Progress => report.progress = words(),
        Field::Problem => report.problem = words(),
        Field::Cause => report.cause = words(),
        Field::Measure => report.measure = words(),
        Field::MeasureOwner => report.measure_owner = words(),
        Field::MeasureDue => report.measure_due = date(value).or_else(words),
        Field::Remark => report.remark = words(),
        _ => {}
    }
}

/// The identifier under which a nature is stored.
pub fn nature_id(nature: Nature) -> &'static str {
    match nature {
        Nature::New => "new",
        Nature::Continuing => "continuing",
        Nature::Finishing => "finishing",
        Nature::Preliminary => "preliminary",
    }
}

/// The nature stored under an identifier.
pub fn nature_of(id: &str) -> Option<Nature> {
    Nature::ALL.into_iter().find(|n| nature_id(*n) == id)
}

fn fen(value: &Value) -> Option<i64> {
    match value {
        Value::Money(amount) => Some(amount.0),
        _ => None,
    }
}

pub(in crate::ledger) fn thousandths(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => i64::try_from(number.scaled(3)).ok(),
        _ => None,
    }
}

fn flag(value: &Value) -> Option<bool> {
    match value {
        Value::Flag(is) => Some(*is),
        _ => None,
    }
}

pub(in crate::ledger) fn date(value: &Value) -> Option<String> {
    match value {
        Value::Date(date) => Some(iso(date)),
        _ => None,
    }
}

/// An ISO date, cut off where the typed one stops.
fn iso(date: &TypedDate) -> String {
    let day = date.first_day;
    match date.precision {
        Precision::Day => day.to_string(),
        Precision::Month => day.format("%Y-%m").to_string(),
        Precision::Year => day.format("%Y").to_string(),
    }
}

fn mark_text(value: &Value) -> String {
    match value {
        Value::Mark(TypedMark { mark: Some(mark), .. }) => mark.id().to_owned(),
        other => other.text(),
    }
}

/// Reads a stored JSON object of texts; an empty or broken one is empty.
pub fn json_map(text: &str) -> BTreeMap<String, String> {
    serde_json::from_str(text).unwrap_or_default()
}

/// Canonical text of a map: keys in order, so that equal maps are equal texts.
pub fn json_text(map: &BTreeMap<String, String>) -> String {
    if map.is_empty() { String::new() } else { serde_json::to_string(map).unwrap_or_default() }
}
