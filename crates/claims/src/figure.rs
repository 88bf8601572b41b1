//! Finding the figures: a numeral, what blurs it, and its unit.

mod shares;

use crate::decimal::Decimal;
use crate::exclude;
use crate::numeral::{Numeral, Script, numeral_at};
use crate::unit::{Kind, multiplier_at, unit_at};
use shares::{fraction, share_words, tenths};

/// A figure in the tight text.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Bytes of the tight text, from the numeral to the end of the unit.
    pub start: usize,
    pub end: usize,
    pub value: Decimal,
    /// Multiplier and unit as written: 亿元, 万平方米.
    pub unit: String,
    pub kind: Kind,
    /// `value × factor` is in the kind's base unit.
    pub factor: f64,
    pub script: Script,
    /// 多 or 余 stands inside: 80多亿元.
    pub and_more: bool,
    /// For 几十, 三四十 and the like, how far it may reach, in the base unit.
    pub up_to: Option<f64>,
    /// How loosely it is said, in the base unit: 七成 and 三分之一 are round words.
    pub loose: f64,
    /// The first of a range: 30%—50%.
    pub opens_range: bool,
}

impl Figure {
    /// A figure with nothing that blurs it; its unit as written, with its kind and how many of the kind's base units it is.
    fn plain(start: usize, end: usize, value: Decimal, unit: (&str, Kind, f64), script: Script) -> Figure {
        let (unit, kind, factor) = (unit.0.to_owned(), unit.1, unit.2);
        let (and_more, up_to, loose, opens_range) = (false, None, 0.0, false);
        Figure { start, end, value, unit, kind, factor, script, and_more, up_to, loose, opens_range }
    }

    /// In the kind's base unit.
    pub fn base(&self) -> f64 {
        self.value.as_f64() * self.factor
    }
}

/// The figures of `text[from..to]`, in order. `from` and `to` bound one sentence.
pub fn figures(text: &str, from: usize, to: usize) -> Vec<Figure> {
    let mut found: Vec<Figure> = Vec::new();
    let mut at = from;
    while at < to {
        let Some(c) = text[at..].chars().next() else { break };
        let step = match read_at(&text[from..at], &text[at..to], at) {
            Reading::Figure(figure) => {
                let next = figure.end - at;
                found.push(*figure);
                next
            }
            Reading::Not(len) => len,
            Reading::Nothing => c.len_utf8(),
        };
        at += step.max(1);
        while at < to && !text.is_char_boundary(at) {
            at += 1;
        }
    }
    found
}

enum Reading {
    Figure(Box<Figure>),
    /// A numeral that is no figure; its length.
    Not(usize),
    Nothing,
}

fn read_at(before: &str, rest: &str, at: usize) -> Reading {
    if let Some(figure) = share_words(before, rest, at).or_else(|| bare_yi(before, rest, at)) {
        return Reading::Figure(Box::new(figure));
    }
    let Some(numeral) = numeral_at(rest) else { return Reading::Nothing };
    let after = &rest[numeral.len..];
    if before.ends_with('第') {
        let ranked = rank(before, &numeral, after, at).map(|f| Figure { start: at - '第'.len_utf8(), ..f });
        return ranked.map_or(Reading::Not(numeral.len), |f| Reading::Figure(Box::new(f)));
    }
    if let Some(skip) = exclude::no_figure(before, rest, &numeral) {
        return Reading::Not(skip);
    }
    if let Some(figure) = fraction(before, &numeral, after, at).or_else(|| tenths(before, &numeral, after, at)) {
        return Reading::Figure(Box::new(figure));
    }
    let figure = points_of_a_list(&numeral, after, at)
        .or_else(|| spoken_yi(&numeral, rest, at))
        .or_else(|| spoken_zero(before, &numeral, rest, at))
        .or_else(|| measured(&numeral, after, at))
        .or_else(|| range_start(&numeral, after, at))
        .or_else(|| one_of_a_list(before, &numeral, after, at));
    let figure = figure.map(|figure| with_minus(before, figure));
    match figure {
        Some(figure) if exclude::is_a_name(before, &rest[figure.end - at..], &figure) => Reading::Not(figure.end - at),
        Some(figure) => Reading::Figure(Box::new(figure)),
        None => Reading::Not(numeral.len),
    }
}

/// 增长-11.2%: the stroke before a rate is a minus where a verb or a bracket stands before it.
fn with_minus(before: &str, figure: Figure) -> Figure {
    let said = before
        .strip_suffix('-')
        .is_some_and(|b| b.ends_with(['长', '为', '达', '速', '幅', '到', '至', '降', '升', '（', '比', '、', '和']));
    if !(said && matches!(figure.kind, Kind::Percent | Kind::Points)) {
        return figure;
    }
    let value = Decimal { mantissa: -figure.value.mantissa, ..figure.value };
    Figure { start: figure.start - '-'.len_utf8(), value, ..figure }
}

