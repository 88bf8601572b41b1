//! The journal on both databases: append-only, complete for its readers, sealed.

use platform::db::migrate::Migrations;
use platform::journal::{self, Actor, Cursor, Defect, Entry, Filter, Source};
use platform::testing::{TestDb, both};
use platform::{Db, Moment, WriteTx};
use sea_orm::ConnectionTrait;
use std::collections::BTreeSet;

const NOW: Moment = Moment(1_753_891_200_000);

fn officer() -> Actor {
    Actor::account(7, "王敏", Source::Page)
}

fn entry(project: i64) -> Entry {
    Entry::new("修改", "project", project).project(project).from("1").to("2").why("更正")
}

async fn write(db: &Db, entries: Vec<Entry>) {
    let tx = db.write(&officer(), NOW).await.unwrap();
    let recorded = tx.record_all(entries).await.unwrap().unwrap();
    tx.commit(recorded).await.unwrap();
}

#[tokio::test]
async fn an_entry_can_be_neither_changed_nor_removed() {
    for test in both(Migrations::platform()).await {
        write(&test.db, vec![entry(1)]).await;
        journal::seal(&test.db, NOW).await.unwrap();
        for sql in [
            "UPDATE journal SET to_text = '9'",
            "DELETE FROM journal",
            "UPDATE journal_seal SET hash = ''",
            "DELETE FROM journal_seal",
            "DELETE FROM journal_sealing",
        ] {
            let tx = test.db.write(&officer(), NOW).await.unwrap();
            let refused = tx.execute_unprepared(sql).await;
            assert!(refused.unwrap_err().to_string().contains("append-only"), "{}: {sql}", test.name);
        }
    }
}

#[tokio::test]
async fn the_reading_door_does_not_write() {
    for test in both(Migrations::platform()).await {
        let insert = "INSERT INTO journal_sealing (at, last_no, head, cursor) VALUES (1, 1, '', '')";
        assert!(test.db.read().execute_unprepared(insert).await.is_err(), "{}", test.name);
        let snapshot = test.db.snapshot().await.unwrap();
        assert!(snapshot.execute_unprepared(insert).await.is_err(), "{}", test.name);
    }
}

#[tokio::test]
async fn a_token_of_another_transaction_commits_nothing() {
    // Two writing transactions at once exist only under PostgreSQL.
    let test = platform::testing::postgres().await;
    Migrations::platform().run(&test.db).await.unwrap();
    let one = test.db.write(&officer(), NOW).await.unwrap();
    let other = test.db.write(&officer(), NOW).await.unwrap();
    let recorded = one.record(entry(1)).await.unwrap();
    assert!(matches!(other.commit(recorded).await, Err(platform::DbError::ForeignRecord)));
}

#[tokio::test]
async fn what_is_dropped_never_happened() {
    for test in both(Migrations::platform()).await {
        let tx = test.db.write(&officer(), NOW).await.unwrap();
        let recorded = tx.record(entry(1)).await.unwrap();
        assert_eq!(recorded.entries(), 1);
        drop((tx, recorded));
        assert!(journal::changes_since(test.db.read(), &Cursor::start()).await.unwrap().is_empty(), "{}", test.name);
    }
}

#[tokio::test]
async fn a_reader_is_told_each_changed_project_once() {
    for test in both(Migrations::platform()).await {
        write(&test.db, vec![entry(3), entry(1), entry(3)]).await;
        write(&test.db, vec![Entry::new("修改设置", "setting", "pace")]).await;
        let first = journal::changes_since(test.db.read(), &Cursor::start()).await.unwrap();
        assert_eq!(first.projects, [1, 3], "{}", test.name);
        assert_eq!((first.others[0].kind.as_ref(), first.others[0].id.as_str()), ("setting", "pace"));
        let nothing = journal::changes_since(test.db.read(), &first.cursor).await.unwrap();
        assert!(nothing.is_empty(), "{}", test.name);
        write(&test.db, vec![entry(2)]).await;
        let more = journal::changes_since(test.db.read(), &nothing.cursor).await.unwrap();
        assert_eq!(more.projects, [2], "{}", test.name);
    }
}

