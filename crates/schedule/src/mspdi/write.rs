//! Writing Microsoft Project XML.

use crate::calendar::{Calendar, Hours};
use crate::moment::{DAY, Moment};
use crate::network::{Constraint, Kind, Lag, LinkKind, Network, Task, TaskId};
use crate::schedule::Schedule;
use kernel::Date;
use std::collections::HashMap;
use std::fmt::Write;

/// Writes a network with its schedule as Microsoft Project XML. Numbers of tasks are kept where they are numbers; other nodes
/// get the next free ones. Yearly seasons are written day by day over the years of the schedule.
pub fn write_mspdi(network: &Network, schedule: &Schedule) -> String {
    let mut out = Writer { text: String::from("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n") };
    out.text.push_str("<Project xmlns=\"http://schemas.microsoft.com/project\">\n");
    let frame = network.frames.first();
    out.leaf("SaveVersion", "14");
    out.leaf("Name", &network.name);
    out.leaf("ScheduleFromStart", if frame.is_some_and(|f| f.from_finish) { "0" } else { "1" });
    out.moment(
        "StartDate",
        Some(frame.map_or(schedule.start, |f| if f.from_finish { schedule.start } else { f.start })),
    );
    out.moment("FinishDate", Some(frame.and_then(|f| f.finish.filter(|_| f.from_finish)).unwrap_or(schedule.finish)));
    out.leaf("CriticalSlackLimit", &(frame.map_or(0, |f| f.critical_float) / 28_800).to_string());
    out.leaf("CalendarUID", &(frame.map_or(0, |f| f.calendar) + 1).to_string());
    out.leaf("MinutesPerDay", "480");
    out.leaf("MinutesPerWeek", "2400");
    out.leaf("DaysPerMonth", "20");
    out.open("Calendars");
    for (index, calendar) in network.calendars.iter().enumerate() {
        write_calendar(&mut out, index + 1, calendar, schedule);
    }
    out.close("Calendars");
    let numbers = numbers(network);
    let levels = levels(network);
    let mut before: HashMap<usize, Vec<&crate::Link>> = HashMap::new();
    for link in &network.links {
        before.entry(link.to).or_default().push(link);
    }
    out.open("Tasks");
    for (index, task) in network.tasks.iter().enumerate() {
        let links = before.get(&index).map(Vec::as_slice).unwrap_or_default();
        write_task(&mut out, network, schedule, index, task, (&numbers, levels[index], links));
    }
    out.close("Tasks");
    out.text.push_str("</Project>\n");
    out.text
}

fn numbers(network: &Network) -> Vec<i64> {
    let highest = network.tasks.iter().filter_map(|t| match t.id {
        Some(TaskId::Number(number)) => Some(number),
        _ => None,
    });
    let mut next = highest.max().unwrap_or(0);
    let number = |task: &Task| match task.id {
        Some(TaskId::Number(number)) => number,
        _ => {
            next += 1;
            next
        }
    };
    network.tasks.iter().map(number).collect()
}

fn levels(network: &Network) -> Vec<usize> {
    let top = usize::from(network.tasks.first().is_none_or(|t| t.id != Some(TaskId::Number(0))));
    let depth = |task: &Task| std::iter::successors(task.parent, |p| network.tasks.get(*p)?.parent).take(1_000).count();
    network.tasks.iter().map(|task| depth(task) + top).collect()
}

type Context<'c> = (&'c [i64], usize, &'c [&'c crate::Link]);

