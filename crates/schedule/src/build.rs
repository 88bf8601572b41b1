//! From the network as people know it to the plan that is computed: checks, summaries' links, order, clocks.

mod clocks;

use crate::check::{Seen, is_plain};
use crate::error::ScheduleError;
use crate::moment::Moment;
use crate::network::{Constraint, Kind, Lag, LagCalendar, Link, LinkKind, Network, Task, TaskIndex};
use crate::order;
use crate::plan::{Extra, Node, PLAIN, Plan, PlanShare, RawArc, Role, Rows, WALL, rows, seconds};
use std::collections::HashMap;

pub(crate) use clocks::years_around;

const MOST: usize = 4_000_000;

struct Builder<'n> {
    network: &'n Network,
    plan: Plan,
    arcs: Vec<RawArc>,
    children: HashMap<TaskIndex, Vec<TaskIndex>>,
    virtual_nodes: HashMap<(TaskIndex, u8), u32>,
    /// Calendars that are used, in the order of their clocks.
    used: Vec<usize>,
    clock_of: Vec<u16>,
    seen: Seen,
    /// Summaries that have work below them.
    has_work: Vec<bool>,
}

/// Makes the plan of a network.
///
/// # Errors
/// Everything that makes the network impossible to compute; see [`ScheduleError`].
pub(crate) fn build(network: &Network, as_of: Option<Moment>, all_years: bool) -> Result<Plan, ScheduleError> {
    if network.tasks.len() > MOST || network.links.len() > MOST {
        return Err(ScheduleError::TooLarge { tasks: network.tasks.len(), links: network.links.len() });
    }
    if network.tasks.is_empty() || network.frames.is_empty() {
        return Err(ScheduleError::Empty);
    }
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
        used: Vec::new(),
        clock_of: vec![WALL; network.calendars.len()],
        seen: Seen { first: i64::MAX, last: i64::MIN },
        has_work: Vec::new(),
    };
    builder.add_nodes()?;
    builder.add_links()?;
    builder.hold_summaries();
    builder.put_in_order()?;
    builder.make_clocks(all_years)?;
    Ok(builder.plan)
}

