//! Writing an import: new words, new projects, changed facts, reports; each change with its journal entry.

use super::numbers::Numbers;
use super::terms::Terms;
use super::{Change, FIRST, ImportReport, Request};
use crate::ledger::entities::{
    annual_plan, import_batch, list_entry, monthly_report, monthly_report_earlier, project, project_list, term,
};
use crate::ledger::plans::PlanWrite;
use crate::ledger::{known, reports};
use kernel::{Field, FieldKind, Month};
use platform::db::Laid;
use platform::journal::{Actor, Entry, Recorded, Told};
use platform::{DbError, Moment, WriteTx};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ActiveModelTrait, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel};
use std::borrow::Cow;
use std::collections::HashSet;
use workbook::{Row, Value};

/// Imports go one after the other: two that ran at once would both miss the other's new projects.
pub(super) async fn take_turns(tx: &WriteTx) -> Result<(), DbError> {
    crate::ledger::turns::alone(tx).await
}

pub(super) async fn find_or_make_list(tx: &WriteTx, year: i32, name: &str) -> Result<project_list::Model, DbError> {
    if let Some(list) = known::list(tx, year, name).await? {
        return Ok(list);
    }
    let list = project_list::ActiveModel {
        id: NotSet,
        year: Set(year),
        name: Set(name.to_owned()),
        mapping: Set("{}".to_owned()),
    };
    Ok(list.insert(tx).await?)
}

