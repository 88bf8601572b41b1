//! Tasks of a Microsoft Project XML file as nodes of a network.

use super::is_elapsed;
use super::raw::{RawAssignment, RawProject, RawResource, RawTask};
use crate::build::years_around;
use crate::calendar::Calendar;
use crate::clock::Clock;
use crate::file::{FileError, Imported, Warnings};
use crate::moment::Moment;
use crate::network::{Actual, Constraint, Kind, Length, Share, Task};
use std::collections::HashMap;

/// Deepest outline that is read.
const DEEPEST: i64 = 1_000;

/// Adds the file's tasks and gives where each UID went.
pub(super) fn add_tasks(
    project: &RawProject,
    imported: &mut Imported,
    calendars: &HashMap<i64, usize>,
    warnings: &mut Warnings,
) -> Result<HashMap<i64, usize>, FileError> {
    let mut index = HashMap::with_capacity(project.tasks.len());
    let mut line: Vec<(i64, usize)> = Vec::new();
    for (place, raw) in project.tasks.iter().enumerate().filter(|(_, raw)| !raw.is_null) {
        let uid = raw.uid.ok_or_else(|| FileError::BadValue {
            place: format!("第{}个任务", place + 1),
            field: "UID",
            value: String::new(),
        })?;
        if !(0..=DEEPEST).contains(&raw.level) {
            let value = raw.level.to_string();
            return Err(FileError::BadValue { place: format!("任务{uid}"), field: "OutlineLevel", value });
        }
        while line.last().is_some_and(|(level, _)| *level >= raw.level) {
            line.pop();
        }
        let parent = line.last().map(|(_, parent)| *parent);
        let own = imported.network.tasks.len();
        if index.insert(uid, own).is_some() {
            return Err(FileError::DuplicateId(uid));
        }
        line.push((raw.level, own));
        let mut task = task_of(raw, uid, calendars, warnings);
        task.parent = parent;
        imported.network.tasks.push(task);
        imported.stored.push(raw.stored);
    }
    // A summary is what has something below it, whatever the flag says.
    let parents: Vec<usize> = imported.network.tasks.iter().filter_map(|t| t.parent).collect();
    for parent in parents {
        imported.network.tasks[parent].kind = Kind::Summary;
    }
    for task in imported.network.tasks.iter().filter(|t| t.kind == Kind::Summary && t.manual) {
        warnings.of("手动排程的摘要任务按其下级任务汇总", Some(task.title()));
    }
    add_assignments(project, imported, calendars, &index, warnings);
    Ok(index)
}

fn task_of(raw: &RawTask, uid: i64, calendars: &HashMap<i64, usize>, warnings: &mut Warnings) -> Task {
    let title = || Some(format!("{uid} {}", raw.name));
    let elapsed = is_elapsed(raw.duration_format);
    let duration = if raw.manual { raw.manual_duration.or(raw.duration) } else { raw.duration };
    let mut task = Task::new(uid, &raw.name, Length { seconds: duration.unwrap_or(0).max(0), elapsed });
    if raw.name.is_empty() {
        task.name = raw.number.clone();
    }
    task.code = if raw.wbs.is_empty() { raw.number.clone() } else { raw.wbs.clone() };
    task.kind = match (raw.external || raw.subproject, raw.summary) {
        (true, _) => Kind::External,
        (false, true) => Kind::Summary,
        (false, false) => Kind::Work,
    };
    task.manual = raw.manual;
    task.inactive = raw.inactive;
    task.planned_start = if raw.manual { raw.manual_start.or(raw.start) } else { raw.start };
    task.planned_finish = if raw.manual { raw.manual_finish.or(raw.finish) } else { raw.finish };
    task.deadline = raw.deadline;
    task.constraint = constraint(raw, title, warnings);
    if let Some(calendar) = raw.calendar {
        task.calendar = calendars.get(&calendar).copied();
        if task.calendar.is_none() {
            warnings.of("任务日历不在文件里,按项目日历计", title());
        }
    }
    // Tenths of a minute.
    task.delay = Length { seconds: raw.delay.max(0) * 6, elapsed: is_elapsed(raw.delay_format) };
    task.actual = actual(raw, &task);
    task.baselines.clone_from(&raw.baselines);
    if raw.subproject {
        warnings.of("插入的子项目按其给定日期计", title());
    } else if raw.external {
        warnings.of("其他项目的任务按其给定日期计", title());
    }
    if raw.inactive {
        warnings.of("停用的任务不影响其他任务", title());
    }
    if raw.manual && !raw.summary && task.planned_start.is_none() {
        warnings.of("手动排程的任务没有写日期,按自动排程计", title());
    }
    task
}

fn constraint(raw: &RawTask, title: impl Fn() -> Option<String>, warnings: &mut Warnings) -> Constraint {
    let Some(date) = raw.constraint_date else {
        if raw.constraint > 1 {
            warnings.of("限制条件没有写日期,未计入", title());
        }
        return if raw.constraint == 1 { Constraint::AsLateAsPossible } else { Constraint::AsSoonAsPossible };
    };
    match raw.constraint {
        0 => Constraint::AsSoonAsPossible,
        1 => Constraint::AsLateAsPossible,
        2 => Constraint::MustStart(date),
        3 => Constraint::MustFinish(date),
        4 => Constraint::StartNoEarlier(date),
        5 => Constraint::StartNoLater(date),
        6 => Constraint::FinishNoEarlier(date),
        7 => Constraint::FinishNoLater(date),
        _ => {
            warnings.of("限制条件的类型看不懂,未计入", title());
            Constraint::AsSoonAsPossible
        }
    }
}

