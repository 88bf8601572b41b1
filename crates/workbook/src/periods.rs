//! Date words in headers and titles: 2025年, 1-7月, 截至7月底, 上年同期, 开工以来 …

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
    YearBefore,
    EndOfLastYear,
    EndOfYear,
    Month(u32),
    ThisMonth,
    SinceStart,
    /// Months that do not begin in January, or months of another year.
    OtherMonths,
}

impl Period {
    pub const fn token(self) -> &'static str {
        match self {
            Period::Year => "{年}",
            Period::LastYear => "{去年}",
            Period::OtherYear => "{他年}",
            Period::ToDate(_) => "{期}",
            Period::Until(_) => "{截至}",
            Period::YearBefore => "{同期}",
            Period::EndOfLastYear => "{年底}",
            Period::EndOfYear => "{今年底}",
            Period::Month(_) => "{月}",
            Period::ThisMonth => "{本月}",
            Period::SinceStart => "{开工}",
            Period::OtherMonths => "{他月}",
        }
    }
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
    ("上年同期", Period::YearBefore),
    ("去年同期", Period::YearBefore),
    ("上年度同期", Period::YearBefore),
    ("同期", Period::YearBefore),
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
            (Some(1), -1) => Period::YearBefore,
            (None, 0) if until || self.ended => Period::Until(self.last),
            (None, -1) if (until || self.ended) && self.last == 12 => Period::EndOfLastYear,
            (None, -1) if until || self.ended => Period::YearBefore,
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
