//! The text of a bulletin by rules: every sentence is right for above, below and level, for none, one and many.

mod laggards;
mod regions;

pub use laggards::laggards;
pub use regions::regions;

use super::facts::Facts;
use super::sentence::{Figures, Sentence, Side, listed, money, side};
use crate::scope::Scope;
use board::{Answer, Dimension, Group, Indicator, Indicators, UNFILLED};
use kernel::{Money, Month, Ratio};
use paper::{Figure, Inline};

/// A paragraph, or none when there is nothing to say.
pub type Paragraph = Vec<Inline>;

/// “1—7月”, “1月”, and in December “全年”.
pub fn span(as_of: Month) -> String {
    if as_of.month() == 12 { "全年".to_owned() } else { as_of.span_label() }
}

/// 一、总体情况.
pub fn overall(facts: &Facts) -> Vec<Paragraph> {
    let as_of = facts.as_of();
    let f = figures(&facts.total, &facts.scope, "total");
    let begin = Sentence::default().words(format!("截至{}年{}月底,{}", as_of.year(), as_of.month(), facts.place));
    if f.count(Indicator::Projects) == 0 {
        return vec![begin.words("清单内没有项目。").done()];
    }
    let mut first = begin.words("共有重点项目").figure(f.counted(Indicator::Projects)).words("个");
    if let Some(total) = f.money(Indicator::TotalInvestment) {
        first = first.words(",总投资").figure(total);
    }
    first = match plan(&f) {
        Some(plan) => first.words(",年度计划投资").figure(plan).words("。"),
        None => first.words(",年度计划投资尚未下达。"),
    };
    let mut paragraphs = vec![first.join(done(facts, &f)).done()];
    paragraphs.extend(reporting(&f, as_of));
    paragraphs
}

fn plan(f: &Figures<'_>) -> Option<Figure> {
    let amount = f.indicators.money(board::Amount::Plan).filter(|a| !a.is_zero());
    amount.and_then(|_| f.money(Indicator::AnnualPlan))
}

fn done(facts: &Facts, f: &Figures<'_>) -> Sentence {
    let as_of = facts.as_of();
    let Some(done) = f.money(Indicator::DoneYtd) else {
        return Sentence::default().words(format!("{}尚无项目填报完成投资。", span(as_of)));
    };
    let mut s = Sentence::default().words(format!("{}完成投资", span(as_of))).figure(done);
    if let Some(rate) = f.percent(Indicator::Completion) {
        s = s.words(",占年度计划的").figure(rate).join(against_pace(f, as_of));
    }
    s = s.join(growth(f)).words("。");
    if as_of.month() > 1
        && let Some(month) = f.money(Indicator::DoneMonth)
    {
        s = s.words(format!("其中{}月当月完成投资", as_of.month())).figure(month).words("。");
    }
    s
}

/// “,快于序时进度6.0个百分点”; in December against the whole plan.
pub fn against_pace(f: &Figures<'_>, as_of: Month) -> Sentence {
    let (Some(gap), Some(points)) = (f.indicators.pace_gap(), f.points(Indicator::PaceGap)) else {
        return Sentence::default();
    };
    let s = Sentence::default();
    match (side(gap), as_of.month() == 12) {
        (Side::Level, false) => s.words(",与序时进度持平"),
        (Side::Above, false) => s.words(",快于序时进度").figure(points).words("个百分点"),
        (Side::Below, false) => s.words(",慢于序时进度").figure(points).words("个百分点"),
        (Side::Level, true) => s.words(",完成年度计划"),
        (Side::Above, true) => s.words(",超年度计划").figure(points).words("个百分点"),
        (Side::Below, true) => s.words(",距完成年度计划还差").figure(points).words("个百分点"),
    }
}

fn growth(f: &Figures<'_>) -> Sentence {
    let (Some(board::Figure::Percent(rate)), Some(figure)) =
        (f.indicators.get(Indicator::Yoy), f.percent(Indicator::Yoy))
    else {
        return Sentence::default();
    };
    let s = Sentence::default();
    match side(rate) {
        Side::Level => s.words(",同比持平"),
        Side::Above => s.words(",同比增长").figure(figure),
        Side::Below => {
            let text = figure.text.trim_start_matches('−').to_owned();
            s.words(",同比下降").figure(Figure { text, ..figure })
        }
    }
}

