//! Numerals: Arabic, Chinese, mixed and spoken.
//!
//! A numeral is what stands before the multiplier and the unit: `1,234.5` in 1,234.5亿元, 一百八十 in 一百八十亿元 (the 亿 belongs
//! to the unit, as when Arabic digits stand before it), 二百五 is 250, 三四十 is thirty to forty.

use crate::decimal::Decimal;

/// A numeral found in the text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Numeral {
    pub value: Decimal,
    /// Bytes read.
    pub len: usize,
    pub script: Script,
    /// How far the numeral itself reaches beyond its value: 几十, 十几, 三四十.
    pub up_to: Option<i128>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    Arabic,
    Chinese,
}

const DIGITS: &str = "零一二三四五六七八九";

fn digit_value(c: char) -> Option<i128> {
    match c {
        '〇' => Some(0),
        '两' => Some(2),
        c => DIGITS.chars().position(|d| d == c).and_then(|p| i128::try_from(p).ok()),
    }
}

fn rank_value(c: char) -> Option<i128> {
    match c {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1000),
        _ => None,
    }
}

/// The numeral at the beginning of `rest`.
pub fn numeral_at(rest: &str) -> Option<Numeral> {
    let first = rest.chars().next()?;
    if first.is_ascii_digit() {
        return arabic(rest);
    }
    let chinese = digit_value(first).is_some() || rank_value(first).is_some() || matches!(first, '几' | '数' | '万');
    if chinese { self::chinese(rest) } else { None }
}

fn arabic(rest: &str) -> Option<Numeral> {
    let bytes = rest.as_bytes();
    let mut len = 0;
    let mut point = false;
    while let Some(&b) = bytes.get(len) {
        let digit_next = bytes.get(len + 1).is_some_and(u8::is_ascii_digit);
        match b {
            b'0'..=b'9' => {}
            b',' if !point && digit_next => {}
            b'.' if !point && digit_next => point = true,
            _ => break,
        }
        len += 1;
    }
    Some(Numeral { value: Decimal::parse(&rest[..len])?, len, script: Script::Arabic, up_to: None })
}

/// Characters of a Chinese numeral, without the 万 and 亿 at its end (they belong to the unit), and whether a 万 stood there.
fn chinese_run(rest: &str) -> (Vec<char>, bool) {
    let mut run: Vec<char> = Vec::new();
    let mut chars = rest.chars().peekable();
    while let Some(c) = chars.next() {
        let point = c == '点'
            && run.last().is_some_and(|l| digit_value(*l).is_some() || rank_value(*l).is_some())
            && chars.peek().is_some_and(|n| digit_value(*n).is_some());
        let more = digit_value(c).is_some()
            || rank_value(c).is_some()
            || matches!(c, '万' | '亿')
            || point
            || (matches!(c, '几' | '数') && chars.peek().is_none_or(|n| rank_value(*n).is_some() || *n == '万'))
            || (c == '几' && run.last() == Some(&'十'));
        if !more || run.len() >= 24 {
            break;
        }
        run.push(c);
    }
    let in_wan = run.last() == Some(&'万');
    while matches!(run.last(), Some('万' | '亿')) && run.len() > 1 {
        run.pop();
    }
    (run, in_wan)
}

fn chinese(rest: &str) -> Option<Numeral> {
    let (run, in_wan) = chinese_run(rest);
    let len = run.iter().map(|c| c.len_utf8()).sum();
    let vague = run.iter().position(|c| matches!(c, '几' | '数'));
    if let Some(at) = vague {
        return vague_numeral(&run, at, len);
    }
    if let Some((value, up_to)) = neighbours(&run) {
        return Some(Numeral { value: Decimal::whole(value), len, script: Script::Chinese, up_to: Some(up_to) });
    }
    if let Some(at) = run.iter().position(|c| *c == '亿').filter(|_| in_wan) {
        // 一亿二千|万 counts in 万.
        let value = whole(&run[..at])?.checked_mul(10_000)?.checked_add(whole(&run[at + 1..]).unwrap_or(0))?;
        return Some(Numeral { value: Decimal::whole(value), len, script: Script::Chinese, up_to: None });
    }
    let value = match run.iter().position(|c| *c == '点') {
        Some(point) => with_point(&run[..point], &run[point + 1..])?,
        None => Decimal::whole(whole(&run)?),
    };
    Some(Numeral { value, len, script: Script::Chinese, up_to: None })
}

