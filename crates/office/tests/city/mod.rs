//! A small city whose ledger writers change at random, each its own projects.

use board::{Board, Dimension, Query};
use kernel::{Chance, Money, Month};
use office::ledger::BoardFeed;
use office::ledger::entities::{annual_plan, list_entry, monthly_report, project, project_list, term};
use platform::db::migrate::Migrations;
use platform::journal::{Actor, Entry, Recorded, Source};
use platform::{Db, Moment, WriteTx};
use sea_orm::ActiveValue::{NotSet, Set, Unchanged};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter};
use std::collections::BTreeMap;
use std::sync::Arc;

const REGIONS: [&str; 4] = ["东城区", "西城区", "南城区", "北城区"];
const LEVELS: [&str; 2] = ["省级重点", "市级重点"];
/// Projects of each writer at the start.
const EACH: usize = 5;

const NOW: Moment = Moment(1_754_200_000_000);

pub fn migrations() -> Migrations {
    Migrations::of(&office::mechanisms(&Arc::new(BoardFeed::default())))
}

pub fn july() -> Month {
    Month::new(2025, 7).unwrap()
}

/// Everything that the tests ask of a board, as text.
pub fn answers(board: &Board) -> Vec<String> {
    let months = [(2024, 12), (2025, 1), (2025, 6), (2025, 7)].map(|(year, month)| Month::new(year, month).unwrap());
    let queries = months.into_iter().flat_map(|month| {
        let query = Query::new(month);
        [query.clone(), query.clone().by(Dimension::Region), query.by(Dimension::Level).by(Dimension::Category)]
    });
    let mut said: Vec<String> = queries.map(|q| serde_json::to_string(&board.query(&q)).unwrap()).collect();
    said.push(board.len().to_string());
    said
}

/// The answers of a board that was loaded this moment.
pub async fn anew(db: &Db) -> Vec<String> {
    let feed = BoardFeed::default();
    let board = feed.current(db).await.unwrap();
    answers(&board)
}

/// The words that projects are filed under.
#[derive(Default)]
pub struct City {
    regions: Vec<i64>,
    levels: Vec<i64>,
    lists: BTreeMap<i32, i64>,
}

impl City {
    /// A new city and its writers, each with some projects.
    pub async fn found(db: &Db, writers: u64) -> Vec<Writer> {
        let tx = begin(db).await;
        let mut city = City::default();
        for (position, name) in REGIONS.iter().enumerate() {
            city.regions.push(word(&tx, "region", name, position).await);
        }
        for (position, name) in LEVELS.iter().enumerate() {
            city.levels.push(word(&tx, "level", name, position).await);
        }
        for year in [2024, 2025] {
            let name = format!("{year}年重点项目");
            let list =
                project_list::ActiveModel { id: NotSet, year: Set(year), name: Set(name), mapping: Set("{}".into()) };
            city.lists.insert(year, list.insert(&tx).await.unwrap().id);
        }
        let founded = tx.record(Entry::new("建立", "city", 1)).await.unwrap();
        tx.commit(founded).await.unwrap();
        let city = Arc::new(city);
        let mut all = Vec::new();
        for number in 0..writers {
            let mut writer = Writer { city: city.clone(), projects: Vec::new(), dice: Chance::new(number) };
            for _ in 0..EACH {
                writer.add_project(db).await;
            }
            all.push(writer);
        }
        all
    }
}

pub async fn begin(db: &Db) -> WriteTx {
    db.write(&Actor::account(1, "张三", Source::Page), NOW).await.unwrap()
}

async fn word(tx: &WriteTx, kind: &str, name: &str, position: usize) -> i64 {
    let row = term::ActiveModel {
        id: NotSet,
        kind: Set(kind.to_owned()),
        name: Set(name.to_owned()),
        sort_key: Set(String::new()),
        position: Set(position as i32),
    };
    row.insert(tx).await.unwrap().id
}

/// Changes its own projects, so that it knows what must be answered.
#[derive(Clone)]
pub struct Writer {
    city: Arc<City>,
    projects: Vec<i64>,
    dice: Chance,
}

