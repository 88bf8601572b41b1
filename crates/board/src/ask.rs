//! Answering: whole scopes and groups, single projects, pages of the ledger.

use crate::answer::{Answer, Group, standings};
use crate::block::Block;
use crate::columns::{Flags, Lens, Members};
use crate::dimension::{Dimension, TermId};
use crate::facts::ProjectId;
use crate::figures::{Figure, Indicators};
use crate::indicator::Indicator;
use crate::measure::{Amount, Sums, Tally};
use crate::query::{Filter, Query, Rows, RowsQuery, SortKey};
use crate::scan::{Gather, Groups, Key, grouped, of_row, visit};
use crate::select::{Selection, codes_of};
use crate::store::Board;
use crate::view::View;
use kernel::Ratio;
use std::cmp::Ordering;
use std::collections::HashMap;

impl Board {
    /// All indicators of the scope and of its groups.
    pub fn query(&self, query: &Query) -> Answer {
        let mut groups: Vec<(Key, Sums)> = self.sums(query, &query.group_by).into_iter().collect();
        let mut total = Sums::default();
        groups.iter().for_each(|(_, sums)| total.add(sums));
        let total = Indicators::of(total, query.as_of, &query.settings);
        if query.group_by.is_empty() {
            return Answer { as_of: query.as_of, total, groups: Vec::new() };
        }
        groups.retain(|(_, sums)| sums.count(Tally::Projects) > 0);
        groups.sort_by_key(|(key, _)| self.order(&query.group_by, key));
        let (keys, sums): (Vec<Key>, Vec<Sums>) = groups.into_iter().unzip();
        let standings = standings(&sums);
        let scope = total.as_scope();
        let named = keys.iter().zip(sums).zip(standings).map(|((key, sums), standing)| {
            let mut indicators = Indicators::of(sums, query.as_of, &query.settings);
            indicators.scope = Some(scope);
            indicators.standing = standing;
            self.name_group(&query.group_by, key, indicators)
        });
        Answer { as_of: query.as_of, groups: named.collect(), total }
    }

    /// The indicators of single projects, in the order asked for; those not on the list or not visible are left out.
    pub fn figures(&self, ids: &[ProjectId], query: &Query) -> Vec<(ProjectId, Indicators)> {
        let query = query.clone().with(Filter::Ids(ids.to_vec()));
        let mut found: HashMap<ProjectId, Indicators> = self
            .rows_with(&query, |_, view, row| Indicators::of(of_row(view, row), query.as_of, &query.settings))
            .into_iter()
            .collect();
        ids.iter().filter_map(|id| found.remove(id).map(|indicators| (*id, indicators))).collect()
    }

    /// A page of the projects that a query takes.
    pub fn rows(&self, rows: &RowsQuery) -> Rows {
        let query = &rows.query;
        let lens = Lens::new(query.as_of, &query.settings);
        match rows.sort {
            SortKey::Id => page(self.listed(query, |_, _| Some(())), rows, |(), ()| Ordering::Equal),
            SortKey::Dimension(dimension) => {
                let order = |code| self.dictionaries[dimension.index()].order(code);
                let keyed = self.listed(query, |block, row| {
                    let code = codes_of(block, dimension, &lens).get(row);
                    (code > 0).then(|| order(code))
                });
                page(keyed, rows, Ord::cmp)
            }
            SortKey::Indicator(indicator) => {
                let keyed = self.rows_with(query, |_, view, row| sort_value(indicator, &of_row(view, row), query));
                page(keyed, rows, SortValue::compare)
            }
        }
    }

    /// Every selected project that is on the list, with what `f` makes of its words alone; unordered.
    fn listed<T: Send>(&self, query: &Query, f: impl Fn(&Block, usize) -> T + Sync) -> Vec<(ProjectId, T)> {
        let lens = Lens::new(query.as_of, &query.settings);
        let parts = visit(&self.blocks, &self.selection(query), &lens, || Listed { f: &f, found: Vec::new() });
        parts.into_iter().flat_map(|part| part.found).collect()
    }

    /// Every selected project that is on the list, with what `f` makes of its row; unordered.
    pub(crate) fn rows_with<T: Send>(
        &self,
        query: &Query,
        f: impl Fn(&Block, &View<'_>, usize) -> T + Sync,
    ) -> Vec<(ProjectId, T)> {
        let lens = Lens::new(query.as_of, &query.settings);
        let selection = self.selection(query);
        let parts = visit(&self.blocks, &selection, &lens, || Listing { f: &f, found: Vec::new() });
        parts.into_iter().flat_map(|part| part.found).collect()
    }

    pub(crate) fn sums(&self, query: &Query, by: &[Dimension]) -> Groups {
        let lens = Lens::new(query.as_of, &query.settings);
        grouped(&self.blocks, &self.selection(query), &lens, by)
    }

    fn selection<'q>(&self, query: &'q Query) -> Selection<'q> {
        Selection::new(query, |id| self.places.get(&id).map(|place| (place.block, place.row)))
    }

    pub(crate) fn order(&self, by: &[Dimension], key: &[u32]) -> Vec<(i64, u32)> {
        by.iter().zip(key).map(|(dimension, &code)| self.dictionaries[dimension.index()].order(code)).collect()
    }

    fn name_group(&self, by: &[Dimension], key: &[u32], indicators: Indicators) -> Group {
        let parts: Vec<(Dimension, Option<TermId>)> =
            by.iter().zip(key).map(|(&dimension, &code)| (dimension, (code > 0).then_some(TermId(code)))).collect();
        let labels: Vec<&str> = parts.iter().map(|&(dimension, term)| self.label(dimension, term)).collect();
        let keys: Vec<&str> = parts.iter().zip(&labels).map(|((_, term), label)| term.map_or("", |_| label)).collect();
        Group { key: keys.join("·"), label: labels.join("·"), parts, indicators }
    }
}

