//! A process run to its end: how long it took, how much it worked, how much memory it held.

use std::error::Error;
use std::io::Read;
use std::process::{Command, Stdio};
use std::time::Instant;
use wait4::Wait4;

#[derive(Clone, Debug)]
pub struct Spent {
    /// By the clock on the wall.
    pub seconds: f64,
    /// The most memory held at once, in MB; with children, the largest of them.
    pub peak_mb: f64,
    pub output: String,
}

/// Runs a command that must succeed.
pub fn spent(command: &mut Command) -> Result<Spent, Box<dyn Error>> {
    let name = format!("{command:?}");
    let errors = tempfile::tempfile()?;
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(errors.try_clone()?);
    let begun = Instant::now();
    let mut child = command.spawn().map_err(|e| format!("{name}: {e}"))?;
    let mut output = String::new();
    if let Some(mut stdout) = child.stdout.take() {
        stdout.read_to_string(&mut output)?;
    }
    let ended = child.wait4()?;
    let seconds = begun.elapsed().as_secs_f64();
    if !ended.status.success() {
        return Err(format!("{name} ended with {}:\n{output}{}", ended.status, tail(errors)?).into());
    }
    // The kernel counts in kilobytes; the crate gives bytes.
    Ok(Spent { seconds, peak_mb: ended.rusage.maxrss as f64 / 1024.0 / 1024.0, output })
}

fn tail(mut errors: std::fs::File) -> Result<String, std::io::Error> {
    use std::io::{Seek, SeekFrom};
    let mut text = Vec::new();
    errors.seek(SeekFrom::Start(0))?;
    errors.read_to_end(&mut text)?;
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().collect();
    Ok(lines[lines.len().saturating_sub(20)..].join("\n"))
}
