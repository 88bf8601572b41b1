//! What stands above the header: the title, the unit of money, the month the figures stand for.

use crate::grid::Sheet;
use crate::labels::{bare_label, group_words, level_of};
use crate::periods::{Period, period_at};
use crate::words;
use kernel::Month;
use kernel::money::MoneyUnit;
use kernel::text::{normal, tight};

/// A fact read from a cell, with its place: row from 1, column from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stated<T> {
    pub value: T,
    pub row: u32,
    pub column: u32,
    pub text: String,
}

/// The lines above a header.
#[derive(Clone, Debug, Default)]
pub(crate) struct Preamble {
    pub title: String,
    pub unit: Option<Stated<MoneyUnit>>,
    /// The surest statement first.
    pub as_of: Vec<Stated<Month>>,
    /// A year named in the title that differs from nothing else: 示例市2025年….
    pub year: Option<Stated<i32>>,
    /// A heading above the header, for the projects up to the next heading: 一、省级重点项目.
    pub heading: Option<(u8, String)>,
    /// Number of projects the title or a note claims.
    pub count: Option<Stated<u64>>,
}

fn stated<T>(value: T, row: u32, column: u16, text: &str) -> Stated<T> {
    Stated { value, row, column: u32::from(column), text: text.to_owned() }
}

/// Reads the rows before `header_first` (row number from 1).
pub(crate) fn read(sheet: &Sheet, header_first: u32, year: i32) -> Preamble {
    let mut preamble = Preamble::default();
    let mut dated: Vec<(u8, Stated<Month>)> = Vec::new();
    let mut in_brackets = None;
    for row in sheet.rows.iter().take_while(|r| r.number < header_first) {
        for cell in &row.cells {
            let Some(text) = cell.cell.as_text() else { continue };
            let place = |value| stated(value, row.number, cell.column, text);
            let flat = tight(text);
            if is_unit_line(&flat)
                && let Some(unit) = words::money_unit(&after_colon(&flat))
                && preamble.unit.is_none()
            {
                preamble.unit = Some(place(unit));
            }
            in_brackets = in_brackets.or_else(|| words::bracketed_unit(&flat).map(place));
            if row.cells.len() == 1
                && let Some(level) = level_of(&flat).filter(|_| group_words(&flat))
            {
                preamble.heading = Some((level, bare_label(&flat)));
            }
            if let Some((rank, month)) = month_stated(&flat, year) {
                dated.push((rank, stated(month, row.number, cell.column, text)));
            }
            if preamble.count.is_none() {
                preamble.count = count_stated(&flat).map(|count| stated(count, row.number, cell.column, text));
            }
            if preamble.title.is_empty() && is_title(&flat) {
                preamble.title = normal(text);
                preamble.year = year_in(&flat).map(|year| stated(year, row.number, cell.column, text));
            }
        }
    }
    preamble.unit = preamble.unit.or(in_brackets);
    dated.sort_by_key(|(rank, _)| *rank);
    preamble.as_of = dated.into_iter().map(|(_, stated)| stated).collect();
    preamble
}

/// A line with words of its own, neither the unit nor the date nor who filed it.
fn is_title(flat: &str) -> bool {
    let starts =
        ["附件", "填报", "报送", "制表", "单位", "金额", "计量", "时间", "日期", "截至", "截止", "数据", "统计", "("];
    if flat.chars().count() < 4 || starts.iter().any(|w| flat.starts_with(w)) {
        return false;
    }
    let named =
        ["台账", "表", "情况", "清单", "一览", "通报", "计划", "进展", "项目", "工程"].iter().any(|w| flat.contains(w));
    named || !(is_unit_line(flat) || is_date_line(flat) || flat.contains(':'))
}

fn after_colon(text: &str) -> String {
    let at = text.find("单位").or_else(|| text.find("金额")).unwrap_or(0);
    let bare = || text[at..].trim_start_matches("单位").trim_start_matches("金额").to_owned();
    text[at..].split_once(':').map_or_else(bare, |(_, rest)| rest.to_owned())
}

/// 单位:万元, 金额:万元, 金额单位:亿元, (单位:万元、亩), 计量单位 …; not 填报单位:… .
pub(crate) fn is_unit_line(flat: &str) -> bool {
    let says = flat.contains("单位") || flat.trim_start_matches('(').starts_with("金额");
    says && words::money_unit(&after_colon(flat)).is_some()
}

/// A line that says until when or on which day.
pub(crate) fn is_date_line(flat: &str) -> bool {
    [
        "截至",
        "截止",
        "填报日期",
        "填报时间",
        "填表日期",
        "填表时间",
        "制表日期",
        "制表时间",
        "报送日期",
        "报送时间",
        "统计时间",
        "统计日期",
        "数据时间",
        "时间:",
        "日期:",
        "月份:",
    ]
    .iter()
    .any(|w| flat.contains(w))
}

