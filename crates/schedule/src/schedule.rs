//! The computed schedule: dates, float, what is critical.

use crate::build::build;
use crate::error::ScheduleError;
use crate::level::span_efforts;
use crate::moment::Moment;
use crate::network::{Constraint, Network, Rules, TaskIndex};
use crate::plan::{Dates, Node, Plan, Role};
use crate::rollup::roll_up;
use crate::violations::check_constraints;

/// How a network is scheduled.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Up to when is known what happened: what is not done lies not before it.
    pub as_of: Option<Moment>,
    /// Constraints that cannot hold become warnings instead of errors (always so by the rules of other programs).
    pub tolerate_impossible: bool,
}

/// The dates of one node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TaskDates {
    pub early_start: Moment,
    pub early_finish: Moment,
    pub late_start: Moment,
    pub late_finish: Moment,
    /// Working (or, for elapsed durations, elapsed) seconds by which the node can slip without moving the end; negative
    /// when it is too late already.
    pub total_float: i64,
    /// Seconds by which it can slip without moving any other node.
    pub free_float: i64,
    pub critical: bool,
    /// Where it lies in the forecast: the actual date, or the early one (the late one if it is to be as late as possible).
    pub start: Moment,
    pub finish: Moment,
}

/// The dates of a network, in the order of [`Network::tasks`].
#[derive(Clone, Debug, Default)]
pub struct Schedule {
    pub tasks: Vec<TaskDates>,
    pub start: Moment,
    pub finish: Moment,
    /// Computed finish of each project.
    pub frame_finishes: Vec<Moment>,
    pub warnings: Vec<String>,
}

/// Computes a network forward and backward.
///
/// # Errors
/// Cycles, missing ends, constraints that cannot hold, calendars without work, dates outside 1950–2199: [`ScheduleError`].
pub fn schedule(network: &Network, options: Options) -> Result<Schedule, ScheduleError> {
    let mut computed = Computed::new(network, options)?;
    let tolerate = options.tolerate_impossible || network.rules != Rules::Office;
    let broken = check_constraints(network, &computed);
    match broken.into_iter().next() {
        Some(error) if !tolerate => return Err(error),
        Some(error) => computed.schedule.warnings.push(error.to_string()),
        None => {}
    }
    Ok(computed.schedule)
}

/// First start and last finish.
pub(crate) type Span = (Moment, Moment);

/// A plan with its dates.
#[derive(Debug)]
pub(crate) struct Computed {
    pub plan: Plan,
    pub dates: Vec<Dates>,
    pub ends: Vec<i64>,
    pub schedule: Schedule,
}

impl Computed {
    /// Computes a network, first over the years that its work seems to need, then over all.
    pub fn new(network: &Network, options: Options) -> Result<Computed, ScheduleError> {
        match Computed::over(network, options, false) {
            Err(ScheduleError::OutOfRange { .. }) => Computed::over(network, options, true),
            computed => computed,
        }
    }

    fn over(network: &Network, options: Options, all_years: bool) -> Result<Computed, ScheduleError> {
        let mut plan = build(network, options.as_of, all_years)?;
        let mut dates = vec![Dates::default(); plan.nodes.len()];
        set_start_from_finish(&mut plan, &mut dates);
        forward(&plan, &mut dates, false);
        let mut ends = ends(&plan, &dates);
        backward(&plan, &mut dates, &ends);
        if plan.rules == Rules::Primavera && plan.has_late_tasks {
            plan.push_late_tasks(&mut dates, &ends);
        } else if plan.has_late_tasks {
            forward(&plan, &mut dates, true);
            if plan.rules == Rules::Office {
                ends = self::ends(&plan, &dates);
            }
        }
        check_range(network, &plan, &dates)?;
        let mut computed = Computed { plan, dates, ends, schedule: Schedule::default() };
        computed.schedule.tasks = vec![TaskDates::default(); network.tasks.len()];
        // From the end, for free float looks at successors: they are still in the cache then.
        for index in (0..computed.plan.nodes.len()).rev() {
            computed.publish(index);
        }
        span_efforts(network, &mut computed);
        roll_up(network, &mut computed);
        computed.close(&computed_ends(&computed.plan, &computed.dates));
        computed.warn_of_later_finishes();
        if network.frames.iter().any(|f| f.critical_is_longest_path) {
            crate::longest::mark_longest_path(network, &mut computed);
        }
        Ok(computed)
    }

    /// Says where late dates count from a finish that the file remembers and we do not reach.
    fn warn_of_later_finishes(&mut self) {
        for (frame, ours) in self.plan.frames.iter().zip(&self.schedule.frame_finishes) {
            if let (None, Some(known)) = (frame.finish, frame.known_finish.filter(|known| known > ours)) {
                let line = format!("项目“{}”的最晚日期按文件所记的完工日期{known}计,推算为{ours}", frame.name);
                self.schedule.warnings.push(line);
            }
        }
    }

