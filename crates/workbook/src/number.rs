//! Numbers as offices type them into cells.

use crate::Decimal;
use kernel::money::MoneyUnit;
use kernel::text::tight;

/// What a text in a column of numbers turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Typed {
    /// `—`, `/`, `无` and their kin: nothing was filed.
    Blank,
    Plain(Decimal),
    Percent(Decimal),
    /// A number with a unit of money: `1.2亿元`.
    Money(Decimal, MoneyUnit),
    /// A number with another unit: `12亩`.
    Unit(Decimal, String),
    /// Not a plain number; the figure is what it seems to mean.
    Words(Option<(Decimal, Option<MoneyUnit>)>),
    TooLarge,
}

/// Texts that stand for an empty cell.
pub(crate) fn is_blank(text: &str) -> bool {
    let text = text.trim();
    text.is_empty()
        || matches!(
            text,
            "无" | "暂无"
                | "没有"
                | "空"
                | "N/A"
                | "n/a"
                | "NA"
                | "null"
                | "NULL"
                | "None"
                | "待定"
                | "未定"
                | "不涉及"
                | "无。"
                | "暂缺"
                | "不详"
                | "未报"
                | "未填"
        )
        || text.chars().all(|c| {
            matches!(
                c,
                '—' | '-'
                    | '–'
                    | '－'
                    | '―'
                    | '─'
                    | '/'
                    | '／'
                    | '\\'
                    | '＼'
                    | '.'
                    | '·'
                    | '…'
                    | '*'
                    | '~'
                    | '～'
                    | '_'
                    | ' '
                    | '\u{3000}'
                    | '\u{a0}'
            )
        })
}

pub(crate) fn read(text: &str) -> Typed {
    // The everyday case, without allocation.
    if let Some(number) = Decimal::parse(text) {
        return Typed::Plain(number);
    }
    if is_blank(text) {
        return Typed::Blank;
    }
    let flat = tight(text).replace(['−', '﹣'], "-");
    if is_blank(&flat) {
        return Typed::Blank;
    }
    let flat = flat.trim_start_matches(['¥', '￥', '\'']).to_owned();
    if let Some(number) = plain(&flat) {
        return Typed::Plain(number);
    }
    if let Some(number) = flat.strip_suffix('%').and_then(plain) {
        return Typed::Percent(number);
    }
    with_unit(&flat).unwrap_or_else(|| words(&flat))
}

/// A number with thousands separators (`,`, `，`, `、`, `'`) in their places.
fn plain(flat: &str) -> Option<Decimal> {
    if let Some(number) = Decimal::parse(flat) {
        return Some(number);
    }
    let exponent = flat.bytes().any(|b| matches!(b, b'e' | b'E')) && flat.starts_with(|c: char| c.is_ascii_digit());
    if exponent && let Ok(value) = flat.parse::<f64>() {
        return Decimal::from_f64(value);
    }
    let bracketed = flat.strip_prefix('(').and_then(|f| f.strip_suffix(')'));
    if let Some(inside) = bracketed.filter(|i| i.contains(',') || i.contains('.')) {
        // Accountants write negative amounts in brackets.
        return plain(inside).and_then(|d| Decimal::parse(&format!("-{d}")));
    }
    let (sign, digits) = flat.strip_prefix('-').map_or(("", flat), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let groups: Vec<&str> = whole.split([',', '、', '\'', '`']).collect();
    let grouped = groups.len() > 1
        && (1..=4).contains(&groups[0].len())
        && groups[1..].iter().all(|g| g.len() == 3 || g.len() == 4)
        && groups[1..].windows(2).all(|w| w[0].len() == w[1].len());
    if !grouped {
        return None;
    }
    let joined =
        format!("{sign}{}{}{}", groups.concat(), if fraction.is_some() { "." } else { "" }, fraction.unwrap_or(""));
    Decimal::parse(&joined)
}

const MONEY: &[(&str, MoneyUnit)] = &[
    ("亿元人民币", MoneyUnit::Yi),
    ("万元人民币", MoneyUnit::Wan),
    ("亿元", MoneyUnit::Yi),
    ("百万元", MoneyUnit::Million),
    ("万元", MoneyUnit::Wan),
    ("千元", MoneyUnit::Thousand),
    ("元", MoneyUnit::Yuan),
    ("亿", MoneyUnit::Yi),
    ("万", MoneyUnit::Wan),
];

fn with_unit(flat: &str) -> Option<Typed> {
    for (word, unit) in MONEY {
        if let Some(number) = flat.strip_suffix(word).and_then(plain) {
            return Some(Typed::Money(number, *unit));
        }
    }
    let digits = flat.char_indices().take_while(|(_, c)| c.is_ascii_digit() || matches!(c, '.' | ',' | '-')).count();
    let (number, unit) = flat.split_at(digits);
    let is_word = !unit.is_empty() && unit.chars().count() <= 6 && !unit.contains(|c: char| c.is_ascii_digit());
    let is_unit = is_word
        && !["左右", "余", "多", "以上", "以内", "约", "以下", "待", "?", "(", "未", "已", "其中", "+"]
            .iter()
            .any(|w| unit.contains(w));
    is_unit.then(|| plain(number).map(|n| Typed::Unit(n, unit.to_owned()))).flatten()
}

/// What a text in words seems to mean: `约5000` → 5000, `壹亿元` → 1 亿元.
fn words(flat: &str) -> Typed {
    let digits = flat.bytes().filter(u8::is_ascii_digit).count();
    if digits > 18 && flat.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'-')) {
        return Typed::TooLarge;
    }
    let bare = flat
        .trim_start_matches("大约")
        .trim_start_matches("预计")
        .trim_start_matches(['约', '近', '超', '达', '共', '≈', '≥', '≤', '>', '<', '~'])
        .trim_end_matches("左右")
        .trim_end_matches("以上")
        .trim_end_matches("以内")
        .trim_end_matches(['余', '多', '整', '?', '+']);
    if let Some(number) = plain(bare) {
        return Typed::Words(Some((number, None)));
    }
    if let Some(Typed::Money(number, unit)) = with_unit(bare) {
        return Typed::Words(Some((number, Some(unit))));
    }
    let (body, unit) = MONEY
        .iter()
        .take(7)
        // 三千五百万元 ends in 万元.
        .filter(|(_, unit)| *unit != MoneyUnit::Million)
        .find_map(|(word, unit)| bare.strip_suffix(word).filter(|b| !b.is_empty()).map(|b| (b, Some(*unit))))
        .unwrap_or((bare, None));
    Typed::Words(chinese(body).map(|n| (n, unit)))
}

