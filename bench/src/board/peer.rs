//! A peer: a script that loads the rows once and then answers each line it is given.

use super::Options;
use super::rows::Sums;
use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// Milliseconds: by the clock, and of all processors together.
#[derive(Clone, Copy, Debug)]
pub struct Took {
    pub wall: f64,
    pub processor: f64,
}

pub struct Peer {
    pub name: String,
    /// Closed before the process is waited for.
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    process: Child,
}

impl Peer {
    /// Starts `board_NAME.py` and waits until it has loaded the rows.
    pub fn start(name: &str, options: &Options) -> Result<Peer, Box<dyn Error>> {
        let script = options.peers.join(format!("board_{name}.py"));
        let mut process = Command::new(&options.python)
            .args([&script, &options.folder])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|e| format!("{} {}: {e}", options.python.display(), script.display()))?;
        let answers = BufReader::new(process.stdout.take().ok_or("the output is piped")?);
        let mut peer = Peer { name: name.to_owned(), questions: process.stdin.take(), answers, process };
        let ready = peer.line()?;
        if ready.trim() == "ready" { Ok(peer) } else { Err(format!("{name} did not load the rows: {ready}").into()) }
    }

    /// Milliseconds by its own clock, without this conversation, and the sums.
    pub fn ask(&mut self, what: &str) -> Result<(Took, Sums), Box<dyn Error>> {
        writeln!(self.questions.as_ref().ok_or("still open")?, "{what}")?;
        let (wall, processor, sums) = serde_json::from_str(&self.line()?)?;
        Ok((Took { wall, processor }, sums))
    }

    fn line(&mut self) -> Result<String, Box<dyn Error>> {
        let mut line = String::new();
        if self.answers.read_line(&mut line)? == 0 {
            return Err(format!("{} has ended", self.name).into());
        }
        Ok(line)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.questions = None;
        // It ends when its questions end; how is of no interest any more.
        let _ = self.process.wait();
    }
}
