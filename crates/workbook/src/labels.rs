//! The words of rows that are no projects: totals, notes, and headings with their numbering and counts.

use kernel::text::{normal, tight};

/// 合计, 总计, 小计, 全市合计, 合计(230个), 工业项目小计 …
pub(crate) fn is_total_word(text: &str) -> bool {
    let flat = tight(text);
    let bare = flat.split('(').next().unwrap_or(&flat).trim_end_matches([':', '、', ',']);
    let bare = bare.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '个' | '项' | ':'));
    let ends = ["合计", "总计", "小计", "共计", "累计", "汇总", "总合计"].iter().any(|w| bare.ends_with(w));
    let whole = matches!(bare, "全市" | "全县" | "全区" | "全省" | "全州" | "总");
    (ends && bare.chars().count() <= 16 && !bare.contains("项目名称")) || (whole && flat.chars().count() <= 12)
}

pub(crate) fn is_note(lead: &str) -> bool {
    let head: String = lead.chars().take(12).collect();
    let starts = [
        "注:",
        "注1",
        "注,",
        "备注:",
        "说明:",
        "填表说明",
        "填报说明",
        "注意:",
        "附注",
        "注释",
        "*注",
        "※",
        "★",
        "填表须知",
    ];
    if starts.iter().any(|w| head.starts_with(w)) || lead == "注" || lead == "说明" {
        return true;
    }
    let signs = [
        "填表人",
        "填报人",
        "审核人",
        "制表",
        "复核",
        "负责人",
        "联系电话",
        "单位负责人",
        "主管领导",
        "分管领导",
        "审批人",
        "签字",
        "签章",
        "盖章",
        "打印日期",
        "填报日期",
        "填表日期",
        "报送日期",
        "报送时间",
        "填报单位",
        "填报时间",
        "审核:",
        "联系人",
        "签发",
        "编制单位",
        "编制人",
        "审定",
    ];
    signs.iter().any(|w| lead.starts_with(w)) && (lead.contains(':') || lead.chars().count() <= 8)
}

/// The level of a group by its numbering: 一 or 一、 is 1, (一) is 2, 第一类 and A are 1, Ⅰ is 1.
pub(crate) fn level_of(text: &str) -> Option<u8> {
    let chinese = |c: char| "一二三四五六七八九十百".contains(c);
    if let Some(rest) = text.strip_prefix('(') {
        let count = rest.chars().take_while(|c| chinese(*c)).count();
        return (count > 0 && rest.chars().nth(count) == Some(')')).then_some(2);
    }
    if let Some(rest) = text.strip_prefix('第') {
        let count = rest.chars().take_while(|c| chinese(*c)).count();
        return (count > 0 && rest.chars().nth(count).is_some_and(|c| "类部分章、批".contains(c))).then_some(1);
    }
    let count = text.chars().take_while(|c| chinese(*c)).count();
    if count > 0 {
        let next = text.chars().nth(count);
        return (next.is_none() || next.is_some_and(|c| "、.,:".contains(c))).then_some(1);
    }
    let first = text.chars().next()?;
    let second = text.chars().nth(1);
    let roman = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ".contains(first) || "①②③④⑤⑥⑦⑧⑨⑩".contains(first) || "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩".contains(first);
    if roman {
        return Some(if "①②③④⑤⑥⑦⑧⑨⑩".contains(first) {
            3
        } else if first >= '㈠' {
            2
        } else {
            1
        });
    }
    let letter = first.is_ascii_uppercase() && second.is_none_or(|c| "、.类".contains(c));
    letter.then_some(1)
}

/// `…(73个)`, `…73个`, `…:73项`.
pub(crate) fn has_count(label: &str) -> bool {
    count_of(label).is_some()
}

