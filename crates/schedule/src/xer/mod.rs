//! Primavera P6 XER, read.
//!
//! Followed: several projects in one file with their data dates and must-finish dates, calendars with exceptions, links of
//! all kinds with the lag calendar of the schedule options, primary and secondary constraints, progress by retained logic or
//! override, milestones, levels of effort, WBS summaries, resource-dependent activities, external dates. What is not followed
//! is named in a warning.

mod activities;
mod calendars;
mod table;

use crate::error::ScheduleError;
use crate::file::{FileError, Imported, MOST_TASKS, Warnings, check_size, decode};
use crate::network::{FloatBasis, Frame, Lag, LagCalendar, Link, LinkKind, Network, Progress, Rules, TaskId};
use std::collections::HashMap;
use table::{Row, Table};

type Tables<'a> = HashMap<&'a str, Table<'a>>;

/// Reads a Primavera XER file.
///
/// # Errors
/// [`FileError`] for what is no such file, is damaged, or links to activities that are not there.
pub fn read_xer(bytes: &[u8]) -> Result<Imported, FileError> {
    check_size(bytes)?;
    let text = decode(bytes);
    if !text.starts_with("ERMHDR") {
        return Err(FileError::UnknownKind);
    }
    let tables = table::read_tables(&text)?;
    let mut warnings = Warnings::default();
    let (list, calendars) = calendars::read_calendars(tables.get("CALENDAR"), &mut warnings)?;
    let mut network = Network { rules: Rules::Primavera, calendars: list, ..Network::default() };
    if network.calendars.is_empty() {
        warnings.say("文件没有日历,按周一至周五8:00—12:00、13:00—17:00计");
        network.calendars.push(crate::Calendar::weekdays("标准", &crate::Hours::office()));
    }
    let frames = read_projects(&tables, &mut network, &calendars, &mut warnings)?;
    if tables.get("TASK").is_some_and(|t| t.rows().nth(MOST_TASKS).is_some()) {
        return Err(FileError::TooManyTasks(MOST_TASKS));
    }
    let mut imported = Imported { network, ..Imported::default() };
    let index = activities::add_activities(&tables, &mut imported, &calendars, &frames, &mut warnings)?;
    if imported.network.tasks.is_empty() {
        return Err(FileError::NoTasks);
    }
    add_links(&tables, &mut imported.network, &index, &frames, &mut warnings)?;
    imported.warnings = warnings.into_lines();
    Ok(imported)
}

/// Adds a frame for each project that has activities and gives where each `proj_id` went.
fn read_projects(
    tables: &Tables,
    network: &mut Network,
    calendars: &HashMap<i64, usize>,
    warnings: &mut Warnings,
) -> Result<HashMap<i64, usize>, FileError> {
    let mut frames = HashMap::new();
    let mut options: HashMap<i64, Row> = HashMap::new();
    for row in tables.get("SCHEDOPTIONS").into_iter().flat_map(Table::rows) {
        options.insert(row.id("proj_id")?, row);
    }
    for row in tables.get("PROJECT").into_iter().flat_map(Table::rows) {
        let id = row.id("proj_id")?;
        let data_date = row.moment("last_recalc_date")?;
        let planned = row.moment("plan_start_date")?;
        let start = data_date.max(planned).or(planned).unwrap_or_default();
        let mut frame = Frame {
            name: row.text("proj_short_name").unwrap_or("项目").to_owned(),
            start,
            data_date: data_date.or(planned),
            finish: row.moment("plan_end_date")?,
            known_finish: row.moment("scd_end_date")?,
            calendar: row.integer("clndr_id")?.and_then(|c| calendars.get(&c).copied()).unwrap_or(0),
            lag_calendar: LagCalendar::Predecessor,
            float: FloatBasis::Finish,
            critical_float: row.hours("critical_drtn_hr_cnt")?.unwrap_or(0),
            critical_is_longest_path: row.says("critical_path_type", "CT_DrivPath"),
            ..Frame::default()
        };
        if let Some(options) = options.get(&id) {
            read_options(options, &mut frame, warnings);
        }
        if network.name.is_empty() {
            network.name.clone_from(&frame.name);
        }
        frames.insert(id, network.frames.len());
        network.frames.push(frame);
    }
    Ok(frames)
}

fn read_options(row: &Row, frame: &mut Frame, warnings: &mut Warnings) {
    let project = || Some(frame.name.clone());
    let lag_calendar = match row.text("sched_calendar_on_relationship_lag") {
        Some("rcal_Successor") => LagCalendar::Successor,
        Some("rcal_ProjDefault") => LagCalendar::Project,
        Some("rcal_24Hour") => LagCalendar::Continuous,
        _ => LagCalendar::Predecessor,
    };
    let float = match row.text("sched_float_type") {
        Some("FT_SF") => FloatBasis::Start,
        Some("FT_SM") => FloatBasis::Smallest,
        _ => FloatBasis::Finish,
    };
    let progress = match (row.says("sched_retained_logic", "Y"), row.says("sched_progress_override", "Y")) {
        (_, true) => Progress::Override,
        (true, false) => Progress::RetainedLogic,
        (false, false) => {
            if row.says("sched_retained_logic", "N") {
                warnings.of("“实际日期”推算方式不支持,按保留逻辑计", project());
            }
            Progress::RetainedLogic
        }
    };
    if row.says("sched_use_expect_end_flag", "Y") {
        frame.uses_expected_finish = true;
    }
    frame.open_ends_are_critical = row.says("sched_open_critical_flag", "Y");
    frame.shares_end = row.says("sched_use_project_end_date_for_float", "N");
    (frame.lag_calendar, frame.float, frame.progress) = (lag_calendar, float, progress);
}

fn add_links(
    tables: &Tables,
    network: &mut Network,
    index: &HashMap<i64, usize>,
    frames: &HashMap<i64, usize>,
    warnings: &mut Warnings,
) -> Result<(), FileError> {
    for row in tables.get("TASKPRED").into_iter().flat_map(Table::rows) {
        let (to_id, from_id) = (row.id("task_id")?, row.id("pred_task_id")?);
        let ends = index.get(&from_id).zip(index.get(&to_id));
        let Some((&from, &to)) = ends else {
            let other_project = [row.integer("pred_proj_id")?, row.integer("proj_id")?];
            if other_project.iter().flatten().any(|project| !frames.contains_key(project)) {
                let known = index.get(&to_id).or(index.get(&from_id)).map(|i| network.tasks[*i].title());
                warnings.of("与不在文件里的项目之间的搭接未计入", known);
                continue;
            }
            let (from, to) = (TaskId::Number(from_id), TaskId::Number(to_id));
            let missing = if index.contains_key(&from_id) { to.clone() } else { from.clone() };
            return Err(ScheduleError::MissingEnd { from, to, missing }.into());
        };
        let kind = match row.text("pred_type") {
            Some("PR_SS") => LinkKind::StartStart,
            Some("PR_FF") => LinkKind::FinishFinish,
            Some("PR_SF") => LinkKind::StartFinish,
            _ => LinkKind::FinishStart,
        };
        let lag = Lag::Work(row.hours("lag_hr_cnt")?.unwrap_or(0));
        network.links.push(Link { from, to, kind, lag });
    }
    Ok(())
}
