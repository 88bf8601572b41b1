//! Header words brought to one form: dates become tokens, units and brackets are taken out, synonyms of syntax are levelled.

use crate::periods::{Period, period_at};
use kernel::money::MoneyUnit;
use kernel::text::tight;

/// What a header says besides its words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Said {
    /// The words with tokens: `{期}完成投资`.
    pub words: String,
    /// The unit of money named in the header.
    pub unit: Option<MoneyUnit>,
    /// The unit in its own words, of any kind: 亩, %, 公里.
    pub unit_text: Option<String>,
    /// Month of the list's year that ends the period named: 7 in `1-7月` and `截至7月底`.
    pub until: Option<u32>,
    /// One month named by itself: 7 in `7月份`.
    pub month: Option<u32>,
}

/// Reads a header, or a whole path whose lines are joined without anything between; `year` is the list's.
pub(crate) fn said(header: &str, year: i32) -> Said {
    let text = tight(header).replace(['“', '”', '"', '\''], "");
    let mut said = Said::default();
    let text = without_brackets(&text, year, &mut said);
    let text = without_unit_at_end(&text, &mut said);
    let periods = replace_periods(&text, year, &mut said);
    said.words = level(&collapse(periods));
    said
}

/// The same levelling for the patterns of the synonym table, in which the tokens already stand.
pub(crate) fn pattern(text: &str) -> String {
    let text = tight(text);
    let text: String = text.chars().filter(|c| !matches!(c, '(' | ')')).collect();
    level(&text)
}

const UNITS: &[(&str, MoneyUnit)] = &[
    ("亿元", MoneyUnit::Yi),
    ("百万元", MoneyUnit::Million),
    ("万元", MoneyUnit::Wan),
    ("千元", MoneyUnit::Thousand),
    ("元", MoneyUnit::Yuan),
    ("亿", MoneyUnit::Yi),
    ("万", MoneyUnit::Wan),
];

/// The unit of money in words such as `单位:万元、亩` or `(亿元)`.
pub(crate) fn money_unit(text: &str) -> Option<MoneyUnit> {
    let text = text.replace("人民币", "");
    let parts = text.split([':', '、', ',', '/', ';', '(', ')', ' ', '。']);
    for part in parts {
        if let Some((_, unit)) =
            UNITS.iter().find(|(word, _)| part == *word || (word.len() > 3 && part.ends_with(word)))
        {
            return Some(*unit);
        }
    }
    None
}

/// The unit in the brackets of a title, where it stands by itself: (2025年1-7月,万元).
pub(crate) fn bracketed_unit(text: &str) -> Option<MoneyUnit> {
    let inside = text.split('(').skip(1).filter_map(|rest| rest.split_once(')').map(|(inside, _)| inside));
    let mut words = inside.flat_map(|inside| inside.split([',', '、', ';', ':']));
    words.find_map(|word| UNITS.iter().find(|(unit, _)| word.len() > 3 && word == *unit).map(|(_, unit)| *unit))
}

/// Takes bracketed parts out: units are noted, dates kept in place, anything else (必填, 含征地) dropped.
fn without_brackets(text: &str, year: i32, said: &mut Said) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(open) = rest.find(['(', '[', '【', '〔', '{']) {
        out.push_str(&rest[..open]);
        let width = rest[open..].chars().next().map_or(1, char::len_utf8);
        let inner = &rest[open + width..];
        let close = inner.find([')', ']', '】', '〕', '}']).unwrap_or(inner.len());
        let content = &inner[..close];
        if let Some(unit) = money_unit(content) {
            said.unit = Some(unit);
            said.unit_text = Some(unit.label().to_owned());
        } else if period_at(content, year).is_some() {
            out.push_str(content);
        } else if matches!(content, "市、区" | "市,区" | "市区" | "市" | "区") {
            // 县(市、区) is one word.
            out.extend(content.chars().filter(|c| !matches!(c, '、' | ',')));
        } else if is_unit(content) {
            said.unit_text = Some(content.to_owned());
        }
        let width = inner[close..].chars().next().map_or(0, char::len_utf8);
        rest = &inner[close + width..];
    }
    out.push_str(rest);
    out
}

