//! Measures without a word of their own: what a list goes on with, and the noun beside the figure.

use super::{Context, Measure};
use crate::figure::Figure;
use crate::unit::Kind;

/// In a list (98.8%、90%和34%; 东城区98.6亿元、西城区85.2亿元) the next figure means what the one before meant.
pub(super) fn inherited(figure: &Figure, context: &Context<'_>) -> Option<Measure> {
    let (before, measure) = context.previous?;
    // 项目874个、23.95万套: dwellings are no projects.
    let own_unit = figure.unit.ends_with(['套', '栋', '户', '座', '处', '间']) && !before.unit.ends_with(&figure.unit);
    if own_unit && measure.label.ends_with("项目数") && !is_a_noun(&noun_before(context.gap)) {
        let unit = figure.unit.chars().next_back().unwrap_or_default();
        return Some(Measure::named(&format!("{unit}数")));
    }
    let counted = matches!(figure.kind, Kind::Count | Kind::People);
    let own = counted && is_a_noun(&noun_behind(context));
    let noun = noun_before(context.gap);
    let of_a_place = crate::scope::is_place(&noun) || noun.ends_with("同期");
    let who: &[&str] = if counted {
        &[]
    } else {
        &["部门", "企业", "园区", "项目", "类", "单位", "园", "社区", "公司", "集团"]
    };
    let told_apart = noun.chars().count() >= 2
        && !of_a_place
        && !who.iter().any(|w| noun.ends_with(w))
        && figure.kind != Kind::Percent;
    (!told_apart && !own).then(|| measure.clone())
}

/// Failing all else, the noun beside the figure names what it measures.
pub(super) fn named_by_noun(figure: &Figure, context: &Context<'_>) -> Measure {
    // 完成投资5.6亿元(70%); but not 设备到货40%.
    let spoken = ["刚好", "正好", "差不多", "大概", "也就", "还不到", "不到", "只有", "刚刚", "才", "只", "合", "仅"];
    let gap = spoken.iter().fold(context.gap.to_owned(), |gap, w| gap.replace(w, ""));
    let bare = gap.chars().all(|c| "，、（占为达到的约".contains(c));
    if figure.kind == Kind::Percent && bare && context.before.is_some_and(|m| m.is("done_ytd")) {
        return Measure { id: Some("completion"), label: "年度计划完成率".to_owned() };
    }
    // 6305个项目全部开工，完成93.28%.
    if figure.kind == Kind::Percent && context.gap.trim_start_matches('，') == "完成" {
        return Measure::named("完成率");
    }
    let noun = noun_near(context);
    let place = ["县", "区", "市", "镇", "乡"].iter().any(|w| noun.ends_with(w));
    if figure.kind == Kind::Money && (place || noun.is_empty()) {
        return Measure::named("金额");
    }
    if noun.is_empty() && matches!(figure.kind, Kind::Households | Kind::People) {
        return Measure::named(if figure.kind == Kind::People { "人数" } else { "户数" });
    }
    // 拆迁房屋4812户、138万平方米: the floor space of the same.
    if let Some(before) = context.before.filter(|b| b.id.is_none() && context.gap == "、")
        && noun.is_empty()
        && figure.kind == Kind::Floor
    {
        return Measure::named(&format!("{}面积", before.label));
    }
    if noun.is_empty() && matches!(figure.kind, Kind::Floor | Kind::Area) {
        return Measure::named("面积");
    }
    Measure::named(&noun)
}

/// The noun behind the figure (20家企业), or else the one before it (新建道路6条).
pub(super) fn noun_near(context: &Context<'_>) -> String {
    let behind = noun_behind(context);
    if is_a_noun(&behind) {
        return behind;
    }
    noun_before(context.clause_or_gap())
}

/// Two characters at least, or one that names a place: 10个县（市、区）.
fn is_a_noun(words: &str) -> bool {
    words.chars().count() >= 2 || matches!(words, "县" | "区" | "市" | "镇" | "乡" | "村" | "社" | "组")
}

/// The noun behind the figure.
fn noun_behind(context: &Context<'_>) -> String {
    let right: String = context.right.chars().take(10).take_while(|c| c.is_alphanumeric()).collect();
    let mut noun = right.as_str();
    for word in ["以上", "以下", "以内", "以外", "左右", "的", "多"] {
        noun = noun.strip_prefix(word).unwrap_or(noun);
    }
    let ends = "完成 已 占 达 及 和 与 进行 实现 正 为 资金 分别 在 入 合计 中 获 共 没 未 须 要 安排 开展 大关 完工 开工 竣工 精简 增 减 提 下降 压 扩 缩 升 低于 高于 超过 不足";
    let cut = ends.split(' ').filter_map(|w| noun.find(w)).min().unwrap_or(noun.len());
    let noun = &noun[..cut];
    noun.to_owned()
}

/// The noun that ends the text, without the verbs and prepositions that lead from it to the figure.
pub(super) fn noun_before(text: &str) -> String {
    let leads = "不低于 不少于 不超过 不高于 至少 超过 突破 达到 不到 不足 共计 合计 累计 总计 新增 稳定在 预计 大约 约占 约 近 超 达 为 共 过 涉及 惠及 受益 \
                 仅 有 到 至 占 了 是 已 的 上 降 仍 尚 其余 力争 完成 只有 还有 数量 总数 须 应 以上 以下 各 压减 精简 ， 、";
    let text = ["由", "从"].iter().filter_map(|w| text.rfind(w)).max().map_or(text, |at| &text[..at]);
    let mut left = text;
    let whole_word = |text: &str| ["签约", "预约", "节约", "履约"].iter().any(|w| text.ends_with(w));
    while let Some(rest) = leads.split_whitespace().find_map(|w| left.strip_suffix(w)).filter(|_| !whole_word(left)) {
        left = rest;
    }
    let mut noun = crate::scope::last_noun(left);
    // 全年商品房销售面积, 年末全市常住人口: when and where are no part of the name.
    let when = [
        "目前",
        "全年",
        "年末",
        "期末",
        "末",
        "今年",
        "上半年",
        "全市",
        "全县",
        "全区",
        "我市",
        "我县",
        "我区",
        "其中",
        "实现",
    ];
    while let Some(rest) = when.iter().find_map(|w| noun.strip_prefix(w)).filter(|rest| rest.chars().count() >= 2) {
        noun = rest;
    }
    if when.contains(&noun) { String::new() } else { noun.to_owned() }
}
