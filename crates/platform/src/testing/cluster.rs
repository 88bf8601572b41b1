//! A PostgreSQL cluster that lives as long as the test process.
//!
//! A shell holds it: it starts the server, then reads its input, which is a pipe from this process. When the process
//! ends, in whatever way, the pipe closes, and the shell stops the server and removes the folder.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;

const KEEPER: &str = r#"
trap '' INT TERM HUP
set -e
dir=$(mktemp -d /tmp/zhuashou-pg-XXXXXX)
cd "$dir"
"$1/initdb" -D data -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >log 2>&1 || { cat log >&2; rm -rf "$dir"; exit 1; }
"$1/pg_ctl" -D data -w -l log -o "-k $dir -c listen_addresses= -c fsync=off -c max_connections=500 -c shared_buffers=64MB" start >>log 2>&1 \
  || { cat log >&2; rm -rf "$dir"; exit 1; }
echo "$dir"
cat >/dev/null
"$1/pg_ctl" -D data -m immediate stop >/dev/null 2>&1 || true
rm -rf "$dir"
"#;

/// Turns the name of a database into its address on the test cluster, starting that at the first call. With
/// `ZHUASHOU_TEST_POSTGRES` (an address without a database name, such as `postgres://me@localhost:5432/`) that server is
/// used instead.
pub fn cluster_url() -> impl Fn(&str) -> String + Send + 'static {
    static BASE: OnceLock<Base> = OnceLock::new();
    let base = BASE.get_or_init(|| match std::env::var("ZHUASHOU_TEST_POSTGRES") {
        Ok(url) => Base::Given(url),
        Err(_) => Base::Own(start()),
    });
    |name| match base {
        Base::Given(url) => format!("{}/{name}", url.trim_end_matches('/')),
        Base::Own(cluster) => format!("postgres://postgres@localhost/{name}?host={}", cluster.folder),
    }
}

enum Base {
    Given(String),
    Own(Cluster),
}

struct Cluster {
    folder: String,
    /// Held open for as long as this process lives; see [`KEEPER`].
    _lifeline: ChildStdin,
    _keeper: Child,
}

fn start() -> Cluster {
    let bin = find_binaries().unwrap_or_else(|| {
        panic!("PostgreSQL is not installed, and these tests run on it: apt-get install -y postgresql")
    });
    let mut command = as_ordinary_user();
    command.args(["sh", "-c", KEEPER, "keeper"]).arg(&bin);
    let spawned = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut keeper = spawned.expect("the shell that keeps the test cluster starts");
    let mut folder = String::new();
    let stdout = keeper.stdout.take().expect("the output is piped");
    BufReader::new(stdout).read_line(&mut folder).expect("the keeper answers");
    if folder.is_empty() {
        let mut why = String::new();
        // What the keeper says of its failure, if it says anything.
        let _ = keeper.stderr.take().map(|mut e| e.read_to_string(&mut why));
        panic!("the PostgreSQL test cluster did not start ({}):\n{why}", bin.display());
    }
    let lifeline = keeper.stdin.take().expect("the input is piped");
    Cluster { folder: folder.trim().to_owned(), _lifeline: lifeline, _keeper: keeper }
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
