//! What an address of the ledger asks for: the scope, words to look for, the order, the page, the columns.

use super::columns::{self, COLUMNS, Column, Narrowing, What, Word};
use crate::address::Pairs;
use crate::ledger::Desk;
use crate::scope::Scope;
use platform::web::{Ctx, WebError};
use std::fmt::Write;

/// Rows at once for the grid and programs; rows of the page without script.
const MOST_ROWS: usize = 500;
const USUAL_ROWS: usize = 200;
pub(super) const PAGE_ROWS: usize = 50;
/// Characters of a text to look for.
const LONGEST_TEXT: usize = 200;

/// A read address.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub scope: Scope,
    /// Texts that must occur in a column.
    pub texts: Vec<(&'static Column, Word, String)>,
    pub sort: Option<&'static Column>,
    pub descending: bool,
    pub offset: usize,
    pub limit: usize,
    /// Page of the table without script, from 1.
    pub page: usize,
    pub columns: Vec<&'static Column>,
    /// Whether the columns were chosen in the address.
    has_chosen_columns: bool,
}

/// One condition above the grid, and where the ledger without it is.
pub(super) struct Chip {
    pub label: String,
    pub without: String,
}

impl Asked {
    /// Reads an address; `None` while nothing was ever reported and no month is named.
    pub async fn of(desk: &Desk, ctx: &Ctx, pairs: &Pairs) -> Result<Option<Asked>, WebError> {
        let latest = match pairs.get("as_of").and_then(|m| m.trim().parse().ok()) {
            Some(named) => Some(named),
            None => desk.latest_month(ctx).await?,
        };
        latest.map(|latest| Asked::read(pairs, pairs.scope(latest)?)).transpose()
    }

    fn read(pairs: &Pairs, scope: Scope) -> Result<Asked, WebError> {
        if let Some((key, _)) =
            pairs.iter().find(|(_, value)| value.chars().count() > LONGEST_TEXT && value.len() > 2000)
        {
            return Err(WebError::Invalid(format!("筛选条件“{}”太长", shortened(key))));
        }
        let chosen: Vec<&'static Column> = pairs.get("columns").map_or(Ok(Vec::new()), chosen_columns)?;
        let has_chosen_columns = !chosen.is_empty();
        let columns = if has_chosen_columns { chosen } else { COLUMNS.iter().filter(|c| c.visible).collect() };
        let sort = pairs.get("sort").map(|field| columns::find(field).ok_or_else(|| unknown(field))).transpose()?;
        let descending = match pairs.get("dir") {
            None | Some("asc") => false,
            Some("desc") => true,
            Some(other) => return Err(WebError::Invalid(format!("排序方向“{}”应为asc或desc", shortened(other)))),
        };
        Ok(Asked {
            texts: texts(pairs)?,
            sort,
            descending,
            offset: number(pairs, "offset", 0)?,
            limit: number(pairs, "limit", USUAL_ROWS)?.clamp(1, MOST_ROWS),
            page: number(pairs, "page", 1)?.max(1),
            columns,
            has_chosen_columns,
            scope,
        })
    }

    pub fn is_narrowed(&self) -> bool {
        !self.scope.conditions.is_empty() || !self.texts.is_empty()
    }

    /// The address of `path` with everything that is asked for, except the page.
    pub fn href(&self, path: &str) -> String {
        let mut href = self.scope.href(path);
        for (key, value) in self.extra_pairs() {
            let value: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
            // Writing to a String cannot fail.
            let _ = write!(href, "&{key}={value}");
        }
        href
    }

    /// The same, sorted by a column: the other way round when it is so already.
    pub fn sorted_href(&self, column: &'static Column) -> String {
        let descending = if self.sort == Some(column) { !self.descending } else { column.kind.is_number() };
        Asked { sort: Some(column), descending, ..self.clone() }.href("/ledger")
    }

    /// The same at another page.
    pub fn page_href(&self, page: usize) -> String {
        format!("{}&page={page}", self.href("/ledger"))
    }

    /// Everything but the month, as hidden fields of the month picker.
    pub fn kept(&self) -> Vec<(String, String)> {
        self.scope.pairs().into_iter().chain(self.extra_pairs()).collect()
    }

    fn extra_pairs(&self) -> impl Iterator<Item = (String, String)> {
        let texts = self.texts.iter().map(|(column, _, text)| (format!("f.{}", column.field), text.clone()));
        let sort = self.sort.map(|c| ("sort".to_owned(), c.field.to_owned()));
        let direction = self.descending.then(|| ("dir".to_owned(), "desc".to_owned()));
        let columns = self.has_chosen_columns.then(|| ("columns".to_owned(), self.column_fields()));
        texts.chain(sort).chain(direction).chain(columns)
    }

    /// The fields of the columns seen, as the grid and the address take them.
    pub fn column_fields(&self) -> String {
        self.columns.iter().map(|c| c.field).collect::<Vec<_>>().join(",")
    }

    /// One chip for each condition.
    pub fn chips(&self) -> Vec<Chip> {
        let labels = self.scope.chips();
        let of_scope = labels.into_iter().enumerate().map(|(place, label)| {
            let mut without = self.clone();
            without.scope.conditions.remove(place);
            Chip { label, without: without.href("/ledger") }
        });
        let of_texts = self.texts.iter().enumerate().map(|(place, (column, _, text))| {
            let mut without = self.clone();
            without.texts.remove(place);
            Chip { label: format!("{}含“{text}”", column.plain_label()), without: without.href("/ledger") }
        });
        of_scope.chain(of_texts).collect()
    }
}

fn texts(pairs: &Pairs) -> Result<Vec<(&'static Column, Word, String)>, WebError> {
    let mut texts = Vec::new();
    for (key, value) in pairs.iter() {
        let Some(column) = key.strip_prefix("f.").and_then(columns::find) else { continue };
        let What::Word(word) = column.what else { continue };
        // U+0000 can stand in no text of the database.
        let value = value.replace('\0', "\u{fffd}").trim().to_owned();
        if value.is_empty() {
            continue;
        }
        if column.narrowing() != Narrowing::Text {
            return Err(WebError::Invalid(format!("“{}”不能筛选", column.plain_label())));
        }
        texts.push((column, word, value));
    }
    Ok(texts)
}

/// `columns=name,region`, in the order chosen.
fn chosen_columns(list: &str) -> Result<Vec<&'static Column>, WebError> {
    let mut chosen = Vec::new();
    for field in list.split(',').map(str::trim).filter(|f| !f.is_empty()) {
        let column = columns::find(field).ok_or_else(|| unknown(field))?;
        if !chosen.contains(&column) {
            chosen.push(column);
        }
    }
    Ok(chosen)
}

fn number(pairs: &Pairs, key: &str, usual: usize) -> Result<usize, WebError> {
    let Some(text) = pairs.get(key) else { return Ok(usual) };
    text.trim().parse().map_err(|_| WebError::Invalid(format!("“{key}”应为不小于0的整数,不是“{}”", shortened(text))))
}

fn unknown(field: &str) -> WebError {
    WebError::Invalid(format!("没有名为“{}”的列", shortened(field)))
}

/// What was typed, short enough to be said back.
fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}
