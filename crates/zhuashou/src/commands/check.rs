//! `zhuashou check`: the figures of a speech, bulletin or report, against each other and against the ledger.

use super::{Failure, data_error, open};
use crate::cli::{Check, Database};
use claims::{Manuscript, NoLedger, Options, Report, Verdict};
use kernel::Month;
use office::bulletins::figure_check;
use office::ledger::BoardFeed;
use platform::access::Scope as Access;
use std::io::Read;
use std::path::Path;

pub async fn run(asked: Check) -> Result<(), Failure> {
    let manuscript =
        Manuscript::read(bytes(&asked.file)?).map_err(|e| data_error(format!("{}:{e}", asked.file.display())))?;
    let report = judged(&asked.database, &manuscript.text, asked.as_of).await?;
    if asked.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print!("{}", lines(&report));
    }
    if report.is_clean() { Ok(()) } else { Err(Failure::Told) }
}

/// The file, or standard input for `-`.
fn bytes(file: &Path) -> Result<Vec<u8>, Failure> {
    let unreadable = |e: std::io::Error| data_error(format!("无法读取{}:{e}", file.display()));
    if file == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map_err(unreadable)?;
        return Ok(bytes);
    }
    std::fs::read(file).map_err(unreadable)
}

/// Against the ledger where there is one; checking a paper never makes a database.
async fn judged(database: &Database, text: &str, as_of: Option<Month>) -> Result<Report, Failure> {
    if !exists(&database.url) {
        return Ok(claims::check(text, &NoLedger, Options { as_of, latest: None }));
    }
    let db = open(database).await?;
    let feed = BoardFeed::default();
    Ok(figure_check::judge(&db, &feed, text, as_of, &Access::all()).await?)
}

/// Whether the address is that of a server, or of a file that is there.
fn exists(url: &str) -> bool {
    let Some(path) = url.strip_prefix("sqlite:") else { return true };
    let path = path.trim_start_matches("//").split('?').next().unwrap_or(path);
    Path::new(path).exists()
}

/// One line a figure: verdict, the words, what was understood, and why.
fn lines(report: &Report) -> String {
    let mut out = String::new();
    for claim in &report.claims {
        let understood = [claim.measure.as_str(), &claim.scope, &claim.period]
            .into_iter()
            .filter(|w| !w.is_empty())
            .collect::<Vec<_>>();
        out.push_str(&format!(
            "{}\t{}\t{}\t{}\n",
            claim.verdict.label(),
            claim.text,
            understood.join(" · "),
            claim.because
        ));
    }
    let count = |verdict: Verdict| report.claims.iter().filter(|c| c.verdict == verdict).count();
    let counts: Vec<String> =
        Verdict::ALL.into_iter().filter(|v| count(*v) > 0).map(|v| format!("{}{}个", v.label(), count(v))).collect();
    let counts = if counts.is_empty() { String::new() } else { format!(":{}", counts.join(",")) };
    out.push_str(&format!("共{}个数字{counts}\n", report.claims.len()));
    out
}
