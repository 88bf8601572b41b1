//! The rows an address asks for. Every way leads through [`crate::scope::Scope::query`], which lets nobody see more than they may.

use super::asked::Asked;
use super::columns::{Order, Row, Word};
use super::telling::{Told, told};
use super::texts;
use crate::ledger::Desk;
use crate::ledger::entities::project;
use crate::scope::{Condition, Scope, words_of};
use board::{Board, Filter, Indicators, ProjectId, Query, RowsQuery, SortKey};
use platform::web::{Ctx, WebError};
use std::collections::HashSet;

/// A page of rows, and what is true of all rows that pass the filter.
pub(super) struct Found {
    pub rows: Vec<Row>,
    pub total_rows: usize,
    pub totals: Indicators,
}

/// Which part of the rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub offset: usize,
    pub limit: usize,
}

impl Part {
    pub const ALL: Part = Part { offset: 0, limit: usize::MAX };
}

/// What the database has to say before the board is asked.
struct Prepared {
    filters: Vec<Filter>,
    /// The scope without the searches that became `filters`.
    scope: Scope,
    /// All projects in the order asked for, where the board does not know it.
    order: Option<Vec<ProjectId>>,
}

/// The rows of an address.
pub(super) async fn find(desk: &Desk, ctx: &Ctx, asked: &Asked, part: Part) -> Result<Found, WebError> {
    let prepared = prepare(ctx, asked).await?;
    let (ids, total_rows, totals, figures) = {
        let board = desk.board(ctx).await?;
        let mut query = prepared.scope.query(&board, &ctx.viewer.scope);
        query.filters.extend(prepared.filters);
        let (ids, total_rows) = page(&board, &query, asked, prepared.order.as_deref(), part);
        let totals = board.query(&query).total;
        let figures = board.figures(&ids, &query);
        (ids, total_rows, totals, figures)
    };
    let mut words = desk.words(ctx, &ids, asked.scope.as_of).await?;
    // A project taken away between the board's answer and the database's has no words, and no row.
    let rows =
        figures.into_iter().filter_map(|(id, indicators)| Some(Row { id, indicators, words: words.remove(&id)? }));
    Ok(Found { rows: rows.collect(), total_rows, totals })
}

/// The columns as the grid is told of them.
pub(super) async fn columns(desk: &Desk, ctx: &Ctx, asked: &Asked) -> Result<Vec<Told>, WebError> {
    let board = desk.board(ctx).await?;
    let as_of = asked.scope.as_of;
    Ok(told(as_of, &asked.columns, |dimension| words_of(&board, dimension, as_of, &ctx.viewer.scope)))
}

async fn prepare(ctx: &Ctx, asked: &Asked) -> Result<Prepared, WebError> {
    let conn = ctx.db().read();
    let mut filters = texts::filters(conn, asked).await?;
    let mut scope = Scope::new(asked.scope.as_of);
    for condition in &asked.scope.conditions {
        let found = match condition {
            Condition::Name(typed) => texts::named(conn, typed).await?,
            _ => None,
        };
        match found {
            Some(filter) => filters.push(filter),
            None => scope.conditions.push(condition.clone()),
        }
    }
    let order = match asked.sort.and_then(super::columns::Column::order) {
        Some(Order::Name) => Some(texts::ordered(conn, project::Column::Initials, asked.descending).await?),
        Some(Order::Word(word)) => Some(texts::ordered(conn, own_column(word), asked.descending).await?),
        _ => None,
    };
    Ok(Prepared { filters, scope, order })
}

const fn own_column(word: Word) -> project::Column {
    match word {
        Word::Number => project::Column::Number,
        Word::Owner => project::Column::Owner,
        Word::StartDate => project::Column::StartDate,
        Word::PlannedFinish => project::Column::PlannedFinish,
        _ => project::Column::Code,
    }
}

fn page(
    board: &Board,
    query: &Query,
    asked: &Asked,
    order: Option<&[ProjectId]>,
    part: Part,
) -> (Vec<ProjectId>, usize) {
    let rows = |sort, part: Part| {
        let Part { offset, limit } = part;
        board.rows(&RowsQuery { query: query.clone(), sort, descending: asked.descending, offset, limit })
    };
    let Some(order) = order else {
        let sort = match asked.sort.and_then(super::columns::Column::order) {
            Some(Order::Board(sort)) => sort,
            _ => SortKey::Id,
        };
        let rows = rows(sort, part);
        return (rows.ids, rows.total);
    };
    let all = rows(SortKey::Id, Part::ALL);
    let selected: HashSet<ProjectId> = all.ids.iter().copied().collect();
    let ids = order.iter().copied().filter(|id| selected.contains(id)).skip(part.offset).take(part.limit);
    (ids.collect(), all.total)
}
