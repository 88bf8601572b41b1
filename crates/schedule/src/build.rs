//! From the network as people know it to the plan that is computed: checks, summaries' links, order, clocks.

use crate::clock::Clock;
use crate::error::ScheduleError;
use crate::moment::Moment;
use crate::network::{Constraint, Kind, Lag, LagCalendar, Length, LinkKind, Network, Task, TaskIndex};
use crate::order;
use crate::plan::{Arc, Extra, Node, PLAIN, Plan, PlanShare, Role, Rows, WALL, seconds};
use chrono::{Datelike, Days};
use kernel::Date;
use std::collections::HashMap;

const MOST: usize = 4_000_000;
/// Days kept ready around the dates of the network.
const DAYS_BEFORE: u64 = 20 * 366;
const DAYS_AFTER: u64 = 60 * 366;

struct Builder<'n> {
    network: &'n Network,
    plan: Plan,
    arcs: Vec<(u32, u32, LinkKind, u16, i64)>,
    children: HashMap<TaskIndex, Vec<TaskIndex>>,
    virtual_nodes: HashMap<(TaskIndex, u8), u32>,
    clock_of: HashMap<usize, u16>,
    range: (Date, Date),
    /// Summaries that have work below them.
    has_work: Vec<bool>,
}

/// Makes the plan of a network.
///
/// # Errors
/// Everything that makes the network impossible to compute; see [`ScheduleError`].
pub(crate) fn build(network: &Network, as_of: Option<Moment>) -> Result<Plan, ScheduleError> {
    if network.tasks.len() > MOST || network.links.len() > MOST {
        return Err(ScheduleError::TooLarge { tasks: network.tasks.len(), links: network.links.len() });
    }
    if network.tasks.is_empty() || network.frames.is_empty() {
        return Err(ScheduleError::Empty);
    }
    let range = check_dates(network)?;
    let plan = Plan {
        rules: network.rules,
        frames: network.frames.clone(),
        clocks: Vec::new(),
        nodes: Vec::with_capacity(network.tasks.len()),
        extras: Vec::new(),
        before: Rows::default(),
        after: Rows::default(),
        place: vec![PLAIN; network.tasks.len()],
        task_clock: Vec::with_capacity(network.tasks.len()),
        as_of: seconds(as_of),
        has_late_tasks: false,
    };
    let mut builder = Builder {
        network,
        plan,
        arcs: Vec::with_capacity(network.links.len()),
        children: HashMap::new(),
        virtual_nodes: HashMap::new(),
        clock_of: HashMap::new(),
        range,
        has_work: vec![false; network.tasks.len()],
    };
    builder.mark_summaries();
    builder.add_nodes()?;
    builder.add_links()?;
    builder.hold_summaries();
    builder.into_order()
}

/// Checks every date of the network and gives the range of days that clocks must cover.
fn check_dates(network: &Network) -> Result<(Date, Date), ScheduleError> {
    let (mut first, mut last) = (i64::MAX, i64::MIN);
    let mut see = |title: &dyn Fn() -> String, what: &'static str, at: Option<Moment>| match at {
        Some(date) if !date.is_plausible() => Err(ScheduleError::ImplausibleDate { task: title(), what, date }),
        Some(date) => {
            (first, last) = (first.min(date.0), last.max(date.0));
            Ok(())
        }
        None => Ok(()),
    };
    for frame in &network.frames {
        let title = || frame.name.clone();
        see(&title, "项目开始", Some(frame.start))?;
        see(&title, "项目完成", frame.finish)?;
        see(&title, "统计日期", frame.data_date)?;
    }
    for task in &network.tasks {
        let title = || task.title();
        see(&title, "限制日期", task.constraint.date())?;
        see(&title, "第二限制日期", task.second_constraint.date())?;
        see(&title, "期限", task.deadline)?;
        see(&title, "实际开始", task.actual.start)?;
        see(&title, "实际完成", task.actual.finish)?;
        see(&title, "恢复日期", task.actual.resume)?;
        if task.manual || task.kind == Kind::External {
            see(&title, "给定开始", task.planned_start)?;
            see(&title, "给定完成", task.planned_finish)?;
        }
        if task.duration.seconds < 0 || task.actual.remaining.is_some_and(|r| r < 0) {
            return Err(ScheduleError::NegativeDuration { task: task.title() });
        }
    }
    let floor = Date::from_ymd_opt(1950, 1, 1).unwrap_or(Date::MIN);
    let ceiling = Date::from_ymd_opt(2199, 12, 31).unwrap_or(Date::MAX);
    let first = Moment(first).date().checked_sub_days(Days::new(DAYS_BEFORE)).unwrap_or(floor).max(floor);
    let last = Moment(last).date().checked_add_days(Days::new(DAYS_AFTER)).unwrap_or(ceiling).min(ceiling);
    Ok((first, last))
}

