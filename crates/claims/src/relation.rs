//! The words that relate a figure to the truth (近, 约, 超过, 不到 …) and to other figures (占, 同比增长, 高于 …).

use crate::endings::Endings;
use crate::figure::Figure;
use crate::unit::Kind;
use std::sync::LazyLock;

/// What the words around a figure promise about the value itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bound {
    Exact,
    /// 近: just below what is printed.
    Near,
    /// 约, 左右: around it.
    About,
    /// 超过, 突破, 多, 余, 以上: more than printed.
    Over,
    /// 不低于, 至少: that or more.
    AtLeast,
    /// 不到, 不足, 以下: less than printed.
    Under,
    /// 不超过, 以内: that or less.
    AtMost,
}

/// How a figure is compared with another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// 增长, 提高, 高于, 快于, 超: more than what it is compared with.
    More,
    /// 下降, 低于, 慢于, 落后.
    Less,
}

/// The relation of one figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Relation {
    pub bound: Bound,
    pub comparison: Option<Comparison>,
    /// As written, joined by 、; empty when nothing is said.
    pub words: String,
    /// Byte of the tight text where the words after the figure end.
    pub end: usize,
}

const BEFORE: &[(&str, Bound)] = &[
    ("不超过", Bound::AtMost),
    ("不高于", Bound::AtMost),
    ("不多于", Bound::AtMost),
    ("最多", Bound::AtMost),
    ("不低于", Bound::AtLeast),
    ("不少于", Bound::AtLeast),
    ("至少", Bound::AtLeast),
    ("不到", Bound::Under),
    ("不足", Bound::Under),
    ("未达到", Bound::Under),
    ("未达", Bound::Under),
    ("不满", Bound::Under),
    ("低于", Bound::Under),
    ("少于", Bound::Under),
    ("小于", Bound::Under),
    ("超过", Bound::Over),
    ("突破", Bound::Over),
    ("刚过", Bound::Over),
    ("已过", Bound::Over),
    ("高达", Bound::Exact),
    ("超", Bound::Over),
    ("逾", Bound::Over),
    ("上", Bound::Over),
    ("高于", Bound::Over),
    ("多于", Bound::Over),
    ("大于", Bound::Over),
    ("接近", Bound::Near),
    ("将近", Bound::Near),
    ("近", Bound::Near),
    ("大约", Bound::About),
    ("约为", Bound::About),
    ("约占", Bound::About),
    ("约", Bound::About),
];

const AFTER: &[(&str, Bound)] = &[
    ("以上", Bound::AtLeast),
    ("及以上", Bound::AtLeast),
    ("以下", Bound::Under),
    ("以内", Bound::AtMost),
    ("之内", Bound::AtMost),
    ("左右", Bound::About),
    ("上下", Bound::About),
    ("有余", Bound::Over),
];

/// Verbs of comparison, with their direction; longer ones first.
const COMPARISONS: &[(&str, Comparison)] = &[
    ("同比增长", Comparison::More),
    ("同比下降", Comparison::Less),
    ("环比增长", Comparison::More),
    ("环比下降", Comparison::Less),
    ("同比提高", Comparison::More),
    ("同比增加", Comparison::More),
    ("净增", Comparison::More),
    ("新增", Comparison::More),
    ("同比减少", Comparison::Less),
    ("同比回落", Comparison::Less),
    ("负增长", Comparison::Less),
    ("增长", Comparison::More),
    ("增加", Comparison::More),
    ("提高", Comparison::More),
    ("提升", Comparison::More),
    ("上升", Comparison::More),
    ("加快", Comparison::More),
    ("高于", Comparison::More),
    ("高出", Comparison::More),
    ("快于", Comparison::More),
    ("超过", Comparison::More),
    ("超出", Comparison::More),
    ("超序时", Comparison::More),
    ("超前", Comparison::More),
    ("领先", Comparison::More),
    ("超额", Comparison::More),
    ("多出", Comparison::More),
    ("扩大", Comparison::More),
    ("下降", Comparison::Less),
    ("减少", Comparison::Less),
    ("降低", Comparison::Less),
    ("回落", Comparison::Less),
    ("下滑", Comparison::Less),
    ("收窄", Comparison::Less),
    ("压减", Comparison::Less),
    ("压缩", Comparison::Less),
    ("缩减", Comparison::Less),
    ("缩短", Comparison::Less),
    ("精简", Comparison::Less),
    ("缩小", Comparison::Less),
    ("下浮", Comparison::Less),
    ("低于", Comparison::Less),
    ("慢于", Comparison::Less),
    ("落后", Comparison::Less),
    ("滞后", Comparison::Less),
    ("低", Comparison::Less),
    ("慢", Comparison::Less),
    ("快", Comparison::More),
    ("高", Comparison::More),
    ("超", Comparison::More),
    ("增", Comparison::More),
    ("降", Comparison::Less),
];

