//! Starting: how soon a server with 10,000 projects answers and what memory it holds; how soon `make run` shows its first page
//! when everything is built already.

use crate::bench::Bench;
use crate::line::Line;
use crate::results::Section;
use std::error::Error;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

#[tokio::main]
pub async fn run(bench: &Bench, section: &mut Section) -> Result<(), Box<dyn Error>> {
    let projects = bench.size(10_000, 500);
    let folder = tempfile::tempdir_in(&bench.folder)?;
    let product = bench.city(projects, folder.path())?;
    product.add_user("lingdao", "leader", "Yanshi-2025-cheng", &[])?;
    let (mut ready, mut resident) = (Vec::new(), Vec::new());
    for _ in 0..bench.rounds {
        let serving = product.serve().await?;
        ready.push(serving.ready_after.as_secs_f64());
        // A few pages first: what it holds once it is in use.
        let mut browser = serving.browser();
        browser.sign_in("lingdao", "Yanshi-2025-cheng").await?;
        for path in ["/board", "/ledger", "/api/v1/board"] {
            browser.get(path).await?.is(200, "200")?;
        }
        resident.extend(serving.resident_mb());
        serving.stop()?;
    }
    section.line(Line::new(format!("server with {projects} projects: start to first answer"), "s", ready).at_most(1.0));
    section.line(Line::new("memory resident after some pages", "MB", resident).at_most(150.0));
    if bench.small {
        section.note("`make run` is not started in a small run: it would build the release first");
        return Ok(());
    }
    let mut second = Vec::new();
    make_run(folder.path(), Path::new("."), &[]).await?;
    for _ in 0..bench.rounds {
        second.push(make_run(folder.path(), Path::new("."), &[]).await?.as_secs_f64());
    }
    section.line(Line::new("`make run`, the second time, to its first page", "s", second).at_most(3.0));
    Ok(())
}

/// `make run` in a folder until its first page is there, then stopped. The database is in `data`.
pub async fn make_run(
    data: &Path,
    folder: &Path,
    surroundings: &[(&str, &std::ffi::OsStr)],
) -> Result<Duration, Box<dyn Error>> {
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let log = std::fs::File::create(data.join("make-run.log"))?;
    let mut command = Command::new("make");
    command.arg("run").arg(format!("ADDR={address}")).arg(format!("DB=sqlite:{}", data.join("run.db").display()));
    command.current_dir(folder).envs(surroundings.iter().copied());
    // A group of its own, so that the server ends with the `make` that started it.
    command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).process_group(0);
    let begun = Instant::now();
    let mut make = Group(command.spawn()?);
    let browser = rig::Browser::new(address);
    loop {
        if browser.get("/sign-in").await.is_ok_and(|page| page.status == 200) {
            return Ok(begun.elapsed());
        }
        if let Some(status) = make.0.try_wait()? {
            let told = std::fs::read_to_string(data.join("make-run.log"))?;
            let lines: Vec<&str> = told.lines().collect();
            return Err(format!(
                "make run ended with {status}:\n{}",
                lines[lines.len().saturating_sub(20)..].join("\n")
            )
            .into());
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// A process and everything it started; ended together.
struct Group(Child);

impl Drop for Group {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = Command::new("kill").args(["-TERM", "--", &format!("-{}", self.0.id())]).stderr(Stdio::null()).status();
        let _ = self.0.wait();
    }
}
