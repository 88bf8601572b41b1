//! The ledger as seen (same filters, order and columns, all rows) as a workbook for printing and sending on.

use super::asked::Asked;
use super::columns::{Column, Kind, Row};
use super::find::{self, Found, Part};
use crate::address::asked;
use crate::ledger::{Desk, feed};
use crate::overview::lights::Light;
use axum::http::{HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use board::{Figure, Indicators};
use kernel::money::MoneyUnit;
use platform::settings::CITY;
use platform::web::{Ctx, WebError};
use std::fmt::Write;
use std::sync::Arc;
use workbook::write::{ColumnKind, Table, TableCell, TableColumn, WriteError, table};

pub(super) async fn workbook(desk: Arc<Desk>, ctx: Ctx, uri: Uri) -> Result<Response, WebError> {
    let asked = Asked::of(&desk, &ctx, &asked(&uri)).await?;
    let asked = asked.ok_or_else(|| WebError::NotFound("台账里还没有填报的月份,没有可导出的项目".to_owned()))?;
    let found = find::find(&desk, &ctx, &asked, Part::ALL).await?;
    let city = ctx.app.settings().await?.get(&CITY);
    let as_of = asked.scope.as_of;
    let name = format!("{city}{}年{}月重点项目台账", as_of.year(), as_of.month());
    let title = name.clone();
    let bytes = tokio::task::spawn_blocking(move || write(title, &asked, &found))
        .await
        .map_err(|e| WebError::Internal(format!("export: {e}")))?
        .map_err(|e| match e {
            WriteError::TooManyRows => WebError::Invalid(e.to_string()),
            WriteError::Workbook(_) => WebError::Internal(e.to_string()),
        })?;
    let kind = HeaderValue::from_static("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    let disposition = HeaderValue::from_str(&attachment(&format!("ledger-{as_of}.xlsx"), &format!("{name}.xlsx")))
        .map_err(|e| WebError::Internal(format!("file name: {e}")))?;
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response())
}

/// RFC 6266: a plain name for old programs, the real one by RFC 8187.
fn attachment(plain: &str, name: &str) -> String {
    let mut header = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
            header.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(header, "%{byte:02X}");
        }
    }
    header
}

fn write(title: String, asked: &Asked, found: &Found) -> Result<Vec<u8>, WriteError> {
    let as_of = asked.scope.as_of;
    let chips: Vec<String> = asked.chips().into_iter().map(|chip| chip.label).collect();
    let mut note = format!("数据截至{} 共{}个项目", paper::date_in_paper(as_of.last_day()), found.total_rows);
    if !chips.is_empty() {
        // Writing to a String cannot fail.
        let _ = write!(note, " 条件:{}", chips.join("、"));
    }
    let has_area = asked.columns.iter().any(|c| c.kind == Kind::Area);
    let layout = Table {
        sheet: "台账".to_owned(),
        title,
        note,
        unit: if has_area { "单位:万元、亩" } else { "单位:万元" }.to_owned(),
        columns: asked.columns.iter().map(|column| layout_of(column, asked)).collect(),
        frozen_columns: frozen(asked),
        totals: Some(asked.columns.iter().map(|column| total(column, &found.totals)).collect()),
    };
    let rows = found.rows.iter().map(|row| asked.columns.iter().map(|column| cell(column, row)).collect());
    table(&layout, rows, found.rows.len())
}

/// Columns up to the name stay in sight, unless the name was put far to the right.
fn frozen(asked: &Asked) -> u16 {
    let name = asked.columns.iter().take(4).position(|c| c.field == "name");
    name.and_then(|place| u16::try_from(place + 1).ok()).unwrap_or(0)
}

fn layout_of(column: &Column, asked: &Asked) -> TableColumn {
    let as_of = asked.scope.as_of;
    let label = match column.kind {
        Kind::Percent => format!("{}(%)", column.label(as_of)),
        Kind::Points => format!("{}(百分点)", column.label(as_of)),
        _ => column.label(as_of),
    };
    let kind = match column.kind {
        Kind::Money => ColumnKind::Money(MoneyUnit::Wan),
        Kind::Percent => ColumnKind::Percent,
        Kind::Points | Kind::Area => ColumnKind::Number,
        Kind::Date => ColumnKind::Date,
        Kind::Light | Kind::Term => ColumnKind::Short,
        Kind::Text => ColumnKind::Text,
    };
    TableColumn { header: column.group(as_of).into_iter().chain([label]).collect(), kind, width: 0 }
}

fn cell(column: &Column, row: &Row) -> TableCell {
    if column.kind == Kind::Light {
        return TableCell::Text(Light::of(&row.indicators).label().to_owned());
    }
    if column.kind.is_number() {
        return number(column, &row.indicators);
    }
    match column.value(row) {
        None => TableCell::Blank,
        // A date of which only the month or the year is known stays as it was typed.
        Some(text) if column.kind == Kind::Date && text.len() == 10 => {
            feed::first_day(&text).map_or(TableCell::Text(text), TableCell::Date)
        }
        Some(text) => TableCell::Text(text),
    }
}

fn total(column: &Column, totals: &Indicators) -> TableCell {
    if column.field == "name" { TableCell::Text("合计".to_owned()) } else { number(column, totals) }
}

/// Rates rounded as on the page, so that paper and screen agree.
fn number(column: &Column, indicators: &Indicators) -> TableCell {
    match column.figure(indicators) {
        None => TableCell::Blank,
        Some(Figure::Money(money)) => TableCell::Money(money),
        Some(figure @ Figure::Percent(_)) => TableCell::Percent(rounded(&figure, column, indicators)),
        Some(figure) => TableCell::Number(rounded(&figure, column, indicators)),
    }
}

fn rounded(figure: &Figure, column: &Column, indicators: &Indicators) -> f64 {
    column.total(indicators).and_then(|text| text.parse().ok()).unwrap_or_else(|| figure.as_f64())
}
