//! A project's facts in words, field by field: what the journal, the project page and comparisons read.

use super::import::merge::{State, json_map, nature_of};
use super::import::terms::Terms;
use kernel::{ApprovalMark, Field, Money, money::MoneyUnit};

/// One fact: the field and what is known of it, as people read it. Facts that are not known are not listed.
pub type Fact = (Field, String);

/// All facts of a state, in the order of a ledger's columns.
pub fn facts(state: &State, terms: &Terms) -> Vec<Fact> {
    let mut facts = Vec::with_capacity(40);
    project_facts(state, terms, &mut facts);
    report_facts(state, terms, &mut facts);
    facts
}

/// What differs between two lists of facts: (field, before, after).
pub fn differences(before: &[Fact], after: &[Fact]) -> Vec<(Field, Option<String>, Option<String>)> {
    let find = |facts: &[Fact], field: &Field| facts.iter().find(|(f, _)| f == field).map(|(_, text)| text.clone());
    let mut fields: Vec<&Field> = after.iter().chain(before).map(|(field, _)| field).collect();
    fields.sort();
    fields.dedup();
    fields
        .into_iter()
        .map(|field| (field.clone(), find(before, field), find(after, field)))
        .filter(|(_, before, after)| before != after)
        .collect()
}

fn project_facts(state: &State, terms: &Terms, facts: &mut Vec<Fact>) {
    let (p, e) = (&state.project, &state.entry);
    let mut text = |field: Field, value: Option<&str>| {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            facts.push((field, value.to_owned()));
        }
    };
    text(Field::Sequence, e.sequence.as_deref());
    text(Field::ProjectCode, p.code.as_deref());
    text(Field::Number, p.number.as_deref());
    text(Field::Name, Some(&p.name));
    text(Field::Level, terms.name(e.level_id));
    text(Field::Category, terms.name(e.category_id));
    text(Field::Industry, terms.name(p.industry_id));
    text(Field::Chain, terms.name(p.chain_id));
    let nature = e.nature_word.as_deref().or(e.nature.as_deref().and_then(nature_of).map(|n| n.label()));
    text(Field::Nature, nature);
    text(Field::Region, terms.name(p.region_id));
    text(Field::Location, p.location.as_deref());
    text(Field::Owner, p.owner.as_deref());
    text(Field::OwnerCreditCode, p.owner_credit_code.as_deref());
    text(Field::Content, p.content.as_deref());
    text(Field::BuildYears, build_years(p.build_from, p.build_to).as_deref());
    text(Field::TotalInvestment, money(p.total_investment).as_deref());
    text(Field::DoneBefore, money(p.done_before).as_deref());
    text(Field::AnnualPlan, money(state.plan.amount).as_deref());
    text(Field::FundsPlanned, money(state.plan.funds_planned).as_deref());
    text(Field::PlannedStart, p.planned_start.as_deref());
    text(Field::StartDate, p.start_date.as_deref());
    text(Field::PlannedFinish, p.planned_finish.as_deref());
    text(Field::FinishDate, p.finish_date.as_deref());
    text(Field::ProductionDate, p.production_date.as_deref());
    text(Field::IsInStatistics, p.is_in_statistics.map(yes_no));
    text(Field::FundingKind, terms.name(p.funding_kind_id));
    text(Field::LandArea, thousandths(p.land_area).as_deref());
    text(Field::Department, terms.name(p.department_id));
    text(Field::ResponsibleUnit, terms.name(p.unit_id));
    text(Field::ResponsiblePerson, p.responsible_person.as_deref());
    text(Field::Leader, terms.name(p.leader_id));
    text(Field::Contact, p.contact.as_deref());
    text(Field::Phone, p.phone.as_deref());
}

fn report_facts(state: &State, terms: &Terms, facts: &mut Vec<Fact>) {
    let r = &state.report;
    let mut text = |field: Field, value: Option<&str>| {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            facts.push((field, value.to_owned()));
        }
    };
    text(Field::DoneTotal, money(r.done_total).as_deref());
    text(Field::DoneYtd, money(r.done_ytd).as_deref());
    text(Field::DoneMonth, money(r.done_month).as_deref());
    text(Field::PrevYtd, money(r.prev_ytd).as_deref());
    text(Field::FundsArrived, money(r.funds_arrived).as_deref());
    text(Field::FundsPaid, money(r.funds_paid).as_deref());
    text(Field::StatisticsDone, money(r.statistics_done).as_deref());
    text(Field::FundGap, money(r.fund_gap).as_deref());
    text(Field::LandNeed, thousandths(r.land_need).as_deref());
    text(Field::EnergyNeed, thousandths(r.energy_need).as_deref());
    text(Field::EmissionNeed, thousandths(r.emission_need).as_deref());
    text(Field::IsStarted, r.is_started.map(yes_no));
    text(Field::IsResumed, r.is_resumed.map(yes_no));
    text(Field::IsFinished, r.is_finished.map(yes_no));
    text(Field::Stage, terms.name(r.stage_id));
    text(Field::Progress, r.progress.as_deref());
    text(Field::Problem, r.problem.as_deref());
    text(Field::Cause, r.cause.as_deref());
    text(Field::Measure, r.measure.as_deref());
    text(Field::MeasureOwner, r.measure_owner.as_deref());
    text(Field::MeasureDue, r.measure_due.as_deref());
    text(Field::Remark, r.remark.as_deref());
    for (item, mark) in json_map(&r.approvals) {
        facts.push((Field::Approval(item), mark_label(&mark)));
    }
    for (header, value) in json_map(&r.custom) {
        facts.push((Field::Custom(header), value));
    }
}

/// 万元 with two places and thousands separators, as every ledger page prints money.
pub fn money(fen: Option<i64>) -> Option<String> {
    fen.map(|fen| format!("{}万元", kernel::ratio::grouped(&Money(fen).exact(MoneyUnit::Wan))))
}

/// A quantity kept in thousandths, without trailing zeros.
pub fn thousandths(value: Option<i64>) -> Option<String> {
    value.map(|v| {
        let text = kernel::ratio::fixed(i128::from(v), 1000, 3);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    })
}

pub fn build_years(from: Option<i32>, to: Option<i32>) -> Option<String> {
    match (from, to) {
        (Some(from), Some(to)) => Some(format!("{from}—{to}")),
        (Some(year), None) | (None, Some(year)) => Some(year.to_string()),
        (None, None) => None,
    }
}

/// The label of a stored approval mark; words that are no mark stand for themselves.
pub fn mark_label(stored: &str) -> String {
    ApprovalMark::ALL.into_iter().find(|m| m.id() == stored).map_or_else(|| stored.to_owned(), |m| m.label().to_owned())
}

fn yes_no(is: bool) -> &'static str {
    if is { "是" } else { "否" }
}
