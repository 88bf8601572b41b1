//! What only the whole sentence tells: items before 分别, and counts of a class that a limit bounds.

use super::Claim;
use super::scoping::place_in;
use crate::measure::{Measure, named_at_end};
use crate::period::{Period, periods};
use crate::relation::Bound;
use crate::scope::{MentionKind, mentions, scope};
use crate::unit::Kind;
use crate::words::COUNTS;

/// 东城区、西城区完成率分别为98.8%、90%: each figure belongs to its own item of the list before 分别.
pub(super) fn distribute(text: &str, claims: &mut [Claim]) {
    let places: Vec<usize> = text.match_indices("分别").map(|(at, _)| at).collect();
    let mut listed: Vec<usize> = Vec::new();
    for (n, at) in places.iter().enumerate() {
        let end = places.get(n + 1).copied().unwrap_or(text.len());
        let run = distribute_one(text, *at, end, claims);
        if run.is_empty() {
            // 同比分别增长14.2%、9.8%: no list of its own, so the one before it.
            let behind: Vec<usize> =
                (0..claims.len()).filter(|i| (*at..end).contains(&claims[*i].figure.start)).collect();
            let first = if listed.is_empty() { told_apart(*at, claims) } else { listed.clone() };
            the_same_again(&first, &behind, claims);
        } else {
            listed = run;
        }
    }
}

/// 双桥区完成率78.4%，青龙县完成率74.1%，分别低于: the rates before it, each of somebody else.
fn told_apart(at: usize, claims: &[Claim]) -> Vec<usize> {
    let before = (0..claims.len()).rev().filter(|i| claims[*i].figure.end <= at);
    let mut run: Vec<usize> = Vec::new();
    for index in before.clone().take_while(|i| claims[*i].figure.kind == Kind::Percent) {
        if run.iter().any(|i| claims[*i].scope == claims[index].scope) {
            break;
        }
        run.insert(0, index);
    }
    if !run.is_empty() {
        return run;
    }
    // 11个农业项目完成投资5.3亿元，8个工业项目完成投资9.1亿元，分别占年计划的: amounts, each of its own projects.
    let Some(last) = before.clone().find(|i| claims[*i].figure.kind != Kind::Count) else { return run };
    for index in before.filter(|i| claims[*i].figure.kind != Kind::Count) {
        let alike = claims[index].measure == claims[last].measure && claims[index].figure.kind == Kind::Money;
        if !alike || run.iter().any(|i| claims[*i].scope == claims[index].scope) {
            break;
        }
        run.insert(0, index);
    }
    run
}

/// The items of the list that ends at `at`; where a comma ends there, of the clause before it.
fn items_before(text: &str, at: usize) -> Vec<&str> {
    let list = text[..at].trim_end_matches('，');
    let start = list.rfind(['，', '；', '：']).map_or(0, |p| p + '，'.len_utf8());
    let list = &list[start..];
    // 快于序时进度的有经开区、青山区.
    let list = ["的有", "的是"].iter().find_map(|w| list.rfind(w).map(|p| &list[p + w.len()..])).unwrap_or(list);
    let items: Vec<&str> = list.split(['、', '和', '与', '及']).filter(|i| !i.is_empty()).collect();
    // 完成率为53.1%、49.7%，分别低于: a list of figures is none of things.
    if items.len() > 1 && items.iter().all(|i| i.ends_with(['%', '元'])) { Vec::new() } else { items }
}

