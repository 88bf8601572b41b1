//! Numbers that are no figures: years, dates, ordinals, document numbers, names, slogans, turns of speech.

use crate::figure::Figure;
use crate::numeral::{Numeral, Script, numeral_at};
use crate::unit::Kind;

/// How many bytes to skip when the numeral at the beginning of `rest` is surely no figure.
pub fn no_figure(before: &str, rest: &str, numeral: &Numeral) -> Option<usize> {
    let after = &rest[numeral.len..];
    let last = before.chars().next_back();
    let next = after.chars().next();
    let letter = last.is_some_and(|c| c.is_ascii_alphabetic()) && !before.ends_with("GDP");
    let joined = letter
        || last.is_some_and(|c| c == '+' || c == '×' || c == '〔' || c == '#')
        || next.is_some_and(|c| c == '+' || c == '×' || c == '〕' || c == '号' || c == ':');
    let ordinal = numeral.script == Script::Chinese && enumerates(before, after);
    let unreadable = before.ends_with("20") && after.starts_with('x');
    if joined || ordinal || unreadable || plan_name(rest) {
        return Some(numeral.len);
    }
    date(before, rest, numeral)
}

/// 一是, 二要, 三、 at the beginning of a clause; （一）.
fn enumerates(before: &str, after: &str) -> bool {
    let opens = before.is_empty() || before.ends_with(['，', '。', '；', '：', '\n', '“', '）', '、', '（']);
    let marks = ["是", "要", "、", "）", "，", ".", "则", "来", "方面"];
    opens && marks.iter().any(|m| after.starts_with(m))
}

/// “十四五” and its like.
fn plan_name(rest: &str) -> bool {
    ["十二五", "十三五", "十四五", "十五五", "十一五"].iter().any(|p| rest.starts_with(p))
}

/// Years, months, days and the clock; the whole of a span such as 1—7月.
fn date(before: &str, rest: &str, numeral: &Numeral) -> Option<usize> {
    let mut at = numeral.len;
    let mut last = *numeral;
    for _ in 0..3 {
        if let Some(len) = calendar_word(before, &rest[..at], &last, &rest[at..]) {
            return Some(at + len);
        }
        let sign = ["--", "-", "~", "至", "到", "、", "/"].into_iter().find(|s| rest[at..].starts_with(s))?;
        let next = numeral_at(&rest[at + sign.len()..])?;
        at += sign.len() + next.len;
        last = next;
    }
    None
}

fn calendar_word(before: &str, read: &str, numeral: &Numeral, after: &str) -> Option<usize> {
    let value = numeral.value.mantissa;
    let whole = numeral.value.scale == 0;
    let chars = read.chars().count();
    let first = after.chars().next()?;
    let is_date = match first {
        '年' => {
            let then = &after['年'.len_utf8()..];
            let dated = then.starts_with(|c: char| c.is_ascii_digit() || "初底末度前上下".contains(c))
                && !then.starts_with("上下");
            // 于08年投产: a year of two digits.
            let short = chars == 2 && read.starts_with('0');
            (1900..=2100).contains(&value) && chars >= 4
                || short
                || (whole && (10..=50).contains(&value) && chars == 2 && dated)
        }
        '月' => whole && (1..=12).contains(&value) && !before.ends_with('个'),
        '日' => !after.starts_with("日内") || before.ends_with('月'),
        '时' | '点' => !after.starts_with("时间"),
        _ => false,
    };
    (is_date && whole).then_some(first.len_utf8())
}

/// Whether a well-formed figure is only part of a name, a slogan or a turn of speech.
pub fn is_a_name(before: &str, after: &str, figure: &Figure) -> bool {
    in_a_slogan(before, after, figure)
        || in_a_title(before)
        || part_of_project_name(before, after, figure)
        || rhetorical(before, after, figure)
        || odd_unit(before, after, figure)
        // 迈上千亿台阶.
        || is_bare(figure) && ["台阶", "俱乐部"].iter().any(|w| after.starts_with(w))
}

