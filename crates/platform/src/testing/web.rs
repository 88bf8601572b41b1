//! Talking to the application as a browser does, through the whole router.
//!
//! ```no_run
//! # use std::sync::Arc;
//! # use platform::{Role, db::migrate::Migrations, testing::{TestApp, both}};
//! # async fn the_board_is_seen_by_leaders() {
//! for test in both(Migrations::platform()).await {
//!     let app = TestApp::new(&test, Vec::new());
//!     let leader = app.user(Role::Leader).await;
//!     let page = leader.get("/account").await.ok();
//!     assert_eq!(page.texts("h1"), ["我的账号"]);
//! }
//! # }
//! ```

use super::TestDb;
use crate::access::{Role, Scope};
use crate::accounts::sessions::{self, Origin};
use crate::accounts::users;
use crate::clock::{Clock, FixedClock};
use crate::db::{Db, Housekeeping};
use crate::files::Files;
use crate::journal::Actor;
use crate::mechanism::Mechanism;
use crate::settings::Settings;
use crate::web::{App, WebOptions, cookie, csrf};
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};
use kernel::Date;
use std::sync::Arc;
use tower::ServiceExt;

/// The application on a test database, at nine in the morning of 2025-08-01.
pub struct TestApp {
    pub app: App,
    pub clock: Arc<FixedClock>,
    router: axum::Router,
}

impl TestApp {
    pub fn new(test: &TestDb, mechanisms: Vec<Arc<dyn Mechanism>>) -> TestApp {
        TestApp::on(test.db.clone(), mechanisms, WebOptions::default())
    }

    pub fn on(db: Db, mechanisms: Vec<Arc<dyn Mechanism>>, options: WebOptions) -> TestApp {
        let clock = Arc::new(FixedClock::on(Date::from_ymd_opt(2025, 8, 1).expect("a date")));
        let app = App::new(db, Files::in_memory(), clock.clone(), mechanisms, options);
        let router = app.router();
        TestApp { app, clock, router }
    }

    /// Nobody in particular.
    pub fn visitor(&self) -> Client {
        Client { router: self.router.clone(), session: None, headers: HeaderMap::new() }
    }

    /// Somebody with this role who sees everything, signed in.
    pub async fn user(&self, role: Role) -> Client {
        self.user_within(role, Scope::all()).await
    }

    /// Somebody with this role and scope, signed in. Called twice with the same, it is two sessions of one account.
    pub async fn user_within(&self, role: Role, scope: Scope) -> Client {
        let db = self.app.db();
        let login = format!("{}-{}", role.id(), crate::text::initials(&scope.label()));
        let user = match users::find_by_login(db.read(), &login).await.expect("reads") {
            Some(user) => user.id,
            None => self.add_user(&login, role, scope).await,
        };
        let tx = db.write(&Actor::system(), self.clock.now()).await.expect("writes");
        let token = sessions::open(&tx, &Settings::default(), user, &Origin::default()).await.expect("opens");
        tx.commit_housekeeping(Housekeeping::Session).await.expect("commits");
        Client { router: self.router.clone(), session: Some(token.0), headers: HeaderMap::new() }
    }

    /// Hashing a password takes its time; these accounts have none and come in by a session.
    async fn add_user(&self, login: &str, role: Role, scope: Scope) -> i64 {
        let tx = self.app.db().write(&Actor::system(), self.clock.now()).await.expect("writes");
        let (user, recorded) =
            users::add_without_password(&tx, login, role.label(), role, scope).await.expect("the account is added");
        tx.commit(recorded).await.expect("commits");
        user.id
    }
}

/// One browser.
#[derive(Clone)]
pub struct Client {
    router: axum::Router,
    session: Option<String>,
    headers: HeaderMap,
}

impl Client {
    /// With one more header on every request: `client.with("hx-request", "true")`.
    pub fn with(mut self, name: &'static str, value: &str) -> Client {
        self.headers.insert(name, HeaderValue::from_str(value).expect("a header value"));
        self
    }

