//! What the values of a column tell about its meaning: places, amounts under words, fractions, units typed into the cells.

use crate::columns::{ColumnPlan, Columns, own_field};
use crate::grid::{Cell, SheetRow, Shown};
use crate::number::{self, Typed};
use crate::synonyms::How;
use kernel::money::MoneyUnit;
use kernel::text::tight;
use kernel::{Field, FieldKind};

/// Rows of which a column is judged.
const SAMPLE: usize = 5_000;

/// How the figures of percentages and amounts are typed.
pub(crate) fn units_and_fractions(columns: &mut Columns, body: &[SheetRow]) {
    for plan in &mut columns.plans {
        let is = |kind| plan.field.as_ref().is_some_and(|f| f.kind() == kind);
        plan.fractions = is(FieldKind::Percent) && holds_fractions(body, plan.index);
        if plan.unit.is_none() && is(FieldKind::Money) {
            plan.unit = unit_in_cells(body, plan.index);
            plan.unit_in_cells = plan.unit.is_some();
        }
    }
}

/// What only the values can tell: places, and whether a completion date lies ahead.
pub(crate) fn by_values(columns: &mut Columns, body: &[SheetRow], year: i32) {
    for plan in columns.plans.iter_mut().filter(|p| p.how == How::Synonym) {
        if plan.field.as_ref().is_some_and(|field| contradicts(field, body, plan.index)) {
            plan.field = Some(own_field(plan));
            plan.how = How::Custom;
        }
    }
    if !columns.has(&Field::Name)
        && let Some(plan) = columns.plans.iter_mut().find(|p| p.how == How::Custom && names_projects(p, body))
    {
        (plan.field, plan.how) = (Some(Field::Name), How::Values);
    }
    if !columns.has(&Field::Region) {
        let is_places = |field: &Field| {
            columns.plans.iter().position(|p| p.field.as_ref() == Some(field)).filter(|at| {
                let plan = &columns.plans[*at];
                plan.how == How::Synonym && holds_places(body, plan.index)
            })
        };
        if let Some(at) = is_places(&Field::Location) {
            columns.plans[at].field = Some(Field::Region);
            columns.plans[at].how = How::Values;
        } else if let Some(at) = is_places(&Field::ResponsibleUnit) {
            columns.plans[at].also = Some(Field::Region);
        }
    }
    let finish = columns.plans.iter().position(|p| p.field == Some(Field::PlannedFinish));
    if let Some(at) = finish
        && !columns.has(&Field::FinishDate)
        && !columns.plans[at].header.contains(['计', '拟', '预'])
        && columns.plans[at].how == How::Synonym
        && lies_behind(body, columns.plans[at].index, year)
    {
        columns.plans[at].field = Some(Field::FinishDate);
    }
}

/// Whether the values cannot be what the header seems to ask for: amounts under 市县, words under 资金.
fn contradicts(field: &Field, body: &[SheetRow], column: u16) -> bool {
    let of_people = matches!(
        field,
        Field::Region | Field::Department | Field::ResponsibleUnit | Field::Leader | Field::Owner | Field::Contact
    );
    let amounts = field.kind() == FieldKind::Money && *field != Field::AnnualPlan;
    if !of_people && !amounts {
        return false;
    }
    let cells = body.iter().take(SAMPLE).filter_map(|r| r.get(column)).take(500);
    let mut numbers = 0_usize;
    let mut words = 0_usize;
    for cell in cells {
        match cell {
            Cell::Number(..) => numbers += 1,
            Cell::Text(text) => match number::read(text) {
                Typed::Blank => {}
                Typed::Words(None) => words += 1,
                _ => numbers += 1,
            },
            _ => {}
        }
    }
    (of_people && numbers >= 2 && words == 0) || (amounts && words >= 3 && words >= numbers * 4)
}

