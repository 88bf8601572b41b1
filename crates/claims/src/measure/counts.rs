//! Whether a count is one of projects, and of projects in which state.

use super::nouns::noun_before;
use super::{Context, Measure, change};
use crate::figure::Figure;
use crate::words::{COUNTS, Word};

pub(super) fn count(figure: &Figure, context: &Context<'_>) -> Option<Measure> {
    let right: String = context.right.chars().take(24).take_while(|c| !"，。；：）、\n\t".contains(*c)).collect();
    // The verb is the office's own word for the state: 竣工62个, 已开工206个; with the noun behind, 57个待批项目.
    let noun_reaches = right
        .find("项目")
        .is_some_and(|at| !right[..at].contains(['在', '对', '为', '给', '于', '到', '没', '有', '无']));
    // 三个镇街亿元以上新开工项目还是零: the places are counted.
    let places = ["镇街", "乡镇", "县区", "县市区"];
    let of_places = places.iter().find_map(|w| right.strip_prefix(w)).is_some_and(|rest| {
        let till = rest.find("项目").unwrap_or(0);
        till > 0 && !rest[..till].contains('的') && rest[till..].contains(['还', '仍', '没', '未', '不'])
    });
    // 7个重灾县完工项目14个: so do those whose projects are counted next.
    let whose = COUNTS.found(&right).next().map_or("", |(at, _, _)| &right[..at]);
    if of_places || context.runs_on && right.ends_with("项目") && crate::scope::is_place(whose) {
        return None;
    }
    // 两次全市项目观摩, 7类产业项目: occasions and kinds are counted.
    if figure.unit == "次" {
        return None;
    }
    if figure.unit == "类" {
        return Some(Measure::named("类别"));
    }
    let of_projects = context.counts_projects
        || noun_reaches
        || (figure.unit.is_empty() || figure.unit.ends_with(['个', '项', '宗']))
            && !names_other_things(&right)
            && !(figure.unit == "宗" && names_land(context.gap))
            && (["项目", "重点工程", "重大工程"].iter().any(|w| context.left.contains(w))
                || ["开工", "立项", "竣工", "投产", "纳统", "复工", "签订合同", "基本建成", "超计划", "入统"]
                    .iter()
                    .any(|w| context.gap.contains(w))
                || names_level(context.gap)
                || context.previous.is_some_and(|(_, m)| m.label.ends_with("项目数")));
    if !of_projects {
        return None;
    }
    // 三批专项债券项目: the batches are counted.
    if figure.unit == "批" {
        return Some(Measure::named("批次"));
    }
    let noun_end = right.find("项目").map_or(0, |at| at + "项目".len());
    let attribute = if noun_end > 0 { stated(&right[..noun_end]).map(|(_, word)| word) } else { None };
    let state = state_behind(&right[noun_end..]).filter(|_| !context.runs_on || context.right.ends_with('、'));
    // 104个计划新开工项目顺利开工: what was planned has come.
    let attribute = attribute.filter(|a| !(a.label.starts_with("计划") && state.is_some()));
    if let Some(change) = change(figure, context) {
        return Some(change);
    }
    if more_of_a_state(context.gap)
        || ["增加", "减少", "净增", "新增"].iter().any(|w| context.gap.trim_end_matches('了').ends_with(w))
    {
        return Some(Measure::named("项目增减数"));
    }
    let own_noun = crate::scope::last_noun(context.gap);
    // 进度正常的83个: those of the projects of which that is told.
    let of_something_else =
        !context.counts_projects && noun_end == 0 && names_a_thing(own_noun) && !context.gap.ends_with('的');
    // 57个待批项目, 13个项目未开工, 竣工62个; but 新建社区卫生服务中心4个.
    let before = context.clause_or_gap();
    let said_before = stated(before).filter(|(end, word)| {
        let tail = &before[*end..];
        let already = word.spelling.starts_with(['已', '未', '尚', '实', '累']);
        let a_noun = tail.chars().all(char::is_alphabetic) && noun_before(tail).chars().count() >= 2;
        !of_something_else || already || !a_noun || tail.starts_with('的')
    });
    // 计划上半年建成的6个项目: they are to be in the state.
    let planned = ["计划", "拟"].iter().any(|w| before.contains(w)) && before.ends_with('的');
    if let Some((_, word)) = said_before.filter(|_| planned && attribute.is_none()) {
        return Some(planned_state(word));
    }
    // 104个项目完成85个.
    let finished =
        matches!(context.gap.trim_start_matches("项目"), "完成" | "已完成" | "，已完成" | "，完成") && noun_end == 0;
    if finished && context.previous.is_some_and(|(_, m)| m.label.ends_with("项目数")) {
        return Some(Measure { id: Some("completed"), label: "竣工项目数".to_owned() });
    }
    if let Some(word) = attribute.or(state).or(said_before.map(|(_, word)| word)) {
        return Some(Measure::of(word));
    }
    // 未开工8个，其中安平县5个、津市市1个: somebody's part of what is counted.
    if noun_end == 0 && names_somebody(own_noun.trim_end_matches(['（', '各'])) {
        if let Some((_, measure)) = context.previous.filter(|(_, m)| m.label.ends_with("项目数") && !m.is("projects"))
        {
            return Some(measure.clone());
        }
        if let Some(word) = state_of_the_whole(context.left) {
            return Some(Measure::of(word));
        }
    }
    if let Some((_, measure)) =
        context.previous.filter(|(_, m)| m.label.ends_with("项目数") && at_another_time(context.gap))
    {
        return Some(measure.clone());
    }
    (!of_something_else).then(|| Measure { id: Some("projects"), label: "项目数".to_owned() })
}

