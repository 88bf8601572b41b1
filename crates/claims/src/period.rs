//! The time a figure speaks of: 1—7月, 截至7月底, 上半年, 今年以来, “十四五”以来.

use kernel::Month;
use regex::Regex;
use serde::Serialize;
use std::sync::LazyLock;

/// A period as written, and what it covers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Period {
    /// As written.
    pub words: String,
    /// The year written with it; else the paper's year, moved by `shift`, once that is known.
    pub year: Option<i32>,
    /// Years from the paper's own: −1 for 去年 and 同期, 1 for 明年.
    pub shift: i32,
    /// First and last month of the year, 1–12.
    pub months: Option<(u32, u32)>,
    /// Whole years, a five-year plan, the life of a project: nothing that ends with a month of one year.
    pub open: bool,
}

impl Period {
    /// The last month covered, where the year is known.
    pub fn last_month(&self) -> Option<Month> {
        let (_, last) = self.months?;
        Month::new(self.year?, last)
    }
}

/// A period in the text, at its bytes.
#[derive(Clone, Debug)]
pub struct Found {
    pub start: usize,
    pub end: usize,
    pub period: Period,
}

static PERIOD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let month = "(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])";
    let year = "(?:(?:(?P<year>20[0-9]{2})年度?|(?P<short>2[0-9])年|(?P<rel>今年|去年|上年|当年|明年|本年|前年))的?)?";
    Regex::new(&format!(
        "(?x)
        {year}(?:年初以来|以来)?
        (?: (?P<from>{month})月?份?(?:-{{1,2}}|~|至|到)(?P<to>{month})月份? (?P<toend>底前|末前|底|末|上旬|中旬|下旬)?
          | (?P<asof>截至|截止到|截止|截至到|截至目前的|到)(?:20[0-9]{{2}}年|今年|去年)?(?P<endmonth>{month})月(?:底|末|份|[0-9]{{1,2}}日|上旬|中旬|下旬)?
          | (?P<asofy>截至|截止到|截止|到)?(?P<year2>20[0-9]{{2}})年(?P<month2>{month})月(?:底|末|份|[0-9]{{1,2}}日)?
          | (?P<one>{month})月(?P<oneend>份|底前|末前|底|末|当月|[0-9]{{1,2}}日前?|上旬|中旬|下旬)?
          | (?P<half>上半年|下半年)
          | 前(?P<q3>三|3)个?季度 | 前(?P<firstm>{month})个?月
          | (?P<byq>截至|截止到|截止)?第?(?P<quarter>一|二|三|四|1|2|3|4|首)季度(?P<qend>末)?前?
          | (?P<whole>全年|年度?内|年底|年末|本年度)
        )
        | (?P<asof3>截至|截止|到)?(?P<year3>20[0-9]{{2}}|二〇[〇一二三四五六七八九]{{2}})(?:-(?P<year4>20[0-9]{{2}}))?年度?(?:底|末|初|全年)?
        | (?P<plan>“?十[一二三四五]五”?(?:规划)?(?:以来|期间|时期|末|前[两三四]年)?)
        | (?P<since>今年以来|年初以来|去年以来|开工以来|建设以来|近[两三四五]年来?|过去[一两三四五]年|[两三四五]年来)
        | (?P<now>截至目前|截止目前|到目前为止|截至当前|目前|至今|迄今)
        | (?P<same>去年同期|上年同期|同期)
        | (?P<thisy>今年|当年|本年|去年|上年|明年|来年|年内|全年|本年度|下一年度)
        | (?P<thism>当月|本月|上月|当旬|本周|上周|本季度)
        "
    ))
    .ok()
});

/// All periods of `text`, in order; bytes relative to `text`.
pub fn periods(text: &str) -> Vec<Found> {
    let Some(pattern) = PERIOD.as_ref() else { return Vec::new() };
    pattern.captures_iter(text).filter_map(|c| found(&c)).filter(|f| !is_no_period(text, f)).collect()
}

/// The 1月 in 11月 and 个月 are no months; 提前一个月 is no period; 比上年 only names what is compared with.
fn is_no_period(text: &str, found: &Found) -> bool {
    let Some(before) = text[..found.start].chars().next_back() else { return false };
    let words = &found.period.words;
    let inside_a_number = words.starts_with(|c: char| c.is_ascii_digit()) && (before.is_ascii_digit() || before == '.');
    let inside_a_word = words.starts_with('前') && matches!(before, '提' | '之' | '以');
    let compared = matches!(before, '比' | '较' | '与' | '同') && !words.contains('-');
    let object = ["完成", "占", "为", "距离", "超过", "达到"].iter().any(|w| text[..found.start].ends_with(w))
        && ["计划", "任务", "目标"].iter().any(|w| text[found.end..].starts_with(w));
    // 项目前期: no 目前.
    let inside_a_word = inside_a_word || words == "目前" && before == '项';
    let one_day = words.ends_with('日') && !words.contains(['截', '到']);
    // 8月份当月: the month was named.
    let named = words == "当月" && matches!(before, '月' | '份');
    one_day || named || inside_a_number || inside_a_word || compared || object
}

