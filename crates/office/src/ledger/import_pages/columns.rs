//! Step two: how the columns were understood, and the user's corrections.

use super::draft::{self, ActiveModel};
use super::fields::{self, GROUPS, Group};
use crate::ledger::entities::import_draft;
use crate::ledger::import::Learned;
use askama::Template;
use axum::extract::{Path, RawForm};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::money::MoneyUnit;
use kernel::{Field, Month};
use platform::Place;
use platform::web::{Ctx, Page, Shell, WebError, again};
use sea_orm::ActiveValue::{Set, Unchanged};
use std::collections::HashMap;
use workbook::{Column, FindingKind, How, LedgerSheet, Reading, SkippedSheet};

#[derive(Template)]
#[template(path = "ledger/import_pages/templates/columns.html")]
struct ColumnsPage {
    shell: Shell,
    step: usize,
    draft: import_draft::Model,
    error: Option<String>,
    /// `2025-07`, blank when neither the user nor the workbook says it.
    as_of: String,
    /// Whether the workbook itself says the month.
    month_is_read: bool,
    sheets: Vec<SheetView>,
    skipped: Vec<SkippedSheet>,
    /// What is doubtful about the layout as a whole.
    doubts: Vec<String>,
    groups: &'static [Group],
}

struct SheetView {
    name: String,
    title: String,
    header_rows: String,
    as_of: String,
    unit: Option<UnitView>,
    projects: usize,
    columns: Vec<ColumnView>,
}

/// The unit of a sheet's amounts, where any column depends on it.
struct UnitView {
    /// Name of the select: `unit.0`.
    name: String,
    chosen: &'static str,
    /// What the sheet says; blank where it says nothing.
    stated: &'static str,
    /// 亿元 first.
    choices: Vec<&'static str>,
}

struct ColumnView {
    /// Name of the select: `column.0.J`.
    name: String,
    letters: String,
    header: String,
    samples: String,
    /// Class of the row, see `web/README.md`.
    class: &'static str,
    /// Unit of this column where its header says one.
    unit: Option<&'static str>,
    chosen: String,
    /// The option to keep the column as this list's own.
    own: (String, String),
    /// What it was taken for, where no group offers that.
    other: Option<(String, String)>,
}

pub(super) async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response, WebError> {
    let draft = draft::find(&ctx, &id).await?;
    if draft.result.is_some() {
        return Ok(Redirect::to(&format!("/import/{id}/result")).into_response());
    }
    let reading = draft::read(ctx.db(), ctx.app.files(), &draft).await?;
    Ok(Page(page(&ctx, draft, &reading, None).await?).into_response())
}

async fn page(
    ctx: &Ctx,
    draft: import_draft::Model,
    reading: &Reading,
    error: Option<String>,
) -> Result<ColumnsPage, WebError> {
    let shell = ctx.shell("导入台账:核对列").await?.at(Place::Ledger);
    let layout = reading.findings().filter(|f| f.kind == FindingKind::Layout);
    Ok(ColumnsPage {
        shell,
        step: 2,
        as_of: draft.month().or(reading.as_of).map(|m| m.to_string()).unwrap_or_default(),
        month_is_read: reading.sheets.iter().any(|s| s.as_of.is_some()),
        sheets: reading.sheets.iter().enumerate().map(|(at, sheet)| sheet_view(at, sheet)).collect(),
        skipped: reading.skipped.clone(),
        doubts: layout.take(20).map(|f| f.message.clone()).collect(),
        groups: &GROUPS,
        error,
        draft,
    })
}

fn sheet_view(at: usize, sheet: &LedgerSheet) -> SheetView {
    let (first, last) = sheet.header_rows;
    SheetView {
        name: sheet.name.clone(),
        title: sheet.title.clone(),
        header_rows: if first == last { format!("第{first}行") } else { format!("第{first}—{last}行") },
        as_of: sheet.as_of.map(|m| m.to_string()).unwrap_or_default(),
        unit: unit_view(at, sheet),
        projects: sheet.projects,
        columns: sheet.columns.iter().map(|c| column_view(at, c)).collect(),
    }
}

fn unit_view(at: usize, sheet: &LedgerSheet) -> Option<UnitView> {
    let chosen = sheet.unit.filter(|_| sheet.unit_matters)?.label();
    Some(UnitView {
        name: format!("unit.{at}"),
        chosen,
        stated: sheet.unit_stated.map_or("", MoneyUnit::label),
        choices: MoneyUnit::ALL.iter().rev().map(|unit| unit.label()).collect(),
    })
}