/// The last state of the words and where it ends; a 储备库 is none, and what has 未 before it is not reached.
fn stated(words: &str) -> Option<(usize, &'static Word)> {
    let mut found = COUNTS.found(words);
    let (start, end, word) = found.find(|(_, end, _)| !words[*end..].starts_with('库'))?;
    // 可于明年开工的项目: a condition is no state.
    let clause = words[..start].rsplit(['，', '；', '、']).next().unwrap_or_default();
    let only_possible = ["可于", "可在"].iter().any(|w| clause.contains(w)) && words[end..].starts_with("的");
    (!words[..start].ends_with('未') && !only_possible).then_some((end, word))
}

/// 计划上半年建成的: what is planned of a state.
fn planned_state(word: &'static Word) -> Measure {
    match word.id {
        Some("started") => Measure { id: Some("to_start"), label: "计划新开工项目数".to_owned() },
        Some("completed") => Measure::named("计划竣工项目数"),
        Some("in_production") => Measure::named("计划投产项目数"),
        _ => Measure::of(word),
    }
}

/// 供应土地186宗: parcels, no projects.
fn names_land(gap: &str) -> bool {
    ["地", "地块", "矿权", "房"].iter().any(|w| gap.ends_with(w))
}

/// 其中省级6项: a level alone stands for its projects.
fn names_level(gap: &str) -> bool {
    let noun = gap.rsplit(['，', '；', '：', '、', '（']).next().unwrap_or(gap).trim_start_matches("其中");
    ["国家级", "省级", "市级", "县级", "区级", "州级", "省重点", "市重点", "县重点", "区重点"].contains(&noun)
}

/// 同比多纳统19个: how many more have come into the state.
fn more_of_a_state(gap: &str) -> bool {
    let state = COUNTS.found(gap).find(|(_, end, _)| *end == gap.len());
    let compared = ["同比", "环比", "上年", "去年", "上月"].iter().any(|w| gap.contains(w));
    compared && state.is_some_and(|(at, _, _)| gap[..at].ends_with(['多', '少']))
}

