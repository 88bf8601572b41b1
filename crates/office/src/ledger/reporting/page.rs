//! The form of one project's month, and saving it.

use super::basis::{Basis, rebased};
use super::entry::{Texts, draft, texts_of, tidy};
use super::fields::{self, Kind, PARTS};
use super::rules::{Fault, Overtaken, Place, Refusal, Weight, may_report};
use super::saving::Savings;
use super::store::{self, Saved, Saving};
use crate::ledger::describe::money;
use crate::ledger::known::Known;
use askama::Template;
use axum::extract::{Path, RawForm};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Field, Month};
use platform::mechanism::Place as NavPlace;
use platform::web::{Ctx, Page, Shell, WebError, again};
use std::collections::HashMap;
use std::sync::Arc;

/// One field as it stands on the page.
struct Entry {
    id: String,
    label: String,
    kind: Kind,
    text: String,
    /// What was shown at first: sent back, so that a change by others in between is seen.
    was: String,
    hint: String,
    errors: Vec<String>,
    is_required: bool,
}

struct ShownPart {
    label: &'static str,
    entries: Vec<Entry>,
}

/// A line of the list above the form.
struct Said {
    id: String,
    label: String,
    text: String,
}

#[derive(Template)]
#[template(path = "ledger/reporting/templates/report.html")]
struct ReportPage {
    shell: Shell,
    id: i64,
    name: String,
    month: Month,
    month_words: String,
    /// 0 while nothing has been filed for the month.
    revision: i32,
    parts: Vec<ShownPart>,
    reason: String,
    reason_errors: Vec<String>,
    said: Vec<Said>,
    overtaken: Option<String>,
    before: Month,
    after: Option<Month>,
}

/// What is to be shown besides the state itself.
#[derive(Default)]
struct Shown {
    /// `None`: the state's own texts.
    texts: Option<Texts>,
    reason: String,
    faults: Vec<Fault>,
    overtaken: Option<(String, Vec<Overtaken>)>,
}

pub(super) async fn show(ctx: Ctx, Path(path): Path<(String, String)>) -> Result<Response, WebError> {
    let (id, month) = address(&path)?;
    let known = find(&ctx, id, month).await?;
    may_report(&known, month, ctx.today()).map_err(refused)?;
    Ok(Page(page(&ctx, &known, month, Shown::default()).await?).into_response())
}

pub(super) async fn save(
    savings: Arc<Savings>,
    ctx: Ctx,
    Path(path): Path<(String, String)>,
    RawForm(form): RawForm,
) -> Result<Response, WebError> {
    let (id, month) = address(&path)?;
    let form: HashMap<String, String> = form_urlencoded::parse(&form).into_owned().collect();
    let (sent, was) = (texts(&form, ""), texts(&form, "was."));
    let revision = form.get("revision").and_then(|r| r.parse().ok()).unwrap_or(0);
    let reason = form.get("reason").map(|r| tidy(r)).unwrap_or_default();
    let saving = Saving {
        project: id,
        month,
        sent: sent.clone(),
        basis: Basis::Shown { revision, texts: was.clone() },
        reason: reason.clone(),
        scope: ctx.viewer.scope.clone(),
        actor: ctx.actor(),
        at: ctx.now(),
        today: ctx.today(),
    };
    let told = |refusal: &Refusal| refusal.to_string();
    match savings.save(ctx.db(), saving).await? {
        Ok(Saved { written, .. }) => {
            let told = if written { "yes" } else { "same" };
            Ok(Redirect::to(&format!("/projects/{id}?as_of={month}&saved={told}")).into_response())
        }
        Err(Refusal::Faults(faults)) => {
            let known = find(&ctx, id, month).await?;
            let texts = Some(rebased(&was, &sent, &texts_of(&draft(&known, month))));
            let shown = Shown { texts, reason, faults, overtaken: None };
            Ok(again(page(&ctx, &known, month, shown).await?))
        }
        Err(refusal @ Refusal::Overtaken { .. }) => {
            let told = told(&refusal);
            let Refusal::Overtaken { fields, now, .. } = refusal else { return Err(refused(refusal)) };
            let known = find(&ctx, id, month).await?;
            let texts = Some(rebased(&was, &sent, &now));
            let shown = Shown { texts, reason, faults: Vec::new(), overtaken: Some((told, fields)) };
            Ok((StatusCode::CONFLICT, Page(page(&ctx, &known, month, shown).await?)).into_response())
        }
        Err(refusal) => Err(refused(refusal)),
    }
}

/// Project and month of an address.
pub(super) fn address((id, month): &(String, String)) -> Result<(i64, Month), WebError> {
    let month = month.parse().map_err(|e: kernel::month::MonthError| WebError::Invalid(e.to_string()))?;
    Ok((id.parse().map_err(|_| refused(Refusal::Unknown))?, month))
}

/// The project as of the month, if the viewer may see it.
pub(super) async fn find(ctx: &Ctx, id: i64, month: Month) -> Result<Known, WebError> {
    let known = store::find(ctx.db().read(), id, month, &ctx.viewer.scope).await?;
    known.ok_or_else(|| refused(Refusal::Unknown))
}

