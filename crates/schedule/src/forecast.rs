//! A forecast that is kept true while actual dates come in: only what a change can reach is computed again.

use crate::error::ScheduleError;
use crate::moment::Moment;
use crate::network::{Actual, Kind, Network, Rules, TaskIndex};
use crate::plan::{Extra, PLAIN, Plan, Role};
use crate::rollup::close_summary;
use crate::schedule::{Computed, Options, Schedule, Span, TaskDates, computed_ends, given_ends};

/// A network with its living schedule.
#[derive(Debug)]
pub struct Forecast {
    network: Network,
    options: Options,
    computed: Computed,
    children: Vec<Vec<TaskIndex>>,
    has_summaries: bool,
    has_efforts: bool,
    /// Latest early finish of each project.
    early_ends: Vec<i64>,
    early: Marks,
    late: Marks,
    /// Nodes whose dates have changed.
    touched: Marks,
    /// Nodes whose float has to be counted again because early dates have changed.
    floating: Marks,
}

/// What one change moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Nodes whose dates or float changed, in no particular order.
    pub tasks: Vec<TaskIndex>,
    pub finish_before: Moment,
    pub finish_after: Moment,
}

/// A set of nodes that is walked in order while it grows.
#[derive(Debug, Default)]
struct Marks {
    words: Vec<u64>,
}

impl Marks {
    fn new(count: usize) -> Marks {
        Marks { words: vec![0; count.div_ceil(64)] }
    }

    fn set(&mut self, index: usize) {
        self.words[index / 64] |= 1 << (index % 64);
    }

    fn has(&self, index: usize) -> bool {
        self.words[index / 64] >> (index % 64) & 1 == 1
    }

    /// Takes all marked nodes, in order.
    fn take_all(&mut self) -> Vec<usize> {
        let mut all = Vec::new();
        for (place, word) in self.words.iter_mut().enumerate() {
            while *word != 0 {
                all.push(place * 64 + word.trailing_zeros() as usize);
                *word &= *word - 1;
            }
        }
        all
    }

    /// Takes the first marked node at or after `from`.
    fn take_up(&mut self, from: usize) -> Option<usize> {
        let word = (from / 64..self.words.len()).find(|word| self.words[*word] != 0)?;
        let bit = self.words[word].trailing_zeros() as usize;
        self.words[word] &= !(1 << bit);
        Some(word * 64 + bit)
    }

