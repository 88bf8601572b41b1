//! A date with the words around its figures: 2025年3月5日, 3月中旬, 今年一季度.

use crate::dates::{HALF, NO_YEAR, TEN_DAYS, Typed, YEAR_ONLY, plausible};
use crate::value::Precision;
use kernel::Date;

/// Reads from left to right.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    pub text: &'a str,
    pub at: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn number(&mut self, most: usize) -> Option<u32> {
        let digits = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        let number = (1..=most).contains(&digits).then(|| self.rest()[..digits].parse().ok())??;
        self.at += digits;
        Some(number)
    }

    fn word(&mut self, words: &[&str]) -> bool {
        let Some(found) = words.iter().find(|w| self.rest().starts_with(**w)) else { return false };
        self.at += found.len();
        true
    }

    pub fn date(&mut self, list_year: i32) -> Option<Typed> {
        let start = self.at;
        let mut doubt = None;
        let mut year = None;
        if let Some(number) = self.number(4) {
            let digits = self.at - start;
            let said = self.word(&["年度", "年"]);
            let separated = !said && self.word(&["-"]);
            year = match digits {
                4 if said || separated || self.rest().is_empty() => i32::try_from(number).ok(),
                2 if said => i32::try_from(number).ok().map(|n| 2000 + n),
                _ => None,
            };
        } else if self.word(&["今年", "本年", "当年"]) {
            year = Some(list_year);
        }
        let Some(year) = year else {
            self.at = start;
            doubt = Some(NO_YEAR);
            return self.after_year(list_year, doubt);
        };
        if !plausible(year) {
            return Some(Typed::Invalid);
        }
        self.after_year(year, doubt)
    }

    fn after_year(&mut self, year: i32, doubt: Option<&'static str>) -> Option<Typed> {
        let no_year = doubt.is_some();
        let period = |first_day: Option<Date>, precision, doubt| match first_day {
            Some(first_day) => Typed::Date { first_day, precision, doubt },
            None => Typed::Invalid,
        };
        if self.rest().is_empty() {
            return (!no_year).then(|| period(Date::from_ymd_opt(year, 1, 1), Precision::Year, Some(YEAR_ONLY)));
        }
        for (words, month) in [
            (&["上半年", "一季度", "第一季度", "1季度", "年初", "初"][..], 1),
            (&["二季度", "第二季度", "2季度"], 4),
            (&["下半年", "三季度", "第三季度", "3季度"], 7),
            (&["四季度", "第四季度", "4季度"], 10),
            (&["年底", "年末", "底", "末"], 12),
        ] {
            if self.word(words) && (self.rest().is_empty() || self.rest() == "末" || self.rest() == "初") {
                return Some(period(Date::from_ymd_opt(year, month, 1), Precision::Year, Some(HALF)));
            }
        }
        let month = self.number(2)?;
        let said = self.word(&["月份", "月"]);
        if no_year && !said {
            return None;
        }
        let separated = !said && self.word(&["-"]);
        let tail = self.rest().to_owned();
        if tail.is_empty() {
            return Some(period(Date::from_ymd_opt(year, month, 1), Precision::Month, doubt));
        }
        if said && matches!(tail.as_str(), "底" | "末" | "初" | "中" | "上旬" | "中旬" | "下旬" | "旬") {
            return Some(period(Date::from_ymd_opt(year, month, 1), Precision::Month, Some(TEN_DAYS)));
        }
        if !said && !separated {
            return None;
        }
        let day = self.number(2)?;
        self.word(&["日", "号"]);
        if !self.rest().is_empty() {
            return None;
        }
        Some(period(Date::from_ymd_opt(year, month, day), Precision::Day, doubt))
    }
}
