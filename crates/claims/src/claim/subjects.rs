//! Subjects without a class noun: 城东快速路完成投资4.6亿元, 恒信新材料完成投资5.2亿元；瑞丰科技完成投资3.8亿元.
//!
//! What begins a clause and is followed at once by what is told of it is its subject. A name that ends like a work or a place is one wherever
//! it stands; any other words are one where a second clause of the sentence is built alike.

use crate::period::periods;
use crate::scope::{Mention, MentionKind, is_a_class, last_noun};
use crate::words::{COUNTS, LAND, MONEY, PERCENT};

/// What is told of a subject; the first of these in a clause ends its name.
const PREDICATES: &[&str] = &[
    "年度计划",
    "年计划",
    "总投资",
    "概算",
    "计划投资",
    "计划总投资",
    "完成投资",
    "累计完成",
    "已完成",
    "只完成",
    "仅完成",
    "实际完成",
    "完成",
    "年度投资",
    "到位资金",
    "已到位",
    "投资完成率",
    "开工率",
    "已竣工",
    "已建成",
    "主体",
    "已签约",
    "涉及",
];

/// How works and places end that bear no word such as 项目.
const ENDS: &[&str] = &[
    "线",
    "建",
    "造",
    "馆",
    "医院",
    "学校",
    "路",
    "桥",
    "站",
    "机场",
    "水库",
    "厂",
    "园",
    "中心",
    "基地",
    "广场",
    "隧道",
    "管网",
    "大道",
    "高速",
    "枢纽",
    "片区",
    "新城",
    "综合体",
    "一期",
    "二期",
    "三期",
    "段",
    "码头",
    "院区",
    "社区",
    "港",
    "小镇",
    "校区",
    "泵站",
    "大桥",
    "电站",
    "配套",
    "更新",
];

/// Words that begin a clause and are no subject of their own.
const NO_SUBJECTS: &[&str] = &[
    "累计", "合计", "共计", "目前", "实际", "其中", "预计", "年内", "全年", "本月", "当月", "现已", "总体", "方面",
    "情况", "来看", "进度", "平均", "同比", "环比", "资金", "任务", "目标", "指标", "建设", "施工", "工程", "主体",
    "任何", "直接", "基本", "全部", "提前", "超额", "顺利", "按期", "如期", "我们", "咱们", "大家", "必须", "力争",
    "确保", "分别", "两项",
];

/// Words that a subject does not begin with.
const LEADS: &[&str] = &[
    "累计", "合计", "目前", "实际", "预计", "年内", "全年", "本月", "当月", "现已", "总体", "同比", "环比", "我们",
    "咱们", "必须", "力争", "确保", "分别", "直接", "基本", "提前", "超额",
];

/// The subjects of a sentence that `mentions` does not know; bytes relative to the sentence.
pub(super) fn subjects(sentence: &str, mentions: &[Mention]) -> Vec<Mention> {
    let heads: Vec<(usize, &str, &str)> = clauses(sentence).filter_map(|(at, clause)| head(at, clause)).collect();
    let free = |at: usize, end: usize| {
        let inside = |m: &Mention| {
            let rest = if m.end < end { &sentence[m.end..end] } else { "" };
            m.kind == MentionKind::Region && m.start == at && rest.chars().count() >= 3 && is_of_a_work(rest)
        };
        !mentions.iter().any(|m| m.start < end && at < m.end && !inside(m))
    };
    let alike = |predicate: &str| heads.iter().filter(|h| h.2 == predicate && is_a_name(h.1)).count() >= 2;
    heads
        .iter()
        .filter(|(at, name, predicate)| {
            let a_work = ENDS.iter().any(|w| name.ends_with(w)) && !matches!(*predicate, "完成" | "涉及" | "主体");
            let a_work = a_work || ends_like_no_verb(name);
            free(*at, at + name.len()) && is_a_name(name) && (a_work && name.chars().count() >= 4 || alike(predicate))
        })
        .map(|(at, name, _)| named(*at, name))
        .chain(
            heads.iter().filter_map(|(at, name, _)| sector(*at, name)).filter(|m| free_but_for_its_place(m, mentions)),
        )
        .chain(headed(sentence).filter(|m| free(m.start, m.end)))
        .collect()
}

/// 全省|交通基础设施建设|共完成投资: a field of works.
fn sector(at: usize, name: &str) -> Option<Mention> {
    let words = ["累计", "共", "已", "总计", "实际"].iter().find_map(|w| name.strip_suffix(w)).unwrap_or(name);
    let from = periods(words).last().map_or(0, |p| p.end);
    let words = &words[from..];
    let field = [
        "枢纽", "场站", "站场", "航道", "港口", "水路", "交通", "公路", "水利", "能源", "铁路", "水运", "民航", "电网",
        "市政", "教育", "卫生",
    ]
    .iter()
    .any(|w| words.contains(w));
    let works = ["建设", "领域"].iter().any(|w| words.ends_with(w));
    let plain = words.chars().all(char::is_alphabetic) && (4..=16).contains(&words.chars().count());
    let alone = ["铁路", "水路", "公路", "民航", "水运"].contains(&words);
    let (works, plain) = (works || alone, plain || alone);
    (field && works && plain && !["推进", "加快", "抓好", "加强"].iter().any(|w| words.contains(w)))
        .then(|| named(at + from, words))
}

