//! Duplicate projects across all ledger sheets, by code and by name.

use crate::cores::each;
use crate::duplicates::{self, Named};
use crate::finding::{FindingKind, Findings, Place};
use crate::plan::PlannedSheet;
use crate::reading::Row;
use crate::value::Value;
use kernel::Field;
use std::collections::HashMap;

pub(crate) fn check(rows: &[Row], planned: &[PlannedSheet<'_>], findings: &mut Findings) {
    let Some(first) = rows.first() else { return };
    let slot = |field: &Field| first.values.fields.iter().position(|f| f == field);
    let Some(name) = slot(&Field::Name) else { return };
    let owner = slot(&Field::Owner);
    let text = |row, slot| text_of(row, slot).to_owned();
    let codes = same_codes(rows, slot(&Field::ProjectCode), planned, findings);
    let named = rows.iter().enumerate().filter_map(|(index, row)| {
        let name = row.values.at(name)?.as_text()?;
        Some(Named { index, name, owner: text_of(row, owner) })
    });
    let named: Vec<Named<'_>> = named.collect();
    for pair in duplicates::find(&named) {
        if codes.contains(&pair.later) {
            continue;
        }
        let (earlier, later) = (&rows[pair.earlier], &rows[pair.later]);
        let other = text(earlier, Some(name));
        let at = place_of(earlier, later, planned);
        let (kind, message) = if pair.exact {
            (FindingKind::Duplicate, format!("项目名称与{at}重复:请删除重复的一行,或在名称中区分"))
        } else {
            (FindingKind::MaybeDuplicate, format!("与{at}“{other}”名称相近且建设单位相同:请核对是否同一项目"))
        };
        let sheet = &planned[usize::from(later.sheet)];
        let place = Place { sheet: &sheet.sheet.name, row: later.row, column: u32::from(sheet.name) };
        findings.warn(place, kind, Some(&Field::Name), text(later, Some(name)), message);
    }
}

fn text_of(row: &Row, slot: Option<usize>) -> &str {
    slot.and_then(|slot| row.values.at(slot)).and_then(Value::as_text).unwrap_or_default()
}

fn place_of(earlier: &Row, later: &Row, planned: &[PlannedSheet<'_>]) -> String {
    if earlier.sheet == later.sheet {
        format!("第{}行", earlier.row)
    } else {
        format!("工作表“{}”第{}行", planned[usize::from(earlier.sheet)].sheet.name, earlier.row)
    }
}

/// Warns of repeated national codes; returns the rows warned of, whose names are not complained about as well.
fn same_codes(
    rows: &[Row],
    slot: Option<usize>,
    planned: &[PlannedSheet<'_>],
    findings: &mut Findings,
) -> std::collections::HashSet<usize> {
    let mut warned = std::collections::HashSet::new();
    let Some(slot) = slot else { return warned };
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let codes = each(rows, 5_000, |row| {
        let code = row.values.at(slot)?.as_text()?;
        code.parse::<kernel::ProjectCode>().is_ok().then_some(code)
    });
    for ((index, row), code) in rows.iter().enumerate().zip(codes) {
        let Some(code) = code else { continue };
        let Some(earlier) = seen.get(code) else {
            seen.insert(code, index);
            continue;
        };
        let sheet = &planned[usize::from(row.sheet)];
        let Some(column) = sheet.columns.find(&Field::ProjectCode) else { continue };
        let place = Place { sheet: &sheet.sheet.name, row: row.row, column: u32::from(column.index) };
        let message = format!("项目代码与{}重复:请核对是否同一项目", place_of(&rows[*earlier], row, planned));
        findings.warn(place, FindingKind::Duplicate, Some(&Field::ProjectCode), code, message);
        warned.insert(index);
    }
    warned
}
