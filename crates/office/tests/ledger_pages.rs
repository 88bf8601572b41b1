//! The ledger's and the projects' pages through the router, on both databases.

mod common;

use axum::http::{StatusCode, header};
use common::{fixture, migrations, take_in, take_in_as};
use kernel::Field;
use office::ledger::BoardFeed;
use platform::testing::{Answer, Client, TestApp, TestDb, both};
use platform::{Role, Scope, journal};
use serde_json::Value;
use std::sync::Arc;

const JULY: &str = "ledger-2025-07.xlsx";

fn month(text: &str) -> kernel::Month {
    text.parse().unwrap()
}

fn app(test: &TestDb) -> TestApp {
    TestApp::new(test, office::mechanisms(&Arc::new(BoardFeed::default())))
}

fn expected() -> Value {
    serde_json::from_slice(&fixture("ledger-2025-07.expected.json")).unwrap()
}

async fn rows(client: &Client, query: &str) -> Value {
    client.get(&address("/ledger/rows.json", query)).await.ok().json()
}

/// An address with a query as people type it.
fn address(path: &str, query: &str) -> String {
    let pairs = query.split('&').filter(|p| !p.is_empty()).map(|p| p.split_once('=').unwrap_or((p, "")));
    format!("{path}?{}", form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish())
}

fn number(value: &Value) -> f64 {
    value.as_str().unwrap_or_else(|| panic!("{value}")).parse().unwrap()
}

fn list(answer: &Value) -> &Vec<Value> {
    answer["rows"].as_array().unwrap()
}

fn column<'a>(answer: &'a Value, field: &str) -> &'a Value {
    answer["columns"].as_array().unwrap().iter().find(|c| c["field"] == field).unwrap()
}

#[tokio::test]
async fn the_grid_gives_the_figures_of_the_workbook() {
    for test in both(migrations()).await {
        take_in(&test.db, JULY, false).await;
        let client = app(&test).user(Role::Viewer).await;
        let all = rows(&client, "as_of=2025-07&limit=500").await;
        let expected = expected();
        assert_eq!(all["total_rows"], expected["projects"], "{}", test.name);
        for total in ["annual_plan", "done_ytd", "prev_ytd"] {
            assert_eq!(number(&all["totals"][total]), expected[total].as_f64().unwrap(), "{total}");
            let sum: f64 = list(&all).iter().filter_map(|r| r[total].as_str()).map(|t| t.parse::<f64>().unwrap()).sum();
            assert!((sum - expected[total].as_f64().unwrap()).abs() < 0.01, "{total}: {sum}");
        }
        assert_eq!(column(&all, "name")["frozen"], true);
        assert_eq!(column(&all, "annual_plan")["group"], "2025年投资");
        assert_eq!(column(&all, "done_ytd")["label"], "1—7月完成");
        assert_eq!(column(&all, "region")["choices"].as_array().unwrap().len(), 6);
        for (region, figures) in expected["by_region"].as_object().unwrap() {
            let some = rows(&client, &format!("as_of=2025-07&f.region={region}")).await;
            assert_eq!(some["total_rows"], figures["projects"], "{region}");
            assert_eq!(number(&some["totals"]["done_ytd"]), figures["done_ytd"].as_f64().unwrap());
            assert!(list(&some).iter().all(|r| r["region"] == region.as_str()));
        }
    }
}