    /// Takes the session out of a `Set-Cookie`, as the browser would.
    pub fn keep_cookie(&mut self, answer: &Answer) {
        let set = answer.headers.get(header::SET_COOKIE).and_then(|v| v.to_str().ok()).unwrap_or("");
        let value = set.split(';').next().and_then(|pair| pair.split_once('=')).map_or("", |(_, v)| v);
        self.session = (!value.is_empty()).then(|| value.to_owned());
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path).body(Body::empty()).expect("a request")).await
    }

    /// A form sent from one of our own pages, CSRF token included.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.session.as_deref().map(csrf::token);
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(token.iter().map(|t| (csrf::FIELD, t.as_str()))).extend_pairs(fields);
        let request = self
            .request(Method::POST, path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        self.send(request.body(Body::from(form.finish())).expect("a request")).await
    }

    /// JSON with any method, CSRF token in the header.
    pub async fn json(&self, method: Method, path: &str, body: &serde_json::Value) -> Answer {
        let mut request = self
            .request(method, path)
            .header(header::CONTENT_TYPE, "application/json")
            .header("sec-fetch-site", "same-origin");
        if let Some(session) = &self.session {
            request = request.header("x-csrf-token", csrf::token(session));
        }
        self.send(request.body(Body::from(body.to_string())).expect("a request")).await
    }

    /// A form with one file, sent as a browser sends it: `fields` first.
    pub async fn upload(&self, path: &str, fields: &[(&str, &str)], file: (&str, &str, &[u8])) -> Answer {
        let boundary = "----zhuashou-test";
        let token = self.session.as_deref().map(csrf::token).unwrap_or_default();
        let mut body = Vec::new();
        for (name, value) in std::iter::once((csrf::FIELD, token.as_str())).chain(fields.iter().copied()) {
            let part = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        let (name, filename, bytes) = file;
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{filename}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
        let request = self
            .request(Method::POST, path)
            .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={boundary}"))
            .header("sec-fetch-site", "same-origin");
        self.send(request.body(Body::from(body)).expect("a request")).await
    }

    /// A request with this browser's cookie and headers and nothing else.
    pub fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "localhost");
        if let Some(token) = &self.session {
            let pair = cookie::set(token, &WebOptions::default());
            let pair = pair.to_str().expect("ascii").split(';').next().unwrap_or("").to_owned();
            request = request.header(header::COOKIE, pair);
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        request
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let place = format!("{} {}", request.method(), request.uri());
        let response = self.router.clone().oneshot(request).await.expect("the router never fails");
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.expect("the body is whole").to_vec();
        Answer { place, status: parts.status, headers: parts.headers, body }
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    place: String,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    /// Itself if it is 200, else a failed test that shows the answer.
    pub fn ok(self) -> Answer {
        self.is(StatusCode::OK)
    }

    pub fn is(self, status: StatusCode) -> Answer {
        assert_eq!(self.status, status, "{}:\n{}", self.place, self.text());
        self
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{}: {e}:\n{}", self.place, self.text()))
    }

    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).and_then(|v| v.to_str().ok()).unwrap_or("")
    }

    pub fn html(&self) -> scraper::Html {
        scraper::Html::parse_document(&self.text())
    }

    /// The text of every element that the CSS selector matches, blanks tidied.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let selector = scraper::Selector::parse(selector).unwrap_or_else(|e| panic!("{selector}: {e}"));
        let tidy = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        self.html().select(&selector).map(|element| tidy(element.text().collect())).collect()
    }

    /// The attribute of every element that the CSS selector matches.
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let selector = scraper::Selector::parse(selector).unwrap_or_else(|e| panic!("{selector}: {e}"));
        self.html().select(&selector).filter_map(|e| e.attr(name).map(str::to_owned)).collect()
    }
}
