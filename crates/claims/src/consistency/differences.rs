//! Differences in percentage points: from the average, from the even pace, between two printed rates.

use super::{Formula, Scene};
use crate::relation::Comparison;
use crate::unit::Kind;

pub(super) fn find(scene: &mut Scene<'_>, at: usize) {
    let claim = &scene.claims[at];
    if matches!(claim.figure.kind, Kind::Count | Kind::Money | Kind::Area | Kind::Days | Kind::Months | Kind::People) {
        change(scene, at);
        rest(scene, at);
    }
    if claim.figure.kind != Kind::Points || claim.figure.opens_range {
        return;
    }
    if claim.relation.comparison.is_none() || claim.measure.label == "平均变动" {
        return;
    }
    let own = scene
        .before(at)
        .find(|i| scene.claims[*i].figure.kind == Kind::Percent && !scene.claims[*i].measure.is("even_pace"));
    let Some(own) = own.filter(|i| scene.same_scope(*i, at)) else { return };
    match scene.claims[at].measure.id {
        Some("avg_gap") => from_average(scene, at, own),
        Some("pace_gap") => from_pace(scene, at, own),
        _ => from_before(scene, at, own),
    }
}

/// The rate of the whole that the paper printed last.
fn from_average(scene: &mut Scene<'_>, at: usize, own: usize) {
    let measure = scene.claims[own].measure.clone();
    let in_words = |i: &usize| scene.claims[*i].gap.contains("平均");
    let stated = scene.before(at).filter(|i| *i != own).find(|i| scene.claims[*i].measure == measure && in_words(i));
    let whole = |i: &usize| {
        let other = &scene.claims[*i];
        *i != own
            && other.measure == measure
            && other.figure.kind == Kind::Percent
            && (other.scope.is_whole() || in_words(i))
            && !other.gap.contains("要求")
    };
    let average = stated.or_else(|| (0..own).rev().take(200).find(whole));
    if let Some(average) = average {
        let near = scene.claims[own].paragraph == scene.claims[average].paragraph;
        scene.link(at, &[own, average], Formula::Difference, "本项－平均", near);
    }
}

/// The even pace of the month, unless the paper prints a pace of its own.
fn from_pace(scene: &mut Scene<'_>, at: usize, own: usize) {
    if !scene.claims[own].measure.is("completion") {
        return;
    }
    let stated = scene.above(at).find(|i| scene.claims[*i].measure.is("even_pace"));
    let stated = stated.or_else(|| scene.after(at).find(|i| scene.claims[*i].measure.is("even_pace")));
    if let Some(pace) = stated {
        scene.link(at, &[own, pace], Formula::Difference, "完成率－序时进度", true);
    } else if let Some(month) = scene.month(own) {
        let pace = f64::from(month) / 12.0 * 100.0;
        // 截至11月20日: the even pace of a day lies between two months.
        let whole_month = !within_a_month(scene.claims[own].period.as_ref().map_or("", |p| p.words.as_str()));
        let sure = whole_month && !has_a_pace_of_its_own(scene, at, own);
        scene.link(at, &[own], Formula::DifferenceFrom(pace), "完成率－序时进度(月数÷12)", sure);
    }
}

/// 完成54.4%，高于序时进度4.4个百分点；完成29.7%，低于序时进度20.3个百分点: both are measured by 50 %, whatever the month.
fn has_a_pace_of_its_own(scene: &Scene<'_>, at: usize, own: usize) -> bool {
    let implied = |gap: usize, rate: usize| {
        let less = scene.claims[gap].relation.comparison == Some(Comparison::Less);
        let points = scene.claims[gap].figure.base();
        scene.claims[rate].figure.base() + if less { points } else { -points }
    };
    let pace = implied(at, own);
    let around = at.saturating_sub(40)..scene.claims.len().min(at + 40);
    around.filter(|i| *i != at && scene.claims[*i].measure.is("pace_gap")).any(|i| {
        let rate = scene.before(i).find(|r| scene.claims[*r].measure.is("completion"));
        let other = rate.filter(|r| {
            (scene.claims[*r].figure.base() - scene.claims[own].figure.base()).abs() > 0.5
                && scene.same_scope(*r, i)
                && scene.month(*r) == scene.month(own)
        });
        other.is_some_and(|r| (implied(i, r) - pace).abs() < 0.11)
    })
}

