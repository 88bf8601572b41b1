//! What a percentage or a difference in points is of.

use super::{Context, Measure, nearest};
use crate::words::{LAND, MONEY, PERCENT, POINTS, Word};

/// Against the pace, the average, the year before; else the change of the rate named last.
pub(super) fn points(context: &Context<'_>) -> Measure {
    let own_change = || {
        let rate = rate(context.left).map_or_else(String::new, |(_, r)| r.label);
        // 增速回落3个百分点: the rate of growth named before.
        // ，比上半年回落3.1个百分点: the same change, seen from another time.
        if let Some(before) = context.before.filter(|m| rate.is_empty() && m.label.ends_with("增速变动")) {
            return before.clone();
        }
        let grown = context.before.filter(|m| rate.is_empty() && m.is("yoy")).map(|m| m.label.as_str());
        let rate = grown.map_or(rate, |label| if label == "同比增长" { "增速".to_owned() } else { label.to_owned() });
        Measure::named(&format!("{rate}变动"))
    };
    // 平均利率较年初下降0.42个百分点: the average is what changed, not what it is compared with.
    let changed = ["较", "比"].iter().any(|w| context.gap.contains(w))
        && ["年初", "上年", "上月", "去年", "同期", "年末"].iter().any(|w| context.gap.contains(w));
    if ["年均", "月均", "平均每年", "平均每月"].iter().any(|w| context.gap.contains(w)) {
        return Measure::named("平均变动");
    }
    // 分别高于总体进度9.8、6.2个百分点: a list goes on.
    if let Some((_, previous)) = context.previous.filter(|_| matches!(context.gap, "、" | "和" | "与" | "及")) {
        return previous.clone();
    }
    // 同比增长1.5%、比全国高1.0个百分点: what stands since the figure before, where it compares by itself.
    let own =
        ["比", "高于", "低于", "快于", "慢于"].iter().any(|w| context.gap.contains(w)) && context.gap.starts_with('、');
    let clause = if own { context.gap } else { context.clause };
    let word = nearest(&POINTS, clause);
    let word = match (word, compared_with(clause)) {
        (None, Some(object)) => return Measure::named(&format!("与{object}差")),
        (word, _) => word.or_else(|| nearest(&POINTS, context.left)),
    };
    match word {
        Some(word) if word.id == Some("avg_gap") && changed => own_change(),
        Some(word) => Measure::of(word),
        None => own_change(),
    }
}

/// 比先进市低近15个百分点: 先进市.
fn compared_with(clause: &str) -> Option<&str> {
    let (at, word) =
        ["高于", "低于", "快于", "慢于", "比", "较"].iter().filter_map(|w| Some((clause.rfind(w)?, *w))).max()?;
    let rest = &clause[at + word.len()..];
    let ends =
        ["分别", "高", "低", "快", "慢", "多", "少", "提", "下", "上升", "增", "近", "约", "超", "回", "收", "扩"];
    let object = &rest[..ends.iter().filter_map(|w| rest.find(w)).min().unwrap_or(rest.len())];
    let a_time =
        ["年初", "年末", "上年", "去年", "上月", "同期", "季度", "半年", "“十"].iter().any(|w| object.contains(w))
            || object.contains(|c: char| c.is_ascii_digit());
    let object = object.strip_suffix('的').unwrap_or(object);
    (object.chars().count() >= 2 && !a_time).then_some(object)
}

