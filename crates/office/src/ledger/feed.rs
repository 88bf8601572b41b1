//! From the ledger's rows to the board's columns.
//!
//! [`BoardFeed`] holds the board in memory and brings it up to date from the journal before each answer, so that a page is
//! never stale, whichever node wrote the change.

use super::entities::{annual_plan, list_entry, monthly_report, project, project_list, term};
use super::import::merge::nature_of;
use board::{
    Board, Dimension, FactorNeed, MonthFacts, PlanVersion, ProjectFacts, Quantity, SizeBands, Terms, YearFacts,
};
use kernel::{Date, Field, Money, Month};
use platform::journal::{self, Cursor};
use platform::memory::Stand;
use platform::{Db, DbError};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;
use tokio::sync::{RwLock, RwLockReadGuard};

/// The board of this node.
pub struct BoardFeed {
    board: RwLock<Board>,
    cursor: RwLock<Option<Cursor>>,
}

impl Default for BoardFeed {
    fn default() -> BoardFeed {
        BoardFeed { board: RwLock::new(Board::new(SizeBands::default())), cursor: RwLock::new(None) }
    }
}

impl BoardFeed {
    /// The board as the ledger stands now.
    pub async fn current(&self, db: &Db) -> Result<RwLockReadGuard<'_, Board>, DbError> {
        let seen = self.cursor.read().await.clone();
        let is_behind = match &seen {
            None => true,
            Some(seen) => journal::cursor(db.read()).await? != *seen,
        };
        if is_behind {
            self.catch_up(db).await?;
        }
        Ok(self.board.read().await)
    }

    /// The board as the journal stood at `stand` or later: nothing is asked of the database while it stands there already.
    pub async fn at(&self, db: &Db, stand: &Stand) -> Result<RwLockReadGuard<'_, Board>, DbError> {
        let is_behind = self.cursor.read().await.as_ref() != Some(stand.cursor());
        if is_behind {
            self.catch_up(db).await?;
        }
        Ok(self.board.read().await)
    }

    async fn catch_up(&self, db: &Db) -> Result<(), DbError> {
        // Only one request catches up; the others wait for it and then find nothing left to do.
        let mut cursor = self.cursor.write().await;
        let Some(seen) = cursor.as_ref() else {
            let now = journal::cursor(db.read()).await?;
            let rows = Rows::load(db.read(), None).await?;
            let mut board = self.board.write().await;
            *board = Board::new(SizeBands::default());
            rows.pour(&mut board);
            *cursor = Some(now);
            return Ok(());
        };
        let changes = journal::changes_since(db.read(), seen).await?;
        if !changes.projects.is_empty() {
            let rows = Rows::load(db.read(), Some(&changes.projects)).await?;
            let mut board = self.board.write().await;
            for id in &changes.projects {
                if !rows.projects.iter().any(|p| p.id == *id) {
                    board.remove(*id);
                }
            }
            rows.pour(&mut board);
        }
        *cursor = Some(changes.cursor);
        Ok(())
    }
}

/// Rows of some projects, or of all.
struct Rows {
    terms: HashMap<i64, term::Model>,
    lists: HashMap<i64, String>,
    projects: Vec<project::Model>,
    entries: HashMap<i64, Vec<list_entry::Model>>,
    plans: HashMap<i64, Vec<annual_plan::Model>>,
    reports: HashMap<i64, Vec<monthly_report::Model>>,
}

impl Rows {
    async fn load<C: ConnectionTrait>(conn: &C, ids: Option<&[i64]>) -> Result<Rows, DbError> {
        let mut projects = project::Entity::find().order_by_asc(project::Column::Id);
        let mut entries = list_entry::Entity::find().order_by_asc(list_entry::Column::Year);
        let mut reports = monthly_report::Entity::find().order_by_asc(monthly_report::Column::Month);
        let mut plans = annual_plan::Entity::find();
        if let Some(ids) = ids {
            let ids = || ids.iter().copied();
            projects = projects.filter(project::Column::Id.is_in(ids()));
            entries = entries.filter(list_entry::Column::ProjectId.is_in(ids()));
            reports = reports.filter(monthly_report::Column::ProjectId.is_in(ids()));
        }
        let entries = entries.all(conn).await?;
        if ids.is_some() {
            plans = plans.filter(annual_plan::Column::EntryId.is_in(entries.iter().map(|e| e.id)));
        }
        Ok(Rows {
            terms: term::Entity::find().all(conn).await?.into_iter().map(|t| (t.id, t)).collect(),
            lists: project_list::Entity::find().all(conn).await?.into_iter().map(|l| (l.id, l.name)).collect(),
            projects: projects.all(conn).await?,
            entries: grouped(entries, |e| e.project_id),
            plans: grouped(plans.all(conn).await?, |p| p.entry_id),
            reports: grouped(reports.all(conn).await?, |r| r.project_id),
        })
    }

    fn pour(self, board: &mut Board) {
        let mut words: HashMap<i64, (Dimension, board::TermId)> = HashMap::new();
        let mut ordered: Vec<&term::Model> = self.terms.values().collect();
        ordered.sort_by_key(|t| (t.position, t.id));
        for term in ordered {
            if let Some(dimension) = dimension_of(&term.kind) {
                let Some(id) = board.term(dimension, &term.name) else { continue };
                board.set_order(dimension, id, i64::from(term.position));
                words.insert(term.id, (dimension, id));
            }
        }
        let facts: Vec<ProjectFacts> = self.projects.iter().map(|project| self.facts(project, board, &words)).collect();
        board.upsert_many(&facts);
    }

