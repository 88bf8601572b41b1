//! Rows of the ledger as the board's plain facts: only the columns that figures need, some hundred projects at a time, so
//! that loading a ledger of any size takes little memory.

use super::entities::{annual_plan, list_entry, monthly_report, project, project_list, term};
use super::import::merge::nature_of;
use board::{Board, Dimension, FactorNeed, MonthFacts, PlanVersion, ProjectFacts, Quantity, TermId, Terms, YearFacts};
use kernel::{Date, Field, Money, Month};
use platform::DbError;
use sea_orm::sea_query::{Condition, Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::{BTreeSet, HashMap};

/// Projects read at a time; also the most parameters of one statement (SQLite takes some 32,000).
pub(super) const AT_ONCE: usize = 500;

/// Every project of the ledger, in a new board.
pub(super) async fn load_all<C: ConnectionTrait>(conn: &C, mut board: Board) -> Result<Board, DbError> {
    let count = project::Entity::find().count(conn).await?;
    board.expect(usize::try_from(count).unwrap_or(0));
    let words = Words::load(conn, Condition::all(), &mut board).await?;
    let mut after = i64::MIN;
    loop {
        let page = project::Entity::find()
            .filter(project::Column::Id.gt(after))
            .order_by_asc(project::Column::Id)
            .limit(AT_ONCE as u64);
        let projects = page.select_only().columns(PROJECT).into_model::<ProjectRow>().all(conn).await?;
        let Some((first, last)) = projects.first().zip(projects.last()).map(|(a, b)| (a.id, b.id)) else {
            return Ok(board);
        };
        after = last;
        let rows = Rows::of(conn, projects, |id| id.between(first, last)).await?;
        let facts = rows.facts(&words, &mut board);
        board.upsert_many(&facts);
    }
}

/// The projects of these ids as they are now; those that are no longer there leave the board.
pub(super) async fn refresh<C: ConnectionTrait>(conn: &C, ids: &[i64]) -> Result<Fresh, DbError> {
    let mut fresh = Fresh::default();
    let mut terms = BTreeSet::new();
    for ids in ids.chunks(AT_ONCE) {
        let found = project::Entity::find().filter(project::Column::Id.is_in(ids.iter().copied()));
        let projects = found.select_only().columns(PROJECT).into_model::<ProjectRow>().all(conn).await?;
        let known: BTreeSet<i64> = projects.iter().map(|p| p.id).collect();
        fresh.gone.extend(ids.iter().filter(|id| !known.contains(*id)));
        let rows = Rows::of(conn, projects, |id| id.is_in(ids.iter().copied())).await?;
        terms.extend(rows.terms());
        fresh.rows.push(rows);
    }
    let terms: Vec<i64> = terms.into_iter().collect();
    for ids in terms.chunks(AT_ONCE) {
        let wanted = Condition::all().add(term::Column::Id.is_in(ids.iter().copied()));
        fresh.words.terms.extend(Words::terms(conn, wanted).await?);
    }
    fresh.words.lists = Words::lists(conn).await?;
    Ok(fresh)
}

/// What [`refresh`] read, to be poured into the board at once.
#[derive(Default)]
pub(super) struct Fresh {
    gone: Vec<i64>,
    rows: Vec<Rows>,
    words: Words,
}

impl Fresh {
    pub fn pour(mut self, board: &mut Board) {
        for id in &self.gone {
            board.remove(*id);
        }
        self.words.enter(board);
        for rows in &self.rows {
            let facts = rows.facts(&self.words, board);
            board.upsert_many(&facts);
        }
    }
}

/// The words that projects are filed under, by their numbers in the database.
#[derive(Default)]
struct Words {
    terms: Vec<term::Model>,
    lists: HashMap<i64, String>,
    entered: HashMap<i64, (Dimension, TermId)>,
}

impl Words {
    async fn load<C: ConnectionTrait>(conn: &C, wanted: Condition, board: &mut Board) -> Result<Words, DbError> {
        let terms = Words::terms(conn, wanted).await?;
        let mut words = Words { terms, lists: Words::lists(conn).await?, entered: HashMap::new() };
        words.enter(board);
        Ok(words)
    }

    async fn terms<C: ConnectionTrait>(conn: &C, wanted: Condition) -> Result<Vec<term::Model>, DbError> {
        Ok(term::Entity::find().filter(wanted).all(conn).await?)
    }

    async fn lists<C: ConnectionTrait>(conn: &C) -> Result<HashMap<i64, String>, DbError> {
        let columns = [project_list::Column::Id, project_list::Column::Name];
        let lists = project_list::Entity::find().select_only().columns(columns);
        Ok(lists.into_tuple::<(i64, String)>().all(conn).await?.into_iter().collect())
    }

    /// New words come in the order that the office chose.
    fn enter(&mut self, board: &mut Board) {
        self.terms.sort_by_key(|t| (t.position, t.id));
        for term in &self.terms {
            if let Some(dimension) = dimension_of(&term.kind) {
                let Some(id) = board.term(dimension, &term.name) else { continue };
                board.set_order(dimension, id, i64::from(term.position));
                self.entered.insert(term.id, (dimension, id));
            }
        }
    }
}

const PROJECT: [project::Column; 16] = {
    use project::Column as C;
    [
        C::Id,
        C::Name,
        C::RegionId,
        C::DepartmentId,
        C::UnitId,
        C::LeaderId,
        C::IndustryId,
        C::ChainId,
        C::FundingKindId,
        C::TotalInvestment,
        C::DoneBefore,
        C::PlannedStart,
        C::StartDate,
        C::FinishDate,
        C::ProductionDate,
        C::IsInStatistics,
    ]
};

#[derive(FromQueryResult)]
struct ProjectRow {
    id: i64,
    name: String,
    region_id: Option<i64>,
    department_id: Option<i64>,
    unit_id: Option<i64>,
    leader_id: Option<i64>,
    industry_id: Option<i64>,
    chain_id: Option<i64>,
    funding_kind_id: Option<i64>,
    total_investment: Option<i64>,
    done_before: Option<i64>,
    planned_start: Option<String>,
    start_date: Option<String>,
    finish_date: Option<String>,
    production_date: Option<String>,
    is_in_statistics: Option<bool>,
}

const ENTRY: [list_entry::Column; 9] = {
    use list_entry::Column as C;
    [C::Id, C::ProjectId, C::Year, C::ListId, C::LevelId, C::CategoryId, C::Nature, C::FromMonth, C::UntilMonth]
};

#[derive(FromQueryResult)]
struct EntryRow {
    id: i64,
    project_id: i64,
    year: i32,
    list_id: i64,
    level_id: Option<i64>,
    category_id: Option<i64>,
    nature: Option<String>,
    from_month: i32,
    until_month: Option<i32>,
}

const PLAN: [annual_plan::Column; 4] = {
    use annual_plan::Column as C;
    [C::EntryId, C::FromMonth, C::Amount, C::FundsPlanned]
};

#[derive(FromQueryResult)]
struct PlanRow {
    entry_id: i64,
    from_month: i32,
    amount: Option<i64>,
    funds_planned: Option<i64>,
}

const REPORT: [monthly_report::Column; 16] = {
    use monthly_report::Column as C;
    [
        C::ProjectId,
        C::Month,
        C::DoneYtd,
        C::DoneMonth,
        C::DoneTotal,
        C::PrevYtd,
        C::FundsArrived,
        C::FundsPaid,
        C::FundGap,
        C::LandNeed,
        C::EnergyNeed,
        C::EmissionNeed,
        C::IsStarted,
        C::IsResumed,
        C::IsFinished,
        C::StageId,
    ]
};

#[derive(FromQueryResult)]
struct ReportRow {
    project_id: i64,
    month: i32,
    done_ytd: Option<i64>,
    done_month: Option<i64>,
    done_total: Option<i64>,
    prev_ytd: Option<i64>,
    funds_arrived: Option<i64>,
    funds_paid: Option<i64>,
    fund_gap: Option<i64>,
    land_need: Option<i64>,
    energy_need: Option<i64>,
    emission_need: Option<i64>,
    is_started: Option<bool>,
    is_resumed: Option<bool>,
    is_finished: Option<bool>,
    stage_id: Option<i64>,
}

/// Some projects with everything that belongs to them.
struct Rows {
    projects: Vec<ProjectRow>,
    entries: HashMap<i64, Vec<EntryRow>>,
    plans: HashMap<i64, Vec<PlanRow>>,
    reports: HashMap<i64, Vec<ReportRow>>,
}

impl Rows {
    /// `wanted` says which project numbers are meant.
    async fn of<C: ConnectionTrait>(
        conn: &C,
        projects: Vec<ProjectRow>,
        wanted: impl Fn(Expr) -> Expr,
    ) -> Result<Rows, DbError> {
        let entries = list_entry::Entity::find()
            .filter(wanted(list_entry::Column::ProjectId.into_expr()))
            .order_by_asc(list_entry::Column::Year);
        let entries = entries.select_only().columns(ENTRY).into_model::<EntryRow>().all(conn).await?;
        let mut plans = Vec::new();
        for ids in entries.chunks(AT_ONCE) {
            let found =
                annual_plan::Entity::find().filter(annual_plan::Column::EntryId.is_in(ids.iter().map(|e| e.id)));
            plans.extend(found.select_only().columns(PLAN).into_model::<PlanRow>().all(conn).await?);
        }
        let reports = monthly_report::Entity::find()
            .filter(wanted(monthly_report::Column::ProjectId.into_expr()))
            .order_by_asc(monthly_report::Column::ProjectId)
            .order_by_asc(monthly_report::Column::Month);
        let reports = reports.select_only().columns(REPORT).into_model::<ReportRow>().all(conn).await?;
        Ok(Rows {
            projects,
            entries: grouped(entries, |e| e.project_id),
            plans: grouped(plans, |p| p.entry_id),
            reports: grouped(reports, |r| r.project_id),
        })
    }

    /// The numbers of all words that the rows use.
    fn terms(&self) -> impl Iterator<Item = i64> {
        let entries = self.entries.values().flatten().flat_map(|e| [e.level_id, e.category_id]);
        let stages = self.reports.values().flatten().map(|r| r.stage_id);
        self.projects.iter().flat_map(ProjectRow::terms).chain(entries).chain(stages).flatten()
    }

    fn facts(&self, words: &Words, board: &mut Board) -> Vec<ProjectFacts> {
        self.projects.iter().map(|project| self.facts_of(project, words, board)).collect()
    }

    fn facts_of(&self, project: &ProjectRow, words: &Words, board: &mut Board) -> ProjectFacts {
        let entries = self.entries.get(&project.id).map_or(&[][..], Vec::as_slice);
        let reports = self.reports.get(&project.id).map_or(&[][..], Vec::as_slice);
        let (entry, report) = (entries.last(), reports.last());
        let mut terms = Terms::default();
        let later =
            [entry.and_then(|e| e.category_id), entry.and_then(|e| e.level_id), report.and_then(|r| r.stage_id)];
        let filed = project.terms().into_iter().chain(later).flatten();
        for (dimension, term) in filed.filter_map(|id| words.entered.get(&id)) {
            terms.set(*dimension, Some(*term));
        }
        if let Some(list) = entry.and_then(|e| words.lists.get(&e.list_id)) {
            terms.set(Dimension::List, board.term(Dimension::List, list));
        }
        let said = |flag: fn(&ReportRow) -> Option<bool>| reports.iter().rev().find_map(flag);
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

    fn year(&self, project: &ProjectRow, entry: &EntryRow) -> YearFacts {
        let plans = self.plans.get(&entry.id).map_or(&[][..], Vec::as_slice);
        let from = Month::from_index(entry.from_month).filter(|m| m.month() > 1);
        let version =
            |p: &PlanRow| Some(PlanVersion { from: Month::from_index(p.from_month)?, amount: p.amount.map(Money) });
        YearFacts {
            year: entry.year,
            nature: entry.nature.as_deref().and_then(nature_of),
            added: from,
            dropped: entry.until_month.and_then(Month::from_index),
            plans: plans.iter().filter_map(version).collect(),
            done_before: project.done_before.map(Money),
            funds_planned: plans.iter().max_by_key(|p| p.from_month).and_then(|p| p.funds_planned).map(Money),
        }
    }
}

impl ProjectRow {
    fn terms(&self) -> [Option<i64>; 7] {
        [
            self.region_id,
            self.department_id,
            self.unit_id,
            self.leader_id,
            self.industry_id,
            self.chain_id,
            self.funding_kind_id,
        ]
    }
}

fn month(report: &ReportRow) -> Option<MonthFacts> {
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
