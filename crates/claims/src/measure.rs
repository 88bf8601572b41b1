//! What a figure measures, read from the words nearest to it.
//!
//! Every kind of unit has its own words: the same 完成 before 亿元 speaks of investment done, before % of a completion rate. The
//! nearest word wins, the longer of two that end at the same place. Where the product has an indicator for it, the measure
//! carries its id; otherwise the paper's own words are the label.

use crate::figure::Figure;
use crate::unit::Kind;
use crate::words::{COUNTS, LAND, MONEY, PERCENT, POINTS, Word};
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
}

/// Reads the measure of `figure`.
pub fn measure(figure: &Figure, context: &Context<'_>) -> Measure {
    if let Some(threshold) = threshold(figure, context) {
        return threshold;
    }
    let found = match figure.kind {
        Kind::Money => money(context),
        Kind::Percent => percent(figure, context),
        Kind::Points => {
            nearest(POINTS, context.clause).or_else(|| nearest(POINTS, context.left)).map(Measure::of).or_else(|| {
                Some(
                    rate(context.left)
                        .map_or_else(|| Measure::named("变动"), |r| Measure::named(&format!("{}变动", r.label))),
                )
            })
        }
        Kind::Area => nearest(LAND, context.gap)
            .or_else(|| nearest(LAND, context.right))
            .or_else(|| nearest(LAND, context.clause))
            .or_else(|| nearest(LAND, context.left))
            .map(Measure::of),
        Kind::Count => count(context),
        Kind::Rank => Some(Measure { id: Some("rank"), label: "名次".to_owned() }),
        Kind::Days | Kind::Hours | Kind::Months | Kind::Years => Some(duration(context)),
        _ => None,
    };
    found.or_else(|| inherited(context)).unwrap_or_else(|| Measure::named(&noun_near(context)))
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
    (bounded || attributive).then(|| Measure::named("规模门槛"))
}

/// The word that ends nearest before the figure; of two ending together the longer.
pub(crate) fn nearest<'w>(words: &'w [Word], text: &str) -> Option<&'w Word> {
    words
        .iter()
        .filter_map(|word| text.rfind(word.spelling).map(|at| (at + word.spelling.len(), word.spelling.len(), word)))
        .max_by_key(|(end, len, _)| (*end, *len))
        .map(|(_, _, word)| word)
}

fn money(context: &Context<'_>) -> Option<Measure> {
    let word = nearest(MONEY, context.gap).or_else(|| right_noun(MONEY, context.right)).or_else(|| {
        if context.previous.is_none() {
            nearest(MONEY, context.clause).or_else(|| nearest(MONEY, context.left))
        } else {
            None
        }
    })?;
    let measure = Measure::of(word);
    let future = ["剩余", "还需", "需", "要", "今后", "后续", "必须", "须"].iter().any(|w| context.left.contains(w));
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

/// A word of the table that follows the figure at once: 1500亿元投资任务.
fn right_noun<'w>(words: &'w [Word], right: &str) -> Option<&'w Word> {
    let rest = right.strip_prefix('的').unwrap_or(right);
    words.iter().filter(|w| rest.starts_with(w.spelling)).max_by_key(|w| w.spelling.len())
}

fn percent(figure: &Figure, context: &Context<'_>) -> Option<Measure> {
    let gap = context.gap;
    // 占目标任务1200亿元的70.8%: the share's object is itself a figure.
    if gap == "的" && context.clause.contains('占') {
        return Some(Measure { id: Some("share"), label: "占比".to_owned() });
    }
    let table = nearest_in_either(gap).or_else(|| nearest_in_either(context.clause));
    let table = table.or_else(|| if context.previous.is_none() { nearest_in_either(context.left) } else { None });
    let measure = table?;
    if measure.is("yoy") {
        let growth = growth_of(context.left);
        return Some(growth.unwrap_or(measure));
    }
    let _ = figure;
    Some(measure)
}