fn actual(raw: &RawTask, task: &Task) -> Actual {
    let finish = raw.actual_finish.filter(|_| raw.percent >= 100.0 || raw.remaining == Some(0));
    let started = raw.actual_start.or(finish);
    Actual {
        start: started,
        finish,
        remaining: raw.remaining.filter(|_| started.is_some() || raw.remaining != Some(0)).map(|r| {
            // Nothing done and yet less remaining than the duration happens with interruptions.
            if started.is_none() { task.duration.seconds } else { r.max(0) }
        }),
        resume: raw.resume.filter(|_| started.is_some() && finish.is_none()),
        percent: raw.percent,
    }
}

/// Work by other calendars than the task's, and interruptions.
fn add_assignments(
    project: &RawProject,
    imported: &mut Imported,
    calendars: &HashMap<i64, usize>,
    index: &HashMap<i64, usize>,
    warnings: &mut Warnings,
) {
    let resources: HashMap<i64, &RawResource> = project.resources.iter().map(|r| (r.uid, r)).collect();
    let raw_tasks: HashMap<i64, &RawTask> = project.tasks.iter().filter_map(|t| Some((t.uid?, t))).collect();
    let mut of_task: HashMap<i64, Vec<&RawAssignment>> = HashMap::new();
    for assignment in &project.assignments {
        of_task.entry(assignment.task).or_default().push(assignment);
    }
    let mut common: HashMap<(usize, usize), usize> = HashMap::new();
    let mut uids: Vec<&i64> = of_task.keys().collect();
    uids.sort_unstable();
    for uid in uids {
        let (Some(&place), Some(raw)) = (index.get(uid), raw_tasks.get(uid)) else { continue };
        let task = &imported.network.tasks[place];
        if task.kind != Kind::Work || task.manual || task.duration.elapsed || task.actual.finish.is_some() {
            continue;
        }
        let assignments = &of_task[uid];
        let mut shares = Vec::new();
        for assignment in assignments.iter().filter(|_| raw.kind != 1) {
            let Some(resource) = resources.get(&assignment.resource).filter(|r| r.kind.unwrap_or(1) == 1) else {
                continue;
            };
            if assignment.work <= 0 || assignment.units <= 0.0 {
                continue;
            }
            let own = resource.calendar.and_then(|uid| calendars.get(&uid).copied());
            let calendar = share_calendar(imported, place, own, raw.ignores_resource_calendars, &mut common);
            shares.push(share_of(assignment, &imported.network.tasks[place], calendar));
            if assignment.contour != 0 {
                let title = imported.network.tasks[place].title();
                warnings.of("工时分布曲线按任务工期计", Some(title));
            }
        }
        let network = &mut imported.network;
        let own_calendar = network.tasks[place].calendar.unwrap_or(network.frames[0].calendar);
        let remaining = network.tasks[place].remaining();
        let duration = network.tasks[place].duration.seconds;
        let is_plain =
            |s: &Share| s.calendar == own_calendar && s.seconds == duration && s.remaining == remaining && s.delay == 0;
        if !shares.iter().all(is_plain) {
            network.tasks[place].shares = shares;
        }
        let rest = interruption(&network.calendars[own_calendar], raw, assignments);
        if rest > 0 && network.tasks[place].shares.is_empty() && network.tasks[place].actual.start.is_none() {
            network.tasks[place].interruption = rest;
            warnings.of("有中断(拆分)的任务按文件所记的中断时长计", Some(network.tasks[place].title()));
        }
    }
}

fn share_of(assignment: &RawAssignment, task: &Task, calendar: usize) -> Share {
    let by_units = |work: i64| (work as f64 / assignment.units).round() as i64;
    let flat = assignment.contour == 0;
    let seconds = if flat { by_units(assignment.work) } else { task.duration.seconds };
    let remaining = match assignment.remaining {
        Some(remaining) if flat && task.actual.start.is_some() => by_units(remaining),
        _ if task.actual.start.is_some() => task.remaining(),
        _ => seconds,
    };
    Share { calendar, seconds, remaining, delay: assignment.delay.max(0) }
}

/// The calendar by which a resource works on a task: its own, where the task has one too both together.
fn share_calendar(
    imported: &mut Imported,
    place: usize,
    own: Option<usize>,
    ignores: bool,
    common: &mut HashMap<(usize, usize), usize>,
) -> usize {
    let network = &mut imported.network;
    let task = &network.tasks[place];
    let project = network.frames[0].calendar;
    match (task.calendar, own) {
        (Some(calendar), _) if ignores => calendar,
        (Some(calendar), Some(own)) if calendar != own => *common.entry((calendar, own)).or_insert_with(|| {
            let start = network.frames[0].start;
            let both = network.calendars[calendar].common(&network.calendars[own], years_around(start, start));
            network.calendars.push(both);
            network.calendars.len() - 1
        }),
        (Some(calendar), _) => calendar,
        (None, own) => own.unwrap_or(project),
    }
}

/// Working time within the time-phased work of a task in which nothing is done.
fn interruption(calendar: &Calendar, raw: &RawTask, assignments: &[&RawAssignment]) -> i64 {
    let (Some(start), Some(finish)) = (raw.start, raw.finish) else { return 0 };
    let inside = |gap: &&(Moment, Moment)| gap.0 > start && gap.1 < finish && gap.0 < gap.1;
    if assignments.len() != 1 || !assignments[0].gaps.iter().any(|gap| inside(&gap)) {
        return 0;
    }
    let Some(clock) = Clock::new(calendar, start.date(), finish.date()) else { return 0 };
    (clock.between(start.0, finish.0) - raw.duration.unwrap_or(0)).max(0)
}