/// All shared words, with those the rows bring for the first time.
pub(super) async fn find_or_make_terms(tx: &WriteTx, rows: &[&Row]) -> Result<Terms, DbError> {
    let mut terms = known::terms(tx).await?;
    // A hundred thousand rows say the same few words over and over.
    let mut said: HashSet<(&Field, Cow<'_, str>)> = HashSet::new();
    let mut order: Vec<(String, String)> = Vec::new();
    let words = rows.iter().flat_map(|row| {
        let told = row.values.iter().filter(|(field, _)| field.kind() == FieldKind::Term);
        let told = told.map(|(field, value)| match value {
            Value::Text(text) => (field, Cow::Borrowed(&**text)),
            other => (field, Cow::Owned(other.text())),
        });
        told.chain(row.group.as_deref().map(|group| (&Field::Category, Cow::Borrowed(group))))
    });
    for (field, name) in words.filter(|(_, name)| !name.is_empty()) {
        if !said.contains(&(field, Cow::Borrowed(&*name))) {
            if terms.id(field, &name).is_none() {
                order.push((field.id(), name.to_string()));
            }
            said.insert((field, name));
        }
    }
    let position = terms.len() as i32;
    for (offset, (kind, name)) in order.into_iter().enumerate() {
        if kind.parse().is_ok_and(|field: Field| terms.id(&field, &name).is_some()) {
            continue;
        }
        let row = term::ActiveModel {
            id: NotSet,
            kind: Set(kind.clone()),
            name: Set(name.clone()),
            sort_key: Set(platform::text::sort_key(&name)),
            position: Set(position + offset as i32),
        };
        let made = row.insert(tx).await?;
        terms.insert(made.id, &kind, &name);
    }
    Ok(terms)
}

/// An import on its way into the ledger, batch by batch.
#[derive(Default)]
pub(super) struct Writing {
    told: Option<Recorded>,
}

impl Writing {
    pub(super) fn is_empty(&self) -> bool {
        self.told.is_none()
    }

    /// Writes a batch and tells its story.
    pub(super) async fn take(&mut self, tx: &WriteTx, batch: Batch) -> Result<(), DbError> {
        let told = batch.write(tx).await?;
        self.told = match (self.told.take(), told) {
            (Some(before), Some(now)) => Some(before.and(now)),
            (before, now) => before.or(now),
        };
        Ok(())
    }

    /// Keeps the import itself.
    pub(super) async fn finish(
        self,
        tx: &WriteTx,
        request: &Request,
        list_id: i64,
        report: &ImportReport,
    ) -> Result<Recorded, DbError> {
        let batch = import_batch::ActiveModel {
            id: NotSet,
            list_id: Set(list_id),
            as_of: Set(request.as_of.index()),
            file_name: Set(request.file_name.to_owned()),
            created: Set(report.created as i32),
            updated: Set(report.updated as i32),
            unchanged: Set(report.unchanged as i32),
            errors: Set(report.errors.len() as i32),
            warnings: Set(report.warnings.len() as i32),
            at: Set(tx.at().0),
            user_name: Set(tx.actor().name.clone()),
        };
        let batch = batch.insert(tx).await?;
        let summary = Entry::new("导入台账", "import", batch.id).month(request.as_of).to(format!(
            "{}:新增{}个,更新{}个,未变{}个",
            request.file_name, report.created, report.updated, report.unchanged
        ));
        let recorded = tx.record(summary).await?;
        Ok(match self.told {
            Some(told) => recorded.and(told),
            None => recorded,
        })
    }
}

/// Who writes, when, and to which kind of database.
#[derive(Clone)]
pub(super) struct Author {
    actor: Actor,
    at: Moment,
    backend: DbBackend,
}

impl Author {
    pub(super) fn of(tx: &WriteTx) -> Author {
        Author { actor: tx.actor().clone(), at: tx.at(), backend: tx.get_database_backend() }
    }
}

/// What a batch writes, laid out: the new rows of each table, those that change, and the story.
#[derive(Default)]
pub(super) struct Batch {
    story: Told,
    new: Vec<Laid>,
    changed_projects: Vec<project::Model>,
    changed_entries: Vec<list_entry::Model>,
    corrected_plans: Vec<annual_plan::ActiveModel>,
    changed_reports: Vec<monthly_report::Model>,
}

impl Batch {
    /// Turns changes into rows with their numbers, and lays them out.
    pub(super) fn of(mut changes: Vec<Change>, request: &Request, numbers: &mut Numbers, author: &Author) -> Batch {
        changes.iter_mut().for_each(|change| numbers.number(change));
        let backend = author.backend;
        let story = Told::of(backend, story(&changes, request), &author.actor, author.at);
        let new = changes.iter().filter(|change| change.known.is_none()).count();
        let mut rows = Rows {
            new_projects: Vec::with_capacity(new),
            new_entries: Vec::with_capacity(changes.len()),
            new_plans: Vec::with_capacity(changes.len()),
            new_reports: Vec::with_capacity(changes.len()),
            ..Rows::default()
        };
        for change in changes {
            rows.add(change, request.as_of, author);
        }
        Batch {
            story,
            new: vec![
                Laid::out(backend, rows.new_projects),
                Laid::out(backend, rows.new_entries),
                Laid::out(backend, rows.new_plans),
                Laid::out(backend, rows.earlier_reports),
                Laid::out(backend, rows.new_reports),
            ],
            changed_projects: rows.changed_projects,
            changed_entries: rows.changed_entries,
            corrected_plans: rows.corrected_plans,
            changed_reports: rows.changed_reports,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.story.is_empty()
    }

    /// `None`: there was nothing to tell.
    async fn write(self, tx: &WriteTx) -> Result<Option<Recorded>, DbError> {
        for rows in self.new {
            rows.insert(tx).await?;
        }
        for row in self.changed_projects {
            project::Entity::update(row.into_active_model().reset_all()).exec(tx).await?;
        }
        for row in self.changed_entries {
            list_entry::Entity::update(row.into_active_model().reset_all()).exec(tx).await?;
        }
        for row in self.corrected_plans {
            annual_plan::Entity::update(row).exec(tx).await?;
        }
        for row in self.changed_reports {
            monthly_report::Entity::update(row.into_active_model().reset_all()).exec(tx).await?;
        }
        tx.record_told(self.story).await
    }
}

/// The rows of a batch, sorted by table.
#[derive(Default)]
struct Rows {
    new_projects: Vec<project::ActiveModel>,
    changed_projects: Vec<project::Model>,
    new_entries: Vec<list_entry::ActiveModel>,
    changed_entries: Vec<list_entry::Model>,
    new_plans: Vec<annual_plan::ActiveModel>,
    corrected_plans: Vec<annual_plan::ActiveModel>,
    new_reports: Vec<monthly_report::ActiveModel>,
    changed_reports: Vec<monthly_report::Model>,
    earlier_reports: Vec<monthly_report_earlier::ActiveModel>,
}

impl Rows {
    fn add(&mut self, change: Change, as_of: Month, author: &Author) {
        self.add_earlier_months(&change, as_of, author);
        let Change { known, after, plan_writes, .. } = change;
        for write in &plan_writes {
            self.add_plan(write, after.entry.id);
        }
        let (before, reported) = match known {
            Some(mut known) => (Some((known.state.project, known.state.entry)), known.reports.remove(&as_of.index())),
            None => (None, None),
        };
        self.add_report(reported.as_ref(), after.report, author);
        match &before {
            None => self.new_projects.push(after.project.into_active_model()),
            Some((project, _)) if *project != after.project => self.changed_projects.push(after.project),
            Some(_) => {}
        }
        match before.filter(|(_, entry)| entry.id != 0) {
            None => self.new_entries.push(after.entry.into_active_model()),
            Some((_, entry)) if entry != after.entry => self.changed_entries.push(after.entry),
            Some(_) => {}
        }
    }

    fn add_plan(&mut self, write: &PlanWrite, entry_id: i64) {
        let (PlanWrite::Insert { plan, .. } | PlanWrite::Correct { plan, .. }) = write;
        let mut row = annual_plan::ActiveModel {
            id: NotSet,
            entry_id: Set(entry_id),
            from_month: NotSet,
            amount: Set(plan.amount),
            funds_planned: Set(plan.funds_planned),
            reason: Set(None),
        };
        match write {
            PlanWrite::Insert { from, .. } => {
                row.from_month = Set(from.index());
                self.new_plans.push(row);
            }
            PlanWrite::Correct { id, .. } => {
                row.id = Set(*id);
                row.entry_id = NotSet;
                row.reason = NotSet;
                self.corrected_plans.push(row);
            }
        }
    }

    fn add_report(&mut self, before: Option<&monthly_report::Model>, after: monthly_report::Model, author: &Author) {
        match before {
            None => {
                let mut row = after.into_active_model();
                row.id = NotSet;
                self.new_reports.push(row);
            }
            Some(before) if *before != after => {
                self.earlier_reports.push(reports::replaced(before, author.at, &author.actor.name));
                self.changed_reports.push(after);
            }
            Some(_) => {}
        }
    }

    /// Reports of earlier months that a sheet with a column for each month brings or corrects.
    fn add_earlier_months(&mut self, change: &Change, as_of: Month, author: &Author) {
        let mut done: Option<i64> = Some(0);
        for month in 1..as_of.month() as u8 {
            let amount = change.after.months.get(&month).map(|a| a.0);
            done = done.zip(amount).map(|(done, amount)| done + amount);
            let Some(amount) = amount else { continue };
            let index = as_of.january().plus(i32::from(month) - 1).index();
            let before = change.known.as_ref().and_then(|k| k.reports.get(&index));
            let mut report = before.cloned().unwrap_or_else(|| monthly_report::Model {
                project_id: change.after.project.id,
                month: index,
                ..monthly_report::Model::default()
            });
            report.done_month = Some(amount);
            report.done_ytd = done.or(report.done_ytd);
            if before.is_none_or(|b| *b != report) {
                report.revision += 1;
            }
            self.add_report(before, report, author);
        }
    }
}

/// One entry for each new project, one for each changed fact.
fn story(changes: &[Change], request: &Request) -> Vec<Entry> {
    let why = format!("导入“{}”", request.file_name);
    let mut entries = Vec::with_capacity(changes.len());
    for change in changes {
        let project = &change.after.project;
        let entry = |action: &'static str| {
            Entry::new(action, "project", project.id).project(project.id).month(request.as_of).why(why.clone())
        };
        if change.known.is_none() {
            let figures = change.differences.iter().filter_map(|(field, _, after)| {
                let shown = matches!(field, Field::AnnualPlan | Field::DoneYtd);
                shown.then(|| format!(",{}{}", field.label(), after.as_deref().unwrap_or("—")))
            });
            entries.push(entry("新增项目").to(format!("{}{}", project.name, figures.collect::<String>())));
            continue;
        }
        let first_report = change.known.as_ref().is_some_and(|k| !k.reports.contains_key(&request.as_of.index()));
        let (reported, changed): (Vec<_>, Vec<_>) =
            change.differences.iter().partition(|(_, before, _)| first_report && before.is_none());
        if !reported.is_empty() {
            let told = reported.iter().filter(|(field, ..)| *field != Field::Custom(FIRST.to_owned()));
            let told: Vec<String> = told
                .map(|(field, _, after)| format!("{}:{}", field.label(), after.as_deref().unwrap_or("—")))
                .collect();
            entries.push(entry("填报").to(told.join(";")));
        }
        for (field, before, after) in changed {
            let mut one = entry("修改");
            one = one.from(format!("{}:{}", field.label(), before.as_deref().unwrap_or("—")));
            one = one.to(format!("{}:{}", field.label(), after.as_deref().unwrap_or("—")));
            entries.push(one);
        }
    }
    entries
}
