//! The platform's own pages through the router, on both databases.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use platform::accounts::users::{self, NewUser};
use platform::db::migrate::Migrations;
use platform::journal::{Actor, Filter, page};
use platform::settings::Settings;
use platform::testing::{Answer, TestApp, both};
use platform::{Clock, Role, Scope};
use std::time::Duration;

const PASSWORD: &str = "城东Harbour-47";

/// An account with a password, who has not signed in yet.
async fn add(app: &TestApp, login: &str, role: Role, must_change: bool) {
    let new = NewUser {
        login: login.to_owned(),
        name: "王敏".to_owned(),
        password: PASSWORD.to_owned(),
        roles: [role].into(),
        scope: Scope::all(),
        must_change_password: must_change,
    };
    let prepared = users::prepare(&Settings::default(), new).await.unwrap();
    let tx = app.app.db().write(&Actor::command_line(), app.clock.now()).await.unwrap();
    let (_, recorded) = users::add(&tx, prepared).await.unwrap();
    tx.commit(recorded).await.unwrap();
}

async fn sign_in(app: &TestApp, login: &str, password: &str) -> Answer {
    app.visitor().post("/sign-in", &[("login", login), ("password", password), ("next", "/settings")]).await
}

#[tokio::test]
async fn an_officer_signs_in_goes_where_she_wanted_and_out_again() {
    for test in both(Migrations::platform()).await {
        let app = TestApp::new(&test, Vec::new());
        add(&app, "WangMin", Role::Office, false).await;
        let turned_away = app.visitor().get("/settings/audit?action=登录").await;
        assert_eq!(turned_away.status, StatusCode::SEE_OTHER);
        assert!(turned_away.location().starts_with("/sign-in?next=%2Fsettings%2Faudit"));

        let answer = sign_in(&app, " wangmin ", PASSWORD).await;
        assert_eq!(answer.location(), "/settings", "{}", test.name);
        let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"));
        let mut client = app.visitor();
        client.keep_cookie(&answer);

        let page = client.get("/settings").await.ok();
        assert_eq!(page.texts(".rail .places a[aria-current]"), ["设置"]);
        assert!(page.texts(".who")[0].contains("王敏 · 重点办"));
        assert_eq!(page.texts("main a")[..2], ["参数设置", "操作日志"]);

        client.post("/sign-out", &[]).await;
        assert_eq!(client.get("/settings").await.status, StatusCode::SEE_OTHER, "{}", test.name);
    }
}