/// The words of a field may begin with 全省 and its like, and hold nothing else that is known.
fn free_but_for_its_place(field: &Mention, mentions: &[Mention]) -> bool {
    !mentions.iter().any(|m| {
        let place = m.kind == MentionKind::Region && m.start == field.start && m.end < field.end;
        m.start < field.end && field.start < m.end && !place
    })
}

/// 1、瑞尔换热器：总投资1.2亿元: a work named at the head of its own line.
fn headed(sentence: &str) -> Option<Mention> {
    let (head, told) = sentence.split_once('：')?;
    let name = head.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十、.（）".contains(c));
    let of_a_work =
        ["总投资", "计划总投资", "占地", "概算总投资", "估算总投资", "该项目", "项目总投资", "投资", "项目占地"];
    let a_kind = ["项目", "工程", "情况", "方面", "进度", "问题", "工作", "任务"].iter().any(|w| name.ends_with(w));
    (of_a_work.iter().any(|w| told.starts_with(w)) && !a_kind && is_a_name(name))
        .then(|| named(head.len() - name.len(), name))
}

/// 其中工业12个、服务业8个: classes that stand for their projects where they are counted.
pub(super) fn classes(sentence: &str, mentions: &[Mention]) -> Vec<Mention> {
    let mut at = 0;
    let mut found = Vec::new();
    for item in sentence.split_inclusive(['，', '；', '：', '、', '（', '。']) {
        let lead = ["其中", "含", "包括", "涉及"].iter().find(|w| item.starts_with(**w)).map_or(0, |w| w.len());
        let words = &item[lead..];
        let counted = words.find(|c: char| c.is_ascii_digit()).filter(|digits| {
            let unit = words[*digits..].trim_start_matches(|c: char| c.is_ascii_digit());
            unit.starts_with(['个', '项']) && (is_a_class(&words[..*digits]) || is_a_size(&words[..*digits]))
        });
        let (start, end) = (at + lead, at + lead + counted.unwrap_or(0));
        if counted.is_some() && !mentions.iter().any(|m| m.start < end && start < m.end) {
            found.push(named(start, &sentence[start..end]));
        }
        at += item.len();
    }
    found
}

/// 投资亿元以上18个.
fn is_a_size(words: &str) -> bool {
    let size = words.trim_start_matches("总投资").trim_start_matches("投资");
    ["亿元以上", "千万元以上", "十亿元以上", "百亿元以上"].contains(&size)
}

fn named(start: usize, words: &str) -> Mention {
    Mention { start, end: start + words.len(), kind: MentionKind::Named, words: words.to_owned(), object: false }
}

/// 南灌区|续建配套, 青山区|环湖路改造: a work that bears the name of its place.
fn is_of_a_work(words: &str) -> bool {
    let a_work = ENDS.iter().chain(&["工程", "治理", "加固"]).any(|w| words.ends_with(w));
    a_work && !["在建", "新建", "续建", "城建", "承建"].iter().any(|w| words.ends_with(w))
}

/// Endings that no verb and no kind of expense has, whatever follows.
fn ends_like_no_verb(name: &str) -> bool {
    ["社区", "二期", "一期", "三期", "院区", "中心", "医院", "机场", "大道", "大桥", "新城", "铁路", "高铁"]
        .iter()
        .any(|w| name.ends_with(w))
}

/// The clauses of a sentence, each with the byte it begins at.
fn clauses(sentence: &str) -> impl Iterator<Item = (usize, &str)> {
    sentence.split_inclusive(['，', '；', '：', '。']).scan(0, |at, clause| {
        let start = *at;
        *at += clause.len();
        Some((start, clause))
    })
}

/// The words before the first predicate of a clause, where they begin, and the predicate.
fn head(at: usize, clause: &str) -> Option<(usize, &str, &str)> {
    let lead = if clause.starts_with("其中") { "其中".len() } else { 0 };
    let clause = &clause[lead..];
    let amount = clause.find(|c: char| c.is_ascii_digit()).filter(|at| is_an_amount(&clause[*at..]));
    let spoken = PREDICATES.iter().filter_map(|w| Some((clause.find(w)?, *w)));
    let (end, predicate) = spoken.chain(amount.map(|at| (at, ""))).min_by_key(|(at, w)| (*at, usize::MAX - w.len()))?;
    let told = clause[end..].contains(|c: char| c.is_ascii_digit() || "一二三四五六七八九十半".contains(c))
        || predicate == "主体";
    told.then_some((at + lead, &clause[..end], predicate))
}

/// 32.5亿元: money beside a bare name (高新园32.5亿元；临港园21.7亿元).
fn is_an_amount(text: &str) -> bool {
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
    ["亿元", "万元"].iter().any(|w| unit.starts_with(w))
}

/// Words that can be a name: no figures, no verbs, no measures, no times.
fn is_a_name(words: &str) -> bool {
    let plain = words.chars().all(|c| c.is_alphanumeric() || matches!(c, '“' | '”' | '-'));
    let size = words.chars().count();
    let names_a_measure =
        [&MONEY, &PERCENT, &COUNTS, &LAND].iter().any(|t| t.found(words).any(|(_, end, _)| end == words.len()));
    plain
        && !words.ends_with('的')
        && (3..=16).contains(&size)
        && !names_a_measure
        && !NO_SUBJECTS.iter().any(|w| words.ends_with(w))
        && !LEADS.iter().any(|w| words.starts_with(w))
        && last_noun(words) == words
        && periods(words).is_empty()
}
