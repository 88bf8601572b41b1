//! What a figure measures, read from the words nearest to it.
//!
//! Every kind of unit has its own words: the same 完成 before 亿元 speaks of investment done, before % of a completion rate. The
//! nearest word wins, the longer of two that end at the same place. Where the product has an indicator for it, the measure
//! carries its id; otherwise the paper's own words are the label.

mod nouns;

use crate::figure::Figure;
use crate::unit::Kind;
use crate::words::{COUNTS, LAND, MONEY, PERCENT, POINTS, Table, Word};
use nouns::{inherited, named_by_noun, noun_before};
use serde::Serialize;

/// A measure: the product's indicator where it has one, and what people call it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Measure {
    /// Identifier of the indicator (`done_ytd`, `completion` …); `None` where the product has none.
    pub id: Option<&'static str>,
    /// Chinese label.
    pub label: String,
}

impl Measure {
    pub fn is(&self, id: &str) -> bool {
        self.id == Some(id)
    }

    fn of(word: &Word) -> Measure {
        Measure { id: word.id, label: word.label.to_owned() }
    }

    pub fn named(label: &str) -> Measure {
        Measure { id: None, label: label.to_owned() }
    }
}

/// The words around a figure.
pub struct Context<'a> {
    /// Between the figure before it in the sentence (or the sentence's beginning) and this one.
    pub gap: &'a str,
    /// The sentence up to the figure.
    pub left: &'a str,
    /// The clause up to the figure: from the last comma.
    pub clause: &'a str,
    /// What follows the figure in its clause.
    pub right: &'a str,
    /// The previous figure of the sentence with the same kind of unit, and its measure.
    pub previous: Option<(&'a Figure, &'a Measure)>,
    /// The measure of the figure right before it, of whatever kind.
    pub before: Option<&'a Measure>,
    /// The phrase that the figure counts speaks of projects.
    pub counts_projects: bool,
    /// Another figure follows at once.
    pub runs_on: bool,
}

/// Reads the measure of `figure`.
pub fn measure(figure: &Figure, context: &Context<'_>) -> Measure {
    if let Some(threshold) = threshold(figure, context) {
        return threshold;
    }
    if let Some(measure) = end_of_a_change(context) {
        return measure;
    }
    let found = match figure.kind {
        Kind::Money => money(context),
        Kind::Percent => percent(context),
        Kind::Points => Some(points(context)),
        Kind::Area if change(context).is_some() => change(context),
        Kind::Area => nearest(&LAND, context.gap)
            .or_else(|| nearest(&LAND, context.right))
            .or_else(|| nearest(&LAND, context.clause))
            .or_else(|| nearest(&LAND, context.left))
            .map(Measure::of),
        Kind::Count => count(context),
        Kind::Rank => Some(Measure { id: Some("rank"), label: "名次".to_owned() }),
        Kind::Days | Kind::Hours | Kind::Months | Kind::Years => Some(duration(context)),
        Kind::People
            if context.clause.ends_with('前')
                && ["位居", "进入", "列", "名"].iter().any(|w| context.clause.contains(w)) =>
        {
            Some(Measure { id: Some("rank"), label: "名次".to_owned() })
        }
        Kind::People if place_words(context) => {
            Some(Measure { id: Some("rank_mom"), label: "名次变动".to_owned() })
        }
        Kind::People | Kind::Households | Kind::Floor | Kind::Mass | Kind::Length => change(context),
        Kind::Multiple => nearest(&MONEY, context.clause)
            .or_else(|| nearest(&MONEY, context.left))
            .map(|w| Measure::named(&format!("{}增长倍数", w.label))),
        _ => None,
    };
    found.or_else(|| inherited(figure, context)).unwrap_or_else(|| named_by_noun(figure, context))
}

/// 10亿元以上项目, 总投资超过5亿元的项目: the figure only bounds a class.
fn threshold(figure: &Figure, context: &Context<'_>) -> Option<Measure> {
    if !matches!(figure.kind, Kind::Money | Kind::Area) {
        return None;
    }
    let right = context.right;
    let rest = ["及以上", "以上", "以下", "级", "以内"].iter().find_map(|w| right.strip_prefix(w));
    let things = |text: &str| {
        let near: String = text.chars().take(14).take_while(|c| !"，。；、：".contains(*c)).collect();
        ["项目", "企业", "工程", "园区", "集群", "工业"].iter().any(|w| near.contains(w))
    };
    let bounded = rest.is_some_and(|rest| things(rest) || rest.starts_with("的"));
    let attributive =
        right.starts_with('的') && things(right) && context.clause.contains(['超', '过', '破', '达', '在']);
    // 投资超百亿元项目2个.
    let straight = ["超", "超过", "达"].iter().any(|w| context.clause.ends_with(w))
        && ["项目", "企业", "的项目", "工业项目", "产业项目"].iter().any(|w| right.starts_with(w));
    (bounded || attributive || straight).then(|| Measure::named("规模门槛"))
}

