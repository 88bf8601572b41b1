//! Requests per second against Redmine, which offices would otherwise take: its issue list, one issue and a new issue, beside
//! our ledger, one project and a saved monthly figure.

use crate::bench::Bench;
use crate::line::Line;
use crate::load::closed_loop;
use crate::peers;
use crate::results::Section;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::{Method, Request};
use rig::{Browser, BrowserError, Cluster, Product};
use std::error::Error;
use std::net::{SocketAddr, TcpListener};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const PASSWORD: &str = "Yanshi-2025-cheng";
/// Browsers that ask at the same time, on both sides: enough that neither waits for them. Some offices' disks take ten milliseconds
/// to make a saving last; meanwhile others must be there to be served.
const HANDS: usize = 96;
/// So long Redmine may take to set itself up: a minute on a quiet machine.
const PATIENCE: Duration = Duration::from_secs(900);

#[tokio::main]
pub async fn run(bench: &Bench, section: &mut Section) -> Result<(), Box<dyn Error>> {
    let projects = bench.size(10_000, 500);
    let lasting = Duration::from_secs(bench.size(15, 2) as u64);
    let cluster = Cluster::start("-c shared_buffers=256MB -c max_connections=200")?;
    let theirs = if bench.alone { None } else { Some(Redmine::start(bench, &cluster, projects).await?) };
    section.note(format!(
        "{projects} projects and as many issues; {HANDS} browsers at a time on each side; Debian's Redmine, puma with a worker for \
         each core, on PostgreSQL; the load generator runs on the same machine"
    ));
    let folder = tempfile::tempdir_in(&bench.folder)?;
    let on_sqlite = bench.city(projects, folder.path())?;
    let on_postgres = Product::new(&bench.binary, &cluster.create("zhuashou")?, folder.path());
    on_postgres.run(&["demo", "--projects", &projects.to_string()])?;
    for (name, product) in [("SQLite", on_sqlite), ("PostgreSQL", on_postgres)] {
        product.add_user("zhongdianban", "office", PASSWORD, &[])?;
        let serving = product.serve().await?;
        let mut ours = serving.browser();
        ours.sign_in("zhongdianban", PASSWORD).await?;
        let ids: Vec<i64> = reported(&ours).await?.into_iter().map(|(id, _)| id).collect();
        let (mut lists, mut ones) = (Pair::default(), Pair::default());
        for _ in 0..bench.rounds {
            lists.ours.push(pages(&ours, lasting, vec!["/ledger".to_owned()]).await?);
            ones.ours.push(pages(&ours, lasting, ids.iter().map(|id| format!("/projects/{id}")).collect()).await?);
            if let Some((_, theirs)) = &theirs {
                lists.theirs.push(pages(theirs, lasting, vec!["/projects/zhongdian/issues".to_owned()]).await?);
                ones.theirs
                    .push(pages(theirs, lasting, (1..=projects).map(|id| format!("/issues/{id}")).collect()).await?);
            }
        }
        section.line(lists.line(format!("ledger page, on {name}"), "Redmine: issue list"));
        section.line(ones.line(format!("project page, on {name}"), "Redmine: one issue"));
        let mut saves = Pair::default();
        for round in 0..bench.rounds {
            saves.ours.push(save_figures(&ours, lasting, round).await?);
            if let Some((_, theirs)) = &theirs {
                saves.theirs.push(save_issues(theirs, lasting).await?);
            }
        }
        section.line(saves.line(format!("saving a monthly figure, on {name}"), "Redmine: new issue"));
        serving.stop()?;
    }
    Ok(())
}

/// Requests per second, round by round.
#[derive(Default)]
struct Pair {
    ours: Vec<f64>,
    theirs: Vec<f64>,
}

impl Pair {
    fn line(self, what: String, peer: &str) -> Line {
        let ours = Line::new(what, "/s", self.ours).more_is_better();
        if self.theirs.is_empty() { ours } else { ours.against(peer, self.theirs).times(100.0) }
    }
}

type Page = Request<Full<Bytes>>;

/// Pages in turn.
async fn pages(browser: &Browser, lasting: Duration, paths: Vec<String>) -> Result<f64, Box<dyn Error>> {
    let asking = browser.clone();
    let page = move |n: usize| get(&asking, &paths[n % paths.len()]).map(Some);
    closed_loop(browser, HANDS, lasting, 200, page).await
}

/// The last month of every demonstration city, and the one in which round after round reports after it.
const REPORTED: &str = "2025-07";
const NEXT: [&str; 5] = ["2025-08", "2025-09", "2025-10", "2025-11", "2025-12"];

/// Every project reported in the last month, with what it had done by then in 万元.
async fn reported(browser: &Browser) -> Result<Vec<(i64, f64)>, Box<dyn Error>> {
    let (mut found, mut offset) = (Vec::new(), 0);
    loop {
        let path = format!("/api/v1/projects?as_of={REPORTED}&limit=500&offset={offset}");
        let answer = browser.get(&path).await?.is(200, "200")?.json();
        let rows = answer["rows"].as_array().cloned().unwrap_or_default();
        let amount =
            |value: &serde_json::Value| value.as_str().map_or_else(|| value.as_f64(), |text| text.parse().ok());
        found.extend(rows.iter().filter_map(|row| Some((row["id"].as_i64()?, amount(&row["done_ytd"])?))));
        match answer["next_offset"].as_u64() {
            Some(next) => offset = next,
            None if found.is_empty() => return Err(format!("no project is reported for {REPORTED}").into()),
            None => return Ok(found),
        }
    }
}

/// The month's figures of as many projects as the time allows, each through the form that its page showed.
async fn save_figures(browser: &Browser, lasting: Duration, round: usize) -> Result<f64, Box<dyn Error>> {
    let month = NEXT.get(round).ok_or("more rounds than months to report in")?;
    let mut forms: Vec<Page> = Vec::new();
    for (id, done) in reported(browser).await? {
        let path = format!("/projects/{id}/reports/{month}");
        let page = browser.get(&path).await?.is(200, "200")?;
        let figure = (done + round as f64 + 1.0).to_string();
        let mut fields = rig::browser::fields(&page.text());
        fields.retain(|(name, _)| name != "csrf");
        for (name, value) in &mut fields {
            match name.as_str() {
                "done_ytd" => value.clone_from(&figure),
                "reason" => "按台账填报".clone_into(value),
                _ => {}
            }
        }
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        forms.push(browser.form(&path, &fields)?);
    }
    closed_loop(browser, HANDS, lasting, 303, move |n| Ok(forms.get(n).cloned())).await
}

async fn save_issues(browser: &Browser, lasting: Duration) -> Result<f64, Box<dyn Error>> {
    let saving = browser.clone();
    let issue = move |n: usize| {
        let subject = format!("7月填报第{n}号");
        let fields = [
            ("issue[tracker_id]", "1"),
            ("issue[status_id]", "1"),
            ("issue[priority_id]", "2"),
            ("issue[subject]", subject.as_str()),
            ("issue[description]", "本月完成投资与形象进度"),
        ];
        saving.form("/projects/zhongdian/issues", &fields).map(Some)
    };
    closed_loop(browser, HANDS, lasting, 302, issue).await
}

fn get(browser: &Browser, path: &str) -> Result<Page, BrowserError> {
    Ok(browser.request(Method::GET, path).body(Full::default())?)
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
        command.arg(peers::program("redmine.sh")?).arg(&folder).arg(cluster.folder());
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
