//! Rates, shares, growth and averages that other printed figures determine.

use super::shares::share;
use super::{Formula, Scene};
use crate::relation::Bound;
use crate::unit::Kind;

pub(super) fn find(scene: &mut Scene<'_>, at: usize) {
    let claim = &scene.claims[at];
    if claim.figure.opens_range {
        return;
    }
    // 开复工率95.97%（11个前期项目不列入基数）: the base is another.
    let beside = scene.claims.get(at + 1).map_or("", |next| next.right.as_str());
    if claim.right.starts_with('（') && ["不列入", "不计入", "不纳入"].iter().any(|w| beside.contains(w)) {
        return;
    }
    match (claim.figure.kind, claim.measure.id) {
        (Kind::Percent, Some("completion")) => completion(scene, at),
        (Kind::Percent, Some("share")) => share(scene, at),
        (Kind::Percent, Some("start_rate")) => start_rate(scene, at),
        (Kind::Percent, Some("yoy")) => growth(scene, at),
        (Kind::Percent, Some("payment_rate")) => payment(scene, at),
        (Kind::Percent, Some("mom" | "even_pace")) => {}
        (Kind::Percent, None) if claim.measure.label.ends_with("幅度") => growth(scene, at),
        (Kind::Percent, None) if claim.measure.label == "年均增速" => {}
        (Kind::Percent, None) if claim.measure.label == "任务完成率" => of_a_task(scene, at),
        (Kind::Percent, _) if claim.measure.label.ends_with(['率', '面']) => counted_rate(scene, at),
        (Kind::Money, Some("required_monthly")) => required(scene, at),
        (Kind::Money, Some("remaining")) => remaining(scene, at),
        (Kind::Money, None) if claim.measure.label == "超计划完成额" => beyond_the_plan(scene, at),
        (Kind::Money, _) => average(scene, at),
        _ => {}
    }
}

/// Whether the percentage is only what something is compared with: 高于要求的80%.
fn is_compared_with(scene: &Scene<'_>, at: usize) -> bool {
    let gap = &scene.claims[at].gap;
    // 占年度目标的62.8% is done, measured by the aim.
    // 9个项目年度计划完成均在30%以下: a bound for each of them.
    if gap.contains('均') && scene.claims[at].relation.bound != Bound::Exact {
        return true;
    }
    let of_its_plan = gap.ends_with('的') && ["占", "完成", "为"].iter().any(|w| gap.contains(w));
    !of_its_plan && ["要求", "高于", "低于", "目标", "超过全", "快于", "平均"].iter().any(|w| gap.contains(w))
}

fn completion(scene: &mut Scene<'_>, at: usize) {
    if is_compared_with(scene, at) {
        return;
    }
    // 改造计划8600户，已完成7943户，完成率92.4%.
    let things = [Kind::Households, Kind::Count, Kind::Area, Kind::Floor, Kind::Length, Kind::People];
    let of_things = scene.before(at).next().is_some_and(|i| {
        let claim = &scene.claims[i];
        things.contains(&claim.figure.kind)
            && !claim.is_of_projects()
            && ["完成", "完工"].iter().any(|w| claim.gap.contains(w))
    });
    if of_things && scene.claims[at].gap.contains("完成率") {
        return counted_rate(scene, at);
    }
    let own = |i: &usize| scene.claims[*i].measure.is("done_ytd") && scene.same_scope(*i, at);
    let done = scene.before(at).find(|i| own(i) && scene.shift(*i) == scene.shift(at));
    let done = done.or_else(|| {
        scene
            .above(at)
            .find(|i| scene.claims[*i].measure.is("done_ytd") && scene.same_scope(*i, at) && scene.same_period(*i, at))
    });
    let Some(done) = done else { return };
    let Some(plan) = scene.near(done, "annual_plan") else {
        let whole = (0..done).rev().take(2000).find(|i| {
            scene.claims[*i].measure.is("annual_plan") && scene.same_scope(*i, at) && scene.same_period(*i, at)
        });
        if let Some(plan) = whole {
            scene.link(at, &[done, plan], Formula::Share, "完成投资÷年度计划", false);
        }
        return;
    };
    // 其中重大项目完成…，占年度计划的80.8%: of a plan of its own, not of the whole's.
    let own_plan = scene.claims[done].part && !scene.claims[plan].part;
    // 完成年度计划的61.6%，完成投资目标任务的67.8%: the second is of another plan.
    let again = scene.before(at).next().is_some_and(|i| {
        scene.claims[i].measure.is("completion")
            && scene.same_scope(i, at)
            && scene.claims[at].gap.starts_with("，完成")
    });
    let own_plan = own_plan || again;
    scene.link(at, &[done, plan], Formula::Share, "完成投资÷年度计划", !own_plan);
}

