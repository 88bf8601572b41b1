//! Where a noun phrase begins.

use crate::endings::Endings;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Words at which a noun phrase surely begins anew.
static STOPS: LazyLock<Endings<()>> = LazyLock::new(|| {
    let words = "除 最高的 最低的 最大的 最小的 最快的 最慢的 排名第 实施 安排 推进 推动 完成 共有 共计 抓好 其中 以及 确保 加快 加大 全力 谋划 争取 包装 \
    引进 列入 纳入 涉及 通过 围绕 聚焦 建成 达到 包括 包含 带动 来看 目前 截至 底 今年 去年 \
    以来 月份 方面 组织 集中 新增 占 比 和 与 或 共 有 是 为 对 将 把 由 让 使 以 向 \
    从 到 因 各 该 每 及 等 了 已 就 也 还 均 都 要 需 抓 排 居 高于 低于 超过 快于 \
    慢于 年度 月 日 策划 服务 支持 保障 解决 对接 洽谈 落实 入选 打造 开展 突出 坚持 这些 \
    那些 部分 我们 仍 尚 任何 上 确定 所有 于 在全 给 用 同时 特别 至少 超额 促进 按照 \
    全面 其余 另外 另 又 召开 上报 各自 抓建的 年内 个别 一些 一个 一批 近 约 超 同意 即 \
    向上 按 个性 调度 检查 督查 力争 审批 办理 签订 成功 累计 分别 里 会上 全年 在 承担 下达 \
    上半年 下半年 季度 本年 承接 现有 入驻 合计 只 仅 余下 剩余 期间 \
    含 走访 收集 拜访 邀请 征集 摸排 梳理 抽查 抽取 核查 查看 发现 否决 而 但 隔壁 拿回来 拿下 受理 涵盖 已经 后面 批准 筛选出 瞄准 督促 配合 拉动 项目中 企业中";
    Endings::new(words.split_whitespace().map(|w| (w, ())))
});

/// Words in which a stop is no stop: 在建, 已开工, 以上 …
static PROTECTED: LazyLock<Vec<&str>> = LazyLock::new(|| {
    "年度盘子 年度清单 核查的 抽查的 检查的 督查的 平和县 泰和县 政和县 仁和区 太和县 共和县 共青城 从化区 从江县 将乐县 上饶 上犹 上高县 含山县 成都 都江堰 都匀 都昌县 都安县 丰都县 宜都市 武都区 江都区 花都区 望都县 昌都市 呼和浩特 和田 和平区 和县 和顺县 和静县 和龙市 上海 上虞区 \
     上杭县 上思县 上林县 上蔡县 上城区 仙居县 安居区 日喀则 即墨区 尚志市 尚义县 于田县 月湖区 比如县 面上项目 项目前期 普及 安居工程 新增长点 未达到序时 未达序时 达到序时进度的 于都县 于洪区 达州 达川区 日照市 可于 可在 各乡镇 各镇街 各街道 新增入统 新增纳统 新增入库 新增签约 新增储备 新增开工 新增专项债 四上 在统 在手 集中签约 专用 上述 服务中心 服务站 服务网点 制约 节约 合约 集约 条约 契约 含税 建成投产 里程 新安排 调度的 拿地即开工 中央新增 项目中心 项目中期 居民 就业 排查 规上 签约 违约 居住 群众 对象 占地 有机 比例 比重 及时 给水 供给 民居 排污 排水 配比 使用 用水 用电 用工 利用 预约 上交 月均 需求 还贷 按期 调度会 各类 市场主体 承接的 承担的 实施的 安排的 确定的 负责的 牵头的 各级 以内 外向 有效 有限 与会 和谐 共性 公共 共建 对标 对账 从业 到位 到达 给排水 即期 均衡 均值 需要 还款 上缴 抓手 向导 因地 将来 居家 超高 近海 约谈 \
    在建 在谈 已开工 未开工 已建成 已竣工 已签约 已复工 以上 以下 前期 储备 新开工 共建 共性 \
    等级 大型 为民 社区服务 现代服务业 服务业 生产性服务 消费性服务 公共服务 省级以上 民生保障 \
    要素 需求 保障性 日用 已投产 上市 省上 网上 海上 陆上 对外 对口 到期 和美 共同 共享 有色 \
    有机 国有 公有 水利 保障房 自用 应用 用地 用能 通用 航空 比重 要素保障 医疗服务 养老服务 \
    政务服务 科技服务 商务服务 计划新开工 重点推进 集中开工 待批 上级 年度重点 地上 线上 在库 \
    内在 所在 每亩 现有的 特别国债 超长期 为零 和平 上报已 新引进 尚未开工的 审批事项 新增项目 未完成 向阳 尚缺"
        .split_whitespace()
        .collect()
});