#[tokio::test]
async fn ranges_words_and_order_work_together() {
    for test in both(migrations()).await {
        take_in(&test.db, JULY, false).await;
        let client = app(&test).user(Role::Viewer).await;
        let all = rows(&client, "as_of=2025-07&limit=500").await;
        let plans: Vec<f64> = list(&all).iter().map(|r| number(&r["annual_plan"])).collect();
        for (range, passes) in [
            (">=30000", Box::new(|p: f64| p >= 30_000.0) as Box<dyn Fn(f64) -> bool>),
            (">30000", Box::new(|p| p > 30_000.0)),
            ("<30000", Box::new(|p| p < 30_000.0)),
            ("<=30000", Box::new(|p| p <= 30_000.0)),
            ("=30000", Box::new(|p| (p - 30_000.0).abs() < 1e-6)),
            ("20000-40000", Box::new(|p| (20_000.0..=40_000.0).contains(&p))),
        ] {
            let some = rows(&client, &format!("as_of=2025-07&f.annual_plan={range}")).await;
            assert_eq!(some["total_rows"], plans.iter().filter(|p| passes(**p)).count(), "{range}");
        }
        let late = rows(&client, "as_of=2025-07&is=below_30").await;
        assert_eq!(late["total_rows"], expected()["below_30"]);
        let lights: Vec<&Value> = list(&late).iter().map(|r| &r["light"]).collect();
        assert!(lights.iter().all(|light| **light != "green"), "{lights:?}");
        for (sort, dir) in [("annual_plan", "desc"), ("completion", "asc"), ("name", "asc"), ("start_date", "desc")] {
            let sorted = rows(&client, &format!("as_of=2025-07&sort={sort}&dir={dir}&limit=500")).await;
            assert_eq!(sorted["total_rows"], 60);
            let mut ids: Vec<i64> = list(&sorted).iter().map(|r| r["id"].as_i64().unwrap()).collect();
            let first = rows(&client, &format!("as_of=2025-07&sort={sort}&dir={dir}&limit=7")).await;
            let next = rows(&client, &format!("as_of=2025-07&sort={sort}&dir={dir}&offset=7&limit=53")).await;
            assert!(next.get("columns").is_none());
            let pieces: Vec<i64> = list(&first).iter().chain(list(&next)).map(|r| r["id"].as_i64().unwrap()).collect();
            assert_eq!(ids, pieces, "{sort}");
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), 60);
        }
        let sorted = rows(&client, "as_of=2025-07&sort=annual_plan&dir=desc").await;
        assert!(list(&sorted).windows(2).all(|w| number(&w[0]["annual_plan"]) >= number(&w[1]["annual_plan"])));
        let sorted = rows(&client, "as_of=2025-07&sort=start_date").await;
        let dates: Vec<&str> = list(&sorted).iter().filter_map(|r| r["start_date"].as_str()).collect();
        assert!(dates.len() > 1 && dates.is_sorted());
    }
}

#[tokio::test]
async fn words_are_looked_for_in_names_codes_initials_and_reports() {
    for test in both(migrations()).await {
        take_in(&test.db, JULY, false).await;
        let client = app(&test).user(Role::Viewer).await;
        let all = rows(&client, "as_of=2025-07&limit=500").await;
        let row = list(&all).iter().find(|r| r["owner"].is_string()).unwrap();
        let name = row["name"].as_str().unwrap();
        let initials: String = platform::text::initials(name).chars().filter(char::is_ascii_alphanumeric).collect();
        let owner = row["owner"].as_str().unwrap();
        let queries = [
            format!("f.name={name}"),
            format!("f.name={initials}"),
            format!("q={initials}"),
            format!("f.owner={owner}"),
        ];
        for query in queries {
            let found = rows(&client, &format!("as_of=2025-07&{query}")).await;
            assert!(list(&found).iter().any(|r| r["id"] == row["id"]), "{}: {query}", test.name);
            assert!(list(&found).len() < 60, "{query}");
        }
        for field in ["progress", "cause", "problem", "measure"] {
            let Some(text) = list(&all).iter().find_map(|r| r[field].as_str()) else { continue };
            let part: String = text.chars().take(4).collect();
            let found = rows(&client, &format!("as_of=2025-07&limit=500&f.{field}={part}")).await;
            let with = list(&all).iter().filter(|r| r[field].as_str().is_some_and(|t| t.contains(&part))).count();
            assert!(with > 0);
            assert_eq!(found["total_rows"], with, "{field} {part}");
        }
        let sheet = "2025年重点项目,,,,截至2025年7月底 单位:万元\n项目名称,项目编号,县市区,年度计划投资,1-7月完成投资\n城东水厂,ZD-2025-07,东湖区,2000,900\n";
        let sheet = workbook::read("7月.csv", sheet.as_bytes(), &workbook::Options::for_year(2025)).unwrap();
        take_in_as(&test.db, "7月.csv", sheet, false, Box::new(|_| true)).await;
        for query in ["q=zd-2025", "f.number=2025-07", "f.name=ZD-2025-07"] {
            let found = rows(&client, query).await;
            assert_eq!(list(&found).iter().map(|r| &r["name"]).collect::<Vec<_>>(), ["城东水厂"], "{query}");
        }
        // What means anything to the database means itself here.
        assert_ne!(rows(&client, "f.problem=征地").await["total_rows"], 0);
        for sign in ["%", "_", "!", "'", "\\", "\0"] {
            assert_eq!(rows(&client, &format!("f.problem=征地{sign}")).await["total_rows"], 0, "{sign:?}");
        }
    }
}

