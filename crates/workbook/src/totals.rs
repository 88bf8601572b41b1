//! Totals, subtotals and stated counts against the rows they stand for.

use crate::Decimal;
use crate::columns::ColumnPlan;
use crate::finding::{FindingKind, Findings, Place};
use crate::grid::{Cell, SheetRow};
use crate::labels::count_of;
use crate::number::{self, Typed};
use crate::plan::is_money;
use kernel::money::MoneyUnit;
use kernel::{Field, FieldKind};

/// A project row as far as totals need it: the amounts of the summed columns in the columns' own units.
#[derive(Clone, Debug)]
pub(crate) struct Summed {
    pub amounts: Box<[Part]>,
}

/// One amount of a sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Blank,
    Amount(Decimal),
    /// The cell could not be read, so that no sum with it can be judged.
    Unknown,
}

/// A row that states totals.
#[derive(Clone, Debug)]
pub(crate) struct Stated<'a> {
    pub cells: &'a SheetRow,
    /// 0 for 合计 and 总计, 1 and more for groups by level, 255 for 小计.
    pub level: u8,
    pub label: String,
}

/// Projects and stated totals, in the order of the sheet.
#[derive(Clone, Debug)]
pub(crate) enum Line<'a> {
    Project(Summed),
    Stated(Stated<'a>),
}

pub(crate) const SUBTOTAL: u8 = 255;

/// The columns that are summed.
pub(crate) fn summed(plans: &[ColumnPlan]) -> Vec<&ColumnPlan> {
    let summed = |f: &Field| matches!(f.kind(), FieldKind::Money | FieldKind::Area);
    plans.iter().filter(|p| p.field.as_ref().is_some_and(summed)).collect()
}

/// Compares every stated total with its rows and warns where they differ.
/// `unit` is that of the sheet.
pub(crate) fn check(
    lines: &[Line<'_>],
    plans: &[&ColumnPlan],
    name: u16,
    sheet: &str,
    unit: MoneyUnit,
    findings: &mut Findings,
) {
    for (at, line) in lines.iter().enumerate() {
        let Line::Stated(stated) = line else { continue };
        let scopes = scopes(lines, at, stated);
        if scopes.iter().all(|s| s.is_empty()) {
            continue;
        }
        check_count(stated, &scopes, name, sheet, findings);
        for (slot, plan) in plans.iter().enumerate() {
            let Some(typed) = stated.cells.get(plan.index).and_then(amount) else { continue };
            let sums: Vec<Option<Decimal>> = scopes.iter().map(|scope| sum(scope, slot)).collect();
            if sums.iter().any(|s| s.is_none_or(|s| agrees(typed, s, scopes[0].len()))) {
                continue;
            }
            let Some(Some(sum)) = sums.first().copied() else { continue };
            let place = Place { sheet, row: stated.cells.number, column: u32::from(plan.index) };
            let label = plan.field.as_ref().map(Field::label).unwrap_or_default();
            let (rows, total) = (scopes[0].len(), &stated.label);
            let own = plan.unit.unwrap_or(unit);
            let message = match other_unit(plan, own, typed, sum, rows) {
                Some(other) => format!(
                    "{total}的{label}{typed}像是以{}填写的,而各项目以{}填写:请统一单位",
                    other.label(),
                    own.label()
                ),
                None => format!(
                    "{total}的{label}{typed}与所含{rows}个项目之和{sum}不符,相差{}:请核对",
                    minus(typed, sum).unwrap_or(Decimal::ZERO)
                ),
            };
            let value = stated.cells.text(plan.index);
            findings.warn(place, FindingKind::Total, plan.field.as_ref(), value, message);
        }
    }
}

/// The unit in which a total would be right: 亿元 in the rows, 万元 in the total.
fn other_unit(plan: &ColumnPlan, own: MoneyUnit, typed: Decimal, sum: Decimal, rows: usize) -> Option<MoneyUnit> {
    let places = |unit: MoneyUnit| i32::try_from(unit.fen().ilog10()).unwrap_or(0);
    let others = [MoneyUnit::Wan, MoneyUnit::Yi, MoneyUnit::Yuan].into_iter().filter(|other| *other != own);
    others.filter(|_| is_money(plan)).find(|other| {
        let converted = sum.shifted(places(own) - places(*other));
        !sum.is_zero() && converted.is_some_and(|sum| agrees(typed, sum, rows))
    })
}

/// The rows a total may stand for, the likeliest first: it is right if it agrees with any of them.
fn scopes<'l>(lines: &'l [Line<'_>], at: usize, stated: &Stated<'_>) -> Vec<Vec<&'l Summed>> {
    let projects = |lines: &'l [Line<'_>]| -> Vec<&'l Summed> {
        lines.iter().filter_map(|l| if let Line::Project(p) = l { Some(p) } else { None }).collect()
    };
    let level = |l: &Line<'_>| if let Line::Stated(s) = l { Some(s.level) } else { None };
    match stated.level {
        0 => vec![projects(lines)],
        SUBTOTAL => {
            let since = |stop: &dyn Fn(u8) -> bool| {
                let from = lines[..at].iter().rposition(|l| level(l).is_some_and(stop)).map_or(0, |n| n + 1);
                projects(&lines[from..at])
            };
            // A subtotal closes its block, or opens it.
            let until = lines[at + 1..].iter().position(|l| level(l).is_some()).map_or(lines.len(), |n| at + 1 + n);
            let mut scopes = vec![since(&|_| true), since(&|l| l == 1), since(&|l| l == SUBTOTAL || l == 0)];
            scopes.push(projects(&lines[at + 1..until]));
            scopes.retain(|s| !s.is_empty());
            scopes
        }
        own => {
            let until = lines[at + 1..]
                .iter()
                .position(|l| level(l).is_some_and(|l| l != SUBTOTAL && l <= own))
                .map_or(lines.len(), |n| at + 1 + n);
            vec![projects(&lines[at + 1..until])]
        }
    }
}

