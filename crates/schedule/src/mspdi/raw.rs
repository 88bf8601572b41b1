//! The parts of a Microsoft Project XML file as they stand there.

use crate::file::{FileError, MOST_TASKS, Stored};
use crate::moment::Moment;
use crate::xml::Xml;
use kernel::Money;

#[derive(Debug, Default)]
pub(super) struct RawProject {
    pub name: String,
    pub title: String,
    pub start: Option<Moment>,
    pub finish: Option<Moment>,
    pub from_finish: bool,
    pub calendar: Option<i64>,
    pub minutes_per_day: Option<f64>,
    pub critical_days: f64,
    pub many_critical_paths: bool,
    pub calendars: Vec<super::calendars::RawCalendar>,
    pub tasks: Vec<RawTask>,
    pub resources: Vec<RawResource>,
    pub assignments: Vec<RawAssignment>,
}

#[derive(Debug, Default)]
pub(super) struct RawTask {
    pub uid: Option<i64>,
    pub name: String,
    pub number: String,
    pub wbs: String,
    pub level: i64,
    pub is_null: bool,
    pub inactive: bool,
    pub manual: bool,
    pub summary: bool,
    pub external: bool,
    pub subproject: bool,
    pub kind: i64,
    pub start: Option<Moment>,
    pub finish: Option<Moment>,
    pub manual_start: Option<Moment>,
    pub manual_finish: Option<Moment>,
    pub duration: Option<i64>,
    pub manual_duration: Option<i64>,
    pub duration_format: i64,
    pub remaining: Option<i64>,
    pub percent: f64,
    pub actual_start: Option<Moment>,
    pub actual_finish: Option<Moment>,
    pub stop: Option<Moment>,
    pub resume: Option<Moment>,
    pub constraint: i64,
    pub constraint_date: Option<Moment>,
    pub deadline: Option<Moment>,
    pub calendar: Option<i64>,
    pub ignores_resource_calendars: bool,
    pub delay: i64,
    pub delay_format: i64,
    pub links: Vec<RawLink>,
    pub baselines: Vec<crate::network::Baseline>,
    pub stored: Stored,
}

#[derive(Debug, Default)]
pub(super) struct RawLink {
    pub from: Option<i64>,
    pub kind: Option<i64>,
    pub lag: f64,
    pub format: i64,
    pub cross_project: bool,
}

#[derive(Debug, Default)]
pub(super) struct RawResource {
    pub uid: i64,
    pub kind: Option<i64>,
    pub calendar: Option<i64>,
}

#[derive(Debug, Default)]
pub(super) struct RawAssignment {
    pub task: i64,
    pub resource: i64,
    pub units: f64,
    pub work: i64,
    pub remaining: Option<i64>,
    pub contour: i64,
    pub delay: i64,
    /// Periods of the time-phased work without any work in them.
    pub gaps: Vec<(Moment, Moment)>,
}

pub(super) fn read_project(xml: &mut Xml) -> Result<RawProject, FileError> {
    let mut project = RawProject::default();
    "项目".clone_into(&mut xml.place);
    xml.children(|xml, name| {
        match name {
            "Name" => project.name = xml.text()?,
            "Title" => project.title = xml.text()?,
            "StartDate" => project.start = xml.moment("StartDate")?,
            "FinishDate" => project.finish = xml.moment("FinishDate")?,
            "ScheduleFromStart" => project.from_finish = !xml.flag("ScheduleFromStart")?,
            "CalendarUID" => project.calendar = xml.integer("CalendarUID")?,
            "MinutesPerDay" => project.minutes_per_day = xml.number("MinutesPerDay")?,
            "CriticalSlackLimit" => project.critical_days = xml.number("CriticalSlackLimit")?.unwrap_or(0.0),
            "MultipleCriticalPaths" => project.many_critical_paths = xml.flag("MultipleCriticalPaths")?,
            "Calendars" => xml.children(|xml, _| {
                project.calendars.push(super::calendars::read_calendar(xml)?);
                Ok(())
            })?,
            "Tasks" => xml.children(|xml, _| {
                if project.tasks.len() >= MOST_TASKS {
                    return Err(FileError::TooManyTasks(MOST_TASKS));
                }
                xml.place_of_task(project.tasks.len() + 1);
                project.tasks.push(read_task(xml)?);
                Ok(())
            })?,
            "Resources" => xml.children(|xml, _| {
                "资源".clone_into(&mut xml.place);
                project.resources.push(read_resource(xml)?);
                Ok(())
            })?,
            "Assignments" => xml.children(|xml, _| {
                "工作分配".clone_into(&mut xml.place);
                project.assignments.push(read_assignment(xml)?);
                Ok(())
            })?,
            _ => xml.skip()?,
        }
        Ok(())
    })?;
    Ok(project)
}

