//! The same for programs: the board, the projects, one project, as JSON. Money is in 万元, rates in percent, as decimal strings.

use super::asked::Asked;
use super::find::{self, Part};
use super::project::whole;
use super::telling::{RowJson, TotalsJson};
use crate::address::asked;
use crate::ledger::Desk;
use crate::scope::Scope;
use axum::Json;
use axum::extract::Path;
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use board::{Answer, Dimension};
use platform::web::{Ctx, WebError};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A page of projects.
#[derive(Serialize)]
struct ProjectsAnswer<'a> {
    as_of: kernel::Month,
    total_rows: usize,
    offset: usize,
    /// Where the next page begins.
    next_offset: Option<usize>,
    totals: TotalsJson<'a>,
    rows: Vec<RowJson<'a>>,
}

pub(super) async fn projects(desk: Arc<Desk>, ctx: Ctx, uri: Uri) -> Result<Response, WebError> {
    let asked = Asked::of(&desk, &ctx, &asked(&uri)).await?.ok_or_else(nothing_reported)?;
    let found = find::find(&desk, &ctx, &asked, Part { offset: asked.offset, limit: asked.limit }).await?;
    let end = asked.offset.saturating_add(found.rows.len());
    let answer = ProjectsAnswer {
        as_of: asked.scope.as_of,
        total_rows: found.total_rows,
        offset: asked.offset,
        next_offset: (end < found.total_rows && !found.rows.is_empty()).then_some(end),
        totals: TotalsJson(&found.totals),
        rows: found.rows.iter().map(RowJson).collect(),
    };
    Ok(Json(answer).into_response())
}

/// One project: facts by field, indicators, and the months so far.
pub(super) async fn project(desk: Arc<Desk>, ctx: Ctx, Path(id): Path<String>, uri: Uri) -> Result<Response, WebError> {
    let whole = whole(&desk, &ctx, &id, &asked(&uri)).await?;
    let facts: BTreeMap<String, String> = whole.facts().into_iter().map(|(field, text)| (field.id(), text)).collect();
    let months: Vec<serde_json::Value> = whole
        .points
        .iter()
        .filter_map(|point| {
            let report = whole.story.known.reports.get(&point.month.index());
            let indicators = point.indicators.as_ref()?;
            Some(serde_json::json!({
                "month": point.month, "filed": report.is_some(), "revision": report.map(|r| r.revision), "indicators": indicators,
            }))
        })
        .collect();
    let answer = serde_json::json!({
        "id": whole.story.known.state.project.id,
        "name": whole.story.known.state.project.name,
        "as_of": whole.as_of,
        "light": whole.light().id(),
        "facts": facts,
        "indicators": whole.figures,
        "months": months,
    });
    Ok(Json(answer).into_response())
}

/// `zhuashou board --json` over the network: `as_of`, `by`, and conditions. A condition nobody knows is an error.
pub(super) async fn board(desk: Arc<Desk>, ctx: Ctx, uri: Uri) -> Result<Json<Answer>, WebError> {
    let pairs = asked(&uri);
    let invalid = |e: &dyn std::fmt::Display| WebError::Invalid(e.to_string());
    let by = pairs.get("by").map(str::parse::<Dimension>).transpose().map_err(|e| invalid(&e))?;
    let as_of = match pairs.get("as_of") {
        Some(text) => text.trim().parse().map_err(|e: kernel::month::MonthError| invalid(&e))?,
        None => desk.latest_month(&ctx).await?.ok_or_else(nothing_reported)?,
    };
    let mut scope = Scope::new(as_of);
    for (key, value) in pairs.iter().filter(|(key, value)| !matches!(*key, "as_of" | "by") && !value.trim().is_empty())
    {
        scope.add_strictly(key, value).map_err(|e| invalid(&e))?;
    }
    let board = desk.board(&ctx).await?;
    let mut query = scope.query(&board, &ctx.viewer.scope);
    query.group_by.extend(by);
    Ok(Json(board.query(&query)))
}

fn nothing_reported() -> WebError {
    WebError::NotFound("台账里还没有填报的月份".to_owned())
}