#[tokio::test]
async fn a_county_sees_filters_counts_exports_and_opens_only_its_own() {
    for test in both(migrations()).await {
        take_in(&test.db, JULY, false).await;
        let app = app(&test);
        let (office, county) =
            (app.user(Role::Office).await, app.user_within(Role::Reviewer, Scope::regions(["东湖区"])).await);
        let other = rows(&office, "f.region=西湖区").await;
        let other = &list(&other)[0];
        let own = rows(&county, "limit=500").await;
        let figures = &expected()["by_region"]["东湖区"];
        assert_eq!(own["total_rows"], figures["projects"]);
        assert_eq!(number(&own["totals"]["annual_plan"]), figures["annual_plan"].as_f64().unwrap());
        assert_eq!(column(&own, "region")["choices"], serde_json::json!(["东湖区"]));
        let name = other["name"].as_str().unwrap();
        for query in ["region=西湖区".to_owned(), format!("f.name={name}"), format!("q={name}")] {
            let found = rows(&county, &query).await;
            assert_eq!((&found["total_rows"], &found["totals"]["annual_plan"]), (&Value::from(0), &Value::Null));
            let page = county.get(&address("/ledger", &query)).await.ok();
            assert_eq!(page.texts(".empty h3"), ["没有符合条件的项目"], "{}", test.name);
        }
        for path in ["/projects/", "/api/v1/projects/"] {
            county.get(&format!("{path}{}", other["id"])).await.is(StatusCode::NOT_FOUND);
            office.get(&format!("{path}{}", other["id"])).await.ok();
            county.get(&format!("{path}{}", list(&own)[0]["id"])).await.ok();
        }
        let book = county.get("/ledger/export.xlsx").await.ok();
        assert_eq!(sheet_names(&book).len(), 10);
        let board = county.get("/api/v1/board?by=region").await.ok().json();
        assert_eq!(board["groups"].as_array().unwrap().len(), 1);
        assert_eq!(county.get("/api/v1/projects").await.ok().json()["total_rows"], 10);
        app.user(Role::Viewer).await.get("/ledger/export.xlsx").await.is(StatusCode::FORBIDDEN);
        app.visitor().get("/api/v1/projects").await.is(StatusCode::UNAUTHORIZED);
    }
}

/// The names of the projects in an exported workbook.
fn sheet_names(answer: &Answer) -> Vec<String> {
    let reading = workbook::read("台账.xlsx", &answer.body, &workbook::Options::for_year(2025)).unwrap();
    reading.rows.iter().filter_map(|r| r.values.get(&Field::Name)).map(workbook::Value::text).collect()
}

#[tokio::test]
async fn the_export_is_what_is_seen() {
    for test in both(migrations()).await {
        take_in(&test.db, JULY, false).await;
        let client = app(&test).user(Role::Leader).await;
        let query =
            "as_of=2025-07&f.annual_plan=>=30000&sort=annual_plan&dir=desc&columns=name,region,annual_plan,done_ytd";
        let seen = rows(&client, &format!("{query}&limit=500")).await;
        let book = client.get(&address("/ledger/export.xlsx", query)).await.ok();
        let disposition = book.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
        let name: String = form_urlencoded::byte_serialize("示例市2025年7月重点项目台账.xlsx".as_bytes()).collect();
        assert!(disposition.ends_with(&format!("filename*=UTF-8''{name}")), "{disposition}");
        let names: Vec<String> = list(&seen).iter().map(|r| r["name"].as_str().unwrap().to_owned()).collect();
        assert_eq!(sheet_names(&book), names, "{}", test.name);
        let reading = workbook::read("台账.xlsx", &book.body, &workbook::Options::for_year(2025)).unwrap();
        assert_eq!(reading.as_of.map(|m| m.to_string()).as_deref(), Some("2025-07"));
        let plan = |row: &workbook::Row| match row.values.get(&Field::AnnualPlan) {
            Some(workbook::Value::Money(money)) => money.0,
            other => panic!("{other:?}"),
        };
        let plan: i64 = reading.rows.iter().map(plan).sum();
        let total =
            kernel::Money::parse(seen["totals"]["annual_plan"].as_str().unwrap(), kernel::money::MoneyUnit::Wan);
        assert_eq!(plan, total.unwrap().0);
    }
}

