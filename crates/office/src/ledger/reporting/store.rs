//! Many savings in one transaction: read together, judged one by one, written together. A refusal of one is no matter to the others.

use super::basis::{self, Basis};
use super::entry::{Texts, draft, lay, texts_of};
use super::rules::{Case, Refusal, judge, may_report};
use crate::ledger::describe::{differences, facts};
use crate::ledger::entities::{monthly_report, project};
use crate::ledger::import::merge::State;
use crate::ledger::import::terms::Terms;
use crate::ledger::known::{self, Known};
use crate::ledger::{reports, turns};
use kernel::{Date, Month};
use platform::access::Scope;
use platform::db::insert_all;
use platform::journal::{self, Actor, Entry, Recorded, Signed};
use platform::{DbError, Moment, WriteTx};
use sea_orm::ActiveValue::NotSet;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel};
use std::collections::{BTreeMap, HashMap, HashSet};

/// One person's or program's wish.
#[derive(Clone, Debug)]
pub(super) struct Saving {
    pub project: i64,
    pub month: Month,
    pub sent: Texts,
    pub basis: Basis,
    pub reason: String,
    pub scope: Scope,
    pub actor: Actor,
    pub at: Moment,
    pub today: Date,
}

/// What is so once it is saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Saved {
    pub revision: i32,
    pub texts: Texts,
    /// Whether anything was written: saying the same again writes nothing.
    pub written: bool,
}

/// The rows and the story of what was granted.
#[derive(Default)]
struct Written {
    reports: Vec<monthly_report::ActiveModel>,
    corrected: Vec<monthly_report::Model>,
    earlier: Vec<crate::ledger::entities::monthly_report_earlier::ActiveModel>,
    projects: Vec<project::Model>,
    story: Vec<Signed>,
}

/// What became of each wish, in their order, and the journal's token, if anything was written.
pub(super) async fn save_all(
    tx: &WriteTx,
    savings: &[Saving],
) -> Result<(Vec<Result<Saved, Refusal>>, Option<Recorded>), DbError> {
    let mut ids: Vec<i64> = savings.iter().map(|s| s.project).collect();
    ids.sort_unstable();
    ids.dedup();
    turns::of_projects(tx, &ids).await?;
    let terms = known::terms(tx).await?;
    let mut outcomes: BTreeMap<usize, Result<Saved, Refusal>> = BTreeMap::new();
    let mut recorded: Option<Recorded> = None;
    // Each round has a project once, and sees what the rounds before it wrote.
    while outcomes.len() < savings.len() {
        let mut seen = HashSet::new();
        let round = savings.iter().enumerate().filter(|(at, s)| !outcomes.contains_key(at) && seen.insert(s.project));
        let round: Vec<(usize, &Saving)> = round.collect();
        let known = load(tx, &round).await?;
        let mut written = Written::default();
        for (at, saving) in round {
            let outcome = match known.get(&(saving.project, saving.month)) {
                Some(known) => grant(tx, saving, known, &terms, &mut written).await?,
                None => Err(Refusal::Unknown),
            };
            outcomes.insert(at, outcome);
        }
        let told = written.write(tx).await?;
        recorded = match (recorded, told) {
            (Some(a), Some(b)) => Some(a.and(b)),
            (a, b) => a.or(b),
        };
    }
    Ok((outcomes.into_values().collect(), recorded))
}

/// What is known of the projects of a round, each as of its month.
async fn load(tx: &WriteTx, round: &[(usize, &Saving)]) -> Result<HashMap<(i64, Month), Known>, DbError> {
    let mut by_month: BTreeMap<Month, Vec<i64>> = BTreeMap::new();
    for (_, saving) in round {
        by_month.entry(saving.month).or_default().push(saving.project);
    }
    let mut all = HashMap::with_capacity(round.len());
    for (month, ids) in by_month {
        let known = known::load(tx, &ids, month).await?;
        all.extend(known.into_iter().map(|(id, known)| ((id, month), known)));
    }
    Ok(all)
}

/// The project as of the month, if this scope admits it.
pub(super) async fn find<C: ConnectionTrait>(
    conn: &C,
    id: i64,
    month: Month,
    scope: &Scope,
) -> Result<Option<Known>, DbError> {
    let known = known::load(conn, &[id], month).await?.remove(&id);
    let terms = known::terms(conn).await?;
    Ok(known.filter(|known| admits(scope, known, &terms)))
}

fn admits(scope: &Scope, known: &Known, terms: &Terms) -> bool {
    let p = &known.state.project;
    let name = |id| terms.name(id).unwrap_or_default();
    p.id != 0 && scope.admits(name(p.region_id), name(p.department_id), name(p.unit_id))
}

