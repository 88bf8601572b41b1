//! Activities of an XER file as nodes of a network.

use super::Tables;
use super::table::{Row, Table};
use crate::file::{FileError, Imported, Stored, Warnings};
use crate::network::{Actual, Baseline, Constraint, Kind, Length, Share, Task, TaskIndex};
use std::collections::HashMap;

/// Adds the activities and gives where each `task_id` went.
pub(super) fn add_activities(
    tables: &Tables,
    imported: &mut Imported,
    calendars: &HashMap<i64, usize>,
    frames: &HashMap<i64, usize>,
    warnings: &mut Warnings,
) -> Result<HashMap<i64, TaskIndex>, FileError> {
    let mut index = HashMap::new();
    let mut wbs_of = Vec::new();
    let mut summaries: HashMap<i64, TaskIndex> = HashMap::new();
    for row in tables.get("TASK").into_iter().flat_map(Table::rows) {
        let (id, project) = (row.id("task_id")?, row.id("proj_id")?);
        let Some(&frame) = frames.get(&project) else {
            warnings.of("任务所属的项目不在文件里,未计入", Some(id.to_string()));
            continue;
        };
        let mut task = activity(&row, id, calendars, warnings)?;
        task.frame = frame;
        if imported.network.frames[frame].uses_expected_finish && row.text("expect_end_date").is_some() {
            warnings.of("预计完成日期未计入,按剩余工期计", Some(task.title()));
        }
        let own = imported.network.tasks.len();
        if index.insert(id, own).is_some() {
            return Err(FileError::DuplicateId(id));
        }
        let wbs = row.integer("wbs_id")?;
        if let (Kind::Summary, Some(wbs)) = (task.kind, wbs) {
            summaries.insert(wbs, own);
        }
        wbs_of.push(wbs);
        let critical_float = imported.network.frames[frame].critical_float;
        imported.stored.push(stored(&row, &imported.network.frames[frame], critical_float)?);
        imported.network.tasks.push(task);
    }
    put_under_summaries(tables, imported, &wbs_of, &summaries)?;
    add_resources(tables, imported, calendars, &index)?;
    Ok(index)
}

fn activity(row: &Row, id: i64, calendars: &HashMap<i64, usize>, warnings: &mut Warnings) -> Result<Task, FileError> {
    let code = row.text("task_code").unwrap_or_default();
    let name = row.text("task_name").unwrap_or(code);
    let started = row.moment("act_start_date")?;
    let finished = row.moment("act_end_date")?;
    let planned = row.hours("target_drtn_hr_cnt")?.unwrap_or(0);
    let remaining = row.hours("remain_drtn_hr_cnt")?.unwrap_or(if finished.is_some() { 0 } else { planned });
    let duration = if started.is_some() { planned } else { remaining };
    let mut task = Task::new(id, name, Length::work(duration.max(0)));
    code.clone_into(&mut task.code);
    task.kind = match row.text("task_type") {
        Some("TT_Mile") => Kind::StartMilestone,
        Some("TT_FinMile") => Kind::FinishMilestone,
        Some("TT_LOE") => Kind::LevelOfEffort,
        Some("TT_WBS") => Kind::Summary,
        _ => Kind::Work,
    };
    if matches!(task.kind, Kind::StartMilestone | Kind::FinishMilestone) {
        task.duration = Length::default();
    }
    task.calendar = row.integer("clndr_id")?.and_then(|c| calendars.get(&c).copied());
    if task.calendar.is_none() && row.text("clndr_id").is_some() {
        warnings.of("任务日历不在文件里,按项目日历计", Some(task.title()));
    }
    task.actual = Actual {
        start: started.or(finished),
        finish: finished,
        remaining: Some(if finished.is_some() { 0 } else { remaining.max(0) }),
        resume: row.moment("resume_date")?.filter(|_| started.is_some() && finished.is_none()),
        percent: row.number("phys_complete_pct")?.unwrap_or(0.0),
    };
    task.constraint = constraint(row, "cstr_type", "cstr_date", &task, warnings)?;
    task.second_constraint = constraint(row, "cstr_type2", "cstr_date2", &task, warnings)?;
    task.not_before = row.moment("external_early_start_date")?.filter(|_| started.is_none());
    task.deadline = row.moment("external_late_end_date")?;
    (task.planned_start, task.planned_finish) = (row.moment("target_start_date")?, row.moment("target_end_date")?);
    task.baselines.push(Baseline {
        number: 0,
        start: task.planned_start,
        finish: task.planned_finish,
        duration: Some(Length::work(planned)),
        money: None,
    });
    Ok(task)
}