/// The trap in its purest form: number 1 is committed after number 2 has been read.
#[tokio::test]
async fn a_late_commit_is_not_missed_under_postgresql() {
    let test = platform::testing::postgres().await;
    Migrations::platform().run(&test.db).await.unwrap();
    let late = test.db.write(&officer(), NOW).await.unwrap();
    let recorded = late.record(entry(1)).await.unwrap();
    write(&test.db, vec![entry(2)]).await;
    let seen = journal::changes_since(test.db.read(), &Cursor::start()).await.unwrap();
    assert_eq!(seen.projects, [2]);
    assert_eq!(journal::seal(&test.db, NOW).await.unwrap().entries, 1);
    late.commit(recorded).await.unwrap();
    let seen = journal::changes_since(test.db.read(), &seen.cursor).await.unwrap();
    assert_eq!(seen.projects, [1]);
    assert_eq!(journal::seal(&test.db, NOW).await.unwrap().entries, 1);
    assert!(journal::verify(&test.db, &[]).await.unwrap().is_sound());
}

/// Eight writers, every fifth of them giving up, and a reader on another node that asks all the while.
#[tokio::test(flavor = "multi_thread")]
async fn concurrent_writers_hide_nothing_from_a_reader() {
    for test in both(Migrations::platform()).await {
        let writers: Vec<_> = (0..8).map(|w| tokio::spawn(write_many(test.db.clone(), w))).collect();
        let node = test.node().await;
        let mut seen = BTreeSet::new();
        let mut cursor = Cursor::start();
        let mut reported = 0;
        while !writers.iter().all(|w| w.is_finished()) {
            let changes = journal::changes_since(node.read(), &cursor).await.unwrap();
            reported += changes.projects.len();
            seen.extend(changes.projects);
            cursor = changes.cursor;
            journal::seal(&node, NOW).await.unwrap();
        }
        let mut committed = BTreeSet::new();
        for writer in writers {
            committed.extend(writer.await.unwrap());
        }
        let rest = journal::changes_since(node.read(), &cursor).await.unwrap();
        reported += rest.projects.len();
        seen.extend(rest.projects);
        assert_eq!(seen, committed, "{}", test.name);
        assert!(reported < committed.len() * 2, "{}: {reported} reports of {}", test.name, committed.len());
        journal::seal(&node, NOW).await.unwrap();
        let report = journal::verify(&node, &[]).await.unwrap();
        assert!(report.is_sound(), "{}: {report:?}", test.name);
        assert_eq!((report.sealed, report.unsealed), (report.entries, 0), "{}", test.name);
    }
}

async fn write_many(db: Db, writer: i64) -> Vec<i64> {
    let mut committed = Vec::new();
    for n in 0..40 {
        let project = writer * 1000 + n;
        let tx = db.write(&officer(), NOW).await.unwrap();
        let recorded = tx.record(entry(project)).await.unwrap();
        tokio::task::yield_now().await;
        if n % 5 == 4 {
            tx.rollback().await.unwrap();
        } else {
            tx.commit(recorded).await.unwrap();
            committed.push(project);
        }
    }
    committed
}

