//! The words of a sentence that may be some figure's scope.

use super::phrase::phrase_start;
use super::{Dimension, ends_like_a_place, is_place, leading_count, scope};
use crate::words::COUNTS;
use regex::Regex;
use std::sync::LazyLock;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MentionKind {
    /// …项目
    Projects,
    /// …企业, …园区
    Others,
    /// A work or a firm by its bare name, known by its place in the sentence: 城东快速路完成投资.
    Named,
    Region,
    Department,
}

/// Words in a sentence that may be some figure's scope; bytes relative to the sentence.
#[derive(Clone, Debug)]
pub struct Mention {
    pub start: usize,
    pub end: usize,
    pub kind: MentionKind,
    pub words: String,
    /// What is compared with (高于全市平均, 占全市的): never the figure's own scope.
    pub object: bool,
}

static SUBJECTS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        "[省市县区州]级?重点|国家级重点|项目|类|企业|园区|产业园|工业园|标段|工程|链|领域|板块|平台|楼宇|集群|乡镇|镇街|街道|(?:全|我们|咱们|我|本|所)(?:省|市|县|区|州|镇|盟|旗|乡|域|街道)|市直部门|县直部门|区直部门|指挥部|\
         自治[州县]|开发区|高新区|经开区|[县区市州镇乡]|(?:局|委|办|厅|集团|公司|专班)",
    )
    .ok()
});

/// The mentions of a sentence, in order.
pub fn mentions(sentence: &str) -> Vec<Mention> {
    let Some(pattern) = SUBJECTS.as_ref() else { return Vec::new() };
    let mut found: Vec<Mention> = Vec::new();
    for hit in pattern.find_iter(sentence) {
        let Some(mut mention) = mention(sentence, hit.start(), hit.end()) else { continue };
        // 街道…，在全区15个街道里排第11位: where the places are given out, once somebody was named.
        mention.object |= is_whole_place(&mention.words)
            && sentence[..mention.start].ends_with('在')
            && sentence[mention.end..].starts_with(|c: char| c.is_ascii_digit() || "排列居位".contains(c))
            && found.iter().any(|m| !m.object);
        if let Some(last) = found.last_mut()
            && last.end > mention.start
        {
            // 东城区62个市级重点项目 contains 东城区: the longer phrase stands.
            if mention.start <= last.start {
                *last = mention;
            }
            continue;
        }
        found.push(mention);
    }
    coordinate(sentence, found)
}

/// 41个工业项目和园区基础设施项目, 永安市、平湖县开工率均达100%: one scope.
fn coordinate(sentence: &str, found: Vec<Mention>) -> Vec<Mention> {
    let mut joined: Vec<Mention> = Vec::new();
    for mention in found {
        let same =
            |last: &&mut Mention| last.kind == mention.kind && !last.object && mention.kind != MentionKind::Others;
        let pair = joined.last_mut().filter(same);
        let between = pair.as_ref().map_or("", |last| &sentence[last.end..mention.start]);
        let places = matches!(mention.kind, MentionKind::Region | MentionKind::Department)
            && between == "、"
            && !is_whole_place(&mention.words);
        match pair {
            Some(last) if places || matches!(between, "和" | "及" | "与" | "以及") => {
                last.end = mention.end;
                last.words = sentence[last.start..last.end].to_owned();
            }
            _ => joined.push(mention),
        }
    }
    joined
}

fn is_whole_place(words: &str) -> bool {
    words.starts_with(['全', '我', '本', '所'])
}