impl Builder<'_> {
    /// The number of a calendar's clock; the clock itself is made when the range of dates is known.
    fn clock(&mut self, calendar: usize, task: &Task) -> Result<u16, ScheduleError> {
        let missing = || ScheduleError::NoSuchCalendar { task: task.title() };
        let clock = self.clock_of.get_mut(calendar).ok_or_else(missing)?;
        if *clock == WALL {
            *clock = u16::try_from(self.used.len()).ok().filter(|i| *i != WALL).ok_or_else(missing)?;
            self.used.push(calendar);
        }
        Ok(*clock)
    }

    /// One walk over the tasks: checks, nodes, and which of them are summaries.
    fn add_nodes(&mut self) -> Result<(), ScheduleError> {
        let network = self.network;
        for frame in &network.frames {
            let title = || frame.name.clone();
            self.seen.see(title, "项目开始", Some(frame.start))?;
            self.seen.see(title, "项目完成", frame.finish)?;
            self.seen.see(title, "统计日期", frame.data_date)?;
        }
        let mut summaries = Vec::new();
        for (index, task) in network.tasks.iter().enumerate() {
            self.seen.see_task(task)?;
            let frame = network.frames.get(task.frame).ok_or(ScheduleError::Empty)?;
            let clock = self.clock(task.calendar.unwrap_or(frame.calendar), task)?;
            self.plan.task_clock.push(clock);
            match task.kind {
                Kind::Summary => summaries.push(index),
                Kind::LevelOfEffort => {}
                _ => self.add_node(index, task, clock)?,
            }
        }
        if !summaries.is_empty() {
            self.mark_summaries();
        }
        for index in summaries.into_iter().filter(|index| !self.has_work[*index]).collect::<Vec<_>>() {
            self.add_node(index, &network.tasks[index], self.plan.task_clock[index])?;
        }
        Ok(())
    }

    fn add_node(&mut self, index: TaskIndex, task: &Task, clock: u16) -> Result<(), ScheduleError> {
        let extra = if is_plain(task) {
            PLAIN
        } else {
            let extra = self.extra(task)?;
            self.plan.extras.push(extra);
            (self.plan.extras.len() - 1) as u32
        };
        let started = task.actual.start.is_some() || task.actual.finish.is_some();
        self.plan.place[index] = self.plan.nodes.len() as u32;
        self.plan.nodes.push(Node {
            task: index as u32,
            extra,
            clock,
            frame: task.frame as u16,
            role: Role::Task,
            elapsed: task.duration.elapsed,
            started,
            done: task.actual.finish.is_some(),
            duration: task.duration.seconds + task.interruption,
            remaining: task.remaining() + if started { 0 } else { task.interruption },
        });
        Ok(())
    }

    /// Marks every summary above a task that is not one itself, and gathers who is below whom.
    fn mark_summaries(&mut self) {
        self.has_work = vec![false; self.network.tasks.len()];
        for (index, task) in self.network.tasks.iter().enumerate() {
            if let Some(parent) = task.parent {
                self.children.entry(parent).or_default().push(index);
            }
            if task.kind == Kind::Summary {
                continue;
            }
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

    /// The special sides of a task.
    fn extra(&mut self, task: &Task) -> Result<Extra, ScheduleError> {
        let mut shares = Vec::with_capacity(task.shares.len());
        for share in &task.shares {
            let clock = self.clock(share.calendar, task)?;
            shares.push(PlanShare { clock, seconds: share.seconds, remaining: share.remaining, delay: share.delay });
        }
        let is_given = task.manual || task.kind == Kind::External;
        let fixed = if is_given { task.planned_start.zip(task.planned_finish) } else { None };
        self.plan.has_late_tasks |= task.constraint == Constraint::AsLateAsPossible;
        Ok(Extra {
            constraint: task.constraint,
            second_constraint: task.second_constraint,
            deadline: seconds(task.deadline),
            not_before: seconds(task.not_before),
            actual_start: seconds(task.actual.start.or(task.actual.finish)),
            actual_finish: seconds(task.actual.finish),
            resume: seconds(task.actual.resume),
            fixed: fixed.map(|(start, finish)| (start.0, finish.0)),
            manual: is_given,
            inactive: task.inactive,
            delay: task.delay,
            shares,
            start_milestone: task.kind == Kind::StartMilestone,
            finish_milestone: task.kind == Kind::FinishMilestone,
        })
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
            if let Some(arc) = self.plain_arc(link) {
                self.arcs.push(arc);
                continue;
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

    /// The arc of a link between two nodes without anything special, found without looking at the tasks, which are large.
    fn plain_arc(&self, link: &Link) -> Option<RawArc> {
        let (from, to) = (self.plan.place[link.from], self.plan.place[link.to]);
        let (before, after) = (self.plan.nodes.get(from as usize)?, self.plan.nodes.get(to as usize)?);
        if before.extra != PLAIN || after.extra != PLAIN {
            return None;
        }
        let (clock, lag) = match (link.lag, self.plan.frames[usize::from(after.frame)].lag_calendar) {
            // Any clock will do; one that is the successor's own spares a question later.
            (Lag::Work(0), _) => (after.clock, 0),
            (Lag::Elapsed(lag), _) | (Lag::Work(lag), LagCalendar::Continuous) => (WALL, lag),
            (Lag::Work(lag), LagCalendar::Successor) => (after.clock, lag),
            (Lag::Work(lag), LagCalendar::Predecessor) => (before.clock, lag),
            _ => return None,
        };
        Some((from, to, link.kind, clock, lag))
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
        if self.has_work.is_empty() {
            return;
        }
        for (index, task) in self.network.tasks.iter().enumerate() {
            if task.kind != Kind::Summary || self.plan.place[index] != PLAIN || !self.has_work[index] {
                continue;
            }
            let (role, extra) = match task.constraint {
                Constraint::StartNoEarlier(_) => {
                    (Role::Gate, Extra { constraint: task.constraint, ..Extra::default() })
                }
                Constraint::FinishNoLater(_) => (Role::End, Extra { constraint: task.constraint, ..Extra::default() }),
                _ => continue,
            };
            let node = self.side(index, role) as usize;
            self.plan.nodes[node].extra = self.plan.extras.len() as u32;
            self.plan.extras.push(extra);
        }
    }

    fn put_in_order(&mut self) -> Result<(), ScheduleError> {
        let count = self.plan.nodes.len();
        let before = rows(count, &self.arcs, |arc| (arc.1, arc.0));
        let order = order::sort(&before).map_err(|round| self.cycle(&round))?;
        if order.iter().enumerate().all(|(place, node)| place == *node as usize) {
            self.plan.before = before;
            self.plan.after = rows(count, &self.arcs, |arc| (arc.0, arc.1));
            return Ok(());
        }
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
        Ok(())
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
