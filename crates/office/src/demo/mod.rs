//! An invented city to try the product on and to measure it with: the same for the same seed, from 200 to a million projects.

mod city;
mod project;

use crate::ledger::entities::{annual_plan, list_entry, monthly_report, project as project_row, project_list, term};
use kernel::{Field, Month};
use platform::db::insert_all;
use platform::journal::{Actor, Entry, Recorded};
use platform::{Db, DbError, Moment, WriteTx};
use project::Invented;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, PaginatorTrait};
use std::collections::HashMap;

/// How large a city, and how long its history.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// 200 to 1,000,000.
    pub projects: u64,
    pub seed: u64,
    /// Months of reports from January 2024 on, 1 to 36.
    pub months: u32,
}

#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    #[error("数据库里已有项目,演示数据只能写入空库;请换一个--db,或先备份后另建")]
    NotEmpty,
    #[error("项目数应在200到1000000之间,月数应在1到36之间")]
    OutOfRange,
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The first month of every demonstration city.
const FIRST_YEAR: i32 = 2024;

/// Projects invented and written at a time.
const AT_ONCE: u64 = 2_000;

/// Whether the ledger holds no project yet.
pub async fn is_empty(db: &Db) -> Result<bool, DbError> {
    Ok(project_row::Entity::find().count(db.read()).await? == 0)
}

/// Fills an empty ledger; returns the last month reported.
pub async fn fill(db: &Db, now: Moment, size: Size) -> Result<Month, DemoError> {
    if !(200..=1_000_000).contains(&size.projects) || !(1..=36).contains(&size.months) {
        return Err(DemoError::OutOfRange);
    }
    if !is_empty(db).await? {
        return Err(DemoError::NotEmpty);
    }
    let first = Month::new(FIRST_YEAR, 1).ok_or(DemoError::OutOfRange)?;
    let last = first.plus(size.months as i32 - 1);
    let tx = db.write(&Actor::command_line(), now).await?;
    let words = Words::write(&tx, first, last).await?;
    let mut keys = Keys { project: 1, entry: 1 };
    let mut recorded: Option<Recorded> = None;
    for begin in (0..size.projects).step_by(AT_ONCE as usize) {
        let end = size.projects.min(begin + AT_ONCE);
        let invented = (begin..end).map(|index| project::invent(size.seed, index, first, last)).collect();
        let told = write(&tx, invented, &words, &mut keys).await?;
        recorded = match (recorded, told) {
            (Some(a), Some(b)) => Some(a.and(b)),
            (a, b) => a.or(b),
        };
    }
    let summary = Entry::new("生成演示数据", "demo", size.seed).to(format!("{}个项目,截至{last}", size.projects));
    let summary = tx.record(summary).await?;
    let recorded = match recorded {
        Some(told) => summary.and(told),
        None => summary,
    };
    keys.tell_postgres(&tx).await?;
    tx.commit(recorded).await?;
    Ok(last)
}

/// The city's words and lists, by name.
struct Words {
    terms: HashMap<(&'static str, &'static str), i64>,
    lists: HashMap<i32, i64>,
}

impl Words {
    async fn write(tx: &WriteTx, first: Month, last: Month) -> Result<Words, DbError> {
        let mut terms = HashMap::new();
        let mut words: Vec<(&'static str, &'static str)> = Vec::new();
        words.extend(city::REGIONS.iter().map(|(name, ..)| ("region", *name)));
        words.extend(city::REGIONS.iter().map(|(name, ..)| ("unit", *name)));
        words.extend(
            city::KINDS
                .iter()
                .flat_map(|k| [("category", k.category), ("department", k.department), ("industry", k.industry)]),
        );
        words.extend(city::KINDS.iter().filter_map(|k| k.chain).map(|chain| ("chain", chain)));
        words.extend(city::LEADERS.iter().map(|name| ("leader", *name)));
        words.extend([
            ("level", "省级重点"),
            ("level", "市级重点"),
            ("funding_kind", "企业投资"),
            ("funding_kind", "政府投资"),
        ]);
        for (position, (kind, name)) in words.into_iter().enumerate() {
            if terms.contains_key(&(kind, name)) {
                continue;
            }
            let row = term::ActiveModel {
                id: NotSet,
                kind: Set(kind.to_owned()),
                name: Set(name.to_owned()),
                sort_key: Set(platform::text::sort_key(name)),
                position: Set(position as i32),
            };
            terms.insert((kind, name), row.insert(tx).await?.id);
        }
        let mut lists = HashMap::new();
        for year in first.year()..=last.year() {
            let name = crate::ledger::default_list_name(year);
            let row = project_list::ActiveModel {
                id: NotSet,
                year: Set(year),
                name: Set(name),
                mapping: Set("{}".to_owned()),
            };
            lists.insert(year, row.insert(tx).await?.id);
        }
        Ok(Words { terms, lists })
    }