    /// Writes a node's dates into the schedule.
    pub fn publish(&mut self, index: usize) {
        let node = &self.plan.nodes[index];
        if node.role == Role::Task {
            let task = node.task as TaskIndex;
            self.schedule.tasks[task] = self.task_dates(index);
        }
    }

    #[inline]
    fn task_dates(&self, index: usize) -> TaskDates {
        let (plan, node, dates) = (&self.plan, &self.plan.nodes[index], &self.dates[index]);
        let (finish_at, total_float) = self.total_float(index);
        let (start, finish) = plan.lies(node, dates);
        TaskDates {
            early_start: Moment(dates.early_start),
            early_finish: Moment(dates.early_finish),
            late_start: Moment(dates.late_start),
            late_finish: Moment(dates.late_finish),
            total_float,
            free_float: self.free_float(index, finish_at, total_float),
            critical: !node.done && total_float <= plan.frame(node).critical_float,
            start,
            finish,
        }
    }

    /// Writes what follows from a node's late dates alone into the schedule.
    pub fn publish_late(&mut self, index: usize) {
        let node = &self.plan.nodes[index];
        if node.role != Role::Task {
            return;
        }
        let (done, task, limit) = (node.done, node.task as TaskIndex, self.plan.frame(node).critical_float);
        let dates = self.dates[index];
        let (finish_at, total_float) = self.total_float(index);
        // Only where nothing waits for it does free float count to the end.
        let is_open = self.plan.after.of(index).iter().all(|arc| self.plan.nodes[arc.other as usize].done);
        let free_float = is_open.then(|| self.free_float(index, finish_at, total_float));
        let own = &mut self.schedule.tasks[task];
        (own.late_start, own.late_finish) = (Moment(dates.late_start), Moment(dates.late_finish));
        own.total_float = total_float;
        own.critical = !done && total_float <= limit;
        own.free_float = free_float.unwrap_or(own.free_float);
    }

    /// Sums up: first start, last finish. `ends` are the latest early finishes of the projects.
    fn close(&mut self, ends: &[i64]) {
        let (start, finish) = self.span();
        if start <= finish {
            (self.schedule.start, self.schedule.finish) = (start, finish);
        }
        self.set_frame_finishes(ends);
    }

    pub fn set_frame_finishes(&mut self, ends: &[i64]) {
        self.schedule.frame_finishes.clear();
        self.schedule.frame_finishes.extend(ends.iter().copied().map(Moment));
    }

    /// From the first start to the last finish of the nodes that count; the start is after the finish where none does.
    pub fn span(&self) -> Span {
        let (mut start, mut finish) = (Moment(i64::MAX), Moment(i64::MIN));
        for (node, dates) in self.plan.nodes.iter().zip(&self.dates) {
            if node.role == Role::Task && self.plan.counts(node) {
                let (from, to) = self.plan.lies(node, dates);
                (start, finish) = (start.min(from), finish.max(to));
            }
        }
        (start, finish)
    }
}

impl Plan {
    /// Whether two moments and all between them lie within the years that the clocks know, which are the same for all.
    pub(crate) fn knows(&self, first: i64, last: i64) -> bool {
        self.clocks.iter().all(|clock| clock.covers(first) && clock.covers(last))
    }

    /// Whether the dates of a node lie within the years that its calendar knows.
    pub(crate) fn covers(&self, node: &Node, dates: &Dates) -> bool {
        let all = [dates.early_start, dates.early_finish, dates.late_start, dates.late_finish];
        all.iter().all(|at| self.clock(node).covers(*at))
    }

    /// Where a node lies in the forecast: at its actual dates, or the early ones, or the late ones if it is to be as late as
    /// possible.
    #[inline]
    pub(crate) fn lies(&self, node: &Node, dates: &Dates) -> Span {
        let Some(extra) = self.extra(node) else {
            return (Moment(dates.early_start), Moment(dates.early_finish));
        };
        let (start, finish) = if self.is_late(node) && self.rules != Rules::Primavera && !node.started {
            (dates.late_start, dates.late_finish)
        } else {
            (dates.early_start, dates.early_finish)
        };
        (Moment(extra.actual_start.unwrap_or(start)), Moment(extra.actual_finish.unwrap_or(finish)))
    }

    /// Where a moment is on the line of time by which a node runs: worked seconds, or elapsed ones.
    #[inline]
    pub(crate) fn line_at(&self, node: &Node, at: i64) -> i64 {
        if node.elapsed { at } else { self.clock(node).work_at(at) }
    }

