//! The ledger's page with its first rows, and the rows that the grid asks for as one scrolls.

use super::asked::{Asked, Chip, PAGE_ROWS};
use super::columns::{Column, Kind, Row, What};
use super::find::{self, Found, Part};
use super::telling::{RowJson, Told, TotalsJson};
use crate::address::asked;
use crate::figures::{Shown, shown};
use crate::ledger::Desk;
use askama::Template;
use axum::Json;
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use board::{Dimension, Indicator, Indicators};
use kernel::Month;
use platform::access::Permission;
use platform::web::{Ctx, Page, Shell, WebError};
use serde::Serialize;
use std::sync::Arc;

/// A heading of the table, with the address that sorts by it.
struct Head {
    column: &'static Column,
    label: String,
    /// `ascending` or `descending` where the rows are sorted by it.
    sorted: Option<&'static str>,
    href: Option<String>,
}

/// A heading over several columns.
struct GroupHead {
    label: String,
    span: usize,
}

/// The table without script has pages.
struct Pages {
    now: usize,
    last: usize,
    told: String,
    previous: Option<String>,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "ledger/pages/templates/ledger.html")]
struct LedgerPage {
    shell: Shell,
    asked: Asked,
    as_of: Month,
    as_of_words: String,
    chips: Vec<Chip>,
    clear: String,
    kept: Vec<(String, String)>,
    total_rows: usize,
    summary: Vec<(String, Shown)>,
    groups: Vec<GroupHead>,
    heads: Vec<Head>,
    rows: Vec<Row>,
    totals: Indicators,
    pages: Pages,
    export: Option<String>,
    may_import: bool,
}

#[derive(Template)]
#[template(path = "ledger/pages/templates/nothing_yet.html")]
struct NothingYet {
    shell: Shell,
    may_import: bool,
}

pub(super) async fn page(desk: Arc<Desk>, ctx: Ctx, uri: Uri) -> Result<Response, WebError> {
    let may_import = ctx.viewer.may(Permission::Import);
    let Some(asked) = Asked::of(&desk, &ctx, &asked(&uri)).await? else {
        return Ok(Page(NothingYet { shell: ctx.shell("台账").await?, may_import }).into_response());
    };
    let offset = (asked.page - 1).saturating_mul(PAGE_ROWS);
    let found = find::find(&desk, &ctx, &asked, Part { offset, limit: PAGE_ROWS }).await?;
    let shell = ctx.shell("台账").await?.wide();
    let export = ctx.viewer.may(Permission::Export).then(|| asked.href("/ledger/export.xlsx"));
    Ok(Page(ledger_page(shell, asked, found, export, may_import)).into_response())
}

fn ledger_page(shell: Shell, asked: Asked, found: Found, export: Option<String>, may_import: bool) -> LedgerPage {
    let as_of = asked.scope.as_of;
    LedgerPage {
        shell,
        as_of,
        as_of_words: paper::date_in_paper(as_of.last_day()),
        chips: asked.chips(),
        clear: format!("/ledger?as_of={as_of}"),
        kept: asked.kept(),
        total_rows: found.total_rows,
        summary: summary(&found.totals, as_of),
        groups: group_heads(&asked),
        heads: asked.columns.iter().map(|column| head(column, &asked)).collect(),
        pages: pages(&asked, found.total_rows, found.rows.len()),
        rows: found.rows,
        totals: found.totals,
        export,
        may_import,
        asked,
    }
}

fn summary(totals: &Indicators, as_of: Month) -> Vec<(String, Shown)> {
    let figures = [
        ("总投资".to_owned(), Indicator::TotalInvestment),
        ("年度计划".to_owned(), Indicator::AnnualPlan),
        (format!("{}完成", as_of.span_label()), Indicator::DoneYtd),
        ("完成率".to_owned(), Indicator::Completion),
    ];
    figures.into_iter().map(|(label, indicator)| (label, shown(totals, indicator))).collect()
}

fn head(column: &'static Column, asked: &Asked) -> Head {
    let direction = if asked.descending { "descending" } else { "ascending" };
    Head {
        column,
        label: column.label(asked.scope.as_of),
        sorted: (asked.sort == Some(column)).then_some(direction),
        href: column.order().map(|_| asked.sorted_href(column)),
    }
}

/// The upper line of the head; empty when no column seen has a group.
fn group_heads(asked: &Asked) -> Vec<GroupHead> {
    let labels: Vec<String> = asked.columns.iter().map(|c| c.group(asked.scope.as_of).unwrap_or_default()).collect();
    if labels.iter().all(String::is_empty) {
        return Vec::new();
    }
    let runs = labels.chunk_by(|a, b| a == b);
    runs.map(|run| GroupHead { label: run.first().cloned().unwrap_or_default(), span: run.len() }).collect()
}

fn pages(asked: &Asked, total: usize, shown: usize) -> Pages {
    let last = total.div_ceil(PAGE_ROWS).max(1);
    let first_row = (asked.page - 1).saturating_mul(PAGE_ROWS).saturating_add(1);
    let told = if shown == 0 {
        format!("共{total}个")
    } else {
        format!("第{first_row}—{}个,共{total}个", first_row.saturating_add(shown - 1))
    };
    Pages {
        now: asked.page,
        last,
        told,
        previous: (asked.page > 1).then(|| asked.page_href((asked.page - 1).min(last))),
        next: (asked.page < last).then(|| asked.page_href(asked.page + 1)),
    }
}

impl LedgerPage {
    /// What a total reads like under its column.
    fn total(&self, column: &Column) -> String {
        column.total(&self.totals).map_or_else(String::new, |text| kernel::ratio::grouped(&text))
    }

    fn light(row: &Row) -> &'static str {
        crate::overview::lights::Light::of(&row.indicators).id()
    }

    /// “县市区 · 主管部门” under a name.
    fn place(row: &Row) -> String {
        let words = [&row.words.region, &row.words.department];
        words.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" · ")
    }

    /// The name has its place below it where the columns do not say it.
    fn tells_place(&self) -> bool {
        !self.asked.columns.iter().any(|c| c.what == What::Term(Dimension::Region))
    }
}

/// What the grid reads.
#[derive(Serialize)]
struct RowsAnswer<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    columns: Option<Vec<Told>>,
    rows: Vec<RowJson<'a>>,
    total_rows: usize,
    totals: TotalsJson<'a>,
}

pub(super) async fn rows(desk: Arc<Desk>, ctx: Ctx, uri: Uri) -> Result<Response, WebError> {
    let asked = Asked::of(&desk, &ctx, &asked(&uri)).await?;
    let asked = asked.ok_or_else(|| WebError::NotFound("台账里还没有填报的月份".to_owned()))?;
    let found = find::find(&desk, &ctx, &asked, Part { offset: asked.offset, limit: asked.limit }).await?;
    let columns = if asked.offset == 0 { Some(find::columns(&desk, &ctx, &asked).await?) } else { None };
    let answer = RowsAnswer {
        columns,
        rows: found.rows.iter().map(RowJson).collect(),
        total_rows: found.total_rows,
        totals: TotalsJson(&found.totals),
    };
    Ok(Json(answer).into_response())
}