/// Plain words that only lead to the figure; kept among the words when they stand right before it.
const LEADS: &[&str] = &["达到", "达", "共计", "合计", "总计", "占", "仅为", "仅", "为", "至", "到"];

/// Reads the relation of `figure`; `clause` is the text before it in its clause, `after` what follows it.
pub fn relation(clause: &str, after: &str, figure: &Figure) -> Relation {
    let mut rest = clause;
    let mut words: Vec<&str> = Vec::new();
    let mut bound = if figure.and_more { Bound::Over } else { Bound::Exact };
    let is_difference = figure.kind == Kind::Points || compares(clause);
    if let Some((word, b)) = BEFORE.iter().find(|(w, _)| rest.ends_with(w)) {
        let direction_only = is_difference && matches!(*word, "超" | "超过" | "高于" | "低于" | "多于" | "少于" | "上");
        let compound =
            ["签约", "预约", "节约", "合约", "条约", "公约", "契约", "履约", "集约", "附近", "最近", "临近", "违约"];
        let part_of_a_word = compound.iter().any(|c| rest.ends_with(c))
            || *word == "上" && !matches!(figure.value.mantissa, 1 | 10 | 100 | 1000 | 10_000);
        if !(part_of_a_word || direction_only && !after_a_comparison(&rest[..rest.len() - word.len()])) {
            bound = *b;
            rest = &rest[..rest.len() - word.len()];
            words.push(word);
        }
    }
    if let Some(lead) = LEADS.iter().find(|w| rest.ends_with(*w)) {
        words.insert(0, lead);
    }
    let comparison = find_comparison(rest);
    if let Some((word, _)) = comparison {
        words.insert(0, word);
    } else if clause.contains('占') && !words.contains(&"占") && figure.kind == Kind::Percent {
        words.insert(0, "占");
    }
    if figure.and_more {
        words.push("多");
    }
    let mut end = figure.end;
    // 18亿多, 3个百分点多.
    let and_more =
        after.strip_prefix('多').filter(|rest| rest.is_empty() || rest.starts_with(['，', '。', '；', '、', '）']));
    if and_more.is_some() && bound == Bound::Exact {
        words.push("多");
        return Relation {
            bound: Bound::Over,
            comparison: comparison.map(|(_, c)| c),
            words: words.join("、"),
            end: end + "多".len(),
        };
    }
    if let Some((word, b)) = AFTER.iter().find(|(w, _)| after.starts_with(w)) {
        if bound == Bound::Exact || *b != Bound::AtLeast {
            bound = *b;
        }
        words.push(word);
        end += word.len();
    }
    Relation { bound, comparison: comparison.map(|(_, c)| c), words: words.join("、"), end }
}

/// 超5.90个百分点 and 增长5% compare; 超过300个 does not.
fn compares(clause: &str) -> bool {
    ["比", "同比", "环比", "进度", "平均"].iter().any(|w| clause.contains(w))
}

fn after_a_comparison(rest: &str) -> bool {
    ["增长", "下降", "提高", "增加", "减少", "上升", "回落", "增幅", "增速"].iter().any(|w| rest.ends_with(w))
}

/// The last comparing verb of the clause.
fn find_comparison(clause: &str) -> Option<(&'static str, Comparison)> {
    let single = |w: &str| w.chars().count() == 1;
    let found = VERBS.found(clause).find(|(_, end, (word, _))| !single(word) || *end == clause.len());
    found.map(|(_, _, verb)| verb)
}

static VERBS: LazyLock<Endings<(&str, Comparison)>> =
    LazyLock::new(|| Endings::new(COMPARISONS.iter().map(|(word, c)| (*word, (*word, *c)))));
