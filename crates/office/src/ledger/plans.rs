//! Versions of an annual plan: what a workbook's plan amount means for the versions already known.

use super::entities::annual_plan;
use kernel::Month;
use serde::{Deserialize, Serialize};

/// The plan as a workbook states it, in fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub amount: Option<i64>,
    pub funds_planned: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanWrite {
    /// A new version from a month on: the year's first plan, or a mid-year adjustment (中期调整).
    Insert { from: Month, plan: Plan },
    /// The version first stated in this very month was mistyped.
    Correct { id: i64, plan: Plan },
}

impl From<&annual_plan::Model> for Plan {
    fn from(version: &annual_plan::Model) -> Plan {
        Plan { amount: version.amount, funds_planned: version.funds_planned }
    }
}

/// The version in force in a month: the latest that began by then, else the year's first.
pub fn in_force(versions: &[annual_plan::Model], month: Month) -> Option<&annual_plan::Model> {
    versions
        .iter()
        .filter(|v| v.from_month <= month.index())
        .max_by_key(|v| v.from_month)
        .or_else(|| versions.iter().min_by_key(|v| v.from_month))
}

/// What to write when the workbook of month `as_of` states `stated`. `reported` are the other months of the year already
/// reported: an adjustment holds from its own month on, so a workbook handed in late must not change the plan of later months.
pub fn state_plan(versions: &[annual_plan::Model], stated: Plan, as_of: Month, reported: &[Month]) -> Vec<PlanWrite> {
    let Some(current) = in_force(versions, as_of) else {
        return vec![PlanWrite::Insert { from: as_of.january(), plan: stated }];
    };
    if Plan::from(current) == stated {
        return Vec::new();
    }
    let first_stated_now =
        current.from_month == as_of.index() || !reported.iter().any(|m| *m < as_of && m.year() == as_of.year());
    let later = reported.iter().filter(|m| **m > as_of && m.year() == as_of.year()).min();
    let holds_later =
        later.filter(|later| in_force(versions, **later).is_some_and(|v| v.from_month == current.from_month));
    let mut writes = Vec::new();
    if first_stated_now && holds_later.is_none() {
        writes.push(PlanWrite::Correct { id: current.id, plan: stated });
    } else {
        writes.push(PlanWrite::Insert { from: as_of, plan: stated });
    }
    if let Some(later) = holds_later {
        writes.push(PlanWrite::Insert { from: *later, plan: Plan::from(current) });
    }
    writes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(m: u32) -> Month {
        Month::new(2025, m).unwrap()
    }

    fn version(id: i64, from: u32, amount: i64) -> annual_plan::Model {
        annual_plan::Model { id, from_month: month(from).index(), amount: Some(amount), ..Default::default() }
    }

    fn plan(amount: i64) -> Plan {
        Plan { amount: Some(amount), funds_planned: None }
    }

    #[test]
    fn the_first_plan_holds_from_january() {
        let writes = state_plan(&[], plan(5), month(7), &[]);
        assert_eq!(writes, [PlanWrite::Insert { from: month(1), plan: plan(5) }]);
    }

    #[test]
    fn the_same_plan_again_writes_nothing() {
        assert!(state_plan(&[version(1, 1, 5)], plan(5), month(7), &[month(6)]).is_empty());
    }

    #[test]
    fn another_amount_is_an_adjustment_or_the_correction_of_a_slip() {
        let first = [version(1, 1, 5)];
        let adjusted = state_plan(&first, plan(8), month(7), &[month(6)]);
        assert_eq!(adjusted, [PlanWrite::Insert { from: month(7), plan: plan(8) }]);
        let corrected = state_plan(&first, plan(8), month(7), &[]);
        assert_eq!(corrected, [PlanWrite::Correct { id: 1, plan: plan(8) }]);
        let corrected = state_plan(&[version(1, 1, 5), version(2, 7, 8)], plan(9), month(7), &[month(6)]);
        assert_eq!(corrected, [PlanWrite::Correct { id: 2, plan: plan(9) }]);
    }

    #[test]
    fn a_late_workbook_leaves_later_months_alone() {
        let writes = state_plan(&[version(1, 1, 5)], plan(8), month(5), &[month(4), month(7)]);
        let expected =
            [PlanWrite::Insert { from: month(5), plan: plan(8) }, PlanWrite::Insert { from: month(7), plan: plan(5) }];
        assert_eq!(writes, expected);
    }
}
