//! Background jobs on both databases.

use axum::http::StatusCode;
use platform::db::migrate::Migrations;
use platform::files::Files;
use platform::jobs::{JobRun, Jobs, Outcome, State, Work, WorkError};
use platform::testing::{TestApp, TestDb, both};
use platform::{Db, FixedClock, Mechanism, Role};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Counts how often it ran, and does what its payload says.
#[derive(Default)]
struct Counting {
    runs: AtomicUsize,
}

#[async_trait::async_trait]
impl Work for Counting {
    fn kind(&self) -> &'static str {
        "count"
    }

    async fn run(&self, job: &JobRun) -> Result<Outcome, WorkError> {
        self.runs.fetch_add(1, Ordering::SeqCst);
        job.tell(1, 2, "正在核对");
        match job.payload["do"].as_str() {
            Some("refuse") => Err(WorkError::Refused("第3行不是项目".to_owned())),
            Some("panic") => panic!("boom"),
            Some("hang") => std::future::pending().await,
            _ => Ok(Outcome {
                message: "已导入2个项目".to_owned(),
                href: Some("/import/1".to_owned()),
                result: serde_json::json!({"projects": 2}),
            }),
        }
    }
}

fn node(db: &Db, work: &Arc<Counting>) -> Jobs {
    let clock = FixedClock::on(kernel::Date::from_ymd_opt(2025, 8, 1).unwrap());
    Jobs::new(db.clone(), Files::in_memory(), Arc::new(clock), vec![work.clone()])
}

fn what(what: &str) -> serde_json::Value {
    serde_json::json!({ "do": what })
}

#[tokio::test]
async fn a_job_is_done_once_and_its_result_is_found_again() {
    for test in both(Migrations::platform()).await {
        let work = Arc::new(Counting::default());
        let (jobs, other) = (node(&test.db, &work), node(&test.node().await, &work));
        let id = jobs.enqueue("count", &what(""), Some(7)).await.unwrap();
        assert_eq!(jobs.find(id).await.unwrap().unwrap().state, State::Running);
        let (one, two) = tokio::join!(jobs.work_off(), other.work_off());
        assert_eq!(one.unwrap() + two.unwrap(), 1, "{}", test.name);
        let view = other.find(id).await.unwrap().unwrap();
        assert_eq!((view.state, view.done, view.total), (State::Done, 1, 2), "{}", test.name);
        assert_eq!((view.message.as_str(), view.href.as_deref()), ("已导入2个项目", Some("/import/1")));
        assert_eq!(view.result["projects"], 2);
        assert_eq!(work.runs.load(Ordering::SeqCst), 1);
    }
}

#[tokio::test]
async fn a_refusal_and_a_panic_fail_the_job_and_not_the_runner() {
    for test in both(Migrations::platform()).await {
        let jobs = node(&test.db, &Arc::new(Counting::default()));
        let refused = jobs.enqueue("count", &what("refuse"), None).await.unwrap();
        let panicked = jobs.enqueue("count", &what("panic"), None).await.unwrap();
        let unknown = jobs.enqueue("no such kind", &what(""), None).await.unwrap();
        let good = jobs.enqueue("count", &what(""), None).await.unwrap();
        assert_eq!(jobs.work_off().await.unwrap(), 4, "{}", test.name);
        let message = async |id| jobs.find(id).await.unwrap().unwrap().message;
        assert_eq!(message(refused).await, "第3行不是项目");
        assert!(message(panicked).await.contains("什么也没有保存"));
        assert!(message(unknown).await.contains("no such kind"));
        assert_eq!(jobs.find(good).await.unwrap().unwrap().state, State::Done);
    }
}

/// A process dies in the middle three times; the fourth gives the job up.
#[tokio::test]
async fn a_job_whose_process_died_is_begun_again_but_not_for_ever() {
    let test = platform::testing::sqlite().await;
    Migrations::platform().run(&test.db).await.unwrap();
    let work = Arc::new(Counting::default());
    let id = node(&test.db, &work).enqueue("count", &what("hang"), None).await.unwrap();
    for round in 1..=3 {
        let jobs = node(&test.db, &work);
        // Killed as soon as the work is under way.
        let under_way = async {
            while work.runs.load(Ordering::SeqCst) < round {
                tokio::task::yield_now().await;
            }
        };
        jobs.work_until(under_way).await;
        assert_eq!(jobs.find(id).await.unwrap().unwrap().state, State::Running, "round {round}");
    }
    let last = node(&test.db, &work);
    last.work_until(async {
        while last.find(id).await.unwrap().unwrap().state == State::Running {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert_eq!(last.find(id).await.unwrap().unwrap().state, State::Failed);
    assert_eq!(work.runs.load(Ordering::SeqCst), 3);
}

struct WithWork(Arc<Counting>);

impl Mechanism for WithWork {
    fn name(&self) -> &'static str {
        "counting"
    }

    fn work(&self) -> Vec<Arc<dyn Work>> {
        vec![self.0.clone()]
    }
}

async fn app(test: &TestDb) -> TestApp {
    TestApp::new(test, vec![Arc::new(WithWork(Arc::new(Counting::default())))])
}

#[tokio::test]
async fn only_its_owner_sees_how_far_a_job_is() {
    for test in both(Migrations::platform()).await {
        let app = app(&test).await;
        let owner = app.user(Role::Office).await;
        let account = platform::accounts::users::find_by_login(test.db.read(), "office-qbxm").await.unwrap().unwrap();
        let id = app.app.jobs().enqueue("count", &what(""), Some(account.id)).await.unwrap();
        let address = format!("/jobs/{id}.json");
        let waiting = owner.get(&address).await.ok().json();
        assert_eq!(
            waiting,
            serde_json::json!({"state": "running", "done": 0, "total": 0, "message": "排队中", "href": null})
        );
        app.app.jobs().work_off().await.unwrap();
        assert_eq!(owner.get(&address).await.ok().json()["href"], "/import/1", "{}", test.name);
        let other = app.user(Role::Admin).await;
        other.get(&address).await.is(StatusCode::NOT_FOUND);
        owner.get("/jobs/x").await.is(StatusCode::NOT_FOUND);
    }
}