#[tokio::test]
async fn a_wrong_name_and_a_wrong_password_get_the_same_answer() {
    for test in both(Migrations::platform()).await {
        let app = TestApp::new(&test, Vec::new());
        add(&app, "wangmin", Role::Office, false).await;
        let wrong = sign_in(&app, "wangmin", "x").await.is(StatusCode::UNPROCESSABLE_ENTITY);
        let unknown = sign_in(&app, "nobody", "x").await.is(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(wrong.texts(".notice"), unknown.texts(".notice"), "{}", test.name);
        assert_eq!(wrong.texts(".notice"), ["用户名或密码不正确,或账号已停用"]);
    }
}

#[tokio::test]
async fn guessing_is_throttled_and_forgiven_after_a_quarter_of_an_hour() {
    for test in both(Migrations::platform()).await {
        let app = TestApp::new(&test, Vec::new());
        add(&app, "wangmin", Role::Office, false).await;
        // Twelve guesses at once, and the right one among those that follow.
        let guesses = futures_util::future::join_all((0..12).map(|_| sign_in(&app, "wangmin", "guess"))).await;
        let looked_at = guesses.iter().filter(|g| g.status == StatusCode::UNPROCESSABLE_ENTITY).count();
        assert!(looked_at <= 5, "{}: {looked_at} guesses were looked at", test.name);
        sign_in(&app, "wangmin", PASSWORD).await.is(StatusCode::TOO_MANY_REQUESTS);
        sign_in(&app, "zhangsan", "x").await.is(StatusCode::UNPROCESSABLE_ENTITY);
        app.clock.advance(Duration::from_secs(15 * 60 + 1));
        sign_in(&app, "wangmin", PASSWORD).await.is(StatusCode::SEE_OTHER);
    }
}

#[tokio::test]
async fn a_session_ends_when_idle_and_when_old() {
    for test in both(Migrations::platform()).await {
        let app = TestApp::new(&test, Vec::new());
        let client = app.user(Role::Viewer).await;
        for _ in 0..11 {
            app.clock.advance(Duration::from_secs(119 * 60));
            client.get("/account").await.ok();
        }
        // Used all the time, but 24 hours are over.
        app.clock.advance(Duration::from_secs(150 * 60));
        client.get("/account").await.is(StatusCode::SEE_OTHER);
        let client = app.user(Role::Viewer).await;
        app.clock.advance(Duration::from_secs(120 * 60));
        client.get("/account").await.is(StatusCode::SEE_OTHER);
    }
}

#[tokio::test]
async fn a_first_sign_in_must_choose_a_new_password() {
    for test in both(Migrations::platform()).await {
        let app = TestApp::new(&test, Vec::new());
        add(&app, "wangmin", Role::Office, true).await;
        let answer = sign_in(&app, "wangmin", PASSWORD).await;
        assert_eq!(answer.location(), "/password");
        let mut client = app.visitor();
        client.keep_cookie(&answer);
        assert_eq!(client.get("/settings").await.location(), "/password");
        client.get("/api/v1/anything").await.is(StatusCode::NOT_FOUND);

        let weak = [("old", PASSWORD), ("new", "short"), ("again", "shorter")];
        let page = client.post("/password", &weak).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(page.texts("p.error"), ["密码太短,至少要有10位", "两次输入的新密码不一致"]);
        let wrong = [("old", "guess"), ("new", "西河Bridge-2025"), ("again", "西河Bridge-2025")];
        let page = client.post("/password", &wrong).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(page.texts("p.error"), ["原密码不正确"]);

        let right = [("old", PASSWORD), ("new", "西河Bridge-2025"), ("again", "西河Bridge-2025")];
        let answer = client.post("/password", &right).await;
        assert_eq!(answer.location(), "/", "{}: {}", test.name, answer.text());
        client.get("/settings").await.is(StatusCode::SEE_OTHER);
        client.keep_cookie(&answer);
        client.get("/settings").await.ok();
        sign_in(&app, "wangmin", PASSWORD).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test]
async fn a_request_from_elsewhere_changes_nothing() {
    for test in both(Migrations::platform()).await {
        let app = TestApp::new(&test, Vec::new());
        let client = app.user(Role::Admin).await;
        let form = |site: Option<&'static str>, origin: Option<&'static str>, body: &'static str| {
            let mut request = client
                .request(Method::POST, "/account/tokens")
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            request = site.into_iter().fold(request, |r, s| r.header("sec-fetch-site", s));
            request = origin.into_iter().fold(request, |r, o| r.header(header::ORIGIN, o));
            request.body(Body::from(body)).unwrap()
        };
        for (site, origin) in [
            (Some("cross-site"), Some("https://evil.example")),
            (Some("same-site"), None),
            (None, Some("https://evil.example")),
            (None, None),
            (Some("same-origin"), Some("http://localhost")),
        ] {
            for body in ["name=x", "name=x&csrf=", "name=x&csrf=AAAA"] {
                let answer = client.send(form(site, origin, body)).await;
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}: {site:?} {origin:?} {body}", test.name);
            }
        }
        assert!(client.get("/account").await.ok().texts("code").is_empty());
        let answer = client.post("/account/tokens", &[("name", "市统计局")]).await.ok();
        assert_eq!(answer.texts("code").len(), 1);
        // In the page's own form and in the head, for scripts.
        assert_eq!(answer.attributes("meta[name=csrf-token]", "content").len(), 1);
        assert!(!answer.attributes("input[name=csrf]", "value").is_empty());
    }
}

