//! Whole requests: addresses, forms, files and JSON, through the application on a database of its own.
//!
//! An input is a method and an address on its first line, a content type on the second, and a body after that. Whatever it
//! says, the answer is no 500, and a refusal has words.

use super::Feed;
use axum::body::Body;
use axum::http::{Method, Request, header};
use office::ledger::BoardFeed;
use platform::access::Role;
use platform::db::migrate::Migrations;
use platform::testing::{Client, TestApp, sqlite};
use std::sync::Arc;

pub const WORDS: &[&str] = &[
    "GET /ledger?",
    "POST /import",
    "POST /settings/parameters",
    "/api/v1/projects?",
    "/api/v1/board?by=region",
    "/bulletins",
    "&as_of=2025-07",
    "&sort=",
    "&dir=desc",
    "&columns=name,done_ytd",
    "&offset=18446744073709551615",
    "&limit=-1",
    "&page=9223372036854775807",
    "&before=",
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n",
    "--x\r\nContent-Disposition: form-data; name=\"workbook\"; filename=\"a.csv\"\r\n\r\n",
    "--x--\r\n",
    "{\"done_ytd\":",
    "null",
    "[[[[[[[[",
    "%00",
    "%ff",
    "/../",
];

/// A small city and an administrator of everything.
pub fn open() -> Feed {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be made");
    let (client, token) = runtime.block_on(open_city());
    Box::new(move |input| runtime.block_on(ask(&client, &token, input)))
}

async fn open_city() -> (Client, String) {
    // The file lives as long as this process needs it: its folder is not removed before.
    let test = Box::leak(Box::new(sqlite().await));
    let mechanisms = office::mechanisms(&Arc::new(BoardFeed::default()));
    Migrations::of(&mechanisms).run(&test.db).await.expect("migrations run");
    let app = Box::leak(Box::new(TestApp::new(test, mechanisms)));
    let size = office::demo::Size { projects: 200, seed: 1, months: 8 };
    office::demo::fill(&test.db, app.app.clock().now(), size).await.expect("a city can be invented");
    let client = app.user(Role::Admin).await;
    let token = client.get("/account").await.attributes("input[name=csrf]", "value").swap_remove(0);
    (client, token)
}

async fn ask(client: &Client, token: &str, input: &[u8]) -> Result<bool, String> {
    let Some(request) = request(client, token, input) else { return Ok(false) };
    let (method, address) = (request.method().clone(), request.uri().clone());
    if address.path() == "/sign-out" || address.path().ends_with("/end") || address.path() == "/password" {
        // These would end the session that all further requests need.
        return Ok(false);
    }
    let answer = client.send(request).await;
    let status = answer.status;
    if status.is_server_error() {
        return Err(format!("{method} {address} answers {status}:\n{}", answer.text()));
    }
    if status.is_client_error() && answer.body.is_empty() && method != Method::HEAD {
        return Err(format!("{method} {address} answers {status} without a word"));
    }
    Ok(status.is_success() || status.is_redirection())
}

/// `None` where no client could send such a request.
fn request(client: &Client, token: &str, input: &[u8]) -> Option<Request<Body>> {
    let mut lines = input.splitn(3, |byte| *byte == b'\n');
    let [first, kind, body] = [lines.next()?, lines.next().unwrap_or_default(), lines.next().unwrap_or_default()];
    let first = String::from_utf8_lossy(first);
    let (method, address) = first.trim().split_once(' ')?;
    let method: Method = method.parse().ok()?;
    // What browsers do to an address before they send it.
    let one = |byte: u8| {
        if byte.is_ascii_graphic() { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    let address: String = address.bytes().map(one).collect();
    if !address.starts_with('/') {
        return None;
    }
    address.parse::<axum::http::Uri>().ok()?;
    let kind = String::from_utf8_lossy(kind).trim().to_owned();
    let request =
        client.request(method, &address).header("x-csrf-token", token).header("sec-fetch-site", "same-origin");
    let request = if kind.is_empty() { request } else { request.header(header::CONTENT_TYPE, kind) };
    request.body(Body::from(body.to_vec())).ok()
}
