//! What no figure can exceed: a share its whole, a place the number of places, a part the total.

use super::{Formula, Scene};
use crate::unit::Kind;

/// Rates of things done among things to do.
const FULL: &[&str] = &[
    "开工率",
    "复工率",
    "开复工率",
    "资金支付率",
    "入统率",
    "履约率",
    "办结率",
    "销号率",
    "合格率",
    "覆盖率",
    "占比",
    "审批按时率",
    "签约率",
    "拆迁率",
    "满意率",
    "及时率",
];

pub(super) fn find(scene: &mut Scene<'_>, at: usize) {
    let claim = &scene.claims[at];
    match claim.figure.kind {
        Kind::Percent if FULL.contains(&claim.measure.label.as_str()) => share(scene, at),
        Kind::Rank => place(scene, at),
        Kind::Count if claim.part => part(scene, at),
        _ => {}
    }
}

fn share(scene: &mut Scene<'_>, at: usize) {
    let claim = &scene.claims[at];
    let grows = claim.relation.comparison.is_some() && !claim.relation.words.starts_with('高');
    if claim.figure.base() > 100.0 && !grows {
        scene.link(at, &[], Formula::Limit(100.0), "不会超过100%", true);
    }
}

/// 在11个县区中排名第12.
fn place(scene: &mut Scene<'_>, at: usize) {
    let counts = |i: &usize| scene.claims[*i].figure.kind == Kind::Count && scene.claims[*i].figure.unit != "次";
    let field = scene.before(at).next().filter(counts);
    let Some(field) = field.filter(|_| scene.claims[at].gap.contains('中')) else { return };
    let places = ["县", "市", "区", "地市", "乡镇", "部门", "单位", "园区"];
    let right = &scene.claims[field].right;
    if places.iter().any(|w| right.chars().take(8).collect::<String>().contains(w))
        && scene.claims[at].figure.base() > scene.claims[field].figure.base()
    {
        scene.link(at, &[field], Formula::AtMost, "名次不会大于参评总数", true);
    }
}

/// A part listed under 其中 is not larger than what it is part of.
fn part(scene: &mut Scene<'_>, at: usize) {
    let whole = scene.before(at).find(|i| {
        !scene.claims[*i].part
            && scene.claims[*i].figure.kind == Kind::Count
            && scene.claims[*i].figure.unit == scene.claims[at].figure.unit
    });
    let Some(whole) = whole else { return };
    // 122个新建项目已开工105个，其中，计划上半年开工的113个: a part of the larger of the two.
    let larger = scene.before(at).any(|i| {
        !scene.claims[i].part
            && scene.claims[i].figure.unit == scene.claims[at].figure.unit
            && scene.claims[i].figure.base() >= scene.claims[at].figure.base()
    });
    if larger {
        return;
    }
    let of_projects =
        |i: usize| scene.claims[i].measure.id.is_some() || scene.claims[i].measure.label.ends_with("项目数");
    if of_projects(at) && of_projects(whole) && scene.claims[at].figure.base() > scene.claims[whole].figure.base() {
        scene.link(at, &[whole], Formula::AtMost, "部分不会大于总数", true);
    }
}
