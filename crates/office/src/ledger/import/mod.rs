//! Importing a month's ledger workbook: recognise the projects, lay the rows over what is known, write what differs.
//!
//! One transaction: all or nothing. A preview is the same work, rolled back.

pub mod identity;
mod learned;
pub mod merge;
mod numbers;
mod report;
pub mod terms;
mod write;

use super::describe::{differences, facts};
use super::known::{self, Known};
use super::plans::{PlanWrite, state_plan};
use identity::{Candidates, Marks, Recognition};
use kernel::{Field, Month, text};
use merge::State;
use numbers::Numbers;
use platform::{DbError, WriteTx};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use terms::Terms;
use workbook::{Reading, Row, Value};
use write::{Author, Batch, Writing};

pub use learned::{Learned, learned, remember};
pub use report::{ColumnUse, ImportReport, Similar};

/// What a person decided about a row that is only similar to a known project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    Same(i64),
    New,
}

/// Whether the person importing may write a project of this place: (region, department, unit) names.
pub type MayWrite = dyn Fn(&Place<'_>) -> bool + Send + Sync;

/// An import as asked for. Shared with the thread that judges its rows.
pub struct Request {
    pub reading: Arc<Reading>,
    pub file_name: String,
    pub as_of: Month,
    /// Name of the list of `as_of`'s year; made when it does not exist.
    pub list: String,
    /// By sheet (index into the reading's) and row; they count only where the row is still just similar to that project.
    pub decisions: BTreeMap<(u16, u32), Decision>,
    /// Writes the good rows although others have errors.
    pub accept_valid: bool,
    pub may_write: Box<MayWrite>,
}

/// Where a project belongs, for access rules.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place<'a> {
    pub region: Option<&'a str>,
    pub department: Option<&'a str>,
    pub unit: Option<&'a str>,
}

/// Stands among the differences for being on the year's list, or being reported for the month, for the first time.
const FIRST: &str = "清单";

/// What one row does to the ledger.
struct Change {
    known: Option<Known>,
    after: State,
    plan_writes: Vec<PlanWrite>,
    /// (field, before, after); empty when nothing changes.
    differences: Vec<(Field, Option<String>, Option<String>)>,
}

/// Rows that are judged and written together. Small enough that a workbook of any length needs little memory, large enough
/// that few statements are needed.
const BATCH: usize = 2_000;

/// Reads, compares and writes inside `tx`. The caller commits with the entry recorded here, or rolls back.
/// `None` in place of a record: nothing may be committed (errors, or nothing new).
pub async fn import(
    tx: &WriteTx,
    request: &Arc<Request>,
) -> Result<(ImportReport, Option<platform::journal::Recorded>), DbError> {
    let mut judging = Judging::begin(tx, request).await?;
    let mut writing = Writing::default();
    let mut ready = Batch::default();
    for at in (0..judging.rows.len()).step_by(BATCH) {
        let known = judging.known(tx, at).await?;
        let author = judging.may_write().then(|| Author::of(tx));
        if author.is_some() {
            judging.take_numbers(tx, at, &known).await?;
        }
        // The database takes the rows of one batch while the next is judged and laid out.
        let judged = judging.batch(at, known, author);
        writing.take(tx, ready).await?;
        (judging, ready) = judged.await;
    }
    let mut report = judging.report;
    if !(report.errors.is_empty() || request.accept_valid) || (ready.is_empty() && writing.is_empty()) {
        return Ok((report, None));
    }
    writing.take(tx, ready).await?;
    let recorded = writing.finish(tx, request, judging.list_id, &report).await?;
    report.written = true;
    Ok((report, Some(recorded)))
}

/// What [`import`] would do. `tx` is to be rolled back: new words and a new list stand in it.
pub async fn preview(tx: &WriteTx, request: &Arc<Request>) -> Result<ImportReport, DbError> {
    let mut judging = Judging::begin(tx, request).await?;
    for at in (0..judging.rows.len()).step_by(BATCH) {
        let known = judging.known(tx, at).await?;
        (judging, _) = judging.batch(at, known, None).await;
    }
    Ok(judging.report)
}

/// Everything short of writing the projects: what each row means and changes.
struct Judging {
    request: Arc<Request>,
    /// The rows without errors, by their place in the reading.
    rows: Vec<usize>,
    /// The known project each row means.
    meant: Vec<Option<i64>>,
    terms: Terms,
    list_id: i64,
    numbers: Numbers,
    report: ImportReport,
}

