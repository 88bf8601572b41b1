//! The product as a process: its commands, and its server, which can be stopped and killed.

use crate::browser::{Browser, BrowserError};
use std::fs::File;
use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

#[derive(Debug, thiserror::Error)]
pub enum ProductError {
    #[error("{command}: {source}")]
    Spawn { command: String, source: std::io::Error },
    #[error("zhuashou {command} ended with {status}:\n{told}")]
    Failed { command: String, status: String, told: String },
    #[error("the server ended before it was ready:\n{0}")]
    Ended(String),
    #[error("the server was not ready within {0:?}:\n{1}")]
    Late(Duration, String),
    #[error("{0}")]
    Io(#[from] std::io::Error),
    #[error("{0}")]
    Browser(#[from] BrowserError),
}

/// How long a server may take before it counts as hanging.
const PATIENCE: Duration = Duration::from_secs(120);

/// One installation: a binary, its database and the folder it runs in.
#[derive(Clone, Debug)]
pub struct Product {
    pub binary: PathBuf,
    /// `sqlite:…` or `postgres://…`
    pub db: String,
    /// Its working folder, where logs go.
    pub folder: PathBuf,
}

impl Product {
    pub fn new(binary: &Path, db: &str, folder: &Path) -> Product {
        Product { binary: binary.to_owned(), db: db.to_owned(), folder: folder.to_owned() }
    }

    /// With an SQLite file in `folder`.
    pub fn on_sqlite(binary: &Path, folder: &Path) -> Product {
        Product::new(binary, &format!("sqlite:{}", folder.join("zhuashou.db").display()), folder)
    }

    /// A command of the product, not yet run.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(words).args(["--db", &self.db]).current_dir(&self.folder);
        command
    }

    /// Runs a command to its end, whatever that is.
    pub fn try_run(&self, words: &[&str]) -> Result<Output, ProductError> {
        let told = |source| ProductError::Spawn { command: words.join(" "), source };
        self.command(words).stdin(Stdio::null()).output().map_err(told)
    }

    /// Runs a command that must succeed; gives what it printed.
    pub fn run(&self, words: &[&str]) -> Result<String, ProductError> {
        succeeded(words, self.try_run(words)?)
    }

    /// Adds an account. `more` may limit its scope: `["--region", "东城区"]`.
    pub fn add_user(&self, login: &str, role: &str, password: &str, more: &[&str]) -> Result<(), ProductError> {
        let words = [&["user", "add", login, "--name", login, "--role", role, "--password-stdin"], more].concat();
        let told = |source| ProductError::Spawn { command: words.join(" "), source };
        let mut command = self.command(&words);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(told)?;
        if let Some(mut input) = child.stdin.take() {
            writeln!(input, "{password}")?;
        }
        succeeded(&words, child.wait_with_output()?).map(drop)
    }

    /// Starts the server on a free port and waits until it answers.
    pub async fn serve(&self) -> Result<Serving, ProductError> {
        // Between asking for a free port and taking it another process may be quicker; then the server says so and ends.
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        self.serve_on(address).await
    }

    /// The same on an address of one's choice.
    pub async fn serve_on(&self, address: SocketAddr) -> Result<Serving, ProductError> {
        let log = self.folder.join("server.log");
        let kept = File::options().create(true).append(true).open(&log)?;
        let mut command = self.command(&["serve", "--listen", &address.to_string()]);
        command.stdin(Stdio::null()).stdout(kept.try_clone()?).stderr(kept);
        let begun = Instant::now();
        let told = |source| ProductError::Spawn { command: "serve".to_owned(), source };
        let child = command.spawn().map_err(told)?;
        let mut serving = Serving { child, address, log, ready_after: Duration::ZERO };
        serving.wait_until_ready(begun).await?;
        Ok(serving)
    }
}

fn succeeded(words: &[&str], output: Output) -> Result<String, ProductError> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() {
        return Ok(text(&output.stdout));
    }
    let told = format!("{}{}", text(&output.stdout), text(&output.stderr));
    Err(ProductError::Failed { command: words.join(" "), status: output.status.to_string(), told })
}

/// A running server. Dropped, it is killed.
#[derive(Debug)]
pub struct Serving {
    child: Child,
    pub address: SocketAddr,
    log: PathBuf,
    /// From its start to its first answer.
    pub ready_after: Duration,
}

impl Serving {
    async fn wait_until_ready(&mut self, begun: Instant) -> Result<(), ProductError> {
        let browser = Browser::new(self.address);
        while begun.elapsed() < PATIENCE {
            if browser.get("/healthz").await.is_ok_and(|answer| answer.status == 200) {
                self.ready_after = begun.elapsed();
                return Ok(());
            }
            if self.child.try_wait()?.is_some() {
                return Err(ProductError::Ended(self.told()));
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        Err(ProductError::Late(PATIENCE, self.told()))
    }

    /// A visitor of this server.
    pub fn browser(&self) -> Browser {
        Browser::new(self.address)
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// `kill -9`, and waits for the end.
    pub fn kill(mut self) -> std::io::Result<()> {
        self.child.kill()?;
        self.child.wait().map(drop)
    }

    /// Asks it to stop and waits for the end.
    pub fn stop(mut self) -> Result<(), ProductError> {
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status()?;
        let status = self.child.wait()?;
        if status.success() { Ok(()) } else { Err(ProductError::Ended(format!("{status}\n{}", self.told()))) }
    }

    /// Whether the process still lives.
    pub fn is_alive(&mut self) -> std::io::Result<bool> {
        Ok(self.child.try_wait()?.is_none())
    }

    /// Memory of the process now, in MB, from the kernel's account.
    pub fn resident_mb(&self) -> Option<f64> {
        self.memory_mb("VmRSS:")
    }

    /// The most memory that it has held so far, in MB.
    pub fn peak_mb(&self) -> Option<f64> {
        self.memory_mb("VmHWM:")
    }

    fn memory_mb(&self, which: &str) -> Option<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with(which))?;
        Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1024.0)
    }

    /// What it has written to its log.
    pub fn told(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