    /// Float of a node between two dates.
    pub(crate) fn float(&self, node: &Node, from: i64, to: i64) -> i64 {
        if node.elapsed { to - from } else { self.clock(node).between(from, to) }
    }
}

pub(crate) fn forward(plan: &Plan, dates: &mut [Dates], late_known: bool) {
    for index in 0..plan.nodes.len() {
        let (early_start, early_finish) = plan.early(index, dates, late_known);
        dates[index] = Dates { early_start, early_finish, ..dates[index] };
    }
}

pub(crate) fn backward(plan: &Plan, dates: &mut [Dates], ends: &[i64]) {
    for index in (0..plan.nodes.len()).rev() {
        dates[index] = plan.late(index, dates, ends);
    }
}

/// Latest early finish of each project.
pub(crate) fn computed_ends(plan: &Plan, dates: &[Dates]) -> Vec<i64> {
    if plan.frames.len() == 1 && plan.extras.is_empty() {
        return vec![dates.iter().map(|d| d.early_finish).max().unwrap_or(plan.frames[0].start.0)];
    }
    let mut ends = vec![i64::MIN; plan.frames.len()];
    for (node, dates) in plan.nodes.iter().zip(dates) {
        if plan.counts(node) {
            let end = &mut ends[usize::from(node.frame)];
            *end = (*end).max(dates.early_finish);
        }
    }
    for (end, frame) in ends.iter_mut().zip(&plan.frames) {
        *end = if *end == i64::MIN { frame.start.0 } else { *end };
    }
    ends
}

/// The end from which late dates of each project count: the given one, or the computed one.
pub(crate) fn ends(plan: &Plan, dates: &[Dates]) -> Vec<i64> {
    given_ends(plan, &computed_ends(plan, dates))
}

/// The same from the computed ends.
pub(crate) fn given_ends(plan: &Plan, computed: &[i64]) -> Vec<i64> {
    let last = computed.iter().copied().max().unwrap_or_default();
    let given =
        plan.frames.iter().zip(computed.iter().copied()).map(|(frame, end)| match (frame.finish, frame.known_finish) {
            (Some(finish), _) => finish.0,
            (None, Some(known)) if known.0 > end => known.0,
            _ if frame.shares_end => last,
            _ => end,
        });
    given.collect()
}

/// Projects planned back from their finish start as late as that allows.
fn set_start_from_finish(plan: &mut Plan, dates: &mut [Dates]) {
    if !plan.frames.iter().any(|frame| frame.from_finish) {
        return;
    }
    forward(plan, dates, false);
    let ends = ends(plan, dates);
    backward(plan, dates, &ends);
    let mut starts = vec![i64::MAX; plan.frames.len()];
    for (node, dates) in plan.nodes.iter().zip(dates.iter()) {
        let start = &mut starts[usize::from(node.frame)];
        *start = (*start).min(dates.late_start);
    }
    for (frame, start) in plan.frames.iter_mut().zip(starts) {
        if frame.from_finish && start != i64::MAX {
            frame.start = Moment(start);
        }
    }
}

fn check_range(network: &Network, plan: &Plan, dates: &[Dates]) -> Result<(), ScheduleError> {
    let (mut first, mut last) = (i64::MAX, i64::MIN);
    for own in dates {
        first = first.min(own.early_start.min(own.early_finish)).min(own.late_start.min(own.late_finish));
        last = last.max(own.early_start.max(own.early_finish)).max(own.late_start.max(own.late_finish));
    }
    if plan.knows(first, last) {
        return Ok(());
    }
    match plan.nodes.iter().zip(dates).find(|(node, dates)| !plan.covers(node, dates)) {
        Some((node, _)) => Err(ScheduleError::OutOfRange { task: network.tasks[node.task as usize].title() }),
        None => Ok(()),
    }
}

impl Schedule {
    /// The critical nodes in the order of their dates.
    pub fn critical_path(&self, network: &Network) -> Vec<TaskIndex> {
        let is_leaf = |index: &TaskIndex| network.tasks[*index].kind != crate::Kind::Summary;
        let mut path: Vec<TaskIndex> =
            (0..self.tasks.len()).filter(is_leaf).filter(|i| self.tasks[*i].critical).collect();
        path.sort_by_key(|index| (self.tasks[*index].start, self.tasks[*index].finish));
        path
    }

    /// Whether a node is to be as late as possible and so lies at its late dates.
    pub(crate) fn lies_late(network: &Network, index: TaskIndex) -> bool {
        let task = &network.tasks[index];
        let from_start = network.frames.get(task.frame).is_some_and(|frame| !frame.from_finish);
        task.constraint == Constraint::AsLateAsPossible && from_start && network.rules != Rules::Primavera
    }
}
