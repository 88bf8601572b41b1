//! A month's figures by hand, through the router, on both databases: page and API.

mod common;

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use common::{migrations, take_in};
use office::ledger::BoardFeed;
use platform::testing::{Answer, Client, TestApp, TestDb, both};
use platform::{Role, Scope, journal};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;

const JULY: &str = "ledger-2025-07.xlsx";

fn app(test: &TestDb) -> TestApp {
    TestApp::new(test, office::mechanisms(&Arc::new(BoardFeed::default())))
}

/// The projects of a region as of July.
async fn projects(client: &Client, region: &str) -> Vec<Value> {
    let region: String = form_urlencoded::byte_serialize(region.as_bytes()).collect();
    let rows = client.get(&format!("/ledger/rows.json?as_of=2025-07&limit=500&region={region}")).await.ok().json();
    rows["rows"].as_array().unwrap().clone()
}

/// A form as the page holds it, hidden fields included.
struct Form(HashMap<String, String>);

impl Form {
    async fn open(client: &Client, path: &str) -> Form {
        Form::of(&client.get(path).await.ok())
    }

    fn of(page: &Answer) -> Form {
        let (html, mut fields) = (page.html(), HashMap::new());
        let selector = scraper::Selector::parse("main form input, main form textarea").unwrap();
        for element in html.select(&selector) {
            let Some(name) = element.attr("name").filter(|n| *n != "csrf") else { continue };
            let text = element.attr("value").map_or_else(|| element.text().collect::<String>(), str::to_owned);
            fields.insert(name.to_owned(), text.trim_start_matches('\n').to_owned());
        }
        Form(fields)
    }

    fn set(mut self, name: &str, text: &str) -> Form {
        assert!(self.0.insert(name.to_owned(), text.to_owned()).is_some(), "the form has no field {name}");
        self
    }

    fn get(&self, name: &str) -> &str {
        &self.0[name]
    }

    async fn send(&self, client: &Client, path: &str) -> Answer {
        let pairs: Vec<(&str, &str)> = self.0.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        client.post(path, &pairs).await
    }
}

async fn newest(test: &TestDb, project: &Value, count: usize) -> Vec<journal::Row> {
    let filter = journal::Filter { project: project.as_i64(), ..journal::Filter::default() };
    journal::page(test.db.read(), &filter, None, count as u64).await.unwrap().rows
}

/// 万元 with more done.
fn plus(text: &str, wan: i64) -> String {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let more: i64 = whole.replace(',', "").parse::<i64>().unwrap() + wan;
    if rest.is_empty() { more.to_string() } else { format!("{more}.{rest}") }
}

#[tokio::test]
async fn a_filer_reports_the_next_month_and_the_next_answer_of_the_board_holds_it() {
    for test in both(migrations()).await {
        take_in(&test.db, JULY, false).await;
        let app = app(&test);
        let filer = app.user_within(Role::Filer, Scope::regions(["东湖区"])).await;
        let project = projects(&filer, "东湖区").await.remove(0);
        let (id, july) = (project["id"].clone(), project["done_ytd"].as_str().unwrap().to_owned());
        let path = format!("/projects/{id}/reports/2025-08");
        let form = Form::open(&filer, &path).await;
        assert_eq!(form.get("revision"), "0");
        assert_eq!(
            format!("{:.2}", form.get("done_ytd").parse::<f64>().unwrap()),
            july,
            "prefilled with the last report"
        );
        assert_eq!(form.get("done_month"), "", "a month's own figure is not carried on");
        let august = plus(form.get("done_ytd"), 12);
        let form = form.set("done_ytd", &august).set("progress", "主体封顶").set("reason", "");
        let saved = form.send(&filer, &path).await.is(StatusCode::SEE_OTHER);
        let page = filer.get(saved.location()).await.ok();
        assert!(page.texts(".notice.good")[0].contains("已保存2025年8月"), "{}", page.text());
        assert!(page.texts("#months tbody tr").last().unwrap().contains("12"), "{:?}", page.texts("#months tbody tr"));
        let board = filer.get(&format!("/api/v1/projects/{id}?as_of=2025-08")).await.ok().json();
        assert_eq!(board["indicators"]["done_month"], "12.00", "{}", test.name);
        assert_eq!(board["facts"]["progress"], "主体封顶");
        let told = &newest(&test, &id, 1).await[0];
        assert_eq!((told.action.as_str(), told.source.as_str()), ("填报", "page"));
        assert!(told.to_text.as_deref().unwrap().contains("主体封顶"), "{told:?}");
        // Saying the same again writes nothing.
        let again = Form::open(&filer, &path).await.send(&filer, &path).await.is(StatusCode::SEE_OTHER);
        assert!(again.location().ends_with("saved=same"));
        assert_eq!(newest(&test, &id, 1).await[0].id, told.id);
    }
}

