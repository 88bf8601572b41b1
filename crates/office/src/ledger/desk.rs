//! What the pages read from: the board, and beside it what only the database knows, remembered as long as it is true.
//!
//! See [`platform::memory`] for why nothing here can be stale. Sums never come from here: figures come from the board.

use super::BoardFeed;
use super::entities::monthly_report_earlier;
use super::import::terms::Terms;
use super::known::{self, Known};
use super::words::{Words, words_with};
use board::{Board, ProjectId};
use kernel::Month;
use platform::DbError;
use platform::journal;
use platform::memory::{About, Packed, Remembered};
use platform::web::Ctx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::RwLockReadGuard;

/// Projects whose words of one month are remembered, twice over: some 1.5 kB each.
const MOST_WORDS: usize = 8_192;
/// Projects whose whole story is remembered, twice over: some 2.5 kB each, packed (15 kB in the open).
const MOST_STORIES: usize = 10_240;
/// More rows than a page shows are for an export, and pass the memory by.
const MOST_AT_ONCE: usize = 500;

/// Entries of a project's history on its page.
pub const HISTORY: u64 = 30;

/// Board and words, shared by the mechanisms.
pub struct Desk {
    pub feed: Arc<BoardFeed>,
    terms: Remembered<(), Arc<Terms>>,
    latest: Remembered<(), Option<Month>>,
    words: Remembered<(ProjectId, Month), Arc<Words>>,
    stories: Remembered<(ProjectId, Month), Packed<Story>>,
}

/// Everything the database knows of one project in the year of a month.
#[derive(Serialize, Deserialize)]
pub struct Story {
    pub known: Known,
    /// Earlier revisions of the reports from January to the month.
    pub earlier: Vec<monthly_report_earlier::Model>,
    /// The newest entries of its history.
    pub history: journal::Page,
}

impl Desk {
    pub fn new(feed: Arc<BoardFeed>) -> Desk {
        Desk {
            feed,
            terms: Remembered::new(1),
            latest: Remembered::new(1),
            words: Remembered::new(MOST_WORDS),
            stories: Remembered::new(MOST_STORIES),
        }
    }

    /// The board as it was when the request came, or newer.
    pub async fn board(&self, ctx: &Ctx) -> Result<RwLockReadGuard<'_, Board>, DbError> {
        self.feed.at(ctx.db(), &ctx.stand).await
    }

    /// The latest month anything was reported for.
    pub async fn latest_month(&self, ctx: &Ctx) -> Result<Option<Month>, DbError> {
        if let Some(latest) = self.latest.get(ctx.app.memory(), &()) {
            return Ok(latest);
        }
        let latest = known::latest_month(ctx.db().read()).await?;
        self.latest.keep(&ctx.stand, (), [About::Projects], latest);
        Ok(latest)
    }

    /// All shared words. New ones come with the projects that use them.
    pub async fn terms(&self, ctx: &Ctx) -> Result<Arc<Terms>, DbError> {
        if let Some(terms) = self.terms.get(ctx.app.memory(), &()) {
            return Ok(terms);
        }
        let terms = Arc::new(known::terms(ctx.db().read()).await?);
        self.terms.keep(&ctx.stand, (), [About::Projects], terms.clone());
        Ok(terms)
    }

    /// The words of these projects as of a month.
    pub async fn words(
        &self,
        ctx: &Ctx,
        ids: &[ProjectId],
        as_of: Month,
    ) -> Result<HashMap<ProjectId, Arc<Words>>, DbError> {
        let remembers = ids.len() <= MOST_AT_ONCE;
        let mut words = HashMap::with_capacity(ids.len());
        if remembers {
            let found = ids.iter().filter_map(|id| Some((*id, self.words.get(ctx.app.memory(), &(*id, as_of))?)));
            words.extend(found);
        }
        let missing: Vec<ProjectId> = ids.iter().copied().filter(|id| !words.contains_key(id)).collect();
        if missing.is_empty() {
            return Ok(words);
        }
        let terms = self.terms(ctx).await?;
        for (id, read) in words_with(ctx.db().read(), &terms, &missing, as_of).await? {
            let read = Arc::new(read);
            if remembers {
                self.words.keep(&ctx.stand, (id, as_of), [About::Project(id)], read.clone());
            }
            words.insert(id, read);
        }
        Ok(words)
    }

    /// The story of a project as of a month; `None` if there is no such project. Who may read it is the caller's to ask.
    pub async fn story(&self, ctx: &Ctx, id: ProjectId, as_of: Month) -> Result<Option<Story>, DbError> {
        if let Some(story) = self.stories.get(ctx.app.memory(), &(id, as_of)).and_then(|packed| packed.open()) {
            return Ok(Some(story));
        }
        let conn = ctx.db().read();
        let known = known::load(conn, &[id], as_of).await?.remove(&id).filter(|k| k.state.project.id == id);
        let Some(known) = known else { return Ok(None) };
        // Most reports were never corrected.
        let earlier = if known.reports.values().any(|report| report.revision > 1) {
            monthly_report_earlier::Entity::find()
                .filter(monthly_report_earlier::Column::ProjectId.eq(id))
                .filter(monthly_report_earlier::Column::Month.between(as_of.january().index(), as_of.index()))
                .order_by_asc(monthly_report_earlier::Column::Revision)
                .all(conn)
                .await?
        } else {
            Vec::new()
        };
        let filter = journal::Filter { project: Some(id), ..journal::Filter::default() };
        let history = journal::page(conn, &filter, None, HISTORY).await?;
        let story = Story { known, earlier, history };
        if let Some(packed) = Packed::of(&story) {
            self.stories.keep(&ctx.stand, (id, as_of), [About::Project(id)], packed);
        }
        Ok(Some(story))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::entities::{annual_plan, monthly_report};
    use platform::Moment;

    #[test]
    fn a_story_comes_out_of_its_packing_as_it_went_in() {
        let month = Month::new(2025, 7).expect("a month");
        let report = monthly_report::Model { month: month.index(), done_ytd: Some(312_000), ..Default::default() };
        let mut known = Known { plans: vec![annual_plan::Model::default()], ..Known::default() };
        known.state.project.name = "城东水厂".to_owned();
        known.state.months.insert(6, kernel::Money(100));
        known.reports.insert(month.index(), report);
        let earlier = vec![monthly_report_earlier::Model { replaced_by: "张三".to_owned(), ..Default::default() }];
        let row = journal::Row {
            id: 1,
            at: Moment(5),
            actor_id: Some(2),
            actor_name: "张三".to_owned(),
            action: "更正".to_owned(),
            subject_kind: "project".to_owned(),
            subject_id: "7".to_owned(),
            project_id: Some(7),
            month: Some(month.index()),
            from_text: None,
            to_text: Some("年内完成:3,120.00万元".to_owned()),
            why: Some("漏报".to_owned()),
            source: "page".to_owned(),
            batch: Some("b".to_owned()),
        };
        let story = Story { known, earlier, history: journal::Page { rows: vec![row], next: Some(1) } };
        let read = Packed::of(&story).and_then(|packed| packed.open()).expect("packs and opens");
        assert_eq!(read.known.state, story.known.state);
        assert_eq!((read.known.plans, read.known.reports), (story.known.plans, story.known.reports));
        assert_eq!((read.earlier, read.history.rows), (story.earlier, story.history.rows));
        assert_eq!(read.history.next, story.history.next);
    }
}
