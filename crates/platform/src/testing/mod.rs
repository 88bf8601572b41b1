//! The test harness of the workspace: every test that touches a database runs on SQLite and on a real PostgreSQL.
//!
//! ```no_run
//! # async fn a_note_is_kept() {
//! for test in platform::testing::both(platform::db::migrate::Migrations::platform()).await {
//!     let db = &test.db; // migrated, empty, of this test alone
//! }
//! # }
//! ```
//!
//! PostgreSQL: one throw-away cluster per test process, in a folder under `/tmp` that goes away with the process, however
//! that ends. A machine without PostgreSQL fails the test and says what to install; nothing is skipped.

mod web;

pub use web::{Answer, Client, TestApp};

use crate::db::migrate::Migrations;
use crate::db::{Db, DbOptions, Durability};
use rig::cluster::{Cluster, FOR_TESTS};
use sea_orm::{ConnectionTrait, Database, Statement};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// A database of one test.
#[derive(Debug)]
pub struct TestDb {
    pub db: Db,
    /// Where it is, to open it a second time as another node would.
    pub url: String,
    /// `SQLite` or `PostgreSQL`, for messages.
    pub name: &'static str,
    folder: Option<tempfile::TempDir>,
}

impl TestDb {
    /// A second node on the same database.
    pub async fn node(&self) -> Db {
        open(&self.url).await
    }

    /// Its folder; for PostgreSQL there is none.
    pub fn folder(&self) -> Option<&std::path::Path> {
        self.folder.as_ref().map(tempfile::TempDir::path)
    }
}

/// The same test twice: a new SQLite file and a new PostgreSQL database, both migrated.
pub async fn both(migrations: Migrations) -> [TestDb; 2] {
    let tests = [sqlite().await, postgres().await];
    for test in &tests {
        migrations.run(&test.db).await.unwrap_or_else(|e| panic!("migrations on {}: {e:?}", test.name));
    }
    tests
}

/// A new, empty SQLite file.
pub async fn sqlite() -> TestDb {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let url = format!("sqlite:{}", folder.path().join("test.db").display());
    TestDb { db: open(&url).await, url, name: "SQLite", folder: Some(folder) }
}

/// A new, empty PostgreSQL database.
pub async fn postgres() -> TestDb {
    static NUMBER: AtomicU32 = AtomicU32::new(1);
    let name = format!("test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    let server = tokio::task::spawn_blocking(cluster_url).await.expect("the cluster starts");
    let admin = Database::connect(server("postgres")).await.expect("the test cluster answers");
    let create = format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'");
    admin
        .execute_raw(Statement::from_string(admin.get_database_backend(), create))
        .await
        .expect("a test database can be made");
    admin.close().await.expect("closes");
    let url = server(&name);
    TestDb { db: open(&url).await, url, name: "PostgreSQL", folder: None }
}

/// Turns the name of a database into its address on the test cluster, starting that at the first call. With
/// `ZHUASHOU_TEST_POSTGRES` (an address without a database name, such as `postgres://me@localhost:5432/`) that server is
/// used instead.
fn cluster_url() -> impl Fn(&str) -> String + Send + 'static {
    enum Base {
        Given(String),
        Own(Cluster),
    }
    static BASE: OnceLock<Base> = OnceLock::new();
    let base = BASE.get_or_init(|| match std::env::var("ZHUASHOU_TEST_POSTGRES") {
        Ok(url) => Base::Given(url),
        Err(_) => Base::Own(Cluster::start(FOR_TESTS).unwrap_or_else(|e| panic!("{e}"))),
    });
    |name| match base {
        Base::Given(url) => format!("{}/{name}", url.trim_end_matches('/')),
        Base::Own(cluster) => cluster.url(name),
    }
}

async fn open(url: &str) -> Db {
    // No test pulls the plug: flushing the disk for each of their thousands of transactions would only slow them down.
    let durability = Durability::ProcessDeath;
    let options = DbOptions { connections: 4, patience: Duration::from_secs(60), durability };
    Db::connect(url, &options).await.unwrap_or_else(|e| panic!("{url}: {e:?}"))
}