/// 到位资金71.2亿元，完成考核目标61亿元的117%.
fn of_a_task(scene: &mut Scene<'_>, at: usize) {
    let before: Vec<usize> = scene.before(at).collect();
    let Some(task) = before.first().copied().filter(|_| scene.claims[at].gap == "的") else { return };
    let own = |i: &usize| {
        let claim = &scene.claims[*i];
        claim.figure.kind == Kind::Money && claim.measure.label != "目标任务" && !claim.measure.is_threshold()
    };
    if let Some(done) = before.iter().copied().skip(1).find(own) {
        scene.link(at, &[done, task], Formula::Share, "完成数÷任务数", true);
    }
}

/// Started ÷ planned starts; several plans (whole year, due by now) are alternatives.
fn start_rate(scene: &mut Scene<'_>, at: usize) {
    if is_compared_with(scene, at) {
        return;
    }
    let counts = |i: &usize| scene.claims[*i].figure.kind == Kind::Count && scene.same_scope_or_new(*i, at);
    let started = scene.before(at).filter(counts).find(|i| scene.claims[*i].measure.is("started"));
    // 98个新开工项目开工率99%: the class itself, not those of it that have started.
    let class = |i: &usize| scene.claims[at].scope.words.starts_with(&scene.claims[*i].text);
    let Some(started) = started.filter(|i| !class(i)) else { return };
    let plans: Vec<usize> = scene
        .above(at)
        .filter(|i| *i != started)
        .filter(counts)
        .filter(|i| {
            let claim = &scene.claims[*i];
            claim.measure.is("to_start")
                || (claim.measure.is("projects")
                    || claim.measure.is("started")
                    || matches!(claim.measure.label.as_str(), "新建项目数" | "签约项目数"))
                    && claim.figure.base() >= scene.claims[started].figure.base()
        })
        .collect();
    let in_sentence = |i: &usize| scene.claims[*i].sentence == scene.claims[at].sentence;
    let sure = plans.iter().any(|i| in_sentence(i) || scene.claims[*i].measure.is("to_start"));
    let group = scene.group();
    for plan in plans.into_iter().take(4) {
        scene.alternative(group, at, &[started, plan], Formula::Share, "已开工÷计划开工", sure);
    }
}

/// 受理124件、办结122件，办结率98.4%: two counts of one unit, the whole first.
fn counted_rate(scene: &mut Scene<'_>, at: usize) {
    if is_compared_with(scene, at) {
        return;
    }
    let unit = |i: usize| scene.claims[i].figure.unit.as_str();
    let Some(nearest) = scene.before(at).next() else { return };
    // 计划投产项目36个，可新增就业岗位5300个，已投产19个: projects are compared with projects.
    let of_projects = |i: usize| scene.claims[i].is_of_projects() && unit(i) == unit(nearest);
    let among_projects = of_projects(nearest) && scene.before(nearest).any(of_projects);
    let money = |i: usize| scene.claims[i].figure.kind == Kind::Money;
    let alike = |i: &usize| !among_projects || !money(*i) && unit(*i) != unit(nearest) || of_projects(*i);
    let before: Vec<usize> = scene.before(at).filter(alike).take(3).collect();
    let [part, whole, ..] = before[..] else { return };
    let kind = scene.claims[part].figure.kind;
    let countable = matches!(
        kind,
        Kind::Count | Kind::Households | Kind::Money | Kind::Area | Kind::People | Kind::Floor | Kind::Length
    );
    let third = before.get(2).is_some_and(|i| unit(*i) == unit(part));
    let base = |i: usize| scene.claims[i].figure.base();
    if !countable || unit(whole) != unit(part) || third || base(whole) < base(part) {
        return;
    }
    // 办结率 is of what was 办结, 满意率 of something not counted here.
    let label = scene.claims[at].measure.label.trim_end_matches('率');
    let stem: Vec<char> = label.chars().rev().take(2).collect();
    // 15个已入统，入统率: the deed may stand behind the count.
    let behind = scene.claims[part].right.split('，').next().unwrap_or_default();
    let said = scene.claims[part].gap.contains(|c| stem.contains(&c)) || behind.contains(|c| stem.contains(&c));
    scene.link(at, &[part, whole], Formula::Share, "部分÷总数", said);
}

