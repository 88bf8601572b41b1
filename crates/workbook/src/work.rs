//! One ledger sheet: its rows are sorted by kind, its project rows read on all cores and checked.

use crate::afterwards::totals_label;
use crate::cells::{self, Setting};
use crate::checks::{Contradiction, Slots};
use crate::column_values::is_place;
use crate::columns::ColumnPlan;
use crate::cores::in_parts;
use crate::finding::{FindingKind, Findings, Place};
use crate::grid::{Cell, SheetRow};
use crate::groups::{self, Groups};
use crate::options::Options;
use crate::outliers;
use crate::plan::{PlannedSheet, is_money};
use crate::reading::{Row, Values};
use crate::rows::{Kinds, RowKind};
use crate::totals::{SUBTOTAL, Stated};
use crate::two_lines;
use crate::value::Value;
use kernel::{Field, Month};
use std::collections::HashMap;
use std::sync::Arc;

/// A project row waiting to be read.
#[derive(Debug)]
pub(crate) struct Waiting<'a> {
    pub row: &'a SheetRow,
    pub nameless: bool,
    /// Rows that share its name hold amounts too.
    pub doubtful: bool,
    pub group: Option<Arc<str>>,
    /// Index into the sheet's list of group values.
    pub inherited: usize,
}

/// A project row, read.
#[derive(Debug)]
pub(crate) struct Read {
    pub values: Values,
    /// Slots whose cell could not be read or must be filled and is blank.
    pub unknown: Vec<u16>,
}

/// Rates that differ from what they should be, by row number.
pub(crate) type Rates = Vec<(u32, Contradiction)>;

/// One sheet on its way.
pub(crate) struct Work<'a, 'p> {
    pub planned: &'p PlannedSheet<'a>,
    pub setting: Setting,
    pub fields: Arc<[Field]>,
    /// Slot of each column, and of its second field.
    pub slots: Vec<(Option<usize>, Option<usize>)>,
    pub checks: Slots,
    pub least_places: u8,
    /// Cells covered by a merge from above, by row and column.
    pub covered: Covered<'a>,
}

/// Words merged downwards over several projects: (row, column) → the cell they stand in.
pub(crate) type Covered<'a> = HashMap<(u32, u16), &'a Cell>;

impl<'a, 'p> Work<'a, 'p> {
    pub fn new(
        planned: &'p PlannedSheet<'a>,
        fields: Arc<[Field]>,
        options: &Options,
        as_of: Option<Month>,
    ) -> Work<'a, 'p> {
        let slot = |field: &Option<Field>| fields.iter().position(|f| Some(f) == field.as_ref());
        let slots = planned.columns.plans.iter().map(|p| (slot(&p.field), slot(&p.also))).collect();
        let own: Vec<Field> = planned.columns.plans.iter().filter_map(|p| p.field.clone()).collect();
        let mut checks = Slots::new(&fields);
        checks.keep_only(&fields, &own);
        Work {
            planned,
            setting: Setting { year: options.year, as_of, unit: planned.unit },
            fields,
            slots,
            checks,
            least_places: least_places(planned),
            covered: covered(planned),
        }
    }

