//! Dates as offices type them.

use crate::date_words::Reader;
use crate::grid::{Cell, Shown, date_of_serial};
use crate::number;
use crate::value::Precision;
use kernel::Date;
use kernel::text::tight;

/// What a cell in a column of dates turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Typed {
    /// Nothing, or words that say “not yet” (未开工, 待定).
    Blank,
    Date {
        first_day: Date,
        precision: Precision,
        /// What makes it imprecise or doubtful, in Chinese.
        doubt: Option<&'static str>,
    },
    /// Words without a date: 已开工.
    Words,
    /// Looks like a date and is none: 2025.13.
    Invalid,
}

const FIRST_YEAR: i32 = 1950;
const LAST_YEAR: i32 = 2100;

pub(crate) const HALF: &str = "只写了半年度或季度,按起始月计";
pub(crate) const TEN_DAYS: &str = "只写了旬或月底,按当月计";
pub(crate) const YEAR_ONLY: &str = "只写了年份,没有月份";
pub(crate) const NO_YEAR: &str = "没有写年份,按清单年度计";
const TENTH: &str = "可能是1月,也可能是10月(数字2025.10会被显示为2025.1)";

/// Reads a date cell of a list of `year`. `october_possible` says whether October of a given year may be meant at all.
pub(crate) fn read(cell: &Cell, year: i32, october_possible: impl Fn(i32) -> bool) -> Typed {
    match cell {
        Cell::Number(value, Shown::Date) => match date_of_serial(*value) {
            Some(date) if (FIRST_YEAR..=LAST_YEAR).contains(&year_of(date)) => exact(date),
            _ => of_number(*value, october_possible),
        },
        Cell::Number(value, _) => of_number(*value, october_possible),
        Cell::Text(text) => of_text(text, year),
        _ => Typed::Words,
    }
}

pub(crate) fn year_of(date: Date) -> i32 {
    chrono::Datelike::year(&date)
}

fn exact(date: Date) -> Typed {
    Typed::Date { first_day: date, precision: Precision::Day, doubt: None }
}

fn of_number(value: f64, october_possible: impl Fn(i32) -> bool) -> Typed {
    let Some(decimal) = crate::Decimal::from_f64(value) else { return Typed::Invalid };
    if decimal.is_zero() {
        return Typed::Blank;
    }
    let text = decimal.to_string();
    let typed = plain_digits(&text).unwrap_or_else(|| of_text(&text, 0));
    match typed {
        Typed::Date { first_day, precision: Precision::Month, doubt: None }
            if text.len() == 6 && text.ends_with(".1") && october_possible(year_of(first_day)) =>
        {
            Typed::Date { first_day, precision: Precision::Month, doubt: Some(TENTH) }
        }
        typed => typed,
    }
}

/// `2025`, `202503`, `20250305`, and a spreadsheet's serial number.
fn plain_digits(text: &str) -> Option<Typed> {
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: u32 = text.parse().ok()?;
    let date = |y: u32, m: u32, d: u32| {
        i32::try_from(y).ok().filter(|y| plausible(*y)).and_then(|y| Date::from_ymd_opt(y, m, d))
    };
    Some(match text.len() {
        4 => match date(number, 1, 1) {
            Some(first_day) => Typed::Date { first_day, precision: Precision::Year, doubt: Some(YEAR_ONLY) },
            None => Typed::Invalid,
        },
        5 => match date_of_serial(f64::from(number)) {
            Some(day) if (1980..=2079).contains(&year_of(day)) => exact(day),
            _ => Typed::Invalid,
        },
        6 => match date(number / 100, number % 100, 1) {
            Some(first_day) => Typed::Date { first_day, precision: Precision::Month, doubt: None },
            None => Typed::Invalid,
        },
        8 => date(number / 10_000, number / 100 % 100, number % 100).map_or(Typed::Invalid, exact),
        _ => Typed::Invalid,
    })
}

pub(crate) fn plausible(year: i32) -> bool {
    (FIRST_YEAR..=LAST_YEAR).contains(&year)
}

const NOT_YET: &[&str] = &[
    "未开工",
    "尚未开工",
    "暂未开工",
    "未动工",
    "未竣工",
    "尚未竣工",
    "未完工",
    "未投产",
    "未复工",
    "未建成",
    "前期",
    "前期工作",
    "未建",
    "未启动",
    "未",
    "筹备",
    "否",
    "×",
    "待开工",
    "拟建",
    "缓建",
    "停建",
];

