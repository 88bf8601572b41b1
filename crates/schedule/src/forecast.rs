//! A forecast that is kept true while actual dates come in: only what a change can reach is computed again.
//!
//! A change brings the early dates of every node, the last finish and the ends of the projects up to date at once. Late dates,
//! float and what is critical follow when the schedule is asked for ([`Forecast::schedule`]): a moved finish moves the late dates
//! of nearly everything, and actual dates come in many at a time before anybody looks. Then too only what may have changed is
//! computed, late dates first, then the rows with their float, those of summaries, and the first start.

mod back;
mod forward;
mod marks;
mod rows;
mod span;

use crate::error::ScheduleError;
use crate::moment::Moment;
use crate::network::{Actual, Kind, Network, TaskIndex};
use crate::plan::{Extra, PLAIN, Role};
use crate::schedule::{Computed, Options, Schedule, TaskDates, computed_ends};
use marks::Marks;
use span::SpanWatch;

/// A network with its living schedule.
#[derive(Debug)]
pub struct Forecast {
    network: Network,
    options: Options,
    computed: Computed,
    children: Vec<Vec<TaskIndex>>,
    has_summaries: bool,
    has_efforts: bool,
    has_begins: bool,
    /// Latest early finish of each project.
    early_ends: Vec<i64>,
    /// How far, in places of the plan, the longest link reaches.
    reach: usize,
    /// Nodes whose early dates are to be computed.
    early: Marks,
    /// Nodes whose late dates are to be computed.
    late: Marks,
    /// Nodes whose early dates have changed.
    touched: Marks,
    /// Nodes whose rows are to be written because early dates have changed, their own or those of a successor.
    stale: Marks,
    /// Nodes whose rows are to be written because their late dates have changed.
    stale_late: Marks,
    start_is_stale: bool,
}

/// What one change moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Nodes whose early dates changed, or where they lie in the forecast, in no particular order.
    pub tasks: Vec<TaskIndex>,
    pub finish_before: Moment,
    pub finish_after: Moment,
}

impl Forecast {
    /// Computes the network once.
    ///
    /// # Errors
    /// As [`crate::schedule`]; constraints that cannot hold are tolerated.
    pub fn new(network: Network, options: Options) -> Result<Forecast, ScheduleError> {
        let computed = Computed::new(&network, options)?;
        let mut children = vec![Vec::new(); network.tasks.len()];
        for (index, task) in network.tasks.iter().enumerate() {
            if let Some(parent) = task.parent.filter(|p| *p < children.len()) {
                children[parent].push(index);
            }
        }
        let has_efforts = network.tasks.iter().any(|task| task.kind == Kind::LevelOfEffort);
        let marks = || Marks::new(computed.plan.nodes.len());
        Ok(Forecast {
            network,
            options,
            has_summaries: children.iter().any(|own| !own.is_empty()),
            early_ends: computed_ends(&computed.plan, &computed.dates),
            reach: computed.plan.reach(),
            has_begins: computed.plan.nodes.iter().any(|node| node.role == Role::Begin),
            early: marks(),
            late: marks(),
            touched: marks(),
            stale: marks(),
            stale_late: marks(),
            start_is_stale: false,
            computed,
            children,
            has_efforts,
        })
    }

    pub fn network(&self) -> &Network {
        &self.network
    }

    /// Every row with its late dates and float, as [`crate::schedule`] computes it afresh. What has changed since the last time
    /// is computed now.
    ///
    /// # Errors
    /// Late dates outside 1950–2199.
    pub fn schedule(&mut self) -> Result<&Schedule, ScheduleError> {
        // Where a change reaches everything it has been computed already.
        if !self.needs_everything() {
            self.go_back();
            self.write_rows()?;
        }
        Ok(&self.computed.schedule)
    }

    /// The last finish.
    pub fn finish(&self) -> Moment {
        self.computed.schedule.finish
    }

    /// Moves the date up to which things are known, and computes everything again.
    ///
    /// # Errors
    /// As [`crate::schedule`].
    pub fn set_as_of(&mut self, as_of: Option<Moment>) -> Result<(), ScheduleError> {
        let options = Options { as_of, ..self.options };
        self.replace(Computed::new(&self.network, options)?);
        self.options = options;
        Ok(())
    }

    /// Says what has happened at one node and brings every early date and finish up to date that depends on it.
    ///
    /// # Errors
    /// The change is not made, for [`ScheduleError::UnknownTask`], dates outside 1950–2199, an actual date after the date of the forecast.
    pub fn set_actual(&mut self, task: TaskIndex, actual: Actual) -> Result<Moved, ScheduleError> {
        self.check(task, &actual)?;
        let before = std::mem::replace(&mut self.network.tasks[task].actual, actual);
        let moved = match self.computed.plan.node_of(task).filter(|_| !self.needs_everything()) {
            Some(node) => self.follow(task, node),
            None => self.recompute(self.finish()),
        };
        if moved.is_err() {
            // What cannot be computed leaves everything as it was.
            self.network.tasks[task].actual = before;
            self.recompute(self.finish())?;
        }
        moved
    }