/// A report whose transaction is still open.
pub struct Open {
    tx: WriteTx,
    recorded: Recorded,
}

impl Open {
    pub async fn commit(self) {
        self.tx.commit(self.recorded).await.unwrap();
    }
}

impl Writer {
    /// An even number below `limit` from a fixed sequence.
    fn below(&mut self, limit: u64) -> u64 {
        self.dice.below(limit)
    }

    fn one_of(&mut self, ids: &[i64]) -> i64 {
        ids[self.below(ids.len() as u64) as usize]
    }

    fn own(&mut self) -> i64 {
        let projects = self.projects.clone();
        self.one_of(&projects)
    }

    fn amount(&mut self) -> i64 {
        Money::from_wan(self.below(90_000) as i64).0 + i64::from(self.below(4) == 0)
    }

    /// Moves a project, plans it anew, reports it in some month, takes it off the list, removes it or adds one.
    pub async fn change_anything(&mut self, db: &Db) {
        match self.below(7) {
            0 => self.add_project(db).await,
            1 if self.projects.len() > 2 => self.remove_project(db).await,
            2 => self.move_project(db).await,
            3 => self.plan(db).await,
            4 => self.take_off(db).await,
            _ => {
                let (month, project) = (self.below(19) as i32, self.own());
                let done = self.amount();
                let tx = begin(db).await;
                put_report(&tx, project, Month::new(2024, 1).unwrap().plus(month), done).await;
                self.commit(tx, project).await;
            }
        }
    }

    /// Reports July of one of its projects: which, and the investment that is now to be answered.
    pub async fn report(&mut self, db: &Db) -> (i64, Money) {
        let (open, project, done) = self.report_open(db).await;
        open.commit().await;
        (project, done)
    }

    pub async fn report_open(&mut self, db: &Db) -> (Open, i64, Money) {
        let (project, done) = (self.own(), self.amount());
        let tx = begin(db).await;
        put_report(&tx, project, july(), done).await;
        // Whatever had been done with it: it is on the list.
        let listed = list_entry::Entity::update_many()
            .col_expr(list_entry::Column::UntilMonth, Expr::value(None::<i32>))
            .filter(list_entry::Column::ProjectId.eq(project));
        listed.exec(&tx).await.unwrap();
        let recorded = tx.record(changed(project)).await.unwrap();
        (Open { tx, recorded }, project, Money(done))
    }

    pub async fn add_project(&mut self, db: &Db) {
        let city = self.city.clone();
        let (region, level) = (self.one_of(&city.regions), self.one_of(&city.levels));
        let (total, plan) = (self.amount(), self.amount());
        let tx = begin(db).await;
        let row = project::ActiveModel {
            name: Set(format!("项目{}", self.dice.draw())),
            name_key: Set(String::new()),
            initials: Set(String::new()),
            owner_key: Set(String::new()),
            region_id: Set(Some(region)),
            total_investment: Set(Some(total)),
            ..Default::default()
        };
        let id = row.insert(&tx).await.unwrap().id;
        for (&year, &list) in &city.lists {
            let entry = list_entry::ActiveModel {
                project_id: Set(id),
                year: Set(year),
                list_id: Set(list),
                level_id: Set(Some(level)),
                from_month: Set(Month::new(year, 1).unwrap().index()),
                ..Default::default()
            };
            let entry = entry.insert(&tx).await.unwrap().id;
            version(&tx, entry, Month::new(year, 1).unwrap(), plan).await;
        }
        self.projects.push(id);
        self.commit(tx, id).await;
    }

    async fn remove_project(&mut self, db: &Db) {
        let place = self.below(self.projects.len() as u64) as usize;
        let id = self.projects.swap_remove(place);
        let tx = begin(db).await;
        let entries = list_entry::Entity::find().filter(list_entry::Column::ProjectId.eq(id)).all(&tx).await.unwrap();
        let of_entries = annual_plan::Column::EntryId.is_in(entries.iter().map(|e| e.id));
        annual_plan::Entity::delete_many().filter(of_entries).exec(&tx).await.unwrap();
        list_entry::Entity::delete_many().filter(list_entry::Column::ProjectId.eq(id)).exec(&tx).await.unwrap();
        monthly_report::Entity::delete_many().filter(monthly_report::Column::ProjectId.eq(id)).exec(&tx).await.unwrap();
        project::Entity::delete_by_id(id).exec(&tx).await.unwrap();
        self.commit(tx, id).await;
    }

