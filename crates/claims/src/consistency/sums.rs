//! Parts and their whole: 230个项目，其中新建120个、续建110个.

use super::{Formula, Scene};
use crate::claim::Claim;
use crate::relation::Bound;
use crate::scope::scope;
use crate::unit::Kind;

pub(super) fn find(scene: &mut Scene<'_>) {
    let mut at = 0;
    while at < scene.claims.len() {
        let end = passage_end(scene, at);
        for total in at..end {
            parts_after(scene, total, end);
            total_after(scene, at, total);
            known_parts(scene, total, end);
        }
        at = end;
    }
}

/// A sentence, with the next one where that begins with 其中.
fn passage_end(scene: &Scene<'_>, at: usize) -> usize {
    let next = |from: usize| {
        let sentence = scene.claims[from].sentence;
        (from..scene.claims.len()).find(|i| scene.claims[*i].sentence != sentence).unwrap_or(scene.claims.len())
    };
    let end = next(at);
    let goes_on = scene.claims.get(end).is_some_and(|c| {
        c.left.starts_with("其中")
            && c.sentence == scene.claims[at].sentence + 1
            && c.paragraph == scene.claims[at].paragraph
    });
    if goes_on { next(end) } else { end }
}

/// What a part is by: the dimension and value its own words add.
fn own_words(scene: &Scene<'_>, at: usize) -> Vec<(String, String)> {
    let claim = &scene.claims[at];
    let noun: String = claim.right.chars().take_while(|c| !"，。；：、".contains(*c)).take(12).collect();
    let gap = claim.gap.rsplit(['，', '、', '；', '：']).next().unwrap_or("");
    let pairs = |words: &str| scope(words).dimensions.into_iter().map(|d| (d.name, d.value)).collect::<Vec<_>>();
    let mut found = pairs(&format!("{gap}{noun}"));
    if found.is_empty() {
        found = pairs(&claim.scope.words);
    }
    found.retain(|(name, value)| !(name == "region" && value.starts_with('全')));
    found
}

/// The parts that follow a total under 其中, of its unit and measure.
fn parts_after(scene: &mut Scene<'_>, total: usize, end: usize) {
    let whole = &scene.claims[total];
    let adds_up = matches!(
        whole.figure.kind,
        Kind::Count | Kind::Money | Kind::Area | Kind::Households | Kind::People | Kind::Floor | Kind::Length
    );
    if !adds_up || whole.part || whole.relation.bound != Bound::Exact || total + 1 >= end {
        return;
    }
    let opens =
        |c: &Claim| ["其中", "包括", "：", "分别"].iter().any(|w| c.gap.contains(w)) || c.left.contains("项目中，");
    let parts: Vec<usize> = (total + 1..end)
        .filter(|i| {
            let part = &scene.claims[*i];
            part.figure.unit == whole.figure.unit
                && !part.measure.is_threshold()
                && !part.measure.is("fund_gap")
                && part.figure.kind == whole.figure.kind
        })
        .collect();
    let Some(first) = parts.first() else { return };
    let opened = scene.claims[total + 1..=*first].iter().take(3).any(opens);
    if !(opened || whole.measure.is("projects") && all_stages(scene, &parts)) {
        return;
    }
    let counted = |i: usize| scene.claims[i].figure.kind == Kind::Count && scene.claims[i].is_of_projects();
    let same_measure = |i: &usize| scene.claims[*i].measure == whole.measure || counted(total) && counted(*i);
    let exact = parts.iter().all(|i| scene.claims[*i].relation.bound == Bound::Exact && same_measure(i));
    let open_list = scene.claims[end - 1].right.contains('等');
    if parts.len() < 2 || !exact || open_list {
        return;
    }
    let Some(complete) = complete_division(scene, whole, &parts) else { return };
    let sum: f64 = parts.iter().map(|i| scene.claims[*i].figure.base()).sum();
    let whole_value = whole.figure.base();
    let near = sum > whole_value || sum > whole_value * 0.85;
    if complete || near && parts.len() >= 3 || sum > whole_value {
        scene.link(total, &parts, Formula::Sum, "各部分之和", complete || parts.len() >= 3 || sum > whole_value);
    }
}

/// 已投产12个、试生产5个、在建21个、未开工6个: stages that exclude one another and leave nothing out.
fn all_stages(scene: &Scene<'_>, parts: &[usize]) -> bool {
    let labels: Vec<&str> = parts.iter().map(|i| scene.claims[*i].measure.label.trim_end_matches("项目数")).collect();
    let known = ["投产", "试生产", "竣工", "在建", "未开工", "前期", "停工"];
    let distinct = labels.iter().enumerate().all(|(i, l)| known.contains(l) && !labels[..i].contains(l));
    distinct && labels.contains(&"在建") && labels.iter().any(|l| matches!(*l, "未开工" | "前期"))
}

