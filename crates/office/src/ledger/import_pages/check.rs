//! Step three: what the import would change and what is wrong, and the word to do it.

use super::draft::{self, ActiveModel, Decisions, DraftError};
use super::findings::{FaultyRows, Heap, faulty_rows, heaps};
use super::job::{self, is_running};
use crate::ledger::entities::{import_draft, project};
use crate::ledger::import::{Decision, ImportReport};
use askama::Template;
use axum::extract::{Path, RawForm};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Field, Month};
use platform::Place;
use platform::web::{Ctx, Page, Shell, WebError, again};
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::sync::Arc;
use workbook::{Reading, Value};

#[derive(Template)]
#[template(path = "ledger/import_pages/templates/check.html")]
struct CheckPage {
    shell: Shell,
    step: usize,
    draft: import_draft::Model,
    error: Option<String>,
    report: ImportReport,
    /// Rows that can be written.
    good: usize,
    similar: Vec<Alike>,
    heaps: Vec<Heap>,
    sheets: Vec<FaultyRows>,
    /// Findings beyond those that are kept.
    unlisted: usize,
}

/// A row that may mean a known project.
struct Alike {
    /// Name of the radio buttons: `same.0.17`.
    name: String,
    row: u32,
    typed: String,
    id: i64,
    known: String,
}

pub(super) async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response, WebError> {
    let draft = draft::find(&ctx, &id).await?;
    if draft.result.is_some() {
        return Ok(Redirect::to(&format!("/import/{id}/result")).into_response());
    }
    let reading = draft::read(ctx.db(), ctx.app.files(), &draft).await?;
    let Some(as_of) = draft.month().or(reading.as_of) else {
        return Ok(Redirect::to(&format!("/import/{id}")).into_response());
    };
    Ok(Page(page(&ctx, draft, &reading, as_of, None).await?).into_response())
}

async fn page(
    ctx: &Ctx,
    draft: import_draft::Model,
    reading: &Arc<Reading>,
    as_of: Month,
    error: Option<String>,
) -> Result<CheckPage, WebError> {
    let report = draft::foresee(ctx, &draft, reading, as_of).await?;
    let sheets = faulty_rows(&report.errors, &report.warnings, reading);
    Ok(CheckPage {
        shell: ctx.shell("导入台账:核对数据").await?.at(Place::Ledger),
        step: 3,
        error,
        good: report.created + report.updated + report.unchanged,
        similar: alike(ctx, reading, &report).await?,
        heaps: heaps(&report.errors, &report.warnings, reading, &sheets),
        sheets,
        unlisted: reading.unlisted,
        report,
        draft,
    })
}

async fn alike(ctx: &Ctx, reading: &Reading, report: &ImportReport) -> Result<Vec<Alike>, WebError> {
    let ids = report.similar.iter().map(|s| s.id);
    let known = project::Entity::find().filter(project::Column::Id.is_in(ids)).all(ctx.db().read()).await?;
    let name_of = |id: i64| known.iter().find(|p| p.id == id).map(|p| p.name.clone()).unwrap_or_default();
    let typed = |sheet: u16, number: u32| {
        let row = reading.rows.iter().find(|r| (r.sheet, r.row) == (sheet, number));
        row.and_then(|r| r.values.get(&Field::Name)).map(Value::text).unwrap_or_default()
    };
    let one = |s: &crate::ledger::import::Similar| Alike {
        name: format!("same.{}.{}", s.sheet, s.row),
        row: s.row,
        typed: typed(s.sheet, s.row),
        id: s.id,
        known: name_of(s.id),
    };
    Ok(report.similar.iter().map(one).collect())
}

/// What the form on the page says.
struct Word {
    accept_valid: bool,
    decisions: Decisions,
}

impl Word {
    fn read(form: &[u8]) -> Word {
        let mut word = Word { accept_valid: false, decisions: Decisions::new() };
        for (key, value) in form_urlencoded::parse(form) {
            if key == "accept_valid" {
                word.accept_valid = true;
            }
            let place = key.strip_prefix("same.").and_then(|key| key.split_once('.'));
            let Some((Ok(sheet), Ok(row))) = place.map(|(sheet, row)| (sheet.parse(), row.parse())) else { continue };
            let decision = value.parse().map_or(Decision::New, Decision::Same);
            word.decisions.insert((sheet, row), decision);
        }
        word
    }
}

pub(super) async fn commit(ctx: Ctx, Path(id): Path<String>, RawForm(form): RawForm) -> Result<Response, WebError> {
    let draft = draft::find(&ctx, &id).await?;
    let result = || Redirect::to(&format!("/import/{id}/result")).into_response();
    if draft.result.is_some() || is_running(&ctx, &draft).await? {
        return Ok(result());
    }
    let word = Word::read(&form);
    let reading = draft::read(ctx.db(), ctx.app.files(), &draft).await?;
    let Some(as_of) = draft.month().or(reading.as_of) else {
        return Ok(Redirect::to(&format!("/import/{id}")).into_response());
    };
    if !reading.errors.is_empty() && !word.accept_valid {
        let error = format!(
            "有{}处错误,什么也没有写入。请改正后重新上传,或勾选“只导入没有错误的行”",
            reading.errors.len() + reading.unlisted
        );
        return Ok(again(page(&ctx, draft, &reading, as_of, Some(error)).await?));
    }
    let change = ActiveModel {
        id: Unchanged(draft.id),
        as_of: Set(Some(as_of.index())),
        decisions: Set(draft::decisions_text(&word.decisions)),
        accept_valid: Set(word.accept_valid),
        ..Default::default()
    };
    draft::keep(&ctx, change).await?;
    let payload = serde_json::json!({ "draft": draft.id });
    let job = ctx.app.jobs().enqueue(job::KIND, &payload, Some(ctx.viewer.id)).await?;
    let change = ActiveModel { id: Unchanged(draft.id), job_id: Set(Some(job)), ..Default::default() };
    draft::keep(&ctx, change).await?;
    Ok(result())
}

/// The same workbook with a comment in every faulty cell.
pub(super) async fn annotated(ctx: Ctx, Path(id): Path<String>) -> Result<Response, WebError> {
    let draft = draft::find(&ctx, &id).await?;
    let reading = draft::read(ctx.db(), ctx.app.files(), &draft).await?;
    let mut findings: Vec<_> = match draft.month().or(reading.as_of).filter(|_| draft.result.is_none()) {
        Some(as_of) => {
            let report = draft::foresee(&ctx, &draft, &reading, as_of).await?;
            [report.errors, report.warnings].concat()
        }
        None => reading.findings().cloned().collect(),
    };
    findings.retain(|f| f.row > 0 && f.column > 0);
    let bytes = draft::bytes(ctx.app.files(), &draft).await.map_err(DraftError::from)?;
    let name = draft.file_name.clone();
    let made = tokio::task::spawn_blocking(move || workbook::annotate(&bytes, &name, &findings));
    let bytes = made.await.map_err(DraftError::from)?.map_err(DraftError::from)?;
    let stem = draft.file_name.rsplit_once('.').map_or(draft.file_name.as_str(), |(stem, _)| stem);
    let name: String = form_urlencoded::byte_serialize(format!("{stem}-批注.xlsx").as_bytes()).collect();
    let headers = [
        (header::CONTENT_TYPE, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{}", name.replace('+', "%20"))),
    ];
    Ok((headers, bytes).into_response())
}
