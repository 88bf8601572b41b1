//! Microsoft Project XML (MSPDI), read and written.
//!
//! Followed: links of all kinds with working, elapsed and percent lags; calendars of project, tasks and resources with
//! exceptions, recurring ones too; constraints, deadlines, elapsed durations, milestones, summaries with links, manual and
//! inactive tasks, actuals, interruptions, planning from the finish, assignments by resources' calendars. What is not
//! followed is named in a warning.

mod calendars;
mod raw;
mod tasks;
mod write;

pub use write::write_mspdi;

use crate::calendar::{Calendar, Hours};
use crate::error::ScheduleError;
use crate::file::{FileError, Imported, Warnings, check_size, decode};
use crate::moment::Moment;
use crate::network::{Frame, Lag, Link, LinkKind, Network, Rules, TaskId};
use crate::xml::Xml;
use raw::{RawProject, RawTask};
use std::collections::HashMap;

/// Whether a duration or lag format of Microsoft Project counts time on the wall.
pub(crate) fn is_elapsed(format: i64) -> bool {
    matches!(format, 4 | 6 | 8 | 10 | 12 | 20 | 36 | 38 | 40 | 42 | 44 | 52)
}

/// Reads a Microsoft Project XML file.
///
/// # Errors
/// [`FileError`] for what is no such file, is damaged or hostile, or links to tasks that are not there.
pub fn read_mspdi(bytes: &[u8]) -> Result<Imported, FileError> {
    check_size(bytes)?;
    let text = decode(bytes);
    let mut xml = Xml::new(text.trim_start_matches('\u{feff}'));
    let root = xml.root()?;
    if root != "Project" {
        return Err(FileError::NotMspdi(root.chars().take(40).collect()));
    }
    let project = raw::read_project(&mut xml)?;
    convert(&project)
}

fn convert(project: &RawProject) -> Result<Imported, FileError> {
    let mut warnings = Warnings::default();
    let (mut list, places) = calendars::convert(&project.calendars, &mut warnings);
    let calendar = default_calendar(project, &mut list, &places, &mut warnings);
    let starts = project.tasks.iter().filter_map(|t| t.start).min();
    let start = project.start.or(starts).unwrap_or(Moment(0));
    if project.start.is_none() {
        warnings.say("文件没有写项目开始日期,以最早的任务开始日期代替");
    }
    let minutes_per_day = project.minutes_per_day.filter(|m| *m > 0.0).unwrap_or(480.0);
    let frame = Frame {
        name: if project.title.is_empty() { project.name.clone() } else { project.title.clone() },
        start,
        finish: project.finish.filter(|_| project.from_finish),
        from_finish: project.from_finish && project.finish.is_some(),
        calendar,
        critical_float: (project.critical_days * minutes_per_day * 60.0) as i64,
        open_ends_are_critical: project.many_critical_paths,
        ..Frame::default()
    };
    let network = Network {
        name: frame.name.clone(),
        rules: Rules::Microsoft,
        frames: vec![frame],
        calendars: list,
        ..Network::default()
    };
    let mut imported = Imported { network, ..Imported::default() };
    let index = tasks::add_tasks(project, &mut imported, &places, &mut warnings)?;
    add_links(project, &mut imported.network, &index, &mut warnings)?;
    if imported.network.tasks.is_empty() {
        return Err(FileError::NoTasks);
    }
    imported.warnings = warnings.into_lines();
    Ok(imported)
}

fn default_calendar(
    project: &RawProject,
    list: &mut Vec<Calendar>,
    places: &HashMap<i64, usize>,
    warnings: &mut Warnings,
) -> usize {
    let named = project.calendar.and_then(|uid| places.get(&uid).copied());
    if let Some(place) = named.or_else(|| project.calendars.iter().position(|c| c.is_base)) {
        return place;
    }
    warnings.say("文件没有项目日历,按周一至周五8:00—12:00、13:00—17:00计");
    list.push(Calendar::weekdays("标准", &Hours::office()));
    list.len() - 1
}

fn add_links(
    project: &RawProject,
    network: &mut Network,
    index: &HashMap<i64, usize>,
    warnings: &mut Warnings,
) -> Result<(), FileError> {
    for task in &project.tasks {
        let Some(&to) = task.uid.as_ref().and_then(|uid| index.get(uid)) else { continue };
        for link in &task.links {
            let title = |network: &Network| Some(network.tasks[to].title());
            let from_uid = link.from.unwrap_or(-1);
            if link.cross_project {
                warnings.of("与其他项目文件的搭接未计入", title(network));
                continue;
            }
            let Some(&from) = index.get(&from_uid) else {
                let (from, to) = (TaskId::Number(from_uid), network.tasks[to].id.clone());
                let to = to.unwrap_or(TaskId::Number(-1));
                return Err(ScheduleError::MissingEnd { missing: from.clone(), from, to }.into());
            };
            let is_above = |low: usize, high: usize| {
                let mut parents = std::iter::successors(network.tasks[low].parent, |i| network.tasks[*i].parent);
                parents.any(|parent| parent == high)
            };
            if is_above(from, to) || is_above(to, from) {
                warnings.of("任务与自己的摘要任务之间的搭接未计入", title(network));
                continue;
            }
            let kind = match link.kind {
                Some(0) => LinkKind::FinishFinish,
                Some(2) => LinkKind::StartFinish,
                Some(3) => LinkKind::StartStart,
                Some(1) | None => LinkKind::FinishStart,
                Some(_) => {
                    warnings.of("搭接类型看不懂,按完成—开始计", title(network));
                    LinkKind::FinishStart
                }
            };
            let is_summary = project_summary(task) || network.tasks[to].kind == crate::Kind::Summary;
            if is_summary && matches!(kind, LinkKind::FinishFinish | LinkKind::StartFinish) {
                warnings.of("摘要任务上的“…—完成”搭接按“…—开始”计", title(network));
            }
            network.links.push(Link { from, to, kind, lag: lag(link.lag, link.format) });
        }
    }
    Ok(())
}

fn project_summary(task: &RawTask) -> bool {
    task.uid == Some(0)
}

/// Tenths of a minute, or percent.
fn lag(lag: f64, format: i64) -> Lag {
    match format {
        19 | 51 => Lag::Percent(lag),
        20 | 52 => Lag::ElapsedPercent(lag),
        format if is_elapsed(format) => Lag::Elapsed((lag * 6.0).round() as i64),
        _ => Lag::Work((lag * 6.0).round() as i64),
    }
}