pub(super) fn refused(refusal: Refusal) -> WebError {
    match refusal {
        Refusal::Unknown => WebError::NotFound(refusal.to_string()),
        other => WebError::Invalid(other.to_string()),
    }
}

/// The texts of a form's fields under a prefix.
fn texts(form: &HashMap<String, String>, prefix: &str) -> Texts {
    let text = |asked: &fields::Asked| {
        let text = form.get(&format!("{prefix}{}", asked.field.id()))?;
        Some((asked.field.clone(), tidy(text)))
    };
    fields::all().filter_map(text).collect()
}

async fn page(ctx: &Ctx, known: &Known, month: Month, shown: Shown) -> Result<ReportPage, WebError> {
    let state = draft(known, month);
    let now = texts_of(&state);
    let texts = shown.texts.as_ref().unwrap_or(&now);
    let errors = |field: &Field| {
        let here = shown.faults.iter().filter(|f| f.place == Place::Field(field.clone()));
        here.map(|f| f.text.clone()).collect::<Vec<_>>()
    };
    let entry = |asked: &fields::Asked| Entry {
        id: asked.field.id(),
        label: asked.label(),
        kind: asked.kind,
        text: texts.get(&asked.field).cloned().unwrap_or_default(),
        was: now.get(&asked.field).cloned().unwrap_or_default(),
        hint: hint(&asked.field, known, month),
        errors: errors(&asked.field),
        is_required: asked.field == Field::DoneYtd,
    };
    let part = |part: &fields::Part| ShownPart { label: part.label, entries: part.fields.iter().map(entry).collect() };
    let reason_errors = shown.faults.iter().filter(|f| f.place == Place::Reason).map(|f| f.text.clone()).collect();
    let months = format!("{}年{}月", month.year(), month.month());
    Ok(ReportPage {
        shell: ctx.shell("填报").await?.at(NavPlace::Ledger),
        id: state.project.id,
        name: state.project.name.clone(),
        month,
        month_words: months,
        revision: state.report.revision,
        parts: PARTS.iter().map(part).collect(),
        said: said(&shown, texts),
        overtaken: shown.overtaken.map(|(told, _)| told),
        reason: shown.reason,
        reason_errors,
        before: month.plus(-1),
        after: Some(month.plus(1)).filter(|next| *next <= Month::of(ctx.today())),
    })
}

/// The list above the form: what others wrote, and what is to be put right, each with the way to its field.
fn said(shown: &Shown, texts: &Texts) -> Vec<Said> {
    let nothing = |text: &str| if text.is_empty() { "空".to_owned() } else { text.to_owned() };
    let overtaken = shown.overtaken.iter().flat_map(|(_, fields)| fields).map(|o| {
        let mine = texts.get(&o.field).filter(|mine| **mine != o.now);
        let mine = mine.map_or_else(String::new, |mine| format!(";您填的是{},仍在下面", nothing(mine)));
        let text = format!("由{}改为{}{mine}", nothing(&o.was), nothing(&o.now));
        Said { id: o.field.id(), label: o.field.label(), text }
    });
    let faults = shown.faults.iter().map(|fault| {
        let (id, label) = match &fault.place {
            Place::Field(field) => (field.id(), field.label()),
            Place::Reason => ("reason".to_owned(), "原因".to_owned()),
        };
        let doubt = if fault.weight == Weight::Doubtful { ",如确实如此请在“原因”中说明" } else { "" };
        Said { id, label, text: format!("{}{doubt}", fault.text) }
    });
    overtaken.chain(faults).collect()
}

/// What helps to fill a field in: the last figure, how a date is written.
fn hint(field: &Field, known: &Known, month: Month) -> String {
    let before = known.reports.values().filter(|r| r.month < month.index());
    let last = |amount: fn(&crate::ledger::entities::monthly_report::Model) -> Option<i64>| {
        let (at, fen) = before.clone().filter_map(|r| Some((r.month, amount(r)?))).max()?;
        Some(format!("{}月为{}", Month::from_index(at)?.month(), money(Some(fen))?))
    };
    let whole = money(known.state.project.total_investment).map(|whole| format!("总投资{whole}"));
    let parts = match field {
        Field::DoneYtd => {
            vec![last(|r| r.done_ytd), money(known.state.plan.amount).map(|plan| format!("年度计划{plan}"))]
        }
        Field::DoneMonth => vec![Some("不填则按本月累计减上月累计计算".to_owned())],
        Field::DoneTotal => vec![last(|r| r.done_total), whole, Some("不填则按以前的累计推算".to_owned())],
        Field::FundsArrived => vec![last(|r| r.funds_arrived)],
        Field::FundsPaid => vec![last(|r| r.funds_paid)],
        Field::StartDate => vec![Some("实际开工的日期,如2025-04-10或2025年4月;没有开工的留空".to_owned())],
        Field::FinishDate | Field::ProductionDate => vec![Some("实际发生的日期,还没有的留空".to_owned())],
        _ => Vec::new(),
    };
    parts.into_iter().flatten().collect::<Vec<_>>().join(";")
}