fn reporting(f: &Figures<'_>, as_of: Month) -> Option<Paragraph> {
    let (unreported, projects) = (f.count(Indicator::Unreported), f.count(Indicator::Projects));
    if unreported == 0 {
        return None;
    }
    let s = Sentence::default();
    let s = if unreported == projects {
        s.words(format!("{}月尚无项目填报,以上为最近一次填报的累计数。", as_of.month()))
    } else {
        s.figure(f.counted(Indicator::Unreported))
            .words(format!("个项目{}月未报,沿用最近一次填报的累计数。", as_of.month()))
    };
    Some(s.done())
}

/// 开工情况.
pub fn starts(facts: &Facts) -> Vec<Paragraph> {
    let f = figures(&facts.total, &facts.scope, "total");
    if f.count(Indicator::ToStart) == 0 {
        return vec![Sentence::default().words("清单内没有应开工建设的项目。").done()];
    }
    let mut s = Sentence::default()
        .words("年内应开工建设项目")
        .figure(f.counted(Indicator::ToStart))
        .words("个,已开工")
        .figure(f.counted(Indicator::Started))
        .words("个");
    if let Some(rate) = f.percent(Indicator::StartRate) {
        s = s.words(",开工率").figure(rate).words("(以全年应开工建设项目为基数)");
    }
    s = s.words("。");
    s = match f.count(Indicator::NewToStart) {
        0 => s.words("没有计划新开工项目。"),
        all if all == f.count(Indicator::NewStarted) => {
            s.words("其中计划新开工项目").figure(f.counted(Indicator::NewToStart)).words("个,已全部开工。")
        }
        _ => {
            let s = s
                .words("其中计划新开工项目")
                .figure(f.counted(Indicator::NewToStart))
                .words("个,已开工")
                .figure(f.counted(Indicator::NewStarted))
                .words("个");
            match f.percent(Indicator::NewStartRate) {
                Some(rate) => s.words(",新开工率").figure(rate).words("。"),
                None => s.words("。"),
            }
        }
    };
    vec![s.join(overdue(facts, &f)).join(finished(&f)).done()]
}

fn overdue(facts: &Facts, f: &Figures<'_>) -> Sentence {
    let s = Sentence::default();
    match facts.overdue.as_slice() {
        [] => s.words("没有应开工未开工项目。"),
        [one] => s
            .words("应开工未开工项目")
            .figure(f.counted(Indicator::StartOverdue))
            .words(format!("个,为{}。", one.words.name)),
        many => {
            let names: Vec<&str> = many.iter().take(5).map(|l| l.words.name.as_str()).collect();
            let end = if many.len() > names.len() { "等。" } else { "。" };
            s.words("应开工未开工项目")
                .figure(f.counted(Indicator::StartOverdue))
                .words(format!("个,为{}{end}", names.join("、")))
        }
    }
}

fn finished(f: &Figures<'_>) -> Sentence {
    let s = Sentence::default();
    match (f.count(Indicator::Completed), f.count(Indicator::InProduction)) {
        (0, 0) => s,
        (_, 0) => s.words("累计竣工项目").figure(f.counted(Indicator::Completed)).words("个。"),
        (0, _) => s.words("累计投产项目").figure(f.counted(Indicator::InProduction)).words("个。"),
        _ => s
            .words("累计竣工项目")
            .figure(f.counted(Indicator::Completed))
            .words("个,投产")
            .figure(f.counted(Indicator::InProduction))
            .words("个。"),
    }
}

/// By level or category: a clause for each group, compared with the average. `None` when nobody filled the dimension in.
pub fn by_group(facts: &Facts, dimension: Dimension) -> Option<Vec<Paragraph>> {
    let answer = facts.by.get(&dimension)?;
    match filled(answer).as_slice() {
        [] => None,
        [only] if answer.groups.len() == 1 => {
            Some(vec![Sentence::default().words(format!("全部为{}。", only.label)).done()])
        }
        groups => {
            let clauses = groups.iter().map(|g| group_clause(facts, dimension, g)).collect();
            Some(vec![listed(clauses, ";").words("。").done()])
        }
    }
}

