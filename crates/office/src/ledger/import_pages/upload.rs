//! Step one: a workbook, the year and the list it belongs to.

use super::draft::{self, ActiveModel, DraftError};
use super::{FORM_BYTES, MOST_BYTES};
use crate::ledger::default_list_name;
use crate::ledger::entities::{import_batch, import_draft, project_list};
use askama::Template;
use axum::extract::Multipart;
use axum::extract::multipart::MultipartError;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::Datelike;
use kernel::{Month, text};
use platform::journal::Entry;
use platform::web::{Ctx, Page, Shell, WebError, again};
use platform::{Moment, Place};
use sea_orm::ActiveValue::NotSet;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use workbook::Options;

/// How many earlier imports are shown.
const SHOWN: u64 = 10;

#[derive(Template)]
#[template(path = "ledger/import_pages/templates/upload.html")]
pub(super) struct UploadPage {
    shell: Shell,
    step: usize,
    form: Form,
    error: Option<String>,
    open: Vec<OpenDraft>,
    past: Vec<Past>,
}

/// What was typed.
#[derive(Clone, Debug, Default)]
struct Form {
    year: String,
    as_of: String,
    list: String,
    file_name: String,
    bytes: Vec<u8>,
}

struct OpenDraft {
    id: i64,
    file_name: String,
    list: String,
    at: Moment,
}

/// An import that was committed.
struct Past {
    at: Moment,
    user: String,
    file_name: String,
    list: String,
    as_of: String,
    created: i32,
    updated: i32,
    unchanged: i32,
}

/// A form understood. A year or list that is not given is the workbook's own.
struct Upload {
    year: Option<i32>,
    as_of: Option<Month>,
    list: Option<String>,
    file_name: String,
    bytes: Vec<u8>,
}

pub(super) async fn form(ctx: Ctx) -> Result<Page<UploadPage>, WebError> {
    Ok(Page(page(&ctx, Form::default(), None).await?))
}

async fn page(ctx: &Ctx, form: Form, error: Option<String>) -> Result<UploadPage, WebError> {
    let shell = ctx.shell("导入台账").await?.at(Place::Ledger);
    Ok(UploadPage { shell, step: 1, form, error, open: open_drafts(ctx).await?, past: past(ctx).await? })
}

pub(super) async fn submit(ctx: Ctx, multipart: Multipart) -> Result<Response, WebError> {
    let mut form = Form::default();
    let taken = form.take(multipart).await;
    let upload = match taken.and_then(|()| form.understood()) {
        Ok(upload) => upload,
        Err(error) => return Ok(again(page(&ctx, form, Some(error)).await?)),
    };
    match start(&ctx, upload).await {
        Ok(id) => Ok(Redirect::to(&format!("/import/{id}")).into_response()),
        Err(DraftError::Read(error)) => Ok(again(page(&ctx, form, Some(error.to_string())).await?)),
        Err(other) => Err(other.into()),
    }
}

/// Keeps the workbook and begins a draft, if it can be read at all.
async fn start(ctx: &Ctx, upload: Upload) -> Result<i64, DraftError> {
    let (name, bytes, asked) = (upload.file_name.clone(), upload.bytes, upload.year.or(upload.as_of.map(Month::year)));
    let this_year = ctx.today().year();
    let (bytes, year) = tokio::task::spawn_blocking(move || {
        let year = match asked {
            Some(year) => year,
            None => workbook::read(&name, &bytes, &Options::for_year(this_year))?.as_of.map_or(this_year, Month::year),
        };
        Ok::<_, workbook::ReadError>((bytes, year))
    })
    .await??;
    let mut row = import_draft::Model {
        id: 0,
        account_id: ctx.viewer.id,
        file_hash: String::new(),
        file_name: upload.file_name,
        year,
        as_of: upload.as_of.map(Month::index),
        list: upload.list.unwrap_or_else(|| default_list_name(year)),
        corrections: "{}".to_owned(),
        decisions: "{}".to_owned(),
        accept_valid: false,
        job_id: None,
        result: None,
        created_at: ctx.now().0,
    };
    let (options, name) = (draft::options(ctx.db(), &row).await?, row.file_name.clone());
    let bytes = tokio::task::spawn_blocking(move || workbook::read(&name, &bytes, &options).map(|_| bytes));
    row.file_hash = ctx.app.files().put(bytes.await??).await?.to_string();
    let mut new: ActiveModel = row.into();
    new.id = NotSet;
    let tx = ctx.write().await?;
    let made = new.insert(&tx).await.map_err(platform::DbError::from)?;
    let entry = Entry::new("上传台账", "import_draft", made.id).to(format!("{} {}", made.list, made.file_name));
    let recorded = tx.record(entry).await?;
    tx.commit(recorded).await?;
    Ok(made.id)
}

