//! The fields a column may be taken for, in groups as a person looks for them.

use kernel::Field;
use std::sync::LazyLock;

/// An `<optgroup>`: (identifier, words).
pub(super) struct Group {
    pub label: &'static str,
    pub fields: Vec<(String, String)>,
}

/// First fields of each group in the ledger's order.
const STARTS: [(&str, Field); 6] = [
    ("项目概况", Field::Sequence),
    ("投资与计划", Field::TotalInvestment),
    ("进度", Field::PlannedStart),
    ("资金与要素", Field::FundsPlanned),
    ("问题与措施", Field::Problem),
    ("责任与联系", Field::Department),
];

const APPROVALS: [&str; 9] = ["立项", "可研", "初步设计", "规划", "用地", "环评", "能评", "水保", "施工许可"];

pub(super) static GROUPS: LazyLock<Vec<Group>> = LazyLock::new(|| {
    let option = |field: Field| (field.id(), field.label());
    let start = |field: &Field| Field::FIXED.iter().position(|f| f == field).unwrap_or_default();
    let mut groups: Vec<Group> = STARTS
        .iter()
        .enumerate()
        .map(|(at, (label, first))| {
            let end = STARTS.get(at + 1).map_or(Field::FIXED.len(), |(_, next)| start(next));
            let fields = Field::FIXED.iter().take(end).skip(start(first)).cloned().map(option).collect();
            Group { label, fields }
        })
        .collect();
    let approvals = APPROVALS.iter().map(|item| option(Field::Approval((*item).to_owned()))).collect();
    groups.push(Group { label: "审批手续", fields: approvals });
    groups.push(Group { label: "各月完成投资", fields: (1..=12).map(Field::DoneInMonth).map(option).collect() });
    groups
});

/// Whether the groups offer it.
pub(super) fn is_offered(id: &str) -> bool {
    GROUPS.iter().flat_map(|g| &g.fields).any(|(offered, _)| offered == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fixed_field_is_offered_once() {
        for field in Field::FIXED {
            let times = GROUPS.iter().flat_map(|g| &g.fields).filter(|(id, _)| *id == field.id()).count();
            assert_eq!(times, 1, "{field}");
        }
        assert!(is_offered("done_in_month:7") && is_offered("approval:环评") && !is_offered("custom:x"));
    }
}