fn read_task(xml: &mut Xml) -> Result<RawTask, FileError> {
    let mut task = RawTask::default();
    xml.children(|xml, name| match name {
        "UID" => {
            task.uid = xml.integer("UID")?;
            Ok(())
        }
        "PredecessorLink" => {
            task.links.push(read_link(xml)?);
            Ok(())
        }
        "Baseline" => {
            task.baselines.push(read_baseline(xml)?);
            Ok(())
        }
        name => read_task_field(xml, &mut task, name),
    })?;
    Ok(task)
}

fn read_task_field(xml: &mut Xml, task: &mut RawTask, name: &str) -> Result<(), FileError> {
    match name {
        "Name" => task.name = xml.text()?,
        "OutlineNumber" => task.number = xml.text()?,
        "WBS" => task.wbs = xml.text()?,
        "OutlineLevel" => task.level = xml.integer("OutlineLevel")?.unwrap_or(0),
        "IsNull" => task.is_null = xml.flag("IsNull")?,
        "Active" => task.inactive = !xml.flag("Active")?,
        "Manual" => task.manual = xml.flag("Manual")?,
        "Summary" => task.summary = xml.flag("Summary")?,
        "ExternalTask" => task.external = xml.flag("ExternalTask")?,
        "IsSubproject" => task.subproject = xml.flag("IsSubproject")?,
        "Type" => task.kind = xml.integer("Type")?.unwrap_or(0),
        "Start" => task.start = xml.moment("Start")?,
        "Finish" => task.finish = xml.moment("Finish")?,
        "ManualStart" => task.manual_start = xml.moment("ManualStart")?,
        "ManualFinish" => task.manual_finish = xml.moment("ManualFinish")?,
        "Duration" => task.duration = xml.duration("Duration")?,
        "ManualDuration" => task.manual_duration = xml.duration("ManualDuration")?,
        "DurationFormat" => task.duration_format = xml.integer("DurationFormat")?.unwrap_or(7),
        "RemainingDuration" => task.remaining = xml.duration("RemainingDuration")?,
        "PercentComplete" => task.percent = xml.number("PercentComplete")?.unwrap_or(0.0),
        "ActualStart" => task.actual_start = xml.moment("ActualStart")?,
        "ActualFinish" => task.actual_finish = xml.moment("ActualFinish")?,
        "Stop" => task.stop = xml.moment("Stop")?,
        "Resume" => task.resume = xml.moment("Resume")?,
        "ConstraintType" => task.constraint = xml.integer("ConstraintType")?.unwrap_or(0),
        "ConstraintDate" => task.constraint_date = xml.moment("ConstraintDate")?,
        "Deadline" => task.deadline = xml.moment("Deadline")?,
        "CalendarUID" => task.calendar = xml.integer("CalendarUID")?.filter(|uid| *uid >= 0),
        "IgnoreResourceCalendar" => task.ignores_resource_calendars = xml.flag("IgnoreResourceCalendar")?,
        "LevelingDelay" => task.delay = xml.integer("LevelingDelay")?.unwrap_or(0),
        "LevelingDelayFormat" => task.delay_format = xml.integer("LevelingDelayFormat")?.unwrap_or(8),
        "EarlyStart" => task.stored.early_start = xml.moment("EarlyStart")?,
        "EarlyFinish" => task.stored.early_finish = xml.moment("EarlyFinish")?,
        "LateStart" => task.stored.late_start = xml.moment("LateStart")?,
        "LateFinish" => task.stored.late_finish = xml.moment("LateFinish")?,
        "TotalSlack" => task.stored.total_float_minutes = xml.number("TotalSlack")?.map(|tenths| tenths / 10.0),
        "Critical" => task.stored.critical = Some(xml.flag("Critical")?),
        _ => xml.skip()?,
    }
    Ok(())
}

