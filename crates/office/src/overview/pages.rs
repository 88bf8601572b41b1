//! The board page and the page behind each of its figures.

use super::view::{self, Chip, Laggard, View};
use crate::address::{Pairs, asked};
use crate::ledger::Desk;
use crate::scope::Scope;
use askama::Template;
use axum::extract::Path;
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use board::{Dimension, Indicator};
use platform::access::Permission;
use platform::web::{Ctx, Page, Shell, WebError};
use std::sync::Arc;

/// Dimensions the ranking is offered by.
const GROUPINGS: [Dimension; 6] = [
    Dimension::Region,
    Dimension::Department,
    Dimension::Category,
    Dimension::Level,
    Dimension::Leader,
    Dimension::Unit,
];

#[derive(Template)]
#[template(path = "overview/templates/board.html")]
struct BoardPage {
    shell: Shell,
    scope: Scope,
    as_of_words: String,
    by: Dimension,
    groupings: &'static [Dimension],
    view: View,
    laggards: Vec<Laggard>,
    chips: Vec<Chip>,
    /// What the month picker keeps of the address.
    kept: Pairs,
    /// Conditions that no chip shows.
    others: Pairs,
    may_export: bool,
    may_publish: bool,
}

#[derive(Template)]
#[template(path = "overview/templates/empty.html")]
struct EmptyPage {
    shell: Shell,
    may_import: bool,
}

pub(super) async fn board(desk: Arc<Desk>, ctx: Ctx, uri: Uri) -> Result<Response, WebError> {
    let pairs = asked(&uri);
    let Some(latest) = desk.latest_month(&ctx).await? else {
        let may_import = ctx.viewer.may(Permission::Import);
        return Ok(Page(EmptyPage { shell: ctx.shell("看板").await?, may_import }).into_response());
    };
    let scope = pairs.scope(latest)?;
    let by = pairs
        .get("by")
        .map_or(Ok(Dimension::Region), str::parse)
        .map_err(|e: board::UnknownDimension| WebError::Invalid(e.to_string()))?;
    let (view, figures, chips) = {
        let board = desk.board(&ctx).await?;
        let view = view::view(&board, &scope, by, &ctx.viewer.scope);
        let figures = board.figures(&view.laggards, &scope.query(&board, &ctx.viewer.scope));
        let chips = view::chips(&board, &scope, &ctx.viewer.scope);
        (view, figures, chips)
    };
    let words = desk.words(&ctx, &view.laggards, scope.as_of).await?;
    let shown = |key: &str| chips.iter().any(|c| c.dimension.id() == key);
    let others = scope.pairs().into_iter().filter(|(key, _)| !shown(key)).collect();
    let mut kept = scope.pairs();
    kept.push(("by".to_owned(), by.id().to_owned()));
    let page = BoardPage {
        shell: ctx.shell("看板").await?,
        as_of_words: paper::date_in_paper(scope.as_of.last_day()),
        by,
        groupings: &GROUPINGS,
        laggards: view::laggards(&figures, &words),
        view,
        chips,
        kept: Pairs::of(kept),
        others,
        may_export: ctx.viewer.may(Permission::Export),
        may_publish: ctx.viewer.may(Permission::PublishBulletin),
        scope,
    };
    Ok(Page(page).into_response())
}

struct TermLine {
    label: &'static str,
    text: String,
    door: Option<String>,
}

#[derive(Template)]
#[template(path = "overview/templates/explain.html")]
pub(super) struct ExplainPage {
    shell: Shell,
    scope: Scope,
    indicator: Indicator,
    as_of_words: String,
    chips: Vec<String>,
    formula: String,
    terms: Vec<TermLine>,
    rows: String,
}

pub(super) async fn explain(
    desk: Arc<Desk>,
    ctx: Ctx,
    Path(indicator): Path<String>,
    uri: Uri,
) -> Result<Page<ExplainPage>, WebError> {
    let indicator: Indicator =
        indicator.parse().map_err(|e: board::UnknownIndicator| WebError::NotFound(e.to_string()))?;
    let latest =
        desk.latest_month(&ctx).await?.ok_or_else(|| WebError::NotFound("台账里还没有填报的月份".to_owned()))?;
    let scope = asked(&uri).scope(latest)?;
    let arithmetic = {
        let board = desk.board(&ctx).await?;
        let whole = Scope::new(scope.as_of).query(&board, &ctx.viewer.scope);
        board.explain(indicator, &scope.query(&board, &ctx.viewer.scope), Some(&whole))
    };
    let door = |rows: &Option<board::Filter>| match rows {
        Some(board::Filter::Counts { tally, is }) => scope.counting(*tally, *is).href("/ledger"),
        _ => scope.href("/ledger"),
    };
    let terms = arithmetic.terms.iter().map(|t| TermLine {
        label: t.label,
        text: t.text.clone(),
        door: t.rows.is_some().then(|| door(&t.rows)),
    });
    Ok(Page(ExplainPage {
        shell: ctx.shell("看板").await?.at(platform::mechanism::Place::Board),
        indicator,
        as_of_words: paper::date_in_paper(scope.as_of.last_day()),
        chips: scope.chips(),
        terms: terms.collect(),
        rows: door(&arithmetic.rows),
        formula: arithmetic.formula,
        scope,
    }))
}