fn group_clause(facts: &Facts, dimension: Dimension, group: &Group) -> Sentence {
    let scope = facts.scope.within(dimension, &group.label);
    let prefix = format!("{}.{}", dimension.id(), group.label);
    let f = figures(&group.indicators, &scope, &prefix);
    let mut s = Sentence::default().words(group.label.clone()).figure(f.counted(Indicator::Projects)).words("个");
    if let Some(plan) = plan(&f) {
        s = s.words(",年度计划").figure(plan);
    }
    match f.money(Indicator::DoneYtd) {
        Some(done) => s = s.words(",完成").figure(done),
        None => return s.words(",尚未填报完成投资"),
    }
    if let Some(rate) = f.percent(Indicator::Completion) {
        let is_alone = facts.by.get(&dimension).is_some_and(|answer| answer.groups.len() == 1);
        s = s.words(",完成率").figure(rate);
        if !is_alone {
            s = s.join(against_average(&f));
        }
    }
    s
}

fn against_average(f: &Figures<'_>) -> Sentence {
    let (Some(board::Figure::Points(gap)), Some(points)) =
        (f.indicators.get(Indicator::AvgGap), f.points(Indicator::AvgGap))
    else {
        return Sentence::default();
    };
    let s = Sentence::default();
    match side(gap) {
        Side::Level => s.words(",与平均水平持平"),
        Side::Above => s.words(",高于平均水平").figure(points).words("个百分点"),
        Side::Below => s.words(",低于平均水平").figure(points).words("个百分点"),
    }
}

/// 剩余任务: what is still needed a month.
pub fn still_needed(facts: &Facts) -> Option<Paragraph> {
    let as_of = facts.as_of();
    let left = 12 - as_of.month();
    let f = figures(&facts.total, &facts.scope, "total");
    plan(&f)?;
    if left == 0 {
        return None;
    }
    let Some(board::Figure::Money(needed)) = facts.total.get(Indicator::RequiredMonthly) else { return None };
    if needed.is_zero() {
        return Some(Sentence::default().words("年度计划投资已提前完成。").done());
    }
    let needed_figure = f.money(Indicator::RequiredMonthly)?;
    let s = match left {
        1 => Sentence::default().words("要完成年度计划,12月还需完成投资").figure(needed_figure),
        _ => Sentence::default().words(format!("要完成年度计划,后{left}个月平均每月需完成投资")).figure(needed_figure),
    };
    Some(s.join(against_average_month(facts, needed)).words("。").done())
}

fn against_average_month(facts: &Facts, needed: Money) -> Sentence {
    let months = i64::from(facts.as_of().month());
    let Some(done) = facts.total.money(board::Amount::DoneYtd).filter(|d| d.0 > 0) else { return Sentence::default() };
    let average = Money((done.0 + months / 2) / months);
    let Some(ratio) = Ratio::new(i128::from(needed.0) * i128::from(months), i128::from(done.0)) else {
        return Sentence::default();
    };
    let past = if months == 1 { "1月".to_owned() } else { format!("前{months}个月月均") };
    let s = Sentence::default().words(format!(",{past}完成{}", money(average)));
    match side(ratio.minus(one())) {
        Side::Level => s.words(",需保持现有进度"),
        Side::Above => s.words(format!(",月均需提高{}%", ratio.minus(one()).percent(1))),
        Side::Below => s.words(format!(",所需为其{}%", ratio.percent(1))),
    }
}

fn one() -> Ratio {
    // One over one is a ratio.
    Ratio::new(1, 1).unwrap_or_else(|| unreachable!())
}

fn figures<'a>(indicators: &'a Indicators, scope: &'a Scope, prefix: &'a str) -> Figures<'a> {
    Figures { indicators, scope, prefix }
}

fn filled(answer: &Answer) -> Vec<&Group> {
    answer.groups.iter().filter(|g| g.label != UNFILLED).collect()
}
