//! Two nodes over one real PostgreSQL, with writers that commit in any order: what either board says is what the ledger
//! says, worked out anew, and a change is in the next answer of both.

mod city;

use board::{Amount, Dimension, Filter, Query};
use city::{City, anew};
use kernel::Money;
use office::ledger::BoardFeed;
use office::ledger::entities::{list_entry, monthly_report, project, term};
use platform::Db;
use platform::testing::{self, TestDb};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::BTreeMap;
use std::sync::Arc;

struct Node {
    db: Db,
    feed: BoardFeed,
}

impl Node {
    async fn on(test: &TestDb) -> Arc<Node> {
        Arc::new(Node { db: test.node().await, feed: BoardFeed::default() })
    }

    /// What the project has done by July, as this node answers now.
    async fn done(&self, project: i64) -> Option<Money> {
        let board = self.feed.current(&self.db).await.unwrap();
        let answer = board.query(&Query::new(city::july()).with(Filter::Ids(vec![project])));
        answer.total.money(Amount::DoneYtd)
    }

    async fn answers(&self) -> Vec<String> {
        city::answers(&self.feed.current(&self.db).await.unwrap())
    }
}

async fn postgres() -> TestDb {
    let test = testing::postgres().await;
    city::migrations().run(&test.db).await.unwrap();
    test
}

/// The year's investment up to July by region, added up from the rows without a board; regions in the order of their words.
async fn done_by_region(db: &Db) -> Vec<(String, i64)> {
    let regions = term::Entity::find().filter(term::Column::Kind.eq("region")).order_by_asc(term::Column::Position);
    let regions = regions.all(db.read()).await.unwrap();
    let projects = project::Entity::find().all(db.read()).await.unwrap();
    let listed = list_entry::Entity::find().filter(list_entry::Column::Year.eq(2025)).all(db.read()).await.unwrap();
    let within = monthly_report::Column::Month.between(city::july().january().index(), city::july().index());
    let reports = monthly_report::Entity::find().filter(within).order_by_asc(monthly_report::Column::Month);
    let mut latest: BTreeMap<i64, i64> = BTreeMap::new();
    for report in reports.all(db.read()).await.unwrap() {
        latest.extend(report.done_ytd.map(|done| (report.project_id, done)));
    }
    let is_listed = |id: i64| {
        let now = city::july().index();
        listed.iter().any(|e| e.project_id == id && e.from_month <= now && e.until_month.is_none_or(|m| now < m))
    };
    let of = |region: i64| {
        let own: Vec<_> = projects.iter().filter(|p| p.region_id == Some(region) && is_listed(p.id)).collect();
        (!own.is_empty()).then(|| own.iter().filter_map(|p| latest.get(&p.id)).sum())
    };
    regions.into_iter().filter_map(|region| Some((region.name, of(region.id)?))).collect()
}

const WRITERS: u64 = 6;
const ROUNDS: usize = 8;
const CHANGES: usize = 12;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn both_boards_say_what_the_ledger_says_under_concurrent_writers() {
    let test = postgres().await;
    let mut writers = City::found(&test.db, WRITERS).await;
    let nodes = [Node::on(&test).await, Node::on(&test).await];
    for round in 0..ROUNDS {
        let writing = writers.drain(..).enumerate().map(|(number, mut writer)| {
            let (db, nodes) = (test.db.clone(), nodes.clone());
            tokio::spawn(async move {
                for change in 0..CHANGES {
                    writer.change_anything(&db).await;
                    // Its own change, through either node, whatever the others are in the middle of.
                    let (project, done) = writer.report(&db).await;
                    let node = &nodes[(number + change) % 2];
                    assert_eq!(node.done(project).await, Some(done), "round {round}, writer {number}");
                }
                writer
            })
        });
        for writer in writing.collect::<Vec<_>>() {
            writers.push(writer.await.unwrap());
        }
        let (expected, by_rows) = (anew(&test.db).await, done_by_region(&test.db).await);
        for (node, name) in nodes.iter().zip(["first", "second"]) {
            assert_eq!(node.answers().await, expected, "{name} node after round {round}");
            let board = node.feed.current(&node.db).await.unwrap();
            let groups = board.query(&Query::new(city::july()).by(Dimension::Region)).groups;
            let said = groups.iter().map(|g| (g.label.clone(), g.indicators.money(Amount::DoneYtd).map_or(0, |m| m.0)));
            assert_eq!(
                said.collect::<Vec<_>>(),
                by_rows,
                "{name} node after round {round}, against the rows themselves"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_committed_after_later_ones_is_not_missed() {
    let test = postgres().await;
    let mut writers = City::found(&test.db, 2).await;
    let (mut quick, mut slow) = (writers.remove(1), writers.remove(0));
    let node = Node::on(&test).await;
    for _ in 0..3 {
        let (early, project, done) = slow.report_open(&test.db).await;
        let (other, others) = quick.report(&test.db).await;
        // The later entry is seen, the earlier one not yet.
        assert_eq!(node.done(other).await, Some(others));
        assert_ne!(node.done(project).await, Some(done));
        early.commit().await;
        assert_eq!(node.done(project).await, Some(done));
        assert_eq!(node.answers().await, anew(&test.db).await);
    }
}
