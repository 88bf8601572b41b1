//! Another program that schedules once for each line it is sent and answers with its processor seconds.

use crate::peers::program;
use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

pub struct Peer {
    name: &'static str,
    child: Child,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Peer {
    /// MPXJ on a Microsoft Project XML file; its jars come with the Python package.
    pub fn mpxj(environment: &Path, file: &Path) -> Result<Peer, Box<dyn Error>> {
        let jars = jars(environment).ok_or("mpxj is installed but its jars are not found")?;
        let mut java = Command::new("java");
        java.args(["-Xmx4g", "-cp"]).arg(jars.join("*")).arg(program("MpxjSchedule.java")?).arg(file);
        Peer::start("MPXJ", java)
    }

    pub fn python(environment: &Path, file: &Path) -> Result<Peer, Box<dyn Error>> {
        let mut python = Command::new(environment.join("bin/python"));
        python.arg(program("plain_lists.py")?).arg(file);
        Peer::start("Python", python)
    }

    fn start(name: &'static str, mut command: Command) -> Result<Peer, Box<dyn Error>> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{name} does not start ({:?}): {error}", command.get_program()))?;
        let (Some(orders), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(format!("{name} has no pipes").into());
        };
        let mut peer = Peer { name, child, orders, answers: BufReader::new(answers) };
        match peer.answer()?.as_str() {
            "ready" => Ok(peer),
            other => Err(format!("{name} says “{other}” instead of being ready").into()),
        }
    }

    fn answer(&mut self) -> Result<String, Box<dyn Error>> {
        let mut line = String::new();
        if self.answers.read_line(&mut line)? == 0 {
            return Err(format!("{} ended: {}", self.name, self.child.wait()?).into());
        }
        Ok(line.trim().to_owned())
    }

    /// Schedules once; processor time.
    pub fn round(&mut self) -> Result<Duration, Box<dyn Error>> {
        writeln!(self.orders)?;
        self.orders.flush()?;
        let answer = self.answer()?;
        let seconds = answer.split_whitespace().next().and_then(|word| word.parse().ok());
        let seconds: f64 = seconds.ok_or_else(|| format!("{} answers “{answer}”", self.name))?;
        Ok(Duration::from_secs_f64(seconds))
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The folder with MPXJ's jars.
fn jars(environment: &Path) -> Option<PathBuf> {
    let versions = std::fs::read_dir(environment.join("lib")).ok()?;
    let mut folders = versions.filter_map(|entry| Some(entry.ok()?.path().join("site-packages/mpxj/lib")));
    folders.find(|folder| folder.join("mpxj.jar").is_file())
}
