//! The part of the world a figure speaks of: 省级重点项目, 73个工业项目, 东城区, 亿元以上项目.

use crate::endings::Endings;
use crate::numeral::numeral_at;
use regex::Regex;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::LazyLock;

/// A scope: the words as typed, and what they say about each dimension of the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Scope {
    /// As typed; empty when the text names none.
    pub words: String,
    /// What was understood: dimension and value, e.g. `level=省级`, `category=工业`.
    pub dimensions: Vec<Dimension>,
}

/// One condition of a scope.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Dimension {
    /// `region`, `level`, `category`, `nature`, `size`, `funding`, `leader`, `department`, `stage` or `subject`.
    pub name: String,
    pub value: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MentionKind {
    /// …项目
    Projects,
    /// …企业, …园区
    Others,
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

/// Words at which a noun phrase surely begins anew.
static STOPS: LazyLock<Endings<()>> = LazyLock::new(|| {
    let words = "除 最高的 最低的 最大的 最小的 最快的 最慢的 排名第 实施 安排 推进 推动 完成 共有 共计 抓好 其中 以及 确保 加快 加大 全力 谋划 争取 包装 \
    引进 列入 纳入 涉及 通过 围绕 聚焦 建成 达到 包括 包含 带动 来看 目前 截至 底 今年 去年 \
    以来 月份 方面 组织 集中 新增 占 比 和 与 或 共 有 是 为 对 将 把 由 让 使 以 向 \
    从 到 因 各 该 每 及 等 了 已 就 也 还 均 都 要 需 抓 排 居 高于 低于 超过 快于 \
    慢于 年度 月 日 策划 服务 支持 保障 解决 对接 洽谈 落实 入选 打造 开展 突出 坚持 这些 \
    那些 部分 我们 仍 尚 任何 上 确定 所有 于 在全 给 用 同时 特别 至少 超额 促进 按照 \
    全面 其余 另外 另 又 召开 上报 各自 抓建的 年内 个别 一些 一个 一批 近 约 超 同意 即 \
    向上 按 个性 调度 检查 督查 力争 审批 办理 签订 成功 累计 分别 里 会上 在 承担 下达 \
    上半年 下半年 季度 本年 承接 现有 入驻 合计 只 仅 余下 剩余 期间";
    Endings::new(words.split_whitespace().map(|w| (w, ())))
});

/// Words in which a stop is no stop: 在建, 已开工, 以上 …
static PROTECTED: LazyLock<Vec<&str>> = LazyLock::new(|| {
    "建成投产 里程 新安排 调度的 拿地即开工 居民 就业 排查 规上 签约 违约 居住 群众 对象 占地 有机 比例 比重 及时 给水 供给 民居 排污 排水 配比 使用 用水 用电 用工 利用 预约 上交 月均 需求 还贷 按期 调度会 各类 市场主体 承接的 承担的 实施的 安排的 确定的 负责的 牵头的 各级 以内 外向 有效 有限 与会 和谐 共性 公共 共建 对标 对账 从业 到位 到达 给排水 即期 均衡 均值 需要 还款 上缴 抓手 向导 因地 将来 居家 超高 近海 约谈 \
    在建 在谈 已开工 未开工 已建成 已竣工 已签约 已复工 以上 以下 前期 储备 新开工 共建 共性 \
    等级 大型 为民 社区服务 现代服务业 服务业 生产性服务 消费性服务 公共服务 省级以上 民生保障 \
    要素 需求 保障性 日用 已投产 上市 省上 网上 海上 陆上 对外 对口 到期 和美 共同 共享 有色 \
    有机 国有 公有 水利 保障房 自用 应用 用地 用能 通用 航空 比重 要素保障 医疗服务 养老服务 \
    政务服务 科技服务 商务服务 计划新开工 重点推进 集中开工 待批 上级 年度重点 地上 线上 在库 \
    内在 所在 每亩 现有的"
        .split(' ')
        .collect()
});

static SUBJECTS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        "[省市县区州]级重点|国家级重点|项目|类|企业|园区|产业园|工业园|标段|工程|平台|楼宇|集群|乡镇|街道|(?:全|我|本|所)(?:省|市|县|区|州|镇|盟|旗|乡|域)|市直部门|县直部门|区直部门|\
         自治[州县]|开发区|高新区|经开区|[县区市镇乡]|(?:局|委|办|厅|集团|公司)",
    )
    .ok()
});