/// 几十, 数百, 十几, 二十几.
fn vague_numeral(run: &[char], at: usize, len: usize) -> Option<Numeral> {
    let (value, up_to) = if at == 0 {
        let unit = whole(&run[1..])?;
        if run.len() < 2 {
            return None;
        }
        (unit, unit * 9)
    } else {
        let base = whole(&run[..at])?;
        (base, base + 9)
    };
    Some(Numeral { value: Decimal::whole(value), len, script: Script::Chinese, up_to: Some(up_to) })
}

/// 七八, 三四十, 五六百: two neighbouring digits say a range.
fn neighbours(run: &[char]) -> Option<(i128, i128)> {
    if let ['十', rest @ ..] = run
        && rest.len() == 2
    {
        return neighbours(rest).map(|(low, high)| (10 + low, 10 + high));
    }
    let (low, high) = (digit_value(*run.first()?)?, digit_value(*run.get(1)?)?);
    if low == 0 || high != low + 1 {
        return None;
    }
    match run.len() {
        2 => Some((low, high)),
        3 => rank_value(run[2]).map(|rank| (low * rank, high * rank)),
        _ => None,
    }
}

fn with_point(whole_part: &[char], fraction: &[char]) -> Option<Decimal> {
    let mut mantissa = whole(whole_part)?;
    for c in fraction {
        mantissa = mantissa.checked_mul(10)?.checked_add(digit_value(*c)?)?;
    }
    let scale = u32::try_from(fraction.len()).ok().filter(|s| *s <= 9)?;
    Some(Decimal { mantissa, scale })
}

/// Integers: 一百八十, 二〇二五 (digit by digit), 二百五, 一万二.
fn whole(run: &[char]) -> Option<i128> {
    if run.is_empty() {
        return None;
    }
    if run.len() > 1 && run.iter().all(|c| digit_value(*c).is_some()) {
        return run.iter().try_fold(0_i128, |sum, c| sum.checked_mul(10)?.checked_add(digit_value(*c)?));
    }
    let (mut total, mut section, mut digit) = (0_i128, 0_i128, 0_i128);
    let mut last_rank = 1_i128;
    let mut zero_before = false;
    for &c in run {
        if let Some(d) = digit_value(c) {
            digit = d;
            zero_before |= d == 0;
            continue;
        }
        if let Some(rank) = rank_value(c) {
            section = section.checked_add(digit.max(i128::from(digit == 0)).checked_mul(rank)?)?;
            last_rank = rank;
        } else {
            let factor = if c == '万' { 10_000 } else { 100_000_000 };
            let part = section + digit;
            total = total.checked_add(part)?.max(1).checked_mul(factor)?;
            section = 0;
            last_rank = factor;
        }
        digit = 0;
        zero_before = false;
    }
    // The spoken short form: the last digit counts tenths of the rank before it.
    if digit > 0 && last_rank >= 100 && !zero_before {
        digit *= last_rank / 10;
    }
    total.checked_add(section)?.checked_add(digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, usize) {
        let numeral = numeral_at(text).unwrap();
        (numeral.value.to_string(), text[..numeral.len].chars().count())
    }

    #[test]
    fn numerals_of_all_scripts_are_read() {
        for (text, value, chars) in [
            ("1,234.5亿元", "1234.5", 7),
            ("546.5。", "546.5", 5),
            ("12.", "12", 2),
            ("一百八十亿", "180", 4),
            ("三千五百万元", "3500", 4),
            ("一万二千户", "12000", 4),
            ("两千亿", "2000", 2),
            ("十六个", "16", 2),
            ("二百五", "250", 3),
            ("一万二", "12000", 3),
            ("一百零五个", "105", 4),
            ("六十四点三", "64.3", 5),
            ("百余个", "100", 1),
            ("千万", "1000", 1),
            ("二〇二五年", "2025", 4),
            ("一亿二千万元", "12000", 4),
            ("数十个", "10", 2),
            ("十几个", "10", 2),
            ("三四十个", "30", 3),
            ("十五六个", "15", 3),
        ] {
            assert_eq!(read(text), (value.to_owned(), chars), "{text}");
        }
    }

    #[test]
    fn absurd_numerals_are_refused_not_misread() {
        assert!(numeral_at(&"9".repeat(60)).is_none());
        assert!(numeral_at("几个").is_none());
        let _ = numeral_at(&"亿".repeat(50));
        let _ = numeral_at(&"万亿".repeat(50));
    }
}
