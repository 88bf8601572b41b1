//! 滞后项目: how many, and each named with figures, cause and measure.

use super::super::facts::{Facts, Line};
use super::super::sentence::{Sentence, Side, side};
use super::{Paragraph, figures};
use crate::scope::Scope;
use board::{Indicator, Tally};
use paper::Figure;

/// The sentence that counts them, and a paragraph for each that is named.
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
