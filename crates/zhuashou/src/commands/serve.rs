//! `zhuashou serve`: pages and API, background jobs beside them.

use super::{Failure, data_error, open, user};
use crate::cli::Serve;
use crate::{composition, logging};
use office::demo::{Size, fill, is_empty};
use office::ledger::BoardFeed;
use platform::access::{Role, Scope};
use platform::accounts::{NewUser, users};
use platform::web::{App, WebOptions, serve};
use platform::{Clock, Db, SystemClock};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// The demonstration's password; the demonstration is no place for real data.
const DEMO_PASSWORD: &str = "Yanshi-2025-cheng";

pub async fn run(asked: Serve) -> Result<(), Failure> {
    logging::start(asked.log_format, asked.log_level)?;
    let db = open(&asked.database).await?;
    let has_demo = asked.demo && prepare_demo(&db).await?;
    let feed = Arc::new(BoardFeed::kept_in(composition::kept_board(&asked.database.url)));
    let options = WebOptions {
        secure_cookies: asked.secure,
        behind_proxy: asked.secure,
        origins: asked.origins.clone(),
        ..WebOptions::default()
    };
    let files = composition::files(&asked.database.url)?;
    let app = App::new(db.clone(), files, Arc::new(SystemClock), office::mechanisms(&feed), options);
    let listener = TcpListener::bind(&asked.listen)
        .await
        .map_err(|e| data_error(format!("无法在{}上监听:{e};端口可能已被占用,可用--listen换一个", asked.listen)))?;
    welcome(&asked, &db, has_demo).await?;
    // The board is loaded before the first request asks for it.
    drop(feed.current(&db).await?);
    let (stop, stopped) = watch::channel(false);
    let jobs = {
        let (app, mut stopped) = (app.clone(), stopped.clone());
        tokio::spawn(async move {
            app.jobs().work_until(async move { drop(stopped.wait_for(|s| *s).await) }).await;
        })
    };
    let keeping = {
        let (feed, db, mut stopped) = (feed.clone(), db.clone(), stopped.clone());
        tokio::spawn(async move { feed.keep_until(&db, async move { drop(stopped.wait_for(|s| *s).await) }).await })
    };
    let until = async move {
        asked_to_stop().await;
        // Nobody listens only when everything has stopped already.
        let _ = stop.send(true);
    };
    serve(&app, listener, until).await?;
    jobs.await?;
    keeping.await?;
    Ok(db.close().await?)
}

async fn asked_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}

/// Fills an empty database with the demonstration city and its accounts; whether the accounts are there.
async fn prepare_demo(db: &Db) -> Result<bool, Failure> {
    if is_empty(db).await? && users::list(db.read()).await?.is_empty() {
        eprintln!("正在生成演示城市……");
        fill(db, SystemClock.now(), Size { projects: 290, seed: 1, months: 19 }).await?;
        for (login, name, role, scope) in demo_accounts() {
            let new = NewUser {
                login: login.to_owned(),
                name: name.to_owned(),
                password: DEMO_PASSWORD.to_owned(),
                roles: [role].into(),
                scope,
                must_change_password: false,
            };
            user::add(db, new).await?;
        }
    }
    Ok(users::find_by_login(db.read(), demo_accounts()[1].0).await?.is_some())
}

fn demo_accounts() -> [(&'static str, &'static str, Role, Scope); 6] {
    let county = || Scope::regions(["东城区"]);
    [
        ("admin", "系统管理员", Role::Admin, Scope::all()),
        ("zhongdianban", "重点办 张三", Role::Office, Scope::all()),
        ("dongcheng", "东城区发改局 李四", Role::Reviewer, county()),
        ("tianbao", "东城区填报员 王五", Role::Filer, county()),
        ("lingdao", "分管市领导", Role::Leader, Scope::all()),
        ("chayue", "查阅人员", Role::Viewer, Scope::all()),
    ]
}

async fn welcome(asked: &Serve, db: &Db, has_demo: bool) -> Result<(), Failure> {
    println!("抓手已启动:http://{}/", asked.listen);
    if has_demo {
        println!("演示账号(密码均为{DEMO_PASSWORD},勿用于正式数据):");
        for (login, name, role, scope) in demo_accounts() {
            println!("  {login:<14}{name}({},{})", role.label(), scope.label());
        }
    } else if users::list(db.read()).await?.is_empty() {
        println!("还没有账号:zhuashou user add 登录名 --name 姓名 --role office");
    }
    Ok(())
}