#[tokio::test]
async fn the_page_reads_without_script() {
    for test in both(migrations()).await {
        take_in(&test.db, JULY, false).await;
        let client = app(&test).user(Role::Office).await;
        let page = client.get(&address("/ledger", "as_of=2025-07&sort=done_ytd&dir=desc")).await.ok();
        assert_eq!(page.texts("ledger-grid tbody tr").len(), 50);
        assert_eq!(page.texts("th[aria-sort=descending]"), ["1—7月完成"]);
        assert!(page.texts("main p.small")[0].starts_with("共60个项目"));
        let next = page.attributes("a[rel=next]", "href");
        assert_eq!(client.get(&next[0]).await.ok().texts("ledger-grid tbody tr").len(), 10);
        for href in page.attributes("ledger-grid thead a", "href") {
            assert_eq!(client.get(&href).await.ok().texts("ledger-grid tbody tr").len(), 50, "{href}");
        }
        let query = "region=东湖区&f.annual_plan=>=30000&f.progress=主体&q=项目";
        let chips = client.get(&address("/ledger", query)).await.ok();
        assert_eq!(chips.texts("a.chip.on").len(), 4);
        for href in chips.attributes("a.chip.on", "href") {
            assert_eq!(client.get(&href).await.ok().texts("a.chip.on").len(), 3, "{href}");
        }
        let narrowed = client.get(&address("/ledger", "f.name=<script>alert(1)</script>&f.cause=\"><b>")).await.ok();
        assert_eq!(narrowed.texts(".empty h3"), ["没有符合条件的项目"]);
        assert!(!narrowed.text().contains("<script>alert"));
        assert!(
            page.attributes(".bar a.button", "href").iter().any(|h| h.starts_with("/ledger/export.xlsx?as_of=2025-07"))
        );
    }
}

