//! Requests per second against Redmine, which offices would otherwise take: its issue list, one issue and a new issue, beside
//! our ledger, one project and a saved monthly figure.

use crate::bench::{Bench, peer};
use crate::line::Line;
use crate::load::closed_loop;
use crate::results::Section;
use rig::{Browser, Cluster, Product};
use std::error::Error;
use std::net::{SocketAddr, TcpListener};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const PASSWORD: &str = "Yanshi-2025-cheng";
/// Browsers that ask at the same time, on both sides.
const HANDS: usize = 8;
/// So long Redmine may take to set itself up: a minute on a quiet machine.
const PATIENCE: Duration = Duration::from_secs(900);

/// Requests per second of the three pages.
struct Rates {
    list: f64,
    one: f64,
    save: f64,
}

#[tokio::main]
pub async fn run(bench: &Bench, section: &mut Section) -> Result<(), Box<dyn Error>> {
    let projects = bench.size(10_000, 500);
    let lasting = Duration::from_secs(bench.size(15, 2) as u64);
    let cluster = Cluster::start("-c shared_buffers=256MB -c max_connections=200")?;
    let (redmine, their_browser) = Redmine::start(bench, &cluster, projects).await?;
    let folder = tempfile::tempdir_in(&bench.folder)?;
    let on_sqlite = bench.city(projects, folder.path())?;
    let on_postgres = Product::new(&bench.binary, &cluster.create("zhuashou")?, folder.path());
    on_postgres.run(&["demo", "--projects", &projects.to_string()])?;
    for (name, product) in [("SQLite", on_sqlite), ("PostgreSQL", on_postgres)] {
        product.add_user("zhongdianban", "office", PASSWORD, &[])?;
        let serving = product.serve().await?;
        let mut browser = serving.browser();
        browser.sign_in("zhongdianban", PASSWORD).await?;
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..bench.rounds {
            ours.push(our_rates(&browser, projects, lasting).await?);
            theirs.push(their_rates(&their_browser, projects, lasting).await?);
        }
        serving.stop()?;
        let line = |ours_does: &str, theirs_does: &str, of: fn(&Rates) -> f64| {
            let line = Line::new(format!("{ours_does}, on {name}"), "/s", ours.iter().map(of).collect());
            line.more_is_better().against(theirs_does, theirs.iter().map(of).collect()).times(100.0)
        };
        section.line(line("ledger page", "Redmine: issue list", |rates| rates.list));
        section.line(line("project page", "Redmine: one issue", |rates| rates.one));
        section.line(line("saving a monthly figure", "Redmine: new issue", |rates| rates.save));
    }
    section.note(format!(
        "{projects} projects and as many issues; {HANDS} browsers at a time on each side; Debian's Redmine, puma with a worker for \
         each core, on PostgreSQL; the load generator runs on the same machine"
    ));
    drop(redmine);
    Ok(())
}

async fn our_rates(browser: &Browser, projects: usize, lasting: Duration) -> Result<Rates, Box<dyn Error>> {
    let (lists, ones, saves) = (browser.clone(), browser.clone(), browser.clone());
    let list = closed_loop(browser, HANDS, lasting, 200, move |_| get(&lists, "/ledger")).await?;
    let one =
        closed_loop(browser, HANDS, lasting, 200, move |n| get(&ones, &format!("/projects/{}", n % projects + 1)));
    let one = one.await?;
    let save = closed_loop(browser, HANDS, lasting, 303, move |n| {
        // Another figure each time round, so that each is a change.
        let (project, figure) = (n % projects + 1, (1_000 + n).to_string());
        saves.form(&format!("/projects/{project}/report"), &[("as_of", "2025-07"), ("done_ytd", &figure)])
    });
    Ok(Rates { list, one, save: save.await? })
}

async fn their_rates(browser: &Browser, issues: usize, lasting: Duration) -> Result<Rates, Box<dyn Error>> {
    let (lists, ones, saves) = (browser.clone(), browser.clone(), browser.clone());
    let list = closed_loop(browser, HANDS, lasting, 200, move |_| get(&lists, "/projects/zhongdian/issues")).await?;
    let one = closed_loop(browser, HANDS, lasting, 200, move |n| get(&ones, &format!("/issues/{}", n % issues + 1)));
    let one = one.await?;
    let save = closed_loop(browser, HANDS, lasting, 302, move |n| {
        let subject = format!("7月填报第{n}号");
        let fields = [
            ("issue[tracker_id]", "1"),
            ("issue[status_id]", "1"),
            ("issue[priority_id]", "2"),
            ("issue[subject]", subject.as_str()),
            ("issue[description]", "本月完成投资与形象进度"),
        ];
        saves.form("/projects/zhongdian/issues", &fields)
    });
    Ok(Rates { list, one, save: save.await? })
}

fn get(
    browser: &Browser,
    path: &str,
) -> Result<hyper::Request<http_body_util::Full<hyper::body::Bytes>>, rig::BrowserError> {
    Ok(browser.request(hyper::Method::GET, path).body(http_body_util::Full::default())?)
}

/// Redmine serving on a port of its own, with its workers; ended together.
struct Redmine(Child);

impl Redmine {
    /// Sets it up from nothing, fills it and signs in.
    async fn start(bench: &Bench, cluster: &Cluster, issues: usize) -> Result<(Redmine, Browser), Box<dyn Error>> {
        let missing = "Debian's Redmine is not installed: apt-get install redmine redmine-pgsql puma";
        if !Path::new("/usr/share/redmine/config.ru").exists() {
            return Err(missing.into());
        }
        let address: SocketAddr = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let folder = bench.folder.join("redmine");
        let log = bench.folder.join("redmine.log");
        let kept = std::fs::File::create(&log)?;
        let mut command = Command::new("sh");
        command.arg(peer("redmine.sh")?).arg(&folder).arg(cluster.folder());
        command.args([issues.to_string(), address.port().to_string()]);
        command.stdin(Stdio::null()).stdout(kept.try_clone()?).stderr(kept).process_group(0);
        let mut redmine = Redmine(command.spawn()?);
        let mut browser = Browser::new(address);
        let begun = Instant::now();
        let form = loop {
            match browser.get("/login").await {
                Ok(page) if page.status == 200 => break page,
                _ if begun.elapsed() > PATIENCE => {
                    return Err(format!("Redmine did not start within {PATIENCE:?}").into());
                }
                _ => {}
            }
            if let Some(status) = redmine.0.try_wait()? {
                let told = std::fs::read_to_string(&log)?;
                return Err(format!("Redmine could not be set up ({status}):\n{told}").into());
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        };
        browser.keep_cookies(&form);
        browser.keep_proof(&form, "authenticity_token");
        let signed_in =
            browser.post("/login", &[("username", "admin"), ("password", PASSWORD)]).await?.is(302, "302")?;
        browser.keep_cookies(&signed_in);
        let page = browser.get("/projects/zhongdian/issues/new").await?.is(200, "200")?;
        browser.keep_cookies(&page);
        browser.keep_proof(&page, "authenticity_token");
        Ok((redmine, browser))
    }
}

impl Drop for Redmine {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = Command::new("kill").args(["-TERM", "--", &format!("-{}", self.0.id())]).stderr(Stdio::null()).status();
        let _ = self.0.wait();
    }
}
