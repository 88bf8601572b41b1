//! Shares in words: 百分之六十五, 三分之二, 3/4, 七成, 一半.

use super::Figure;
use crate::decimal::Decimal;
use crate::numeral::{Numeral, Script, numeral_at};
use crate::unit::Kind;

/// `百分之六十五`, `三分之二`.
pub(super) fn share_words(before: &str, rest: &str, at: usize) -> Option<Figure> {
    let (denominator, len) = match (rest.starts_with("百分之"), rest.starts_with("千分之")) {
        (true, _) => (100, "百分之".len()),
        (_, true) => (1000, "千分之".len()),
        _ => {
            let numeral = numeral_at(rest)?;
            let stripped = rest[numeral.len..].strip_prefix("分之")?;
            let denominator = numeral.value.mantissa;
            (denominator, rest.len() - stripped.len())
        }
    };
    let numeral = numeral_at(&rest[len..])?;
    if before.ends_with('第') || denominator == 0 {
        return None;
    }
    let end = at + len + numeral.len;
    let (value, unit) = match denominator {
        100 => (numeral.value, "%"),
        1000 => (numeral.value, "‰"),
        d => (percent_of(numeral.value.mantissa, d)?, "%"),
    };
    let factor = if denominator == 1000 { 0.1 } else { 1.0 };
    let loose = if matches!(denominator, 100 | 1000) { 0.0 } else { 2.0 };
    Some(Figure { loose, ..percent(at, end, value, unit, factor, numeral.script) })
}

/// `3/4` in words like 占总数的3/4.
pub(super) fn fraction(before: &str, numeral: &Numeral, after: &str, at: usize) -> Option<Figure> {
    let rest = after.strip_prefix('/')?;
    let second = numeral_at(rest).filter(|n| n.script == Script::Arabic && n.value.scale == 0)?;
    let (part, whole) = (numeral.value, second.value.mantissa);
    let tail = &rest[second.len..];
    let fits =
        part.scale == 0 && part.mantissa < whole && whole <= 100 && !tail.starts_with('/') && !before.ends_with('/');
    let said = before.ends_with(['占', '近', '超', '约', '的', '达', '有', '足', '过', '到', '为', '成'])
        || ["以上", "左右", "的", "多"].iter().any(|w| tail.starts_with(w));
    if !(fits && said) {
        return None;
    }
    let end = at + numeral.len + 1 + second.len;
    Some(percent(at, end, percent_of(part.mantissa, whole)?, "%", 1.0, Script::Arabic))
}

/// `七成`, `9成`, `两成半`, 一半.
pub(super) fn tenths(before: &str, numeral: &Numeral, after: &str, at: usize) -> Option<Figure> {
    if numeral.value == Decimal::whole(1) && numeral.script == Script::Chinese && after.starts_with('半') {
        let rest = &after["半".len()..];
        let said = before.ends_with(['占', '超', '过', '近', '约', '足', '达', '成', '到'])
            || rest.starts_with("以上")
            || rest.starts_with("左右");
        return said.then(|| Figure {
            loose: 5.0,
            ..percent(at, at + numeral.len + "半".len(), Decimal::whole(50), "%", 1.0, numeral.script)
        });
    }
    let (more, rest) = match after.strip_prefix('多') {
        Some(rest) if rest.starts_with('成') => (true, rest),
        _ => (false, after),
    };
    let rest = rest.strip_prefix('成')?;
    let value = numeral.value;
    let a_word = rest.starts_with(|c| "立为果功效员本熟绩分交长型就色人群片品都规批套了".contains(c));
    let spoken = ["分成", "都不", "都没", "都未", "都达"].iter().any(|w| rest.starts_with(w));
    if value.as_f64() > 10.0 || value.scale > 1 || (a_word && !spoken) || numeral.up_to.is_some() {
        return None;
    }
    let mut tens = value.shifted(1);
    let mut tail = rest;
    let half = rest.strip_prefix('半');
    let digit = numeral_at(rest).filter(|n| n.value.scale == 0 && n.value.mantissa < 10 && n.len == 3);
    if let Some(stripped) = half {
        tens.mantissa += 5;
        tail = stripped;
    } else if let Some(digit) = digit {
        tens.mantissa += digit.value.mantissa;
        tail = &rest[digit.len..];
    }
    let end = at + numeral.len + (after.len() - tail.len());
    Some(Figure { and_more: more, loose: 5.0, ..percent(at, end, tens, "%", 1.0, numeral.script) })
}

fn percent_of(part: i128, whole: i128) -> Option<Decimal> {
    let exact = Decimal::whole(part.checked_mul(100)?);
    if exact.mantissa % whole == 0 {
        return Some(Decimal::whole(exact.mantissa / whole));
    }
    let hundredths = exact.mantissa.checked_mul(100)?;
    Some(Decimal { mantissa: (hundredths * 2 + whole) / (whole * 2), scale: 2 })
}

fn percent(start: usize, end: usize, value: Decimal, unit: &str, factor: f64, script: Script) -> Figure {
    Figure::plain(start, end, value, (unit, Kind::Percent, factor), script)
}