    pub fn sheet_name(&self) -> &'p str {
        &self.planned.sheet.name
    }

    pub fn run(&self, index: u16, several: bool, rows: &mut Vec<Row>, findings: &mut Findings) {
        let kinds =
            Kinds::new(&self.planned.columns, &self.planned.header, &self.planned.preamble.title, self.planned.body());
        let in_two_lines = two_lines::check(self.planned, findings);
        let of_sheet = if several { groups::of_sheet(&self.planned.sheet.name) } else { None };
        let mut stack = Groups::default();
        if let Some((level, label)) = &self.planned.preamble.heading {
            stack.enter(*level, label);
        }
        let mut inherited = vec![self.inheritable(of_sheet.as_ref(), &stack)];
        let mut waiting = Vec::new();
        let mut stated: Vec<(usize, Stated<'_>)> = Vec::new();
        for row in self.planned.body() {
            match kinds.kind(row) {
                RowKind::Skip => {}
                RowKind::Total(label) => {
                    let level = if label.contains("小计") || self.is_part(&label) { SUBTOTAL } else { 0 };
                    stated.push((waiting.len(), Stated { cells: row, level, label: totals_label(&label) }));
                }
                RowKind::Group { level, label } => {
                    stack.enter(level, &label);
                    inherited.push(self.inheritable(of_sheet.as_ref(), &stack));
                    stated.push((waiting.len(), Stated { cells: row, level, label }));
                }
                RowKind::Nameless if in_two_lines => {}
                RowKind::Nameless if self.covered.contains_key(&(row.number, self.planned.name)) => {
                    let has_amounts = self.report_covered(row, findings);
                    waiting
                        .iter_mut()
                        .last()
                        .into_iter()
                        .for_each(|above: &mut Waiting<'_>| above.doubtful |= has_amounts);
                }
                kind @ (RowKind::Project | RowKind::Nameless) => waiting.push(Waiting {
                    row,
                    nameless: kind == RowKind::Nameless,
                    doubtful: false,
                    group: stack.category(),
                    inherited: inherited.len() - 1,
                }),
            }
        }
        let read = self.read_all(&waiting, &inherited, findings);
        if !stated.is_empty() || self.planned.preamble.count.is_some() {
            self.check_totals(&waiting, &read, stated, findings);
        }
        outliers::check(self, waiting.iter().map(|w| w.row).zip(&read), findings);
        rows.extend(waiting.into_iter().zip(read).map(|(waiting, read)| Row {
            sheet: index,
            row: waiting.row.number,
            group: waiting.group,
            values: read.values,
            ok: !waiting.nameless && !waiting.doubtful && !in_two_lines,
        }));
    }

    /// A row under another row's name. Its amounts may be a part of that project's, another project's, or plan against done.
    /// Tells whether it has amounts.
    fn report_covered(&self, row: &SheetRow, findings: &mut Findings) -> bool {
        let place = self.place(row.number, self.planned.name);
        let field = Some(&Field::Name);
        let amount = |plan: &&ColumnPlan| {
            is_money(plan)
                && row.get(plan.index).is_some_and(|c| {
                    matches!(cells::read(c, &Field::AnnualPlan, plan, &self.setting).value, Some(Value::Money(_)))
                })
        };
        let has_amounts = self.planned.columns.plans.iter().any(|plan| amount(&plan));
        if has_amounts {
            let message = "项目名称与上面的行合并,而本行另有金额,不能确定是同一项目还是另一项目:如是另一项目,请取消合并并填写名称;如是同一项目,请合成一行";
            findings.error(place, FindingKind::Layout, field, "", message);
        } else {
            let message = "项目名称与上面的行合并,本行未作为单独的项目读取:如是另一项目,请取消合并并填写名称";
            findings.warn(place, FindingKind::Layout, field, "", message);
        }
        has_amounts
    }

    /// A total of a part, such as 北原县合计 in a list that has groups or regions.
    fn is_part(&self, label: &str) -> bool {
        let flat = kernel::text::tight(label);
        let bare = crate::labels::bare_label(&flat);
        let bare = bare.split('(').next().unwrap_or(&bare);
        let head =
            bare.trim_end_matches("合计").trim_end_matches("总计").trim_end_matches("共计").trim_end_matches("累计");
        !head.is_empty()
            && head != bare
            && !head.starts_with('全')
            && head != "总"
            && (is_place(head) || head.ends_with("项目") || head.ends_with('类'))
    }

    /// What groups and the sheet's name give to fields that have no column here.
    fn inheritable(&self, of_sheet: Option<&(Field, Value)>, stack: &Groups) -> Vec<(usize, Value)> {
        let given = of_sheet.cloned().into_iter().chain(stack.values());
        given
            .filter(|(field, _)| !self.planned.columns.has(field))
            .filter_map(|(field, value)| Some((self.fields.iter().position(|f| *f == field)?, value)))
            .collect()
    }

    /// Reads project rows on all cores, in order.
    fn read_all(
        &self,
        waiting: &[Waiting<'_>],
        inherited: &[Vec<(usize, Value)>],
        findings: &mut Findings,
    ) -> Vec<Read> {
        let parts: Vec<(Vec<Read>, Findings, Rates)> = in_parts(waiting, 500, |part| {
            let mut findings = Findings::default();
            let mut rates = Vec::new();
            let read = part.iter().map(|w| self.read_row(w, &inherited[w.inherited], &mut findings, &mut rates));
            (read.collect(), findings, rates)
        });
        let mut all = Vec::with_capacity(waiting.len());
        let mut rates = Vec::new();
        for (mut read, found, mut mismatches) in parts {
            all.append(&mut read);
            findings.append(found);
            rates.append(&mut mismatches);
        }
        self.report_rates(waiting, rates, findings);
        all
    }

    pub fn place(&self, row: u32, column: u16) -> Place<'p> {
        Place { sheet: self.sheet_name(), row, column: u32::from(column) }
    }
}

/// Decimals a percentage column is typed with, when nearly all its numbers show at least one: then 80 means 80.0.
fn least_places(planned: &PlannedSheet<'_>) -> u8 {
    let Some(plan) = planned.columns.find(&Field::Completion) else { return 0 };
    let mut with = 0_usize;
    let mut all = 0_usize;
    for cell in planned.body().iter().filter_map(|r| r.get(plan.index)).take(5_000) {
        if let Cell::Number(value, _) = cell {
            all += 1;
            let percent = if plan.fractions { value * 100.0 } else { *value };
            with += usize::from(percent.fract() != 0.0);
        }
    }
    u8::from(all > 0 && with * 10 >= all * 7)
}

/// Cells below merges that are remembered; a hostile workbook can cover billions.
const MOST_COVERED: usize = 500_000;

/// The cells of the body that a merge covers from above, with the cell that holds the words.
fn covered<'a>(planned: &PlannedSheet<'a>) -> Covered<'a> {
    let rows = &planned.sheet.rows;
    let mut covered = Covered::new();
    let first = rows.get(planned.header.body).map_or(u32::MAX, |r| r.number);
    let down = planned.sheet.merges.iter().filter(|m| m.bottom > m.top && m.top >= first && m.left == m.right);
    for merge in down {
        if covered.len() > MOST_COVERED {
            break;
        }
        let Ok(column) = u16::try_from(merge.left) else { continue };
        let at = rows.binary_search_by_key(&merge.top, |r| r.number);
        let Some(cell) = at.ok().and_then(|at| rows[at].get(column)) else { continue };
        for row in merge.top + 1..=merge.bottom.min(merge.top + 5_000) {
            covered.insert((row, column), cell);
        }
    }
    covered
}