/// 逾期未开工项目涉及6个县区：桃源县4个: the state that the projects named before are in.
fn state_of_the_whole(left: &str) -> Option<&'static Word> {
    let named = &left[..left.rfind("项目")?];
    COUNTS.found(named).next().filter(|(_, end, _)| *end == named.len()).map(|(_, _, word)| word)
}

/// 255个项目|正在紧张建设, 27个项目|正在进行前期工作, 13个项目|均已开工.
fn state_behind(words: &str) -> Option<&'static Word> {
    if let Some(word) = COUNTS.at_start(words) {
        return Some(word);
    }
    let mut verb = words;
    let lead = [
        "至目前",
        "实质性",
        "实现",
        "顺利",
        "成功",
        "目前",
        "至今",
        "仍",
        "已",
        "均",
        "正在",
        "正",
        "尚",
        "全部",
        "陆续",
        "进行",
        "开展",
        "处于",
        "紧张",
        "长期",
        "有序",
        "加快",
        "全面",
        "进度",
        "进展",
        "推进",
    ];
    while let Some(rest) = lead.iter().find_map(|w| verb.strip_prefix(w)) {
        verb = rest;
    }
    let going_on = words.contains("正") && ["建设", "施工"].iter().any(|w| verb.starts_with(w));
    COUNTS.at_start(if going_on { "在建" } else { verb })
}

/// 引进项目六个，今年到现在只有两个: the same at another time.
fn at_another_time(gap: &str) -> bool {
    let clause = gap.trim_start_matches(['，', '；']);
    let time = ["今年", "去年", "同期", "上月", "上年"].iter().any(|w| clause.starts_with(w));
    let verb = ["是", "有", "才", "仅", "为"].iter().any(|w| clause.ends_with(w));
    time && verb && clause.chars().count() <= 10
}

/// The noun before a count tells that no projects are counted: 学校18所; not 柳河县承担15个, 分解后共432项.
fn names_a_thing(noun: &str) -> bool {
    let ends = [
        "重点",
        "链",
        "领域",
        "板块",
        "通过",
        "否决",
        "审核",
        "评审",
        "审批",
        "到位",
        "达标",
        "整改",
        "退回",
        "补正",
        "支持",
        "核减",
        "暂缓",
        "立项",
        "进度",
        "元以上",
        "元以",
        "类",
        "后",
        "前",
        "中",
        "承担",
        "承接",
        "实施",
        "安排",
        "负责",
        "牵头",
        "涉及",
        "列入",
        "确定",
        "申报",
        "方面",
        "数量",
        "总量",
        "情况",
        "正常",
        "推进",
        "缓慢",
        "停滞",
    ];
    noun.chars().count() >= 2
        && !names_somebody(noun)
        && !noun.contains("项目")
        && !noun.ends_with("重点工程")
        && !noun.ends_with("重大工程")
        && !noun.contains("总数")
        && !ends.iter().any(|w| noun.ends_with(w))
}

fn names_somebody(noun: &str) -> bool {
    crate::scope::is_place(noun)
        || crate::scope::is_a_class(noun)
        || ["局", "委", "办", "厅", "集团", "公司", "专班"].iter().any(|w| noun.ends_with(w))
}

/// 20家企业, 11个县市区, 5条道路: other things are counted.
fn names_other_things(right: &str) -> bool {
    let begins_a_noun = right.chars().next().is_some_and(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    // 集中开工项目39个入统35个.
    if COUNTS.at_start(right).is_some() {
        return false;
    }
    let changes = ["增加", "减少", "上升", "下降", "提高", "增至", "增长", "降", "压", "升"];
    if changes.iter().any(|v| right.starts_with(v)) {
        return false;
    }
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
        "存在",
        "以上",
        "左右",
        "以下",
        "超",
        "低于",
        "高于",
        "不到",
        "总投资",
        "涉及",
        "长期",
        "停工",
        "均",
        "仍",
        "与",
        "分别",
        "进度",
        "全部",
        "计划",
        "，",
    ];
    begins_a_noun && !verbs.iter().any(|v| right.starts_with(v))
}