fn is_unit(text: &str) -> bool {
    let text = text.trim_start_matches("单位:");
    matches!(
        text,
        "亩" | "%"
            | "公顷"
            | "平方米"
            | "㎡"
            | "m2"
            | "万平方米"
            | "公里"
            | "千米"
            | "米"
            | "吨"
            | "万吨"
            | "吨标煤"
            | "吨标准煤"
            | "万吨标煤"
            | "万吨标准煤"
            | "人"
            | "户"
            | "个"
            | "项"
            | "台"
            | "套"
            | "千瓦"
            | "万千瓦"
            | "兆瓦"
            | "立方米"
            | "万立方米"
            | "吨/年"
            | "万吨/年"
            | "tce"
            | "年"
            | "月"
    )
}

fn without_unit_at_end(text: &str, said: &mut Said) -> String {
    for (word, unit) in UNITS.iter().filter(|(word, _)| word.len() > 3) {
        if let Some(rest) = text.strip_suffix(word) {
            let rest = rest.trim_end_matches([':', '/', ',', '-', '单', '位', ':']);
            if !rest.is_empty() {
                said.unit.get_or_insert(*unit);
                said.unit_text.get_or_insert(unit.label().to_owned());
                return rest.to_owned();
            }
        }
    }
    match text.strip_suffix('%') {
        Some(rest) if !rest.is_empty() => {
            said.unit_text.get_or_insert("%".to_owned());
            rest.to_owned()
        }
        _ => text.to_owned(),
    }
}

/// A piece of a header: plain words or a date.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Words(String),
    Date(Period),
}

fn replace_periods(text: &str, year: i32, said: &mut Said) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        if let Some((period, length)) = period_at(rest, year) {
            match period {
                Period::ToDate(Some(month)) | Period::Until(month) => said.until = Some(month),
                Period::Month(month) => said.month = Some(month),
                _ => {}
            }
            pieces.push(Piece::Date(period));
            rest = &rest[length..];
            continue;
        }
        let width = rest.chars().next().map_or(1, char::len_utf8);
        match pieces.last_mut() {
            Some(Piece::Words(words)) => words.push_str(&rest[..width]),
            _ => pieces.push(Piece::Words(rest[..width].to_owned())),
        }
        rest = &rest[width..];
    }
    pieces
}

/// `{年}{期}` is `{期}`, `{年}{年}` is `{年}`, and so on.
fn collapse(pieces: Vec<Piece>) -> String {
    let mut kept: Vec<Piece> = Vec::new();
    for piece in pieces {
        if let Piece::Words(words) = &piece
            && matches!(words.as_str(), "/" | "度" | "," | "份" | "底" | ":")
        {
            continue;
        }
        if let (Some(Piece::Date(before)), Piece::Date(now)) = (kept.last().cloned(), &piece)
            && let Some(both) = joined(before, *now)
        {
            kept.pop();
            kept.push(Piece::Date(both));
            continue;
        }
        // A second mention of the year somewhere later says nothing new.
        if piece == Piece::Date(Period::Year)
            && kept.iter().any(|p| matches!(p, Piece::Date(Period::Year | Period::ToDate(_) | Period::Month(_))))
            && !matches!(kept.last(), Some(Piece::Words(words)) if words.ends_with('占') || words.ends_with("完成"))
        {
            continue;
        }
        kept.push(piece);
    }
    kept.iter().fold(String::new(), |text, piece| match piece {
        Piece::Words(words) => text + words,
        Piece::Date(period) => text + period.token(),
    })
}

