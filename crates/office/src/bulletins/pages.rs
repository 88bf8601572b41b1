//! The bulletin on a page, each number a door, and as a file.

use super::format::Format;
use super::{draw_up, format};
use crate::address::{Pairs, asked};
use crate::ledger::{BoardFeed, known};
use crate::scope::Scope;
use askama::Template;
use axum::extract::Path;
use axum::http::{Uri, header};
use axum::response::{IntoResponse, Response};
use kernel::Month;
use paper::{HtmlOptions, Paper};
use platform::web::{Ctx, Page, Shell, WebError};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "bulletins/templates/preview.html")]
pub(super) struct PreviewPage {
    shell: Shell,
    scope: Scope,
    /// Conditions the month picker keeps.
    kept: Pairs,
    chips: Vec<String>,
    /// The paper as an HTML fragment, escaped by its writer; `None` when nothing was ever reported.
    paper: Option<String>,
    formats: Vec<(&'static str, String)>,
}

pub(super) async fn preview(feed: Arc<BoardFeed>, ctx: Ctx, uri: Uri) -> Result<Page<PreviewPage>, WebError> {
    let latest = known::latest_month(ctx.db().read()).await?;
    let scope = asked(&uri).scope(latest.unwrap_or_else(|| Month::of(ctx.today())))?;
    let paper = match latest {
        None => None,
        Some(_) => {
            let paper = draw_up(ctx.db(), &feed, scope.clone(), &ctx.viewer.scope, ctx.today()).await?;
            Some(paper::html(&paper, HtmlOptions::default()))
        }
    };
    let formats = [("Word", Format::Word), ("Excel", Format::Excel), ("PDF", Format::Pdf)];
    Ok(Page(PreviewPage {
        shell: ctx.shell("通报").await?,
        kept: Pairs::of(scope.pairs()),
        chips: scope.chips(),
        paper,
        formats: formats.map(|(label, f)| (label, scope.href(&format!("/bulletins/file/{}", f.extension())))).into(),
        scope,
    }))
}

pub(super) async fn file(
    feed: Arc<BoardFeed>,
    ctx: Ctx,
    Path(extension): Path<String>,
    uri: Uri,
) -> Result<Response, WebError> {
    let format = Format::of_extension(&extension)
        .ok_or_else(|| WebError::NotFound(format!("没有“{extension}”这种格式,可下载docx、xlsx、pdf、html、md")))?;
    let latest = known::latest_month(ctx.db().read()).await?;
    let latest = latest.ok_or_else(|| WebError::NotFound("台账里还没有填报的月份".to_owned()))?;
    let scope = asked(&uri).scope(latest)?;
    let paper = draw_up(ctx.db(), &feed, scope, &ctx.viewer.scope, ctx.today()).await?;
    let (paper, bytes) = written(paper, format).await?;
    let name: String =
        form_urlencoded::byte_serialize(format!("{}.{}", paper.file_stem, format.extension()).as_bytes()).collect();
    let headers = [
        (header::CONTENT_TYPE, format.content_type().to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{}", name.replace('+', "%20"))),
    ];
    Ok((headers, bytes).into_response())
}

/// Setting a PDF keeps a processor busy for a while: not one of those that answer requests.
async fn written(paper: Paper, format: Format) -> Result<(Paper, Vec<u8>), WebError> {
    let internal = |error: String| WebError::Internal(error);
    let written = tokio::task::spawn_blocking(move || {
        let bytes: Result<Vec<u8>, format::FormatError> = format.write(&paper);
        bytes.map(|bytes| (paper, bytes))
    });
    written.await.map_err(|e| internal(e.to_string()))?.map_err(|e| internal(e.to_string()))
}
