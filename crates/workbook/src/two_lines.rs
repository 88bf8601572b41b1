//! Sheets that give every project several lines, one planned and one done: they cannot be read as one line a project, and guessing
//! which figure is which would be worse than asking for another layout.

use crate::finding::{FindingKind, Findings, Place, column_letters};
use crate::grid::SheetRow;
use crate::plan::PlannedSheet;
use kernel::Field;
use kernel::text::tight;

const PLANNED: &[&str] = &["计划", "目标", "任务", "应完成"];
const DONE: &[&str] = &["完成", "实际", "实绩", "已完成", "执行"];

/// Reports a column that says by turns 计划 and 完成; whether there is one.
pub(crate) fn check(planned: &PlannedSheet<'_>, findings: &mut Findings) -> bool {
    let fits = |plan: &&crate::columns::ColumnPlan| plan.field != Some(Field::Name);
    let Some(plan) = planned.columns.plans.iter().filter(fits).find(|p| alternates(planned.body(), p.index)) else {
        return false;
    };
    let place = Place { sheet: &planned.sheet.name, row: planned.header.last, column: u32::from(plan.index) };
    let message = format!(
        "{}列把每个项目分成“计划”“完成”两行,无法确定各行的金额是计划还是完成:请改为每个项目一行,计划和完成各占一列,再导入",
        column_letters(u32::from(plan.index))
    );
    findings.error(place, FindingKind::Layout, None, plan.header.clone(), message);
    true
}

/// Nothing but words for planned and done, at least two of each.
fn alternates(body: &[SheetRow], column: u16) -> bool {
    let mut planned = 0_usize;
    let mut done = 0_usize;
    let mut others = 0_usize;
    for text in body.iter().take(2_000).filter_map(|row| row.get(column)?.as_text()) {
        let text = tight(text);
        let is = |words: &[&str]| words.iter().any(|w| text.starts_with(w)) && text.chars().count() <= 6;
        if is(PLANNED) {
            planned += 1;
        } else if is(DONE) {
            done += 1;
        } else {
            others += 1;
        }
    }
    planned.min(done) >= 2 && others * 10 <= planned + done
}