fn joined(before: Period, now: Period) -> Option<Period> {
    Some(match (before, now) {
        (Period::Year, Period::ToDate(_) | Period::Month(_) | Period::YearBefore | Period::LastYear) => now,
        (Period::Year, Period::EndOfLastYear | Period::SinceStart | Period::ThisMonth) => now,
        (Period::Year, Period::Until(month)) => Period::ToDate(Some(month)),
        (Period::LastYear, Period::ToDate(_) | Period::Until(_) | Period::YearBefore) => Period::YearBefore,
        (Period::LastYear, Period::EndOfYear) => Period::EndOfLastYear,
        (Period::LastYear | Period::OtherYear, Period::Month(_)) => Period::OtherMonths,
        (Period::ToDate(_) | Period::Month(_), Period::Year) => before,
        (Period::Month(_), Period::ThisMonth) => Period::ThisMonth,
        (Period::SinceStart, Period::Until(_) | Period::ToDate(_)) => Period::SinceStart,
        (Period::Until(_), Period::SinceStart) => Period::SinceStart,
        (a, b) if a == b => a,
        _ => return None,
    })
}

/// Words that say the same in another order.
fn level(text: &str) -> String {
    let mut out: String = text
        .chars()
        .filter(|c| !matches!(c, '、' | ',' | '及' | '与' | '和' | '的' | '·' | ':' | '/' | '-' | '—'))
        .collect();
    for (from, to) in [
        ("投资额", "投资"),
        ("金额", "投资"),
        ("投资投资", "投资"),
        ("投资完成额", "完成投资"),
        ("实际完成", "完成"),
        ("已完成", "完成"),
        ("完成的", "完成"),
        ("累计已", "累计"),
        ("共计", "累计"),
        ("固定资产投资", "投资"),
        ("固投", "投资"),
    ] {
        out = out.replace(from, to);
    }
    if out.ends_with("投资完成") {
        out.truncate(out.len() - "投资完成".len());
        out.push_str("完成投资");
    }
    if let Some(before) = out.strip_suffix("完成额") {
        out = format!("{before}完成投资");
    }
    let out = out.trim_start_matches("其中");
    // 计划数 is 计划; 项目数 is no 项目.
    let counts = ["项目数", "个数", "人数", "户数", "家数", "岗位数"].iter().any(|count| out.ends_with(count));
    if counts { out.to_owned() } else { out.trim_end_matches('数').to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_come_to_one_form() {
        for (header, words) in [
            ("2025年计划投资(万元)", "{年}计划投资"),
            ("2025年年度计划投资", "{年}计划投资"),
            ("今年计划", "{年}计划"),
            ("本年计划完成投资", "{年}计划完成投资"),
            ("1—7月累计完成", "{期}累计完成"),
            ("2025年1-7月完成投资", "{期}完成投资"),
            ("截至7月底累计完成投资", "{截至}累计完成投资"),
            ("2025年截至7月底累计完成投资", "{期}累计完成投资"),
            ("7月份完成", "{月}完成"),
            ("7月当月完成", "{本月}完成"),
            ("上年同期", "{同期}"),
            ("2024年1-7月完成投资", "{同期}完成投资"),
            ("去年同期完成", "{同期}完成"),
            ("自开工累计完成投资", "{开工}累计完成投资"),
            ("开工以来累计完成投资", "{开工}累计完成投资"),
            ("截至2024年底累计完成", "{年底}累计完成"),
            ("截至2024年12月底累计完成投资", "{年底}累计完成投资"),
            ("截至上年末累计完成投资额", "{年底}累计完成投资"),
            ("占年度计划%", "占{年}计划"),
            ("2025年占年度计划%", "{年}占{年}计划"),
            ("投资完成额(1-7月)", "完成投资{期}"),
            ("建设规模及主要内容", "建设规模主要内容"),
            ("县(市、区)", "县市区"),
            ("完成投资比例", "完成投资比例"),
            ("1月", "{月}"),
            ("总投资:亿元", "总投资"),
            ("截止7月底完成额", "{截至}完成投资"),
            ("计划数", "计划"),
            ("项目数", "项目数"),
        ] {
            assert_eq!(said(header, 2025).words, words, "{header}");
        }
        let said = said("总投资（亿元）", 2025);
        assert_eq!(said.unit, Some(MoneyUnit::Yi));
        assert_eq!(bracketed_unit("重点项目清单(2025年1-7月,万元)"), Some(MoneyUnit::Wan));
        assert_eq!(bracketed_unit("重点项目清单(总投资1亿元以上)"), None);
    }
}
