//! Conditions on words: which projects the database says have them. What it says is only a narrowing: the board, which knows
//! what a viewer may see, has the last word.

use super::asked::Asked;
use super::columns::Word;
use crate::ledger::entities::{monthly_report, project};
use board::{Filter, ProjectId};
use kernel::Month;
use kernel::text::{fold, tight};
use platform::DbError;
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashMap;

/// Parameters in one `IN (…)`.
const CHUNK: usize = 10_000;

/// The conditions of an address on words, as filters of the board.
pub(super) async fn filters<C: ConnectionTrait>(conn: &C, asked: &Asked) -> Result<Vec<Filter>, DbError> {
    let mut filters = Vec::with_capacity(asked.texts.len());
    for (_, word, text) in &asked.texts {
        let ids = match word {
            Word::Code => projects(conn, contains(project::Column::Code, &tight(text))).await?,
            Word::Number => projects(conn, contains(project::Column::Number, text)).await?,
            Word::Owner => projects(conn, owner(text)).await?,
            Word::StartDate => projects(conn, contains(project::Column::StartDate, text)).await?,
            Word::PlannedFinish => projects(conn, contains(project::Column::PlannedFinish, text)).await?,
            word => reports(conn, report_column(*word), text, asked.scope.as_of).await?,
        };
        filters.push(Filter::Ids(ids));
    }
    Ok(filters)
}

/// The projects a search for `typed` means: a part of the name, of its pinyin's initials, of the code or the number. `None`
/// where only names can match, which the board compares by itself.
pub(super) async fn named<C: ConnectionTrait>(conn: &C, typed: &str) -> Result<Option<Filter>, DbError> {
    let typed = tight(&typed.replace('\0', "\u{fffd}"));
    let key = fold(&typed);
    if key.is_empty() || !typed.contains(|c: char| c.is_ascii_alphanumeric()) {
        return Ok(None);
    }
    let initials: String = typed.chars().filter(char::is_ascii_alphanumeric).collect();
    let mut any = Condition::any()
        .add(contains(project::Column::NameKey, &key))
        .add(contains(project::Column::Code, &typed))
        .add(contains(project::Column::Number, &typed));
    if initials.len() == typed.len() {
        any = any.add(contains(project::Column::Initials, &initials));
    }
    Ok(Some(Filter::Ids(projects(conn, any).await?)))
}

/// All projects by a text of their own, those without it last. Ordered here, so that both databases agree.
pub(super) async fn ordered<C: ConnectionTrait>(
    conn: &C,
    column: project::Column,
    descending: bool,
) -> Result<Vec<ProjectId>, DbError> {
    let mut rows: Vec<(i64, Option<String>)> =
        project::Entity::find().select_only().columns([project::Column::Id, column]).into_tuple().all(conn).await?;
    rows.sort_by(|(a_id, a), (b_id, b)| {
        let by_text = match (a, b) {
            (Some(a), Some(b)) if descending => b.cmp(a),
            (Some(a), Some(b)) => a.cmp(b),
            (a, b) => b.is_some().cmp(&a.is_some()),
        };
        by_text.then(a_id.cmp(b_id))
    });
    Ok(rows.into_iter().map(|(id, _)| id).collect())
}

fn owner(text: &str) -> Condition {
    let key = fold(text);
    let column =
        if key.is_empty() { contains(project::Column::Owner, text) } else { contains(project::Column::OwnerKey, &key) };
    Condition::all().add(column)
}

/// `text` somewhere in the column, capitals or not; `%` and `_` mean themselves.
fn contains<C: ColumnTrait>(column: C, text: &str) -> Expr {
    let escaped = text.to_lowercase().replace('!', "!!").replace('%', "!%").replace('_', "!_");
    Expr::from(Func::lower(column.into_expr())).like(LikeExpr::new(format!("%{escaped}%")).escape('!'))
}

async fn projects<C: ConnectionTrait>(
    conn: &C,
    condition: impl sea_orm::sea_query::IntoCondition,
) -> Result<Vec<ProjectId>, DbError> {
    let query = project::Entity::find().select_only().column(project::Column::Id).filter(condition);
    Ok(query.into_tuple().all(conn).await?)
}

/// Projects whose latest report of the year, as of a month, has the text.
async fn reports<C: ConnectionTrait>(
    conn: &C,
    column: monthly_report::Column,
    text: &str,
    as_of: Month,
) -> Result<Vec<ProjectId>, DbError> {
    let months = monthly_report::Column::Month.between(as_of.january().index(), as_of.index());
    let found: Vec<(i64, i32)> = monthly_report::Entity::find()
        .select_only()
        .columns([monthly_report::Column::ProjectId, monthly_report::Column::Month])
        .filter(months.clone())
        .filter(contains(column, text))
        .into_tuple()
        .all(conn)
        .await?;
    let mut latest: HashMap<i64, i32> = HashMap::new();
    for chunk in found.chunks(CHUNK) {
        let rows: Vec<(i64, Option<i32>)> = monthly_report::Entity::find()
            .select_only()
            .column(monthly_report::Column::ProjectId)
            .column_as(monthly_report::Column::Month.max(), "latest")
            .filter(months.clone())
            .filter(monthly_report::Column::ProjectId.is_in(chunk.iter().map(|(id, _)| *id)))
            .group_by(monthly_report::Column::ProjectId)
            .into_tuple()
            .all(conn)
            .await?;
        latest.extend(rows.into_iter().filter_map(|(id, month)| Some((id, month?))));
    }
    Ok(found.into_iter().filter(|(id, month)| latest.get(id) == Some(month)).map(|(id, _)| id).collect())
}

const fn report_column(word: Word) -> monthly_report::Column {
    match word {
        Word::Problem => monthly_report::Column::Problem,
        Word::Cause => monthly_report::Column::Cause,
        Word::Measure => monthly_report::Column::Measure,
        Word::MeasureOwner => monthly_report::Column::MeasureOwner,
        Word::MeasureDue => monthly_report::Column::MeasureDue,
        _ => monthly_report::Column::Progress,
    }
}
