//! Which column holds which field: by the words of its header, by what other columns there are, and by its values.

use crate::column_values;
use crate::finding::column_letters;
use crate::grid::{Cell, Sheet, SheetRow};
use crate::header::Header;
use crate::options::Options;
use crate::reading::Column;
use crate::synonyms::{Guess, How};
use crate::words::Said;
use kernel::Field;
use kernel::money::MoneyUnit;
use kernel::text::tight;

/// A column with all that is needed to read its cells.
#[derive(Clone, Debug)]
pub(crate) struct ColumnPlan {
    pub index: u16,
    pub header: String,
    pub field: Option<Field>,
    pub how: How,
    pub unit: Option<MoneyUnit>,
    /// The unit stands in the cells, not in the header.
    pub unit_in_cells: bool,
    pub unit_text: Option<String>,
    /// Month its header ends a period with: 7 in 1-7月.
    pub until: Option<u32>,
    /// Plain numbers are fractions (0.643), not percent.
    pub fractions: bool,
    /// A monthly column that holds the sum since January.
    pub cumulative: bool,
    /// A second field that takes the same value: 责任单位 that names the county.
    pub also: Option<Field>,
}

/// The columns of a sheet.
#[derive(Clone, Debug)]
pub(crate) struct Columns {
    pub plans: Vec<ColumnPlan>,
    /// Pairs of columns that both claim a field: (field, column that has it, column that lost it).
    pub rivals: Vec<(Field, u16, u16)>,
}

impl Columns {
    pub fn find(&self, field: &Field) -> Option<&ColumnPlan> {
        self.plans.iter().find(|p| p.field.as_ref() == Some(field))
    }

    pub fn has(&self, field: &Field) -> bool {
        self.plans.iter().any(|p| p.field.as_ref() == Some(field) || p.also.as_ref() == Some(field))
    }

    /// For the caller, with samples from the body.
    pub fn describe(&self, body: &[SheetRow]) -> Vec<Column> {
        let describe = |plan: &ColumnPlan| Column {
            column: column_letters(u32::from(plan.index)),
            index: plan.index,
            header: plan.header.clone(),
            field: plan.field.clone(),
            unit: plan.unit,
            how: plan.how,
            samples: body.iter().filter_map(|row| row.get(plan.index)).take(3).map(Cell::typed).collect(),
        };
        self.plans.iter().map(describe).collect()
    }
}

struct Candidate {
    index: u16,
    path: Vec<String>,
    guess: Option<Guess>,
    said: Said,
}

/// Understands the columns under a header. `as_of` is the month the sheet's title names, if any.
pub(crate) fn understand(sheet: &Sheet, header: &Header, options: &Options, as_of: Option<u32>) -> Columns {
    let body = &sheet.rows[header.body.min(sheet.rows.len())..];
    let mut candidates = Vec::new();
    for (index, path) in (0_u16..).zip(&header.paths) {
        let used = body.iter().take(5_000).any(|row| row.get(index).is_some());
        if path.is_empty() && !used {
            continue;
        }
        let (guess, said) =
            if path.is_empty() { (None, Said::default()) } else { options.synonyms.guess(path, options.year) };
        candidates.push(Candidate { index, path: path.clone(), guess, said });
    }
    let as_of = as_of.or_else(|| candidates.iter().filter_map(|c| c.said.until).max());
    settle_months(&mut candidates, as_of);
    forget_rates_of_other_plans(&mut candidates);
    let mut columns = assign(candidates, options);
    column_values::by_values(&mut columns, body, options.year);
    unique_custom(&mut columns.plans);
    column_values::units_and_fractions(&mut columns, body);
    columns
}

/// 1-7月/完成率 beside 1-7月/计划 is the rate of that plan, not of the year's.
fn forget_rates_of_other_plans(candidates: &mut [Candidate]) {
    let of_period: Vec<Vec<String>> = candidates
        .iter()
        .filter(|c| c.guess.is_none() && c.path.len() > 1 && c.path.last().is_some_and(|leaf| leaf.contains("计划")))
        .map(|c| c.path[..c.path.len() - 1].to_vec())
        .collect();
    for candidate in candidates {
        let rate = candidate.guess.as_ref().is_some_and(|g| g.fields.first() == Some(&Field::Completion));
        if rate && of_period.iter().any(|head| candidate.path[..candidate.path.len() - 1] == head[..]) {
            candidate.guess = None;
        }
    }
}

