//! A project's history as its page tells it, from the journal.

use crate::ledger::desk::HISTORY;
use platform::DbError;
use platform::journal::{self, Filter, Row, Source};
use sea_orm::ConnectionTrait;

/// One line: who did what, when, from what to what, and why.
pub(super) struct Event {
    pub at: String,
    pub who: String,
    pub action: String,
    /// What was changed, where the entry names it.
    pub field: Option<String>,
    pub from: Option<String>,
    pub to: Option<String>,
    pub why: Option<String>,
    pub month: Option<String>,
    pub source: &'static str,
}

/// Older entries than the number `before`, newest first.
pub(super) async fn older<C: ConnectionTrait>(conn: &C, project: i64, before: i64) -> Result<journal::Page, DbError> {
    let filter = Filter { project: Some(project), ..Filter::default() };
    journal::page(conn, &filter, Some(before), HISTORY).await
}

pub(super) fn events(page: &journal::Page) -> Vec<Event> {
    page.rows.iter().map(event).collect()
}

fn event(row: &Row) -> Event {
    // Changes of a fact are written “年内完成:3,120.00万元” on both sides.
    let from = row.from_text.as_deref().map(split);
    let to = row.to_text.as_deref().map(split);
    let field = match (from, to) {
        (Some((Some(a), _)), Some((Some(b), _))) if a == b => Some(a.to_owned()),
        _ => None,
    };
    let text = |whole: Option<&str>, split: Option<(Option<&str>, &str)>| {
        let text = if field.is_some() { split.map(|(_, value)| value) } else { whole };
        text.map(str::to_owned)
    };
    Event {
        from: text(row.from_text.as_deref(), from),
        to: text(row.to_text.as_deref(), to),
        field: field.clone(),
        at: row.at.to_string(),
        who: row.actor_name.clone(),
        action: row.action.clone(),
        why: row.why.clone(),
        month: row.month.and_then(kernel::Month::from_index).map(|m| m.to_string()),
        source: Source::read(&row.source).map_or("", Source::label),
    }
}

/// Field and value of one side of a change.
fn split(text: &str) -> (Option<&str>, &str) {
    match text.split_once(':') {
        Some((field, value)) if field.chars().count() <= 20 => (Some(field), value),
        _ => (None, text),
    }
}