/// 三亿二: what follows 亿 counts tenths of it.
fn spoken_yi(numeral: &Numeral, rest: &str, at: usize) -> Option<Figure> {
    let (read, after) = rest.split_at(numeral.len);
    let (front, tenth) = read.split_once('亿')?;
    let whole = numeral_at(front).filter(|n| n.len == front.len() && n.value.scale == 0 && n.up_to.is_none())?.value;
    let tenth = numeral_at(tenth).filter(|n| n.len == tenth.len() && tenth.chars().count() == 1)?.value;
    let more = multiplier_at(after).is_some() || unit_at(after).is_some();
    if more || numeral.script != Script::Chinese || !(1..=9).contains(&tenth.mantissa) {
        return None;
    }
    Some(Figure {
        start: at,
        end: at + numeral.len,
        value: Decimal { mantissa: whole.mantissa * 10 + tenth.mantissa, scale: 1 },
        unit: "亿".to_owned(),
        kind: Kind::Money,
        factor: 1e8,
        script: numeral.script,
        and_more: false,
        up_to: None,
        loose: 0.0,
        opens_range: false,
    })
}

/// 新开工项目还是零: none of what is counted.
fn spoken_zero(before: &str, numeral: &Numeral, rest: &str, at: usize) -> Option<Figure> {
    let (read, after) = rest.split_at(numeral.len);
    let told = ["还是", "仍是", "仍为", "依然是", "依然为", "依旧是", "还为", "均为", "都是"];
    let clause = before.rsplit(['，', '；', '：']).next().unwrap_or(before);
    let counted = ["项目", "开工", "签约", "竣工", "企业"].iter().any(|w| clause.contains(w)) && !clause.contains('率');
    let ends = after.is_empty() || after.starts_with(['，', '；', '。', '、', '！', '\n']);
    let zero = matches!(read, "零" | "〇" | "0") && ends && counted && told.iter().any(|w| before.ends_with(w));
    zero.then(|| Figure {
        start: at,
        end: at + numeral.len,
        value: numeral.value,
        unit: String::new(),
        kind: Kind::Count,
        factor: 1.0,
        script: numeral.script,
        and_more: false,
        up_to: None,
        loose: 0.0,
        opens_range: false,
    })
}

/// Numeral, 多, multiplier, 余, unit.
fn measured(numeral: &Numeral, after: &str, at: usize) -> Option<Figure> {
    let mut rest = after;
    let mut and_more = strip_more(&mut rest);
    let multiplier = match unit_at(rest) {
        Some(unit) if !rest.starts_with('万') && unit.spelling.chars().count() > 1 => None,
        _ => multiplier_at(rest),
    };
    if let Some((spelling, _)) = multiplier {
        rest = &rest[spelling.len()..];
        and_more |= strip_more(&mut rest);
    }
    let unit = unit_at(rest);
    let (kind, base, unit_spelling) = match (unit, multiplier) {
        (Some(unit), _) => (unit.kind, unit.base, unit.spelling),
        (None, Some((m, _))) if m.contains(['亿', '万']) && !rest.starts_with(['千', '伏']) => {
            (Kind::Count, 1.0, "")
        }
        _ => return None,
    };
    rest = &rest[unit_spelling.len()..];
    let (value, multiplier) = fold_small_multiplier(numeral, multiplier);
    let mut written = format!("{}{unit_spelling}", multiplier.map_or("", |m| m.0));
    let mut kind = kind;
    if let Some(per) = per_unit(rest) {
        written = format!("{written}{per}");
        rest = &rest[per.len()..];
        kind = Kind::PerUnit;
    }
    if unit_spelling.is_empty() && written.contains('亿') {
        kind = Kind::Money;
    }
    let factor = base * multiplier.map_or(1.0, |m| m.1);
    let up_to = numeral_reach(numeral, factor);
    let end = at + numeral.len + (after.len() - rest.len());
    let script = numeral.script;
    Some(Figure {
        start: at,
        end,
        value,
        unit: written,
        kind,
        factor,
        script,
        and_more,
        up_to,
        loose: 0.0,
        opens_range: false,
    })
}

/// 万元/亩, 吨/日: what the amount is related to, with its stroke.
fn per_unit(rest: &str) -> Option<&str> {
    let per = rest.strip_prefix('/')?;
    let multiplier = multiplier_at(per).map_or(0, |m| m.0.len());
    let words = ["日", "天", "年", "月", "人", "户", "车", "小时", "时", "次"];
    let unit = unit_at(&per[multiplier..]).map(|u| u.spelling.len());
    let len = unit.or_else(|| words.iter().find(|w| per.starts_with(*w)).map(|w| w.len()))?;
    Some(&rest[..1 + multiplier + len])
}

