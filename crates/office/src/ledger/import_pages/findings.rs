//! What is wrong with a workbook, laid out for the page: by kind, and in place.

use kernel::Field;
use std::collections::{BTreeMap, BTreeSet};
use workbook::{Finding, FindingKind, LedgerSheet, Reading, Row, Severity, Value};

/// Most findings listed under one heading, most rows shown of one sheet; the annotated workbook has all.
const MOST_ITEMS: usize = 200;
const MOST_ROWS: usize = 200;

/// Findings of one kind in one field.
pub(super) struct Heap {
    pub is_bad: bool,
    pub title: String,
    pub count: usize,
    pub items: Vec<Item>,
}

pub(super) struct Item {
    /// `台账!J17`.
    pub cell: String,
    /// Where the page shows it.
    pub anchor: Option<String>,
    pub found: String,
    pub message: String,
}

/// The rows of a sheet that have findings.
pub(super) struct FaultyRows {
    pub sheet: String,
    /// (letters, header)
    pub columns: Vec<(String, String)>,
    pub rows: Vec<FaultyRow>,
    pub left_out: usize,
}

pub(super) struct FaultyRow {
    pub number: u32,
    pub cells: Vec<Cell>,
}

#[derive(Default)]
pub(super) struct Cell {
    pub text: String,
    /// `bad`, `warn` or nothing.
    pub class: &'static str,
    /// With findings only.
    pub anchor: String,
    pub title: String,
}

/// Errors first, then warnings, each kind of each field in a heap.
pub(super) fn heaps(errors: &[Finding], warnings: &[Finding], reading: &Reading, shown: &[FaultyRows]) -> Vec<Heap> {
    let mut heaps: BTreeMap<(Severity, FindingKind, Option<Field>), Vec<&Finding>> = BTreeMap::new();
    for finding in errors.iter().chain(warnings) {
        heaps.entry((finding.severity, finding.kind, finding.field.clone())).or_default().push(finding);
    }
    let anchors: BTreeSet<&str> =
        shown.iter().flat_map(|s| &s.rows).flat_map(|r| &r.cells).map(|c| c.anchor.as_str()).collect();
    let item = |finding: &Finding| {
        let anchor = anchor(reading, finding);
        Item {
            cell: format!("{}!{}", finding.sheet, finding.cell),
            anchor: anchors.contains(anchor.as_str()).then_some(anchor),
            found: finding.value.clone(),
            message: finding.message.clone(),
        }
    };
    let heap = |((severity, kind, field), findings): ((Severity, FindingKind, Option<Field>), Vec<&Finding>)| Heap {
        is_bad: severity == Severity::Error,
        title: title(kind, field.as_ref()),
        count: findings.len(),
        items: findings.into_iter().take(MOST_ITEMS).map(item).collect(),
    };
    heaps.into_iter().map(heap).collect()
}

fn title(kind: FindingKind, field: Option<&Field>) -> String {
    let label = match kind {
        FindingKind::Blank => "没有填写",
        FindingKind::NotANumber => "不是数字",
        FindingKind::Negative => "为负数",
        FindingKind::TooLarge => "数额过大",
        FindingKind::InvalidDate => "日期无法识别",
        FindingKind::FormulaError => "公式出错",
        FindingKind::Formula => "公式没有计算结果",
        FindingKind::UnknownWord => "用词无法识别",
        FindingKind::Contradiction => "前后不一致",
        FindingKind::Duplicate => "重复",
        FindingKind::MaybeDuplicate => "可能重复",
        FindingKind::Total => "合计与明细不符",
        FindingKind::ImpreciseDate => "日期不够具体",
        FindingKind::Unit => "单位需要核对",
        FindingKind::Code => "代码有误",
        FindingKind::Layout => "表格或范围",
    };
    field.map_or_else(|| label.to_owned(), |field| format!("{}:{label}", field.label()))
}

/// The element of a cell: `J17`, on further sheets `s2-J17`.
fn anchor(reading: &Reading, finding: &Finding) -> String {
    match position(reading, finding).unwrap_or(0) {
        0 => finding.cell.clone(),
        at => format!("s{}-{}", at + 1, finding.cell),
    }
}

fn position(reading: &Reading, finding: &Finding) -> Option<usize> {
    reading.sheets.iter().position(|s| s.name == finding.sheet)
}

/// The rows with findings, sheet by sheet, with what was found in each cell.
pub(super) fn faulty_rows(errors: &[Finding], warnings: &[Finding], reading: &Reading) -> Vec<FaultyRows> {
    let mut by_row: BTreeMap<(usize, u32), Vec<&Finding>> = BTreeMap::new();
    for finding in errors.iter().chain(warnings).filter(|f| f.row > 0) {
        if let Some(sheet) = position(reading, finding) {
            by_row.entry((sheet, finding.row)).or_default().push(finding);
        }
    }
    let faulty: BTreeSet<(usize, u32)> = by_row.keys().copied().collect();
    let rows: BTreeMap<(usize, u32), &Row> = reading
        .rows
        .iter()
        .map(|row| ((usize::from(row.sheet), row.row), row))
        .filter(|(key, _)| faulty.contains(key))
        .collect();
    let one = |(at, sheet): (usize, &LedgerSheet)| {
        let of_sheet: Vec<_> = by_row.range((at, 0)..=(at, u32::MAX)).collect();
        let left_out = of_sheet.len().saturating_sub(MOST_ROWS);
        let shown = of_sheet.into_iter().take(MOST_ROWS);
        let row = |(key, findings): (&(usize, u32), &Vec<&Finding>)| {
            faulty_row(reading, sheet, key.1, rows.get(key).copied(), findings)
        };
        FaultyRows {
            sheet: sheet.name.clone(),
            columns: sheet.columns.iter().map(|c| (c.column.clone(), c.header.clone())).collect(),
            rows: shown.map(row).collect(),
            left_out,
        }
    };
    reading.sheets.iter().enumerate().map(one).filter(|sheet| !sheet.rows.is_empty()).collect()
}

fn faulty_row(
    reading: &Reading,
    sheet: &LedgerSheet,
    number: u32,
    row: Option<&Row>,
    findings: &[&Finding],
) -> FaultyRow {
    let cell = |column: &workbook::Column| {
        let here: Vec<&&Finding> = findings.iter().filter(|f| f.column == u32::from(column.index) + 1).collect();
        let value = row.zip(column.field.as_ref()).and_then(|(row, field)| row.values.get(field)).map(Value::text);
        let Some(first) = here.first() else {
            return Cell { text: value.unwrap_or_default(), ..Cell::default() };
        };
        let is_bad = here.iter().any(|f| f.severity == Severity::Error);
        Cell {
            text: first.value.clone(),
            class: if is_bad { "bad" } else { "warn" },
            anchor: anchor(reading, first),
            title: here.iter().map(|f| f.message.as_str()).collect::<Vec<_>>().join(";"),
        }
    };
    FaultyRow { number, cells: sheet.columns.iter().map(cell).collect() }
}
