//! What an amount of money is of.

use super::{Context, Measure, change, nearest};
use crate::figure::Figure;
use crate::words::{MONEY, Table, Word};

pub(super) fn money(figure: &Figure, context: &Context<'_>) -> Option<Measure> {
    // 要完成426亿元的目标.
    let a_goal = ["的目标", "目标", "的任务", "任务"].iter().any(|w| context.right.starts_with(w));
    let aimed = ["目标是", "任务是", "目标为", "任务为"].iter().any(|w| context.clause.contains(w));
    let a_goal = a_goal || aimed && ["完成", "完成投资", "投资"].iter().any(|w| context.gap.ends_with(w));
    if a_goal && nearest(&MONEY, context.gap).is_none_or(|w| is_weak(w) || w.id == Some("done_ytd")) {
        return Some(Measure { id: Some("annual_plan"), label: "年度计划投资".to_owned() });
    }
    // 完成下达任务数132.6亿元的90.8%: what was to be done.
    let task = ["任务数", "任务", "目标", "目标任务", "考核目标", "计划数"].iter().any(|w| context.gap.ends_with(w));
    let task = task || context.gap.ends_with("占计划") && context.before.is_some_and(|m| m.id.is_none());
    if task && context.right == "的" && context.runs_on {
        let investment = context.before.is_none_or(|m| m.id.is_some_and(|id| id.starts_with("done_")));
        let plan = Measure { id: Some("annual_plan"), label: "年度计划投资".to_owned() };
        return Some(if investment { plan } else { Measure::named(TASK) });
    }
    // 一产完成投资2.3亿元: by sectors.
    let sector =
        ["一产", "二产", "三产", "第一产业", "第二产业", "第三产业"].iter().find(|w| context.gap.contains(**w));
    if let Some(sector) = sector.filter(|_| context.gap.ends_with("完成投资")) {
        return Some(Measure::named(&format!("{sector}投资")));
    }
    if let Some(change) = change(figure, context) {
        return Some(change);
    }
    let word = nearest(&MONEY, context.gap).or_else(|| right_noun(&MONEY, context.right)).or_else(|| {
        if context.previous.is_none() {
            nearest(&MONEY, context.clause).or_else(|| nearest(&MONEY, context.left))
        } else {
            None
        }
    })?;
    // 工业投资完成71.5亿元: the series, not 投资完成.
    let series = context.clause.strip_suffix("完成").and_then(|c| nearest(&MONEY, c));
    if let Some(series) = series.filter(|w| w.id.is_none() && w.grows() && !is_weak(w)) {
        return Some(Measure::of(series));
    }
    let strong = nearest(&MONEY, context.clause).filter(|_| is_weak(word)).and_then(|_| stronger(context.clause));
    let measure = strong.map_or_else(|| Measure::of(word), Measure::of);
    // 已完成年度投资计划746.4亿元.
    let fulfilled = measure.is("annual_plan") && word.spelling.ends_with("计划") && context.right != "的";
    if fulfilled && context.clause.rfind("已完成").is_some_and(|at| context.clause[at..].chars().count() <= 14) {
        return Some(Measure { id: Some("done_ytd"), label: "年内累计完成投资".to_owned() });
    }
    if let Some(series) = series_goes_on(&measure, context) {
        return Some(series);
    }
    let ahead = |text: &str| {
        ["剩余", "剩下", "还需", "需", "要", "今后", "后续", "必须", "须"].iter().any(|w| text.contains(w))
    };
    let behind =
        ["只有", "仅", "已", "实际", "前"].iter().any(|w| context.clause.contains(w)) || context.clause.contains('-');
    let future = ahead(context.clause) || !behind && ahead(context.left);
    if measure.is("required_monthly") && !future {
        return Some(Measure::named("月均完成投资"));
    }
    if measure.is("done_ytd") && ["开工以来", "建设以来", "开建以来"].iter().any(|w| context.left.contains(w))
    {
        return Some(Measure { id: Some("done_total"), label: "开工以来累计完成投资".to_owned() });
    }
    if measure.is("done_ytd")
        && (["还需", "尚需", "还要", "仍需", "还差", "须再"].iter().any(|w| context.clause.contains(w))
            || context.clause.contains('剩') && context.gap.ends_with("要完成"))
    {
        return Some(Measure { id: Some("remaining"), label: "剩余未完成投资".to_owned() });
    }
    Some(measure)
}

/// What was to be done of something that is no investment of projects.
pub(super) const TASK: &str = "目标任务";

/// 完成工业投资8.7亿元；1-10月累计完成73.4亿元: the series that was named first.
fn series_goes_on(measure: &Measure, context: &Context<'_>) -> Option<Measure> {
    let (_, previous) =
        context.previous.filter(|(_, m)| m.id.is_none() && m.label.chars().count() > "投资".chars().count())?;
    let a_series = ["投资", "收入", "总额", "产值", "外资", "内资"].iter().any(|w| previous.label.ends_with(w));
    let bare = ["完成", "累计完成", "实际完成", "已完成"].iter().any(|w| context.gap.ends_with(w));
    let new_subject = ["项目", "工程"].iter().any(|w| context.gap.contains(w));
    (measure.is("done_ytd") && a_series && bare && !new_subject).then(|| previous.clone())
}

/// Words that say nothing when the clause names the series itself: 一般公共预算收入完成52.3亿元.
pub(super) fn is_weak(word: &Word) -> bool {
    matches!(word.spelling, "完成" | "完成了" | "已完成" | "累计完成" | "投资" | "资金" | "收入")
}

/// The last word of the clause that names a series.
fn stronger(clause: &str) -> Option<&'static Word> {
    let funds = ["funds_arrived", "funds_paid", "fund_gap", "idle_funds"];
    let named = |w: &&Word| w.id.is_none_or(|id| funds.contains(&id)) && w.grows() && !is_weak(w);
    MONEY.found(clause).map(|(_, _, word)| word).find(named)
}

/// A word of the table that follows the figure at once: 1500亿元投资任务.
fn right_noun(words: &Table, right: &str) -> Option<&'static Word> {
    words.at_start(right.strip_prefix('的').unwrap_or(right))
}
