//! A mechanism as its author writes it: migration, navigation, pages, uploads, API; and a server that stops gracefully.

use axum::Json;
use axum::body::Body;
use axum::extract::Multipart;
use axum::http::{Method, StatusCode, header};
use platform::db::migrate::{Migrations, Table, TableMigration, id, text};
use platform::journal::Entry;
use platform::testing::{TestApp, both};
use platform::web::{Access, Ctx, Routes, WebError};
use platform::{Mechanism, NavEntry, Permission, Place, Role};
use sea_orm::{ConnectionTrait, Statement};
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::Notify;

struct Notes;

impl Mechanism for Notes {
    fn name(&self) -> &'static str {
        "notes"
    }

    fn migrations(&self) -> Vec<TableMigration> {
        vec![TableMigration::new("m20260301_000001_note", |_| {
            vec![Table::create().table("note").col(id()).col(text("body")).take()]
        })]
    }

    fn navigation(&self) -> Vec<NavEntry> {
        let permission = Some(Permission::ViewBoard);
        vec![NavEntry { place: Place::Board, label: "看板", href: "/notes", permission }]
    }

    fn routes(&self) -> Routes {
        Routes::new()
            .get("/notes", Access::Needs(Permission::ViewBoard), page)
            .upload("/notes/file", Access::Needs(Permission::Import), 4 << 20, take_file)
            .post("/api/v1/notes", Access::Needs(Permission::EditLedger), create)
            .get("/panic", Access::Public, panicking)
            .get("/slow", Access::Public, slow)
    }
}

async fn page(ctx: Ctx) -> Result<String, WebError> {
    let shell = ctx.shell("看板").await?;
    let current: Vec<_> = shell.links.iter().filter(|l| l.current).map(|l| l.label()).collect();
    Ok(format!("{} of {}", current.join(","), shell.links.len()))
}

async fn take_file(ctx: Ctx, mut form: Multipart) -> Result<String, WebError> {
    let broken = |e: axum::extract::multipart::MultipartError| WebError::Invalid(e.body_text());
    let mut told = Vec::new();
    while let Some(field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or("").to_owned();
        told.push(format!("{name}={}", field.bytes().await.map_err(broken)?.len()));
    }
    Ok(format!("{}: {}", ctx.viewer.name, told[1..].join(" ")))
}

async fn create(ctx: Ctx, Json(note): Json<serde_json::Value>) -> Result<Json<serde_json::Value>, WebError> {
    let body = note["body"].as_str().ok_or_else(|| WebError::Invalid("body应为文字".to_owned()))?;
    let tx = ctx.write().await?;
    let sql = if ctx.db().backend() == sea_orm::DbBackend::Sqlite { "?" } else { "$1" };
    let sql = format!("INSERT INTO note (body) VALUES ({sql}) RETURNING id");
    let insert = Statement::from_sql_and_values(tx.get_database_backend(), sql, [body.into()]);
    let id: i64 = tx.query_one_raw(insert).await?.map_or(Ok(0), |row| row.try_get("", "id"))?;
    let recorded = tx.record(Entry::new("新增记事", "note", id).to(body)).await?;
    tx.commit(recorded).await?;
    Ok(Json(serde_json::json!({ "id": id })))
}

async fn panicking() -> &'static str {
    panic!("a bug")
}

/// `/slow` says that it has begun, and waits to be let go.
static BEGUN: Notify = Notify::const_new();
static GO: Notify = Notify::const_new();

async fn slow() -> &'static str {
    BEGUN.notify_one();
    GO.notified().await;
    "done"
}

fn mechanisms() -> Vec<Arc<dyn Mechanism>> {
    vec![Arc::new(Notes)]
}

#[tokio::test]
async fn a_mechanism_finds_its_place_in_the_navigation() {
    for test in both(Migrations::of(&mechanisms())).await {
        let app = TestApp::new(&test, mechanisms());
        let leader = app.user(Role::Leader).await;
        assert_eq!(leader.get("/").await.location(), "/notes");
        assert_eq!(leader.get("/notes").await.ok().text(), "看板 of 2", "{}", test.name);
    }
}

