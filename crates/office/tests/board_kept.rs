//! The board's file: a start goes on from it and from the journal, and no file, whatever is wrong with it, makes a figure
//! false.

mod city;

use city::{City, Writer, anew, answers};
use office::ledger::BoardFeed;
use platform::testing::{TestDb, both, sqlite};
use platform::{Db, DbOptions};
use sea_orm::ConnectionTrait;
use std::path::{Path, PathBuf};

async fn kept(db: &Db, file: &Path) -> Vec<String> {
    let feed = BoardFeed::kept_in(file.to_owned());
    let board = feed.current(db).await.unwrap();
    answers(&board)
}

async fn keep(db: &Db, file: &Path) {
    let feed = BoardFeed::kept_in(file.to_owned());
    drop(feed.current(db).await.unwrap());
    feed.keep(db).await.unwrap();
}

/// Changes the rows behind the journal's back: only a board that reads them all again will notice.
async fn slip_in(db: &Db) {
    let tx = city::begin(db).await;
    tx.execute_unprepared("UPDATE monthly_report SET done_ytd = 77").await.unwrap();
    tx.execute_unprepared("UPDATE project SET total_investment = 77").await.unwrap();
    tx.commit_housekeeping(platform::db::Housekeeping::Restore).await.unwrap();
}

fn file_in(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join("zhuashou.board")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_goes_on_from_the_file_and_the_journal() {
    for test in both(city::migrations()).await {
        let folder = tempfile::tempdir().unwrap();
        let file = file_in(&folder);
        let mut writer = City::found(&test.db, 1).await.remove(0);
        writer.report(&test.db).await;
        keep(&test.db, &file).await;
        let before = anew(&test.db).await;
        for _ in 0..30 {
            writer.change_anything(&test.db).await;
        }
        let now = anew(&test.db).await;
        assert_ne!(before, now);
        assert_eq!(kept(&test.db, &file).await, now, "{}", test.name);
        // It is the file that is read: what nobody told the journal is not seen.
        keep(&test.db, &file).await;
        slip_in(&test.db).await;
        assert_ne!(anew(&test.db).await, now, "{}", test.name);
        assert_eq!(kept(&test.db, &file).await, now, "{}", test.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_file_is_left_alone() {
    let (test, _) = sqlite_city().await;
    let folder = tempfile::tempdir().unwrap();
    let file = file_in(&folder);
    keep(&test.db, &file).await;
    let whole = std::fs::read(&file).unwrap();
    slip_in(&test.db).await;
    let expected = anew(&test.db).await;
    assert_ne!(kept(&test.db, &file).await, expected);
    for place in (0..whole.len()).step_by(whole.len() / 40) {
        let mut damaged = whole.clone();
        damaged[place] ^= 0x41;
        std::fs::write(&file, damaged).unwrap();
        assert_eq!(kept(&test.db, &file).await, expected, "changed at {place}");
        std::fs::write(&file, &whole[..place]).unwrap();
        assert_eq!(kept(&test.db, &file).await, expected, "cut at {place}");
    }
    // A folder that cannot be written to is said, and nothing else suffers.
    let feed = BoardFeed::kept_in(folder.path().join("none").join("zhuashou.board"));
    assert_eq!(answers(&feed.current(&test.db).await.unwrap()), expected);
    let told = feed.keep(&test.db).await.unwrap_err().to_string();
    assert!(told.contains("none") && told.contains("无法写入"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_another_database_is_left_alone() {
    let ((one, mut writer), (other, _)) = (sqlite_city().await, sqlite_city().await);
    let folder = tempfile::tempdir().unwrap();
    let file = file_in(&folder);
    writer.report(&one.db).await;
    keep(&one.db, &file).await;
    assert_eq!(kept(&other.db, &file).await, anew(&other.db).await);
    let postgres = &both(city::migrations()).await[1];
    City::found(&postgres.db, 2).await;
    assert_eq!(kept(&postgres.db, &file).await, anew(&postgres.db).await);
}

/// The file knows a later state than the database that was put back; and the journal then grows past the file's place.
#[tokio::test(flavor = "multi_thread")]
async fn a_database_set_back_is_read_anew() {
    let (test, mut writer) = sqlite_city().await;
    let folder = tempfile::tempdir().unwrap();
    let file = file_in(&folder);
    let mut other_story = writer.clone();
    let from = test.folder().unwrap();
    for part in ["test.db", "test.db-wal"] {
        std::fs::copy(from.join(part), folder.path().join(part)).unwrap();
    }
    writer.report(&test.db).await;
    keep(&test.db, &file).await;
    let url = format!("sqlite:{}", folder.path().join("test.db").display());
    let db = Db::connect(&url, &DbOptions::default()).await.unwrap();
    assert_eq!(kept(&db, &file).await, anew(&db).await, "shorter than the file knows");
    for _ in 0..10 {
        other_story.change_anything(&db).await;
    }
    assert_eq!(kept(&db, &file).await, anew(&db).await, "longer, but another story");
}

async fn sqlite_city() -> (TestDb, Writer) {
    let test = sqlite().await;
    city::migrations().run(&test.db).await.unwrap();
    let mut writer = City::found(&test.db, 1).await.remove(0);
    writer.report(&test.db).await;
    (test, writer)
}