impl Form {
    /// Reads the form's parts; the error is for the person.
    async fn take(&mut self, mut multipart: Multipart) -> Result<(), String> {
        let broken = |error: MultipartError| {
            if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
                too_large()
            } else {
                "上传中断或不完整,请重新选择文件后再试".to_owned()
            }
        };
        while let Some(mut part) = multipart.next_field().await.map_err(broken)? {
            let name = part.name().unwrap_or_default().to_owned();
            if name == "workbook" {
                self.file_name = file_name(part.file_name().unwrap_or_default());
            }
            let most = if name == "workbook" { MOST_BYTES } else { FORM_BYTES };
            let mut bytes = Vec::new();
            while let Some(chunk) = part.chunk().await.map_err(broken)? {
                if bytes.len() + chunk.len() > most {
                    return Err(too_large());
                }
                bytes.extend_from_slice(&chunk);
            }
            let typed = || text::normal(&String::from_utf8_lossy(&bytes)).replace(char::is_control, "");
            match name.as_str() {
                "workbook" => self.bytes = bytes,
                "year" => self.year = typed(),
                "as_of" => self.as_of = typed(),
                "list" => self.list = typed(),
                _ => {}
            }
        }
        Ok(())
    }

    fn understood(&mut self) -> Result<Upload, String> {
        let wrong = |year: &str| format!("年度“{year}”应为四位数字,如 2025");
        let year = match self.year.as_str() {
            "" => None,
            typed => Some(typed.parse().ok().filter(|y| (2000..=2100).contains(y)).ok_or_else(|| wrong(typed))?),
        };
        let as_of = match self.as_of.as_str() {
            "" => None,
            typed => Some(typed.parse::<Month>().map_err(|_| format!("月份“{typed}”应写作 2025-07"))?),
        };
        if let (Some(month), Some(year)) = (as_of.filter(|m| year.is_some_and(|y| y != m.year())), year) {
            return Err(format!("数据截至{month},不在{year}年度内,请改正年度或月份"));
        }
        let list = Some(self.list.clone()).filter(|list| !list.is_empty());
        if self.list.chars().count() > 60 {
            return Err("清单名称太长,最多60个字".to_owned());
        }
        if self.file_name.is_empty() {
            return Err("请选择台账工作簿".to_owned());
        }
        let (file_name, bytes) = (self.file_name.clone(), std::mem::take(&mut self.bytes));
        Ok(Upload { year, as_of, list, file_name, bytes })
    }
}

fn too_large() -> String {
    format!("文件超过上限{}MB:请删除图片和多余的工作表后再导入", MOST_BYTES >> 20)
}

/// The last part of what the browser calls the file: no folders, no control characters, at most 120 characters, of which the
/// ending is kept.
pub(crate) fn file_name(typed: &str) -> String {
    let last = typed.rsplit(['/', '\\']).next().unwrap_or_default();
    // Marks that turn the direction of writing hide a name's true ending.
    let harmless = |c: &char| {
        !c.is_control() && !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let chars: Vec<char> = last.trim().chars().filter(harmless).collect();
    chars[chars.len().saturating_sub(120)..].iter().collect()
}

async fn open_drafts(ctx: &Ctx) -> Result<Vec<OpenDraft>, WebError> {
    let rows = import_draft::Entity::find()
        .filter(import_draft::Column::AccountId.eq(ctx.viewer.id))
        .filter(import_draft::Column::Result.is_null())
        .order_by_desc(import_draft::Column::Id)
        .limit(SHOWN)
        .all(ctx.db().read())
        .await?;
    let one =
        |d: import_draft::Model| OpenDraft { id: d.id, file_name: d.file_name, list: d.list, at: Moment(d.created_at) };
    Ok(rows.into_iter().map(one).collect())
}

async fn past(ctx: &Ctx) -> Result<Vec<Past>, WebError> {
    let batches =
        import_batch::Entity::find().order_by_desc(import_batch::Column::Id).limit(SHOWN).all(ctx.db().read()).await?;
    let lists = project_list::Entity::find().all(ctx.db().read()).await?;
    let list = |id: i64| lists.iter().find(|l| l.id == id).map(|l| l.name.clone()).unwrap_or_default();
    let one = |b: import_batch::Model| Past {
        at: Moment(b.at),
        list: list(b.list_id),
        as_of: Month::from_index(b.as_of).map(|m| m.to_string()).unwrap_or_default(),
        user: b.user_name,
        file_name: b.file_name,
        created: b.created,
        updated: b.updated,
        unchanged: b.unchanged,
    };
    Ok(batches.into_iter().map(one).collect())
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_file_name_is_only_a_name() {
        assert_eq!(file_name("C:\\台账\\7月.xlsx"), "7月.xlsx");
        assert_eq!(file_name("../../etc/passwd"), "passwd");
        assert_eq!(file_name("台账\u{202e}xslx.exe\0\r\n"), "台账xslx.exe");
        assert_eq!(file_name("/"), "");
        let long = format!("{}.xlsx", "长".repeat(500));
        assert_eq!(file_name(&long).chars().count(), 120);
        assert!(file_name(&long).ends_with(".xlsx"));
    }
}