    async fn move_project(&mut self, db: &Db) {
        let city = self.city.clone();
        let (id, region, total) = (self.own(), self.one_of(&city.regions), self.amount());
        let tx = begin(db).await;
        let row = project::ActiveModel {
            id: Unchanged(id),
            region_id: Set(Some(region)),
            total_investment: Set(Some(total)),
            ..Default::default()
        };
        row.update(&tx).await.unwrap();
        self.commit(tx, id).await;
    }

    async fn plan(&mut self, db: &Db) {
        let (id, amount, month) = (self.own(), self.amount(), self.below(12) as u32 + 1);
        let tx = begin(db).await;
        let entry = self.entry(&tx, id).await;
        version(&tx, entry, Month::new(2025, month).unwrap(), amount).await;
        self.commit(tx, id).await;
    }

    async fn take_off(&mut self, db: &Db) {
        let (id, month) = (self.own(), self.below(7) as u32 + 1);
        let tx = begin(db).await;
        let row = list_entry::ActiveModel {
            id: Unchanged(self.entry(&tx, id).await),
            until_month: Set(Some(Month::new(2025, month).unwrap().index())),
            ..Default::default()
        };
        row.update(&tx).await.unwrap();
        self.commit(tx, id).await;
    }

    /// The place of a project on this year's list.
    async fn entry(&self, tx: &WriteTx, project: i64) -> i64 {
        let entry = list_entry::Entity::find()
            .filter(list_entry::Column::ProjectId.eq(project))
            .filter(list_entry::Column::Year.eq(2025));
        entry.one(tx).await.unwrap().unwrap().id
    }

    async fn commit(&mut self, tx: WriteTx, project: i64) {
        let recorded = tx.record(changed(project)).await.unwrap();
        if self.below(3) == 0 {
            // The entry has its number; now others may overtake.
            for _ in 0..self.below(20) {
                tokio::task::yield_now().await;
            }
        }
        tx.commit(recorded).await.unwrap();
    }
}

fn changed(project: i64) -> Entry {
    Entry::new("修改", "project", project).project(project)
}

/// The version of a plan from a month on, new or corrected.
async fn version(tx: &WriteTx, entry: i64, from: Month, amount: i64) {
    let known = annual_plan::Entity::find()
        .filter(annual_plan::Column::EntryId.eq(entry))
        .filter(annual_plan::Column::FromMonth.eq(from.index()));
    match known.one(tx).await.unwrap() {
        Some(known) => {
            let row =
                annual_plan::ActiveModel { id: Unchanged(known.id), amount: Set(Some(amount)), ..Default::default() };
            row.update(tx).await.unwrap();
        }
        None => {
            let row = annual_plan::ActiveModel {
                entry_id: Set(entry),
                from_month: Set(from.index()),
                amount: Set(Some(amount)),
                ..Default::default()
            };
            row.insert(tx).await.unwrap();
        }
    }
}

/// The report of a month, new or corrected.
async fn put_report(tx: &WriteTx, project: i64, month: Month, done: i64) {
    let known = monthly_report::Entity::find()
        .filter(monthly_report::Column::ProjectId.eq(project))
        .filter(monthly_report::Column::Month.eq(month.index()));
    match known.one(tx).await.unwrap() {
        Some(known) => {
            let row = monthly_report::ActiveModel {
                id: Unchanged(known.id),
                done_ytd: Set(Some(done)),
                ..Default::default()
            };
            row.update(tx).await.unwrap();
        }
        None => {
            let row = monthly_report::ActiveModel {
                project_id: Set(project),
                month: Set(month.index()),
                done_ytd: Set(Some(done)),
                approvals: Set("{}".into()),
                custom: Set("{}".into()),
                revision: Set(1),
                ..Default::default()
            };
            row.insert(tx).await.unwrap();
        }
    }
}