/// 督办项目, 攻坚事项: a column of words whose header ends like a name's.
fn names_projects(plan: &ColumnPlan, body: &[SheetRow]) -> bool {
    let leaf = plan.header.rsplit('/').next().unwrap_or_default();
    let named = ["项目", "工程", "名称", "事项"].iter().any(|end| leaf.ends_with(end));
    let texts =
        body.iter().filter_map(|r| r.get(plan.index)?.as_text()).take(SAMPLE).filter(|t| t.chars().count() >= 4);
    named && texts.count() * 2 > body.len().min(SAMPLE)
}

/// Endings of the names of places that answer for projects.
pub(crate) fn is_place(text: &str) -> bool {
    let text = tight(text);
    let length = text.chars().count();
    (2..=12).contains(&length)
        && [
            "县",
            "区",
            "市",
            "镇",
            "乡",
            "街道",
            "旗",
            "州",
            "盟",
            "园区",
            "开发区",
            "管委会",
            "办事处",
            "林区",
            "场",
            "办",
        ]
        .iter()
        .any(|end| text.ends_with(end))
        && !["市直", "小区", "社区", "机场", "市场", "广场", "车场"].iter().any(|w| text.ends_with(w))
}

/// Few place names, repeated.
fn holds_places(body: &[SheetRow], column: u16) -> bool {
    let texts: Vec<&str> =
        body.iter().filter_map(|r| r.get(column)?.as_text()).filter(|t| !number::is_blank(t)).take(SAMPLE).collect();
    let places = texts.iter().filter(|t| is_place(t)).count();
    let distinct: std::collections::HashSet<String> = texts.iter().map(|t| tight(t)).collect();
    let repeated = distinct.len() * 2 <= texts.len() || texts.len() < 8;
    !texts.is_empty() && places * 5 >= texts.len() * 4 && repeated
}

/// Whether most dates of a column lie in or before the list's year's first half, so that they cannot be plans.
fn lies_behind(body: &[SheetRow], column: u16, year: i32) -> bool {
    let dates: Vec<kernel::Date> = body
        .iter()
        .filter_map(|r| r.get(column))
        .take(SAMPLE)
        .filter_map(|cell| match crate::dates::read(cell, year, |_| false) {
            crate::dates::Typed::Date { first_day, .. } => Some(first_day),
            _ => None,
        })
        .collect();
    let middle = kernel::Date::from_ymd_opt(year, 7, 1);
    let behind = dates.iter().filter(|d| Some(**d) < middle).count();
    !dates.is_empty() && behind * 10 >= dates.len() * 9
}

/// Whether the plain numbers of a percentage column are fractions.
fn holds_fractions(body: &[SheetRow], column: u16) -> bool {
    let mut small = 0_usize;
    let mut large = 0_usize;
    for cell in body.iter().filter_map(|r| r.get(column)).take(20_000) {
        let value = match cell {
            Cell::Number(value, Shown::Plain) => *value,
            Cell::Text(text) => match number::read(text) {
                Typed::Plain(number) => number.as_f64(),
                _ => continue,
            },
            _ => continue,
        };
        if value == 0.0 {
            continue;
        }
        if value.abs() <= 2.0 {
            small += 1;
        } else {
            large += 1;
        }
    }
    small > 0 && small >= large * 4
}

/// The unit that nearly every amount of a column has typed behind it.
fn unit_in_cells(body: &[SheetRow], column: u16) -> Option<MoneyUnit> {
    let mut counts: Vec<(MoneyUnit, usize)> = Vec::new();
    let mut without = 0;
    for cell in body.iter().filter_map(|r| r.get(column)).take(SAMPLE) {
        let typed = match cell {
            Cell::Text(text) => number::read(text),
            Cell::Number(value, _) if *value != 0.0 => Typed::Words(None),
            _ => continue,
        };
        match typed {
            Typed::Money(_, unit) => match counts.iter_mut().find(|(u, _)| *u == unit) {
                Some((_, count)) => *count += 1,
                None => counts.push((unit, 1)),
            },
            Typed::Blank => {}
            _ => without += 1,
        }
    }
    let with: usize = counts.iter().map(|(_, count)| count).sum();
    let (unit, _) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (with >= 2 && with >= without * 4).then_some(unit)
}
