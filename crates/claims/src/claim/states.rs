//! States that projects come into, counted with the rate of those that have.

use crate::scope::{Mention, MentionKind};

/// Rates without an indicator of the product that tell how many of some projects have come into a state.
pub(super) const STATE_RATES: &[&str] = &["竣工率", "完工率", "投产率", "建成率", "达产率"];

/// 完工项目14个，完工率93%: what is told apart by a state whose rate follows is counted among the whole, and no scope of its own;
/// 三县完工项目 is then 三县项目.
pub(super) fn without_tallies(sentence: &str, mentions: &mut [Mention]) {
    for mention in mentions.iter_mut().filter(|m| m.kind == MentionKind::Projects) {
        let Some(state) = STATES.iter().find(|state| mention.words.ends_with(&format!("{state}项目"))) else {
            continue;
        };
        let behind: String = sentence[mention.end..].chars().take(36).take_while(|c| !"；。".contains(*c)).collect();
        if !(behind.contains(&format!("{state}率")) && behind.starts_with(|c: char| c.is_ascii_digit() || c == '共'))
        {
            continue;
        }
        let whose =
            mention.words.trim_end_matches("项目").trim_end_matches(state).trim_end_matches(['已', '累', '计', '、']);
        if whose.chars().count() >= 2 && !whose.ends_with(['新', '应', '拟', '需']) && !whose.ends_with("计划") {
            mention.words = format!("{whose}项目");
        } else if whose.is_empty() || whose == "开" {
            mention.object = true;
        }
    }
}

/// States that projects are told to have come into; the longer ones first.
const STATES: &[&str] = &["开复工", "开工", "复工", "竣工", "完工", "建成", "投产", "履约", "入统", "纳统"];

/// 已竣工项目50个，竣工率40.7%: the projects in the state are not those the rate is of.
pub(super) fn is_a_state(words: &str) -> bool {
    let state = words.strip_suffix("项目").or_else(|| words.strip_suffix('项')).unwrap_or_default();
    let state =
        state.trim_end_matches('的').trim_start_matches('已').trim_start_matches("实现").trim_start_matches("累计");
    [
        "开工",
        "未开工",
        "尚未开工",
        "竣工",
        "完工",
        "投产",
        "建成",
        "建成投产",
        "复工",
        "开复工",
        "未复工",
        "未开复工",
        "履约",
    ]
    .contains(&state)
}