async fn grant(
    tx: &WriteTx,
    saving: &Saving,
    known: &Known,
    terms: &Terms,
    written: &mut Written,
) -> Result<Result<Saved, Refusal>, DbError> {
    if !admits(&saving.scope, known, terms) {
        return Ok(Err(Refusal::Unknown));
    }
    let decided = decide(saving, known);
    if let Err(Refusal::Overtaken { by: None, revision, fields, now }) = decided {
        let by = last_writer(tx, saving.project).await?;
        return Ok(Err(Refusal::Overtaken { by, revision, fields, now }));
    }
    Ok(decided.map(|(draft, mut after)| {
        if after == draft && draft.report.id != 0 {
            return Saved { revision: draft.report.revision, texts: texts_of(&draft), written: false };
        }
        if after.report != draft.report || draft.report.id == 0 {
            after.report.revision = draft.report.revision + 1;
        }
        written.add(saving, known, &draft, &after, terms);
        Saved { revision: after.report.revision, texts: texts_of(&after), written: true }
    }))
}

/// Who wrote to the project last.
async fn last_writer(tx: &WriteTx, project: i64) -> Result<Option<(String, Moment)>, DbError> {
    let filter = journal::Filter { project: Some(project), ..journal::Filter::default() };
    let last = journal::page(tx, &filter, None, 1).await?.rows.pop();
    Ok(last.map(|row| (row.actor_name, row.at)))
}

/// The state before and after, if the saving may stand.
fn decide(saving: &Saving, known: &Known) -> Result<(State, State), Refusal> {
    may_report(known, saving.month, saving.today)?;
    let draft = draft(known, saving.month);
    let shown = texts_of(&draft);
    basis::check(&saving.basis, draft.report.revision, &shown, || None)?;
    let mut faults = Vec::new();
    let after = lay(&draft, &shown, &saving.sent, saving.month, &mut faults);
    let case = Case { known, month: saving.month, today: saving.today, draft: &draft, after: &after };
    let faults = judge(&case, faults, &saving.reason);
    if faults.is_empty() { Ok((draft, after)) } else { Err(Refusal::Faults(faults)) }
}

impl Written {
    fn add(&mut self, saving: &Saving, known: &Known, draft: &State, after: &State, terms: &Terms) {
        let is_correction = draft.report.id != 0;
        if !is_correction {
            let mut row = after.report.clone().into_active_model();
            row.id = NotSet;
            self.reports.push(row);
        } else if after.report != draft.report {
            self.earlier.push(reports::replaced(&draft.report, saving.at, &saving.actor.name));
            self.corrected.push(after.report.clone());
        }
        if after.project != draft.project {
            self.projects.push(after.project.clone());
        }
        // The first report of a month is told whole, whatever of it stood in the report before.
        let before = if is_correction {
            draft.clone()
        } else {
            State { report: monthly_report::Model::default(), ..draft.clone() }
        };
        let changed = differences(&facts(&before, terms), &facts(after, terms));
        let (first, changed): (Vec<_>, Vec<_>) =
            changed.into_iter().partition(|(_, before, _)| !is_correction && before.is_none());
        let entry = |action: &'static str| {
            let entry = Entry::new(action, "project", known.state.project.id).project(known.state.project.id);
            let entry = entry.month(saving.month);
            if saving.reason.is_empty() { entry } else { entry.why(saving.reason.clone()) }
        };
        let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "—".to_owned());
        let mut story = Vec::new();
        if !is_correction {
            let told = first.iter().map(|(field, _, after)| format!("{}:{}", field.label(), text(after)));
            story.push(entry("填报").to(told.collect::<Vec<_>>().join(";")));
        }
        story.extend(changed.iter().map(|(field, before, after)| {
            let told = |value: &Option<String>| format!("{}:{}", field.label(), text(value));
            entry("更正").from(told(before)).to(told(after))
        }));
        let sign = |entry| Signed { entry, actor: saving.actor.clone(), at: saving.at };
        self.story.extend(story.into_iter().map(sign));
    }

    async fn write(self, tx: &WriteTx) -> Result<Option<Recorded>, DbError> {
        insert_all(tx, self.earlier).await?;
        insert_all(tx, self.reports).await?;
        for report in self.corrected {
            monthly_report::Entity::update(report.into_active_model().reset_all()).exec(tx).await?;
        }
        for project in self.projects {
            project::Entity::update(project.into_active_model().reset_all()).exec(tx).await?;
        }
        tx.record_signed(self.story).await
    }
}
