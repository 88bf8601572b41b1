//! What is written of projects, for lists and papers: names, places, and the words of the latest report as of a month.

use super::entities::{list_entry, monthly_report, project};
use super::import::merge::nature_of;
use super::import::terms::Terms;
use super::known;
use board::ProjectId;
use kernel::Month;
use platform::DbError;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::HashMap;

/// The words of one project.
#[derive(Clone, Debug, Default)]
pub struct Words {
    pub name: String,
    pub code: Option<String>,
    pub number: Option<String>,
    pub owner: Option<String>,
    pub region: Option<String>,
    pub department: Option<String>,
    pub unit: Option<String>,
    pub leader: Option<String>,
    pub level: Option<String>,
    pub category: Option<String>,
    pub nature: Option<String>,
    pub stage: Option<String>,
    pub industry: Option<String>,
    pub chain: Option<String>,
    pub funding_kind: Option<String>,
    pub start_date: Option<String>,
    pub planned_finish: Option<String>,
    pub progress: Option<String>,
    pub problem: Option<String>,
    pub cause: Option<String>,
    pub measure: Option<String>,
    pub measure_owner: Option<String>,
    pub measure_due: Option<String>,
}

/// Parameters in one `IN (…)`.
const CHUNK: usize = 10_000;

/// The words of these projects as of a month; words of an earlier year are not this year's.
pub async fn words<C: ConnectionTrait>(
    conn: &C,
    ids: &[ProjectId],
    as_of: Month,
) -> Result<HashMap<ProjectId, Words>, DbError> {
    let terms = known::terms(conn).await?;
    words_with(conn, &terms, ids, as_of).await
}

/// The same where the shared words are at hand.
pub async fn words_with<C: ConnectionTrait>(
    conn: &C,
    terms: &Terms,
    ids: &[ProjectId],
    as_of: Month,
) -> Result<HashMap<ProjectId, Words>, DbError> {
    let mut words: HashMap<ProjectId, Words> = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let ids = || chunk.iter().copied();
        for project in project::Entity::find().filter(project::Column::Id.is_in(ids())).all(conn).await? {
            words.insert(project.id, Words::of(project, terms));
        }
        let entries = list_entry::Entity::find()
            .filter(list_entry::Column::ProjectId.is_in(ids()))
            .filter(list_entry::Column::Year.eq(as_of.year()));
        for entry in entries.all(conn).await? {
            if let Some(words) = words.get_mut(&entry.project_id) {
                words.level = terms.name(entry.level_id).map(str::to_owned);
                words.category = terms.name(entry.category_id).map(str::to_owned);
                words.nature = entry.nature_word.or_else(|| {
                    let nature = entry.nature.as_deref().and_then(nature_of)?;
                    Some(nature.label().to_owned())
                });
            }
        }
        let reports = monthly_report::Entity::find()
            .filter(monthly_report::Column::ProjectId.is_in(ids()))
            .filter(monthly_report::Column::Month.in_subquery(latest_month_of_project(as_of)));
        for report in reports.all(conn).await? {
            if let Some(words) = words.get_mut(&report.project_id) {
                words.tell(report, terms);
            }
        }
    }
    Ok(words)
}

/// The latest month of the year reported, up to `as_of`, of the project of the report at hand.
fn latest_month_of_project(as_of: Month) -> SelectStatement {
    let other = |column: monthly_report::Column| Expr::col((Alias::new("other"), column));
    sea_orm::sea_query::Query::select()
        .expr(other(monthly_report::Column::Month).max())
        .from_as(monthly_report::Entity, Alias::new("other"))
        .and_where(
            other(monthly_report::Column::ProjectId)
                .equals((monthly_report::Entity, monthly_report::Column::ProjectId)),
        )
        .and_where(other(monthly_report::Column::Month).between(as_of.january().index(), as_of.index()))
        .take()
}

impl Words {
    fn of(project: project::Model, terms: &Terms) -> Words {
        let term = |id| terms.name(id).map(str::to_owned);
        Words {
            region: term(project.region_id),
            department: term(project.department_id),
            unit: term(project.unit_id),
            leader: term(project.leader_id),
            industry: term(project.industry_id),
            chain: term(project.chain_id),
            funding_kind: term(project.funding_kind_id),
            name: project.name,
            code: project.code,
            number: project.number,
            owner: project.owner,
            start_date: project.start_date,
            planned_finish: project.planned_finish,
            ..Words::default()
        }
    }

    /// Only the latest report speaks: a problem no longer reported is no longer one.
    fn tell(&mut self, report: monthly_report::Model, terms: &Terms) {
        self.stage = terms.name(report.stage_id).map(str::to_owned);
        self.progress = report.progress;
        self.problem = report.problem;
        self.cause = report.cause;
        self.measure = report.measure;
        self.measure_owner = report.measure_owner;
        self.measure_due = report.measure_due;
    }

    /// The cause as reported, else the problem.
    pub fn why(&self) -> Option<&str> {
        self.cause.as_deref().or(self.problem.as_deref())
    }
}
