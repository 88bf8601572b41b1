//! 分县市区: who leads, who trails, who is behind the pace, who moved.

use super::super::facts::Facts;
use super::super::sentence::{Sentence, Side, listed, side};
use super::{Paragraph, figures, filled, group_clause};
use board::{Dimension, Group, Indicator};

/// None where no project names its region.
pub fn regions(facts: &Facts) -> Option<Vec<Paragraph>> {
    let answer = facts.by.get(&Dimension::Region)?;
    let groups = filled(answer);
    let mut ranked: Vec<&Group> = groups.iter().copied().filter(|g| g.indicators.completion().is_some()).collect();
    ranked.sort_by_key(|g| g.rank());
    match (groups.len(), ranked.len()) {
        (0, _) => None,
        (_, 0) => Some(vec![Sentence::default().words("各县市区均无年度计划,不排名。").done()]),
        (1, _) => Some(vec![group_clause(facts, Dimension::Region, ranked[0]).words("。").done()]),
        (_, 1) => {
            let only = group_clause(facts, Dimension::Region, ranked[0]);
            Some(vec![Sentence::default().words("有年度计划的仅").join(only).words("。").done()])
        }
        _ if ranked[0].rank() == ranked[ranked.len() - 1].rank() => {
            let same = figures(&facts.total, &facts.scope, "total").percent(Indicator::Completion);
            let s = Sentence::default().words("各县市区年度计划完成率相同");
            let s = match same {
                Some(rate) => s.words(",均为").figure(rate).words("。"),
                None => s.words("。"),
            };
            Some(vec![s.join(behind(facts, &ranked)).done()])
        }
        _ => Some(vec![ranking(facts, &ranked).done(), behind(facts, &ranked).join(moves(&ranked)).done()]),
    }
}

fn ranking(facts: &Facts, ranked: &[&Group]) -> Sentence {
    let places = (ranked.len() / 2).clamp(1, 3);
    let named = |groups: &[&Group]| listed(groups.iter().map(|g| named_rate(facts, g)).collect(), "、");
    let words = ["", "首位", "前两位", "前三位"];
    let last = ["", "末位", "后两位", "后三位"];
    Sentence::default()
        .words(format!("按年度计划完成率排名,居{}的是", words[places]))
        .join(named(&ranked[..places]))
        .words(format!(";居{}的是", last[places]))
        .join(named(&ranked[ranked.len() - places..]))
        .words("。")
}

fn named_rate(facts: &Facts, group: &Group) -> Sentence {
    let scope = facts.scope.within(Dimension::Region, &group.label);
    let prefix = format!("region.{}", group.label);
    let s = Sentence::default().words(group.label.clone());
    match figures(&group.indicators, &scope, &prefix).percent(Indicator::Completion) {
        Some(rate) => s.words("(").figure(rate).words(")"),
        None => s,
    }
}

fn behind(facts: &Facts, ranked: &[&Group]) -> Sentence {
    let is_behind = |g: &&&Group| g.indicators.pace_gap().is_some_and(|gap| side(gap) == Side::Below);
    let late: Vec<&Group> = ranked.iter().filter(is_behind).copied().collect();
    let target = if facts.as_of().month() == 12 { "未完成年度计划" } else { "慢于序时进度" };
    let s = Sentence::default();
    match late.len() {
        0 if facts.as_of().month() == 12 => s.words("各县市区均完成年度计划。"),
        0 => s.words("各县市区均达到或快于序时进度。"),
        n if n == ranked.len() => s.words(format!("各县市区均{target}。")),
        n => {
            let names: Vec<&str> = late.iter().map(|g| g.label.as_str()).collect();
            s.words(format!("{target}的有{}{n}个。", joined(&names)))
        }
    }
}

/// 云台县 / 云台县、东城区.
fn joined(names: &[&str]) -> String {
    if names.len() == 1 { names[0].to_owned() } else { format!("{}共", names.join("、")) }
}

fn moves(ranked: &[&Group]) -> Sentence {
    let most = |pick: fn(i32) -> i32| {
        let size = ranked.iter().filter_map(|g| g.rank_mom()).map(pick).max().filter(|m| *m > 0)?;
        let names: Vec<&str> =
            ranked.iter().filter(|g| g.rank_mom().map(pick) == Some(size)).map(|g| g.label.as_str()).collect();
        Some((names.join("、"), size))
    };
    let mut parts = Vec::new();
    if let Some((names, places)) = most(|m| m) {
        parts.push(Sentence::default().words(format!("进位最多的是{names}(上升{places}位)")));
    }
    if let Some((names, places)) = most(|m| -m) {
        parts.push(Sentence::default().words(format!("退位最多的是{names}(下降{places}位)")));
    }
    if parts.is_empty() {
        return Sentence::default();
    }
    Sentence::default().words("与上月相比,").join(listed(parts, ";")).words("。")
}
