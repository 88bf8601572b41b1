//! What was handed in to be checked, kept for whoever did; nobody else finds it. The text lies among the attachments and is judged
//! anew whenever it is looked at, against the ledger of that moment.

use super::MOST_CHARS;
use claims::{Manuscript, ManuscriptError};
use kernel::Month;
use platform::Moment;
use platform::db::migrate::{Index, Table, TableMigration, big, id, int, optional, text};
use platform::journal::Entry;
use platform::web::{Ctx, WebError};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};

/// How many earlier checks are shown.
const SHOWN: u64 = 10;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "checked_paper")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub account_id: i64,
    /// What was handed in, among the attachments (`platform::files::FileHash`).
    pub file_hash: String,
    /// As the user's computer calls it, or the first words of what was pasted.
    pub name: String,
    /// The month the user named for the paper.
    pub as_of: Option<i32>,
    /// Milliseconds since 1970.
    pub created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub fn migrations() -> Vec<TableMigration> {
    let tables = |_| {
        let mut table = Table::create();
        table.table("checked_paper").col(id()).col(big("account_id")).col(text("file_hash")).col(text("name"));
        vec![table.col(optional(int("as_of"))).col(big("created_at")).take()]
    };
    vec![TableMigration::new("m20260101_000020_checked_paper", tables).indexes(|_| {
        vec![Index::create().name("checked_paper_by_account").table("checked_paper").col("account_id").take()]
    })]
}

impl Model {
    pub fn month(&self) -> Option<Month> {
        self.as_of.and_then(Month::from_index)
    }

    pub const fn at(&self) -> Moment {
        Moment(self.created_at)
    }
}

/// A paper understood, and the bytes it came in.
pub(super) struct HandedIn {
    pub name: String,
    pub bytes: Vec<u8>,
    pub as_of: Option<Month>,
}

/// Reads a manuscript off the threads that answer requests; the error is for the person.
pub(super) async fn read(bytes: Vec<u8>) -> Result<Manuscript, WebError> {
    let read = tokio::task::spawn_blocking(move || Manuscript::read(bytes)).await;
    let manuscript = read
        .map_err(|e| WebError::Internal(e.to_string()))?
        .map_err(|e: ManuscriptError| WebError::Invalid(e.to_string()))?;
    let chars = manuscript.text.chars().count();
    if chars > MOST_CHARS {
        let said = format!("文稿有{chars}字,网页上最多核对{MOST_CHARS}字;请分成几份,或用命令行 zhuashou check 核对");
        return Err(WebError::Invalid(said));
    }
    Ok(manuscript)
}

/// Keeps what was handed in, if it is a manuscript; its number.
pub(super) async fn keep(ctx: &Ctx, paper: HandedIn) -> Result<i64, WebError> {
    read(paper.bytes.clone()).await?;
    let hash = ctx.app.files().put(paper.bytes).await.map_err(|e| WebError::Internal(e.to_string()))?;
    let row = ActiveModel {
        id: NotSet,
        account_id: Set(ctx.viewer.id),
        file_hash: Set(hash.to_string()),
        name: Set(paper.name),
        as_of: Set(paper.as_of.map(Month::index)),
        created_at: Set(ctx.now().0),
    };
    let tx = ctx.write().await?;
    let made = row.insert(&tx).await.map_err(platform::DbError::from)?;
    let recorded = tx.record(Entry::new("核对文稿", "checked_paper", made.id).to(made.name)).await?;
    tx.commit(recorded).await?;
    Ok(made.id)
}

/// The viewer's own paper of this number and its manuscript; other people's do not exist.
pub(super) async fn find(ctx: &Ctx, id: &str) -> Result<(Model, Manuscript), WebError> {
    let unknown = || WebError::NotFound("没有这次核对,请重新提交文稿".to_owned());
    let id: i64 = id.parse().map_err(|_| unknown())?;
    let paper = Entity::find_by_id(id).one(ctx.db().read()).await?;
    let paper = paper.filter(|p| p.account_id == ctx.viewer.id).ok_or_else(unknown)?;
    let internal = |error: platform::files::FileError| WebError::Internal(error.to_string());
    let bytes = ctx.app.files().get(&paper.file_hash.parse().map_err(internal)?).await.map_err(internal)?;
    Ok((paper, read(bytes).await?))
}

/// The viewer's own latest papers, the last one first.
pub(super) async fn latest(ctx: &Ctx) -> Result<Vec<Model>, WebError> {
    let own = Entity::find().filter(Column::AccountId.eq(ctx.viewer.id));
    Ok(own.order_by_desc(Column::Id).limit(SHOWN).all(ctx.db().read()).await?)
}