/// 排后三位的分别是雁山区、桥头县、高桥镇，完成率为; …为滨江区和经开区，两地完成率分别为: the places named in another clause.
fn places_apart(text: &str, at: usize) -> Option<Vec<&str>> {
    let ahead = ["分别是", "分别为"].iter().find_map(|w| text[at..].strip_prefix(w));
    let ahead = ahead.map(|rest| rest.split(['，', '；']).next().unwrap_or(rest));
    let clause = text[..at].rsplit(['，', '；', '：']).next().unwrap_or_default();
    let spoken_of = ["两地", "两县", "两区", "三地", "三县", "三区", "两单位", "两部门", "三部门"];
    let list = if spoken_of.iter().any(|w| clause.starts_with(w)) {
        let before = &text[..at - clause.len()];
        let named = mentions(before).into_iter().rev().find(|m| is_somebody(m.kind))?;
        &before[named.start..named.end]
    } else if let Some(list) = ahead.filter(|list| !list.contains(|c: char| c.is_ascii_digit())) {
        list
    } else {
        return spoken_of_before(text, at);
    };
    let items: Vec<&str> = list.split(['、', '和', '与', '及']).filter(|i| !i.is_empty()).collect();
    let all = items.iter().all(|i| mentions(i).first().is_some_and(|m| is_somebody(m.kind) && m.words == *i));
    (items.len() > 1 && all).then_some(items)
}

/// 科技、农业项目进展较好，完成率分别高于: the things that the clause before judges.
fn spoken_of_before(text: &str, at: usize) -> Option<Vec<&str>> {
    let mut clauses = text[..at].rsplit(['，', '；', '：', '。']);
    let (own, list) = (clauses.next()?, clauses.next()?);
    if own.contains('、') || own.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let judged = ["进展", "推进", "进度", "较好", "较快", "较慢", "较高", "较低", "靠前", "靠后", "滞后", "落后"];
    let end = judged.iter().filter_map(|w| list.find(w)).min()?;
    let list = NAMED_RATES.iter().find_map(|w| list[..end].strip_suffix(w)).unwrap_or(&list[..end]);
    let items: Vec<&str> = list.split(['、', '和', '与', '及']).filter(|i| !i.is_empty()).collect();
    let names = items.iter().all(|i| i.chars().count() >= 2 && !i.contains(|c: char| c.is_ascii_digit()));
    (items.len() > 1 && names).then_some(items)
}

/// Rates that a list of places may end with: 嘉陵镇、西湖镇竣工率较高; the longer ones first.
const NAMED_RATES: &[&str] = &[
    "投资完成率",
    "竣工率",
    "投产率",
    "开工率",
    "复工率",
    "完成率",
    "到位率",
    "支付率",
    "支出率",
    "签约率",
    "入统率",
    "纳统率",
];

fn is_somebody(kind: MentionKind) -> bool {
    matches!(kind, MentionKind::Region | MentionKind::Department)
}

