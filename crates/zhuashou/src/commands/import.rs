//! `zhuashou import`: a month's ledger workbook into the ledger.

use super::{Failure, data_error, open, say, say_json};
use crate::cli::Import;
use kernel::Month;
use office::ledger::default_list_name;
use office::ledger::import::{ImportReport, Learned, Request, import, learned, remember};
use platform::journal::{Actor, Source};
use platform::{Clock, SystemClock};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use workbook::{Finding, Limits, Options, ReadError, Reading};

pub async fn run(asked: Import) -> Result<(), Failure> {
    let bytes = bytes(&asked.file)?;
    let file_name = asked.file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let db = open(&asked.database).await?;
    let list = asked.list.clone().unwrap_or_else(|| default_list_name(asked.year));
    let mut options = Options::for_year(asked.year);
    options.as_of = asked.as_of;
    learned(&db, asked.year, &list).await?.apply(&mut options);
    options.unit = asked.unit;
    let reading = Arc::new(workbook::read(&file_name, &bytes, &options).map_err(|e| data_error(e.to_string()))?);
    let as_of = month_of(&asked, &reading)?;
    let tx = db.write(&Actor::command_line().through(Source::Import), SystemClock.now()).await?;
    let request = Arc::new(Request {
        reading: Arc::clone(&reading),
        file_name: file_name.clone(),
        as_of,
        list: list.clone(),
        decisions: BTreeMap::new(),
        accept_valid: asked.accept_valid,
        may_write: Box::new(|_| true),
    });
    let (report, recorded) = import(&tx, &request).await?;
    match recorded.filter(|_| !asked.dry_run) {
        Some(recorded) => {
            let taught = remember(&tx, asked.year, &list, taught(&asked, &reading)).await?;
            let recorded = match taught {
                Some((_, taught)) => recorded.and(taught),
                None => recorded,
            };
            tx.commit(recorded).await?;
        }
        None => tx.rollback().await?,
    }
    db.close().await?;
    if let Some(file) = &asked.annotated {
        let findings: Vec<Finding> = report.errors.iter().chain(&report.warnings).cloned().collect();
        let annotated = workbook::annotate(&bytes, &file_name, &findings).map_err(|e| data_error(e.to_string()))?;
        std::fs::write(file, annotated).map_err(|e| data_error(format!("无法写入{}:{e}", file.display())))?;
    }
    tell(&asked, &report)?;
    if report.errors.is_empty() { Ok(()) } else { Err(Failure::Told) }
}

/// The file, unless it is larger than any ledger.
fn bytes(file: &Path) -> Result<Vec<u8>, Failure> {
    let unreadable = |error: std::io::Error| data_error(format!("无法读取{}:{error}", file.display()));
    let most = Limits::default().file_bytes;
    let size = std::fs::metadata(file).map_err(unreadable)?.len();
    if size > most {
        return Err(data_error(ReadError::TooLarge { size_mb: size >> 20, most_mb: most >> 20 }.to_string()));
    }
    std::fs::read(file).map_err(unreadable)
}

/// The unit asked for, to be remembered for the list.
fn taught(asked: &Import, reading: &Reading) -> Learned {
    let mut taught = Learned::default();
    if let Some(unit) = asked.unit {
        let others = reading.sheets.iter().filter(|sheet| sheet.unit_matters && sheet.unit_stated != Some(unit));
        others.for_each(|sheet| taught.correct_unit(sheet, unit));
    }
    taught
}

/// The month asked for, else the workbook's own.
fn month_of(asked: &Import, reading: &Reading) -> Result<Month, Failure> {
    let as_of = asked.as_of.or(reading.as_of).ok_or_else(|| {
        data_error("从工作簿中看不出数据截至哪个月(标题或表头中没有“截至…月”“1-7月”);请用--as-of 2025-07指明")
    })?;
    if as_of.year() != asked.year {
        return Err(data_error(format!("数据截至{as_of},不在--year {}年内;请核对年份或用--as-of指明月份", asked.year)));
    }
    Ok(as_of)
}

fn tell(asked: &Import, report: &ImportReport) -> Result<(), Failure> {
    for finding in &report.errors {
        eprintln!("错误 {}", line(finding));
    }
    for finding in &report.warnings {
        eprintln!("提醒 {}", line(finding));
    }
    if asked.json {
        say_json(report)?;
        return Ok(());
    }
    let outcome = match (asked.dry_run, report.written) {
        (true, _) => "试运行,未写入",
        (false, true) => "已写入",
        (false, false) if !report.errors.is_empty() => "有错误,未写入(--accept-valid可先写入没有错误的行)",
        (false, false) => "没有变化,未写入",
    };
    say(format!(
        "{outcome}:数据截至{},{}个项目,新增{},更新{},未变{};错误{},提醒{}",
        report.as_of,
        report.projects,
        report.created,
        report.updated,
        report.unchanged,
        report.errors.len(),
        report.warnings.len()
    ))?;
    Ok(())
}

fn line(finding: &Finding) -> String {
    let value = if finding.value.is_empty() { "空白".to_owned() } else { format!("“{}”", finding.value) };
    format!("{}!{} {value}:{}", finding.sheet, finding.cell, finding.message)
}
