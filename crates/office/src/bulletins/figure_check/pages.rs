//! The pages of the figure check: hand in, read, take the Word file back.

use super::marked::{self, Line, Paragraph, Piece, Tally};
use super::papers::{self, HandedIn, Model};
use super::{FORM_BYTES, MOST_BYTES, judge};
use crate::ledger::{BoardFeed, known};
use askama::Template;
use axum::extract::multipart::MultipartError;
use axum::extract::{Multipart, Path};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use claims::Report;
use kernel::Month;
use platform::web::{Ctx, Page, Shell, WebError, again};
use platform::{Permission, Place};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "bulletins/figure_check/templates/form.html")]
pub(super) struct FormPage {
    shell: Shell,
    form: Form,
    error: Option<String>,
    past: Vec<Model>,
    may_publish: bool,
}

/// What was typed.
#[derive(Default)]
struct Form {
    text: String,
    as_of: String,
    file_name: String,
    bytes: Vec<u8>,
}

pub(super) async fn form(ctx: Ctx) -> Result<Page<FormPage>, WebError> {
    Ok(Page(page(&ctx, Form::default(), None).await?))
}

async fn page(ctx: &Ctx, form: Form, error: Option<String>) -> Result<FormPage, WebError> {
    let shell = ctx.shell("数据核对").await?.at(Place::Bulletins);
    Ok(FormPage {
        shell,
        form,
        error,
        past: papers::latest(ctx).await?,
        may_publish: ctx.viewer.may(Permission::PublishBulletin),
    })
}

pub(super) async fn submit(ctx: Ctx, multipart: Multipart) -> Result<Response, WebError> {
    let mut form = Form::default();
    let taken = form.take(multipart).await;
    let paper = match taken.and_then(|()| form.understood()) {
        Ok(paper) => paper,
        Err(error) => return Ok(again(page(&ctx, form, Some(error)).await?)),
    };
    match papers::keep(&ctx, paper).await {
        Ok(id) => Ok(Redirect::to(&format!("/bulletins/check/{id}")).into_response()),
        Err(WebError::Invalid(error)) => Ok(again(page(&ctx, form, Some(error)).await?)),
        Err(other) => Err(other),
    }
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
            if name == "paper" {
                self.file_name = crate::ledger::file_name(part.file_name().unwrap_or_default());
            }
            let most = if name == "paper" { MOST_BYTES } else { FORM_BYTES };
            let mut bytes = Vec::new();
            while let Some(chunk) = part.chunk().await.map_err(broken)? {
                if bytes.len() + chunk.len() > most {
                    return Err(too_large());
                }
                bytes.extend_from_slice(&chunk);
            }
            match name.as_str() {
                "paper" => self.bytes = bytes,
                "text" => self.text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n"),
                "as_of" => self.as_of = kernel::text::normal(&String::from_utf8_lossy(&bytes)),
                _ => {}
            }
        }
        Ok(())
    }

    fn understood(&mut self) -> Result<HandedIn, String> {
        let as_of = match self.as_of.as_str() {
            "" => None,
            typed => Some(typed.parse::<Month>().map_err(|_| format!("月份“{typed}”应写作 2025-07"))?),
        };
        let (has_file, has_text) = (!self.bytes.is_empty(), !self.text.trim().is_empty());
        match (has_file, has_text) {
            (true, true) => Err("文件和粘贴的文字请只用一种".to_owned()),
            (true, false) => {
                Ok(HandedIn { name: self.file_name.clone(), bytes: std::mem::take(&mut self.bytes), as_of })
            }
            (false, true) => {
                Ok(HandedIn { name: first_words(&self.text), bytes: self.text.clone().into_bytes(), as_of })
            }
            (false, false) if !self.file_name.is_empty() => Err("文件是空的".to_owned()),
            (false, false) => Err("请粘贴文稿,或选择一个文件".to_owned()),
        }
    }
}

fn too_large() -> String {
    format!("文稿超过上限{}MB:请删去图片后再核对", MOST_BYTES >> 20)
}

/// What a pasted text is called in the list.
fn first_words(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|l| !l.is_empty()).unwrap_or_default();
    let words: String = line.chars().filter(|c| !c.is_control()).take(24).collect();
    if words.chars().count() < line.chars().count() { format!("{words}…") } else { words }
}

#[derive(Template)]
#[template(path = "bulletins/figure_check/templates/report.html")]
pub(super) struct ReportPage {
    shell: Shell,
    paper: Model,
    is_word: bool,
    /// The month asked of the ledger where the text names none; `None` when the ledger is empty.
    latest: Option<Month>,
    tallies: Vec<Tally>,
    paragraphs: Vec<Paragraph>,
    bad: Vec<Line>,
    others: Vec<Line>,
}

pub(super) async fn show(feed: Arc<BoardFeed>, ctx: Ctx, Path(id): Path<String>) -> Result<Page<ReportPage>, WebError> {
    let (paper, manuscript) = papers::find(&ctx, &id).await?;
    let report = judged(feed, &ctx, &manuscript.text, paper.month()).await?;
    let is_bad = |line: &Line| marked::is_bad(&report.claims[line.number - 1]);
    let (bad, others) = marked::lines(&report).into_iter().partition(is_bad);
    Ok(Page(ReportPage {
        shell: ctx.shell("数据核对").await?.at(Place::Bulletins),
        is_word: manuscript.is_word(),
        latest: known::latest_month(ctx.db().read()).await?,
        tallies: marked::tallies(&report),
        paragraphs: marked::paragraphs(&manuscript.text, &report),
        bad,
        others,
        paper,
    }))
}

pub(super) async fn word(feed: Arc<BoardFeed>, ctx: Ctx, Path(id): Path<String>) -> Result<Response, WebError> {
    let (paper, manuscript) = papers::find(&ctx, &id).await?;
    let report = judged(feed, &ctx, &manuscript.text, paper.month()).await?;
    let commented = tokio::task::spawn_blocking(move || manuscript.commented(&report));
    let bytes = commented
        .await
        .map_err(|e| WebError::Internal(e.to_string()))?
        .map_err(|e| WebError::Invalid(e.to_string()))?
        .ok_or_else(|| WebError::NotFound("这份文稿不是Word文件,没有可带批注的文件".to_owned()))?;
    let stem = paper.name.rsplit_once('.').map_or(paper.name.as_str(), |(stem, _)| stem);
    let name: String = form_urlencoded::byte_serialize(format!("{stem}-核对.docx").as_bytes()).collect();
    let headers = [
        (header::CONTENT_TYPE, "application/vnd.openxmlformats-officedocument.wordprocessingml.document".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{}", name.replace('+', "%20"))),
    ];
    Ok((headers, bytes).into_response())
}

/// Judging a long speech keeps a processor busy for a while: not one of those that answer requests.
async fn judged(feed: Arc<BoardFeed>, ctx: &Ctx, text: &str, as_of: Option<Month>) -> Result<Report, WebError> {
    let (db, text, access) = (ctx.db().clone(), text.to_owned(), ctx.viewer.scope.clone());
    let runtime = tokio::runtime::Handle::current();
    let judged = tokio::task::spawn_blocking(move || runtime.block_on(judge(&db, &feed, &text, as_of, &access)));
    Ok(judged.await.map_err(|e| WebError::Internal(e.to_string()))??)
}