fn found(c: &regex::Captures<'_>) -> Option<Found> {
    let whole = c.get(0)?;
    let words = whole.as_str().to_owned();
    let get = |name: &str| c.name(name).map(|m| m.as_str());
    let year = get("year").or_else(|| get("year2")).or_else(|| get("year3")).and_then(year_number);
    let year = year.or_else(|| get("short").and_then(|y| y.parse::<i32>().ok()).map(|y| 2000 + y));
    let span = |from: u32, to: u32| Some((from, to));
    let months = if let (Some(from), Some(to)) = (get("from"), get("to")) {
        span(month_number(from)?, month_number(to)?)
    } else if let Some(to) = get("endmonth").or_else(|| get("month2")) {
        span(1, month_number(to)?)
    } else if let Some(one) = get("one") {
        let month = month_number(one)?;
        let cumulative = get("oneend").is_some_and(|e| e.starts_with(['底', '末']));
        span(if cumulative { 1 } else { month }, month)
    } else if let Some(half) = get("half") {
        if half == "上半年" { span(1, 6) } else { span(7, 12) }
    } else if get("q3").is_some() {
        span(1, 9)
    } else if let Some(m) = get("firstm") {
        span(1, month_number(m)?)
    } else if let Some(quarter) = get("quarter") {
        let index = "一二三四"
            .chars()
            .position(|q| quarter.starts_with(q))
            .or_else(|| quarter.parse::<usize>().ok()?.checked_sub(1));
        let index = u32::try_from(index.unwrap_or(0)).ok()?;
        let by_its_end = get("byq").is_some() || get("qend").is_some();
        span(if by_its_end { 1 } else { index * 3 + 1 }, index * 3 + 3)
    } else if get("whole").is_some() || (get("thisy").is_some()) || (get("year3").is_some() && get("year4").is_none()) {
        span(1, 12)
    } else {
        None
    };
    let open = get("plan").is_some()
        || get("year4").is_some()
        || get("since").is_some_and(|s| !s.contains("今年") && !s.contains("年初"));
    let shift = match words.as_str() {
        w if ["去年", "上年", "同期"].iter().any(|x| w.contains(x)) && !w.ends_with("以来") => -1,
        w if w.contains("前年") => -2,
        w if ["明年", "来年", "下一年度"].iter().any(|x| w.contains(x)) => 1,
        _ => 0,
    };
    Some(Found { start: whole.start(), end: whole.end(), period: Period { words, year, shift, months, open } })
}

fn year_number(text: &str) -> Option<i32> {
    if let Ok(year) = text.parse() {
        return Some(year);
    }
    let digits = "〇一二三四五六七八九";
    text.chars().try_fold(0, |sum, c| {
        let digit = digits.chars().position(|d| d == c)?;
        Some(sum * 10 + i32::try_from(digit).ok()?)
    })
}

fn month_number(text: &str) -> Option<u32> {
    if let Ok(month) = text.parse() {
        return Some(month);
    }
    let digits = "一二三四五六七八九十";
    let value = |c: char| digits.chars().position(|d| d == c).and_then(|p| u32::try_from(p + 1).ok());
    let mut chars = text.chars();
    let first = value(chars.next()?)?;
    Some(chars.next().and_then(value).map_or(first, |second| first + second))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str) -> (String, Option<(u32, u32)>) {
        let found = periods(text).into_iter().next().unwrap();
        (found.period.words, found.period.months)
    }

    #[test]
    fn periods_are_read_in_their_many_spellings() {
        for (text, words, months) in [
            ("今年1-7月份，全市", "今年1-7月份", Some((1, 7))),
            ("截至7月底，", "截至7月底", Some((1, 7))),
            ("截至2025年10月31日", "截至2025年10月31日", Some((1, 10))),
            ("2025年上半年", "2025年上半年", Some((1, 6))),
            ("前三季度", "前三季度", Some((1, 9))),
            ("一季度", "一季度", Some((1, 3))),
            ("“十四五”以来", "“十四五”以来", None),
            ("今年以来", "今年以来", None),
            ("7月份当月", "7月份", Some((7, 7))),
            ("2025年计划", "2025年", Some((1, 12))),
            ("前10个月", "前10个月", Some((1, 10))),
            ("截至十月底", "截至十月底", Some((1, 10))),
        ] {
            assert_eq!(first(text), (words.to_owned(), months), "{text}");
        }
    }
}