fn mention(sentence: &str, start: usize, end: usize) -> Option<Mention> {
    let word = &sentence[start..end];
    let after = &sentence[end..];
    let kind = kind_of(word, &sentence[..start], after)?;
    let whole = is_whole_place(word) && kind == MentionKind::Region;
    let from = if whole { start } else { attribute_dropped(sentence, phrase_start(sentence, start, true), end) };
    let from = if kind == MentionKind::Projects { with_fellows(sentence, from) } else { from };
    let from = if kind == MentionKind::Projects { after_a_list(sentence, from, end) } else { from };
    let from = before_a_bracket(sentence, from, end);
    let in_words = &sentence[from..end];
    // 排名后三位的芦溪县: the place alone.
    let a_place = matches!(word, "县" | "区" | "市" | "州" | "镇" | "乡" | "自治县" | "开发区" | "高新区" | "经开区");
    let from = in_words
        .rfind('的')
        .filter(|at| a_place && in_words[*at..].chars().count() > 3)
        .map_or(from, |at| from + at + "的".len());
    let words = &sentence[from..end];
    let named = words.chars().count() > word.chars().count();
    let region_word = word.chars().count() == 1 && word != "类" || matches!(kind, MentionKind::Department);
    // 新区今年承担项目34个: at the beginning of a clause it is the one that is meant.
    let begins = sentence[..from].chars().next_back().is_none_or(|c| "，；：。".contains(c));
    let named = named && (words != "新区" || begins) || word.ends_with("直部门");
    let generic = "地区 社区 城区 城市 上市 市区 小区 县市区 县区 县市 区县 片区 都市 超市 辖区 库区 山区 乡镇 灾区 景区 厂区 校区 省市 城镇 村镇 省市区 市县区 省市县 乡 人民办 举办 创办 主办 一区 兄弟县市";
    let a_category = || {
        let of_a_state = COUNTS.at_start(words).is_some_and(|w| format!("{}类", w.spelling) == words);
        of_a_state || scope(words).dimensions.iter().any(|d| d.name == "category")
    };
    if word == "类" && (words.ends_with("大类") || words.chars().count() < 4 && !a_category() || words.contains("各类"))
    {
        return None;
    }
    if region_word && (!ends_like_a_place(words) || counts_places(words)) {
        return None;
    }
    if region_word
        && (!named
            || words.chars().count() > if word == "指挥部" { 18 } else { 9 }
            || generic.split(' ').any(|g| g == words)
            || words.ends_with("县市区")
            || words.ends_with("整县"))
    {
        return None;
    }
    Some(Mention {
        start: from,
        end,
        kind,
        words: words.to_owned(),
        object: is_object(&sentence[..from])
            || whole && (is_measured_by(after) || contributes_to(&sentence[..from], after))
            || kind == MentionKind::Department && is_asked(&sentence[..from])
            || kind != MentionKind::Projects && sentence[..from].ends_with('在') && leading_count(words).is_some(),
    })
}

/// 信息传输（电信）类项目: the bracket stands inside the phrase.
fn before_a_bracket(sentence: &str, from: usize, end: usize) -> usize {
    let opened = sentence[..from]
        .strip_suffix('）')
        .and_then(|s| s.rfind('（'))
        .filter(|_| sentence[from..end].starts_with('类'));
    opened.map_or(from, |at| phrase_start(sentence, at, true))
}

/// 省级和市级重点项目, 装备制造业、服务业项目: attributes that share the noun.
fn with_fellows(sentence: &str, from: usize) -> usize {
    let Some(end) = ["、", "和", "及", "与"].iter().find_map(|w| sentence[..from].strip_suffix(w)).map(str::len)
    else {
        return from;
    };
    let start = phrase_start(sentence, end, true);
    let words = &sentence[start..end];
    let both = sentence[from..].starts_with("县两级") || sentence[from..].starts_with("县三级");
    if sentence[..end].ends_with('省') && sentence[from..].starts_with('市') || sentence[..end].ends_with('市') && both
    {
        return start;
    }
    let tells = |d: &Dimension| {
        matches!(d.name.as_str(), "nature" | "level" | "category" | "funding")
            && words.trim_end_matches('类').ends_with(&d.value)
    };
    let fellow = !words.contains("项目") && scope(words).dimensions.iter().any(tells);
    if fellow { with_fellows(sentence, start) } else { from }
}

/// 总投资15.8亿元的锂电池项目 is the 锂电池项目; 总投资超过10亿元的项目 keeps its condition.
fn attribute_dropped(sentence: &str, from: usize, end: usize) -> usize {
    let words = &sentence[from..end];
    // 6个县区的54个重点项目: districts without a name.
    let places = ["县区的", "县市区的", "乡镇的", "街道的", "镇街的", "单位的", "部门的"];
    if let Some(at) = places.iter().find_map(|w| words.find(w).map(|at| at + w.len()))
        && leading_count(&words[at..]).is_some()
        && (at <= "县市区的".len() || leading_count(words).is_some())
    {
        return from + at;
    }
    let Some(at) = words.rfind("元的") else { return from };
    let condition = ["超", "过", "破", "以上", "以下"].iter().any(|w| words[..at].contains(w));
    if condition { from } else { from + at + "元的".len() }
}

/// 国道209改线、货运铁路专用线3个交通项目: the items of a list that the count ends are no part of the phrase.
fn after_a_list(sentence: &str, from: usize, end: usize) -> usize {
    let words = &sentence[from..end];
    let Some(at) = words.find(|c: char| c.is_ascii_digit()).filter(|at| *at > 0) else { return from };
    let lead = &words[..at];
    let whose = is_place(lead)
        || is_whole_place(lead)
        || ["的", "局", "委", "办", "厅", "集团", "公司"].iter().any(|w| lead.ends_with(w));
    let counted = leading_count(&words[at..]).is_some();
    let in_a_list = sentence[..from].ends_with('、');
    if in_a_list && counted && !whose && scope(lead).dimensions.is_empty() { from + at } else { from }
}

/// “三区互动”, 两县: so many places, and none by its name; 合同利用镇 is none either.
fn counts_places(words: &str) -> bool {
    let numeral = words.chars().next().is_some_and(|c| "一二三四五六七八九十两几".contains(c));
    numeral && words.chars().count() == 2 || words.contains("利用")
}