    /// Takes the last marked node at or before `from`.
    fn take_down(&mut self, from: usize) -> Option<usize> {
        let word = (0..=from / 64).rev().find(|word| self.words[*word] != 0)?;
        let bit = 63 - self.words[word].leading_zeros() as usize;
        self.words[word] &= !(1 << bit);
        Some(word * 64 + bit)
    }
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
        let count = computed.plan.nodes.len();
        let marks = || Marks::new(count);
        Ok(Forecast {
            network,
            options,
            has_summaries: children.iter().any(|own| !own.is_empty()),
            early_ends: computed_ends(&computed.plan, &computed.dates),
            computed,
            children,
            has_efforts,
            early: marks(),
            late: marks(),
            touched: marks(),
            floating: marks(),
        })
    }

    pub fn network(&self) -> &Network {
        &self.network
    }

    pub fn schedule(&self) -> &Schedule {
        &self.computed.schedule
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

    /// Says what has happened at one node and brings every date up to date that depends on it.
    ///
    /// # Errors
    /// [`ScheduleError::UnknownTask`], dates outside 1950–2199, an actual date after the date of the forecast.
    pub fn set_actual(&mut self, task: TaskIndex, actual: Actual) -> Result<Moved, ScheduleError> {
        self.check(task, &actual)?;
        let finish_before = self.computed.schedule.finish;
        self.network.tasks[task].actual = actual;
        let Some(node) = self.computed.plan.node_of(task).filter(|_| !self.needs_everything()) else {
            return self.recompute(finish_before);
        };
        self.write_actual(task, node);
        self.go_forward(node);
        let ends = given_ends(&self.computed.plan, &self.early_ends);
        if ends == self.computed.ends {
            self.go_back();
        } else {
            self.computed.ends = ends;
            self.go_back_over_all();
        }
        let touched = self.touched.take_all();
        if !self.covers(&touched) {
            return self.recompute(finish_before);
        }
        let span = self.publish(&touched);
        Ok(self.close(&touched, span, finish_before))
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
        let before = std::mem::take(&mut self.computed.schedule.tasks);
        self.replace(Computed::new(&self.network, self.options)?);
        let after = &self.computed.schedule;
        let tasks = (0..before.len()).filter(|index| before[*index] != after.tasks[*index]).collect();
        Ok(Moved { tasks, finish_before, finish_after: after.finish })
    }

    fn replace(&mut self, computed: Computed) {
        self.early_ends = computed_ends(&computed.plan, &computed.dates);
        self.computed = computed;
        // What a change that led here had marked is done.
        for marks in [&mut self.early, &mut self.late, &mut self.touched, &mut self.floating] {
            marks.words.fill(0);
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

    /// Early dates of everything that the change reaches.
    fn go_forward(&mut self, first: usize) {
        let Forecast { computed, early_ends, early, late, touched, floating, .. } = self;
        let (plan, dates) = (&computed.plan, &mut computed.dates);
        let mut end_fell = false;
        early.set(first);
        let mut at = first;
        while let Some(index) = early.take_up(at) {
            at = index;
            let (early_start, early_finish) = plan.early(index, dates, false);
            let own = &mut dates[index];
            let before = own.early_finish;
            let same = (own.early_start, before) == (early_start, early_finish);
            if same && index != first {
                continue;
            }
            (own.early_start, own.early_finish) = (early_start, early_finish);
            touched.set(index);
            floating.set(index);
            for arc in plan.after.of(index) {
                early.set(arc.other as usize);
            }
            // The free float of predecessors looks at the early dates of their successors.
            for arc in plan.before.of(index) {
                floating.set(arc.other as usize);
            }
            if index == first || plan.early_counts_for_late(index) {
                late.set(index);
                plan.before.of(index).iter().for_each(|arc| late.set(arc.other as usize));
            }
            let node = &plan.nodes[index];
            if plan.counts(node) {
                let end = &mut early_ends[usize::from(node.frame)];
                end_fell |= before == *end && early_finish < before;
                *end = (*end).max(early_finish);
            }
        }
        if end_fell {
            *early_ends = computed_ends(plan, dates);
        }
    }

    /// Late dates of everything that the change reaches.
    fn go_back(&mut self) {
        let Forecast { computed, late, touched, .. } = self;
        let (plan, dates) = (&computed.plan, &mut computed.dates);
        let mut at = plan.nodes.len() - 1;
        while let Some(index) = late.take_down(at) {
            at = index;
            let new = plan.late(index, dates, &computed.ends);
            if new != dates[index] {
                dates[index] = new;
                touched.set(index);
                for arc in plan.before.of(index) {
                    late.set(arc.other as usize);
                }
            }
        }
    }

    /// Late dates of everything: the end itself has moved.
    fn go_back_over_all(&mut self) {
        let Forecast { computed, late, touched, .. } = self;
        for index in (0..computed.plan.nodes.len()).rev() {
            let new = computed.plan.late(index, &computed.dates, &computed.ends);
            if new != computed.dates[index] {
                computed.dates[index] = new;
                touched.set(index);
            }
        }
        late.words.fill(0);
    }

    /// Whether what was computed lies within the years that the clocks know.
    fn covers(&self, touched: &[usize]) -> bool {
        let (mut first, mut last) = (i64::MAX, i64::MIN);
        for index in touched {
            let own = &self.computed.dates[*index];
            first = first.min(own.early_start.min(own.early_finish)).min(own.late_start.min(own.late_finish));
            last = last.max(own.early_start.max(own.early_finish)).max(own.late_start.max(own.late_finish));
        }
        // All clocks are made for the same years.
        touched.is_empty() || self.computed.plan.clocks.iter().all(|clock| clock.covers(first) && clock.covers(last))
    }

    /// Writes the dates and float of what has changed and of what waits before it into the schedule; gives the span from
    /// the first start to the last finish, or `None` where it has to be looked for.
    fn publish(&mut self, touched: &[usize]) -> Option<Span> {
        let Forecast { computed, floating, .. } = self;
        let mut span = SpanWatch::new(&computed.schedule);
        // From the end, for free float looks at successors: they are still in the cache then.
        for &index in touched.iter().rev().filter(|index| !floating.has(**index)) {
            computed.publish_late(index);
        }
        let mut at = computed.plan.nodes.len() - 1;
        while let Some(index) = floating.take_down(at) {
            at = index;
            let node = &computed.plan.nodes[index];
            if node.role == Role::Task {
                let (task, counts) = (node.task as TaskIndex, computed.plan.counts(node));
                let before = span_of(&computed.schedule.tasks[task]);
                computed.publish(index);
                if counts {
                    span.see(before, span_of(&computed.schedule.tasks[task]));
                }
            }
        }
        span.known()
    }

    fn close(&mut self, touched: &[usize], span: Option<Span>, finish_before: Moment) -> Moved {
        let nodes = &self.computed.plan.nodes;
        let mut tasks: Vec<TaskIndex> = touched.iter().map(|index| nodes[*index].task as TaskIndex).collect();
        self.roll_up_from(&tasks);
        self.computed.close(&self.early_ends, span);
        tasks.sort_unstable();
        tasks.dedup();
        Moved { tasks, finish_before, finish_after: self.computed.schedule.finish }
    }

    /// Brings the summaries above the given nodes up to date, the deepest first.
    fn roll_up_from(&mut self, tasks: &[TaskIndex]) {
        let mut above: Vec<(usize, TaskIndex)> = Vec::new();
        if !self.has_summaries {
            return;
        }
        let mut seen = vec![false; self.network.tasks.len()];
        for &task in tasks {
            let mut up = self.network.tasks[task].parent;
            while let Some(parent) = up.filter(|p| !std::mem::replace(&mut seen[*p], true)) {
                let line = std::iter::successors(Some(parent), |p| self.network.tasks[*p].parent);
                above.push((line.take(1_000).count(), parent));
                up = self.network.tasks[parent].parent;
            }
        }
        above.sort_unstable_by(|a, b| b.cmp(a));
        for (_, summary) in above {
            close_summary(&self.network, &mut self.computed, summary, &self.children[summary]);
        }
    }
}

impl Plan {
    /// Whether late dates, its own or those of what it waits for, may look at the early dates of a node.
    fn early_counts_for_late(&self, index: usize) -> bool {
        let node = &self.nodes[index];
        let plain = self.rules == Rules::Office
            && node.role == Role::Task
            && node.extra == PLAIN
            && node.remaining > 0
            && !self.frame(node).open_ends_are_critical;
        !plain
    }
}

fn span_of(dates: &TaskDates) -> Span {
    (dates.start, dates.finish)
}

/// Follows the first start and the last finish while dates change one by one.
struct SpanWatch {
    before: Span,
    span: Span,
    lost: bool,
}

impl SpanWatch {
    fn new(schedule: &Schedule) -> SpanWatch {
        let span = (schedule.start, schedule.finish);
        SpanWatch { before: span, span, lost: false }
    }

    fn see(&mut self, before: Span, after: Span) {
        self.lost |= before.0 == self.before.0 && after.0 > before.0 || before.1 == self.before.1 && after.1 < before.1;
        self.span = (self.span.0.min(after.0), self.span.1.max(after.1));
    }

    /// `None` where what had been the first or the last is it no more.
    fn known(self) -> Option<Span> {
        (!self.lost).then_some(self.span)
    }
}