#[tokio::test]
async fn a_correction_says_why_and_keeps_the_earlier_value() {
    for test in both(migrations()).await {
        take_in(&test.db, JULY, false).await;
        let app = app(&test);
        let office = app.user(Role::Office).await;
        let project = projects(&office, "东湖区").await.remove(0);
        let id = &project["id"];
        let path = format!("/projects/{id}/reports/2025-07");
        let form = Form::open(&office, &path).await;
        let before = form.get("done_ytd").to_owned();
        let form = form.set("done_ytd", &plus(&before, -1)).set("done_month", "").set("done_total", "");
        let refused = form.send(&office, &path).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.attributes("[aria-invalid=true]", "id"), ["reason"]);
        assert!(refused.texts("#reason-error .error")[0].contains("更正"));
        assert_eq!(Form::of(&refused).get("done_ytd"), plus(&before, -1), "what was typed stands");
        let form = Form::of(&refused).set("reason", "重复统计了一笔");
        let saved = form.send(&office, &path).await.is(StatusCode::SEE_OTHER);
        let page = office.get(saved.location()).await.ok();
        let july = page.texts("#months tbody tr").pop().unwrap();
        let grouped = kernel::ratio::grouped(&before);
        assert!(july.contains("更正1次") && july.contains(&format!("第1次填报:年内完成{grouped}万元")), "{july}");
        let changed = newest(&test, id, 3)
            .await
            .into_iter()
            .find(|r| r.to_text.as_deref().is_some_and(|t| t.starts_with("年内累计")));
        let changed = changed.unwrap();
        assert_eq!((changed.action.as_str(), changed.why.as_deref()), ("更正", Some("重复统计了一笔")));
        assert!(changed.from_text.unwrap().contains(&grouped));
    }
}

#[tokio::test]
async fn every_error_is_told_at_its_field_at_once() {
    for test in both(migrations()).await {
        take_in(&test.db, JULY, false).await;
        let app = app(&test);
        let office = app.user(Role::Office).await;
        let project = projects(&office, "东湖区").await.remove(0);
        let path = format!("/projects/{}/reports/2025-08", project["id"]);
        let form = Form::open(&office, &path).await;
        let typed = [
            ("done_ytd", "-5"),
            ("done_month", "约30"),
            ("funds_paid", "9e99"),
            ("start_date", "2026-01-01"),
            ("finish_date", "2025.13"),
        ];
        let form = typed.iter().fold(form, |form, (name, text)| form.set(name, text));
        let refused = form.send(&office, &path).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        let mut wrong = refused.attributes("[aria-invalid=true]", "id");
        wrong.sort();
        assert_eq!(wrong, ["done_month", "done_ytd", "finish_date", "funds_paid", "start_date"], "{}", refused.text());
        assert_eq!(refused.texts(".notice.bad li").len(), 5);
        for (name, text) in typed {
            assert_eq!(Form::of(&refused).get(name), text);
            assert_eq!(refused.texts(&format!("#{name}-error .error")).len(), 1, "one cause, one message");
        }
        // What is unusual asks for a reason, and a reason confirms it.
        let total: f64 = project["total_investment"].as_str().unwrap().parse().unwrap();
        let form =
            Form::open(&office, &path).await.set("done_ytd", &format!("{:.0}", total + 100.0)).set("done_total", "");
        let refused = form.send(&office, &path).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("大于总投资"), "{}", refused.text());
        let saved = Form::of(&refused).set("reason", "概算正在调整").send(&office, &path).await;
        saved.is(StatusCode::SEE_OTHER);
        // July may not exceed August; September has not come.
        let july = format!("/projects/{}/reports/2025-07", project["id"]);
        let form =
            Form::open(&office, &july).await.set("done_ytd", "99999999").set("done_month", "").set("done_total", "");
        let refused = form.set("reason", "试").send(&office, &july).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.texts("#done_ytd-error .error")[0].contains("8月"), "{}", refused.text());
        let future = office.get(&format!("/projects/{}/reports/2025-09", project["id"])).await;
        assert!(future.is(StatusCode::UNPROCESSABLE_ENTITY).text().contains("还没有到"));
    }
}