    fn facts(
        &self,
        project: &project::Model,
        board: &mut Board,
        words: &HashMap<i64, (Dimension, board::TermId)>,
    ) -> ProjectFacts {
        let entries = self.entries.get(&project.id).map_or(&[][..], Vec::as_slice);
        let reports = self.reports.get(&project.id).map_or(&[][..], Vec::as_slice);
        let (entry, report) = (entries.last(), reports.last());
        let mut terms = Terms::default();
        let term_ids = [
            project.region_id,
            project.department_id,
            project.unit_id,
            project.leader_id,
            project.industry_id,
            project.chain_id,
            project.funding_kind_id,
            entry.and_then(|e| e.category_id),
            entry.and_then(|e| e.level_id),
            report.and_then(|r| r.stage_id),
        ];
        for (dimension, term) in term_ids.into_iter().flatten().filter_map(|id| words.get(&id)) {
            terms.set(*dimension, Some(*term));
        }
        if let Some(list) = entry.and_then(|e| self.lists.get(&e.list_id)) {
            terms.set(Dimension::List, board.term(Dimension::List, list));
        }
        let said = |flag: fn(&monthly_report::Model) -> Option<bool>| reports.iter().rev().find_map(flag);
        ProjectFacts {
            id: project.id,
            name: project.name.clone(),
            terms,
            total_investment: project.total_investment.map(Money),
            planned_start: project.planned_start.as_deref().and_then(first_day),
            start: project.start_date.as_deref().and_then(first_day),
            finish: project.finish_date.as_deref().and_then(first_day),
            production: project.production_date.as_deref().and_then(first_day),
            resumed: None,
            is_started: said(|r| r.is_started),
            is_resumed: said(|r| r.is_resumed),
            is_finished: said(|r| r.is_finished),
            in_statistics: project.is_in_statistics,
            fund_gap: report.and_then(|r| r.fund_gap).map(Money),
            land: need(report.and_then(|r| r.land_need)),
            energy: need(report.and_then(|r| r.energy_need)),
            emission: need(report.and_then(|r| r.emission_need)),
            years: entries.iter().map(|entry| self.year(project, entry)).collect(),
            months: reports.iter().filter_map(month).collect(),
        }
    }

    fn year(&self, project: &project::Model, entry: &list_entry::Model) -> YearFacts {
        let plans = self.plans.get(&entry.id).map_or(&[][..], Vec::as_slice);
        let from = Month::from_index(entry.from_month).filter(|m| m.month() > 1);
        YearFacts {
            year: entry.year,
            nature: entry.nature.as_deref().and_then(nature_of),
            added: from,
            dropped: entry.until_month.and_then(Month::from_index),
            plans: plans
                .iter()
                .filter_map(|p| {
                    Some(PlanVersion { from: Month::from_index(p.from_month)?, amount: p.amount.map(Money) })
                })
                .collect(),
            done_before: project.done_before.map(Money),
            funds_planned: plans.iter().max_by_key(|p| p.from_month).and_then(|p| p.funds_planned).map(Money),
        }
    }
}

fn month(report: &monthly_report::Model) -> Option<MonthFacts> {
    Some(MonthFacts {
        month: Month::from_index(report.month)?,
        done_ytd: report.done_ytd.map(Money),
        done_month: report.done_month.map(Money),
        done_total: report.done_total.map(Money),
        prev_ytd: report.prev_ytd.map(Money),
        funds_arrived: report.funds_arrived.map(Money),
        funds_paid: report.funds_paid.map(Money),
    })
}

fn need(thousandths: Option<i64>) -> FactorNeed {
    FactorNeed { need: thousandths.map(Quantity), allocated: None }
}

/// The dimension whose words a kind of term holds.
fn dimension_of(kind: &str) -> Option<Dimension> {
    let field: Field = kind.parse().ok()?;
    Some(match field {
        Field::Region => Dimension::Region,
        Field::Department => Dimension::Department,
        Field::ResponsibleUnit => Dimension::Unit,
        Field::Leader => Dimension::Leader,
        Field::Industry => Dimension::Industry,
        Field::Chain => Dimension::Chain,
        Field::FundingKind => Dimension::FundingKind,
        Field::Category => Dimension::Category,
        Field::Level => Dimension::Level,
        Field::Stage => Dimension::Stage,
        _ => return None,
    })
}

/// The first day that an ISO date, or the beginning of one, can mean: `2025-04` is 1 April.
pub fn first_day(iso: &str) -> Option<Date> {
    let mut parts = iso.splitn(3, '-');
    let year = parts.next()?.parse().ok()?;
    let month = parts.next().map_or(Ok(1), str::parse).ok()?;
    let day = parts.next().map_or(Ok(1), str::parse).ok()?;
    Date::from_ymd_opt(year, month, day)
}

fn grouped<T>(rows: Vec<T>, key: impl Fn(&T) -> i64) -> HashMap<i64, Vec<T>> {
    let mut groups: HashMap<i64, Vec<T>> = HashMap::new();
    for row in rows {
        groups.entry(key(&row)).or_default().push(row);
    }
    groups
}
