//! The month's workbook into the ledger, and the board that follows from it: on SQLite and on a real PostgreSQL.

mod common;

use board::Dimension;
use common::{migrations, read, take_in, take_in_as};
use kernel::Month;
use office::ledger::BoardFeed;
use office::ledger::entities::{monthly_report, monthly_report_earlier, project};
use office::scope::Scope;
use platform::access::Scope as Access;
use platform::{Db, journal, testing};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait, QueryFilter, Statement};
use serde_json::Value;

const JULY: &str = "ledger-2025-07.xlsx";

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

async fn board(db: &Db, by: Option<Dimension>) -> Value {
    let feed = BoardFeed::default();
    let board = feed.current(db).await.unwrap();
    let mut query = Scope::new(month("2025-07")).query(&board, &Access::all());
    query.group_by.extend(by);
    serde_json::to_value(board.query(&query)).unwrap()
}

fn expected() -> Value {
    serde_json::from_slice(&common::fixture("ledger-2025-07.expected.json")).unwrap()
}

fn wan(value: &Value) -> f64 {
    value.as_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn the_board_gives_the_figures_of_the_workbook() {
    for test in testing::both(migrations()).await {
        let report = take_in(&test.db, JULY, false).await;
        assert_eq!((report.errors.len(), report.created, report.projects), (0, 60, 60), "{:?}", report.errors);
        let expected = expected();
        let total = &board(&test.db, None).await["total"];
        for count in ["projects", "started", "below_30"] {
            assert_eq!(total[count], expected[count], "{count}");
        }
        for amount in ["annual_plan", "done_ytd", "prev_ytd"] {
            assert_eq!(wan(&total[amount]), expected[amount].as_f64().unwrap(), "{amount}");
        }
        let regions = board(&test.db, Some(Dimension::Region)).await;
        let groups = regions["groups"].as_array().unwrap();
        assert_eq!(groups.len(), expected["by_region"].as_object().unwrap().len());
        for group in groups {
            let expected = &expected["by_region"][group["label"].as_str().unwrap()];
            assert_eq!(group["projects"], expected["projects"]);
            assert_eq!(wan(&group["done_ytd"]), expected["done_ytd"].as_f64().unwrap());
        }
    }
}

#[tokio::test]
async fn the_same_file_twice_changes_nothing() {
    for test in testing::both(migrations()).await {
        take_in(&test.db, JULY, false).await;
        let before = journal::cursor(test.db.read()).await.unwrap();
        let entries = journal::verify(&test.db, &[]).await.unwrap().entries;
        let again = take_in(&test.db, JULY, false).await;
        assert_eq!((again.created, again.updated, again.unchanged, again.written), (0, 0, 60, false));
        assert_eq!(journal::verify(&test.db, &[]).await.unwrap().entries, entries);
        let changes = journal::changes_since(test.db.read(), &before).await.unwrap();
        assert!(changes.projects.is_empty());
    }
}

#[tokio::test]
async fn a_workbook_with_errors_writes_nothing_unless_its_good_rows_are_accepted() {
    for test in testing::both(migrations()).await {
        let name = "ledger-2025-07-errors.xlsx";
        let refused = take_in(&test.db, name, false).await;
        assert!(!refused.written);
        assert_eq!(project::Entity::find().count(test.db.read()).await.unwrap(), 0);
        let expected: Vec<Value> =
            serde_json::from_slice(&common::fixture("ledger-2025-07-errors.expected.json")).unwrap();
        for cell in &expected {
            let found = refused.errors.iter().chain(&refused.warnings);
            let is_there = found.clone().any(|f| cell["row"] == f.row && cell["column"] == f.column);
            assert!(is_there, "{cell} among {:?}", found.map(|f| &f.cell).collect::<Vec<_>>());
        }
        let accepted = take_in(&test.db, name, true).await;
        let bad_rows: std::collections::BTreeSet<u32> = refused.errors.iter().map(|f| f.row).collect();
        assert!(accepted.written);
        assert_eq!(accepted.created, 60 - bad_rows.len());
        let held = project::Entity::find().count(test.db.read()).await.unwrap();
        assert_eq!(held as usize, 60 - bad_rows.len());
    }
}

#[tokio::test]
async fn a_second_month_updates_the_same_projects() {
    for test in testing::both(migrations()).await {
        take_in(&test.db, "ledger-2025-06.xlsx", false).await;
        let july = take_in(&test.db, JULY, false).await;
        assert_eq!((july.created, july.updated + july.unchanged), (0, 60));
        let reports = monthly_report::Entity::find().count(test.db.read()).await.unwrap();
        assert_eq!(reports, 120);
        let total = &board(&test.db, None).await["total"];
        assert_eq!(wan(&total["done_ytd"]), expected()["done_ytd"].as_f64().unwrap());
        assert!(wan(&total["done_month"]) > 0.0);
    }
}

#[tokio::test]
async fn a_correction_keeps_what_it_corrects() {
    for test in testing::both(migrations()).await {
        let sheet = |done: &str| {
            format!(
                "2025年重点项目,,,,截至2025年7月底 单位:万元\n项目名称,县市区,建设性质,年度计划投资,1-7月完成投资\n城东水厂,东湖区,续建,2000,{done}\n城西路网,西湖区,新建,3000,900\n"
            )
        };
        let csv =
            |done: &str| workbook::read("7月.csv", sheet(done).as_bytes(), &workbook::Options::for_year(2025)).unwrap();
        take_in_as(&test.db, "7月.csv", csv("1000"), false, Box::new(|_| true)).await;
        let amount = kernel::Money::from_wan(1234);
        let report = take_in_as(&test.db, "7月.csv", csv("1234"), false, Box::new(|_| true)).await;
        assert_eq!((report.updated, report.unchanged), (1, 1), "{:?}", report.errors);
        let earlier = monthly_report_earlier::Entity::find().all(test.db.read()).await.unwrap();
        assert_eq!(earlier.len(), 1);
        let now = monthly_report::Entity::find()
            .filter(monthly_report::Column::ProjectId.eq(earlier[0].project_id))
            .one(test.db.read())
            .await
            .unwrap()
            .unwrap();
        assert_eq!((now.done_ytd, now.revision, earlier[0].revision), (Some(amount.0), 2, 1));
        assert_ne!(earlier[0].done_ytd, now.done_ytd);
        assert_eq!(earlier[0].replaced_by, "张三");
    }
}

#[tokio::test]
async fn a_county_cannot_import_the_projects_of_another() {
    for test in testing::both(migrations()).await {
        let county = |place: &office::ledger::import::Place<'_>| place.region == Some("东湖区");
        let report = take_in_as(&test.db, JULY, read(JULY), false, Box::new(county)).await;
        assert_eq!((report.errors.len(), report.written), (50, false));
        assert!(report.errors[0].message.contains("不在您负责的"));
        let report = take_in_as(&test.db, JULY, read(JULY), true, Box::new(county)).await;
        assert_eq!((report.created, report.written), (10, true));
    }
}

#[tokio::test]
async fn two_people_importing_at_once_make_no_project_twice() {
    for test in testing::both(migrations()).await {
        let other = test.node().await;
        let (first, second) = tokio::join!(take_in(&test.db, JULY, false), take_in(&other, JULY, false));
        assert_eq!(first.created + second.created, 60);
        assert_eq!(project::Entity::find().count(test.db.read()).await.unwrap(), 60);
    }
}

#[tokio::test]
async fn a_change_on_one_node_is_in_the_next_answer_of_another() {
    for test in testing::both(migrations()).await {
        let feed = BoardFeed::default();
        assert!(feed.current(&test.db).await.unwrap().is_empty());
        take_in(&test.node().await, JULY, false).await;
        assert_eq!(feed.current(&test.db).await.unwrap().len(), 60);
    }
}

/// Rows are inserted without the columns in which they have nothing: that must be the same as writing NULL into them.
#[tokio::test]
async fn a_column_that_may_be_empty_is_so_by_default() {
    for test in testing::both(migrations()).await {
        let conn = test.db.read();
        let sql = match conn.get_database_backend() {
            DbBackend::Sqlite => {
                "SELECT m.name AS \"table\", c.name AS \"column\", c.dflt_value AS value \
                 FROM sqlite_master m JOIN pragma_table_info(m.name) c \
                 WHERE m.type = 'table' AND c.\"notnull\" = 0 AND c.pk = 0"
            }
            _ => {
                "SELECT table_name::text AS \"table\", column_name::text AS \"column\", column_default::text AS value \
                 FROM information_schema.columns WHERE table_schema = current_schema() AND is_nullable = 'YES'"
            }
        };
        let columns = conn.query_all_raw(Statement::from_string(conn.get_database_backend(), sql)).await.unwrap();
        assert!(columns.len() > 50, "{} columns may be empty", columns.len());
        for column in columns {
            let name = |part: &str| column.try_get::<String>("", part).unwrap();
            let default: Option<String> = column.try_get("", "value").unwrap();
            let is_empty = default.as_ref().is_none_or(|default| default.to_uppercase().starts_with("NULL"));
            assert!(is_empty, "{}.{} is {default:?} by default", name("table"), name("column"));
        }
    }
}
