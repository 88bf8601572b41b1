//! Drawing a bulletin up from the ledger: ask the board, fetch the words of its projects, compose the paper.

use super::document::paper;
use super::facts::{Gathered, Heading, gather};
use crate::ledger::BoardFeed;
use crate::ledger::words::words;
use crate::scope::Scope;
use board::ProjectId;
use kernel::Date;
use paper::Paper;
use platform::settings::{CITY, Setting, Settings};
use platform::{Db, DbError, access};

/// Who signs the bulletin.
pub const ISSUER: Setting<String> =
    Setting::new("bulletin_issuer", "通报署名", || "重点项目建设领导小组办公室".to_owned());

/// The bulletin of a scope, as `access` lets it be seen, dated `date`.
pub async fn draw_up(
    db: &Db,
    feed: &BoardFeed,
    scope: Scope,
    access: &access::Scope,
    date: Date,
) -> Result<Paper, DbError> {
    let settings = Settings::load(db.read()).await?;
    let gathered: Gathered = {
        let board = feed.current(db).await?;
        gather(&board, &scope, access)
    };
    let ids: Vec<ProjectId> = gathered.projects.iter().map(|(id, _)| *id).collect();
    let words = words(db.read(), &ids, scope.as_of).await?;
    let city = settings.get(&CITY);
    let issuer = format!("{city}{}", settings.get(&ISSUER));
    let heading = Heading { place: city, issuer, date, scope };
    Ok(paper(&gathered.with_words(&words, heading)))
}