#[tokio::test]
async fn an_api_token_opens_the_api_until_it_is_taken_back() {
    for test in both(Migrations::platform()).await {
        let app = TestApp::new(&test, Vec::new());
        let client = app.user(Role::Admin).await;
        let token = client.post("/account/tokens", &[("name", "市统计局")]).await.ok().texts("code").remove(0);
        // No pages by token, only the API; there, an address that does not exist is found not to exist.
        let bearer = app.visitor().with("authorization", &format!("Bearer {token}"));
        assert_eq!(bearer.get("/account").await.status, StatusCode::SEE_OTHER);
        let problem = bearer.get("/api/v1/none").await.is(StatusCode::NOT_FOUND);
        assert_eq!(problem.headers[header::CONTENT_TYPE], "application/problem+json");
        assert_eq!(problem.json()["status"], 404);
        let end = client.get("/account").await.ok().attributes("form[action$='/end']", "action");
        let of_token = end.iter().find(|a| a.contains("tokens")).unwrap();
        client.post(of_token, &[]).await.is(StatusCode::SEE_OTHER);
        assert!(client.get("/account").await.ok().texts("form[action*=tokens] .link-button").is_empty());
    }
}

#[tokio::test]
async fn the_administrator_looks_after_accounts() {
    for test in both(Migrations::platform()).await {
        let app = TestApp::new(&test, Vec::new());
        let admin = app.user(Role::Admin).await;
        let new = [
            ("login", "li.si"),
            ("name", "李四"),
            ("password", PASSWORD),
            ("role", "reviewer"),
            ("role", "filer"),
            ("regions", "东城区、西河县"),
        ];
        assert_eq!(admin.post("/settings/users", &new).await.location(), "/settings/users", "{}", test.name);
        let taken = admin.post("/settings/users", &new).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        assert!(taken.texts(".notice")[0].contains("已被使用"));
        assert_eq!(taken.attributes("#regions", "value"), ["东城区、西河县"]);

        let user = users::find_by_login(test.db.read(), "li.si").await.unwrap().unwrap();
        assert_eq!(user.visible(), Scope::regions(["东城区", "西河县"]));
        let row = admin.get("/settings/users").await.ok();
        assert!(row.texts("tbody tr").iter().any(|t| t.contains("李四 审核员 填报员 东城区、西河县 须改密码")));

        // Taken out of use while signed in: out at once.
        let mut client = app.visitor();
        client.keep_cookie(&sign_in(&app, "li.si", PASSWORD).await);
        client.get("/password").await.ok();
        let address = format!("/settings/users/{}", user.id);
        admin.post(&address, &[("name", "李四"), ("role", "filer")]).await.is(StatusCode::SEE_OTHER);
        client.get("/password").await.is(StatusCode::SEE_OTHER);
        sign_in(&app, "li.si", PASSWORD).await.is(StatusCode::UNPROCESSABLE_ENTITY);

        let me = users::find_by_login(test.db.read(), "admin-qbxm").await.unwrap().unwrap();
        let last = admin.post(&format!("/settings/users/{}", me.id), &[("name", "管理员"), ("role", "viewer")]).await;
        assert!(last.texts(".notice")[0].contains("最后一个系统管理员"), "{}", test.name);

        let journal = page(test.db.read(), &Filter::default(), None, 50).await.unwrap().rows;
        let told: Vec<_> = journal.iter().map(|r| r.action.as_str()).collect();
        assert_eq!(told[..3], ["停用账号", "登录", "新增账号"], "{}", test.name);
        assert!(journal.iter().all(|r| !format!("{r:?}").contains("Harbour")));
    }
}

#[tokio::test]
async fn parameters_are_checked_saved_and_journalled() {
    for test in both(Migrations::platform()).await {
        let app = TestApp::new(&test, Vec::new());
        let office = app.user(Role::Office).await;
        let form = |length: &'static str| {
            [
                ("city", "云州市"),
                ("subtitle", "云州市重点项目平台"),
                ("password_length", length),
                ("password_kinds", "3"),
                ("session_idle_minutes", "30"),
                ("session_life_hours", "12"),
                ("sign_in_failures", "5"),
            ]
        };
        let bad = office.post("/settings/parameters", &form("0")).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(bad.texts("p.error"), ["应为8—64的整数"]);
        office.post("/settings/parameters", &form("12")).await.is(StatusCode::SEE_OTHER);
        let page = office.get("/settings/parameters").await.ok();
        assert_eq!(page.texts(".rail small"), ["云州市重点项目平台"], "{}", test.name);
        assert_eq!(page.attributes("#password_length", "value"), ["12"]);
        let audit = office.get("/settings/audit?action=修改设置").await.ok();
        assert_eq!(audit.texts("tbody tr").len(), 5, "{}", test.name);
    }
}

