//! Cells that hold figures: amounts of money, percentages, areas and other quantities.

use crate::Decimal;
use crate::cells::Outcome;
use crate::columns::ColumnPlan;
use crate::finding::FindingKind;
use crate::grid::{Cell, Shown};
use crate::number::{self, Typed};
use crate::value::Value;
use kernel::money::MoneyUnit;
use kernel::text::tight;
use kernel::{Field, FieldKind, Money};

/// The number of a cell, or what stands in its place.
fn number_of(cell: &Cell) -> Typed {
    match cell {
        Cell::Number(value, _) => Decimal::from_f64(*value).map_or(Typed::TooLarge, Typed::Plain),
        Cell::Text(text) => number::read(text),
        _ => Typed::Words(None),
    }
}

fn not_a_number(
    field: &Field,
    cell: &Cell,
    meant: Option<(Decimal, Option<MoneyUnit>)>,
    unit: Option<MoneyUnit>,
) -> Outcome {
    let typed = cell.typed();
    let typed = typed.trim();
    let label = field.label();
    let advice = match (meant, unit) {
        (Some((number, Some(own))), Some(unit)) => match Money::parse(&number.to_string(), own) {
            Ok(amount) => format!("如确为此数,请填{}(单位:{})", amount.exact(unit), unit.label()),
            Err(_) => "请填写阿拉伯数字".to_owned(),
        },
        (Some((number, _)), _) => format!("如确为此数,请填{number}"),
        (None, Some(unit)) => format!("请填写以{}为单位的阿拉伯数字,没有的留空", unit.label()),
        (None, None) => "请填写阿拉伯数字,没有的留空".to_owned(),
    };
    Outcome::error(FindingKind::NotANumber, format!("{label}“{typed}”不是数字:{advice}"))
}

/// Amounts that cannot be below zero; shortfalls and changes may.
fn must_not_be_negative(field: &Field) -> bool {
    field.kind() == FieldKind::Money && *field != Field::FundGap
}

pub(crate) fn money(cell: &Cell, field: &Field, plan: &ColumnPlan, of_sheet: MoneyUnit) -> Outcome {
    let unit = plan.unit.unwrap_or(of_sheet);
    let (number, own) = match number_of(cell) {
        Typed::Blank => return Outcome::default(),
        Typed::Plain(number) => (number, None),
        Typed::Money(number, own) => (number, Some(own)),
        Typed::Words(meant) => return not_a_number(field, cell, meant, Some(unit)),
        Typed::Percent(_) | Typed::Unit(..) => return not_a_number(field, cell, None, Some(unit)),
        Typed::TooLarge => {
            return Outcome::error(
                FindingKind::TooLarge,
                format!("{}的数字太大,超出可表示的范围:请核对", field.label()),
            );
        }
    };
    let Some(amount) = amount(number, own.unwrap_or(unit)) else {
        return Outcome::error(FindingKind::TooLarge, format!("{}的数字太大,超出可表示的范围:请核对", field.label()));
    };
    if amount.is_negative() && must_not_be_negative(field) {
        return Outcome::error(FindingKind::Negative, format!("{}为负数,应不小于0:请核对", field.label()));
    }
    let value = Some(Value::Money(amount));
    match own {
        Some(own) if own != unit => Outcome::warned(
            value,
            FindingKind::Unit,
            format!("单元格内写了单位:已按{number}{}={}{}读取,请核对", own.label(), amount.exact(unit), unit.label()),
        ),
        Some(own) if !plan.unit_in_cells => Outcome::warned(
            value,
            FindingKind::Unit,
            format!("单元格内写了单位“{}”:已读作{number},建议只填数字", own.label()),
        ),
        _ => Outcome { value, remark: None },
    }
}

/// Exact, and fast for whole numbers.
fn amount(number: Decimal, unit: MoneyUnit) -> Option<Money> {
    if number.places() == 0 {
        return number.mantissa().checked_mul(unit.fen()).map(Money);
    }
    Money::parse(&number.to_string(), unit).ok()
}