/// A Chinese numeral: 壹亿, 三千五百, 一点二, 十二. `None` for anything else.
pub(crate) fn chinese(text: &str) -> Option<Decimal> {
    let (whole, fraction) = text.split_once('点').map_or((text, None), |(w, f)| (w, Some(f)));
    let mut total = 0_i64;
    let mut section = 0_i64;
    let mut digit: Option<i64> = None;
    for c in whole.chars() {
        if let Some(value) = chinese_digit(c) {
            digit = Some(digit.unwrap_or(0).checked_mul(10)?.checked_add(value)?);
            continue;
        }
        let unit = match c {
            '十' | '拾' => 10,
            '百' | '佰' => 100,
            '千' | '仟' => 1_000,
            '万' | '萬' => 10_000,
            '亿' | '億' => 100_000_000,
            _ => return None,
        };
        if unit >= 10_000 {
            section = section.checked_add(digit.unwrap_or(0))?;
            total = total.checked_add(section.max(1).checked_mul(unit)?)?;
            section = 0;
        } else {
            section = section.checked_add(digit.unwrap_or(1).checked_mul(unit)?)?;
        }
        digit = None;
    }
    if whole.is_empty() {
        return None;
    }
    let number = total.checked_add(section)?.checked_add(digit.unwrap_or(0))?;
    match fraction {
        None => Some(Decimal::new(number, 0)),
        Some(fraction) => {
            let digits: Option<String> = fraction.chars().map(|c| chinese_digit(c).map(|d| d.to_string())).collect();
            Decimal::parse(&format!("{number}.{}", digits?))
        }
    }
}

fn chinese_digit(c: char) -> Option<i64> {
    Some(match c {
        '零' | '〇' | '○' => 0,
        '一' | '壹' => 1,
        '二' | '贰' | '两' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn plain_numbers_have_many_faces() {
        for (text, number) in [
            ("22,288", "22288"),
            (" 126100 ", "126100"),
            ("１２，３４５．６", "12345.6"),
            ("1，234", "1234"),
            ("1、234", "1234"),
            ("12 345", "12345"),
            ("-320", "-320"),
            ("－320", "-320"),
            ("(1,234.50)", "-1234.5"),
            ("¥500", "500"),
            ("1.2E4", "12000"),
            ("1,2345,6789", "123456789"),
            ("+5", "5"),
        ] {
            assert_eq!(read(text), Typed::Plain(decimal(number)), "{text}");
        }
    }

    #[test]
    fn blanks_units_and_percentages_are_told_apart() {
        for blank in ["—", "/", "无", "\\", "——", "-", " ", "　", "--"] {
            assert_eq!(read(blank), Typed::Blank, "{blank}");
        }
        assert_eq!(read("67.9％"), Typed::Percent(decimal("67.9")));
        assert_eq!(read("1.2亿元"), Typed::Money(decimal("1.2"), MoneyUnit::Yi));
        assert_eq!(read("5000万"), Typed::Money(decimal("5000"), MoneyUnit::Wan));
        assert_eq!(read("35亩"), Typed::Unit(decimal("35"), "亩".into()));
    }

    #[test]
    fn words_are_no_numbers_but_may_be_understood() {
        assert_eq!(read("约5000"), Typed::Words(Some((decimal("5000"), None))));
        assert_eq!(read("壹亿元"), Typed::Words(Some((decimal("1"), Some(MoneyUnit::Yi)))));
        assert_eq!(read("5000左右"), Typed::Words(Some((decimal("5000"), None))));
        assert_eq!(read("三千五百万元"), Typed::Words(Some((decimal("3500"), Some(MoneyUnit::Wan)))));
        assert_eq!(read("未批复"), Typed::Words(None));
        assert_eq!(read("12.5.3"), Typed::Words(None));
        assert_eq!(read("999999999999999999999"), Typed::TooLarge);
        assert_eq!(chinese("十二"), Some(decimal("12")));
        assert_eq!(chinese("一亿二千万"), Some(decimal("120000000")));
        assert_eq!(chinese("一点二"), Some(decimal("1.2")));
    }
}
