//! The platform's parameters.

use crate::db::WriteTx;
use crate::journal::Recorded;
use crate::settings::{
    self, CITY, PASSWORD_KINDS, PASSWORD_LENGTH, SESSION_IDLE, SESSION_LIFE, SIGN_IN_FAILURES, SUBTITLE, Setting,
    Settings,
};
use crate::web::{Ctx, Page, Shell, WebError, again};
use askama::Template;
use axum::extract::RawForm;
use axum::response::{IntoResponse, Redirect, Response};
use std::collections::HashMap;
use std::ops::RangeInclusive;

/// The numbers and what they may be.
const NUMBERS: [(&Setting<u32>, RangeInclusive<u32>); 5] = [
    (&PASSWORD_LENGTH, 8..=64),
    (&PASSWORD_KINDS, 1..=4),
    (&SESSION_IDLE, 5..=1440),
    (&SESSION_LIFE, 1..=720),
    (&SIGN_IN_FAILURES, 3..=100),
];
const TEXTS: [&Setting<String>; 2] = [&CITY, &SUBTITLE];

struct Entry {
    key: &'static str,
    label: &'static str,
    value: String,
    /// “8—64”; `None` for a text.
    range: Option<String>,
    error: Option<String>,
}

#[derive(Template)]
#[template(path = "pages/parameters.html")]
pub(super) struct ParametersPage {
    shell: Shell,
    entries: Vec<Entry>,
}

fn entries(settings: &Settings) -> Vec<Entry> {
    let text =
        |s: &Setting<String>| Entry { key: s.key, label: s.label, value: settings.get(s), range: None, error: None };
    let number = |(s, range): &(&Setting<u32>, RangeInclusive<u32>)| Entry {
        key: s.key,
        label: s.label,
        value: settings.get(s).to_string(),
        range: Some(format!("{}—{}", range.start(), range.end())),
        error: None,
    };
    TEXTS.into_iter().map(text).chain(NUMBERS.iter().map(number)).collect()
}

pub(super) async fn show(ctx: Ctx) -> Result<Page<ParametersPage>, WebError> {
    let entries = entries(&Settings::load(ctx.db().read()).await?);
    Ok(Page(ParametersPage { shell: ctx.shell("参数设置").await?, entries }))
}

pub(super) async fn save(ctx: Ctx, RawForm(bytes): RawForm) -> Result<Response, WebError> {
    let form: HashMap<String, String> = form_urlencoded::parse(&bytes).into_owned().collect();
    let mut entries = entries(&Settings::load(ctx.db().read()).await?);
    for entry in &mut entries {
        entry.value = form.get(entry.key).map_or_else(String::new, |v| kernel::text::normal(v));
        entry.error = fault(entry);
    }
    if entries.iter().any(|e| e.error.is_some()) {
        return Ok(again(ParametersPage { shell: ctx.shell("参数设置").await?, entries }));
    }
    let tx = ctx.write().await?;
    match write(&tx, &entries).await? {
        Some(recorded) => tx.commit(recorded).await?,
        None => tx.rollback().await?,
    }
    Ok(Redirect::to("/settings/parameters").into_response())
}

fn fault(entry: &Entry) -> Option<String> {
    match NUMBERS.iter().find(|(s, _)| s.key == entry.key) {
        Some((_, range)) => {
            let fits = entry.value.parse().is_ok_and(|n| range.contains(&n));
            (!fits).then(|| format!("应为{}—{}的整数", range.start(), range.end()))
        }
        None => {
            let length = entry.value.chars().count();
            (!(1..=40).contains(&length)).then(|| "不能为空,最多40个字".to_owned())
        }
    }
}

async fn write(tx: &WriteTx, entries: &[Entry]) -> Result<Option<Recorded>, WebError> {
    let value = |key: &str| entries.iter().find(|e| e.key == key).map_or("", |e| e.value.as_str());
    let mut all: Option<Recorded> = None;
    for text in TEXTS {
        all = join(all, settings::set(tx, text, &value(text.key).to_owned()).await?);
    }
    for (number, _) in &NUMBERS {
        // `fault` has let only numbers through.
        if let Ok(n) = value(number.key).parse() {
            all = join(all, settings::set(tx, number, &n).await?);
        }
    }
    Ok(all)
}

fn join(one: Option<Recorded>, other: Option<Recorded>) -> Option<Recorded> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.and(other)),
        (one, other) => one.or(other),
    }
}