#[tokio::test]
async fn the_second_of_two_is_told_what_the_first_wrote_and_loses_nothing() {
    for test in both(migrations()).await {
        take_in(&test.db, JULY, false).await;
        let app = app(&test);
        let (first, second) =
            (app.user(Role::Office).await, app.user_within(Role::Reviewer, Scope::regions(["东湖区"])).await);
        let project = projects(&first, "东湖区").await.remove(0);
        let path = format!("/projects/{}/reports/2025-08", project["id"]);
        let (a, b) = (Form::open(&first, &path).await, Form::open(&second, &path).await);
        let ytd = a.get("done_ytd").to_owned();
        a.set("done_ytd", &plus(&ytd, 10)).set("cause", "连续降雨").send(&first, &path).await.is(StatusCode::SEE_OTHER);
        let b = b.set("done_ytd", &plus(&ytd, 20)).set("measure", "增开夜班");
        let told = b.send(&second, &path).await.is(StatusCode::CONFLICT);
        let notice = told.texts(".notice.warn").join("");
        for part in ["重点办", "连续降雨", &plus(&ytd, 10), &plus(&ytd, 20)] {
            assert!(notice.contains(part), "{part}: {notice}");
        }
        let again = Form::of(&told);
        assert_eq!(
            (again.get("done_ytd"), again.get("cause"), again.get("measure")),
            (plus(&ytd, 20).as_str(), "连续降雨", "增开夜班")
        );
        again.set("reason", "以监理确认数为准").send(&second, &path).await.is(StatusCode::SEE_OTHER);
        let now = Form::open(&first, &path).await;
        assert_eq!(
            (now.get("done_ytd"), now.get("cause"), now.get("revision")),
            (plus(&ytd, 20).as_str(), "连续降雨", "2")
        );
    }
}

#[tokio::test]
async fn nobody_reports_what_they_may_not_see() {
    for test in both(migrations()).await {
        take_in(&test.db, JULY, false).await;
        let app = app(&test);
        let (office, county) =
            (app.user(Role::Office).await, app.user_within(Role::Filer, Scope::regions(["东湖区"])).await);
        let theirs = projects(&office, "西湖区").await.remove(0);
        let path = format!("/projects/{}/reports/2025-07", theirs["id"]);
        county.get(&path).await.is(StatusCode::NOT_FOUND);
        let form = Form::open(&office, &path).await.set("progress", "改").set("reason", "试");
        form.send(&county, &path).await.is(StatusCode::NOT_FOUND);
        let api = format!("/api/v1{path}");
        county.json(Method::PUT, &api, &json!({"done_ytd": "1", "reason": "试"})).await.is(StatusCode::NOT_FOUND);
        assert_eq!(Form::open(&office, &path).await.get("revision"), "1");
        county.get("/projects/abc/reports/2025-07").await.is(StatusCode::NOT_FOUND);
        county.get("/projects/1/reports/2025-13").await.is(StatusCode::UNPROCESSABLE_ENTITY);
    }
}

async fn token(client: &Client) -> String {
    let page = client.post("/account/tokens", &[("name", "统计局交换")]).await.ok();
    page.texts("#fresh-token").remove(0)
}

async fn put(visitor: &Client, token: &str, path: &str, tag: Option<&str>, body: &Value) -> Answer {
    let mut request = visitor
        .request(Method::PUT, path)
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/json");
    if let Some(tag) = tag {
        request = request.header(header::IF_MATCH, tag);
    }
    visitor.send(request.body(Body::from(body.to_string())).unwrap()).await
}