pub(super) fn percent(context: &Context<'_>) -> Option<Measure> {
    let gap = context.gap;
    // 占目标任务1200亿元的70.8%: the share's object is itself a figure.
    let of_a_plan = context.before.is_some_and(|m| m.is("annual_plan"));
    if gap == "的" && ["占", "完成", "为"].iter().any(|w| context.clause.contains(w)) && of_a_plan {
        return Some(Measure { id: Some("completion"), label: "年度计划完成率".to_owned() });
    }
    // 完成下达任务数132.6亿元的90.8%.
    if gap == "的" && context.before.is_some_and(|m| m.label == super::money::TASK) {
        return Some(Measure::named("任务完成率"));
    }
    let of_things = gap.rfind('占').is_some_and(|at| gap[at..].contains("项目") && gap.ends_with('的'));
    let of_the_things =
        context.right.strip_prefix("以上").unwrap_or(context.right).strip_prefix("多").unwrap_or(context.right);
    let things = ["的项目", "的县", "的区", "的企业", "的乡", "的部门", "的重点项目", "的工业项目"];
    // 完成率低于30%的项目: a class by its rate.
    let by_a_rate = rate(gap).is_some_and(|(end, _)| gap[end..].chars().count() <= 3) || gap.contains("年度计划");
    if of_things
        || !by_a_rate && things.iter().any(|w| of_the_things.starts_with(w))
        || gap == "的" && context.clause.contains('占')
    {
        return Some(Measure { id: Some("share"), label: "占比".to_owned() });
    }
    // 完成估算总投资的108%.
    if gap.contains("完成") && !gap.contains('占') && gap.ends_with("总投资的") {
        return Some(Measure::named("完成投资占总投资比例"));
    }
    // 超序时进度5.9%: points, printed as a rate.
    if [
        "超序时进度",
        "超序时",
        "快于序时进度",
        "高于序时进度",
        "低于序时进度",
        "慢于序时进度",
        "落后序时进度",
        "超时间进度",
    ]
    .iter()
    .any(|w| gap.ends_with(w))
    {
        return Some(Measure::named("与序时进度差"));
    }
    // 新签约项目35个，完成年度任务的78%; 财政收入310万元，完成年度任务的26%: things done, or another series.
    let other = |m: &Measure| {
        let series = ["收入", "资金", "固定资产投资", "外资", "内资", "产值", "工业投资", "招商引资", "金额"];
        m.label.ends_with("项目数") && !m.is("projects")
            || m.id.is_none() && !m.is_threshold() && !m.label.ends_with(['率', '差'])
            || m.is("funds_arrived")
            || m.is("yoy") && m.label != "同比增长"
            || m.id.is_none() && series.iter().any(|w| m.label.ends_with(w))
    };
    let counted = context.before.is_some_and(|m| m.is("projects")) && gap.contains('占');
    if (counted || context.before.is_some_and(other)) && is_of_a_task(gap) {
        return Some(Measure::named("任务完成率"));
    }
    // 年度投资计划占全部投资计划的58.9%: a plan's share of a plan.
    let part = gap.rsplit_once('占').map_or("", |(part, _)| part);
    if gap.ends_with("计划的") && part.ends_with("计划") {
        return Some(Measure { id: Some("share"), label: "占比".to_owned() });
    }
    if let Some(measure) = of_a_plan_in_words(gap).or_else(|| physical_progress(gap)) {
        return Some(measure);
    }
    // 所需为其90.0%, 相当于全省平均水平的62%: how much of another figure, whatever that measures.
    if gap.ends_with("为其") || gap.ends_with("是其") || gap.contains("相当于") {
        return Some(Measure::named("比值"));
    }
    let table = nearest_in_either(gap).or_else(|| nearest_in_either(context.clause));
    // 开工率较上月提高12.5个百分点，但东平县仍低于60%: the rate the sentence speaks of, not its change.
    let bounded = ["低于", "不足", "高于", "超过", "不到"].iter().any(|w| gap.ends_with(w));
    let table = table.or_else(|| rate(context.left).filter(|_| bounded).map(|(_, measure)| measure));
    let table = table.or_else(|| if context.previous.is_none() { nearest_in_either(context.left) } else { None });
    let measure = table?;
    let bare = matches!(gap, "，占" | "、占" | "占" | "，仅占" | "，只占" | "，占到");
    // 年度计划35.6亿元，已完成19.8亿元，占55.6%: done as a share of the plan; but 其中省外资金298亿元，占77.2%.
    let planned =
        ["年度计划", "计划投资", "全年计划", "年计划", "投资计划", "，计划"].iter().any(|w| context.left.contains(w));
    if bare && planned && context.before.is_some_and(|m| m.is("done_ytd")) && !context.left.contains("其中") {
        return Some(Measure { id: Some("completion"), label: "年度计划完成率".to_owned() });
    }
    if bare && context.left.contains("其中") {
        return Some(Measure { id: Some("share"), label: "占比".to_owned() });
    }
    if let Some((_, previous)) = context.previous.filter(|(_, m)| bare && m.is("completion")) {
        return Some(previous.clone());
    }
    if measure.is("yoy") {
        let growth = growth_of_the_figure_before(context, &measure).or_else(|| growth_of(context.left));
        return Some(growth.unwrap_or(measure));
    }
    Some(measure)
}