/// 达标21个、滞后8个、停工3个: on time, late and at a standstill, one part each.
fn all_grades(scene: &Scene<'_>, parts: &[usize]) -> bool {
    let grades: [&[&str]; 3] = [
        &["达标", "赶上", "正常", "达到序时", "超序时"],
        &["滞后", "偏慢", "缓慢", "加快"],
        &["停工", "停滞", "无实质进展", "没有进展", "未开工", "没动静"],
    ];
    let words = |at: &usize| {
        let claim = &scene.claims[*at];
        let before = claim.gap.rsplit(['，', '、', '；', '：']).next().unwrap_or_default();
        let behind = claim.right.split(['，', '、', '；', '。']).next().unwrap_or_default();
        format!("{before}{behind}")
    };
    let graded: Vec<_> =
        parts.iter().map(words).map(|w| grades.iter().position(|g| g.iter().any(|word| w.contains(word)))).collect();
    parts.len() == grades.len() && (0..grades.len()).all(|grade| graded.contains(&Some(grade)))
}

/// Whether the parts divide one dimension, and whether nothing can be missing; `None` when they may overlap.
fn complete_division(scene: &Scene<'_>, total: &Claim, parts: &[usize]) -> Option<bool> {
    let of_projects = total.is_of_projects();
    if total.measure.is("projects") && all_stages(scene, parts) || of_projects && all_grades(scene, parts) {
        return Some(true);
    }
    let words: Vec<Vec<(String, String)>> = parts.iter().map(|i| own_words(scene, *i)).collect();
    for name in ["nature", "category", "funding", "level", "region"] {
        let values: Vec<&str> =
            words.iter().filter_map(|w| w.iter().find(|(n, _)| n == name)).map(|(_, v)| v.as_str()).collect();
        if values.len() != parts.len() {
            continue;
        }
        let distinct = values.iter().enumerate().all(|(i, v)| !values[..i].contains(v));
        let is_new = |v: &&str| matches!(*v, "新建" | "新开工" | "计划新开工" | "拟新开工");
        let stages = values
            .iter()
            .any(|v| matches!(*v, "竣工" | "投产" | "已开工" | "未开工" | "签约" | "在谈" | "技改" | "技术改造"));
        let overlap =
            name == "category" && values.contains(&"产业") && values.iter().any(|v| v.contains("业") && *v != "产业");
        if !distinct || stages || overlap || values.iter().filter(|v| is_new(v)).count() > 1 {
            return None;
        }
        let both =
            name == "nature" && values.iter().any(is_new) && values.iter().any(|v| matches!(*v, "续建" | "在建"));
        let sources = name == "funding"
            && values.contains(&"政府投资")
            && values.iter().any(|v| matches!(*v, "社会投资" | "企业投资" | "民间投资"));
        let levels =
            name == "level" && values.iter().any(|v| v.starts_with('省')) && values.iter().any(|v| v.starts_with('市'));
        let of_both = ["省市", "省、市", "省级和市级", "省级、市级"].iter().any(|w| total.scope.words.contains(w));
        return Some(both || sources || levels && parts.len() == 2 && of_both);
    }
    None
}

/// Wholes that have these parts and no others, by the words before each.
const DIVISIONS: [(&str, &[&str]); 3] = [
    ("进出口总额", &["出口", "进口"]),
    ("地区生产总值", &["第一产业", "第二产业", "第三产业"]),
    ("社会消费品零售总额", &["城镇", "乡村"]),
];

/// 进出口286.7亿元，其中出口198.2亿元、进口88.5亿元; the three sectors of the product.
fn known_parts(scene: &mut Scene<'_>, total: usize, end: usize) {
    let whole = &scene.claims[total];
    let Some((_, names)) = DIVISIONS.iter().find(|(label, _)| whole.measure.label == *label) else { return };
    let part = |name: &str| {
        (total + 1..end).find(|i| {
            let claim = &scene.claims[*i];
            let words = claim.gap.rsplit(['，', '；', '、', '。']).next().unwrap_or("");
            words.contains(name) && claim.figure.unit == whole.figure.unit && claim.relation.bound == Bound::Exact
        })
    };
    let parts: Option<Vec<usize>> = names.iter().map(|name| part(name)).collect();
    if let Some(parts) = parts.filter(|p| p.windows(2).all(|w| w[0] != w[1]) && whole.relation.bound == Bound::Exact) {
        scene.link(total, &parts, Formula::Sum, "各部分之和", true);
    }
}

/// 工业73个、民生60个，合计133个.
fn total_after(scene: &mut Scene<'_>, first: usize, total: usize) {
    let whole = &scene.claims[total];
    let says_so = ["合计", "共计", "总计", "三项合计", "两项合计"].iter().any(|w| whole.gap.contains(w));
    if !says_so || whole.relation.bound != Bound::Exact {
        return;
    }
    let parts: Vec<usize> = (first..total)
        .filter(|i| scene.claims[*i].figure.unit == whole.figure.unit && !scene.claims[*i].measure.is_threshold())
        .collect();
    let exact = parts.iter().all(|i| scene.claims[*i].relation.bound == Bound::Exact && !scene.claims[*i].part);
    let listed = parts.windows(2).all(|w| w[1] == w[0] + 1) && parts.last().is_some_and(|l| l + 1 == total);
    if parts.len() >= 2 && exact && listed {
        scene.link(total, &parts, Formula::Sum, "各部分之和", true);
    }
}
