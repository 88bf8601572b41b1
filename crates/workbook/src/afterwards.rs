//! What can be said of a sheet only when all its rows have been read: rates of another kind, totals.

use crate::columns::ColumnPlan;
use crate::finding::{FindingKind, Findings};
use crate::totals::{self, Line, Part, Stated, Summed};
use crate::value::Value;
use crate::work::{Rates, Read, Waiting, Work};
use crate::{Decimal, layout_findings};
use kernel::Field;

impl Work<'_, '_> {
    /// A rate that differs in most rows is another rate than we think: one message for the column, not one for each row.
    pub fn report_rates(&self, waiting: &[Waiting<'_>], rates: Rates, findings: &mut Findings) {
        for field in [Field::Completion, Field::Growth] {
            let of_field: Vec<_> = rates.iter().filter(|(_, c)| c.field == field).collect();
            let (Some(plan), Some((first, _))) = (self.planned.columns.find(&field), of_field.first()) else {
                continue;
            };
            let filled = waiting.iter().filter(|w| w.row.get(plan.index).is_some()).count();
            if of_field.len() >= 5 && of_field.len() * 2 > filled {
                let message = format!(
                    "“{}”列有{}行与计算值不符,可能不是按本表的完成投资和年度计划计算的:导入后以系统计算值为准",
                    plan.header,
                    of_field.len()
                );
                findings.warn(self.place(*first, plan.index), FindingKind::Contradiction, Some(&field), "", message);
                continue;
            }
            for (number, contradiction) in of_field {
                if let Ok(at) = waiting.binary_search_by_key(number, |w| w.row.number) {
                    self.report(waiting[at].row, contradiction.clone(), findings);
                }
            }
        }
    }

    pub fn check_totals(
        &self,
        waiting: &[Waiting<'_>],
        read: &[Read],
        stated: Vec<(usize, Stated<'_>)>,
        findings: &mut Findings,
    ) {
        let plans: Vec<&ColumnPlan> = totals::summed(&self.planned.columns.plans);
        let slots: Vec<Option<usize>> =
            plans.iter().map(|p| self.fields.iter().position(|f| Some(f) == p.field.as_ref())).collect();
        let mut lines = Vec::with_capacity(waiting.len() + stated.len());
        let mut stated = stated.into_iter().peekable();
        for (at, read) in read.iter().enumerate() {
            while let Some((_, row)) = stated.next_if(|(before, _)| *before <= at) {
                lines.push(Line::Stated(row));
            }
            let amounts = plans.iter().zip(&slots).map(|(plan, slot)| self.part(plan, *slot, read)).collect();
            lines.push(Line::Project(Summed { amounts }));
        }
        lines.extend(stated.map(|(_, row)| Line::Stated(row)));
        let (name, unit) = (self.planned.name, self.planned.unit);
        totals::check(&lines, &plans, name, self.sheet_name(), unit, findings);
        layout_findings::check_title_count(self.planned, waiting.len(), findings);
    }

    fn part(&self, plan: &ColumnPlan, slot: Option<usize>, read: &Read) -> Part {
        let Some(slot) = slot else { return Part::Unknown };
        if read.unknown.iter().any(|u| usize::from(*u) == slot) {
            return Part::Unknown;
        }
        match read.values.at(slot) {
            Some(Value::Money(_)) if plan.cumulative && matches!(plan.field, Some(Field::DoneInMonth(_))) => {
                Part::Unknown
            }
            Some(Value::Money(amount)) => {
                let places = plan.unit.unwrap_or(self.planned.unit).fen().ilog10();
                Part::Amount(Decimal::new(amount.0, u8::try_from(places).unwrap_or(0)))
            }
            Some(Value::Number(number)) => Part::Amount(*number),
            Some(_) => Part::Unknown,
            None => Part::Blank,
        }
    }
}

/// What a total is called in messages.
pub(crate) fn totals_label(label: &str) -> String {
    let bare = label.split(['(', '（']).next().unwrap_or(label);
    let bare = kernel::text::tight(bare);
    if bare.is_empty() { "合计行".to_owned() } else { bare }
}