/// The number of projects a label states.
pub(crate) fn count_of(label: &str) -> Option<u64> {
    let flat = tight(label);
    for unit in ['个', '项'] {
        for (at, _) in flat.match_indices(unit) {
            let digits: String = flat[..at].chars().rev().take_while(char::is_ascii_digit).collect();
            let after = &flat[at + unit.len_utf8()..];
            let ends = after.is_empty() || after.starts_with([')', ',', ';', '。']) || after.starts_with("项目");
            if !digits.is_empty() && ends {
                return digits.chars().rev().collect::<String>().parse().ok();
            }
        }
    }
    None
}

/// Words of headings: kinds of projects, natures, levels, places.
pub(crate) fn group_words(label: &str) -> bool {
    let bare = bare_label(label);
    let short = bare.chars().count() <= 14;
    let word = ["类", "项目", "工程", "领域", "板块", "重点", "产业", "设施", "民生", "服务业", "农业", "工业"]
        .iter()
        .any(|w| bare.ends_with(w));
    short
        && (word && !bare.contains("建设项目")
            || kernel::Nature::read(&bare).is_some()
            || crate::column_values::is_place(&bare))
}

/// A label without its numbering and count: 一、工业项目(73个) → 工业项目.
pub(crate) fn bare_label(label: &str) -> String {
    let flat = tight(&normal(label));
    let numbering =
        |c: char| "一二三四五六七八九十百ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ①②③④⑤⑥⑦⑧⑨⑩㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩".contains(c) || c.is_ascii_digit();
    let mut rest = flat.as_str();
    if let Some(inner) = rest.strip_prefix('(')
        && let Some((head, tail)) = inner.split_once(')')
        && !head.is_empty()
        && head.chars().all(numbering)
    {
        rest = tail;
    } else if let Some(inner) = rest.strip_prefix('第')
        && let Some(at) = inner.find(['、', ':', '类', '部'])
        && inner[..at].chars().all(numbering)
    {
        let cut = inner[at..].trim_start_matches(['类', '部', '分', ':', '、', '.']);
        rest = if cut.is_empty() { rest } else { cut };
    } else {
        let count = rest.chars().take_while(|c| numbering(*c)).map(char::len_utf8).sum::<usize>();
        let special = rest.starts_with(|c: char| "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ①②③④⑤⑥⑦⑧⑨⑩㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩".contains(c));
        let after = &rest[count..];
        if count > 0 && (special || after.starts_with(['、', '.', ',', ':'])) {
            rest = after;
        } else if count == rest.len() {
            rest = "";
        }
    }
    let rest = rest.trim_start_matches(['、', '.', ',', ':']);
    without_count(rest).trim_end_matches([':', ',', '、', '共', '计']).to_owned()
}

fn without_count(text: &str) -> &str {
    if count_of(text).is_none() {
        return text;
    }
    if let Some(open) = text.rfind('(') {
        let inside = &text[open..];
        if count_of(inside).is_some() {
            return &text[..open];
        }
    }
    let first_digit = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
    &text[..first_digit]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_lose_their_numbers_and_counts() {
        for (label, bare) in [
            ("工业项目(73个)", "工业项目"),
            ("一、工业项目(73个)", "工业项目"),
            ("（一）新建项目", "新建项目"),
            ("第一类:产业项目", "产业项目"),
            ("二、续建项目共25个", "续建项目"),
            ("省级重点", "省级重点"),
            ("北原县", "北原县"),
            ("一", ""),
            ("1、交通项目", "交通项目"),
        ] {
            assert_eq!(bare_label(label), bare, "{label}");
        }
        assert_eq!(count_of("合计(230个)"), Some(230));
        assert_eq!(count_of("续建项目共25个"), Some(25));
        assert_eq!(count_of("3个标段工程"), None);
    }

    #[test]
    fn totals_are_known_by_their_words() {
        for word in ["合计", "总 计", "小计", "合计(230个)", "全市合计", "工业项目小计", "总计:230个", "全市"]
        {
            assert!(is_total_word(word), "{word}");
        }
        for word in ["污水处理厂累计排放监测项目", "合计划生育服务中心", "工业项目"] {
            assert!(!is_total_word(word), "{word}");
        }
    }
}
