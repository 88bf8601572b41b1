//! From planned sheets to a reading: every sheet is worked through, then the whole is compared with itself.

use crate::finding::{Finding, Findings};
use crate::options::Options;
use crate::plan::{PlannedSheet, is_money};
use crate::reading::{LedgerSheet, Reading, Row, SkippedSheet};
use crate::work::Work;
use crate::{filled_months, grid::SheetRow, layout_findings, twins};
use kernel::{Field, Month};
use std::sync::Arc;

pub(crate) fn read(
    planned: &[PlannedSheet<'_>],
    skipped: Vec<SkippedSheet>,
    file_name: &str,
    options: &Options,
) -> Reading {
    let stated = options.as_of.or_else(|| layout_findings::stated_month(planned, file_name, options.year));
    let as_of = stated.or_else(|| filled_months::latest(planned, options.year));
    let fields = all_fields(planned);
    let mut findings = Findings::default();
    let mut rows = Vec::new();
    let mut sheets = Vec::new();
    for (index, plan) in planned.iter().enumerate() {
        let work = Work::new(plan, Arc::clone(&fields), options, as_of);
        layout_findings::check(plan, options, stated, as_of, &mut findings);
        let before = rows.len();
        work.run(u16::try_from(index).unwrap_or(u16::MAX), planned.len() > 1, &mut rows, &mut findings);
        let mut described = plan.describe(rows.len() - before);
        described.as_of = plan.months.first().map(|s| s.value);
        sheets.push(described);
    }
    twins::check(&rows, planned, &mut findings);
    finish(rows, sheets, skipped, fields, as_of, findings)
}

impl PlannedSheet<'_> {
    pub fn body(&self) -> &[SheetRow] {
        &self.sheet.rows[self.header.body.min(self.sheet.rows.len())..]
    }

    fn describe(&self, projects: usize) -> LedgerSheet {
        LedgerSheet {
            name: self.sheet.name.clone(),
            title: self.preamble.title.clone(),
            header_rows: (self.header.first, self.header.last),
            as_of: None,
            unit: Some(self.unit),
            unit_stated: self.unit_stated,
            unit_matters: self.columns.plans.iter().any(|p| is_money(p) && p.unit.is_none()),
            columns: self.columns.describe(self.body()),
            projects,
        }
    }
}

/// The fields of all sheets in the ledger's order; those that group rows and sheet names may give are always among them.
fn all_fields(planned: &[PlannedSheet<'_>]) -> Arc<[Field]> {
    let given = [Field::Category, Field::Nature, Field::Level, Field::Region];
    let columns = planned.iter().flat_map(|p| &p.columns.plans);
    let mut fields: Vec<Field> = columns.flat_map(|p| p.field.iter().chain(&p.also)).chain(&given).cloned().collect();
    fields.sort();
    fields.dedup();
    fields.into()
}

fn finish(
    mut rows: Vec<Row>,
    sheets: Vec<LedgerSheet>,
    skipped: Vec<SkippedSheet>,
    fields: Arc<[Field]>,
    as_of: Option<Month>,
    mut findings: Findings,
) -> Reading {
    let order = |f: &Finding| (sheets.iter().position(|s| s.name == f.sheet), f.row, f.column);
    findings.errors.sort_by_cached_key(order);
    findings.warnings.sort_by_cached_key(order);
    let bad: std::collections::HashSet<(usize, u32)> =
        findings.errors.iter().filter_map(|f| Some((sheets.iter().position(|s| s.name == f.sheet)?, f.row))).collect();
    for row in &mut rows {
        row.ok = row.ok && !bad.contains(&(usize::from(row.sheet), row.row));
    }
    let first = sheets.first();
    Reading {
        sheet: first.map(|s| s.name.clone()).unwrap_or_default(),
        title: first.map(|s| s.title.clone()).unwrap_or_default(),
        header_rows: first.map_or((0, 0), |s| s.header_rows),
        as_of,
        unit: first.and_then(|s| s.unit),
        columns: first.map(|s| s.columns.clone()).unwrap_or_default(),
        sheets,
        skipped,
        fields,
        rows,
        errors: findings.errors,
        warnings: findings.warnings,
        unlisted: findings.unlisted,
    }
}