/// The figures that were given to the items of the list before 分别; none where there is no list.
fn distribute_one(text: &str, at: usize, end: usize, claims: &mut [Claim]) -> Vec<usize> {
    let apart = places_apart(text, at);
    let told = apart.is_some();
    let items = apart.unwrap_or_else(|| items_before(text, at));
    let behind = |c: &Claim| c.figure.start > at && c.figure.start < end;
    let figures: Vec<usize> = (0..claims.len()).filter(|i| behind(&claims[*i])).collect();
    let Some(first) = figures.first() else { return Vec::new() };
    let kind = claims[*first].figure.kind;
    let run: Vec<usize> = figures.iter().copied().take_while(|i| claims[*i].figure.kind == kind).collect();
    // 两地完成率分别为104.2%和98.7%，开工率均为100%: what follows the list is no part of it.
    let goes_on = |i: usize| matches!(claims[i].gap.as_str(), "、" | "和" | "与" | "及");
    let run = if run.len() > items.len() && !goes_on(run[items.len()]) { run[..items.len()].to_vec() } else { run };
    let further = figures[run.len()..].to_vec();
    if items.len() < 2 || run.len() != items.len() {
        return Vec::new();
    }
    let spans: Vec<Period> = items.iter().filter_map(|i| periods(i).into_iter().next()).map(|f| f.period).collect();
    if spans.len() == items.len() {
        for (index, span) in run.into_iter().zip(spans) {
            claims[index].period = Some(span);
        }
        return Vec::new();
    }
    // 签约率和回迁率分别达到99.2%和87.5%: as many things measured, of one scope.
    let measured: Vec<Measure> = items.iter().filter_map(|item| named_at_end(kind, item)).collect();
    if measured.len() == items.len() {
        let scope = claims[run[0]].scope.clone();
        for (index, measure) in run.into_iter().zip(measured) {
            claims[index].measure = measure;
            claims[index].scope = scope.clone();
        }
        return Vec::new();
    }
    let shared = claims[run[0]].measure.clone();
    // 西湖镇竣工率较高，分别为: the name of the last is none of the rate's.
    let rate = NAMED_RATES.iter().find(|w| shared.id.is_none() && shared.label.ends_with(**w));
    let shared = rate.map_or(shared, |rate| Measure::named(rate));
    let last = items.last().map(|i| item_words(i)).unwrap_or_default();
    let shared_noun: String = last.chars().skip(1).collect();
    let of_things = items.iter().all(|i| !mentions(i).is_empty());
    let places = items
        .split_last()
        .is_some_and(|(_, rest)| rest.iter().all(|i| mentions(i).first().is_some_and(|m| is_somebody(m.kind))));
    for (item, index) in items.into_iter().zip(run.iter().copied()) {
        let words = item_words(item);
        // 省、市级重点项目, 东、西部地区: what the last bears, all bear.
        let words = if words.chars().count() == 1 { format!("{words}{shared_noun}") } else { words };
        // 永宁县、金山区重点项目开工率分别为: the last place bears what all share.
        let place = office_in(&words).or_else(|| place_in(&words)).filter(|_| places);
        let words = place.unwrap_or(words);
        claims[index].measure = shared.clone();
        // 签约项目个数和资金同比分别增长: two things measured, not two scopes.
        let measured =
            ["个数", "数量", "资金", "金额", "面积", "总额", "收入", "支出", "产值", "增加值", "税收", "外资"];
        let of_an_own_scope = told || of_things || !matches!(claims[index].figure.kind, Kind::Points | Kind::Rank);
        // 开工68个、竣工41个: states of what the list began with.
        if COUNTS.at_start(&words).is_some_and(|w| w.spelling == words) && index != run[0] {
            claims[index].scope = claims[run[0]].scope.clone();
            continue;
        }
        let a_series =
            measured.iter().chain(&["投资"]).any(|w| words.ends_with(w)) || named_at_end(Kind::Money, &words).is_some();
        if of_an_own_scope && !words.is_empty() && (told || !a_series) {
            claims[index].scope = scope(&words);
        }
    }
    the_same_again(&run, &further, claims);
    run
}

/// 分别实施项目24个、36个和19个，完成投资41.2亿元、68.7亿元和33.5亿元: a second list of as many figures is of the same items.
fn the_same_again(run: &[usize], further: &[usize], claims: &mut [Claim]) {
    let Some(kind) = further.first().map(|i| claims[*i].figure.kind) else { return };
    let again: Vec<usize> = further.iter().copied().take_while(|i| claims[*i].figure.kind == kind).collect();
    let listed = again.iter().skip(1).all(|i| matches!(claims[*i].gap.as_str(), "、" | "和" | "与" | "及"));
    if again.len() != run.len() || !listed {
        return;
    }
    for (index, first) in again.iter().zip(run) {
        claims[*index].scope = claims[*first].scope.clone();
    }
}

/// An item of a list without what the list shares: “德清县三个县区完成率” → “德清县”.
fn item_words(item: &str) -> String {
    // 产业类58个: the count is told of each item; 新能源三大产业集群: the last stands for all.
    let told = item.find(|c: char| c.is_ascii_digit()).filter(|at| item[..*at].chars().count() >= 2);
    let item = &item[..told.unwrap_or(item.len())];
    let all = item.find(['一', '两', '三', '四', '五', '六']).filter(|at| {
        item[..*at].chars().count() >= 2 && item[*at..].chars().nth(1).is_some_and(|c| matches!(c, '大' | '个' | '类'))
    });
    let item = &item[..all.unwrap_or(item.len())];
    if let Some(mention) = mentions(item).into_iter().next() {
        return mention.words;
    }
    let item = ["同比", "环比"].iter().find_map(|w| item.strip_suffix(w)).unwrap_or(item);
    // 农村居民|人均可支配收入: what the items share is measured.
    let measured =
        ["人均", "完成", "到位"].iter().filter_map(|w| item.find(w)).filter(|at| *at > 0).min().unwrap_or(item.len());
    item[..measured].chars().take(8).collect()
}

