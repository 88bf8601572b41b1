//! The door of every route of the whole product, with every role: the table says who may come in, the test tries it.

mod common;

use axum::http::{Method, StatusCode};
use office::ledger::BoardFeed;
use platform::testing::{TestApp, both};
use platform::web::{Access, RouteRow};
use platform::{Permission, Role};
use std::sync::Arc;

/// A path that the route matches.
fn example(path: &str) -> String {
    path.replace("{*path}", "app.css")
        .replace("{id}", "999")
        .replace("{draft}", "999")
        .replace("{hash}", "none")
        .replace("{indicator}", "completion")
        .replace("{format}", "md")
        .replace("{month}", "2025-07")
}

async fn status(app: &TestApp, role: Option<Role>, row: &RouteRow) -> (StatusCode, String) {
    let client = match role {
        Some(role) => app.user(role).await,
        None => app.visitor(),
    };
    let path = example(row.path);
    let answer = match row.method {
        Method::GET => client.get(&path).await,
        Method::PUT => client.json(Method::PUT, &path, &serde_json::json!({})).await,
        _ => client.post(&path, &[]).await,
    };
    (answer.status, answer.location().to_owned())
}

#[tokio::test]
async fn every_route_of_the_office_admits_whom_it_says_and_nobody_else() {
    for test in both(common::migrations()).await {
        common::take_in(&test.db, "ledger-2025-07.xlsx", false).await;
        let app = TestApp::new(&test, office::mechanisms(&Arc::new(BoardFeed::default())));
        let own = app.app.routes().into_iter().filter(|row| OFFICE.iter().any(|(_, path, _)| *path == row.path));
        for row in own {
            for role in Role::ALL.map(Some).into_iter().chain([None]) {
                let admitted = match (row.access, role) {
                    (Access::Public, _) | (Access::SignedIn | Access::Newcomer, Some(_)) => true,
                    (Access::Needs(permission), Some(role)) => role.permissions().contains(&permission),
                    (_, None) => false,
                };
                let (status, location) = status(&app, role, &row).await;
                let refused = status == StatusCode::FORBIDDEN
                    || status == StatusCode::UNAUTHORIZED
                    || location.starts_with("/sign-in");
                let told = format!("{}: {role:?} {} {} → {status} {location}", test.name, row.method, row.path);
                assert_eq!(!refused, admitted, "{told}");
                assert!(!status.is_server_error(), "{told}");
            }
        }
    }
}

/// Every route of the office, so that a new one, or another door, is seen by whoever reads the change.
const OFFICE: [(Method, &str, Permission); 29] = [
    (Method::GET, "/board", Permission::ViewBoard),
    (Method::GET, "/explain/{indicator}", Permission::ViewBoard),
    (Method::GET, "/search.json", Permission::ViewLedger),
    (Method::GET, "/ledger", Permission::ViewLedger),
    (Method::GET, "/ledger/rows.json", Permission::ViewLedger),
    (Method::GET, "/ledger/export.xlsx", Permission::Export),
    (Method::GET, "/projects/{id}", Permission::ViewLedger),
    (Method::GET, "/projects/{id}/reports/{month}", Permission::File),
    (Method::POST, "/projects/{id}/reports/{month}", Permission::File),
    (Method::GET, "/api/v1/projects/{id}/reports/{month}", Permission::File),
    (Method::PUT, "/api/v1/projects/{id}/reports/{month}", Permission::File),
    (Method::GET, "/api/v1/projects", Permission::ViewLedger),
    (Method::GET, "/api/v1/projects/{id}", Permission::ViewLedger),
    (Method::GET, "/api/v1/board", Permission::ViewBoard),
    (Method::GET, "/import", Permission::Import),
    (Method::POST, "/import", Permission::Import),
    (Method::GET, "/import/{draft}", Permission::Import),
    (Method::POST, "/import/{draft}/columns", Permission::Import),
    (Method::GET, "/import/{draft}/check", Permission::Import),
    (Method::GET, "/import/{draft}/annotated", Permission::Import),
    (Method::POST, "/import/{draft}/commit", Permission::Import),
    (Method::POST, "/import/{draft}/discard", Permission::Import),
    (Method::GET, "/import/{draft}/result", Permission::Import),
    (Method::GET, "/bulletins", Permission::PublishBulletin),
    (Method::GET, "/bulletins/file/{format}", Permission::PublishBulletin),
    (Method::GET, "/bulletins/check", Permission::ViewBoard),
    (Method::POST, "/bulletins/check", Permission::ViewBoard),
    (Method::GET, "/bulletins/check/{id}", Permission::ViewBoard),
    (Method::GET, "/bulletins/check/{id}/word", Permission::ViewBoard),
];

#[test]
fn every_route_of_the_office_has_a_row() {
    let feed = Arc::new(BoardFeed::default());
    let routes = office::mechanisms(&feed).into_iter().flat_map(|m| m.routes().table().to_vec());
    let mut declared: Vec<String> = routes.map(|r| format!("{} {} {:?}", r.method, r.path, r.access)).collect();
    let mut listed: Vec<String> =
        OFFICE.iter().map(|(method, path, p)| format!("{method} {path} {:?}", Access::Needs(*p))).collect();
    declared.sort();
    listed.sort();
    assert_eq!(declared, listed);
}