/// Inside short quotation marks, unless it is money or a rate: “三个一”, “最后一公里”.
fn in_a_slogan(before: &str, after: &str, figure: &Figure) -> bool {
    if matches!(figure.kind, Kind::Money | Kind::Percent | Kind::Points) {
        return false;
    }
    let opened = before.char_indices().rev().take(8).find(|(_, c)| matches!(c, '“' | '”' | '"'));
    let closes = after.chars().take(8).any(|c| matches!(c, '”' | '"'));
    opened.is_some_and(|(_, c)| c != '”') && closes
}

/// Between 《 and 》.
fn in_a_title(before: &str) -> bool {
    before.char_indices().rev().take(30).find(|(_, c)| matches!(c, '《' | '》')).is_some_and(|(_, c)| c == '《')
}

/// 100兆瓦光伏发电项目: capacity as part of the project's name.
fn part_of_project_name(before: &str, after: &str, figure: &Figure) -> bool {
    if !matches!(figure.kind, Kind::Power | Kind::Mass | Kind::Volume | Kind::Energy | Kind::Length) {
        return false;
    }
    let stated = [
        "年产", "产能", "达", "达到", "新增", "装机", "规模", "约", "近", "为", "的", "超", "共", "完成", "建成", "过",
        "余", "能力",
    ]
    .iter()
    .any(|w| before.ends_with(w));
    let name: String =
        after.chars().take_while(|c| !"，。；、：）”\n\t的等".contains(*c) && !c.is_ascii_digit()).take(16).collect();
    !stated && ["项目", "工程", "电站", "基地", "机组"].iter().any(|w| name.ends_with(w))
}

/// What is counted when a small Chinese number before it is meant as a number.
const COUNTABLE: &[&str] = &[
    "项目",
    "企业",
    "公司",
    "园区",
    "乡镇",
    "县区",
    "县市",
    "区县",
    "街道",
    "镇街",
    "社区",
    "标段",
    "地块",
    "学校",
    "医院",
    "机组",
    "生产线",
    "车间",
    "码头",
    "水库",
    "泵站",
    "隧道",
    "大桥",
    "楼宇",
    "厂房",
    "基地",
    "平台",
    "单位",
    "部门",
    "集团",
    "村",
    "县",
    "开发区",
    "变电站",
    "污水处理厂",
    "站点",
    "标准化",
    "实验室",
    "工程",
];

/// What speeches count only to announce how they go on.
const TOPICS: &[&str] = &[
    "方面",
    "问题",
    "意见",
    "要求",
    "方向",
    "措施",
    "理念",
    "共识",
    "环节",
    "关键",
    "重点工作",
    "层面",
    "阶段",
    "关系",
    "维度",
    "意识",
    "到位",
    "不",
    "坚持",
    "聚焦",
    "狠抓",
    "着力",
    "转变",
    "突破",
    "提升",
    "指头",
    "文明",
    "全面",
    "自信",
    "维护",
    "原则",
    "步骤",
];

