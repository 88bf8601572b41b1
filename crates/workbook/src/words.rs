//! Header words brought to one form: dates become tokens, units and brackets are taken out, synonyms of syntax are levelled.

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

/// The meaning of a date word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Period {
    /// This year as a whole.
    Year,
    LastYear,
    OtherYear,
    /// January to a month of this year; the month may be left open (今年以来).
    ToDate(Option<u32>),
    /// Up to the end of a month, from when is not said.
    Until(u32),
    /// The same months of last year.
    SamePeriod,
    EndOfLastYear,
    EndOfYear,
    Month(u32),
    ThisMonth,
    SinceStart,
    /// Months that do not begin in January, or months of another year.
    OtherMonths,
}

impl Period {
    const fn token(self) -> &'static str {
        match self {
            Period::Year => "{年}",
            Period::LastYear => "{去年}",
            Period::OtherYear => "{他年}",
            Period::ToDate(_) => "{期}",
            Period::Until(_) => "{截至}",
            Period::SamePeriod => "{同期}",
            Period::EndOfLastYear => "{年底}",
            Period::EndOfYear => "{今年底}",
            Period::Month(_) => "{月}",
            Period::ThisMonth => "{本月}",
            Period::SinceStart => "{开工}",
            Period::OtherMonths => "{他月}",
        }
    }
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
    let parts = text.split(|c: char| matches!(c, ':' | '、' | ',' | '/' | ';' | '(' | ')' | ' ' | '。'));
    for part in parts {
        if let Some((_, unit)) =
            UNITS.iter().find(|(word, _)| part == *word || (word.len() > 3 && part.ends_with(word)))
        {
            return Some(*unit);
        }
    }
    None
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
        if let (Some(Piece::Date(before)), Piece::Date(now)) = (kept.last().cloned(), &piece) {
            if let Some(both) = joined(before, *now) {
                kept.pop();
                kept.push(Piece::Date(both));
                continue;
            }
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
        (Period::Year, Period::ToDate(_) | Period::Month(_) | Period::SamePeriod | Period::LastYear) => now,
        (Period::Year, Period::EndOfLastYear | Period::SinceStart | Period::ThisMonth) => now,
        (Period::Year, Period::Until(month)) => Period::ToDate(Some(month)),
        (Period::LastYear, Period::ToDate(_) | Period::Until(_) | Period::SamePeriod) => Period::SamePeriod,
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
    out.trim_start_matches("其中").trim_end_matches('数').to_owned()
}

/// The date word at the beginning of `text` and its length in bytes.
pub(crate) fn period_at(text: &str, year: i32) -> Option<(Period, usize)> {
    for (word, period) in FIXED_WORDS {
        if text.starts_with(word) {
            return Some((*period, word.len()));
        }
    }
    if let Some(rest) = text.strip_prefix('年')
        && ["计划", "累计", "完成", "投资", "任务", "目标"].iter().any(|w| rest.starts_with(w))
    {
        return Some((Period::Year, '年'.len_utf8()));
    }
    let mut reader = DateWords { text, at: 0 };
    let until = reader.word(&["截至到", "截止到", "截至", "截止", "到", "至", "止于", "自"]).is_some();
    let (named, explicit) = reader.year(year);
    let months = reader.months();
    let end = reader.word(&["月底", "年底", "年末", "底", "末"]).is_some();
    let period = match (named, months) {
        (None, None) => return None,
        (Some(said_year), None) => {
            if !explicit && !end {
                return None;
            }
            reader.word(&["度"]);
            match (said_year - year, end || until) {
                (0, _) if end => Period::EndOfYear,
                (0, _) => Period::Year,
                (-1, true) => Period::EndOfLastYear,
                (-1, false) => Period::LastYear,
                _ => Period::OtherYear,
            }
        }
        (said_year, Some(months)) => months.meaning(said_year.map_or(0, |y| y - year), until || end),
    };
    Some((period, reader.at))
}

/// Date words without figures. Longer ones stand before those they begin with.
const FIXED_WORDS: &[(&str, Period)] = &[
    ("自开工建设以来", Period::SinceStart),
    ("自开工以来", Period::SinceStart),
    ("自开工至今", Period::SinceStart),
    ("自开工", Period::SinceStart),
    ("项目开工以来", Period::SinceStart),
    ("项目自开工以来", Period::SinceStart),
    ("开工建设以来", Period::SinceStart),
    ("开工以来", Period::SinceStart),
    ("开工至今", Period::SinceStart),
    ("开工至", Period::SinceStart),
    ("开建以来", Period::SinceStart),
    ("自开始建设", Period::SinceStart),
    ("自建设以来", Period::SinceStart),
    ("今年以来", Period::ToDate(None)),
    ("本年以来", Period::ToDate(None)),
    ("年初以来", Period::ToDate(None)),
    ("年初至今", Period::ToDate(None)),
    ("自年初", Period::ToDate(None)),
    ("上年同期", Period::SamePeriod),
    ("去年同期", Period::SamePeriod),
    ("上年度同期", Period::SamePeriod),
    ("同期", Period::SamePeriod),
    ("截至上年底", Period::EndOfLastYear),
    ("截至上年末", Period::EndOfLastYear),
    ("截至去年底", Period::EndOfLastYear),
    ("截至去年年底", Period::EndOfLastYear),
    ("截至去年末", Period::EndOfLastYear),
    ("截止上年底", Period::EndOfLastYear),
    ("截止去年底", Period::EndOfLastYear),
    ("截止上年末", Period::EndOfLastYear),
    ("至上年底", Period::EndOfLastYear),
    ("至去年底", Period::EndOfLastYear),
    ("至上年末", Period::EndOfLastYear),
    ("上年底", Period::EndOfLastYear),
    ("上年末", Period::EndOfLastYear),
    ("去年底", Period::EndOfLastYear),
    ("去年末", Period::EndOfLastYear),
    ("本年度", Period::Year),
    ("今年度", Period::Year),
    ("当年度", Period::Year),
    ("本年", Period::Year),
    ("今年", Period::Year),
    ("当年", Period::Year),
    ("全年度", Period::Year),
    ("全年", Period::Year),
    ("年内", Period::Year),
    ("年度", Period::Year),
    ("上一年度", Period::LastYear),
    ("上一年", Period::LastYear),
    ("上年度", Period::LastYear),
    ("去年", Period::LastYear),
    ("上年", Period::LastYear),
    ("本月份", Period::ThisMonth),
    ("当月份", Period::ThisMonth),
    ("本月", Period::ThisMonth),
    ("当月", Period::ThisMonth),
];