/// Paid ÷ arrived, where it fits; other definitions divide by the plan.
fn payment(scene: &mut Scene<'_>, at: usize) {
    let find = |id: &str| scene.before(at).find(|i| scene.claims[*i].measure.is(id));
    if let (Some(paid), Some(arrived)) = (find("funds_paid"), find("funds_arrived")) {
        // 到位资金17.9亿元，已支付15.3亿元，支付率85.5%: one behind the other, unless the rate is one of a plan.
        let beside = scene.before(at).next() == Some(paid) && scene.before(paid).next() == Some(arrived);
        let plans = ["annual_plan", "total_investment"].into_iter().filter_map(find);
        let wholes: Vec<usize> = plans.chain([arrived]).collect();
        let group = scene.group();
        for whole in wholes {
            scene.alternative(group, at, &[paid, whole], Formula::Share, "支付÷到位", beside);
        }
    } else {
        counted_rate(scene, at);
    }
}

/// 增加90.7亿元、增长19.9%; 去年同期455.8亿元; 由100增加到250.
fn growth(scene: &mut Scene<'_>, at: usize) {
    let claim = &scene.claims[at];
    let kinds = |i: &usize| {
        matches!(
            scene.claims[*i].figure.kind,
            Kind::Money | Kind::Count | Kind::Area | Kind::People | Kind::Households | Kind::Mass
        )
    };
    let previous: Vec<usize> = scene.before(at).filter(kinds).take(3).collect();
    if let [increase, current, ..] = previous[..]
        && scene.claims[increase].measure.label.ends_with("增加额")
        && scene.claims[increase].figure.kind == scene.claims[current].figure.kind
        && !claim.gap.contains("投资")
    {
        let sure = claim.gap.chars().count() <= 6 && scene.claims[increase].gap.chars().count() <= 12;
        scene.link(at, &[current, increase], Formula::GrowthOfIncrease, "增加额÷上年同期", sure);
        return;
    }
    let Some((current, base)) = now_and_before(scene, &previous) else { return };
    if scene.claims[base].figure.kind == scene.claims[current].figure.kind {
        let sure = previous.len() == 2 && scene.claims[base].figure.unit == scene.claims[current].figure.unit;
        scene.link(at, &[current, base], Formula::Growth, "本期÷上期－1", sure);
    }
}

fn is_a_change(scene: &Scene<'_>, at: usize) -> bool {
    ["增加额", "减少额", "增减数"].iter().any(|w| scene.claims[at].measure.label.ends_with(w))
}

/// Which of the figures before a rate of growth is the present one, and which the earlier: 去年同期, 由…到…, 2024年…2025年….
fn now_and_before(scene: &Scene<'_>, previous: &[usize]) -> Option<(usize, usize)> {
    let base_words = ["去年同期", "上年同期", "同期的", "同期为", "由", "从"];
    let is_base = |i: usize| {
        let claim = &scene.claims[i];
        base_words.iter().any(|w| claim.gap.contains(w)) && !is_a_change(scene, i)
    };
    if let Some(base) = previous.iter().copied().find(|i| is_base(*i)) {
        let beside = |i: &usize| i.abs_diff(base) == 1 && scene.claims[*i].measure == scene.claims[base].measure;
        return Some((previous.iter().copied().filter(|i| *i != base).find(beside)?, base));
    }
    let [later, earlier] = *previous else { return None };
    let year = |i: usize| scene.claims[i].period.as_ref().filter(|p| p.months == Some((1, 12))).and_then(|p| p.year);
    (year(later)? == year(earlier)? + 1).then_some((later, earlier))
}