/// Monthly columns and periods among each other: the period that ends with the as-of month is the year to date; a lone month
/// column is the month reported.
fn settle_months(candidates: &mut [Candidate], as_of: Option<u32>) {
    let is = |c: &Candidate, field: &Field| c.guess.as_ref().is_some_and(|g| g.fields.first() == Some(field));
    let monthly =
        |c: &Candidate| c.guess.as_ref().is_some_and(|g| matches!(g.fields.first(), Some(Field::DoneInMonth(_))));
    let months = candidates.iter().filter(|c| monthly(c)).count();
    let has_month = candidates.iter().any(|c| is(c, &Field::DoneMonth));
    let has_sum = candidates.iter().any(|c| is(c, &Field::DoneYtd));
    for candidate in candidates.iter_mut().filter(|_| months > 1 && !has_sum) {
        let leaf = candidate.path.last().map(|leaf| crate::words::said(leaf, 0).words).unwrap_or_default();
        if matches!(leaf.as_str(), "合计" | "小计" | "总计" | "累计") && candidate.guess.is_none() {
            candidate.guess = Some(Guess { fields: vec![Field::DoneYtd], how: How::Synonym, weight: 60 });
        }
    }
    let latest = candidates.iter().filter(|c| is(c, &Field::DoneYtd)).filter_map(|c| c.said.until).max();
    let periods = candidates.iter().filter(|c| is(c, &Field::DoneYtd) && c.said.until.is_some()).count();
    for candidate in candidates.iter_mut() {
        let until = candidate.said.until;
        let is_ytd = is(candidate, &Field::DoneYtd);
        let Some(guess) = candidate.guess.as_mut() else { continue };
        if let Some(Field::DoneInMonth(month)) = guess.fields.first() {
            let this = as_of.is_none_or(|m| m == u32::from(*month));
            if months == 1 && !has_month && this && guess.how == How::Synonym {
                guess.fields = vec![Field::DoneMonth];
            }
        }
        let kept = as_of.filter(|m| Some(*m) <= latest).or(latest);
        if is_ytd && periods > 1 && until.is_some() && until != kept && guess.how == How::Synonym {
            candidate.guess = None;
        }
    }
}

fn assign(candidates: Vec<Candidate>, options: &Options) -> Columns {
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    let rank = |c: &Candidate| {
        let guess = c.guess.as_ref();
        (guess.map_or(9, |g| g.fields.len().min(9)) > 1, std::cmp::Reverse(guess.map_or(0, |g| g.weight)), c.index)
    };
    order.sort_by_key(|i| rank(&candidates[*i]));
    let mut taken: Vec<(Field, u16)> = Vec::new();
    let mut rivals = Vec::new();
    let mut plans: Vec<ColumnPlan> = candidates.iter().map(plan).collect();
    for (plan, candidate) in plans.iter_mut().zip(&candidates) {
        if let Some(correction) = correction(options, candidate) {
            plan.how = if correction.is_some() { How::Learned } else { How::Ignored };
            if let Some(field) = &correction {
                taken.push((field.clone(), plan.index));
            }
            plan.field = correction;
        }
    }
    for index in order {
        let (plan, candidate) = (&mut plans[index], &candidates[index]);
        if matches!(plan.how, How::Ignored | How::Learned) {
            continue;
        }
        let Some(guess) = &candidate.guess else { continue };
        let free = guess.fields.iter().find(|f| !taken.iter().any(|(t, _)| t == *f));
        match free {
            Some(field) => {
                taken.push((field.clone(), plan.index));
                plan.field = Some(field.clone());
                plan.how = guess.how;
            }
            None => {
                let (own_unit, own_index) = (plan.unit, plan.index);
                // What only a pattern took for the field is not worth a word.
                let holder = taken.iter().find(|(t, _)| guess.weight >= 50 && Some(t) == guess.fields.first());
                // The same amount in 亿元 and again in 万元 is no rival.
                let other_unit = |column: u16| {
                    let of_holder = plans.iter().find(|p| p.index == column).and_then(|p| p.unit);
                    of_holder.zip(own_unit).is_some_and(|(a, b)| a != b)
                };
                let holder = holder.filter(|(_, column)| !other_unit(*column));
                rivals.extend(holder.map(|(field, column)| (field.clone(), *column, own_index)));
            }
        }
    }
    Columns { plans, rivals }
}

fn plan(candidate: &Candidate) -> ColumnPlan {
    let header = candidate.path.join("/");
    let cumulative = candidate.path.iter().any(|line| line.contains("累计"));
    let mut plan = ColumnPlan {
        index: candidate.index,
        header,
        field: None,
        how: How::Custom,
        unit: candidate.said.unit,
        unit_in_cells: false,
        unit_text: candidate.said.unit_text.clone(),
        until: candidate.said.until,
        fractions: false,
        cumulative,
        also: None,
    };
    plan.field = Some(own_field(&plan));
    plan
}

/// The column under its own words.
pub(crate) fn own_field(plan: &ColumnPlan) -> Field {
    let letters = || format!("{}列", column_letters(u32::from(plan.index)));
    Field::Custom(if plan.header.is_empty() { letters() } else { plan.header.clone() })
}

/// Two columns under the same unknown words are kept apart by their letters.
fn unique_custom(plans: &mut [ColumnPlan]) {
    for at in 1..plans.len() {
        let (before, rest) = plans.split_at_mut(at);
        let plan = &mut rest[0];
        if let Some(Field::Custom(name)) = &plan.field
            && before.iter().any(|p| p.field == plan.field)
        {
            plan.field = Some(Field::Custom(format!("{name}({}列)", column_letters(u32::from(plan.index)))));
        }
    }
}

/// The user's word on a column, by its letters, its header path or its last header line.
fn correction(options: &Options, candidate: &Candidate) -> Option<Option<Field>> {
    if options.columns.is_empty() {
        return None;
    }
    let letters = column_letters(u32::from(candidate.index));
    let path = tight(&candidate.path.join("/"));
    let by_path = || options.columns.iter().find(|(key, _)| tight(key) == path && !path.is_empty()).map(|(_, f)| f);
    options.columns.get(&letters).or_else(by_path).cloned()
}
