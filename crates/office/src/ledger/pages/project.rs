//! The page of one project: how it stands, what was planned and done, what it needs, what stands in its way, who changed what.

use super::asked::Asked;
use super::history::{self, Event};
use super::story::{self, Facts, Headline, MonthLine, PlanLine};
use crate::address::{Pairs, asked};
use crate::ledger::Desk;
use crate::ledger::describe::{Fact, facts};
use crate::ledger::desk::Story;
use crate::ledger::import::merge::State;
use crate::ledger::import::terms::Terms;
use crate::overview::lights::Light;
use crate::scope::Scope;
use askama::Template;
use axum::extract::Path;
use axum::http::Uri;
use board::{Filter, Indicators, MonthPoint, ProjectId};
use kernel::Month;
use platform::access::Permission;
use platform::mechanism::Place;
use platform::web::{Ctx, Page, Shell, WebError};
use std::sync::Arc;

/// Everything known of one project as of a month.
pub(super) struct Whole {
    pub story: Story,
    /// The project with the latest report of the year up to the month.
    pub state: State,
    pub terms: Arc<Terms>,
    pub as_of: Month,
    /// The month of the report that the words are from.
    pub told_in: Option<Month>,
    /// `None` when it is not on the list of that month.
    pub figures: Option<Indicators>,
    pub points: Vec<MonthPoint>,
}

/// The project, if the viewer may see it; else it does not exist.
pub(super) async fn whole(desk: &Desk, ctx: &Ctx, id: &str, pairs: &Pairs) -> Result<Whole, WebError> {
    let nowhere = || WebError::NotFound("没有这个项目,或不在您负责的范围内".to_owned());
    let id: ProjectId = id.parse().map_err(|_| nowhere())?;
    let as_of = Asked::of(desk, ctx, &of_month(pairs)).await?.ok_or_else(nowhere)?.scope.as_of;
    let story = desk.story(ctx, id, as_of).await?.ok_or_else(nowhere)?;
    let terms = desk.terms(ctx).await?;
    let project = &story.known.state.project;
    let name = |term| terms.name(term).unwrap_or_default();
    if !ctx.viewer.scope.admits(name(project.region_id), name(project.department_id), name(project.unit_id)) {
        return Err(nowhere());
    }
    let (figures, points) = {
        let board = desk.board(ctx).await?;
        let query = Scope::new(as_of).query(&board, &ctx.viewer.scope).with(Filter::Ids(vec![id]));
        let figures = board.figures(&[id], &query).pop().map(|(_, figures)| figures);
        let points = if figures.is_some() { board.series(&query) } else { Vec::new() };
        (figures, points)
    };
    let (state, told_in) = story::with_latest_report(&story.known, as_of);
    Ok(Whole { story, state, terms, as_of, told_in, figures, points })
}

/// Only the month of the address counts here.
fn of_month(pairs: &Pairs) -> Pairs {
    pairs.iter().filter(|(key, _)| *key == "as_of").map(|(k, v)| (k.to_owned(), v.to_owned())).collect()
}

impl Whole {
    pub fn facts(&self) -> Vec<Fact> {
        facts(&self.state, &self.terms)
    }

    pub fn light(&self) -> Light {
        self.figures.as_ref().map_or(Light::None, Light::of)
    }

    fn term(&self, id: Option<i64>) -> Option<String> {
        self.terms.name(id).map(str::to_owned)
    }

    fn tags(&self) -> Vec<String> {
        let (entry, report) = (&self.state.entry, &self.state.report);
        let nature = entry.nature_word.clone().or_else(|| {
            let nature = entry.nature.as_deref().and_then(crate::ledger::import::merge::nature_of)?;
            Some(nature.label().to_owned())
        });
        [self.term(report.stage_id), nature, self.term(entry.level_id), self.term(entry.category_id)]
            .into_iter()
            .flatten()
            .collect()
    }

    fn places(&self) -> Vec<(&'static str, String)> {
        let p = &self.state.project;
        let places = [
            ("县市区", self.term(p.region_id)),
            ("主管部门", self.term(p.department_id)),
            ("责任单位", self.term(p.unit_id)),
            ("包联领导", self.term(p.leader_id)),
            ("建设单位", p.owner.clone()),
        ];
        places.into_iter().filter_map(|(label, text)| Some((label, text?))).collect()
    }
}

#[derive(Template)]
#[template(path = "ledger/pages/templates/project.html")]
pub(super) struct ProjectPage {
    shell: Shell,
    id: ProjectId,
    name: String,
    as_of: Month,
    as_of_words: String,
    light: Light,
    tags: Vec<String>,
    places: Vec<(&'static str, String)>,
    is_listed: bool,
    told_in: Option<String>,
    headlines: Vec<Headline>,
    curve: String,
    months: Vec<MonthLine>,
    plans: Vec<PlanLine>,
    facts: Facts,
    events: Vec<Event>,
    older: Option<String>,
    is_first_page: bool,
    /// Whether the viewer may report this month by hand.
    may_file: bool,
    is_filed: bool,
}

pub(super) async fn page(
    desk: Arc<Desk>,
    ctx: Ctx,
    Path(id): Path<String>,
    uri: Uri,
) -> Result<Page<ProjectPage>, WebError> {
    let pairs = asked(&uri);
    let whole = whole(&desk, &ctx, &id, &pairs).await?;
    let before = pairs
        .get("before")
        .map(|text| text.parse::<i64>().map_err(|_| WebError::Invalid("“before”应为操作日志的序号".to_owned())));
    let before = before.transpose()?;
    let id = whole.state.project.id;
    let (events, next) = match before {
        None => (history::events(&whole.story.history), whole.story.history.next),
        Some(before) => {
            let older = history::older(ctx.db().read(), id, before).await?;
            (history::events(&older), older.next)
        }
    };
    let as_of = whole.as_of;
    let known = &whole.story.known;
    let reports = &known.reports;
    let mut shell = ctx.shell("项目").await?.at(Place::Ledger);
    match pairs.get("saved") {
        Some("yes") => shell = shell.good(format!("已保存{}年{}月的数据", as_of.year(), as_of.month())),
        Some("same") => shell = shell.good("内容没有变化,没有需要保存的"),
        _ => {}
    }
    let is_listed = whole.figures.is_some();
    Ok(Page(ProjectPage {
        shell,
        id,
        name: whole.state.project.name.clone(),
        as_of,
        as_of_words: paper::date_in_paper(as_of.last_day()),
        light: whole.light(),
        tags: whole.tags(),
        places: whole.places(),
        is_listed,
        may_file: is_listed && as_of <= Month::of(ctx.today()) && ctx.viewer.may(Permission::File),
        is_filed: reports.contains_key(&as_of.index()),
        told_in: whole.told_in.filter(|m| *m != as_of).map(|m| format!("{}年{}月", m.year(), m.month())),
        headlines: whole.figures.as_ref().map_or_else(Vec::new, |figures| story::headlines(figures, as_of)),
        curve: story::curve(&whole.points, reports),
        months: story::months(&whole.points, reports, &whole.story.earlier),
        plans: story::plans(&known.plans, as_of),
        facts: Facts::of(whole.facts()),
        events,
        older: next.map(|next| format!("/projects/{id}?as_of={as_of}&before={next}#history")),
        is_first_page: before.is_none(),
    }))
}
