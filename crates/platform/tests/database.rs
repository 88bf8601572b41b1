//! Connecting, migrating and writing, on both databases.

use platform::db::migrate::{Migrations, Table, TableMigration, big, id};
use platform::db::{DbOptions, Housekeeping};
use platform::journal::{Actor, Entry};
use platform::testing::{both, postgres, sqlite};
use platform::{Db, DbError, Moment};
use sea_orm::{ConnectionTrait, Statement};

const NOW: Moment = Moment(1_753_891_200_000);

fn counter() -> TableMigration {
    TableMigration::new("m20260201_000001_counter", |_| {
        vec![Table::create().table("counter").col(id()).col(big("value")).take()]
    })
    .statements(|_| vec!["INSERT INTO counter (value) VALUES (0)".to_owned()])
}

/// Makes a table, then fails.
fn broken() -> TableMigration {
    TableMigration::new("m20260202_000001_broken", |_| vec![Table::create().table("half").col(id()).take()])
        .statements(|_| vec!["INSERT INTO nowhere VALUES (1)".to_owned()])
}

async fn value<C: ConnectionTrait>(conn: &C) -> i64 {
    let select = Statement::from_string(conn.get_database_backend(), "SELECT value FROM counter");
    conn.query_one_raw(select).await.unwrap().unwrap().try_get("", "value").unwrap()
}

/// Reads, then writes what it read plus one: with a deferred transaction SQLite refuses most of these.
async fn add_one(db: Db) {
    let tx = db.write(&Actor::system(), NOW).await.unwrap();
    if db.backend() == sea_orm::DbBackend::Postgres {
        tx.execute_unprepared("SELECT 1 FROM counter FOR UPDATE").await.unwrap();
    }
    let next = value(&tx).await + 1;
    tokio::task::yield_now().await;
    tx.execute_unprepared(&format!("UPDATE counter SET value = {next}")).await.unwrap();
    let recorded = tx.record(Entry::new("计数", "counter", 1).to(next.to_string())).await.unwrap();
    tx.commit(recorded).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_writers_on_two_nodes_lose_nothing() {
    for test in both(Migrations::platform().with(vec![counter()])).await {
        let nodes = [test.db.clone(), test.node().await];
        let writers: Vec<_> = (0..200).map(|n| tokio::spawn(add_one(nodes[n % 2].clone()))).collect();
        for writer in writers {
            writer.await.unwrap();
        }
        assert_eq!(value(test.db.read()).await, 200, "{}", test.name);
    }
}

#[tokio::test]
async fn a_snapshot_sees_one_state() {
    for test in both(Migrations::platform().with(vec![counter()])).await {
        let snapshot = test.db.snapshot().await.unwrap();
        assert_eq!(value(&snapshot).await, 0);
        add_one(test.db.clone()).await;
        assert_eq!((value(&snapshot).await, value(test.db.read()).await), (0, 1), "{}", test.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_that_start_together_migrate_once() {
    for test in [sqlite().await, postgres().await] {
        let other = test.node().await;
        let migrations = Migrations::platform().with(vec![counter()]);
        let (one, two) = tokio::join!(migrations.run(&test.db), migrations.run(&other));
        one.unwrap();
        two.unwrap();
        migrations.run(&other).await.unwrap();
        assert_eq!(value(other.read()).await, 0, "{}", test.name);
        assert!(migrations.pending(&other).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_failed_migration_leaves_nothing_behind() {
    for test in [sqlite().await, postgres().await] {
        let migrations = Migrations::platform().with(vec![broken()]);
        assert!(migrations.run(&test.db).await.is_err(), "{}", test.name);
        assert_eq!(migrations.pending(&test.db).await.unwrap(), ["m20260202_000001_broken"]);
        let half = Statement::from_string(test.db.backend(), "SELECT * FROM half");
        assert!(test.db.read().query_all_raw(half).await.is_err(), "{}", test.name);
    }
}

#[tokio::test]
async fn an_older_program_refuses_a_newer_database() {
    for test in both(Migrations::platform().with(vec![counter()])).await {
        let older = Migrations::platform().run(&test.db).await;
        assert!(matches!(older, Err(DbError::Newer(name)) if name.ends_with("counter")), "{}", test.name);
    }
}

#[tokio::test]
async fn errors_say_what_is_wrong() {
    for url in ["mysql://localhost/x", "data.db", "sqlite::memory:", ""] {
        let refused = Db::connect(url, &DbOptions::default()).await;
        assert!(matches!(refused, Err(DbError::Url(_))), "{url}");
    }
    let folder = tempfile::tempdir().unwrap();
    let blocked = folder.path().join("file");
    std::fs::write(&blocked, "").unwrap();
    let url = format!("sqlite:{}", blocked.join("sub/test.db").display());
    assert!(matches!(Db::connect(&url, &DbOptions::default()).await, Err(DbError::Folder { .. })));

    for test in both(Migrations::platform()).await {
        let tx = test.db.write(&Actor::system(), NOW).await.unwrap();
        let insert = "INSERT INTO setting (key, value) VALUES ('a', '1')";
        tx.execute_unprepared(insert).await.unwrap();
        let twice = DbError::from(tx.execute_unprepared(insert).await.unwrap_err());
        assert!(matches!(twice, DbError::Duplicate(_)), "{}: {twice:?}", test.name);
        tx.rollback().await.unwrap();
    }
}

/// SQLite with a limit on its pages behaves as on a full disk.
#[tokio::test]
async fn a_full_disk_is_called_so_and_nothing_is_lost() {
    let test = sqlite().await;
    Migrations::platform().run(&test.db).await.unwrap();
    let tx = test.db.write(&Actor::system(), NOW).await.unwrap();
    let recorded = tx.record(Entry::new("以前", "project", 1)).await.unwrap();
    tx.commit(recorded).await.unwrap();

    let tx = test.db.write(&Actor::system(), NOW).await.unwrap();
    tx.execute_unprepared("PRAGMA max_page_count = 1").await.unwrap();
    let entries = (0..20_000).map(|n| Entry::new("现在", "project", n)).collect();
    assert!(matches!(tx.record_all(entries).await, Err(DbError::DiskFull)));
    drop(tx);
    let tx = test.db.write(&Actor::system(), NOW).await.unwrap();
    tx.execute_unprepared("PRAGMA max_page_count = 1073741823").await.unwrap();
    tx.commit_housekeeping(Housekeeping::Job).await.unwrap();
    let count = Statement::from_string(test.db.backend(), "SELECT count(*) AS n FROM journal");
    let count: i64 = test.db.read().query_one_raw(count).await.unwrap().unwrap().try_get("", "n").unwrap();
    assert_eq!(count, 1);
}