/// Months named in a header, 1–12.
#[derive(Clone, Copy, Debug)]
struct Months {
    first: Option<u32>,
    last: u32,
    /// 底, 末 or a day stood behind.
    ended: bool,
}

impl Months {
    fn meaning(self, years_away: i32, until: bool) -> Period {
        match (self.first, years_away) {
            (Some(1), 0) => Period::ToDate(Some(self.last)),
            (Some(1), -1) => Period::SamePeriod,
            (None, 0) if until || self.ended => Period::Until(self.last),
            (None, -1) if (until || self.ended) && self.last == 12 => Period::EndOfLastYear,
            (None, -1) if until || self.ended => Period::SamePeriod,
            (None, 0) => Period::Month(self.last),
            _ => Period::OtherMonths,
        }
    }
}

/// A reader of figures and date words, from left to right.
#[derive(Debug)]
struct DateWords<'a> {
    text: &'a str,
    at: usize,
}

impl DateWords<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn word(&mut self, words: &[&str]) -> Option<usize> {
        let found = words.iter().find(|w| self.rest().starts_with(**w))?;
        self.at += found.len();
        Some(found.len())
    }

    fn number(&mut self, most_digits: usize) -> Option<u32> {
        let digits = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || digits > most_digits {
            return None;
        }
        let number = self.rest()[..digits].parse().ok()?;
        self.at += digits;
        Some(number)
    }

    /// The year named (今年 counts), and whether it was followed by 年.
    fn year(&mut self, list_year: i32) -> (Option<i32>, bool) {
        let start = self.at;
        if let Some(number) = self.number(4) {
            let digits = self.at - start;
            let full = match digits {
                4 => i32::try_from(number).ok(),
                2 => i32::try_from(number).ok().map(|n| 2000 + n),
                _ => None,
            };
            let followed = self.word(&["年度", "年"]).is_some();
            let dotted = !followed && digits == 4 && self.word(&[".", "-"]).is_some();
            if let Some(year) = full.filter(|y| (1950..2100).contains(y))
                && (followed || dotted)
            {
                return (Some(year), followed);
            }
        }
        self.at = start;
        for (word, away) in [("今年", 0), ("本年", 0), ("当年", 0), ("上年", -1), ("去年", -1)] {
            if self.word(&[word]).is_some() {
                self.word(&["度"]);
                return (Some(list_year + away), true);
            }
        }
        (None, false)
    }

    fn months(&mut self) -> Option<Months> {
        for (word, last) in [
            ("上半年", 6),
            ("前三季度", 9),
            ("三季度末", 9),
            ("一季度末", 3),
            ("二季度末", 6),
            ("前两季度", 6),
            ("前2季度", 6),
            ("前3季度", 9),
            ("一季度", 3),
            ("第一季度", 3),
            ("1季度", 3),
        ] {
            if self.word(&[word]).is_some() {
                return Some(Months { first: Some(1), last, ended: false });
            }
        }
        let start = self.at;
        let months = self.figures();
        if months.is_none() {
            self.at = start;
        }
        months
    }

    /// `1-7月`, `1月至7月`, `7月`, `7月31日`, each with 份, 底, 末.
    fn figures(&mut self) -> Option<Months> {
        let one = self.number(2)?;
        let month_said = self.word(&["月份", "月"]).is_some();
        let mut first = None;
        let mut last = one;
        let joined = self.at;
        if self.word(&["---", "--", "——", "-", "—", "–", "~", "至", "到", "－"]).is_some()
            && let Some(second) = self.number(2)
            && self.word(&["月份", "月"]).is_some()
        {
            first = Some(one);
            last = second;
        } else {
            self.at = joined;
            if !month_said {
                return None;
            }
        }
        if !(1..=12).contains(&one) || !(1..=12).contains(&last) {
            return None;
        }
        let mut ended = self.word(&["底", "末", "止"]).is_some();
        let day = self.at;
        if self.number(2).is_some() && self.word(&["日", "号"]).is_some() {
            ended = true;
        } else {
            self.at = day;
        }
        self.word(&["止"]);
        Some(Months { first, last, ended })
    }
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
        ] {
            assert_eq!(said(header, 2025).words, words, "{header}");
        }
        let said = said("总投资（亿元）", 2025);
        assert_eq!(said.unit, Some(MoneyUnit::Yi));
    }
}