fn read_link(xml: &mut Xml) -> Result<RawLink, FileError> {
    let mut link = RawLink { format: 7, ..RawLink::default() };
    xml.children(|xml, name| {
        match name {
            "PredecessorUID" => link.from = xml.integer("PredecessorUID")?,
            "Type" => link.kind = xml.integer("Type")?,
            "LinkLag" => link.lag = xml.number("LinkLag")?.unwrap_or(0.0),
            "LagFormat" => link.format = xml.integer("LagFormat")?.unwrap_or(7),
            "CrossProject" => link.cross_project = xml.flag("CrossProject")?,
            _ => xml.skip()?,
        }
        Ok(())
    })?;
    Ok(link)
}

fn read_baseline(xml: &mut Xml) -> Result<crate::network::Baseline, FileError> {
    let mut baseline = crate::network::Baseline::default();
    let mut format = 7;
    xml.children(|xml, name| {
        match name {
            "Number" => baseline.number = xml.integer("Number")?.and_then(|n| n.try_into().ok()).unwrap_or(0),
            "Start" => baseline.start = xml.moment("Start")?,
            "Finish" => baseline.finish = xml.moment("Finish")?,
            "Duration" => baseline.duration = xml.duration("Duration")?.map(crate::network::Length::work),
            "DurationFormat" => format = xml.integer("DurationFormat")?.unwrap_or(7),
            // Microsoft Project stores hundredths of the currency unit.
            "Cost" => baseline.money = xml.number("Cost")?.map(|cost| Money(cost.round() as i64)),
            _ => xml.skip()?,
        }
        Ok(())
    })?;
    if let Some(duration) = &mut baseline.duration {
        duration.elapsed = super::is_elapsed(format);
    }
    Ok(baseline)
}

fn read_resource(xml: &mut Xml) -> Result<RawResource, FileError> {
    let mut resource = RawResource::default();
    xml.children(|xml, name| {
        match name {
            "UID" => resource.uid = xml.integer("UID")?.unwrap_or(-1),
            "Type" => resource.kind = xml.integer("Type")?,
            "CalendarUID" => resource.calendar = xml.integer("CalendarUID")?.filter(|uid| *uid >= 0),
            _ => xml.skip()?,
        }
        Ok(())
    })?;
    Ok(resource)
}

fn read_assignment(xml: &mut Xml) -> Result<RawAssignment, FileError> {
    let mut assignment = RawAssignment { units: 1.0, task: -1, resource: -1, ..RawAssignment::default() };
    xml.children(|xml, name| {
        match name {
            "TaskUID" => assignment.task = xml.integer("TaskUID")?.unwrap_or(-1),
            "ResourceUID" => assignment.resource = xml.integer("ResourceUID")?.unwrap_or(-1),
            "Units" => assignment.units = xml.number("Units")?.unwrap_or(1.0),
            "Work" => assignment.work = xml.duration("Work")?.unwrap_or(0),
            "RemainingWork" => assignment.remaining = xml.duration("RemainingWork")?,
            "WorkContour" => assignment.contour = xml.integer("WorkContour")?.unwrap_or(0),
            // Tenths of a minute.
            "Delay" => assignment.delay = xml.integer("Delay")?.unwrap_or(0) * 6,
            "TimephasedData" => read_gap(xml, &mut assignment)?,
            _ => xml.skip()?,
        }
        Ok(())
    })?;
    Ok(assignment)
}

fn read_gap(xml: &mut Xml, assignment: &mut RawAssignment) -> Result<(), FileError> {
    let (mut kind, mut value) = (None, None);
    let (mut start, mut finish) = (None, None);
    xml.children(|xml, name| {
        match name {
            "Type" => kind = xml.integer("Type")?,
            "Start" => start = xml.moment("Start")?,
            "Finish" => finish = xml.moment("Finish")?,
            "Value" => value = crate::xml::parse_duration(&xml.text()?),
            _ => xml.skip()?,
        }
        Ok(())
    })?;
    // 1 is remaining and 2 actual work.
    if let (Some(1 | 2), Some(0), Some(start), Some(finish)) = (kind, value, start, finish) {
        assignment.gaps.push((start, finish));
    }
    Ok(())
}