/// The selected rows that are on the list, with what `f` makes of each.
struct Listing<'f, F, T> {
    f: &'f F,
    found: Vec<(ProjectId, T)>,
}

impl<F: Fn(&Block, &View<'_>, usize) -> T, T> Gather for Listing<'_, F, T> {
    #[inline(always)]
    fn take_rows(&mut self, block: &Block, view: &View<'_>, mask: &Flags) {
        for row in rows_on_list(block, view.members, mask) {
            self.found.push((block.ids[row], (self.f)(block, view, row)));
        }
    }
}

#[inline(always)]
fn rows_on_list(block: &Block, members: &Members, mask: &Flags) -> impl Iterator<Item = usize> {
    (0..block.len()).filter(|&row| mask[row] & members.now[row] != 0)
}

/// The same without a look at figures, where no condition asks for one.
struct Listed<'f, F, T> {
    f: &'f F,
    found: Vec<(ProjectId, T)>,
}

impl<F: Fn(&Block, usize) -> T, T> Gather for Listed<'_, F, T> {
    #[inline(always)]
    fn take_members(&mut self, block: &Block, members: &Members, mask: &Flags) -> bool {
        for row in rows_on_list(block, members, mask) {
            self.found.push((block.ids[row], (self.f)(block, row)));
        }
        true
    }

    #[inline(always)]
    fn take_rows(&mut self, block: &Block, view: &View<'_>, mask: &Flags) {
        self.take_members(block, view.members, mask);
    }
}

/// A figure that rows are sorted by.
#[derive(Clone, Copy, Debug)]
enum SortValue {
    Amount(i128),
    Rate(Ratio),
}

impl SortValue {
    fn compare(a: &SortValue, b: &SortValue) -> Ordering {
        match (a, b) {
            (SortValue::Amount(a), SortValue::Amount(b)) => a.cmp(b),
            (SortValue::Rate(a), SortValue::Rate(b)) => a.cmp(b),
            _ => Ordering::Equal,
        }
    }
}

/// `None` where the row has no such figure.
fn sort_value(indicator: Indicator, sums: &Sums, query: &Query) -> Option<SortValue> {
    if let Some(amount) = indicator.amount() {
        return sums.amount(amount).map(SortValue::Amount);
    }
    match indicator {
        // The pace is the same for all rows: the order is that of completion.
        Indicator::Completion | Indicator::PaceGap | Indicator::AvgGap => {
            let (done, plan) = (sums.amount(Amount::DoneYtd)?, sums.amount(Amount::Plan)?);
            Ratio::new(done, plan).map(SortValue::Rate)
        }
        _ => match Indicators::of(sums.clone(), query.as_of, &query.settings).get(indicator)? {
            Figure::Percent(rate) => Some(SortValue::Rate(rate)),
            Figure::Money(money) => Some(SortValue::Amount(i128::from(money.0))),
            Figure::Count(count) => Some(SortValue::Amount(i128::from(count))),
            _ => None,
        },
    }
}

/// The page that is asked for, those without a value last; only it is put in order.
fn page<T>(mut keyed: Vec<(ProjectId, Option<T>)>, rows: &RowsQuery, compare: impl Fn(&T, &T) -> Ordering) -> Rows {
    let compare = |a: &(ProjectId, Option<T>), b: &(ProjectId, Option<T>)| {
        let by_value = match (&a.1, &b.1) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => return Ordering::Greater,
            (Some(_), None) => return Ordering::Less,
            (Some(a), Some(b)) => compare(a, b),
        };
        let by_value = if rows.descending { by_value.reverse() } else { by_value };
        let by_id = if rows.sort == SortKey::Id && rows.descending { b.0.cmp(&a.0) } else { a.0.cmp(&b.0) };
        by_value.then(by_id)
    };
    let total = keyed.len();
    let end = rows.offset.saturating_add(rows.limit).min(total);
    if rows.offset >= end {
        return Rows { ids: Vec::new(), total };
    }
    if end < total {
        keyed.select_nth_unstable_by(end - 1, compare);
        keyed.truncate(end);
    }
    keyed.sort_unstable_by(compare);
    Rows { ids: keyed[rows.offset..].iter().map(|(id, _)| *id).collect(), total }
}
