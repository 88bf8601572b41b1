//! What a figure measures, read from the words nearest to it.
//!
//! Every kind of unit has its own words: the same 完成 before 亿元 speaks of investment done, before % of a completion rate. The
//! nearest word wins, the longer of two that end at the same place. Where the product has an indicator for it, the measure
//! carries its id; otherwise the paper's own words are the label.

mod counts;
mod money;
mod nouns;
mod rates;

use crate::figure::Figure;
use crate::unit::Kind;
use crate::words::{LAND, MONEY, Table, Word};
use counts::count;
use money::money;
use nouns::{inherited, named_by_noun, noun_before};
use rates::{percent, points};
use serde::Serialize;

const THRESHOLD: &str = "规模门槛";

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

    /// Only the limit of a class: 亿元以上项目.
    pub fn is_threshold(&self) -> bool {
        self.label == THRESHOLD
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
        Kind::Money => money(figure, context),
        Kind::Percent => percent(context),
        Kind::Points => Some(points(context)),
        Kind::Area if change(figure, context).is_some() => change(figure, context),
        Kind::Area => nearest(&LAND, context.gap)
            .or_else(|| nearest(&LAND, context.right))
            .or_else(|| nearest(&LAND, context.clause))
            .or_else(|| nearest(&LAND, context.left))
            .map(Measure::of),
        Kind::Count => count(figure, context).or_else(|| change(figure, context)),
        Kind::PerUnit => nearest(&MONEY, context.gap).filter(|w| w.id.is_none()).map(Measure::of),
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
        Kind::Mass if figure.unit.contains('煤') => change(figure, context).or_else(|| energy(context)),
        Kind::People | Kind::Households | Kind::Floor | Kind::Mass | Kind::Length => change(figure, context),
        Kind::Multiple => nearest(&MONEY, context.clause)
            .or_else(|| nearest(&MONEY, context.left))
            .map(|w| Measure::named(&format!("{}增长倍数", w.label))),
        _ => None,
    };
    found.or_else(|| inherited(figure, context)).unwrap_or_else(|| named_by_noun(figure, context))
}

/// The measure whose name ends the words: 签约率, 房地产开发投资.
pub(crate) fn named_at_end(kind: Kind, words: &str) -> Option<Measure> {
    match kind {
        Kind::Money => {
            MONEY.found(words).next().filter(|(_, end, _)| *end == words.len()).map(|(_, _, w)| Measure::of(w))
        }
        Kind::Percent => rates::rate(words).filter(|(end, _)| *end == words.len()).map(|(_, measure)| measure),
        _ => None,
    }
}

/// 10亿元以上项目, 总投资超过5亿元的项目: the figure only bounds a class.
fn threshold(figure: &Figure, context: &Context<'_>) -> Option<Measure> {
    // 1000万以上项目.
    let amount = figure.kind == Kind::Count && matches!(figure.unit.as_str(), "万" | "千万" | "百万");
    if !(matches!(figure.kind, Kind::Money | Kind::Area) || amount) {
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
    // 过500万元的两个.
    let counted = ["过", "超", "超过"].iter().any(|w| context.clause.ends_with(w))
        && right.strip_prefix('的').is_some_and(|r| r.is_empty() && context.runs_on);
    (bounded || attributive || straight || counted).then(|| Measure::named(THRESHOLD))
}

/// The word that ends nearest before the figure; of two ending together the longer.
fn nearest(words: &Table, text: &str) -> Option<&'static Word> {
    words.found(text).next().map(|(_, _, word)| word)
}

/// 较去年同期增长61.7亿元, 比上年末减少1.3万人, 比去年同期多19项: by how much what was named before has changed.
fn change(figure: &Figure, context: &Context<'_>) -> Option<Measure> {
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
        "多了",
        "多完成",
        "少完成",
        "少了",
    ]
    .iter()
    .any(|w| context.gap.ends_with(w) && clause.ends_with(w));
    let more = !["减少", "下降", "少", "减少了", "下降了", "少了", "少完成"].iter().any(|w| context.gap.ends_with(w));
    if !(compared && verb) {
        return None;
    }
    // 总投资较上年增加20亿元: what the clause names itself.
    let own = clause.find(['比', '较', '同']).map_or("", |at| &clause[..at]);
    let own =
        MONEY.found(own).next().filter(|(_, end, w)| *end == own.len() && w.grows() && figure.kind == Kind::Money);
    let projects = figure.kind == Kind::Count && context.previous.is_none() && context.left.contains("项目");
    let label = match (own, context.previous) {
        _ if projects => "项目数",
        (Some((_, _, word)), _) => word.label,
        (None, previous) => previous?.1.label.as_str(),
    };
    Some(Measure::named(&match label {
        label if label.ends_with("项目数") || label == "项目增减数" => "项目增减数".to_owned(),
        label if figure.kind == Kind::Count => format!("{label}增减数"),
        label => format!("{label}{}", if more { "增加额" } else { "减少额" }),
    }))
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

/// 用能需求86.4万吨标准煤, 缺能耗指标12.7万吨标准煤.
fn energy(context: &Context<'_>) -> Option<Measure> {
    let words = if context.gap.chars().count() > 1 { context.gap } else { context.clause };
    let said = |list: &[&str]| list.iter().any(|w| words.contains(w));
    if said(&["缺"]) {
        return Some(Measure { id: Some("energy_gap"), label: "能耗缺口".to_owned() });
    }
    if said(&["落实", "保障", "解决"]) {
        return Some(Measure::named("已落实能耗"));
    }
    said(&["需"]).then(|| Measure::named("用能需求"))
}

/// 前移2位, 上升3位.
fn place_words(context: &Context<'_>) -> bool {
    ["前移", "后移", "后退", "下滑", "下移", "上移", "退", "进位", "上升", "下降", "提升", "退后", "前进"]
        .iter()
        .any(|w| context.gap.ends_with(w))
}

impl Context<'_> {
    /// The nearer of gap and clause: in 开工206个、竣工62个 the second count has its own verb.
    fn clause_or_gap(&self) -> &str {
        if self.gap.len() < self.clause.len() { self.gap } else { self.clause }
    }
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
        ("离年底", "剩余时间"),
        ("离年末", "剩余时间"),
        ("剩余", "剩余时间"),
        ("剩下", "剩余时间"),
        ("仅剩", "剩余时间"),
        ("还有", "剩余时间"),
        ("还剩", "剩余时间"),
        ("后", "剩余时间"),
        ("用时", "用时"),
        ("逾期", "逾期时间"),
        ("超期", "逾期时间"),
        ("连续", "持续时间"),
        ("持续", "持续时间"),
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