pub(crate) fn percent(cell: &Cell, field: &Field, fractions: bool) -> Outcome {
    let number = match (cell, number_of(cell)) {
        (_, Typed::Blank) => return Outcome::default(),
        (Cell::Number(_, Shown::Percent), Typed::Plain(number)) => number.shifted(2),
        (_, Typed::Plain(number)) if fractions => number.shifted(2),
        (_, Typed::Plain(number) | Typed::Percent(number)) => Some(number),
        (_, Typed::Unit(number, unit)) if unit.contains("百分点") => Some(number),
        (_, Typed::Words(meant)) => {
            return growth_in_words(cell, field).unwrap_or_else(|| not_a_number(field, cell, meant, None));
        }
        _ => return not_a_number(field, cell, None, None),
    };
    match number {
        Some(number) => Outcome::value(Value::Percent(number)),
        None => Outcome::error(FindingKind::TooLarge, format!("{}的数字太大:请核对", field.label())),
    }
}

/// 增长5.2%, 下降3%, 持平: only where growth is asked for.
fn growth_in_words(cell: &Cell, field: &Field) -> Option<Outcome> {
    if *field != Field::Growth {
        return None;
    }
    let flat = tight(&cell.typed());
    if flat == "持平" {
        return Some(Outcome::value(Value::Percent(Decimal::ZERO)));
    }
    for (words, sign) in [(&["增长", "上升", "+", "↑"][..], 1), (&["下降", "减少", "降低", "↓"], -1)] {
        if let Some(rest) = words.iter().find_map(|w| flat.strip_prefix(w))
            && let Typed::Percent(number) | Typed::Plain(number) = number::read(rest)
        {
            return Some(Outcome::value(Value::Percent(Decimal::new(number.mantissa() * sign, number.places()))));
        }
    }
    None
}

pub(crate) fn quantity(cell: &Cell, field: &Field, plan: &ColumnPlan) -> Outcome {
    let number = match number_of(cell) {
        Typed::Blank => return Outcome::default(),
        Typed::Plain(number) => number,
        Typed::Unit(number, unit) => return with_unit(number, &unit, field, plan, cell),
        Typed::Words(meant) => return not_a_number(field, cell, meant.filter(|(_, unit)| unit.is_none()), None),
        _ => return not_a_number(field, cell, None, None),
    };
    let in_mu = match plan.unit_text.as_deref() {
        Some("公顷") if field.kind() == FieldKind::Area => scaled(number, 15, 0),
        Some("平方米" | "㎡" | "m2") if field.kind() == FieldKind::Area => scaled(number, 15, -4),
        Some("万平方米") if field.kind() == FieldKind::Area => scaled(number, 15, 0),
        _ => Some(number),
    };
    let Some(number) = in_mu else {
        return Outcome::error(FindingKind::TooLarge, format!("{}的数字太大:请核对", field.label()));
    };
    let value = Value::Number(number);
    if number.is_negative() {
        return Outcome::warned(Some(value), FindingKind::Negative, format!("{}为负数:请核对", field.label()));
    }
    Outcome::value(value)
}

/// One hectare is 15 mu.
fn scaled(number: Decimal, factor: i64, power: i32) -> Option<Decimal> {
    Decimal::new(number.mantissa().checked_mul(factor)?, number.places()).shifted(power)
}

fn with_unit(number: Decimal, unit: &str, field: &Field, plan: &ColumnPlan, cell: &Cell) -> Outcome {
    let of_header = plan.unit_text.as_deref();
    let area = field.kind() == FieldKind::Area;
    if !area || of_header == Some(unit) || unit == "亩" && of_header.is_none() {
        return Outcome::value(Value::Number(number));
    }
    let in_mu = match unit {
        "亩" => Some(number),
        "公顷" => scaled(number, 15, 0),
        "平方米" | "㎡" | "m2" | "平米" | "平方" => scaled(number, 15, -4),
        _ => None,
    };
    match in_mu {
        Some(mu) if area => Outcome::warned(
            Some(Value::Number(mu)),
            FindingKind::Unit,
            format!("单元格内写了单位:已按{number}{unit}={mu}亩读取,请核对"),
        ),
        _ => not_a_number(field, cell, Some((number, None)), None),
    }
}
