//! What the office's tests share: workbooks of an invented city and the way they are imported.

use office::ledger::import::{ImportReport, MayWrite, Request, import};
use platform::db::migrate::Migrations;
use platform::journal::{Actor, Source};
use platform::{Db, Moment};
use std::collections::BTreeMap;
use std::sync::Arc;
use workbook::{Options, Reading};

pub fn migrations() -> Migrations {
    Migrations::of(&office::mechanisms(&std::sync::Arc::new(office::ledger::BoardFeed::default())))
}

/// A file of `fixtures/` at the root of the repository.
pub fn fixture(name: &str) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(name);
    std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

pub fn read(name: &str) -> Reading {
    workbook::read(name, &fixture(name), &Options::for_year(2025)).unwrap()
}

pub const NOW: Moment = Moment(1_754_200_000_000);

/// Imports as the key-project office, for all regions.
pub async fn take_in(db: &Db, name: &str, accept_valid: bool) -> ImportReport {
    take_in_as(db, name, read(name), accept_valid, Box::new(|_| true)).await
}

pub async fn take_in_as(
    db: &Db,
    name: &str,
    reading: Reading,
    accept_valid: bool,
    may_write: Box<MayWrite>,
) -> ImportReport {
    let tx = db.write(&Actor::account(1, "张三", Source::Import), NOW).await.unwrap();
    let request = Arc::new(Request {
        as_of: reading.as_of.unwrap(),
        reading: Arc::new(reading),
        file_name: name.to_owned(),
        list: "2025年重点项目".to_owned(),
        decisions: BTreeMap::new(),
        accept_valid,
        may_write,
    });
    let (report, recorded) = import(&tx, &request).await.unwrap();
    match recorded {
        Some(recorded) => tx.commit(recorded).await.unwrap(),
        None => tx.rollback().await.unwrap(),
    }
    report
}