#[tokio::test]
async fn nothing_yet_is_said_and_hostile_addresses_are_refused() {
    for test in both(migrations()).await {
        let app = app(&test);
        let client = app.user(Role::Office).await;
        assert_eq!(client.get("/ledger").await.ok().texts(".empty h3"), ["还没有项目"]);
        client.get("/projects/1").await.is(StatusCode::NOT_FOUND);
        client.get("/ledger/rows.json").await.is(StatusCode::NOT_FOUND);
        take_in(&test.db, JULY, false).await;
        let refused = [
            "as_of=2025-13",
            "as_of=x",
            "f.annual_plan=很多",
            "f.completion=>=",
            "is=nonsense",
            "sort=nonsense",
            "dir=up",
            "columns=name,nonsense",
            "offset=-1",
            "limit=ten",
            "page=x",
            "f.start_date=2025",
        ];
        for query in refused {
            let answer = client.get(&address("/ledger/rows.json", query)).await.is(StatusCode::UNPROCESSABLE_ENTITY);
            assert!(!answer.json()["detail"].as_str().unwrap().is_empty(), "{query}");
            client.get(&address("/ledger", query)).await.is(StatusCode::UNPROCESSABLE_ENTITY);
            client.get(&address("/ledger/export.xlsx", query)).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        }
        let long = format!("f.progress={}", "长".repeat(3000));
        client.get(&address("/ledger/rows.json", &long)).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        for query in
            ["offset=18446744073709551615", "page=18446744073709551615", "limit=0", "f.annual_plan=>=1e99999", "q=\0"]
        {
            let status = client.get(&address("/ledger", query)).await.status;
            assert!(!status.is_server_error(), "{query}: {status}");
            let status = client.get(&address("/ledger/rows.json", query)).await.status;
            assert!(!status.is_server_error(), "{query}: {status}");
        }
        client.get("/ledger?%ff%fe=%ff&as_of=2025-07&f.name=%ff").await.ok();
        assert_eq!(rows(&client, "limit=100000").await["total_rows"], 60);
        for id in ["0", "-1", "99999999", "x", "9223372036854775808", "1%00"] {
            client.get(&format!("/projects/{id}")).await.is(StatusCode::NOT_FOUND);
            client.get(&format!("/api/v1/projects/{id}")).await.is(StatusCode::NOT_FOUND);
        }
        client.get("/api/v1/board?colour=red").await.is(StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test]
async fn a_project_tells_its_months_corrections_and_history() {
    for test in both(migrations()).await {
        let sheet = |done: &str| {
            format!(
                "2025年重点项目,,,,,,截至2025年7月底 单位:万元\n项目名称,县市区,建设性质,年度计划投资,1-7月完成投资,环评,存在问题\n\
                 城东水厂<b>,东湖区,续建,2000,{done},已办结,征地未完\n城西路网,西湖区,新建,3000,900,未办理,\n"
            )
        };
        let csv =
            |done: &str| workbook::read("7月.csv", sheet(done).as_bytes(), &workbook::Options::for_year(2025)).unwrap();
        take_in_as(&test.db, "7月.csv", csv("1000"), false, Box::new(|_| true)).await;
        take_in_as(&test.db, "7月.csv", csv("1234"), false, Box::new(|_| true)).await;
        let client = app(&test).user(Role::Viewer).await;
        let found = rows(&client, "f.name=城东水厂").await;
        let row = &list(&found)[0];
        assert_eq!((&row["done_ytd"], &row["nature"]), (&Value::from("1234.00"), &Value::from("续建")));
        let page = client.get(row["href"].as_str().unwrap()).await.ok();
        assert!(page.texts("main h2")[0].starts_with("城东水厂<b>"));
        let july = page.texts("#months tbody tr").pop().unwrap();
        assert!(
            july.contains("1,234") && july.contains("第1次填报:年内完成1,000万元") && july.contains("张三"),
            "{july}"
        );
        assert_eq!(page.texts("#months tbody tr").len(), 7);
        let changed = page.texts(".history li");
        assert!(changed.iter().any(|l| l.contains("年内累计完成投资") && l.contains("1,234")), "{changed:?}");
        assert!(changed.last().unwrap().contains("新增项目"), "{changed:?}");
        assert!(page.texts(".history del").iter().any(|t| t.contains("1,000")));
        assert!(page.text().contains("征地未完") && page.text().contains("环评"));
        assert_eq!(page.texts("#plans tbody tr").len(), 1);
        let june = client.get(&format!("/projects/{}?as_of={}", row["id"], month("2025-06"))).await.ok();
        assert_eq!(june.texts("#months tbody tr").len(), 6);
        let before = client.get(&format!("/projects/{}?as_of=2024-06", row["id"])).await.ok();
        assert!(before.texts(".notice")[0].contains("不在当年的项目清单内"));
        let api = client.get(&format!("/api/v1/projects/{}", row["id"])).await.ok().json();
        assert_eq!((&api["indicators"]["done_ytd"], &api["facts"]["problem"]), (&"1234.00".into(), &"征地未完".into()));
        let entries = journal::verify(&test.db, &[]).await.unwrap().entries;
        let newest = client.get(&format!("/projects/{}?before=1", row["id"])).await.ok();
        assert!(entries > 0 && newest.texts(".history li").is_empty());
    }
}

#[tokio::test]
async fn programs_get_what_the_command_line_gives() {
    for test in both(migrations()).await {
        take_in(&test.db, JULY, false).await;
        let client = app(&test).user(Role::Viewer).await;
        let board = client.get(&address("/api/v1/board", "as_of=2025-07&by=region")).await.ok().json();
        let expected = expected();
        assert_eq!(board["total"]["projects"], expected["projects"]);
        assert_eq!(number(&board["total"]["done_ytd"]), expected["done_ytd"].as_f64().unwrap());
        assert_eq!(board["groups"].as_array().unwrap().len(), 6);
        let some = client.get(&address("/api/v1/board", "as_of=2025-07&region=东湖区")).await.ok().json();
        assert_eq!(some["total"]["projects"], 10);
        let mut seen = Vec::new();
        let mut offset = Some(0);
        while let Some(at) = offset {
            let page = client.get(&format!("/api/v1/projects?as_of=2025-07&limit=25&offset={at}")).await.ok().json();
            seen.extend(list(&page).iter().map(|r| r["id"].as_i64().unwrap()));
            offset = page["next_offset"].as_u64();
        }
        seen.dedup();
        assert_eq!(seen.len(), 60);
    }
}