/// The everyday forms `2025.3`, `2025-03`, `2025年3月`, without allocation.
fn plain_month(text: &str) -> Option<Typed> {
    let bytes = text.as_bytes();
    let year: i32 = text.get(..4).filter(|y| y.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()?;
    let rest = match bytes.get(4)? {
        b'.' | b'-' | b'/' => text.get(5..)?,
        _ => text[4..].strip_prefix('年')?.strip_suffix('月')?,
    };
    if !matches!(rest.len(), 1 | 2) || !rest.bytes().all(|b| b.is_ascii_digit()) || !plausible(year) {
        return None;
    }
    let first_day = Date::from_ymd_opt(year, rest.parse().ok()?, 1)?;
    Some(Typed::Date { first_day, precision: Precision::Month, doubt: None })
}

fn of_text(text: &str, year: i32) -> Typed {
    if let Some(typed) = plain_month(text) {
        return typed;
    }
    let flat = normal_date(text);
    if number::is_blank(&flat) || NOT_YET.contains(&flat.as_str()) {
        return Typed::Blank;
    }
    if let Some(typed) = plain_digits(&flat) {
        return typed;
    }
    let (body, doubtful) = bare(&flat);
    let mut reader = Reader { text: body, at: 0 };
    let Some(typed) = reader.date(year) else {
        let figures = body.chars().any(|c| c.is_ascii_digit());
        return if figures { Typed::Invalid } else { Typed::Words };
    };
    match typed {
        Typed::Date { first_day, precision, doubt: None } if doubtful => {
            Typed::Date { first_day, precision, doubt: Some(TEN_DAYS) }
        }
        typed => typed,
    }
}

/// Half-width, without blanks, Chinese figures as digits, one kind of separator.
fn normal_date(text: &str) -> String {
    let text = tight(text.split([' ', 'T']).next().filter(|d| d.len() >= 8 && d.contains(['-', '/'])).unwrap_or(text));
    let mut text = text.replace(['/', '．', '。', '—', '–', '－', '、'], "-").replace('.', "-");
    if text.contains(['年', '月']) {
        for (from, to) in
            [("十二月", "12月"), ("十一月", "11月"), ("十月", "10月"), ("三十一日", "31日"), ("三十日", "30日")]
        {
            text = text.replace(from, to);
        }
        let digits = "〇一二三四五六七八九";
        let chinese_year = text.chars().take(4).all(|c| digits.contains(c) || c == '○' || c == '零');
        let month_words = ["一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月"];
        if chinese_year && text.chars().count() >= 5 {
            let (head, tail) = text.split_at(text.char_indices().nth(4).map_or(text.len(), |(at, _)| at));
            let head: String = head
                .chars()
                .map(|c| {
                    digits.chars().position(|d| d == c).map_or('0', |n| char::from(b'0' + u8::try_from(n).unwrap_or(0)))
                })
                .collect();
            text = head + tail;
        }
        for (n, word) in (1..).zip(month_words) {
            text = text.replace(word, &format!("{n}月"));
        }
    }
    text.trim_end_matches('-').to_owned()
}

/// Without the words around a date: 拟…开工, 计划…前; and whether they make it imprecise.
fn bare(flat: &str) -> (&str, bool) {
    let mut body = flat;
    let mut doubtful = false;
    for word in ["已于", "计划于", "预计于", "拟于", "计划", "预计", "拟", "约", "于", "已", "力争", "争取", "确保"]
    {
        if let Some(rest) = body.strip_prefix(word) {
            body = rest;
            break;
        }
    }
    for word in [
        "开工建设",
        "已开工",
        "开工",
        "竣工",
        "完工",
        "建成",
        "投产",
        "投用",
        "复工",
        "动工",
        "前完成",
        "完成",
        "以前",
        "之前",
        "左右",
        "前",
        "后",
    ] {
        if let Some(rest) = body.strip_suffix(word) {
            doubtful |= matches!(word, "以前" | "之前" | "左右" | "前" | "后" | "前完成");
            body = rest;
        }
    }
    (body, doubtful)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn text(text: &str) -> Cell {
        Cell::Text(Arc::from(text))
    }

    fn shown(cell: &Cell) -> String {
        match read(cell, 2025, |_| true) {
            Typed::Date { first_day, precision, doubt } => {
                format!("{first_day} {precision:?}{}", if doubt.is_some() { "?" } else { "" })
            }
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn dates_are_read_in_every_form() {
        for (typed, expected) in [
            ("2025.3", "2025-03-01 Month"),
            ("2025-02", "2025-02-01 Month"),
            ("2025.10", "2025-10-01 Month"),
            ("2025/2/3", "2025-02-03 Day"),
            ("2025年3月", "2025-03-01 Month"),
            ("2025年3月5日", "2025-03-05 Day"),
            ("２０２５年３月", "2025-03-01 Month"),
            ("20250305", "2025-03-05 Day"),
            ("202503", "2025-03-01 Month"),
            ("2025-03-05 00:00:00", "2025-03-05 Day"),
            ("二〇二五年三月", "2025-03-01 Month"),
            ("二〇二四年十一月", "2024-11-01 Month"),
            ("2025年上半年", "2025-01-01 Year?"),
            ("2025年二季度", "2025-04-01 Year?"),
            ("2025年3月底", "2025-03-01 Month?"),
            ("3月中旬", "2025-03-01 Month?"),
            ("3月", "2025-03-01 Month?"),
            ("拟2025年9月开工", "2025-09-01 Month"),
            ("2025年底", "2025-12-01 Year?"),
            ("2025年", "2025-01-01 Year?"),
            ("25年3月", "2025-03-01 Month"),
            ("2025.13", "Invalid"),
            ("2025-02-30", "Invalid"),
            ("20251301", "Invalid"),
            ("3025.3", "Invalid"),
            ("未开工", "Blank"),
            ("—", "Blank"),
            ("已开工", "Words"),
        ] {
            assert_eq!(shown(&text(typed)), expected, "{typed}");
        }
    }

    #[test]
    fn numbers_in_date_columns_are_dates_too() {
        for (value, expected) in [
            (45717.0, "2025-03-01 Day"),
            (2025.3, "2025-03-01 Month"),
            (2025.1, "2025-01-01 Month?"),
            (2025.12, "2025-12-01 Month"),
            (2025.13, "Invalid"),
            (202503.0, "2025-03-01 Month"),
            (2025.0, "2025-01-01 Year?"),
            (12.0, "Invalid"),
        ] {
            assert_eq!(shown(&Cell::Number(value, Shown::Plain)), expected, "{value}");
        }
        assert_eq!(shown(&Cell::Number(45717.0, Shown::Date)), "2025-03-01 Day");
    }
}
