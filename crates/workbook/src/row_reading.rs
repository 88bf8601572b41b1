//! One project row: its cells read, its figures compared with each other.

use crate::cells;
use crate::checks::{self, Contradiction};
use crate::finding::{FindingKind, Findings, Severity};
use crate::grid::{Cell, SheetRow};
use crate::reading::Values;
use crate::value::Value;
use crate::work::{Rates, Read, Waiting, Work};
use kernel::{Field, FieldKind, Nature};
use std::sync::Arc;

impl<'a> Work<'a, '_> {
    pub fn read_row(
        &self,
        waiting: &Waiting<'_>,
        inherited: &[(usize, Value)],
        findings: &mut Findings,
        rates: &mut Rates,
    ) -> Read {
        let mut slots: Box<[Option<Value>]> = vec![None; self.fields.len()].into();
        let mut unknown = Vec::new();
        for (slot, value) in inherited {
            slots[*slot] = Some(value.clone());
        }
        let mut cells = waiting.row.cells.iter().peekable();
        for (plan, (slot, also)) in self.planned.columns.plans.iter().zip(&self.slots) {
            while cells.peek().is_some_and(|c| c.column < plan.index) {
                cells.next();
            }
            let (Some(slot), Some(field)) = (*slot, plan.field.as_ref()) else { continue };
            let own = cells.peek().filter(|c| c.column == plan.index).map(|c| &c.cell);
            let Some(cell) = own.or_else(|| self.merged_words(waiting.row.number, plan.index, field)) else { continue };
            let outcome = cells::read(cell, field, plan, &self.setting);
            if let Some(remark) = outcome.remark {
                let place = self.place(waiting.row.number, plan.index);
                let typed = cell.typed();
                match remark.severity {
                    Severity::Error => {
                        unknown.push(u16::try_from(slot).unwrap_or(u16::MAX));
                        findings.error(place, remark.kind, Some(field), typed.trim(), remark.message);
                    }
                    Severity::Warning => findings.warn(place, remark.kind, Some(field), typed.trim(), remark.message),
                }
            }
            if let Some(also) = also {
                slots[*also].clone_from(&outcome.value);
            }
            slots[slot] = outcome.value;
        }
        let mut read = Read { values: Values { fields: Arc::clone(&self.fields), slots }, unknown };
        self.difference_months(&mut read.values);
        self.require(waiting, &mut read, findings);
        self.check_row(waiting.row, &read, findings, rates);
        read
    }

    /// Words that a merged cell says for this row too; figures and names are never shared.
    fn merged_words(&self, row: u32, column: u16, field: &Field) -> Option<&'a Cell> {
        if self.covered.is_empty()
            || matches!(field, Field::Name | Field::Sequence | Field::Number | Field::ProjectCode)
        {
            return None;
        }
        let shared = matches!(field.kind(), FieldKind::Term | FieldKind::Text | FieldKind::Nature);
        self.covered.get(&(row, column)).copied().filter(|_| shared)
    }

    /// Monthly columns that hold sums since January become single months.
    fn difference_months(&self, values: &mut Values) {
        let cumulative =
            self.planned.columns.plans.iter().any(|p| p.cumulative && matches!(p.field, Some(Field::DoneInMonth(_))));
        if !cumulative {
            return;
        }
        let mut before = kernel::Money::ZERO;
        for slot in self.checks.months.iter().flatten() {
            let Some(sum) = values.slots[*slot].as_ref().and_then(Value::as_money) else { continue };
            values.slots[*slot] = Some(Value::Money(sum - before));
            before = sum;
        }
    }

    /// A name and a plan of the year are needed; a project that is only being prepared owes no plan.
    fn require(&self, waiting: &Waiting<'_>, read: &mut Read, findings: &mut Findings) {
        let blank = |read: &Read, field: &Field| {
            let slot = self.fields.iter().position(|f| f == field)?;
            let missing = read.values.slots[slot].is_none();
            (missing && !read.unknown.contains(&u16::try_from(slot).unwrap_or(u16::MAX))).then_some(slot)
        };
        if blank(read, &Field::Name).is_some() {
            let place = self.place(waiting.row.number, self.planned.name);
            let typed = waiting.row.text(self.planned.name);
            findings.error(place, FindingKind::Blank, Some(&Field::Name), typed, "项目名称为空:请填写,或删除此行");
        }
        let preliminary = matches!(
            read.values.get(&Field::Nature),
            Some(Value::Nature(nature)) if nature.nature == Nature::Preliminary
        );
        if let Some(column) = self.planned.columns.find(&Field::AnnualPlan)
            && !preliminary
            && let Some(slot) = blank(read, &Field::AnnualPlan)
        {
            read.unknown.push(u16::try_from(slot).unwrap_or(u16::MAX));
            let place = self.place(waiting.row.number, column.index);
            let typed = waiting.row.text(column.index);
            findings.error(
                place,
                FindingKind::Blank,
                Some(&Field::AnnualPlan),
                typed,
                "年度计划投资为空:请填写,没有计划的填0",
            );
        }
    }

    fn check_row(&self, row: &SheetRow, read: &Read, findings: &mut Findings, rates: &mut Rates) {
        let mut found = Vec::new();
        checks::row(&read.values, &self.checks, self.planned.unit, self.setting.as_of, self.least_places, &mut found);
        for contradiction in found {
            if matches!(contradiction.field, Field::Completion | Field::Growth) {
                rates.push((row.number, contradiction));
            } else {
                self.report(row, contradiction, findings);
            }
        }
    }

    pub fn report(&self, row: &SheetRow, found: Contradiction, findings: &mut Findings) {
        let Some(plan) = self.planned.columns.find(&found.field) else { return };
        let place = self.place(row.number, plan.index);
        let typed = row.text(plan.index);
        let typed = typed.trim();
        if found.is_error {
            findings.error(place, found.kind, Some(&found.field), typed, found.message);
        } else {
            findings.warn(place, found.kind, Some(&found.field), typed, found.message);
        }
    }
}
