//! Backup and restore, within a database and across.

use platform::accounts::users::{self, NewUser};
use platform::backup::{BackupError, backup, restore};
use platform::db::migrate::Migrations;
use platform::files::Files;
use platform::journal::{self, Actor, Entry, Filter};
use platform::settings::{self, Settings};
use platform::testing::{TestDb, both, postgres, sqlite};
use platform::{Db, Moment, Role, Scope};
use std::path::Path;

const NOW: Moment = Moment(1_753_891_200_000);

/// An account, a setting, some thousand entries, most of them sealed.
async fn fill(db: &Db) {
    let new = NewUser {
        login: "wangmin".to_owned(),
        name: "王\"敏'𠮷".to_owned(),
        password: "城东Harbour-47".to_owned(),
        roles: [Role::Office].into(),
        scope: Scope::regions(["东城区"]),
        must_change_password: false,
    };
    let prepared = users::prepare(&Settings::default(), new).await.unwrap();
    let tx = db.write(&Actor::command_line(), NOW).await.unwrap();
    let (_, recorded) = users::add(&tx, prepared).await.unwrap();
    let set = settings::set(&tx, &settings::PASSWORD_LENGTH, &12).await.unwrap().unwrap();
    let entries = (0..6_000).map(|n| Entry::new("修改", "project", n).project(i64::MAX - n).to("a\\b\n")).collect();
    let many = tx.record_all(entries).await.unwrap().unwrap();
    tx.commit(recorded.and(set).and(many)).await.unwrap();
    journal::seal(db, NOW).await.unwrap();
    add_entry(db).await;
}

async fn add_entry(db: &Db) {
    let tx = db.write(&Actor::system(), NOW).await.unwrap();
    let recorded = tx.record(Entry::new("修改", "project", 1).project(1)).await.unwrap();
    tx.commit(recorded).await.unwrap();
}

/// Everything is there, the chain holds, and work goes on.
async fn check(db: &Db, name: &str) {
    let user = users::find_by_login(db.read(), "wangmin").await.unwrap().unwrap();
    assert_eq!((user.display_name.as_str(), user.active), ("王\"敏'𠮷", true), "{name}");
    assert_eq!(user.visible(), Scope::regions(["东城区"]));
    assert_eq!(Settings::load(db.read()).await.unwrap().get(&settings::PASSWORD_LENGTH), 12);
    let report = journal::verify(db, &[]).await.unwrap();
    assert!(report.is_sound(), "{name}: {report:?}");
    assert_eq!((report.entries, report.unsealed), (6_003, 1), "{name}");
    let page =
        journal::page(db.read(), &Filter { project: Some(i64::MAX), ..Filter::default() }, None, 1).await.unwrap();
    assert_eq!(page.rows[0].to_text.as_deref(), Some("a\\b\n"), "{name}");
    add_entry(db).await;
    assert_eq!(journal::seal(db, NOW).await.unwrap().entries, 2, "{name}");
    assert!(journal::verify(db, &[]).await.unwrap().is_sound(), "{name}");
}

async fn take(test: &TestDb, files: &Files, folder: &Path) -> std::path::PathBuf {
    let path = folder.join(format!("{}.zip", test.name));
    let manifest = backup(&test.db, files, &path, NOW).await.unwrap();
    let rows = |name: &str| manifest.tables.iter().find(|t| t.name == name).map(|t| t.rows);
    assert_eq!((rows("journal"), rows("session")), (Some(6_003), None), "{}", test.name);
    path
}

#[tokio::test]
async fn a_county_moves_between_databases_in_any_direction() {
    let folder = tempfile::tempdir().unwrap();
    for test in both(Migrations::platform()).await {
        fill(&test.db).await;
        let files = Files::in_memory();
        let hash = files.put(b"workbook".to_vec()).await.unwrap();
        let path = take(&test, &files, folder.path()).await;
        for target in [sqlite().await, postgres().await] {
            let kept = Files::in_memory();
            let restored = restore(&target.db, &Migrations::platform(), &kept, &path, false, NOW).await;
            restored.unwrap_or_else(|e| panic!("{} → {}: {e:?}", test.name, target.name));
            check(&target.db, &format!("{} → {}", test.name, target.name)).await;
            assert_eq!(kept.get(&hash).await.unwrap(), b"workbook");
        }
    }
}

#[tokio::test]
async fn a_full_database_is_overwritten_only_by_force() {
    let folder = tempfile::tempdir().unwrap();
    for test in both(Migrations::platform()).await {
        fill(&test.db).await;
        let files = Files::in_memory();
        let path = take(&test, &files, folder.path()).await;
        add_entry(&test.db).await;
        let refused = restore(&test.db, &Migrations::platform(), &files, &path, false, NOW).await;
        assert!(matches!(refused, Err(BackupError::NotEmpty)), "{}", test.name);
        restore(&test.db, &Migrations::platform(), &files, &path, true, NOW).await.unwrap();
        check(&test.node().await, test.name).await;
        let again = backup(&test.db, &files, &path, NOW).await;
        assert!(matches!(again, Err(BackupError::Exists { .. })), "{}", test.name);
    }
}

#[tokio::test]
async fn a_damaged_file_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let source = sqlite().await;
    Migrations::platform().run(&source.db).await.unwrap();
    fill(&source.db).await;
    let whole = std::fs::read(take(&source, &Files::in_memory(), folder.path()).await).unwrap();
    let half = &whole[..whole.len() / 2];
    let mut flipped = whole.clone();
    // Somewhere in the middle of the journal's rows.
    let middle = flipped.len() / 2;
    flipped[middle] ^= 0xff;
    for (name, bytes) in [("empty", &[][..]), ("text", b"not a zip"), ("half", half), ("flipped", &flipped)] {
        for target in both(Migrations::platform()).await {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            let result = restore(&target.db, &Migrations::platform(), &Files::in_memory(), &path, false, NOW).await;
            assert!(matches!(result, Err(BackupError::Damaged(_))), "{name} → {}: {result:?}", target.name);
            assert!(users::list(target.db.read()).await.unwrap().is_empty(), "{name} → {}", target.name);
        }
    }
}