fn constraint(
    row: &Row,
    kind: &str,
    date: &'static str,
    task: &Task,
    warnings: &mut Warnings,
) -> Result<Constraint, FileError> {
    let Some(kind) = row.text(kind) else { return Ok(Constraint::AsSoonAsPossible) };
    if kind == "CS_ALAP" {
        return Ok(Constraint::AsLateAsPossible);
    }
    let Some(at) = row.moment(date)? else {
        warnings.of("限制条件没有写日期,未计入", Some(task.title()));
        return Ok(Constraint::AsSoonAsPossible);
    };
    Ok(match kind {
        "CS_MSO" => Constraint::StartOn(at),
        "CS_MSOA" => Constraint::StartNoEarlier(at),
        "CS_MSOB" => Constraint::StartNoLater(at),
        "CS_MEO" => Constraint::FinishOn(at),
        "CS_MEOA" => Constraint::FinishNoEarlier(at),
        "CS_MEOB" => Constraint::FinishNoLater(at),
        "CS_MANDSTART" => Constraint::MustStart(at),
        "CS_MANDFIN" => Constraint::MustFinish(at),
        _ => {
            warnings.of("限制条件的类型看不懂,未计入", Some(task.title()));
            Constraint::AsSoonAsPossible
        }
    })
}

fn stored(row: &Row, frame: &crate::network::Frame, critical_float: i64) -> Result<Stored, FileError> {
    let float = row.number("total_float_hr_cnt")?.map(|hours| (hours * 60.0).round());
    let is_done = row.text("act_end_date").is_some();
    let critical = if frame.critical_is_longest_path {
        row.text("driving_path_flag").map(|flag| flag == "Y" && !is_done)
    } else {
        float.map(|minutes| !is_done && minutes * 60.0 <= critical_float as f64)
    };
    Ok(Stored {
        early_start: row.moment("early_start_date")?,
        early_finish: row.moment("early_end_date")?,
        late_start: row.moment("late_start_date")?,
        late_finish: row.moment("late_end_date")?,
        total_float_minutes: float,
        critical,
    })
}

/// A WBS summary spans the activities of its WBS element and of those below it.
fn put_under_summaries(
    tables: &Tables,
    imported: &mut Imported,
    wbs_of: &[Option<i64>],
    summaries: &HashMap<i64, TaskIndex>,
) -> Result<(), FileError> {
    if summaries.is_empty() {
        return Ok(());
    }
    let mut parents: HashMap<i64, i64> = HashMap::new();
    for row in tables.get("PROJWBS").into_iter().flat_map(Table::rows) {
        if let Some(parent) = row.integer("parent_wbs_id")? {
            parents.insert(row.id("wbs_id")?, parent);
        }
    }
    for (own, wbs) in wbs_of.iter().enumerate() {
        let is_summary = imported.network.tasks[own].kind == Kind::Summary;
        let first = if is_summary { wbs.and_then(|w| parents.get(&w).copied()) } else { *wbs };
        let up = std::iter::successors(first, |wbs| parents.get(wbs).copied()).take(1_000);
        imported.network.tasks[own].parent = up.filter_map(|wbs| summaries.get(&wbs).copied()).find(|s| *s != own);
    }
    Ok(())
}