/// 市卫健委负责的项目 → 市卫健委.
fn office_in(words: &str) -> Option<String> {
    let office = ["负责的", "牵头的", "承担的", "承建的", "实施的"].iter().find_map(|w| words.find(w));
    office.map(|at| words[..at].to_owned())
}

/// 累计完成投资28.4亿元，1-12月完成投资19.1亿元: the first is told since the works began.
pub(super) fn totals_beside_the_years(claims: &mut [Claim]) {
    for at in 1..claims.len() {
        let (before, own) = (&claims[at - 1], &claims[at]);
        let both = before.measure.is("done_ytd") && own.measure.is("done_ytd") && before.scope == own.scope;
        let timed =
            own.gap.trim_start_matches('，').starts_with(|c: char| c.is_ascii_digit()) && own.gap.contains('月');
        let larger = before.figure.base() > own.figure.base();
        if both && timed && larger && before.gap.contains("累计") && !before.gap.contains('月') {
            claims[at - 1].measure =
                Measure { id: Some("done_total"), label: "开工以来累计完成投资".to_owned() };
        }
    }
}

/// 23个项目完成年度任务不到30%: the count is that of the class below 30 %; 7个项目在30%至50%之间 likewise.
pub(super) fn limits_of_classes(claims: &mut [Claim]) {
    for at in 0..claims.len() {
        let limit = &claims[at];
        let same_clause = !limit.gap.contains(['，', '；', '。'])
            || ["的项目", "的有", "的共"].iter().any(|w| limit.right.starts_with(w));
        if !(limit.measure.is("completion") && same_clause && limit.figure.kind == Kind::Percent) {
            continue;
        }
        let value = limit.figure.value.to_string();
        let next = claims.get(at + 1).filter(|n| {
            matches!(n.gap.as_str(), "至" | "到" | "-" | "--" | "~" | "和") && n.figure.kind == Kind::Percent
        });
        let (id, label) = match (limit.relation.bound, next) {
            (_, Some(upper)) => {
                let upper = upper.figure.value.to_string();
                (
                    (value == "30" && upper == "50").then_some("from_30_to_50"),
                    format!("完成率{value}%至{upper}%的项目数"),
                )
            }
            (Bound::Under, _) => ((value == "30").then_some("below_30"), format!("完成率低于{value}%的项目数")),
            (Bound::Over | Bound::AtLeast, _) => {
                ((value == "50").then_some("above_50"), format!("完成率高于{value}%的项目数"))
            }
            _ => continue,
        };
        // 完成率低于30%的项目有31个.
        let behind = ["的项目", "的有", "的共"].iter().any(|w| claims[at].right.starts_with(w))
            && claims.get(at + 1).is_some_and(|n| n.figure.kind == Kind::Count);
        if !behind && limit.gap.contains(['，', '；']) {
            continue;
        }
        claims[at].is_limit = true;
        let Some(place) = (if behind { Some(at + 1) } else { at.checked_sub(1) }) else { continue };
        let counted = &mut claims[place];
        if counted.figure.kind == Kind::Count && counted.measure.is("projects") {
            counted.measure = Measure { id, label: label.clone() };
        }
        // 完成率低于30%的项目8个，其中未开工5个: the part is one of the class.
        if behind {
            let class = label.trim_end_matches('数');
            let parts = claims[place + 1..].iter_mut().take_while(|c| c.part && !c.gap.contains('；'));
            parts.filter(|c| c.figure.kind == Kind::Count).for_each(|c| c.scope = scope(class));
        }
    }
}