/// 仅完成年度投资的18%, 占省下达年度投资计划的46.3%: the share's object is the plan, whatever it is called.
fn of_a_plan_in_words(gap: &str) -> Option<Measure> {
    let object = gap.strip_suffix('的').unwrap_or(gap);
    let clause = object.rsplit(['，', '；', '：', '、']).next().unwrap_or(object);
    let done = ["完成", "占", "为", "达到", "达"].iter().any(|w| clause.contains(w));
    let plan = [
        "年度投资",
        "年度计划",
        "年计划",
        "投资计划",
        "计划投资",
        "投资任务",
        "年度任务",
        "年度目标",
        "全年任务",
        "考核任务",
        "计划数",
        "考核目标",
        "全年目标",
        "目标任务",
    ];
    let to_start = ["开工", "固定资产", "总投资", "支出"].iter().any(|w| clause.contains(w));
    let fits = gap.ends_with('的') && done && !to_start && plan.iter().any(|w| clause.ends_with(w));
    fits.then(|| Measure { id: Some("completion"), label: "年度计划完成率".to_owned() })
}

/// 路面工程完成60%, 设备安装已完成40%: work on the ground, not money against the plan.
fn physical_progress(gap: &str) -> Option<Measure> {
    let clause = gap.rsplit(['，', '；', '：', '、']).next().unwrap_or(gap);
    let mut noun = ["完成率", "完成了", "完成至", "完成到", "完成"].iter().find_map(|w| clause.strip_suffix(w))?;
    while let Some(rest) = ["已", "累计", "总体", "约", "基本"].iter().find_map(|w| noun.strip_suffix(w)) {
        noun = rest;
    }
    let works = [
        "工程",
        "安装",
        "施工",
        "主体",
        "路基",
        "路面",
        "桥梁",
        "隧道",
        "厂房",
        "土建",
        "基础",
        "装修",
        "征拆",
        "拆迁",
        "征迁",
        "征地",
        "结构",
        "调试",
        "管网",
        "桩基",
        "土方",
        "平整",
        "封顶",
        "设计",
        "采购",
        "铺设",
        "浇筑",
        "工程量",
        "形象进度",
    ];
    let work = works.iter().any(|w| noun.ends_with(w));
    work.then(|| Measure::named(&format!("{}形象进度", crate::scope::last_noun(noun).trim_end_matches("形象进度"))))
}

/// A word of the percent table or any …率, whichever ends nearer to the figure.
fn nearest_in_either(text: &str) -> Option<Measure> {
    // 完成率超过序时进度，其中桃源县76.3%: the pace is only what the rate is compared with.
    let compared = |start: usize, word: &Word| {
        word.id == Some("even_pace")
            && ["超过", "超", "高于", "低于", "快于", "慢于", "与", "较", "比", "达到"]
                .iter()
                .any(|w| text[..start].ends_with(w))
    };
    let word = PERCENT.found(text).find(|(start, _, w)| !compared(*start, w)).map(|(_, end, w)| (end, Measure::of(w)));
    let rate = rate(text);
    match (word, rate) {
        (Some((a, word)), Some((b, rate))) => Some(if b > a { rate } else { word }),
        (word, rate) => word.or(rate).map(|(_, m)| m),
    }
}

/// The last …率 or …比例 of the text, by its own words, and where it ends.
pub(super) fn rate(text: &str) -> Option<(usize, Measure)> {
    let (end, suffix) = ["率", "比例", "集聚度", "满意度", "集中度"]
        .into_iter()
        .filter_map(|s| text.rfind(s).map(|at| (at, s)))
        .max()?;
    let mut start = end;
    for (at, c) in text[..end].char_indices().rev().take(8) {
        let a_word = ["达标", "达产"].iter().any(|w| text[at..].starts_with(w));
        if !('\u{4e00}'..='\u{9fff}').contains(&c) || !a_word && "的，和与及个是为在了达占".contains(c) {
            break;
        }
        start = at;
    }
    // “一网通办”率: a name in quotation marks.
    let quoted = text[..end].ends_with('”').then(|| text[..end].rfind('“')).flatten();
    let start = quoted.unwrap_or(start);
    // 预|计常住人口城镇化率: the verb reaches into the window.
    let start = if text[..start].ends_with('预') && text[start..].starts_with('计') {
        start + '计'.len_utf8()
    } else {
        start
    };
    let words = &text[start..end + suffix.len()];
    // 新开工项目纳统率 is the 纳统率 of the new projects.
    let of_what = ["项目", "企业"].iter().filter_map(|w| words.rfind(w).map(|at| at + w.len())).max().unwrap_or(0);
    let words = if words[of_what..].chars().count() >= 3 { &words[of_what..] } else { words };
    if words.ends_with("效率") || words.chars().count() < 2 {
        return None;
    }
    let known = nearest(&PERCENT, words).filter(|w| words.ends_with(w.spelling));
    Some((end + suffix.len(), known.map_or_else(|| Measure::named(words), Measure::of)))
}

