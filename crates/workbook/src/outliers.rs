//! Amounts that look as if they were typed in another unit: 元 in a column of 万元.

use crate::finding::{FindingKind, Findings, Place};
use crate::grid::SheetRow;
use crate::value::Value;
use crate::work::{Read, Work};
use kernel::FieldKind;
use std::collections::HashSet;

/// An amount this many times the column's median is suspicious: 10,000 between 元 and 万元, with room for small projects.
const FACTOR: i128 = 5_000;
const FEWEST: usize = 8;

pub(crate) fn check<'r>(
    work: &Work<'_, '_>,
    rows: impl Iterator<Item = (&'r SheetRow, &'r Read)> + Clone,
    findings: &mut Findings,
) {
    let planned = work.planned;
    let mut known: Option<HashSet<(u32, u32)>> = None;
    for plan in &planned.columns.plans {
        let Some(field) = plan.field.as_ref().filter(|f| f.kind() == FieldKind::Money) else { continue };
        let Some(slot) = work.fields.iter().position(|f| f == field) else { continue };
        let amount = |read: &Read| match read.values.at(slot) {
            Some(Value::Money(money)) if money.0 > 0 => Some(money.0),
            _ => None,
        };
        let mut amounts: Vec<i64> = rows.clone().filter_map(|(_, read)| amount(read)).collect();
        if amounts.len() < FEWEST {
            continue;
        }
        let middle = amounts.len() / 2;
        let median = *amounts.select_nth_unstable(middle).1;
        for (row, read) in rows.clone() {
            let Some(amount) = amount(read) else { continue };
            if i128::from(amount) < i128::from(median) * FACTOR {
                continue;
            }
            let place = Place { sheet: &planned.sheet.name, row: row.number, column: u32::from(plan.index) };
            let known = known.get_or_insert_with(|| places(findings, &planned.sheet.name));
            if known.contains(&(place.row, place.column + 1)) {
                continue;
            }
            let unit = plan.unit.unwrap_or(planned.unit).label();
            let times = amount / median.max(1);
            let message = format!("{}是本列中位数的{times}倍,是否把元当作{unit}填写了?请核对", field.label());
            findings.warn(place, FindingKind::Unit, Some(field), row.text(plan.index), message);
        }
    }
}

fn places(findings: &Findings, sheet: &str) -> HashSet<(u32, u32)> {
    findings.errors.iter().chain(&findings.warnings).filter(|f| f.sheet == sheet).map(|f| (f.row, f.column)).collect()
}