    /// Computes what the new actual dates of one node reach.
    fn follow(&mut self, task: TaskIndex, node: usize) -> Result<Moved, ScheduleError> {
        let finish_before = self.finish();
        let lies = |computed: &Computed| computed.plan.lies(&computed.plan.nodes[node], &computed.dates[node]);
        let mut span = SpanWatch::new((self.computed.schedule.start, finish_before));
        let before = lies(&self.computed);
        self.write_actual(task, node);
        self.go_forward(node, &mut span);
        if self.computed.plan.counts(&self.computed.plan.nodes[node]) {
            span.see(before, lies(&self.computed));
        }
        let Some(tasks) = self.moved() else {
            return self.recompute(finish_before);
        };
        self.set_span(&span);
        Ok(Moved { tasks, finish_before, finish_after: self.finish() })
    }

    fn check(&self, task: TaskIndex, actual: &Actual) -> Result<(), ScheduleError> {
        let node = self.network.tasks.get(task).ok_or_else(|| ScheduleError::UnknownTask(task.to_string()))?;
        let dates = [("实际开始", actual.start), ("实际完成", actual.finish), ("恢复日期", actual.resume)];
        for (what, date) in dates.into_iter().filter_map(|(what, date)| Some((what, date?))) {
            if !date.is_plausible() {
                return Err(ScheduleError::ImplausibleDate { task: node.title(), what, date });
            }
            let is_past = what != "恢复日期";
            if let Some(as_of) = self.options.as_of.filter(|as_of| is_past && date > *as_of) {
                return Err(ScheduleError::ActualInFuture { task: node.title(), date, as_of });
            }
        }
        Ok(())
    }

    /// Whether a change may reach everything anyhow.
    fn needs_everything(&self) -> bool {
        let frames = &self.network.frames;
        self.computed.plan.has_late_tasks
            || frames.iter().any(|f| f.from_finish || f.critical_is_longest_path)
            || self.has_efforts
    }

    fn recompute(&mut self, finish_before: Moment) -> Result<Moved, ScheduleError> {
        let computed = Computed::new(&self.network, self.options)?;
        let (before, after) = (&self.computed.schedule.tasks, &computed.schedule.tasks);
        // A row that was not written says nothing of what has moved.
        let is_stale = |index: TaskIndex| {
            let node = self.computed.plan.node_of(index);
            node.is_some_and(|node| self.stale.has(node))
        };
        let lies = |row: &TaskDates| (row.early_start, row.early_finish, row.start, row.finish);
        let is_moved = |index: &TaskIndex| lies(&before[*index]) != lies(&after[*index]) || is_stale(*index);
        let tasks = (0..after.len()).filter(is_moved).collect();
        let finish_after = computed.schedule.finish;
        self.replace(computed);
        Ok(Moved { tasks, finish_before, finish_after })
    }

    fn replace(&mut self, computed: Computed) {
        self.early_ends = computed_ends(&computed.plan, &computed.dates);
        self.computed = computed;
        self.start_is_stale = false;
        // What a change that led here had marked is done.
        for marks in [&mut self.early, &mut self.late, &mut self.touched, &mut self.stale, &mut self.stale_late] {
            marks.clear();
        }
    }

    fn write_actual(&mut self, task: TaskIndex, node: usize) {
        let (plan, task) = (&mut self.computed.plan, &self.network.tasks[task]);
        if plan.nodes[node].extra == PLAIN {
            plan.nodes[node].extra = plan.extras.len() as u32;
            plan.extras.push(Extra::default());
        }
        let own = &mut plan.nodes[node];
        own.started = task.actual.start.is_some() || task.actual.finish.is_some();
        own.done = task.actual.finish.is_some();
        own.remaining = task.remaining() + if own.started { 0 } else { task.interruption };
        let extra = &mut plan.extras[own.extra as usize];
        extra.actual_start = task.actual.start.or(task.actual.finish).map(Moment::seconds);
        extra.actual_finish = task.actual.finish.map(Moment::seconds);
        extra.resume = task.actual.resume.map(Moment::seconds);
    }

    /// The tasks whose early dates have changed; `None` where one does not lie within the years that the clocks know.
    fn moved(&mut self) -> Option<Vec<TaskIndex>> {
        let plan = &self.computed.plan;
        let mut moved = self.touched.take_all();
        let (mut first, mut last) = (i64::MAX, i64::MIN);
        for index in &mut moved {
            let own = &self.computed.dates[*index];
            first = first.min(own.early_start.min(own.early_finish));
            last = last.max(own.early_start.max(own.early_finish));
            // From here on it is a task, no node.
            *index = plan.nodes[*index].task as TaskIndex;
        }
        moved.sort_unstable();
        moved.dedup();
        (moved.is_empty() || plan.knows(first, last)).then_some(moved)
    }

    /// Follows the ends of the plan: the last finish at once, the first start when it is asked for.
    fn set_span(&mut self, span: &SpanWatch) {
        match span.start() {
            Some(start) => self.computed.schedule.start = start,
            None => self.start_is_stale = true,
        }
        self.computed.schedule.finish = span.finish().unwrap_or_else(|| self.computed.span().1);
        self.computed.set_frame_finishes(&self.early_ends);
    }
}