#[tokio::test]
async fn the_audit_is_paged_and_filtered_by_day() {
    for test in both(Migrations::platform()).await {
        let app = TestApp::new(&test, Vec::new());
        let office = app.user(Role::Office).await;
        let tx = test.db.write(&Actor::system(), app.clock.now()).await.unwrap();
        let entries = (0..150).map(|n| platform::journal::Entry::new("修改<b>", "project", n)).collect();
        let recorded = tx.record_all(entries).await.unwrap().unwrap();
        tx.commit(recorded).await.unwrap();
        let first = office.get("/settings/audit?action=修改%3Cb%3E&from=2025-08-01&until=2025-08-01").await.ok();
        assert_eq!(first.texts("tbody tr").len(), 100, "{}", test.name);
        assert!(first.html().select(&scraper::Selector::parse("td b").unwrap()).next().is_none());
        let next = first.attributes("a[rel=next]", "href").remove(0);
        let second = office.get(&next).await.ok();
        assert_eq!(second.texts("tbody tr").len(), 50, "{}", test.name);
        assert!(second.attributes("a[rel=next]", "href").is_empty());
        assert_eq!(office.get("/settings/audit?from=2025-08-02").await.ok().texts(".empty h3").len(), 1);
        office.get("/settings/audit?from=nonsense").await.is(StatusCode::UNPROCESSABLE_ENTITY);
        office.get("/settings/audit?before=x").await.is(StatusCode::BAD_REQUEST);
    }
}

#[tokio::test]
async fn an_error_is_a_page_a_fragment_or_json_as_asked() {
    for test in both(Migrations::platform()).await {
        let app = TestApp::new(&test, Vec::new());
        let viewer = app.user(Role::Viewer).await;
        let page = viewer.get("/settings/users").await.is(StatusCode::FORBIDDEN);
        assert_eq!(page.texts("main.fault [role=alert]"), ["您没有管理账号的权限"]);
        let fragment = viewer.clone().with("hx-request", "true").get("/settings/users").await.is(StatusCode::FORBIDDEN);
        assert!(fragment.text().starts_with("<div class=\"notice bad\""), "{}", fragment.text());
        let json = viewer.clone().with("accept", "application/json").get("/settings/users").await;
        assert_eq!(json.json()["detail"], "您没有管理账号的权限");
        let gone = app.visitor().with("hx-request", "true").get("/settings/users").await.is(StatusCode::UNAUTHORIZED);
        assert_eq!(gone.headers["hx-redirect"], "/sign-in?next=%2Fsettings%2Fusers");
        app.visitor().get("/nowhere").await.is(StatusCode::NOT_FOUND);
        let method = viewer.post("/settings", &[]).await.is(StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(method.texts("main.fault [role=alert]"), ["这个地址不支持这样的操作"]);
    }
}

#[tokio::test]
async fn every_answer_carries_the_security_headers_and_the_machine_can_ask() {
    for test in both(Migrations::platform()).await {
        let app = TestApp::new(&test, Vec::new());
        for path in ["/sign-in", "/nowhere", "/healthz", "/assets/none.js"] {
            let answer = app.visitor().get(path).await;
            let policy = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
            assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{path}");
            assert_eq!(answer.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{path}");
            assert!(!answer.text().contains(" style="), "{path}");
        }
        assert_eq!(app.visitor().get("/healthz").await.ok().text(), "ok");
        let metrics = app.user(Role::Admin).await.get("/metrics").await.ok().text();
        assert!(metrics.contains("zhuashou_http_requests_total{class=\"4xx\"} 2"), "{metrics}");
        app.visitor().get("/metrics").await.is(StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn large_pages_are_compressed() {
    let test = platform::testing::sqlite().await;
    Migrations::platform().run(&test.db).await.unwrap();
    let app = TestApp::new(&test, Vec::new());
    let answer = app.visitor().with("accept-encoding", "gzip").get("/sign-in").await.ok();
    assert_eq!(answer.headers[header::CONTENT_ENCODING], "gzip");
}