/// Resource-dependent activities go by the calendars of their resources.
fn add_resources(
    tables: &Tables,
    imported: &mut Imported,
    calendars: &HashMap<i64, usize>,
    index: &HashMap<i64, TaskIndex>,
) -> Result<(), FileError> {
    let mut dependent = vec![false; imported.network.tasks.len()];
    for row in tables.get("TASK").into_iter().flat_map(Table::rows).filter(|r| r.says("task_type", "TT_Rsrc")) {
        if let Some(own) = index.get(&row.id("task_id")?) {
            dependent[*own] = true;
        }
    }
    let mut resources: HashMap<i64, usize> = HashMap::new();
    for row in tables.get("RSRC").into_iter().flat_map(Table::rows).filter(|r| !r.says("rsrc_type", "RT_Mat")) {
        if let Some(calendar) = row.integer("clndr_id")?.and_then(|c| calendars.get(&c)) {
            resources.insert(row.id("rsrc_id")?, *calendar);
        }
    }
    for row in tables.get("TASKRSRC").into_iter().flat_map(Table::rows) {
        let own = index.get(&row.id("task_id")?).filter(|own| dependent[**own]);
        let calendar = row.integer("rsrc_id")?.and_then(|r| resources.get(&r));
        let (Some(&own), Some(&calendar)) = (own, calendar) else { continue };
        let task = &mut imported.network.tasks[own];
        let (work, per_hour) = (row.number("remain_qty")?, row.number("remain_qty_per_hr")?);
        let by_rate = work.zip(per_hour).filter(|(_, rate)| *rate > 0.0);
        let rest =
            by_rate.map_or(task.remaining(), |(work, rate)| ((work / rate * 60.0).round() as i64).saturating_mul(60));
        if rest > 0 {
            task.shares.push(Share { calendar, seconds: rest, remaining: rest, delay: 0 });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::file::FileError;
    use crate::{Options, schedule, xer::read_xer};

    fn file(tasks: &str, links: &str) -> String {
        let week = (2..=6).map(|d| format!("(0||{d}()((0||0(s|08:00|f|16:00)())))")).collect::<String>();
        format!(
            "ERMHDR\t8.2\n%T\tPROJECT\n%F\tproj_id\tproj_short_name\tclndr_id\tlast_recalc_date\tplan_start_date\n\
             %R\t1\tP\t7\t2025-03-03 08:00\t2025-03-03 08:00\n\
             %T\tCALENDAR\n%F\tclndr_id\tclndr_name\tclndr_data\n%R\t7\t五天\t(0||CalendarData()((0||DaysOfWeek()((0||1()()){week}(0||7()())))))\n\
             %T\tTASK\n%F\ttask_id\tproj_id\tclndr_id\ttask_code\ttask_name\ttask_type\tremain_drtn_hr_cnt\ttarget_drtn_hr_cnt\tact_start_date\n{tasks}\
             %T\tTASKPRED\n%F\ttask_id\tpred_task_id\tpred_type\tlag_hr_cnt\tproj_id\tpred_proj_id\n{links}%E\n"
        )
    }

    #[test]
    fn activities_and_links_of_a_small_file_are_scheduled() {
        let text = file(
            "%R\t10\t1\t7\tA\t甲\tTT_Task\t16\t16\t\n%R\t11\t1\t7\tB\t乙\tTT_Task\t8\t8\t\n%R\t12\t1\t7\tM\t竣工\tTT_FinMile\t0\t0\t\n",
            "%R\t11\t10\tPR_FS\t8\t1\t1\n%R\t12\t11\tPR_FS\t0\t1\t1\n",
        );
        let imported = read_xer(text.as_bytes()).unwrap();
        let schedule = schedule(&imported.network, Options::default()).unwrap();
        let starts: Vec<String> = schedule.tasks.iter().map(|t| t.early_start.to_string()).collect();
        assert_eq!(starts, ["2025-03-03T08:00", "2025-03-06T08:00", "2025-03-06T16:00"]);
        assert!(schedule.tasks.iter().all(|t| t.critical));
        assert_eq!(imported.warnings, Vec::<String>::new());
    }

    #[test]
    fn a_link_to_nothing_is_an_error_and_one_to_another_project_a_warning() {
        let task = "%R\t10\t1\t7\tA\t甲\tTT_Task\t16\t16\t\n";
        let missing = read_xer(file(task, "%R\t10\t99\tPR_FS\t0\t1\t1\n").as_bytes());
        assert!(matches!(missing, Err(FileError::Schedule(_))));
        let outside = read_xer(file(task, "%R\t10\t99\tPR_FS\t0\t1\t2\n").as_bytes()).unwrap();
        assert_eq!(outside.warnings.len(), 1);
    }

    #[test]
    fn tables_without_fields_and_wrong_numbers_are_named() {
        assert!(matches!(read_xer(b"ERMHDR\n%R\t1\n"), Err(FileError::BadXer { line: 2, .. })));
        let bad = read_xer(file("%R\tzehn\t1\t7\tA\tB\tTT_Task\t16\t16\t\n", "").as_bytes());
        assert!(matches!(bad, Err(FileError::BadValue { .. })));
        assert!(matches!(read_xer(b"%T\tTASK"), Err(FileError::UnknownKind)));
        assert!(matches!(read_xer(file("", "").as_bytes()), Err(FileError::NoTasks)));
    }
}