#[tokio::test]
async fn a_file_comes_in_with_the_token_first_and_not_too_large() {
    for test in both(Migrations::of(&mechanisms())).await {
        let app = TestApp::new(&test, mechanisms());
        let office = app.user(Role::Office).await;
        let fields = [("list", "2025年重点项目")];
        let three = vec![7; 3 << 20];
        let told = office.upload("/notes/file", &fields, ("workbook", "台账.xlsx", &three)).await.ok();
        assert_eq!(told.text(), "重点办: list=19 workbook=3145728", "{}", test.name);
        let five = vec![7; 5 << 20];
        let large = office.upload("/notes/file", &fields, ("workbook", "台账.xlsx", &five)).await;
        assert!(large.status.is_client_error(), "{}: {}", test.name, large.status);

        let body = "--b\r\nContent-Disposition: form-data; name=\"list\"\r\n\r\nx\r\n--b--\r\n";
        let forged = office
            .request(Method::POST, "/notes/file")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b")
            .header("sec-fetch-site", "same-origin");
        office.send(forged.body(Body::from(body)).unwrap()).await.is(StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn the_api_takes_a_session_with_its_token_or_a_bearer() {
    for test in both(Migrations::of(&mechanisms())).await {
        let app = TestApp::new(&test, mechanisms());
        let office = app.user(Role::Office).await;
        let note = serde_json::json!({"body": "催办"});
        let made = office.json(Method::POST, "/api/v1/notes", &note).await.ok().json();
        assert_eq!(made["id"], 1, "{}", test.name);
        let token = office.post("/account/tokens", &[("name", "数据交换")]).await.ok().texts("code").remove(0);
        let program = app.visitor().with("authorization", &format!("Bearer {token}"));
        assert_eq!(program.json(Method::POST, "/api/v1/notes", &note).await.ok().json()["id"], 2);
        let wrong = program.json(Method::POST, "/api/v1/notes", &serde_json::json!({})).await;
        assert_eq!(wrong.is(StatusCode::UNPROCESSABLE_ENTITY).json()["detail"], "body应为文字");
        let nobody = app.visitor().with("authorization", "Bearer zs_0000");
        let refused = nobody.json(Method::POST, "/api/v1/notes", &note).await.is(StatusCode::UNAUTHORIZED);
        assert_eq!(refused.json()["title"], "请先登录");
        let audit = office.get("/settings/audit?action=新增记事").await.ok();
        assert!(audit.texts("tbody tr").iter().all(|row| row.contains("重点办") && row.contains("接口")));
    }
}

#[tokio::test]
async fn a_bug_is_a_page_that_tells_nothing_of_our_insides() {
    let test = platform::testing::sqlite().await;
    Migrations::of(&mechanisms()).run(&test.db).await.unwrap();
    let app = TestApp::new(&test, mechanisms());
    let page = app.visitor().get("/panic").await.is(StatusCode::INTERNAL_SERVER_ERROR);
    assert!(page.texts("[role=alert]")[0].starts_with("系统出错") && !page.text().contains("a bug"));
}

#[tokio::test]
async fn a_server_told_to_stop_finishes_what_it_has_begun() {
    let test = platform::testing::sqlite().await;
    Migrations::of(&mechanisms()).run(&test.db).await.unwrap();
    let app = TestApp::new(&test, mechanisms()).app;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let server = async { platform::web::serve(&app, listener, async { drop(stopped.await) }).await };
    let client = async {
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let request = "GET /slow HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        stream.write_all(request.as_bytes()).await.unwrap();
        BEGUN.notified().await;
        stop.send(()).unwrap();
        // New ones are turned away before the old one is answered.
        while tokio::net::TcpStream::connect(address).await.is_ok() {
            tokio::task::yield_now().await;
        }
        GO.notify_one();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    };
    let (served, answer) = tokio::join!(server, client);
    served.unwrap();
    assert!(answer.contains("200 OK") && answer.ends_with("done"), "{answer}");
}