/// Whether the words end with a day that is not the last of its month, or with a third of a month.
fn within_a_month(words: &str) -> bool {
    let day = words.strip_suffix('日').and_then(|w| w.rsplit('月').next()).and_then(|d| d.parse::<u32>().ok());
    day.is_some_and(|d| d < 28) || words.ends_with(['旬'])
}

/// 由52.1%提高到58.4%，提高6.3个百分点; 去年同期61.2%.
fn from_before(scene: &mut Scene<'_>, at: usize, own: usize) {
    let rates: Vec<usize> =
        scene.before(at).filter(|i| scene.claims[*i].figure.kind == Kind::Percent).take(2).collect();
    let [later, earlier] = rates[..] else { return };
    if later != own {
        return;
    }
    let gap = |i: usize| scene.claims[i].gap.as_str();
    let from_to = ["由", "从"].iter().any(|w| gap(earlier).contains(w)) && gap(later).contains(['到', '至', '为']);
    let last_year_first = gap(earlier).contains("同期") || gap(earlier).contains("去年");
    let last_year_later = gap(later).contains("同期") || gap(later).contains("去年");
    let verb = scene.claims[at].relation.comparison;
    if from_to || last_year_first {
        scene.link(at, &[later, earlier], Formula::Difference, "后值－前值", true);
    } else if last_year_later && verb != Some(Comparison::Less) {
        scene.link(at, &[earlier, later], Formula::Difference, "本期－同期", true);
    }
}

/// 下达3200亩，已使用1850亩，还剩1350亩.
fn rest(scene: &mut Scene<'_>, at: usize) {
    let claim = &scene.claims[at];
    let words = ["还剩", "剩余", "尚缺", "还差", "尚余", "还有", "其余", "缺口", "剩", "剩下", "还缺"];
    let gap = claim.gap.trim_start_matches('，');
    // 已开工41个，仍有23个项目未开工.
    let not_started = claim.measure.is("start_overdue") && ["仍有", "尚有", "还有"].contains(&gap);
    if !(not_started || words.contains(&gap)) || claim.measure.is("remaining") {
        return;
    }
    let same = |i: &usize| scene.claims[*i].figure.unit == claim.figure.unit;
    let before: Vec<usize> = scene.before(at).filter(same).take(3).collect();
    if let [part, whole] = before[..]
        && scene.claims[whole].figure.base() >= scene.claims[part].figure.base()
    {
        let sure = !scene.claims[part].gap.contains("其中");
        scene.link(at, &[whole, part], Formula::Difference, "总数－已有", sure);
    }
}

/// 从46个减少到18个，减少28个.
fn change(scene: &mut Scene<'_>, at: usize) {
    let claim = &scene.claims[at];
    let verbs = ["，增加", "，减少", "，净增", "，提高", "，降低", "，缩短", "，压缩", "，压减", "，新增"];
    if !verbs.iter().any(|v| claim.gap == *v || claim.gap == format!("{v}了")) {
        return;
    }
    let before: Vec<usize> = scene.before(at).take(2).collect();
    let [later, earlier] = before[..] else { return };
    let unit = |i: usize| scene.claims[i].figure.unit.as_str();
    let gap = |i: usize| scene.claims[i].gap.as_str();
    let from_to = ["由", "从"].iter().any(|w| gap(earlier).contains(w)) && gap(later).contains(['到', '至', '为']);
    if from_to
        && unit(later) == unit(earlier)
        && unit(later) == claim.figure.unit
        && claim.relation.comparison.is_some()
    {
        scene.link(at, &[later, earlier], Formula::Difference, "后值－前值", true);
    }
}
