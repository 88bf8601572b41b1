//! The door of every route, with every role.

use axum::http::{Method, StatusCode};
use platform::db::migrate::Migrations;
use platform::testing::{TestApp, both};
use platform::web::{Access, RouteRow};
use platform::{Permission, Role};

/// A path that the route matches.
fn example(path: &str) -> String {
    path.replace("{*path}", "app.css").replace("{id}", "999").replace("{hash}", "none")
}

async fn status(app: &TestApp, role: Option<Role>, row: &RouteRow) -> (StatusCode, String) {
    let client = match role {
        Some(role) => app.user(role).await,
        None => app.visitor(),
    };
    let path = example(row.path);
    let answer = match row.method {
        Method::GET => client.get(&path).await,
        _ => client.post(&path, &[]).await,
    };
    (answer.status, answer.location().to_owned())
}

#[tokio::test]
async fn every_route_admits_whom_it_says_and_nobody_else() {
    for test in both(Migrations::platform()).await {
        let app = TestApp::new(&test, Vec::new());
        for row in app.app.routes() {
            for role in Role::ALL.map(Some).into_iter().chain([None]) {
                let admitted = match (row.access, role) {
                    (Access::Public, _) | (Access::SignedIn | Access::Newcomer, Some(_)) => true,
                    (Access::Needs(permission), Some(role)) => role.permissions().contains(&permission),
                    (_, None) => false,
                };
                let (status, location) = status(&app, role, &row).await;
                let sent_away =
                    status == StatusCode::FORBIDDEN || location.starts_with("/sign-in?") || location == "/sign-in";
                // Signing out also leads to the sign-in, and the metrics have a rule of their own.
                if row.path != "/sign-out" && row.path != "/metrics" {
                    assert_eq!(
                        !sent_away, admitted,
                        "{}: {role:?} {} {} → {status} {location}",
                        test.name, row.method, row.path
                    );
                }
                assert!(!status.is_server_error(), "{}: {role:?} {} {} → {status}", test.name, row.method, row.path);
            }
        }
    }
}

/// The whole table, so that a change of rights is seen by whoever reads the change.
#[test]
fn the_rights_of_each_role() {
    let table: Vec<String> = Permission::ALL
        .into_iter()
        .map(|p| {
            let holders: Vec<_> =
                Role::ALL.into_iter().filter(|r| r.permissions().contains(&p)).map(Role::label).collect();
            format!("{}:{}", p.label(), holders.join("、"))
        })
        .collect();
    assert_eq!(
        table,
        [
            "查看看板:系统管理员、重点办、审核员、填报员、领导、查阅人员",
            "查看台账:系统管理员、重点办、审核员、填报员、领导、查阅人员",
            "修改台账:重点办",
            "导入台账:重点办",
            "导出数据:重点办、审核员、领导",
            "填报进度:重点办、审核员、填报员",
            "审核填报:重点办、审核员",
            "编发通报:重点办",
            "管理账号:系统管理员",
            "修改设置:系统管理员、重点办",
            "查看操作日志:系统管理员、重点办",
            "查看运行状况:系统管理员",
        ]
    );
}