/// A word of the percent table or any …率, whichever ends nearer to the figure.
fn nearest_in_either(text: &str) -> Option<Measure> {
    let word =
        nearest(PERCENT, text).and_then(|w| text.rfind(w.spelling).map(|at| (at + w.spelling.len(), Measure::of(w))));
    let rate = rate(text).and_then(|m| text.rfind('率').map(|at| (at + '率'.len_utf8(), m)));
    match (word, rate) {
        (Some((a, word)), Some((b, rate))) => Some(if b > a { rate } else { word }),
        (word, rate) => word.or(rate).map(|(_, m)| m),
    }
}

/// The last …率 of the text, by its own words.
fn rate(text: &str) -> Option<Measure> {
    let end = text.rfind('率')?;
    let mut start = end;
    for (at, c) in text[..end].char_indices().rev().take(8) {
        if !('\u{4e00}'..='\u{9fff}').contains(&c) || "的，和与及个是为在了达占".contains(c) {
            break;
        }
        start = at;
    }
    let words = &text[start..end + '率'.len_utf8()];
    if words.ends_with("效率") || words.chars().count() < 2 {
        return None;
    }
    let known = nearest(PERCENT, words).filter(|w| words.ends_with(w.spelling));
    Some(known.map_or_else(|| Measure::named(words), Measure::of))
}

/// 固定资产投资同比增长: what grows gives the measure its name; investment done keeps the indicator.
fn growth_of(left: &str) -> Option<Measure> {
    let clause_start = left.rfind(['，', '；', '。', '：', '、']).map_or(0, |at| at);
    let subject = |text: &str| nearest(MONEY, text).filter(|w| w.grows()).map(|w| w.label.to_owned());
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
    let of_projects = right.contains("项目")
        || !names_other_things(&right) && (context.left.contains("项目") || context.gap.contains("开工"));
    if !of_projects {
        return None;
    }
    let noun_end = right.find("项目").map_or(0, |at| at + "项目".len());
    let word = if noun_end > 0 { nearest(COUNTS, &right[..noun_end]) } else { None };
    let own = nearest(COUNTS, context.clause_or_gap());
    // 新开工180个: the verb before; 180个新开工项目: the attribute behind.
    let word = word.or(own);
    Some(word.map_or_else(|| Measure { id: Some("projects"), label: "项目数".to_owned() }, Measure::of))
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
    .map_or("时限", |(_, label)| label);
    Measure::named(label)
}

/// In a list (98.8%、90%和34%) the next figure means what the one before meant.
fn inherited(context: &Context<'_>) -> Option<Measure> {
    context.previous.map(|(_, measure)| measure.clone())
}

/// The noun before the figure, or else the one behind it.
fn noun_near(context: &Context<'_>) -> String {
    let right: String = context.right.chars().take(8).take_while(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).collect();
    let mut noun = right.as_str();
    for word in ["以上", "以下", "左右", "的", "多"] {
        noun = noun.strip_prefix(word).unwrap_or(noun);
    }
    let cut =
        ["完成", "已", "占", "达", "及", "和", "与", "进行", "实现", "，", "正", "为", "资金", "分别", "在", "入"]
            .iter()
            .filter_map(|w| noun.find(w))
            .min()
            .unwrap_or(noun.len());
    let noun = &noun[..cut];
    if noun.chars().count() >= 2 {
        return noun.to_owned();
    }
    let mut left = context.clause;
    for word in [
        "超过", "突破", "达到", "不到", "不足", "共计", "合计", "新增", "约", "近", "超", "达", "为", "共", "仅", "有",
        "到", "至", "约占", "占", "计", "了", "已", "的",
    ] {
        left = left.strip_suffix(word).unwrap_or(left);
    }
    let start = left
        .char_indices()
        .rev()
        .take_while(|(_, c)| ('\u{4e00}'..='\u{9fff}').contains(c))
        .take(8)
        .last()
        .map_or(left.len(), |(at, _)| at);
    left[start..].to_owned()
}