fn column_view(sheet: usize, column: &Column) -> ColumnView {
    let chosen = column.field.as_ref().map(Field::id).unwrap_or_default();
    let own_id = match &column.field {
        Some(Field::Custom(_)) => chosen.clone(),
        _ => own(column).id(),
    };
    let known = chosen.is_empty() || chosen == own_id || fields::is_offered(&chosen);
    ColumnView {
        name: format!("column.{sheet}.{}", column.column),
        letters: column.column.clone(),
        header: column.header.clone(),
        samples: column.samples.join("、"),
        class: match (&column.field, column.how) {
            (None, _) | (_, How::Ignored) => "ignored",
            (Some(Field::Custom(_)), _) => "unknown",
            (_, How::Values) => "guess",
            _ => "",
        },
        unit: column.unit.map(|u| u.label()),
        other: column.field.as_ref().filter(|_| !known).map(|f| (chosen.clone(), f.label())),
        chosen,
        own: (own_id, "保留为本清单自有的列".to_owned()),
    }
}

/// The column under its own words.
fn own(column: &Column) -> Field {
    let words = if column.header.is_empty() { format!("{}列", column.column) } else { column.header.clone() };
    Field::Custom(words)
}

pub(super) async fn correct(ctx: Ctx, Path(id): Path<String>, RawForm(form): RawForm) -> Result<Response, WebError> {
    let draft = draft::find(&ctx, &id).await?;
    if draft.result.is_some() {
        return Err(WebError::Conflict("这次导入已经入账,要更正请重新上传工作簿".to_owned()));
    }
    let typed: HashMap<String, String> = form_urlencoded::parse(&form).into_owned().collect();
    let reading = draft::read(ctx.db(), ctx.app.files(), &draft).await?;
    let as_of = match month(typed.get("as_of").map(|t| t.trim()).unwrap_or_default(), &draft) {
        Ok(month) => month,
        Err(error) => return Ok(again(page(&ctx, draft, &reading, Some(error)).await?)),
    };
    let mut corrections = draft.corrected();
    for (at, sheet) in reading.sheets.iter().enumerate() {
        correct_columns(at, sheet, &typed, &mut corrections)?;
        correct_unit(at, sheet, &typed, &mut corrections)?;
    }
    let change = ActiveModel {
        id: Unchanged(draft.id),
        as_of: Set(Some(as_of.index())),
        corrections: Set(draft::json(&corrections)),
        ..Default::default()
    };
    draft::keep(&ctx, change).await?;
    Ok(Redirect::to(&format!("/import/{id}/check")).into_response())
}

fn month(typed: &str, draft: &import_draft::Model) -> Result<Month, String> {
    if typed.is_empty() {
        return Err("请填写数据截至的月份:工作簿中没有写明".to_owned());
    }
    let month: Month = typed.parse().map_err(|_| format!("月份“{typed}”应写作 2025-07"))?;
    if month.year() == draft.year {
        Ok(month)
    } else {
        Err(format!("数据截至{month},不在{}年度内;如年度有误,请重新上传", draft.year))
    }
}

/// The unit, if the form wants another one.
fn correct_unit(
    at: usize,
    sheet: &LedgerSheet,
    typed: &HashMap<String, String>,
    corrections: &mut Learned,
) -> Result<(), WebError> {
    let Some(wanted) = typed.get(&format!("unit.{at}")) else { return Ok(()) };
    let wanted: MoneyUnit = wanted.parse().map_err(|e: kernel::money::UnknownUnit| WebError::Invalid(e.to_string()))?;
    if sheet.unit != Some(wanted) {
        corrections.correct_unit(sheet, wanted);
    }
    Ok(())
}

/// The columns of a sheet that the form wants understood otherwise than they are.
fn correct_columns(
    at: usize,
    sheet: &LedgerSheet,
    typed: &HashMap<String, String>,
    corrections: &mut Learned,
) -> Result<(), WebError> {
    for column in &sheet.columns {
        let Some(wanted) = typed.get(&format!("column.{at}.{}", column.column)) else { continue };
        let wanted: Option<Field> = match wanted.as_str() {
            "" => None,
            id if id.chars().count() > 200 => return Err(WebError::Invalid("列的名称太长".to_owned())),
            id => Some(id.parse().map_err(|e: kernel::field::UnknownField| WebError::Invalid(e.to_string()))?),
        };
        if wanted != column.field {
            let alone = sheet.columns.iter().filter(|c| c.header == column.header).count() == 1;
            let by_header = alone && !column.header.is_empty();
            let key = if by_header { &column.header } else { &column.column };
            corrections.columns.insert(key.clone(), wanted);
        }
    }
    Ok(())
}