fn etag(answer: &Answer) -> String {
    answer.headers[header::ETAG].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_program_reports_with_a_token() {
    for test in both(migrations()).await {
        take_in(&test.db, JULY, false).await;
        let app = app(&test);
        let (filer, visitor) = (app.user(Role::Filer).await, app.visitor());
        let token = token(&filer).await;
        let project = projects(&filer, "东湖区").await.remove(0);
        let path = format!("/api/v1/projects/{}/reports/2025-08", project["id"]);
        let before = filer.get(&path).await.ok().json();
        assert_eq!((&before["filed"], &before["done_month"]), (&json!(false), &Value::Null));
        let august = plus(before["done_ytd"].as_str().unwrap(), 30);
        let made = put(&visitor, &token, &path, None, &json!({"done_ytd": august, "done_month": 30})).await;
        let made = made.is(StatusCode::CREATED);
        assert_eq!((&made.json()["revision"], &made.json()["done_month"]), (&json!(1), &json!("30")));
        assert_eq!(newest(&test, &project["id"], 1).await[0].source, "api");
        let board = filer.get(&format!("/api/v1/projects/{}?as_of=2025-08", project["id"])).await.ok().json();
        assert_eq!(board["indicators"]["done_month"], "30.00");

        let blind = put(&visitor, &token, &path, None, &json!({"progress": "封顶", "reason": "补充"})).await;
        blind.is(StatusCode::PRECONDITION_REQUIRED);
        let tag = etag(&made);
        let unexplained = put(&visitor, &token, &path, Some(&tag), &json!({"progress": "封顶"})).await;
        let unexplained = unexplained.is(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(unexplained.headers[header::CONTENT_TYPE], "application/problem+json");
        assert_eq!(unexplained.json()["errors"][0]["field"], "reason");
        let corrected = put(&visitor, &token, &path, Some(&tag), &json!({"progress": "封顶", "reason": "补充"})).await;
        let corrected = corrected.is(StatusCode::OK);
        assert_eq!((&corrected.json()["done_ytd"], &corrected.json()["revision"]), (&json!(august), &json!(2)));
        let late = put(&visitor, &token, &path, Some(&tag), &json!({"progress": "验收", "reason": "补充"})).await;
        let late = late.is(StatusCode::PRECONDITION_FAILED).json();
        assert_eq!((&late["current"]["progress"], &late["etag"]), (&json!("封顶"), &json!(etag(&corrected))));

        let faults = json!({"done_ytd": -1, "colour": "红", "progress": ["x"]});
        let faults = put(&visitor, &token, &path, Some(&etag(&corrected)), &faults).await;
        let faults = faults.is(StatusCode::UNPROCESSABLE_ENTITY).json();
        let mut named: Vec<&str> =
            faults["errors"].as_array().unwrap().iter().map(|e| e["field"].as_str().unwrap()).collect();
        named.sort_unstable();
        assert_eq!(named, ["colour", "progress"]);
        put(&visitor, &token, &path, None, &json!(["x"])).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        put(&visitor, "zs_none", &path, None, &json!({})).await.is(StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn many_at_once_each_get_their_own_answer() {
    for test in both(migrations()).await {
        take_in(&test.db, JULY, false).await;
        let app = app(&test);
        let office = app.user(Role::Office).await;
        let visitor = app.visitor();
        let token = token(&office).await;
        let all = office.get("/ledger/rows.json?as_of=2025-07&limit=500").await.ok().json();
        let rows = all["rows"].as_array().unwrap().clone();
        let month_before = office.get("/api/v1/board?as_of=2025-08").await.ok().json();
        let mut tasks = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            // Every project twice: the second finds the first's report and is told so; every fifth first one is refused.
            for turn in 0..2 {
                let (visitor, token) = (visitor.clone(), token.clone());
                let path = format!("/api/v1/projects/{}/reports/2025-08", row["id"]);
                let ytd = row["done_ytd"].as_str().unwrap_or("0").to_owned();
                let typed = if at % 5 == 0 { "很多".to_owned() } else { plus(&ytd, 1) };
                let body = json!({"done_ytd": typed, "reason": "并发测试"});
                tasks.push(tokio::spawn(async move { (at, turn, put(&visitor, &token, &path, None, &body).await) }));
            }
        }
        let mut statuses: HashMap<usize, Vec<StatusCode>> = HashMap::new();
        for task in tasks {
            let (at, _, answer) = task.await.unwrap();
            statuses.entry(at).or_default().push(answer.status);
        }
        for (at, mut statuses) in statuses {
            statuses.sort();
            let expected = if at % 5 == 0 {
                [StatusCode::UNPROCESSABLE_ENTITY, StatusCode::UNPROCESSABLE_ENTITY]
            } else {
                [StatusCode::CREATED, StatusCode::PRECONDITION_REQUIRED]
            };
            assert_eq!(statuses, expected, "{}: {at}", test.name);
        }
        let board = office.get("/api/v1/board?as_of=2025-08").await.ok().json();
        let unreported = |board: &Value| board["total"]["unreported"].as_u64().unwrap();
        let granted = rows.len() - rows.len().div_ceil(5);
        assert_eq!(unreported(&month_before) - unreported(&board), granted as u64);
        assert!(journal::verify(&test.db, &[]).await.unwrap().is_sound());
    }
}