/// 3百多个 is 300 个; 1.5千亿 stays 1.5 千亿.
fn fold_small_multiplier<'a>(
    numeral: &Numeral,
    multiplier: Option<(&'a str, f64)>,
) -> (Decimal, Option<(&'a str, f64)>) {
    match multiplier {
        Some(("百", _)) => (numeral.value.shifted(2), None),
        Some(("千", _)) => (numeral.value.shifted(3), None),
        other => (numeral.value, other),
    }
}

fn strip_more(rest: &mut &str) -> bool {
    for word in ["多", "余", "来", "几"] {
        let Some(stripped) = rest.strip_prefix(word) else { continue };
        if unit_at(stripped).is_some() || multiplier_at(stripped).is_some() {
            *rest = stripped;
            return true;
        }
    }
    false
}

/// `5到10个`: the first number takes the unit of the second.
fn range_start(numeral: &Numeral, after: &str, at: usize) -> Option<Figure> {
    let sign = ["--", "-", "~", "至", "到"].into_iter().find(|s| after.starts_with(s))?;
    let rest = &after[sign.len()..];
    let second = numeral_at(rest)?;
    let other = measured(&second, &rest[second.len..], 0)?;
    let end = at + numeral.len;
    Some(Figure { start: at, end, value: numeral.value, script: numeral.script, opens_range: true, ..other })
}

/// `分别为12.5、8.6和7.2亿元`: the unit stands once, at the end.
fn one_of_a_list(before: &str, numeral: &Numeral, after: &str, at: usize) -> Option<Figure> {
    let sentence = before.rsplit(['。', '；', '\n']).next().unwrap_or(before);
    if !["分别", "依次"].iter().any(|w| sentence.contains(w)) {
        return None;
    }
    let last = last_of_a_list(after)?;
    Some(alike(&last, numeral, at, at + numeral.len))
}

/// `8.9个、10.4个和14.2个百分点`.
fn points_of_a_list(numeral: &Numeral, after: &str, at: usize) -> Option<Figure> {
    let rest = after.strip_prefix('个')?;
    let last = last_of_a_list(rest).filter(|last| last.kind == Kind::Points)?;
    Some(alike(&last, numeral, at, at + numeral.len + "个".len()))
}

/// The first figure with a unit of its own behind `、10.4个和14.2个百分点`.
fn last_of_a_list(rest: &str) -> Option<Figure> {
    let sign = ["、", "和", "与", "及"].into_iter().find(|s| rest.starts_with(s))?;
    let numeral = numeral_at(&rest[sign.len()..]).filter(|n| n.script == Script::Arabic)?;
    let after = &rest[sign.len() + numeral.len..];
    let further = last_of_a_list(after.strip_prefix('个').unwrap_or(after));
    let own = measured(&numeral, after, 0);
    match (own, further) {
        (Some(own), Some(further)) if own.unit == "个" && further.kind == Kind::Points => Some(further),
        (Some(own), _) => Some(own),
        (None, further) => further,
    }
}

fn alike(last: &Figure, numeral: &Numeral, start: usize, end: usize) -> Figure {
    let (value, script) = (numeral.value, numeral.script);
    Figure { start, end, value, script, and_more: false, up_to: numeral_reach(numeral, last.factor), ..last.clone() }
}

/// How far 几十 and its like reach, in the base unit.
#[expect(clippy::cast_precision_loss, reason = "几十 and 三四十 are small")]
fn numeral_reach(numeral: &Numeral, factor: f64) -> Option<f64> {
    numeral.up_to.map(|n| n as f64 * factor)
}

/// 近亿元, 上亿元: one 亿 without a numeral.
fn bare_yi(before: &str, rest: &str, at: usize) -> Option<Figure> {
    let unit = ["亿元", "亿人次", "亿千瓦时", "亿吨"].into_iter().find(|u| rest.starts_with(u))?;
    let vague = ["近", "上", "逾", "约"].iter().any(|w| before.ends_with(w));
    let a_class = ["以上", "项目", "企业", "村", "元村"].iter().any(|w| rest[unit.len()..].starts_with(w));
    if !vague || a_class {
        return None;
    }
    let one = Numeral { value: Decimal::whole(1), len: 0, script: Script::Chinese, up_to: None };
    measured(&one, rest, at)
}

/// 排名第3位, 居全省第二: a place is a figure only where a ranking is spoken of.
fn rank(before: &str, numeral: &Numeral, after: &str, at: usize) -> Option<Figure> {
    let clause = before.rsplit(['，', '。', '；', '：', '\n']).next().unwrap_or(before);
    let words = "排名 排位 排列 位列 位居 名列 列全 居全 位次 排全 排在 居第 列第 排第 跃居 升至 升到 上升到 前移至 前移到 进到 居于 并列 掉到 跌至 跌到 滑至 滑到 降至第 退至 退到 排全 垫底";
    let ranking = words.split(' ').any(|w| clause.contains(w));
    let spoken_of = after.starts_with(['位', '名']) && ["排名", "位次"].iter().any(|w| before.contains(w));
    let ranking = ranking || spoken_of;
    let unit = ["位", "名"].into_iter().find(|u| after.starts_with(u));
    let chapter = "章 条 节 期 批 季 次 届 个 类 一产 二产 三产 产".split(' ').any(|w| after.starts_with(w));
    if !ranking || chapter || numeral.value.scale > 0 {
        return None;
    }
    let end = at + numeral.len + unit.map_or(0, str::len);
    Some(Figure::plain(at, end, numeral.value, (unit.unwrap_or(""), Kind::Rank, 1.0), numeral.script))
}