/// The month a line states, with a rank: 0 the surest (截至…), 1 a period (1-7月), 2 a month in a title, 3 the day of filing.
pub(crate) fn month_stated(flat: &str, year: i32) -> Option<(u8, Month)> {
    let filed = ["填报", "填表", "制表", "报送", "打印"].iter().any(|w| flat.contains(w));
    let mut year_said = year_in(flat).unwrap_or(year);
    let mut best: Option<(u8, Month)> = None;
    let mut keep = |rank: u8, year: i32, month: u32| {
        if let Some(month) = Month::new(year, month)
            && best.is_none_or(|(r, _)| rank < r)
        {
            best = Some((rank, month));
        }
    };
    let text = chinese_digits(flat);
    for (at, _) in text.char_indices() {
        let rest = &text[at..];
        if let Some(y) = leading_year(rest) {
            year_said = y;
        }
        if filed {
            if let Some((y, m, d)) = full_date(rest) {
                let month = Month::new(y, m)?;
                // The figures of a month are filed in the first days of the next one.
                let month = if d <= 15 { month.plus(-1) } else { month };
                keep(3, month.year(), month.month());
            }
            continue;
        }
        let until = rest.starts_with("截至") || rest.starts_with("截止");
        if until
            && let Some((y, m, _)) =
                full_date(rest.trim_start_matches(['截', '至', '止', '到', '日', '期', '时', '间', ':']))
        {
            keep(0, y, m);
        }
        let dated = ["时间:", "日期:"].iter().any(|w| text[..at].ends_with(w));
        if dated && let Some((y, m, _)) = full_date(rest) {
            keep(1, y, m);
        }
        match period_at(rest, year_said) {
            Some((Period::ToDate(Some(month)), _)) => keep(1, year_said, month),
            Some((Period::Until(month), _)) => keep(0, year_said, month),
            Some((Period::Month(month), _)) if !preceded_by_dash(&text, at) => keep(2, year_said, month),
            _ => {}
        }
    }
    best
}

fn preceded_by_dash(text: &str, at: usize) -> bool {
    text[..at].ends_with(['-', '—', '~', '至', '月']) || text[..at].ends_with(|c: char| c.is_ascii_digit())
}

/// 二〇二五年七月 → 2025年7月.
fn chinese_digits(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        out.push(match c {
            '〇' | '○' => '0',
            c => c,
        });
    }
    if out.contains("二0") {
        let digits = ['0', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
        let month = [("十二月", "12月"), ("十一月", "11月"), ("十月", "10月")];
        for (from, to) in month {
            out = out.replace(from, to);
        }
        for (n, c) in digits.iter().enumerate().skip(1) {
            out = out.replace(*c, &n.to_string());
        }
    }
    out
}

fn leading_year(text: &str) -> Option<i32> {
    let digits: String = text.chars().take(4).collect();
    let year: i32 =
        (digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.parse().ok())??;
    (text[4..].starts_with(['年', '.', '-', '/']) && (1990..2100).contains(&year)).then_some(year)
}

/// The year a title names.
pub(crate) fn year_in(text: &str) -> Option<i32> {
    let text = chinese_digits(text);
    text.char_indices().find_map(|(at, _)| {
        let fresh = !text[..at].ends_with(|c: char| c.is_ascii_digit());
        leading_year(&text[at..]).filter(|_| fresh && text[at + 4..].starts_with('年'))
    })
}

/// `2025年7月31日`, `2025-07-31`, `2025.7.31`, `2025/7/31` at the beginning of the text.
fn full_date(text: &str) -> Option<(i32, u32, u32)> {
    let year = leading_year(text)?;
    let mut numbers = text[4..].split(|c: char| !c.is_ascii_digit()).filter(|p| !p.is_empty());
    let month = numbers.next()?.parse().ok()?;
    let day = numbers.next().and_then(|d| d.parse().ok()).filter(|d| (1..=31).contains(d)).unwrap_or(31);
    (1..=12).contains(&month).then_some((year, month, day))
}

/// 共230个项目, 230个重点项目.
pub(crate) fn count_stated(text: &str) -> Option<u64> {
    let at = text.find("个项目").or_else(|| text.find("个重点项目")).or_else(|| text.find("个)"))?;
    let digits: String = text[..at].chars().rev().take_while(char::is_ascii_digit).collect();
    digits.chars().rev().collect::<String>().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_state_a_month_in_many_ways() {
        for (line, month) in [
            ("数据截至2025年7月31日", "2025-07"),
            ("截至7月底", "2025-07"),
            ("截止2025年7月末", "2025-07"),
            ("示例市2025年1—7月重点项目完成情况表", "2025-07"),
            ("2025年7月份重点项目进展表", "2025-07"),
            ("填报日期:2025年8月5日", "2025-07"),
            ("填报日期:2025年7月28日", "2025-07"),
            ("截至日期:2025-07-31", "2025-07"),
            ("二〇二五年七月重点项目台账", "2025-07"),
            ("统计时间:2025.07.31", "2025-07"),
            ("2025年上半年项目情况", "2025-06"),
        ] {
            let found = month_stated(&tight(line), 2025).map(|(_, m)| m.to_string());
            assert_eq!(found.as_deref(), Some(month), "{line}");
        }
        assert_eq!(month_stated("示例市2025年市级重点项目推进情况表", 2025), None);
        assert_eq!(month_stated("填报单位:市重点项目办", 2025), None);
    }

    #[test]
    fn units_are_found_in_title_lines() {
        assert!(is_unit_line("单位:万元、亩"));
        assert!(is_unit_line("(金额单位:亿元)"));
        assert!(is_unit_line("金额:万元"));
        assert!(!is_unit_line("填报单位:市重点项目办"));
        assert_eq!(count_stated("合计(230个)"), Some(230));
        assert_eq!(count_stated("全市共安排市级重点项目,230个重点项目"), Some(230));
    }
}
