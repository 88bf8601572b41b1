//! What the ledger already holds of the projects a workbook, a page or a filing speaks of. Every query takes all projects at
//! once, in chunks: never one query per project.

use super::entities::{annual_plan, list_entry, monthly_report, project, project_list, term};
use super::import::identity::{Candidates, Marks};
use super::import::merge::State;
use super::import::terms::Terms;
use super::plans::{Plan, in_force};
use kernel::Month;
use platform::DbError;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Parameters in one `IN (…)`.
const CHUNK: usize = 10_000;

/// One project as known before a change.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Known {
    pub state: State,
    /// All versions of the year's plan.
    pub plans: Vec<annual_plan::Model>,
    /// Reports of the year by month, the as-of month's included.
    pub reports: HashMap<i32, monthly_report::Model>,
}

impl Known {
    /// The other months of the year that have been reported.
    pub fn reported_months(&self, as_of: Month) -> Vec<Month> {
        self.reports.keys().filter(|m| **m != as_of.index()).filter_map(|m| Month::from_index(*m)).collect()
    }
}

/// All shared words.
pub async fn terms<C: ConnectionTrait>(conn: &C) -> Result<Terms, DbError> {
    let mut terms = Terms::default();
    for term in term::Entity::find().all(conn).await? {
        terms.insert(term.id, &term.kind, &term.name);
    }
    Ok(terms)
}

/// The latest month anything was reported for.
pub async fn latest_month<C: ConnectionTrait>(conn: &C) -> Result<Option<Month>, DbError> {
    let latest: Option<Option<i32>> = monthly_report::Entity::find()
        .select_only()
        .column_as(monthly_report::Column::Month.max(), "latest")
        .into_tuple()
        .one(conn)
        .await?;
    Ok(latest.flatten().and_then(Month::from_index))
}

/// The list of a year by name.
pub async fn list<C: ConnectionTrait>(conn: &C, year: i32, name: &str) -> Result<Option<project_list::Model>, DbError> {
    let query = project_list::Entity::find()
        .filter(project_list::Column::Year.eq(year))
        .filter(project_list::Column::Name.eq(name));
    Ok(query.one(conn).await?)
}

/// Whether the ledger holds any project at all.
pub async fn any<C: ConnectionTrait>(conn: &C) -> Result<bool, DbError> {
    let first: Option<i64> =
        project::Entity::find().select_only().column(project::Column::Id).limit(1).into_tuple().one(conn).await?;
    Ok(first.is_some())
}

/// The projects that rows with these marks may mean.
pub async fn candidates<C: ConnectionTrait>(conn: &C, rows: &[Marks]) -> Result<Candidates, DbError> {
    let mut candidates = Candidates::default();
    let mut seen = std::collections::HashSet::new();
    let keys: [(project::Column, Vec<String>); 4] = [
        (project::Column::Code, rows.iter().filter_map(|r| r.code.clone()).collect()),
        (project::Column::Number, rows.iter().filter_map(|r| r.number.clone()).collect()),
        (project::Column::NameKey, rows.iter().map(|r| r.name_key.clone()).collect()),
        (project::Column::OwnerKey, rows.iter().map(|r| r.owner_key.clone()).filter(|k| !k.is_empty()).collect()),
    ];
    for (column, mut values) in keys {
        values.sort();
        values.dedup();
        for chunk in values.chunks(CHUNK) {
            for (id, marks) in marks_where(conn, column, chunk).await? {
                if seen.insert(id) {
                    candidates.insert(id, marks);
                }
            }
        }
    }
    Ok(candidates)
}

type MarksRow = (i64, Option<String>, Option<String>, String, String, Option<i64>);

async fn marks_where<C: ConnectionTrait>(
    conn: &C,
    column: project::Column,
    values: &[String],
) -> Result<Vec<(i64, Marks)>, DbError> {
    let rows: Vec<MarksRow> = project::Entity::find()
        .select_only()
        .columns([
            project::Column::Id,
            project::Column::Code,
            project::Column::Number,
            project::Column::NameKey,
            project::Column::OwnerKey,
            project::Column::RegionId,
        ])
        .filter(column.is_in(values))
        .into_tuple()
        .all(conn)
        .await?;
    let marks = |(id, code, number, name_key, owner_key, region_id)| {
        (id, Marks { code, number, name_key, owner_key, region_id })
    };
    Ok(rows.into_iter().map(marks).collect())
}

/// What is known of these projects in `as_of`'s year, with the plan in force and the report of `as_of`.
pub async fn load<C: ConnectionTrait>(conn: &C, ids: &[i64], as_of: Month) -> Result<HashMap<i64, Known>, DbError> {
    let mut known: HashMap<i64, Known> = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        load_chunk(conn, chunk, as_of, &mut known).await?;
    }
    Ok(known)
}

async fn load_chunk<C: ConnectionTrait>(
    conn: &C,
    ids: &[i64],
    as_of: Month,
    known: &mut HashMap<i64, Known>,
) -> Result<(), DbError> {
    let ids = || ids.iter().copied();
    for project in project::Entity::find().filter(project::Column::Id.is_in(ids())).all(conn).await? {
        let id = project.id;
        known.entry(id).or_default().state.project = project;
    }
    let entries = list_entry::Entity::find()
        .find_also_related(annual_plan::Entity)
        .filter(list_entry::Column::ProjectId.is_in(ids()))
        .filter(list_entry::Column::Year.eq(as_of.year()));
    for (entry, plan) in entries.all(conn).await? {
        let known = known.entry(entry.project_id).or_default();
        known.plans.extend(plan);
        known.state.entry = entry;
    }
    let months = as_of.january().index()..=as_of.january().plus(11).index();
    let reports = monthly_report::Entity::find()
        .filter(monthly_report::Column::ProjectId.is_in(ids()))
        .filter(monthly_report::Column::Month.between(*months.start(), *months.end()));
    for report in reports.all(conn).await? {
        known.entry(report.project_id).or_default().reports.insert(report.month, report);
    }
    for known in known.values_mut() {
        known.state.plan = in_force(&known.plans, as_of).map(Plan::from).unwrap_or_default();
        known.state.report = known.reports.get(&as_of.index()).cloned().unwrap_or_default();
    }
    Ok(())
}
