//! What part of a whole is printed as its share.

use super::{Formula, Scene};
use crate::unit::Kind;

/// 占B的p%, or a part's share of the total named before it.
pub(super) fn share(scene: &mut Scene<'_>, at: usize) {
    let claim = &scene.claims[at];
    if claim.gap == "的" {
        let Some(whole) = scene.before(at).next() else { return };
        let kind = scene.claims[whole].figure.kind;
        let part = scene
            .before(whole)
            .find(|i| scene.claims[*i].figure.kind == kind && !scene.claims[*i].measure.is_threshold());
        if let Some(part) = part.filter(|_| scene.claims[whole].gap.contains('占')) {
            scene.link(at, &[part, whole], Formula::Share, "部分÷总量", true);
        }
        return;
    }
    if claim.gap.ends_with("占总投资的") || claim.gap.ends_with("占总投资") {
        return of_total_investment(scene, at);
    }
    let words = "占比 占总 占全部 占项目总 占到总 占全市重点项目 占全市项目 占重点项目 占市级";
    let bare = ["，占", "、占", "（占", "，占到", "，约占"].iter().any(|w| claim.gap.ends_with(w));
    let of_the_total = words.split(' ').any(|w| claim.gap.contains(w)) || bare;
    if of_the_total && !claim.gap.contains("GDP") {
        of_the_whole(scene, at, bare);
    }
}

/// 累计完成投资21.6亿元，占总投资的43.2%.
fn of_total_investment(scene: &mut Scene<'_>, at: usize) {
    let money = |i: &usize| scene.claims[*i].figure.kind == Kind::Money && !scene.claims[*i].measure.is_threshold();
    let Some(part) = scene.before(at).find(money) else { return };
    let done =
        matches!(scene.claims[part].measure.id, Some("done_ytd" | "done_total" | "funds_arrived" | "funds_paid"));
    let whole =
        scene.above(part).find(|i| scene.claims[*i].measure.is("total_investment") && scene.same_scope(*i, part));
    if let Some(whole) = whole.filter(|_| done) {
        let near = scene.claims[whole].sentence == scene.claims[at].sentence;
        scene.link(at, &[part, whole], Formula::Share, "完成投资÷总投资", near);
    }
}

/// A part's share of the total named before it; counts and money are alternatives.
fn of_the_whole(scene: &mut Scene<'_>, at: usize, bare: bool) {
    let group = scene.group();
    let mut found: Vec<(usize, usize, bool)> = Vec::new();
    let kinds = [Kind::Count, Kind::Money, Kind::Area, Kind::People];
    let nearest = scene.before(at).next().map(|i| scene.claims[i].figure.kind);
    if nearest.is_some_and(|kind| matches!(kind, Kind::Length | Kind::Floor | Kind::Volume | Kind::Mass)) {
        return;
    }
    // 占全部项目争资额的63.3%: of amounts.
    let of_money = ["额的", "资金的", "投资的"].iter().any(|w| scene.claims[at].gap.ends_with(w));
    for kind in kinds.into_iter().filter(|kind| !of_money || *kind == Kind::Money) {
        let usable = |i: &usize| scene.claims[*i].figure.kind == kind && !scene.claims[*i].measure.is_threshold();
        let Some(part) = scene.before(at).take(2).find(usable) else { continue };
        let (own, measure) = (&scene.claims[part].figure, &scene.claims[part].measure);
        if bare && !scene.claims[part].part {
            let whole = done_of_all(scene, at, part).or_else(|| counted_among(scene, at, part));
            found.extend(whole.map(|whole| (part, whole, true)));
            continue;
        }
        let fits = |i: &usize| {
            let other = &scene.claims[*i];
            let comparable = other.figure.unit == own.unit && !other.part && other.figure.base() >= own.base();
            let alike = kind == Kind::Count || other.measure == *measure || bare || scene.claims[part].part;
            usable(i) && comparable && alike
        };
        let wholes: Vec<usize> = scene.above(part).filter(fits).take(3).collect();
        let sentence = |i: usize| scene.claims[i].sentence;
        let goes_on = scene.claims[at].left.starts_with("其中");
        let sure = wholes.len() == 1
            && (sentence(wholes[0]) == sentence(at) || goes_on && sentence(wholes[0]) + 1 == sentence(at));
        found.extend(wholes.into_iter().map(|whole| (part, whole, sure)));
    }
    for (part, whole, sure) in found {
        scene.alternative(group, at, &[part, whole], Formula::Share, "部分÷总数", sure);
    }
}

/// 额度52.4亿元，已发行41.8亿元，占79.8%: what was done with the amount right before it.
fn done_of_all(scene: &Scene<'_>, at: usize, part: usize) -> Option<usize> {
    let before: Vec<usize> = scene.before(at).take(2).collect();
    let [own, whole] = before[..] else { return None };
    let (a, b) = (&scene.claims[own], &scene.claims[whole]);
    let done = ["，已", "，目前已", "，实际"].iter().any(|w| a.gap.starts_with(w)) && !a.gap.contains("投资");
    let fits = own == part && done && a.figure.unit == b.figure.unit && a.figure.base() <= b.figure.base();
    (fits && scene.claims[at].gap == "，占").then_some(whole)
}

/// 112个在建项目，进度正常的83个，占74.1%: the count that the part's own scope names.
fn counted_among(scene: &Scene<'_>, at: usize, part: usize) -> Option<usize> {
    let own = &scene.claims[part];
    let beside = scene.claims[at].gap == "，占" && own.gap.ends_with('的') && own.figure.kind == Kind::Count;
    let whole = scene.above(part).find(|i| {
        let whole = &scene.claims[*i];
        whole.sentence == own.sentence && whole.figure.unit == own.figure.unit && own.scope.words.contains(&whole.text)
    })?;
    (beside && scene.claims[whole].figure.base() >= own.figure.base()).then_some(whole)
}