/// ，完成年度任务的, ，占市下达全年目标任务的: the share of what was to be done, with nothing else named.
fn is_of_a_task(gap: &str) -> bool {
    let task = ["任务的", "目标的", "任务", "目标"].iter().any(|w| gap.ends_with(w));
    let verb = ["，完成", "，占", "，为", "，达到", "，已完成"].iter().any(|w| gap.starts_with(w));
    task && verb
        && (!gap.contains("投资") || gap.contains("全部投资"))
        && gap.matches('，').count() == 1
        && gap.chars().count() <= 16
}

/// 生产总值完成21.5亿元，同比增长3.8%: nothing but the verb stands before the rate, so the figure before it has grown; the growth of
/// the investment done is the indicator itself (`plain`).
fn growth_of_the_figure_before(context: &Context<'_>, plain: &Measure) -> Option<Measure> {
    let before = context.before?;
    // 分别增长5.8%、6.8%.
    if matches!(context.gap, "、" | "和" | "与" | "及") && before.is("yoy") {
        return Some(before.clone());
    }
    let mut words = context.gap.trim_start_matches(['，', '、', '（']);
    while let Some(rest) = BARE_GROWTH.iter().find_map(|w| words.strip_prefix(w)) {
        words = rest;
    }
    if !words.is_empty() || before.is_threshold() {
        return None;
    }
    if before.id.is_some_and(|id| id.starts_with("done_")) {
        return Some(plain.clone());
    }
    // 新开工项目254个，增长21%: the projects have grown in number.
    if before.label.ends_with("项目数") {
        return Some(growth(&before.label));
    }
    let own =
        before.id.is_none_or(|id| matches!(id, "funds_arrived" | "funds_paid" | "annual_plan" | "total_investment"));
    let a_series = own && before.label.chars().count() >= 2 && !before.label.ends_with(['额', '率', '比']);
    a_series.then(|| growth(&before.label))
}

/// Words of which what only says that something has grown is made.
const BARE_GROWTH: &[&str] = &[
    "同比",
    "分别",
    "均",
    "比上年",
    "较上年",
    "比去年",
    "较去年",
    "上年",
    "去年",
    "同期",
    "增幅",
    "增速",
    "自然",
    "为",
    "相比",
    "与",
    "比",
    "较",
    "增长",
    "下降",
    "增加",
    "减少",
    "提高",
    "提升",
    "增",
    "降",
    "了",
    "约",
    "近",
    "超",
    "负",
];

/// 固定资产投资同比增长: what grows gives the measure its name; investment done keeps the indicator.
fn growth_of(left: &str) -> Option<Measure> {
    for clause in left.rsplit(['，', '；', '。', '：', '、']) {
        let words = || MONEY.found(clause).filter(|(_, _, w)| w.grows());
        if let Some(land) = nearest(&LAND, clause).filter(|_| words().next().is_none()) {
            return Some(growth(land.label));
        }
        let Some((_, end, nearest)) = words().next().filter(|_| !clause.contains('%')) else { continue };
        let series = words().find(|(_, _, w)| !super::money::is_weak(w)).map(|(_, _, w)| w);
        match series {
            Some(word) if word.label == "年内累计完成投资" => return done_of_a_series(clause),
            Some(word) => return Some(growth(word.label)),
            // 城市建设投资增长21.6%: by its own words; but 完成投资 is none.
            None if matches!(nearest.spelling, "投资" | "收入") => {
                let noun = super::noun_before(&clause[..end]);
                let all_projects = matches!(noun.as_str(), "建设项目投资" | "项目投资");
                let own =
                    noun.chars().count() >= 4 && (!noun.contains("项目") || all_projects) && !noun.contains("完成");
                return own.then(|| growth(&noun));
            }
            None => return None,
        }
    }
    None
}

/// 房地产开发完成投资: the series 房地产开发投资.
fn done_of_a_series(clause: &str) -> Option<Measure> {
    let series = format!("{}投资", &clause[..clause.rfind("完成投资")?]);
    let word = nearest(&MONEY, &series)
        .filter(|w| w.id.is_none() && !super::money::is_weak(w) && series.ends_with(w.spelling));
    word.map(|w| growth(w.label))
}

fn growth(series: &str) -> Measure {
    let series = series.strip_suffix("目标").unwrap_or(series);
    Measure { id: Some("yoy"), label: format!("{series}增速") }
}