impl Judging {
    /// Recognises the projects. New words and a new list are written already.
    async fn begin(tx: &WriteTx, request: &Arc<Request>) -> Result<Judging, DbError> {
        write::take_turns(tx).await?;
        let mut report = ImportReport::of(&request.reading, request.as_of);
        let all = &request.reading.rows;
        let rows: Vec<usize> = (0..all.len()).filter(|&row| all[row].ok).collect();
        let good: Vec<&Row> = rows.iter().map(|&row| &all[row]).collect();
        let list = write::find_or_make_list(tx, request.as_of.year(), &request.list).await?;
        let terms = write::find_or_make_terms(tx, &good).await?;
        let meant = if known::any(tx).await? {
            let marks: Vec<Marks> = good.iter().map(|row| marks(row, &terms)).collect();
            let candidates = known::candidates(tx, &marks).await?;
            recognise_all(request, &good, &marks, &candidates, &mut report)
        } else {
            vec![None; rows.len()]
        };
        let numbers = Numbers::new();
        Ok(Judging { request: Arc::clone(request), rows, meant, terms, list_id: list.id, numbers, report })
    }

    fn batch_of(&self, at: usize) -> std::ops::Range<usize> {
        at..(at + BATCH).min(self.rows.len())
    }

    async fn known(&self, tx: &WriteTx, at: usize) -> Result<HashMap<i64, Known>, DbError> {
        let ids: Vec<i64> = self.meant[self.batch_of(at)].iter().flatten().copied().collect();
        known::load(tx, &ids, self.request.as_of).await
    }

    /// Keys for whatever of the rows from `at` on may turn out new.
    async fn take_numbers(&mut self, tx: &WriteTx, at: usize, known: &HashMap<i64, Known>) -> Result<(), DbError> {
        let rows = self.batch_of(at).len();
        let listed = known.values().filter(|known| known.state.entry.id != 0).count();
        self.numbers.top_up(tx, rows.saturating_sub(known.len()), rows.saturating_sub(listed)).await
    }

    /// What the rows from `at` on change, counted in the report and, for an author, laid out to be written; worked out on a thread of
    /// its own, which begins at once.
    fn batch(
        mut self,
        at: usize,
        mut known: HashMap<i64, Known>,
        author: Option<Author>,
    ) -> impl Future<Output = (Judging, Batch)> {
        let work = tokio::task::spawn_blocking(move || {
            let request = Arc::clone(&self.request);
            let mut changes = Vec::with_capacity(BATCH);
            for index in self.batch_of(at) {
                let known = self.meant[index].and_then(|id| known.remove(&id));
                changes.extend(self.judge(&request, &request.reading.rows[self.rows[index]], known));
            }
            self.report.count(&changes);
            let batch = match author.filter(|_| self.may_write()) {
                Some(author) => {
                    changes.retain(|change| !change.differences.is_empty());
                    Batch::of(changes, &request, &mut self.numbers, &author)
                }
                None => Batch::default(),
            };
            (self, batch)
        });
        // Such work is never cancelled, so what it can fail with is a panic.
        async { work.await.unwrap_or_else(|failed| std::panic::resume_unwind(failed.into_panic())) }
    }

    /// What a row changes; `None` for one of a project that is not the importing person's.
    fn judge(&mut self, request: &Request, row: &Row, known: Option<Known>) -> Option<Change> {
        // Nobody takes a project over by writing another place into its row.
        let was_theirs = known.as_ref().is_none_or(|known| (request.may_write)(&place(&known.state, &self.terms)));
        let change = self.change(request, row, known);
        if !was_theirs || !(request.may_write)(&place(&change.after, &self.terms)) {
            self.report.errors.push(report::outside_scope(&request.reading, row));
            return None;
        }
        Some(change)
    }

    fn may_write(&self) -> bool {
        self.report.errors.is_empty() || self.request.accept_valid
    }
}

/// Which known project each row means; similar ones are reported, and taken as people decided.
fn recognise_all(
    request: &Request,
    rows: &[&Row],
    marks: &[Marks],
    candidates: &Candidates,
    report: &mut ImportReport,
) -> Vec<Option<i64>> {
    let mut taken: HashSet<i64> = HashSet::new();
    let mut meant = Vec::with_capacity(rows.len());
    // Rows that are surely known come first, so that a merely similar row cannot take their project.
    let sure: Vec<Recognition> = rows.iter().zip(marks).map(|(_, m)| candidates.recognise(m, |_| false)).collect();
    let mut reserved: HashMap<i64, usize> = HashMap::new();
    for (index, recognition) in sure.iter().enumerate() {
        if let Recognition::Known(id) = recognition {
            reserved.entry(*id).or_insert(index);
        }
    }
    for (index, (row, marks)) in rows.iter().zip(marks).enumerate() {
        let is_taken = |id: i64| taken.contains(&id) || reserved.get(&id).is_some_and(|owner| *owner != index);
        let decided = request.decisions.get(&(row.sheet, row.row));
        let id = match (decided, candidates.recognise(marks, is_taken)) {
            (_, Recognition::Known(id)) => Some(id),
            (Some(Decision::Same(same)), Recognition::Similar { id, .. }) if *same == id => Some(id),
            (Some(Decision::New), Recognition::Similar { .. }) => None,
            (_, Recognition::Renamed(id)) => {
                report.warnings.push(report::renamed(&request.reading, row));
                Some(id)
            }
            (_, Recognition::Similar { id, .. }) => {
                report.similar.push(report::Similar { sheet: row.sheet, row: row.row, id });
                report.warnings.push(report::similar(&request.reading, row, candidates.name_of(id)));
                None
            }
            (_, Recognition::New) => None,
        };
        taken.extend(id);
        meant.push(id);
    }
    meant
}