/// The word that ends nearest before the figure; of two ending together the longer.
fn nearest(words: &Table, text: &str) -> Option<&'static Word> {
    words.found(text).next().map(|(_, _, word)| word)
}

fn money(context: &Context<'_>) -> Option<Measure> {
    // 要完成426亿元的目标.
    let a_goal = ["的目标", "目标", "的任务", "任务"].iter().any(|w| context.right.starts_with(w));
    let aimed = ["目标是", "任务是", "目标为", "任务为"].iter().any(|w| context.clause.contains(w));
    let a_goal = a_goal || aimed && ["完成", "完成投资", "投资"].iter().any(|w| context.gap.ends_with(w));
    if a_goal && nearest(&MONEY, context.gap).is_none_or(|w| is_weak(w) || w.id == Some("done_ytd")) {
        return Some(Measure { id: Some("annual_plan"), label: "年度计划投资".to_owned() });
    }
    if let Some(change) = change(context) {
        return Some(change);
    }
    let word = nearest(&MONEY, context.gap).or_else(|| right_noun(&MONEY, context.right)).or_else(|| {
        if context.previous.is_none() {
            nearest(&MONEY, context.clause).or_else(|| nearest(&MONEY, context.left))
        } else {
            None
        }
    })?;
    let strong = nearest(&MONEY, context.clause).filter(|_| is_weak(word)).and_then(|_| stronger(context.clause));
    let measure = strong.map_or_else(|| Measure::of(word), Measure::of);
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
        && ["还需", "尚需", "还要", "仍需", "还差", "须再"].iter().any(|w| context.clause.contains(w))
    {
        return Some(Measure { id: Some("remaining"), label: "剩余未完成投资".to_owned() });
    }
    Some(measure)
}

/// 较去年同期增长61.7亿元, 比上年末减少1.3万人, 比去年同期多19项: by how much what was named before has changed.
fn change(context: &Context<'_>) -> Option<Measure> {
    let (_, previous) = context.previous?;
    let clause = context.clause;
    let compared = ["比", "较", "同比", "环比"].iter().any(|w| context.gap.contains(w));
    let verb = [
        "增长",
        "增加",
        "减少",
        "下降",
        "净增",
        "多",
        "少",
        "上升",
        "提高",
        "扩大",
        "增长了",
        "增加了",
        "减少了",
        "下降了",
    ]
    .iter()
    .any(|w| context.gap.ends_with(w) && clause.ends_with(w));
    let more = !["减少", "下降", "少", "减少了", "下降了"].iter().any(|w| context.gap.ends_with(w));
    let label = match previous.label.as_str() {
        label if label.ends_with("项目数") => "项目增减数".to_owned(),
        label => format!("{label}{}", if more { "增加额" } else { "减少额" }),
    };
    (compared && verb).then(|| Measure::named(&label))
}

/// Words that say nothing when the clause names the series itself: 一般公共预算收入完成52.3亿元.
fn is_weak(word: &Word) -> bool {
    matches!(word.spelling, "完成" | "已完成" | "累计完成" | "投资" | "资金" | "收入")
}

/// The last word of the clause that names a series.
fn stronger(clause: &str) -> Option<&'static Word> {
    let funds = ["funds_arrived", "funds_paid", "fund_gap", "idle_funds"];
    let named = |w: &&Word| w.id.is_none_or(|id| funds.contains(&id)) && w.grows() && !is_weak(w);
    MONEY.found(clause).map(|(_, _, word)| word).find(named)
}

/// 由52.1%提高到58.4%: the second is measured as the first.
fn end_of_a_change(context: &Context<'_>) -> Option<Measure> {
    let (_, measure) = context.previous?;
    let gap = context.gap;
    let opened = context.left.rfind(['由', '从']).is_some();
    let changed = [
        "提高", "调整", "提升", "增长", "增加", "上升", "扩大", "下降", "减少", "降", "压减", "压缩", "缩短", "缩小",
        "精简", "回落", "升",
    ]
    .iter()
    .any(|w| gap.contains(w));
    (opened && changed && gap.contains(['到', '至', '为']) && !gap.contains(['，', '；'])).then(|| measure.clone())
}

