//! `bench/results.md`: a section for each subject, each with its day and machine. Measuring one subject leaves the others.

use crate::line::Line;
use crate::machine::Machine;
use crate::process::spent;
use std::error::Error;
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

const FILE: &str = "bench/results.md";
const HEAD: &str = "# Measurements\n\nWritten by `make bench`. Medians, with the least and the most of all rounds in brackets; a ratio is that of \
                    one round's pair.\n";

/// What one subject gave.
#[derive(Debug)]
pub struct Section {
    pub name: String,
    /// Day and time, with the offset from UTC.
    pub at: String,
    pub machine: Machine,
    pub lines: Vec<Line>,
    /// What was found on the way: data sizes, what could not be measured and why.
    pub notes: Vec<String>,
    /// Tables of subjects that print their own.
    pub printed: String,
    pub failure: Option<String>,
}

impl Section {
    /// Begins a subject: tells the machine and whether it is quiet.
    pub fn begin(name: &str) -> Result<Section, Box<dyn Error>> {
        let at = spent(Command::new("date").arg("+%Y-%m-%d %H:%M %:z"))?.output.trim().to_owned();
        let machine = Machine::look();
        println!("\n## {name}\n{at}, {}", machine.told());
        Ok(Section {
            name: name.to_owned(),
            at,
            machine,
            lines: Vec::new(),
            notes: Vec::new(),
            printed: String::new(),
            failure: None,
        })
    }

    pub fn line(&mut self, line: Line) {
        println!("{}", line.row());
        self.lines.push(line);
    }

    /// Something a reader of the results should know, such as why a peer is missing.
    pub fn note(&mut self, note: impl Into<String>) {
        let note = note.into();
        println!("- {note}");
        self.notes.push(note);
    }

    /// Keeps what a subject printed.
    pub fn print(&mut self, text: String) {
        print!("{text}");
        self.printed.push_str(&text);
    }

    pub fn failed(&mut self, why: &str) {
        eprintln!("bench: {}: {why}", self.name);
        self.failure = Some(why.to_owned());
    }

    /// Measured, and every target met.
    pub fn is_good(&self) -> bool {
        self.failure.is_none() && self.lines.iter().all(|line| line.is_met() != Some(false))
    }

    fn text(&self) -> String {
        let mut text = format!("## {}\n\n{}, {}.\n\n", self.name, self.at, self.machine.told());
        if !self.lines.is_empty() {
            text.push_str(Line::HEAD);
            text.push('\n');
            for line in &self.lines {
                text.push_str(&line.row());
                text.push('\n');
            }
            text.push('\n');
        }
        if !self.printed.is_empty() {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "```text\n{}\n```\n", self.printed.trim_end());
        }
        for note in &self.notes {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "- {note}");
        }
        if let Some(failure) = &self.failure {
            let _ = writeln!(text, "- **Not good:** {failure}");
        }
        text
    }
}

/// Puts the section into the file, in place of the one of the same name.
pub fn keep(section: &Section) -> Result<(), Box<dyn Error>> {
    let held = if Path::new(FILE).exists() { std::fs::read_to_string(FILE)? } else { String::new() };
    std::fs::write(FILE, replaced(&held, &section.name, &section.text()))?;
    Ok(())
}

fn replaced(held: &str, name: &str, new: &str) -> String {
    let mut sections: Vec<(String, String)> = Vec::new();
    for part in held.split("\n## ").skip(1) {
        let title = part.lines().next().unwrap_or_default().to_owned();
        sections.push((title, format!("## {}\n", part.trim_end())));
    }
    let new = format!("{}\n", new.trim_end());
    match sections.iter_mut().find(|(title, _)| title == name) {
        Some((_, text)) => *text = new,
        None => sections.push((name.to_owned(), new)),
    }
    let texts: Vec<&str> = sections.iter().map(|(_, text)| text.as_str()).collect();
    format!("{HEAD}\n{}", texts.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measuring_one_subject_again_leaves_the_others() {
        let first = replaced("", "import", "## import\n\none\n");
        let both = replaced(&first, "board", "## board\n\ntwo\n");
        let again = replaced(&both, "import", "## import\n\nthree\n");
        assert_eq!(again, format!("{HEAD}\n## import\n\nthree\n\n## board\n\ntwo\n"));
    }
}