fn write_task(
    out: &mut Writer,
    network: &Network,
    schedule: &Schedule,
    index: usize,
    task: &Task,
    (numbers, level, links): Context,
) {
    let dates = schedule.tasks.get(index).copied().unwrap_or_default();
    out.open("Task");
    out.leaf("UID", &numbers[index].to_string());
    out.leaf("ID", &index.to_string());
    out.leaf("Name", &task.name);
    out.leaf("Active", flag(!task.inactive));
    out.leaf("Manual", flag(task.manual));
    out.leaf("Type", "1");
    out.leaf("IsNull", "0");
    out.leaf("WBS", &task.code);
    out.leaf("OutlineLevel", &level.to_string());
    out.moment("Start", Some(dates.start));
    out.moment("Finish", Some(dates.finish));
    out.duration("Duration", task.duration.seconds);
    if task.manual {
        out.moment("ManualStart", task.planned_start);
        out.moment("ManualFinish", task.planned_finish);
        out.duration("ManualDuration", task.duration.seconds);
    }
    out.leaf("DurationFormat", if task.duration.elapsed { "8" } else { "7" });
    out.leaf("Milestone", flag(task.duration.seconds == 0 && task.kind != Kind::Summary));
    out.leaf("Summary", flag(task.kind == Kind::Summary));
    out.leaf("Critical", flag(dates.critical));
    out.leaf("ExternalTask", flag(task.kind == Kind::External));
    out.moment("EarlyStart", Some(dates.early_start));
    out.moment("EarlyFinish", Some(dates.early_finish));
    out.moment("LateStart", Some(dates.late_start));
    out.moment("LateFinish", Some(dates.late_finish));
    out.leaf("FreeSlack", &(dates.free_float / 6).to_string());
    out.leaf("TotalSlack", &(dates.total_float / 6).to_string());
    out.leaf("PercentComplete", &percent(task).to_string());
    if let Some(resume) = task.actual.resume {
        out.moment("Stop", Some(resume));
        out.moment("Resume", Some(resume));
    }
    out.moment("ActualStart", task.actual.start);
    out.moment("ActualFinish", task.actual.finish);
    if task.actual.start.is_some() {
        out.duration("RemainingDuration", task.remaining());
    }
    let (constraint, date) = constraint(task.constraint);
    out.leaf("ConstraintType", constraint);
    out.moment("ConstraintDate", date);
    out.leaf("CalendarUID", &task.calendar.map_or(-1, |c| c as i64 + 1).to_string());
    out.moment("Deadline", task.deadline);
    if task.delay.seconds > 0 {
        out.leaf("LevelingDelay", &(task.delay.seconds / 6).to_string());
        out.leaf("LevelingDelayFormat", if task.delay.elapsed { "8" } else { "7" });
    }
    for link in links {
        write_link(out, numbers[link.from], link);
    }
    for baseline in &task.baselines {
        out.open("Baseline");
        out.leaf("Number", &baseline.number.to_string());
        out.moment("Start", baseline.start);
        out.moment("Finish", baseline.finish);
        if let Some(duration) = baseline.duration {
            out.duration("Duration", duration.seconds);
            out.leaf("DurationFormat", if duration.elapsed { "8" } else { "7" });
        }
        if let Some(money) = baseline.money {
            out.leaf("Cost", &money.0.to_string());
        }
        out.close("Baseline");
    }
    debug_assert!(index < network.tasks.len());
    out.close("Task");
}

fn percent(task: &Task) -> i64 {
    if task.actual.finish.is_some() { 100 } else { task.actual.percent.clamp(0.0, 99.0) as i64 }
}

fn write_link(out: &mut Writer, from: i64, link: &crate::Link) {
    let (lag, format) = match link.lag {
        Lag::Work(seconds) => ((seconds / 6).to_string(), "7"),
        Lag::Elapsed(seconds) => ((seconds / 6).to_string(), "8"),
        Lag::Percent(percent) => (percent.to_string(), "19"),
        Lag::ElapsedPercent(percent) => (percent.to_string(), "20"),
    };
    let kind = match link.kind {
        LinkKind::FinishFinish => "0",
        LinkKind::FinishStart => "1",
        LinkKind::StartFinish => "2",
        LinkKind::StartStart => "3",
    };
    out.open("PredecessorLink");
    out.leaf("PredecessorUID", &from.to_string());
    out.leaf("Type", kind);
    out.leaf("CrossProject", "0");
    out.leaf("LinkLag", &lag);
    out.leaf("LagFormat", format);
    out.close("PredecessorLink");
}

fn constraint(constraint: Constraint) -> (&'static str, Option<Moment>) {
    let kind = match constraint {
        Constraint::AsSoonAsPossible => "0",
        Constraint::AsLateAsPossible => "1",
        Constraint::MustStart(_) => "2",
        Constraint::MustFinish(_) => "3",
        Constraint::StartNoEarlier(_) | Constraint::StartOn(_) => "4",
        Constraint::StartNoLater(_) => "5",
        Constraint::FinishNoEarlier(_) | Constraint::FinishOn(_) => "6",
        Constraint::FinishNoLater(_) => "7",
    };
    (kind, constraint.date())
}

