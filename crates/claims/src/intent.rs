//! Figures that are wanted and not yet there: 确保完成850亿元, 力争开工率达到95%, 要求上半年开工80%.
//!
//! They belong to no state of the ledger, so the ledger is not asked about them.

use crate::claim::Claim;

/// Words that make what follows in the sentence a wish, until something that has happened is told.
const WISHES: &[&str] = &[
    "确保",
    "力争",
    "争取",
    "务必",
    "力保",
    "保证",
    "奋力",
    "有望",
    "预计",
    "预期",
    "力求",
    "誓保",
    "冲刺",
    "拟于",
    "将于",
    "计划于",
];

/// Words that make only their own clause a wish.
const IN_THE_CLAUSE: &[&str] = &[
    "要达到",
    "要完成",
    "要实现",
    "要开工",
    "须达到",
    "应达到",
    "须完成",
    "必须",
    "要求",
    "目标",
    "不低于",
    "不少于",
    "要确保",
    "将完成",
    "将达到",
    "应完成",
    "要新开工",
    "要超过",
    "将新开工",
    "将开工",
];

/// What has happened: a report goes on.
const REPORTS: &[&str] = &["截至", "截止", "已完成", "已开工", "累计完成", "目前", "实际", "今年以来", "已经"];

/// Measures that are plans or describe what lies ahead by their own name.
const AHEAD: &[&str] = &["annual_plan", "to_start", "required_monthly", "remaining", "total_investment", "projects"];

/// Whether the text only wants, expects or demands this figure.
pub(crate) fn is_intended(claim: &Claim) -> bool {
    if claim.measure.id.is_some_and(|id| AHEAD.contains(&id)) {
        return false;
    }
    let left = claim.left.as_str();
    let wish = WISHES.iter().filter_map(|w| left.rfind(w)).max();
    let wished = wish.is_some_and(|at| !REPORTS.iter().any(|w| left[at..].contains(w)));
    let clause = left.rsplit(['，', '；', '：']).next().unwrap_or(left);
    wished || IN_THE_CLAUSE.iter().any(|w| clause.contains(w))
}