/// Where the noun phrase ending at `end` begins. A stop that ends there too counts only when a noun follows (`to_the_end`).
pub(super) fn phrase_start(sentence: &str, end: usize, to_the_end: bool) -> usize {
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
    let in_quotes = |at: usize| window[..at].matches('“').count() > window[..at].matches('”').count();
    // 可于明年一季度开工的项目: a condition with its time.
    if let Some(at) = ["可于", "可在"].iter().find_map(|w| window.rfind(w)).filter(|at| window[*at..].contains("的"))
    {
        return from + at;
    }
    // 计划上半年建成的6个项目: what is planned, with its time.
    if let Some(at) = window.rfind("计划").filter(|at| is_planned_for_a_time(&window[*at..])) {
        return from + at;
    }
    let stop = STOPS.found(window).filter(|(at, _, ())| !in_quotes(*at)).find(|(at, to, ())| {
        // 47个建成项目, 48个加快建设项目: right behind the count the verb tells which projects.
        let near = window[*to..].chars().count() <= 4;
        let counted = |c: char| c.is_ascii_digit() || matches!(c, '多' | '余');
        let attribute = to_the_end
            && near
            && &window[*at..*to] != "月"
            && window[..*at]
                .strip_suffix(['个', '项'])
                .is_some_and(|count| *to == window.len() || count.ends_with(counted));
        // 永和镇, 泰和县: one character between a mark and 和.
        let joins = &window[*at..*to] == "和" && window[*to..].starts_with(['县', '镇', '乡', '区', '市', '街']);
        let in_a_name = joins && from + at > 0 && {
            let mut before = sentence[..from + at].chars().rev();
            before.next().is_some_and(char::is_alphabetic) && before.next().is_none_or(|c| "，；：。、".contains(c))
        };
        // 教育现代化推进工程: in the name of a programme.
        let in_a_programme = matches!(&window[*at..*to], "推进" | "保障" | "服务" | "支持" | "促进")
            && (window.ends_with("工程") || sentence[end..].starts_with("工程") || window.ends_with("行动"))
            && window[..*at].chars().rev().take_while(|c| c.is_alphabetic()).count() >= 2;
        (to_the_end || *to < window.len())
            && !in_a_programme
            && !attribute
            && !in_a_name
            && !protected(sentence, from + at, from + to)
    });
    let cut = stop.map_or(0, |(_, to, ())| to);
    from += cut;
    trim_to_a_word(sentence, from, end)
}

/// 计划上半年建成的6个, 计划三季度开工的.
fn is_planned_for_a_time(words: &str) -> bool {
    let time = &words["计划".len()..];
    let short = time.split('的').next().unwrap_or_default();
    let timed = ["上半年", "下半年", "年内", "年底", "一季度", "二季度", "三季度", "四季度", "今年", "明年"]
        .iter()
        .any(|w| short.strip_prefix("于").or(short.strip_prefix('在')).unwrap_or(short).starts_with(w));
    timed && short.len() < time.len() && short.chars().count() <= 12
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
pub(crate) fn last_noun(text: &str) -> &str {
    &text[phrase_start(text, text.len(), false)..]
}

/// A phrase begins with no 的, 个 or loose digit of what stands before it.
fn trim_to_a_word(sentence: &str, mut from: usize, end: usize) -> usize {
    loop {
        let rest = &sentence[from..end];
        // 争取到2026年超长期特别国债项目: the year is told of when, not of which.
        if let Some(behind) = rest.strip_prefix("20").and_then(|r| r.get(2..)).and_then(|r| r.strip_prefix('年'))
            && behind.chars().count() >= 4
        {
            from = end - behind.len();
            continue;
        }
        // 2.城乡建设指挥部: the number of a paragraph.
        let numbered = rest.trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix('.');
        if let Some(behind) = numbered.filter(|b| b.starts_with(|c: char| !c.is_ascii_digit())) {
            from = end - behind.len();
            continue;
        }
        let Some(first) = rest.chars().next() else { return end };
        let named = first == '中' && !sentence[..from].ends_with(char::is_alphanumeric);
        // 前黄镇.
        let a_place =
            first == '前' && rest.chars().count() <= 3 && sentence[end..].starts_with(['镇', '乡', '县', '区']);
        let dangling = !named
            && matches!(
                first,
                '前' | '末' | '初' | '底' | '的' | '个' | '家' | '项' | '中' | '内' | '-' | '%' | '.' | '年' | '元'
            )
            && !["前期", "前沿", "前置", "前海", "初步", "初中", "初期", "初创"].iter().any(|w| rest.starts_with(w))
            && !a_place
            && !rest.starts_with("中央")
            && !rest.starts_with("年产")
            && !rest.starts_with("中小")
            && !rest.starts_with("项目")
            && !rest.starts_with("年度")
            && !rest.starts_with("年初确定")
            && !rest.starts_with("内资")
            && !rest.starts_with("中心");
        if !dangling {
            return from;
        }
        from += first.len_utf8();
    }
}