/// The mentions of a sentence, in order.
pub fn mentions(sentence: &str) -> Vec<Mention> {
    let Some(pattern) = SUBJECTS.as_ref() else { return Vec::new() };
    let mut found: Vec<Mention> = Vec::new();
    for hit in pattern.find_iter(sentence) {
        let Some(mention) = mention(sentence, hit.start(), hit.end()) else { continue };
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

/// 41个工业项目和园区基础设施项目 is one scope.
fn coordinate(sentence: &str, found: Vec<Mention>) -> Vec<Mention> {
    let mut joined: Vec<Mention> = Vec::new();
    for mention in found {
        let pair = joined.last_mut().filter(|last| last.kind == MentionKind::Projects && mention.kind == last.kind);
        let between = pair.as_ref().map_or("", |last| &sentence[last.end..mention.start]);
        match pair {
            Some(last) if matches!(between, "和" | "及" | "与" | "以及") => {
                last.end = mention.end;
                last.words = sentence[last.start..last.end].to_owned();
            }
            _ => joined.push(mention),
        }
    }
    joined
}

fn mention(sentence: &str, start: usize, end: usize) -> Option<Mention> {
    let word = &sentence[start..end];
    let after = &sentence[end..];
    let kind = kind_of(word, after)?;
    let whole = word.starts_with(['全', '我', '本', '所']) && kind == MentionKind::Region;
    let from = if whole { start } else { attribute_dropped(sentence, phrase_start(sentence, start, true), end) };
    let from = if kind == MentionKind::Projects { with_fellows(sentence, from) } else { from };
    let words = &sentence[from..end];
    let named = words.chars().count() > word.chars().count();
    let region_word = word.chars().count() == 1 && word != "类" || matches!(kind, MentionKind::Department);
    let generic = "地区 社区 城区 城市 上市 市区 小区 县市区 县区 县市 区县 片区 都市 超市 辖区 库区 山区 乡镇 灾区 景区 厂区 校区 省市 城镇 村镇 乡 人民办 举办 创办 主办 一区 新区 兄弟县市";
    if word == "类" && (words.chars().count() < 4 || words.contains("各类")) {
        return None;
    }
    if region_word && NO_PLACES.iter().any(|w| words.ends_with(w)) {
        return None;
    }
    if region_word
        && (!named || words.chars().count() > 9 || generic.split(' ').any(|g| g == words) || words.ends_with("县市区"))
    {
        return None;
    }
    Some(Mention {
        start: from,
        end,
        kind,
        words: words.to_owned(),
        object: is_object(&sentence[..from]) || whole && is_measured_by(after),
    })
}

/// Words that end like a county or a district and are none.
const NO_PLACES: [&str; 15] = [
    "地区",
    "社区",
    "小区",
    "景区",
    "校区",
    "厂区",
    "院区",
    "辖区",
    "库区",
    "山区",
    "街区",
    "城乡",
    "灾区",
    "林区",
    "棚户区",
];

/// Whether the words end with the name of a county, a district and the like.
pub fn is_place(words: &str) -> bool {
    let ends = |list: &[&str]| list.iter().any(|w| words.ends_with(w));
    ends(&["县", "区", "市", "镇", "乡", "街道"]) && !ends(&NO_PLACES)
}

/// 省级和市级重点项目, 装备制造业、服务业项目: attributes that share the noun.
fn with_fellows(sentence: &str, from: usize) -> usize {
    let Some(end) = ["、", "和", "及", "与"].iter().find_map(|w| sentence[..from].strip_suffix(w)).map(str::len)
    else {
        return from;
    };
    let start = phrase_start(sentence, end, true);
    let words = &sentence[start..end];
    if sentence[..end].ends_with('省') && sentence[from..].starts_with('市') {
        return end - "省".len();
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
    let Some(at) = words.rfind("元的") else { return from };
    let condition = ["超", "过", "破", "以上", "以下"].iter().any(|w| words[..at].contains(w));
    if condition { from } else { from + at + "元的".len() }
}

fn kind_of(word: &str, after: &str) -> Option<MentionKind> {
    let follows = |words: &str| words.split(' ').any(|w| after.starts_with(w));
    Some(match word {
        "项目"
            if follows("单位 法人 经理 公司 业主 名称 部 组 库 代办 服务 审批 谋划 观摩 秘书 调度会 现场会 推进会") =>
        {
            return None;
        }
        word if word.ends_with("级重点") => {
            // 省级重点38个，完成投资97.4亿元.
            let counted = after.starts_with(|c: char| c.is_ascii_digit() || "，、：（完共有的".contains(c));
            return counted.then_some(MentionKind::Projects);
        }
        "类" if follows("项目 别 型 似 指标 企业 重点 工业") => return None,
        "类" => MentionKind::Projects,
        "项目" => MentionKind::Projects,
        "工程" if follows("质量 建设程序 招投标 款 量 师") => return None,
        "企业" | "园区" | "标段" | "工程" | "平台" | "楼宇" | "集群" | "乡镇" | "街道" => {
            MentionKind::Others
        }
        "市" if follows(
            "级 委 政府 直 场 区 民 长 重点 领导 里 州 上 值 县 、县（ 、县、 外 水务 发 交 住 自 财 工 农 政 内 考 统",
        ) =>
        {
            return None;
        }
        "县" if follows("级 委 政府 域 里 乡 直 长 市 区 重点 两级 （市 （区 、市 、区 城 内 外") =>
        {
            return None;
        }
        "区" if follows("域 委 间 别 政府 级 直 长 位 块 县 分 内 外") => {
            return None;
        }
        "镇" if follows("级 政府 长 街 办 区") => return None,
        "乡" if follows("村 镇 亲 级 愁") => return None,
        "办" if follows("园 学 校 公 事 证 案 实 医 幼 高 中 小") => return None,
        "局" | "委" | "办" | "厅" if follows("会 长 面 限 势 部 书 员 托 理 法 公 学 结 好 事 成 理 派 常 党") =>
        {
            return None;
        }
        "局" | "委" | "办" | "厅" | "集团" | "公司" | "市直部门" | "县直部门" | "区直部门" => {
            MentionKind::Department
        }
        _ => MentionKind::Region,
    })
}

/// Where the noun phrase ending at `end` begins. A stop that ends there too counts only when a noun follows (`to_the_end`).
fn phrase_start(sentence: &str, end: usize, to_the_end: bool) -> usize {
    let mut from = end;
    let mut quoted = false;
    for (at, c) in sentence[..end].char_indices().rev().take(24) {
        // 97个“双百”项目: a name in quotation marks, both of them.
        quoted |= c == '”'
            && sentence[..at].chars().rev().take(8).take_while(|c| c.is_alphanumeric() || *c == '“').any(|c| c == '“');
        let inner = c.is_alphanumeric() || matches!(c, '.' | '-' | '%' | ',') || quoted && matches!(c, '“' | '”');
        if !inner {
            break;
        }
        quoted &= c != '“';
        from = at;
    }
    let window = &sentence[from..end];
    let stop = STOPS.found(window).find(|(at, to, ())| {
        // 47个建成项目: right behind the count the verb tells which projects.
        let attribute = *to == window.len() && window[..*at].ends_with(['个', '项']);
        (to_the_end || *to < window.len()) && !attribute && !protected(sentence, from + at, from + to)
    });
    let cut = stop.map_or(0, |(_, to, ())| to);
    from += cut;
    trim_to_a_word(sentence, from, end)
}

/// For each stop the protected words it occurs in, and where.
static PROTECTIONS: LazyLock<HashMap<&str, Vec<(&str, usize)>>> = LazyLock::new(|| {
    let mut inside: HashMap<&str, Vec<(&str, usize)>> = HashMap::new();
    for word in PROTECTED.iter() {
        for (start, _) in word.char_indices() {
            for (end, c) in word[start..].char_indices() {
                let part = &word[start..start + end + c.len_utf8()];
                inside.entry(part).or_default().push((word, start));
            }
        }
    }
    inside
});

/// Whether the stop at `start..end` lies inside a word that is no stop.
fn protected(sentence: &str, start: usize, end: usize) -> bool {
    let words = PROTECTIONS.get(&sentence[start..end]).map_or(&[][..], Vec::as_slice);
    words.iter().any(|(word, at)| start >= *at && sentence.get(start - at..).is_some_and(|rest| rest.starts_with(word)))
}

/// The noun at the end of `text`, without the verbs before it: 共排查安全隐患 → 安全隐患.
pub fn last_noun(text: &str) -> &str {
    &text[phrase_start(text, text.len(), false)..]
}

/// A phrase begins with no 的, 个 or loose digit of what stands before it.
fn trim_to_a_word(sentence: &str, mut from: usize, end: usize) -> usize {
    loop {
        let rest = &sentence[from..end];
        let Some(first) = rest.chars().next() else { return end };
        let named = first == '中' && !sentence[..from].ends_with(char::is_alphanumeric);
        let dangling = !named
            && matches!(
                first,
                '前' | '末' | '初' | '底' | '的' | '个' | '家' | '项' | '中' | '内' | '-' | '%' | '.' | '年' | '元'
            )
            && !["前期", "前沿", "前置", "前海", "初步", "初中", "初期", "初创"].iter().any(|w| rest.starts_with(w))
            && !rest.starts_with("中央")
            && !rest.starts_with("年产")
            && !rest.starts_with("中小")
            && !rest.starts_with("项目")
            && !rest.starts_with("年度")
            && !rest.starts_with("内资")
            && !rest.starts_with("中心");
        if !dangling {
            return from;
        }
        from += first.len_utf8();
    }
}

/// 与全市平均水平相比: the whole as what the parts are compared with.
fn is_measured_by(after: &str) -> bool {
    ["平均", "相比", "水平", "进度", "完成率相比"].iter().any(|w| after.starts_with(w))
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
    let compares =
        "高于 低于 超过 快于 慢于 高出 落后 落后于 领先 占 占到 占到了 比 较 居 列 排 位于 排在 名列 超 位居 排名 在全";
    !clause.ends_with("安排") && compares.split(' ').any(|w| clause.ends_with(w))
}

/// The count at the beginning of a phrase: `73个工业项目` → `73个`.
pub fn leading_count(words: &str) -> Option<usize> {
    let numeral = numeral_at(words)?;
    let mut rest = &words[numeral.len..];
    for word in ["多", "余"] {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    let rest = ["个", "项", "家", "条", "宗", "批"].into_iter().find_map(|u| rest.strip_prefix(u))?;
    Some(words.len() - rest.len())
}

/// Puts words into dimensions. `parts` are the phrases that make the scope, e.g. a region and a kind of projects.
pub fn scope(words: &str) -> Scope {
    let mut dimensions: Vec<Dimension> = Vec::new();
    let mut put = |name: &str, value: &str| {
        let dimension = Dimension { name: name.to_owned(), value: value.to_owned() };
        if !dimensions.contains(&dimension) {
            dimensions.push(dimension);
        }
    };
    let mut rest = words.to_owned();
    for (name, pattern) in DIMENSIONS.iter() {
        let Some(pattern) = pattern else { continue };
        if let Some(hit) = pattern.captures(&rest) {
            let value = hit.get(1).map_or("", |m| m.as_str()).to_owned();
            if !value.is_empty() {
                put(name, &value);
                let ours = *name == "region" && value.starts_with(['全', '我', '本']);
                if ours || matches!(*name, "size" | "leader" | "funding") {
                    rest = rest.replacen(&value, "", 1);
                }
            }
        }
    }
    if words.contains("企业") && !words.contains("项目") {
        put("subject", "企业");
    }
    Scope { words: words.to_owned(), dimensions }
}

static DIMENSIONS: LazyLock<Vec<(&str, Option<Regex>)>> = LazyLock::new(|| {
    [
        // First, so that the 市重点 in 全市重点项目 is no level.
        ("region", r"((?:全|我|本)(?:省|市|县|区|州|镇))"),
        ("size", r"((?:总?投资)?(?:超|过)?(?:[0-9.]+-)?[0-9.一二三五十百千]*[万亿]元?(?:及以上|以上|以下|级))"),
        ("leader", r"([\p{Han}X]{1,4}(?:同志|书记|市长|副市长|县长|副县长|区长|主任)?(?:包联|包抓|包保|领衔))"),
        ("funding", r"(政府投资|企业投资|社会投资|民间投资|专项债券?|(?:超长期)?(?:特别)?国债|中央预算内(?:投资)?|招商引资|外资|PPP|财政投资)"),
        ("level", r"(国家级?|省级|市级|县级|区级|州级|镇级|[ABC]类|省重点|市重点|县重点|国家重大|中央|省市)"),
        ("nature", r"(续建|计划新开工|拟新开工|新开工|新建|在建|收尾|前期|预备|储备|未开工|已开工|竣工|投产|技改|技术改造|改扩建|签约|在谈)"),
        ("category", r"(基础设施|社会民生|社会事业|民生保障|民生|生态环保|生态|城市更新|城建|市政|先进制造业|制造业|工业|现代服务业|服务业|现代农业|农业|农林水利|水利|交通|能源|新能源|文化旅游|文旅|旅游|产业|科技创新|科技|商贸物流|物流|教育|医疗卫生|卫生|医疗|保障性安居|安居|乡村振兴|数字经济|新基建|战略性新兴产业)"),
        ("region", r"([\p{Han}X]{1,6}?(?:自治州|自治县|开发区|高新区|经开区|新区|县|区|镇|街道))"),
    ]
    .into_iter()
    .map(|(name, pattern)| (name, Regex::new(pattern).ok()))
    .collect()
});

impl Scope {
    /// Whether it is the whole list of the place: 全市, 全市重点项目, 230个市级重点项目.
    pub fn is_whole(&self) -> bool {
        self.key().is_empty()
    }

    /// What tells this scope from others: the conditions that are not simply “all of ours”.
    pub fn key(&self) -> Vec<Dimension> {
        let ours = [
            "全省", "全市", "全县", "全区", "全州", "全镇", "我省", "我市", "我县", "我区", "本市", "本县", "本区",
            "我州",
        ];
        let mut key: Vec<Dimension> = self
            .dimensions
            .iter()
            .filter(|d| !(d.name == "region" && ours.contains(&d.value.as_str())))
            .filter(|d| !(d.name == "level" && matches!(d.value.as_str(), "市级" | "市重点")))
            .cloned()
            .collect();
        if key.is_empty() {
            let rest = self.plain();
            if !rest.is_empty() {
                key.push(Dimension { name: "words".to_owned(), value: rest });
            }
        }
        key.sort();
        key
    }

    /// The words without counts and the words every list shares.
    fn plain(&self) -> String {
        let mut rest = self.words.clone();
        while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
            let len = leading_count(&rest[at..]).unwrap_or(1);
            rest.replace_range(at..at + len, "");
        }
        for word in [
            "全市", "全县", "全区", "全省", "全州", "我市", "我县", "我区", "市级", "重点", "重大", "建设", "项目",
            "工程", "个", "年度", "中", "市", "县", "区",
        ] {
            rest = rest.replace(word, "");
        }
        rest
    }
}