/// 一个, 两个方面, 三点意见, 十个指头, 千家万户.
fn rhetorical(before: &str, after: &str, figure: &Figure) -> bool {
    if figure.script == Script::Arabic {
        return false;
    }
    if figure.unit.is_empty() && figure.value.mantissa == 0 {
        return false;
    }
    let exact = matches!(figure.kind, Kind::Percent | Kind::Points | Kind::Multiple | Kind::Rank);
    let value = figure.value.as_f64();
    let blurred = figure.and_more
        || figure.up_to.is_some()
        || before.ends_with(['近', '上', '超', '逾', '约', '过', '达', '足', '到']);
    if figure.kind == Kind::Years {
        let stated = before.ends_with(['用', '期', '续', '达', '时', '满', '限'])
            || ["内", "时间", "以上"].iter().any(|w| after.starts_with(w));
        return !stated || figure.up_to.is_some() || value <= 1.0;
    }
    if exact {
        let idiom = figure.unit == "番" && after.starts_with("五次")
            || is_bare(figure) && figure.unit == "倍" && !blurred && value >= 10.0;
        return figure.kind == Kind::Multiple && idiom;
    }
    let bare_rank = [10.0, 100.0, 1000.0, 10_000.0].contains(&value);
    if bare_rank && !blurred && figure.value.scale == 0 && is_bare(figure) {
        return !(value <= 10.0 && counts_things(after));
    }
    if value <= 1.0 {
        let big = figure.factor > 1.0 && (figure.kind == Kind::Money || blurred);
        return !big;
    }
    // 比前年前进了五位.
    let moved = ["前进", "前移", "上升", "后退", "后移", "下滑", "下降", "提升", "退后", "进"];
    if figure.kind == Kind::People
        && figure.unit == "位"
        && moved.iter().any(|w| before.trim_end_matches('了').ends_with(w))
    {
        return false;
    }
    let small_count = value <= 10.0
        && figure.factor <= 1.0
        && matches!(figure.kind, Kind::Count | Kind::People | Kind::Hours | Kind::Days);
    let clause_ends = after.is_empty() || after.starts_with(['，', '。', '；', '、', '）']);
    let plain_unit = matches!(
        figure.unit.as_str(),
        "家" | "户" | "个工作日" | "天" | "名" | "台" | "座" | "宗" | "小时" | "起" | "人"
    );
    // 亿元项目只有三个，
    let spoken = clause_ends
        && ["只有", "才", "仅有", "仅", "也有", "已有", "共有", "项目", "企业"].iter().any(|w| before.ends_with(w));
    // 一共十二个项目，开工了七个，还有五个没动静，其中三个卡在拆迁上.
    let told = clause_ends || after.starts_with(['没', '未', '卡', '还', '已', '在']);
    let counted = ["开工了", "竣工了", "投产了", "签了", "签约了", "还有", "其中", "剩下", "的"]
        .iter()
        .any(|w| before.ends_with(w));
    let spoken = spoken || told && counted && figure.unit == "个" && before.contains("项目");
    small_count
        && !blurred
        && !spoken
        && !(counts_things(after) || plain_unit && (clause_ends || figure.kind != Kind::Count))
}

/// 百, 千, 万 or 十 without a digit before it.
fn is_bare(figure: &Figure) -> bool {
    figure.end - figure.start == figure.unit.len() + "百".len()
}

fn counts_things(after: &str) -> bool {
    if TOPICS.iter().any(|w| after.starts_with(w)) {
        return false;
    }
    let noun: String = after.chars().take(12).take_while(|c| !"，。；、：）”\n\t的".contains(*c)).collect();
    COUNTABLE.iter().any(|w| noun.contains(w))
}

/// Units that need their surroundings: 分 only as a score, 元 never in 一元, 起 never in 7月起.
fn odd_unit(before: &str, after: &str, figure: &Figure) -> bool {
    let near: String = before.chars().rev().take(14).collect::<Vec<_>>().into_iter().rev().collect();
    match figure.unit.as_str() {
        "分" => !["分", "考核", "加", "扣", "评价", "测评", "满意度"].iter().any(|w| near.contains(w)),
        "米" | "层" | "篇" | "轮" | "折" | "类" | "种" => {
            figure.script == Script::Chinese && figure.value.as_f64() <= 10.0
        }
        "个月" | "个季度" => before.ends_with(['前', '头', '四']) || before.ends_with("过去"),
        _ if after.starts_with('级') && (figure.kind != Kind::Money || !figure.unit.contains('元')) => true,
        "年" => after.starts_with("行动") || after.starts_with("规划"),
        // 前三批: which of them, not how many.
        "批" | "期" => before.ends_with('前'),
        "方" => figure.factor < 2.0 && figure.script == Script::Chinese,
        _ => false,
    }
}
