//! The journal, for whoever looks after it.

use crate::clock::Moment;
use crate::journal::{self, Filter, Row, Source};
use crate::web::{Ctx, Page, Shell, WebError};
use askama::Template;
use axum::extract::Query;
use kernel::Date;
use serde::Deserialize;

const SIZE: u64 = 100;

/// What is asked for in the address; an empty field asks for nothing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AuditQuery {
    action: String,
    kind: String,
    id: String,
    batch: String,
    from: String,
    until: String,
    before: Option<i64>,
}

#[derive(Template)]
#[template(path = "pages/audit.html")]
pub(super) struct AuditPage {
    shell: Shell,
    query: AuditQuery,
    rows: Vec<Row>,
    next: Option<String>,
}

pub(super) async fn list(ctx: Ctx, Query(query): Query<AuditQuery>) -> Result<Page<AuditPage>, WebError> {
    let page = journal::page(ctx.db().read(), &query.filter()?, query.before, SIZE).await?;
    let next = page.next.map(|before| query.address(before));
    Ok(Page(AuditPage { shell: ctx.shell("操作日志").await?, query, rows: page.rows, next }))
}

impl AuditQuery {
    fn filter(&self) -> Result<Filter, WebError> {
        let text = |t: &str| (!t.trim().is_empty()).then(|| t.trim().to_owned());
        let from = date(&self.from)?.map(Moment::start_of);
        // The last day is within.
        let until = date(&self.until)?.and_then(|d| d.succ_opt()).map(Moment::start_of);
        Ok(Filter {
            subject_kind: text(&self.kind),
            subject_id: text(&self.id),
            action: text(&self.action),
            batch: text(&self.batch),
            from,
            until,
            ..Filter::default()
        })
    }

    fn address(&self, before: i64) -> String {
        let mut address = form_urlencoded::Serializer::new(String::from("/settings/audit?"));
        let pairs = [
            ("action", &self.action),
            ("kind", &self.kind),
            ("id", &self.id),
            ("batch", &self.batch),
            ("from", &self.from),
            ("until", &self.until),
        ];
        for (key, value) in pairs.into_iter().filter(|(_, v)| !v.is_empty()) {
            address.append_pair(key, value);
        }
        address.append_pair("before", &before.to_string());
        address.finish()
    }
}

fn date(text: &str) -> Result<Option<Date>, WebError> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let date = text.trim().parse().map_err(|_| WebError::Invalid(format!("“{text}”不是日期,应写作2025-07-31")))?;
    Ok(Some(date))
}

fn source_label(row: &Row) -> &'static str {
    Source::read(&row.source).map_or("—", Source::label)
}