fn check_count(stated: &Stated<'_>, scopes: &[Vec<&Summed>], name: u16, sheet: &str, findings: &mut Findings) {
    let cell = |column: u16| stated.cells.get(column).map(Cell::typed);
    let lead = stated.cells.cells.first().map_or(0, |c| c.column);
    for column in [name, lead] {
        let Some(text) = cell(column) else { continue };
        let Some(count) = count_of(&text) else { continue };
        if scopes.iter().any(|scope| scope.len() as u64 == count) {
            return;
        }
        let rows = scopes.first().map_or(0, Vec::len);
        let place = Place { sheet, row: stated.cells.number, column: u32::from(column) };
        let message = format!("写明{count}个项目,表中实有{rows}个:请核对");
        findings.warn(place, FindingKind::Total, Some(&Field::Name), text, message);
        return;
    }
}

/// A total's amount; text that is no number states nothing.
fn amount(cell: &Cell) -> Option<Decimal> {
    match cell {
        Cell::Number(value, _) => Decimal::from_f64(*value),
        Cell::Text(text) => match number::read(text) {
            Typed::Plain(number) => Some(number),
            _ => None,
        },
        _ => None,
    }
}

/// `None` where a part could not be read.
fn sum(scope: &[&Summed], slot: usize) -> Option<Decimal> {
    let mut total = 0_i128;
    for project in scope {
        match project.amounts[slot] {
            Part::Blank => {}
            Part::Amount(amount) => total += amount.scaled(SCALE),
            Part::Unknown => return None,
        }
    }
    i64::try_from(total).ok().map(|t| Decimal::new(t, SCALE))
}

/// Places in which sums are made; finer digits do not occur in amounts.
const SCALE: u8 = 6;

/// Right to half a unit of the last typed digit, plus what rounding each row may add up to where the total has more digits.
fn agrees(typed: Decimal, sum: Decimal, rows: usize) -> bool {
    let half = 10_i128.pow(u32::from(SCALE.saturating_sub(typed.places().min(SCALE)))) / 2;
    let noise = i128::try_from(rows).unwrap_or(i128::MAX);
    let difference = (typed.scaled(SCALE) - sum.scaled(SCALE)).abs();
    difference <= half.max(noise)
}

fn minus(a: Decimal, b: Decimal) -> Option<Decimal> {
    i64::try_from(a.scaled(SCALE) - b.scaled(SCALE)).ok().map(|d| Decimal::new(d, SCALE))
}