/// What each of the remaining months must bring.
fn required(scene: &mut Scene<'_>, at: usize) {
    // 剩下4个月还需完成157.2亿元，月均39.3亿元.
    let left = scene.before(at).find(|i| scene.claims[*i].measure.is("remaining"));
    let over = scene
        .before(at)
        .find(|i| scene.claims[*i].figure.kind == Kind::Months && scene.claims[*i].gap.contains(['剩', '余']));
    if let (Some(left), Some(months)) = (left, over) {
        scene.link(at, &[left, months], Formula::Average, "剩余未完成投资÷剩余月数", true);
        return;
    }
    let Some((plan, done)) = plan_and_done(scene, at) else { return };
    let months =
        scene.before(at).find(|i| scene.claims[*i].figure.kind == Kind::Months).map(|i| scene.claims[i].figure.base());
    let left = scene.month(done).filter(|m| *m < 12).map(|m| f64::from(12 - m));
    let Some(months) = months.or(left).filter(|m| *m > 0.0) else { return };
    scene.link(at, &[plan, done], Formula::Required(months), "(年度计划－已完成)÷剩余月数", true);
}

fn remaining(scene: &mut Scene<'_>, at: usize) {
    // 离“双过半”还差12亿元: to an aim before the year's.
    let nearer = ["过半", "序时", "进度", "季度", "半年", "开门红", "平均"];
    if nearer.iter().any(|w| scene.claims[at].gap.contains(w)) {
        return;
    }
    if let Some((plan, done)) = plan_and_done(scene, at) {
        let sure = scene.claims[done].paragraph == scene.claims[at].paragraph;
        scene.link(at, &[plan, done], Formula::Difference, "年度计划－已完成", sure);
    }
}

/// 年度计划投资598亿元，实际完成641.3亿元，超额完成43.3亿元.
fn beyond_the_plan(scene: &mut Scene<'_>, at: usize) {
    let near =
        |id: &str| scene.near(at, id).filter(|i| *i < at && scene.claims[*i].sentence == scene.claims[at].sentence);
    if let (Some(plan), Some(done)) = (near("annual_plan"), near("done_ytd")) {
        scene.link(at, &[done, plan], Formula::Difference, "已完成－年度计划", true);
    }
}

/// Plan and done of the claim's own scope nearby, or of the whole list when the paper gives it only once.
fn plan_and_done(scene: &Scene<'_>, at: usize) -> Option<(usize, usize)> {
    let near = |id: &str| scene.near(at, id).filter(|i| *i != at);
    if let (Some(plan), Some(done)) = (near("annual_plan"), near("done_ytd")) {
        return Some((plan, done));
    }
    let (plan, done) = scene.of_the_whole;
    scene.claims[at].scope.is_whole().then_some(plan.zip(done))?
}

/// 平均每个项目投资3.7亿元.
fn average(scene: &mut Scene<'_>, at: usize) {
    let gap = &scene.claims[at].gap;
    if !["平均每个项目", "单个项目平均", "项均", "平均单个项目", "户均", "平均每户", "平均每家"]
        .iter()
        .any(|w| gap.contains(w))
    {
        return;
    }
    let before: Vec<usize> = scene.before(at).collect();
    let counts: Vec<usize> = before
        .iter()
        .copied()
        .filter(|i| matches!(scene.claims[*i].figure.kind, Kind::Count | Kind::Households))
        .collect();
    let sums: Vec<usize> = before
        .iter()
        .copied()
        .filter(|i| scene.claims[*i].figure.kind == Kind::Money && !scene.claims[*i].measure.is_threshold())
        .collect();
    let group = scene.group();
    let sure = sums.len() == 1 && counts.len() == 1;
    if let [count] = counts[..] {
        for sum in sums {
            scene.alternative(group, at, &[sum, count], Formula::Average, "总额÷个数", sure);
        }
    }
}

impl Scene<'_> {
    /// Start rates speak of the new projects among the scope's.
    fn same_scope_or_new(&self, a: usize, b: usize) -> bool {
        let without_nature = |i: usize| {
            self.keys[i].iter().filter(|d| d.name != "nature" && d.name != "words").cloned().collect::<Vec<_>>()
        };
        without_nature(a) == without_nature(b)
    }
}