#[tokio::test]
async fn tampering_is_found_and_named() {
    type Tamper = (&'static str, Defect);
    let cases: [Tamper; 5] = [
        ("UPDATE journal SET why = '另有原因' WHERE id = 3", Defect::Changed),
        ("UPDATE journal SET at = at + 1 WHERE id = 3", Defect::Changed),
        ("DELETE FROM journal WHERE id = 3", Defect::Missing),
        ("DELETE FROM journal_seal WHERE no = 3", Defect::Gap),
        ("UPDATE journal_seal SET entry_id = 99 WHERE no = 3", Defect::Missing),
    ];
    for (sql, defect) in cases {
        for test in both(Migrations::platform()).await {
            write(&test.db, (1..=5).map(entry).collect()).await;
            journal::seal(&test.db, NOW).await.unwrap();
            assert!(journal::verify(&test.db, &[]).await.unwrap().is_sound());
            without_guards(&test, sql).await;
            let broken = journal::verify(&test.db, &[]).await.unwrap().broken.unwrap();
            assert_eq!((broken.no, broken.defect), (3, defect), "{}: {sql}", test.name);
        }
    }
}

#[tokio::test]
async fn a_chain_cut_short_is_found() {
    for test in both(Migrations::platform()).await {
        write(&test.db, (1..=5).map(entry).collect()).await;
        let noted = journal::seal(&test.db, NOW).await.unwrap().head;
        without_guards(&test, "DELETE FROM journal_seal WHERE no = 5").await;
        let report = journal::verify(&test.db, &[]).await.unwrap();
        assert_eq!(report.broken.unwrap().defect, Defect::HeadLost, "{}", test.name);
        // Even with the job's own memory wiped, a head written down elsewhere tells.
        without_guards(&test, "DELETE FROM journal_seal").await;
        without_guards(&test, "DELETE FROM journal_sealing").await;
        assert!(journal::verify(&test.db, &[]).await.unwrap().is_sound());
        let report = journal::verify(&test.db, &[noted]).await.unwrap();
        assert_eq!(report.broken.unwrap().defect, Defect::HeadLost, "{}", test.name);
    }
}

/// What somebody with the database's own password can do.
async fn without_guards(test: &TestDb, sql: &str) {
    let tx: WriteTx = test.db.write(&officer(), NOW).await.unwrap();
    for table in ["journal", "journal_seal", "journal_sealing"] {
        let drop: &[String] = match test.name {
            "SQLite" => &["UPDATE", "DELETE"].map(|verb| format!("DROP TRIGGER IF EXISTS {table}_no_{verb}")),
            _ => &[format!("DROP TRIGGER IF EXISTS {table}_append_only ON {table}")],
        };
        for statement in drop {
            tx.execute_unprepared(statement).await.unwrap();
        }
    }
    tx.execute_unprepared(sql).await.unwrap();
    let recorded = tx.record(Entry::new("篡改", "journal", 3)).await.unwrap();
    tx.commit(recorded).await.unwrap();
}

#[tokio::test]
async fn an_import_of_many_changes_is_recorded_in_bulk_and_paged() {
    for test in both(Migrations::platform()).await {
        write(&test.db, (1..=25_000).map(entry).collect()).await;
        let sealed = journal::seal(&test.db, NOW).await.unwrap();
        assert_eq!((sealed.entries, sealed.head.no), (25_000, 25_000), "{}", test.name);
        assert_eq!(journal::seal(&test.db, NOW).await.unwrap().entries, 0, "{}", test.name);
        assert!(journal::verify(&test.db, &[]).await.unwrap().is_sound(), "{}", test.name);
        let first = journal::page(test.db.read(), &Filter::default(), None, 50).await.unwrap();
        let second = journal::page(test.db.read(), &Filter::default(), first.next, 50).await.unwrap();
        assert_eq!(first.rows[0].id - second.rows[0].id, 50, "{}", test.name);
        let filter = Filter { project: Some(17), ..Filter::default() };
        let of_one = journal::page(test.db.read(), &filter, None, 50).await.unwrap();
        assert_eq!((of_one.rows.len(), of_one.next), (1, None), "{}", test.name);
    }
}

#[tokio::test]
async fn ugly_text_is_kept() {
    for test in both(Migrations::platform()).await {
        let ugly = "'; DROP TABLE journal; -- \u{0} 𠮷 \u{202e} 😀";
        write(&test.db, vec![entry(1).why(ugly)]).await;
        journal::seal(&test.db, NOW).await.unwrap();
        let page = journal::page(test.db.read(), &Filter::default(), None, 1).await.unwrap();
        assert_eq!(page.rows[0].why.as_deref(), Some(ugly.replace('\0', "\u{fffd}").as_str()), "{}", test.name);
        assert!(journal::verify(&test.db, &[]).await.unwrap().is_sound(), "{}", test.name);
    }
}