impl Builder<'_> {
    fn clock(&mut self, calendar: usize, task: &Task) -> Result<u16, ScheduleError> {
        if let Some(clock) = self.clock_of.get(&calendar) {
            return Ok(*clock);
        }
        let found = self.network.calendars.get(calendar);
        let calendar_of_task = found.ok_or_else(|| ScheduleError::NoSuchCalendar { task: task.title() })?;
        let clock = Clock::new(calendar_of_task, self.range.0, self.range.1)
            .ok_or_else(|| ScheduleError::NoWorkingTime { calendar: calendar_of_task.name.clone() })?;
        let index = u16::try_from(self.plan.clocks.len()).ok().filter(|i| *i != WALL);
        let index = index.ok_or_else(|| ScheduleError::NoSuchCalendar { task: task.title() })?;
        self.plan.clocks.push(clock);
        self.clock_of.insert(calendar, index);
        Ok(index)
    }

    fn add_nodes(&mut self) -> Result<(), ScheduleError> {
        for (index, task) in self.network.tasks.iter().enumerate() {
            if let Some(parent) = task.parent {
                self.children.entry(parent).or_default().push(index);
            }
        }
        for (index, task) in self.network.tasks.iter().enumerate() {
            let frame = self.network.frames.get(task.frame).ok_or(ScheduleError::Empty)?;
            let clock = self.clock(task.calendar.unwrap_or(frame.calendar), task)?;
            self.plan.task_clock.push(clock);
            let is_parent = task.kind == Kind::Summary && self.has_work[index];
            if is_parent || task.kind == Kind::LevelOfEffort {
                continue;
            }
            let extra = self.extra(task)?;
            let extra_index = match extra {
                Some(extra) => {
                    self.plan.extras.push(extra);
                    (self.plan.extras.len() - 1) as u32
                }
                None => PLAIN,
            };
            self.plan.place[index] = self.plan.nodes.len() as u32;
            self.plan.nodes.push(Node {
                task: index as u32,
                extra: extra_index,
                clock,
                frame: task.frame as u16,
                role: Role::Task,
                elapsed: task.duration.elapsed,
                started: task.actual.start.is_some(),
                done: task.actual.finish.is_some(),
                duration: task.duration.seconds + task.interruption,
                remaining: task.remaining() + if task.actual.start.is_none() { task.interruption } else { 0 },
            });
        }
        Ok(())
    }

    /// Marks every summary above a task that is not one itself.
    fn mark_summaries(&mut self) {
        for task in self.network.tasks.iter().filter(|t| t.kind != Kind::Summary) {
            let mut parent = task.parent;
            while let Some(index) = parent {
                match self.has_work.get_mut(index) {
                    Some(marked) if !*marked => *marked = true,
                    _ => break,
                }
                parent = self.network.tasks[index].parent;
            }
        }
    }

    /// The special sides of a task; `None` for most.
    fn extra(&mut self, task: &Task) -> Result<Option<Extra>, ScheduleError> {
        let mut shares = Vec::with_capacity(task.shares.len());
        for share in &task.shares {
            let clock = self.clock(share.calendar, task)?;
            shares.push(PlanShare { clock, seconds: share.seconds, remaining: share.remaining, delay: share.delay });
        }
        let is_given = task.manual || task.kind == Kind::External;
        let fixed = if is_given { task.planned_start.zip(task.planned_finish) } else { None };
        let extra = Extra {
            constraint: task.constraint,
            second_constraint: task.second_constraint,
            deadline: seconds(task.deadline),
            actual_start: seconds(task.actual.start),
            actual_finish: seconds(task.actual.finish),
            resume: seconds(task.actual.resume),
            fixed: fixed.map(|(start, finish)| (start.0, finish.0)),
            manual: is_given,
            inactive: task.inactive,
            delay: task.delay,
            shares,
            start_milestone: task.kind == Kind::StartMilestone,
            finish_milestone: task.kind == Kind::FinishMilestone,
        };
        self.plan.has_late_tasks |= task.constraint == Constraint::AsLateAsPossible;
        let is_plain = task.constraint == Constraint::AsSoonAsPossible
            && task.second_constraint == Constraint::AsSoonAsPossible
            && task.deadline.is_none()
            && task.actual.start.is_none()
            && task.actual.finish.is_none()
            && !extra.manual
            && !extra.inactive
            && extra.delay == Length::default()
            && extra.shares.is_empty()
            && !extra.start_milestone
            && !extra.finish_milestone;
        Ok((!is_plain).then_some(extra))
    }

    /// The node that stands for one side of a summary, made when first needed, tied to its children.
    fn side(&mut self, summary: TaskIndex, role: Role) -> u32 {
        if let Some(node) = self.virtual_nodes.get(&(summary, role as u8)) {
            return *node;
        }
        let node = self.plan.nodes.len() as u32;
        self.virtual_nodes.insert((summary, role as u8), node);
        self.plan.nodes.push(Node {
            task: summary as u32,
            extra: PLAIN,
            clock: self.plan.task_clock[summary],
            frame: self.network.tasks[summary].frame as u16,
            role,
            elapsed: false,
            started: false,
            done: false,
            duration: 0,
            remaining: 0,
        });
        for child in self.children.get(&summary).cloned().unwrap_or_default() {
            let task = &self.network.tasks[child];
            let child_node = match self.plan.place[child] {
                PLAIN if task.kind == Kind::Summary && self.has_work[child] => self.side(child, role),
                PLAIN => continue,
                _ if task.inactive => continue,
                place => place,
            };
            self.arcs.push(match role {
                Role::Gate => (node, child_node, LinkKind::FinishStart, WALL, 0),
                Role::Begin => (child_node, node, LinkKind::StartStart, WALL, 0),
                Role::End | Role::Task => (child_node, node, LinkKind::FinishFinish, WALL, 0),
            });
        }
        node
    }

    fn add_links(&mut self) -> Result<(), ScheduleError> {
        let count = self.network.tasks.len();
        for link in &self.network.links {
            for index in [link.from, link.to] {
                if index >= count {
                    return Err(ScheduleError::NoSuchTask { index });
                }
            }
            let (from_task, to_task) = (&self.network.tasks[link.from], &self.network.tasks[link.to]);
            let drives_nothing = from_task.inactive && !to_task.inactive;
            if drives_nothing || from_task.kind == Kind::LevelOfEffort || to_task.kind == Kind::LevelOfEffort {
                continue;
            }
            let from = match self.plan.place[link.from] {
                PLAIN if matches!(link.kind, LinkKind::StartStart | LinkKind::StartFinish) => {
                    self.side(link.from, Role::Begin)
                }
                PLAIN => self.side(link.from, Role::End),
                place => place,
            };
            let to = match self.plan.place[link.to] {
                PLAIN => self.side(link.to, Role::Gate),
                place => place,
            };
            let (clock, lag) = self.lag(link.lag, link.from, link.to)?;
            self.arcs.push((from, to, link.kind, clock, lag));
        }
        Ok(())
    }

    fn lag(&mut self, lag: Lag, from: TaskIndex, to: TaskIndex) -> Result<(u16, i64), ScheduleError> {
        let predecessor = &self.network.tasks[from];
        let part = |percent: f64| (predecessor.duration.seconds as f64 * percent / 100.0).round() as i64;
        let (seconds, is_elapsed) = match lag {
            Lag::Work(seconds) => (seconds, false),
            Lag::Elapsed(seconds) => (seconds, true),
            Lag::Percent(percent) => (part(percent), predecessor.duration.elapsed),
            Lag::ElapsedPercent(percent) => (part(percent), true),
        };
        if seconds == 0 || is_elapsed {
            return Ok((WALL, seconds));
        }
        let frame = &self.network.frames[self.network.tasks[to].frame];
        let clock = match frame.lag_calendar {
            LagCalendar::Successor => self.plan.task_clock[to],
            LagCalendar::Predecessor => self.plan.task_clock[from],
            LagCalendar::Project => self.clock(frame.calendar, predecessor)?,
            LagCalendar::Continuous => WALL,
        };
        Ok((clock, seconds))
    }

    /// Constraints and deadlines of summaries hold their children.
    fn hold_summaries(&mut self) {
        for (index, task) in self.network.tasks.iter().enumerate() {
            if task.kind != Kind::Summary || self.plan.place[index] != PLAIN || !self.has_work[index] {
                continue;
            }
            let (role, extra) = match task.constraint {
                Constraint::StartNoEarlier(_) => (Role::Gate, Extra { constraint: task.constraint, ..Extra::default() }),
                Constraint::FinishNoLater(_) => (Role::End, Extra { constraint: task.constraint, ..Extra::default() }),
                _ => continue,
            };
            let node = self.side(index, role) as usize;
            self.plan.nodes[node].extra = self.plan.extras.len() as u32;
            self.plan.extras.push(extra);
        }
    }

    fn into_order(mut self) -> Result<Plan, ScheduleError> {
        let count = self.plan.nodes.len();
        let pairs: Vec<(u32, u32)> = self.arcs.iter().map(|arc| (arc.0, arc.1)).collect();
        let order = order::sort(count, &pairs).map_err(|round| self.cycle(&round))?;
        let mut position = vec![0_u32; count];
        for (place, node) in order.iter().enumerate() {
            position[*node as usize] = place as u32;
        }
        self.plan.nodes = order.iter().map(|node| self.plan.nodes[*node as usize]).collect();
        for place in self.plan.place.iter_mut().filter(|place| **place != PLAIN) {
            *place = position[*place as usize];
        }
        self.plan.before = rows(count, &self.arcs, |arc| (position[arc.1 as usize], position[arc.0 as usize]));
        self.plan.after = rows(count, &self.arcs, |arc| (position[arc.0 as usize], position[arc.1 as usize]));
        Ok(self.plan)
    }

    fn cycle(&self, round: &[u32]) -> ScheduleError {
        let mut names: Vec<String> = Vec::new();
        for node in round {
            let name = self.network.tasks[self.plan.nodes[*node as usize].task as usize].title();
            if names.last() != Some(&name) {
                names.push(name);
            }
        }
        if names.len() == 1 || names.first() != names.last() {
            names.extend(names.first().cloned());
        }
        ScheduleError::Cycle { round: names }
    }
}

type RawArc = (u32, u32, LinkKind, u16, i64);

/// Sorts arcs into one row per node; `ends` says in whose row an arc belongs and whom it leads to.
fn rows(count: usize, arcs: &[RawArc], ends: impl Fn(&RawArc) -> (u32, u32)) -> Rows {
    let mut starts = vec![0_u32; count + 1];
    for arc in arcs {
        starts[ends(arc).0 as usize + 1] += 1;
    }
    for node in 0..count {
        starts[node + 1] += starts[node];
    }
    let mut next = starts.clone();
    let mut sorted = vec![Arc { other: 0, kind: LinkKind::FinishStart, clock: WALL, lag: 0 }; arcs.len()];
    for arc in arcs {
        let (own, other) = ends(arc);
        let slot = &mut next[own as usize];
        sorted[*slot as usize] = Arc { other, kind: arc.2, clock: arc.3, lag: arc.4 };
        *slot += 1;
    }
    Rows { starts, arcs: sorted }
}

/// The years that calendars built for a network should know.
pub(crate) fn years_around(first: Moment, last: Moment) -> std::ops::RangeInclusive<i32> {
    (first.date().year() - 5)..=(last.date().year() + 15)
}