impl Judging {
    fn change(&mut self, request: &Request, row: &Row, known: Option<Known>) -> Change {
        let (as_of, terms) = (request.as_of, &self.terms);
        let mut after = merge::merge(known.as_ref().map(|k| &k.state), row, terms);
        complete(&mut after, known.as_ref(), as_of, self.list_id);
        let months = known.as_ref().map(|k| k.reported_months(as_of)).unwrap_or_default();
        let versions = known.as_ref().map_or(&[][..], |k| &k.plans);
        let plan_writes = state_plan(versions, after.plan, as_of, &months);
        let mut differences = match &known {
            Some(known) => differences(&facts(&known.state, terms), &facts(&after, terms)),
            // All of a new project is new: its story tells the name and two figures.
            None => introduction(&after),
        };
        differences.extend(month_differences(&after, known.as_ref(), as_of));
        if known.as_ref().is_some_and(|k| k.state.entry.id == 0 || !k.reports.contains_key(&as_of.index())) {
            // On this year's list, or reported for this month, for the first time: that alone is a change.
            differences.push((Field::Custom(FIRST.to_owned()), None, Some(format!("{as_of}首次列入或填报"))));
        }
        if let Some(known) = &known {
            self.report.compare_with_last_month(&request.reading, row, known, &after, as_of);
        }
        Change { known, after, plan_writes, differences }
    }
}

/// What a new project's story tells of it.
fn introduction(after: &State) -> Vec<(Field, Option<String>, Option<String>)> {
    let amount = |field: Field, fen: Option<i64>| fen.map(|fen| (field, None, super::describe::money(Some(fen))));
    let name = (Field::Name, None, Some(after.project.name.clone()));
    let figures = [amount(Field::AnnualPlan, after.plan.amount), amount(Field::DoneYtd, after.report.done_ytd)];
    [name].into_iter().chain(figures.into_iter().flatten()).collect()
}

/// Keys, and the figures that follow from columns of single months.
fn complete(after: &mut State, known: Option<&Known>, as_of: Month, list_id: i64) {
    if after.entry.id == 0 {
        after.entry.year = as_of.year();
        after.entry.list_id = list_id;
        after.entry.from_month = as_of.january().index();
        after.entry.project_id = after.project.id;
    }
    after.report.month = as_of.index();
    after.report.project_id = after.project.id;
    let month = as_of.month() as u8;
    let done: Option<Vec<i64>> = (1..=month).map(|m| after.months.get(&m).map(|a| a.0)).collect();
    if let Some(done) = done {
        after.report.done_month = after.report.done_month.or(done.last().copied());
        after.report.done_ytd = after.report.done_ytd.or(Some(done.iter().sum()));
    }
    if known.is_none_or(|k| k.state.report != after.report) {
        after.report.revision = known.and_then(|k| k.reports.get(&as_of.index())).map_or(1, |r| r.revision + 1);
    }
}

/// The figures of earlier months that a sheet with a column for each month states anew.
fn month_differences(
    after: &State,
    known: Option<&Known>,
    as_of: Month,
) -> Vec<(Field, Option<String>, Option<String>)> {
    let earlier = after.months.iter().filter(|(month, _)| u32::from(**month) < as_of.month());
    earlier
        .filter_map(|(month, amount)| {
            let index = as_of.january().index() + i32::from(*month) - 1;
            let before = known.and_then(|k| k.reports.get(&index)).and_then(|r| r.done_month);
            let words = super::describe::money;
            (before != Some(amount.0)).then(|| (Field::DoneInMonth(*month), words(before), words(Some(amount.0))))
        })
        .collect()
}

fn marks(row: &Row, terms: &Terms) -> Marks {
    let words = |field: &Field| row.values.get(field).map(Value::text).filter(|t| !t.is_empty());
    let code =
        words(&Field::ProjectCode).map(|typed| typed.parse::<kernel::ProjectCode>().map_or(typed, |c| c.to_string()));
    Marks {
        code,
        number: words(&Field::Number),
        name_key: text::fold(&words(&Field::Name).unwrap_or_default()),
        owner_key: text::fold(&words(&Field::Owner).unwrap_or_default()),
        region_id: words(&Field::Region).and_then(|name| terms.id(&Field::Region, &name)),
    }
}

fn place<'a>(state: &State, terms: &'a Terms) -> Place<'a> {
    Place {
        region: terms.name(state.project.region_id),
        department: terms.name(state.project.department_id),
        unit: terms.name(state.project.unit_id),
    }
}
