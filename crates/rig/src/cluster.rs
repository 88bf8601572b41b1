//! A PostgreSQL cluster that lives no longer than the process that started it.
//!
//! A shell holds it: it starts the server, then does what it reads from its input, which is a pipe from this process. When
//! the process ends, in whatever way, the pipe closes, and the shell stops the server and removes the folder.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// `$1` the folder of PostgreSQL's programs, `$2` more options for the server, `$3` the folder in which to make the cluster's.
const KEEPER: &str = r#"
trap '' INT TERM HUP
bin=$1 options=$2
dir=$(mktemp -d "$3/zhuashou-pg-XXXXXX") && cd "$dir" || exit 1
up() { "$bin/pg_ctl" -D data -w -l server.log -o "-k $dir -c listen_addresses= $options" start </dev/null >>log 2>&1; }
if ! "$bin/initdb" -D data -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >log 2>&1 || ! up; then
  cat log server.log >&2; rm -rf "$dir"; exit 1
fi
echo "$dir"
while read -r word; do
  case $word in
    stop) "$bin/pg_ctl" -D data -w -m fast stop >>log 2>&1 ;;
    crash) "$bin/pg_ctl" -D data -w -m immediate stop >>log 2>&1 ;;
    start) up ;;
    *) false ;;
  esac && echo done || echo failed
done
"$bin/pg_ctl" -D data -m immediate stop >/dev/null 2>&1 || true
rm -rf "$dir"
"#;

/// For tests: many connections, little memory, nothing that must survive a power cut.
pub const FOR_TESTS: &str = "-c fsync=off -c max_connections=500 -c shared_buffers=64MB";

#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    #[error("PostgreSQL is not installed: apt-get install -y postgresql")]
    NotInstalled,
    #[error("the shell that keeps the PostgreSQL server: {0}")]
    Keeper(#[from] std::io::Error),
    #[error("the PostgreSQL server of {bin} did not start:\n{why}")]
    Start { bin: String, why: String },
    #[error("the PostgreSQL server did not {0}; its log is in {1}")]
    Refused(&'static str, String),
}

/// A server of one's own, on a socket in its folder.
#[derive(Debug)]
pub struct Cluster {
    folder: String,
    /// Held open for as long as the cluster lives; see [`KEEPER`].
    lifeline: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    keeper: Child,
}

impl Cluster {
    /// A new, empty cluster under `/tmp` with more `options` for the server, such as [`FOR_TESTS`].
    pub fn start(options: &str) -> Result<Cluster, ClusterError> {
        Cluster::start_in(Path::new("/tmp"), options)
    }

    /// The same with its files in a folder below `parent`, to which PostgreSQL's user must be able to write.
    pub fn start_in(parent: &Path, options: &str) -> Result<Cluster, ClusterError> {
        let bin = find_binaries().ok_or(ClusterError::NotInstalled)?;
        let mut command = as_ordinary_user();
        command.args(["sh", "-c", KEEPER, "keeper"]).arg(&bin).arg(options).arg(parent);
        let mut keeper = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let missing = || std::io::Error::other("no pipe");
        let lifeline = keeper.stdin.take().ok_or_else(missing)?;
        let mut answers = BufReader::new(keeper.stdout.take().ok_or_else(missing)?);
        let mut folder = String::new();
        answers.read_line(&mut folder)?;
        if folder.is_empty() {
            let mut why = String::new();
            if let Some(mut told) = keeper.stderr.take() {
                told.read_to_string(&mut why)?;
            }
            return Err(ClusterError::Start { bin: bin.display().to_string(), why });
        }
        Ok(Cluster { folder: folder.trim().to_owned(), lifeline: Some(lifeline), answers, keeper })
    }

    /// The address of a database on it; the database must be made first, see [`Cluster::create`].
    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@localhost/{database}?host={}", self.folder)
    }

    /// Where its socket is.
    pub fn folder(&self) -> &str {
        &self.folder
    }

    /// Makes an empty database and gives its address.
    pub fn create(&self, database: &str) -> Result<String, ClusterError> {
        let sql = format!("CREATE DATABASE {database} TEMPLATE template0 ENCODING 'UTF8'");
        let psql = Command::new("psql").args(["-qX", "-h", &self.folder, "-U", "postgres", "-c", &sql]).output()?;
        if psql.status.success() {
            Ok(self.url(database))
        } else {
            let why = String::from_utf8_lossy(&psql.stderr).into_owned();
            Err(ClusterError::Start { bin: "psql".to_owned(), why })
        }
    }

    /// Stops the server in good order; connections are cut.
    pub fn stop(&mut self) -> Result<(), ClusterError> {
        self.ask("stop")
    }

    /// Stops the server as a power cut would.
    pub fn crash(&mut self) -> Result<(), ClusterError> {
        self.ask("crash")
    }

    /// Starts a stopped server on the same files.
    pub fn start_again(&mut self) -> Result<(), ClusterError> {
        self.ask("start")
    }

    fn ask(&mut self, word: &'static str) -> Result<(), ClusterError> {
        if let Some(lifeline) = &mut self.lifeline {
            writeln!(lifeline, "{word}")?;
        }
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        if answer.trim() == "done" { Ok(()) } else { Err(ClusterError::Refused(word, self.folder.clone())) }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // Closing the pipe tells the shell; it then removes the folder, which takes a moment.
        self.lifeline = None;
        let _ = self.keeper.wait();
    }
}

/// PostgreSQL refuses to run as root: `runuser` makes it the user `postgres`, which the Debian package creates.
fn as_ordinary_user() -> Command {
    let root = std::fs::metadata("/proc/self").is_ok_and(|m| std::os::unix::fs::MetadataExt::uid(&m) == 0);
    if root {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]);
        command
    } else {
        Command::new("env")
    }
}

/// The newest installed version, where Debian puts it, else what is on the path.
fn find_binaries() -> Option<PathBuf> {
    let has_server = |folder: &Path| folder.join("initdb").exists() && folder.join("pg_ctl").exists();
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<(u32, PathBuf)> = versions
        .filter_map(|v| Some((v.file_name().to_str()?.parse().ok()?, v.path().join("bin"))))
        .filter(|(_, bin)| has_server(bin))
        .collect();
    found.sort();
    let on_path = || {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path).find(|folder| has_server(folder))
    };
    found.pop().map(|(_, bin)| bin).or_else(on_path)
}