/// 前移2位, 上升3位.
fn place_words(context: &Context<'_>) -> bool {
    ["前移", "后移", "后退", "下滑", "下移", "上移", "退", "进位", "上升", "下降", "提升", "退后", "前进"]
        .iter()
        .any(|w| context.gap.ends_with(w))
}

/// A word of the table that follows the figure at once: 1500亿元投资任务.
fn right_noun(words: &Table, right: &str) -> Option<&'static Word> {
    words.at_start(right.strip_prefix('的').unwrap_or(right))
}

/// Against the pace, the average, the year before; else the change of the rate named last.
fn points(context: &Context<'_>) -> Measure {
    let own_change = || {
        let rate = rate(context.left).map_or_else(String::new, |(_, r)| r.label);
        Measure::named(&format!("{rate}变动"))
    };
    // 平均利率较年初下降0.42个百分点: the average is what changed, not what it is compared with.
    let changed = ["较", "比"].iter().any(|w| context.gap.contains(w))
        && ["年初", "上年", "上月", "去年", "同期", "年末"].iter().any(|w| context.gap.contains(w));
    if ["年均", "月均", "平均每年", "平均每月"].iter().any(|w| context.gap.contains(w)) {
        return Measure::named("平均变动");
    }
    let word = nearest(&POINTS, context.clause);
    let word = match (word, compared_with(context.clause)) {
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
    (object.chars().count() >= 2 && !a_time).then_some(object)
}

fn percent(context: &Context<'_>) -> Option<Measure> {
    let gap = context.gap;
    // 占目标任务1200亿元的70.8%: the share's object is itself a figure.
    let of_a_plan = context.before.is_some_and(|m| m.is("annual_plan"));
    if gap == "的" && context.clause.contains('占') && of_a_plan {
        return Some(Measure { id: Some("completion"), label: "年度计划完成率".to_owned() });
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
    if let Some(measure) = of_a_plan_in_words(gap).or_else(|| physical_progress(gap)) {
        return Some(measure);
    }
    // 所需为其90.0%, 相当于全省平均水平的62%: how much of another figure, whatever that measures.
    if gap.ends_with("为其") || gap.ends_with("是其") || gap.contains("相当于") {
        return Some(Measure::named("比值"));
    }
    let table = nearest_in_either(gap).or_else(|| nearest_in_either(context.clause));
    let table = table.or_else(|| if context.previous.is_none() { nearest_in_either(context.left) } else { None });
    let measure = table?;
    let bare = matches!(gap, "，占" | "、占" | "占");
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
        let growth = growth_of(context.left);
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
fn rate(text: &str) -> Option<(usize, Measure)> {
    let (end, suffix) = ["率", "比例"].into_iter().filter_map(|s| text.rfind(s).map(|at| (at, s))).max()?;
    let mut start = end;
    for (at, c) in text[..end].char_indices().rev().take(8) {
        if !('\u{4e00}'..='\u{9fff}').contains(&c) || "的，和与及个是为在了达占".contains(c) {
            break;
        }
        start = at;
    }
    let words = &text[start..end + suffix.len()];
    if words.ends_with("效率") || words.chars().count() < 2 {
        return None;
    }
    let known = nearest(&PERCENT, words).filter(|w| words.ends_with(w.spelling));
    Some((end + suffix.len(), known.map_or_else(|| Measure::named(words), Measure::of)))
}

/// 固定资产投资同比增长: what grows gives the measure its name; investment done keeps the indicator.
fn growth_of(left: &str) -> Option<Measure> {
    let clause_start = left.rfind(['，', '；', '。', '：', '、']).map_or(0, |at| at);
    let subject = |text: &str| nearest(&MONEY, text).filter(|w| w.grows()).map(|w| w.label.to_owned());
    let own = subject(&left[clause_start..]);
    let label = own.or_else(|| subject(left))?;
    if matches!(label.as_str(), "年内累计完成投资" | "投资") {
        return None;
    }
    let label = label.strip_suffix("目标").unwrap_or(&label);
    Some(Measure { id: Some("yoy"), label: format!("{label}增速") })
}

fn count(context: &Context<'_>) -> Option<Measure> {
    let right: String = context.right.chars().take(24).take_while(|c| !"，。；：）、\n\t".contains(*c)).collect();
    // The verb is the office's own word for the state: 竣工62个, 已开工206个; with the noun behind, 57个待批项目.
    let noun_reaches = right.find("项目").is_some_and(|at| !right[..at].contains(['在', '对', '为', '给', '于', '到']));
    let of_projects = context.counts_projects
        || noun_reaches
        || !names_other_things(&right)
            && (["项目", "重点工程", "重大工程"].iter().any(|w| context.left.contains(w))
                || context.gap.contains("开工"));
    if !of_projects {
        return None;
    }
    let noun_end = right.find("项目").map_or(0, |at| at + "项目".len());
    let attribute = if noun_end > 0 { nearest(&COUNTS, &right[..noun_end]) } else { None };
    let verb = right[noun_end..].trim_start_matches(['已', '均', '正', '尚']);
    let state = COUNTS.at_start(verb).or_else(|| COUNTS.at_start(&right[noun_end..])).filter(|_| !context.runs_on);
    if let Some(change) = change(context) {
        return Some(change);
    }
    if ["增加", "减少", "净增", "新增"].iter().any(|w| context.gap.trim_end_matches('了').ends_with(w)) {
        return Some(Measure::named("项目增减数"));
    }
    // 57个待批项目, 13个项目未开工, 竣工62个.
    if let Some(word) = attribute.or(state).or_else(|| nearest(&COUNTS, context.clause_or_gap())) {
        return Some(Measure::of(word));
    }
    let own_noun = crate::scope::last_noun(context.gap);
    let of_something_else = !context.counts_projects
        && noun_end == 0
        && own_noun.chars().count() >= 2
        && !own_noun.ends_with("重点")
        && !own_noun.contains("项目")
        && !own_noun.ends_with("进度")
        && !own_noun.ends_with('类')
        && !own_noun.contains("总数");
    (!of_something_else).then(|| Measure { id: Some("projects"), label: "项目数".to_owned() })
}

impl Context<'_> {
    /// The nearer of gap and clause: in 开工206个、竣工62个 the second count has its own verb.
    fn clause_or_gap(&self) -> &str {
        if self.gap.len() < self.clause.len() { self.gap } else { self.clause }
    }
}

/// 20家企业, 11个县市区, 5条道路: other things are counted.
fn names_other_things(right: &str) -> bool {
    let begins_a_noun = right.chars().next().is_some_and(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let changes = ["增加", "减少", "上升", "下降", "提高", "增至", "增长", "降", "压", "升"];
    if changes.iter().any(|v| right.starts_with(v)) {
        return false;
    }
    let verbs = [
        "完成",
        "已",
        "未",
        "占",
        "达",
        "正",
        "的",
        "开工",
        "竣工",
        "投产",
        "建成",
        "为",
        "，",
        "、",
        "进展",
        "进入",
        "列入",
        "尚",
        "没有",
        "以上",
        "左右",
        "以下",
        "超",
        "低于",
        "高于",
        "不到",
        "总投资",
        "涉及",
        "均",
        "全部",
        "计划",
        "，",
    ];
    begins_a_noun && !verbs.iter().any(|v| right.starts_with(v))
}

fn duration(context: &Context<'_>) -> Measure {
    let near = context.clause;
    let label = [
        ("压缩", "压缩后时限"),
        ("缩短", "缩短时间"),
        ("提前", "提前时间"),
        ("工期", "工期"),
        ("滞后", "滞后时间"),
        ("延后", "滞后时间"),
        ("推迟", "滞后时间"),
        ("只剩", "剩余时间"),
        ("距离", "剩余时间"),
        ("剩余", "剩余时间"),
        ("剩下", "剩余时间"),
        ("仅剩", "剩余时间"),
        ("后", "剩余时间"),
        ("用时", "用时"),
        ("逾期", "逾期时间"),
        ("超期", "逾期时间"),
        ("连续", "持续时间"),
    ]
    .iter()
    .find(|(word, _)| near.contains(word))
    .map(|(_, label)| *label);
    let noun = noun_before(near);
    let own = ["期", "时间", "用时", "周期", "天数"].iter().any(|w| noun.ends_with(w)) && noun.chars().count() >= 3;
    if own {
        return Measure::named(&noun);
    }
    Measure::named(label.unwrap_or("时限"))
}