fn write_calendar(out: &mut Writer, uid: usize, calendar: &Calendar, schedule: &Schedule) {
    out.open("Calendar");
    out.leaf("UID", &uid.to_string());
    out.leaf("Name", &calendar.name);
    out.leaf("IsBaseCalendar", "1");
    out.leaf("BaseCalendarUID", "-1");
    out.open("WeekDays");
    for day in 0..7 {
        out.open("WeekDay");
        out.leaf("DayType", &(day + 1).to_string());
        write_hours(out, &calendar.week[(day + 6) % 7]);
        out.close("WeekDay");
    }
    out.close("WeekDays");
    out.open("Exceptions");
    for (date, hours) in exceptions(calendar, schedule) {
        out.open("Exception");
        out.leaf("EnteredByOccurrences", "0");
        out.open("TimePeriod");
        out.leaf("FromDate", &format!("{date}T00:00:00"));
        out.leaf("ToDate", &format!("{date}T23:59:00"));
        out.close("TimePeriod");
        out.leaf("Occurrences", "1");
        out.leaf("Name", "");
        out.leaf("Type", "1");
        write_hours(out, &hours);
        out.close("Exception");
    }
    out.close("Exceptions");
    out.close("Calendar");
}

/// The single days that differ; seasons and spans are spelt out over the years around the schedule.
fn exceptions(calendar: &Calendar, schedule: &Schedule) -> Vec<(Date, Hours)> {
    if calendar.stops.is_empty() && calendar.spans.is_empty() {
        return calendar.days.iter().map(|(date, hours)| (*date, hours.clone())).collect();
    }
    let years = crate::build::years_around(schedule.start, schedule.finish);
    let first = Date::from_ymd_opt(*years.start(), 1, 1).unwrap_or(Date::MIN);
    let last = Date::from_ymd_opt(*years.end(), 12, 31).unwrap_or(Date::MAX);
    let differs = |date: &Date| {
        let weekday = crate::calendar::weekday_index(chrono::Datelike::weekday(date));
        calendar.hours_on(*date) != &calendar.week[weekday]
    };
    crate::moment::days(first, last).filter(differs).map(|date| (date, calendar.hours_on(date).clone())).collect()
}

fn write_hours(out: &mut Writer, hours: &Hours) {
    out.leaf("DayWorking", flag(!hours.shifts().is_empty()));
    if hours.shifts().is_empty() {
        return;
    }
    out.open("WorkingTimes");
    for (from, to) in hours.shifts() {
        let time = |s: u32| format!("{:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
        out.open("WorkingTime");
        out.leaf("FromTime", &time(*from));
        out.leaf("ToTime", &time(*to % DAY as u32));
        out.close("WorkingTime");
    }
    out.close("WorkingTimes");
}

const fn flag(yes: bool) -> &'static str {
    if yes { "1" } else { "0" }
}

struct Writer {
    text: String,
}

impl Writer {
    fn open(&mut self, name: &str) {
        let _ = writeln!(self.text, "<{name}>");
    }

    fn close(&mut self, name: &str) {
        let _ = writeln!(self.text, "</{name}>");
    }

    fn leaf(&mut self, name: &str, value: &str) {
        // Letters that XML 1.0 cannot carry are left out.
        let clean: String = value.chars().filter(|c| !c.is_control() || matches!(c, '\t' | '\n')).collect();
        let _ = writeln!(self.text, "<{name}>{}</{name}>", quick_xml::escape::escape(clean.as_str()));
    }

    fn moment(&mut self, name: &str, at: Option<Moment>) {
        if let Some(at) = at {
            let second = at.second_of_day();
            let time = format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
            self.leaf(name, &format!("{}T{time}", at.date()));
        }
    }

    fn duration(&mut self, name: &str, seconds: i64) {
        self.leaf(name, &format!("PT{}H{}M{}S", seconds / 3600, seconds / 60 % 60, seconds % 60));
    }
}
