//! The text of a bulletin by rules: every sentence is right for above, below and level, for none, one and many.

use super::facts::{Facts, Line};
use super::sentence::{Figures, Sentence, Side, listed, money, side};
use crate::scope::Scope;
use board::{Answer, Dimension, Group, Indicator, Indicators, Tally, UNFILLED};
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

/// 分县市区: who leads, who trails, who is behind the pace, who moved.
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

/// 滞后项目: how many, and each named with figures, cause and measure.
pub fn laggards(facts: &Facts) -> (Paragraph, Vec<Paragraph>) {
    let f = figures(&facts.total, &facts.scope, "total");
    let s = Sentence::default();
    let has_plan =
        facts.total.count(Tally::Below) + facts.total.count(Tally::Between) + facts.total.count(Tally::Above) > 0;
    let late: Vec<&Line> = facts.laggards.iter().filter(|l| is_late(l)).collect();
    match (facts.laggards.len(), late.len()) {
        (0, _) if !has_plan => (s.words("清单内项目均无年度计划,不作完成率分布统计。").done(), Vec::new()),
        (0, _) => (s.words("没有完成率低于30%的项目。").done(), Vec::new()),
        (_, 0) => {
            let s = s.words("年度计划完成率低于30%的项目").figure(f.counted(Indicator::Below30));
            (s.words("个,均不慢于序时进度。").done(), Vec::new())
        }
        (all, n) => {
            let not_started = late.iter().filter(|l| l.indicators.count(Tally::Started) == 0).count();
            let mut s = s.words("年度计划完成率低于30%的项目").figure(f.counted(Indicator::Below30)).words("个");
            if n < all {
                s = s.words(format!(",其中慢于序时进度{n}个"));
            }
            s = match not_started {
                0 => s.words("。"),
                m if m == n && n > 1 => s.words(",均未开工。"),
                m if m == n => s.words(",尚未开工。"),
                m => s.words(format!(",其中未开工{m}个。")),
            };
            let s = if n > NAMED { s.words(format!("进度最慢的{NAMED}个是:")) } else { s.words("具体是:") };
            (s.done(), late.iter().take(NAMED).map(|l| laggard(facts, l)).collect())
        }
    }
}

/// Early in the year whole cities are below 30 % and on course: a laggard is behind the pace as well.
fn is_late(line: &Line) -> bool {
    line.indicators.pace_gap().is_none_or(|gap| side(gap) == Side::Below)
}

/// Laggards named in the text; the annex lists them all.
const NAMED: usize = 10;

fn laggard(facts: &Facts, line: &Line) -> Paragraph {
    let scope = Scope::new(facts.as_of());
    let prefix = format!("project.{}", line.id);
    let f = figures(&line.indicators, &scope, &prefix);
    let door = |figure: Figure| Figure { href: Some(format!("/projects/{}", line.id)), ..figure };
    let mut s = Sentence::default().words(line.words.name.clone());
    let place: Vec<&str> =
        [&line.words.region, &line.words.department].into_iter().flatten().map(String::as_str).collect();
    if !place.is_empty() {
        s = s.words(format!("({})", place.join(",")));
    }
    if let Some(plan) = f.money(Indicator::AnnualPlan) {
        s = s.words(":年度计划").figure(door(plan));
    }
    s = match f.money(Indicator::DoneYtd) {
        Some(done) => s.words(",完成").figure(door(done)),
        None => s.words(",未填报完成投资"),
    };
    if let Some(rate) = f.percent(Indicator::Completion) {
        s = s.words(",完成率").figure(door(rate));
    }
    s = s.words(match line.words.cause.as_ref().or(line.words.problem.as_ref()) {
        Some(cause) => format!(";原因:{}", ended(cause)),
        None => ";未填报原因".to_owned(),
    });
    s.words(match &line.words.measure {
        Some(measure) => format!(";措施:{}{}。", ended(measure), answerable(line)),
        None => ";尚无措施。".to_owned(),
    })
    .done()
}

fn answerable(line: &Line) -> String {
    match (&line.words.measure_owner, &line.words.measure_due) {
        (None, None) => String::new(),
        (Some(who), None) => format!("(责任人:{who})"),
        (None, Some(due)) => format!("(时限:{due})"),
        (Some(who), Some(due)) => format!("(责任人:{who},时限:{due})"),
    }
}

/// Without the full stop its author may have typed.
fn ended(text: &str) -> &str {
    text.trim().trim_end_matches(['。', ';', '.', ';', ','])
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