    fn id(&self, field: &Field, name: &'static str) -> Option<i64> {
        let kind = field.id();
        self.terms.iter().find(|((k, n), _)| *k == kind && *n == name).map(|(_, id)| *id)
    }
}

/// The next free keys: the ledger is empty, so they begin at one.
struct Keys {
    project: i64,
    entry: i64,
}

impl Keys {
    /// PostgreSQL's sequences do not notice keys that were given by hand.
    async fn tell_postgres(&self, tx: &WriteTx) -> Result<(), DbError> {
        use sea_orm::{ConnectionTrait, DbBackend, Statement};
        if tx.get_database_backend() != DbBackend::Postgres {
            return Ok(());
        }
        for (table, next) in [("project", self.project), ("list_entry", self.entry)] {
            let sql = format!("SELECT setval(pg_get_serial_sequence('\"{table}\"', 'id'), {next}, false)");
            tx.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await?;
        }
        Ok(())
    }
}

async fn write(
    tx: &WriteTx,
    invented: Vec<Invented>,
    words: &Words,
    keys: &mut Keys,
) -> Result<Option<Recorded>, DbError> {
    let mut projects = Vec::with_capacity(invented.len());
    let mut entries: Vec<list_entry::ActiveModel> = Vec::new();
    let mut plans: Vec<annual_plan::ActiveModel> = Vec::new();
    let mut reports: Vec<monthly_report::ActiveModel> = Vec::new();
    let mut story = Vec::with_capacity(invented.len());
    for one in invented {
        let mut project = one.project;
        project.id = keys.project;
        keys.project += 1;
        project.region_id = words.id(&Field::Region, one.region);
        project.unit_id = words.id(&Field::ResponsibleUnit, one.region);
        project.department_id = words.id(&Field::Department, one.kind.department);
        project.industry_id = words.id(&Field::Industry, one.kind.industry);
        project.chain_id = one.kind.chain.and_then(|chain| words.id(&Field::Chain, chain));
        project.leader_id = words.id(&Field::Leader, one.leader);
        project.funding_kind_id = words.id(&Field::FundingKind, one.funding);
        story.push(
            Entry::new("新增项目", "project", project.id).project(project.id).to(project.name.clone()).why("演示数据"),
        );
        for year in one.years {
            let mut entry = year.entry;
            entry.id = keys.entry;
            keys.entry += 1;
            entry.project_id = project.id;
            entry.list_id = words.lists.get(&entry.year).copied().unwrap_or_default();
            entry.level_id = words.id(&Field::Level, one.level);
            entry.category_id = words.id(&Field::Category, one.kind.category);
            for mut plan in year.plans {
                plan.entry_id = entry.id;
                let mut plan = plan.into_active_model();
                plan.id = NotSet;
                plans.push(plan);
            }
            entries.push(entry.into_active_model());
        }
        for mut report in one.reports {
            report.project_id = project.id;
            let mut report = report.into_active_model();
            report.id = NotSet;
            reports.push(report);
        }
        projects.push(project.into_active_model());
    }
    insert_all(tx, projects).await?;
    insert_all(tx, entries).await?;
    insert_all(tx, plans).await?;
    insert_all(tx, reports).await?;
    tx.record_all(story).await
}