fn kind_of(word: &str, before: &str, after: &str) -> Option<MentionKind> {
    let follows = |words: &str| words.split(' ').any(|w| after.starts_with(w));
    Some(match word {
        "项目"
            if follows(
                "单位 法人 经理 公司 业主 名称 部 组 库 代办 服务 审批 谋划 观摩 签约活动 签约仪式 签约大会 秘书 调度会 现场会 推进会",
            ) =>
        {
            return None;
        }
        word if word.ends_with("重点") => {
            // 省级重点38个，完成投资97.4亿元; 省重点18个.
            let further = if word.ends_with("级重点") { "，、：（完共有的" } else { "" };
            let counted = after.starts_with(|c: char| c.is_ascii_digit() || further.contains(c));
            return counted.then_some(MentionKind::Projects);
        }
        "类" if follows("项目 别 型 似 指标 企业 重点 工业") => return None,
        "类" => MentionKind::Projects,
        // 国债项目资金 is money of a kind.
        "项目" if follows("资金") && ["国债", "债券", "专项债", "预算内"].iter().any(|w| before.ends_with(w)) =>
        {
            return None;
        }
        "项目" => MentionKind::Projects,
        // 安装工程投资 is a kind of expense.
        "工程" if follows("投资") && before.ends_with("安装") => return None,
        "工程" if follows("质量 建设程序 招投标 款 量 师") => return None,
        "链" if follows("主 长 条 式 接") || before.ends_with("产业") || before.ends_with("供应") => {
            return None;
        }
        "领域" if before.ends_with(['点', '各', '键', '等']) => return None,
        "乡镇" | "镇街" | "街道" if before.ends_with('各') => MentionKind::Region,
        "链" | "领域" | "板块" | "企业" | "园区" | "标段" | "工程" | "平台" | "楼宇" | "集群" | "乡镇" | "镇街"
        | "街道" => MentionKind::Others,
        "市" if follows(
            "级 委 政府 直 场 区 民 长 重点 领导 里 州 上 值 县 、县（ 、县、 外 水务 发 交 住 自 财 工 农 政 内 考 统",
        ) =>
        {
            return None;
        }
        "州" if follows("等地 级 委 政府 直 市 区 县 发 里 内 外 长 上 城 际 站 港") => {
            return None;
        }
        "县" if follows("级 委 政府 域 里 乡 直 长 市 区 重点 两级 （市 （区 、市 、区 城 内 外") =>
        {
            return None;
        }
        "区" if follows("域 委 间 别 政府 级 直 长 位 块 县 分 内 外") => {
            return None;
        }
        "镇" if follows("级 政府 长 街 办 区 化") => return None,
        "乡" if follows("村 镇 亲 级 愁") => return None,
        "办" if follows("园 学 校 公 事 证 案 实 医 幼 高 中 小 件 结 理") => return None,
        "办" if before.ends_with(['举', '主', '承', '创', '督', '帮']) => return None,
        "局" | "委" | "办" | "厅" if follows("会 长 面 限 势 部 书 员 托 理 法 公 学 结 好 事 成 理 派 常 党") =>
        {
            return None;
        }
        "局" | "委" | "办" | "厅" | "集团" | "公司" | "专班" | "指挥部" | "市直部门" | "县直部门" | "区直部门" => {
            MentionKind::Department
        }
        _ => MentionKind::Region,
    })
}

/// 与全市平均水平相比: the whole as what the parts are compared with.
fn is_measured_by(after: &str) -> bool {
    ["平均", "相比", "水平", "进度", "完成率相比"].iter().any(|w| after.starts_with(w))
}

/// 对全市固投增长的贡献率: what is contributed to.
fn contributes_to(before: &str, after: &str) -> bool {
    let clause = after.split(['，', '；', '。']).next().unwrap_or_default();
    before.ends_with('对') && ["贡献", "拉动"].iter().any(|w| clause.contains(w))
}

/// 通过国家发改委审核19个, 报省发改委审批7个: the office that decides about what is counted.
fn is_asked(before: &str) -> bool {
    ["通过", "经", "报", "报送", "报请", "向"].iter().any(|w| before.ends_with(w))
}

/// Whether a mention that begins after `before` is what something is compared with.
fn is_object(before: &str) -> bool {
    let clause = before.rsplit(['，', '；', '。', '：']).next().unwrap_or(before);
    // 高于全国、全省平均水平: the second of the list is compared with as well.
    if let Some(listed) =
        ["全国、", "全省、", "全市、", "全国和", "全省和", "全国及"].iter().find_map(|w| clause.strip_suffix(w))
    {
        return is_object(listed);
    }
    let compares = "高于 低于 超过 快于 慢于 高出 落后 落后于 领先 占 占到 占到了 比 较 居 列 排 位于 排位 排在 名列 超 位居 排名 在全";
    !clause.ends_with("安排") && compares.split(' ').any(|w| clause.ends_with(w))
}
