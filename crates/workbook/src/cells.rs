//! One cell, read as the kind of value its column holds.

use crate::Decimal;
use crate::columns::ColumnPlan;
use crate::dates;
use crate::finding::{FindingKind, Severity};
use crate::grid::{Cell, Shown};
use crate::number::{self, Typed};
use crate::value::{Precision, TypedDate, TypedMark, TypedNature, Value};
use kernel::money::MoneyUnit;
use kernel::text::{normal, tight};
use kernel::{ApprovalMark, Field, FieldKind, Money, Month, Nature};
use std::borrow::Cow;
use std::sync::Arc;

/// What reading a cell needs to know of the sheet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting {
    pub year: i32,
    pub as_of: Option<Month>,
    /// The unit of amounts whose column names none.
    pub unit: MoneyUnit,
}

/// Something to say about a cell.
#[derive(Clone, Debug)]
pub(crate) struct Remark {
    pub severity: Severity,
    pub kind: FindingKind,
    pub message: Cow<'static, str>,
}

/// A cell's value, if it has a usable one, and what is to be said about it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outcome {
    pub value: Option<Value>,
    pub remark: Option<Remark>,
}

impl Outcome {
    fn value(value: Value) -> Outcome {
        Outcome { value: Some(value), remark: None }
    }

    fn error(kind: FindingKind, message: impl Into<Cow<'static, str>>) -> Outcome {
        Outcome { value: None, remark: Some(Remark { severity: Severity::Error, kind, message: message.into() }) }
    }

    fn warned(value: Option<Value>, kind: FindingKind, message: impl Into<Cow<'static, str>>) -> Outcome {
        Outcome { value, remark: Some(Remark { severity: Severity::Warning, kind, message: message.into() }) }
    }
}

pub(crate) fn read(cell: &Cell, field: &Field, plan: &ColumnPlan, setting: &Setting) -> Outcome {
    match cell {
        Cell::Error(code) => {
            return Outcome::error(
                FindingKind::FormulaError,
                format!("单元格是公式错误{code},应为{}:请修正公式或直接填写数值", expected(field)),
            );
        }
        Cell::Uncalculated => {
            return Outcome::error(
                FindingKind::Formula,
                "单元格的公式没有计算结果:请用Excel或WPS打开文件、重新计算并保存后再导入",
            );
        }
        _ => {}
    }
    match field.kind() {
        FieldKind::Money => money(cell, field, plan.unit.unwrap_or(setting.unit)),
        FieldKind::Percent => percent(cell, field, plan.fractions),
        FieldKind::Area | FieldKind::Quantity => quantity(cell, field, plan),
        FieldKind::Date => date(cell, field, setting),
        FieldKind::YearSpan => year_span(cell),
        FieldKind::Mark => mark(cell),
        FieldKind::Flag => flag(cell, field),
        FieldKind::Nature => nature(cell),
        FieldKind::Term => term(cell),
        FieldKind::Text => text(cell, field),
    }
}

/// What a column of this field should hold, for messages.
pub(crate) fn expected(field: &Field) -> &'static str {
    match field.kind() {
        FieldKind::Money | FieldKind::Area | FieldKind::Quantity => "数字",
        FieldKind::Percent => "百分数",
        FieldKind::Date => "日期(如2025年3月)",
        FieldKind::YearSpan => "起止年份(如2025-2027)",
        _ => "文字",
    }
}

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

fn money(cell: &Cell, field: &Field, unit: MoneyUnit) -> Outcome {
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
        Some(own) => Outcome::warned(
            value,
            FindingKind::Unit,
            format!("单元格内写了单位“{}”:已读作{number},建议只填数字", own.label()),
        ),
        None => Outcome { value, remark: None },
    }
}

/// Exact, and fast for whole numbers.
fn amount(number: Decimal, unit: MoneyUnit) -> Option<Money> {
    if number.places() == 0 {
        return number.mantissa().checked_mul(unit.fen()).map(Money);
    }
    Money::parse(&number.to_string(), unit).ok()
}

fn percent(cell: &Cell, field: &Field, fractions: bool) -> Outcome {
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

fn quantity(cell: &Cell, field: &Field, plan: &ColumnPlan) -> Outcome {
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
    if of_header == Some(unit) || (area && unit == "亩" && of_header.is_none()) || !area {
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

fn date(cell: &Cell, field: &Field, setting: &Setting) -> Outcome {
    let planned =
        matches!(field, Field::PlannedStart | Field::PlannedFinish | Field::FinishDate | Field::ProductionDate);
    let reached = setting.as_of;
    let october = |year: i32| planned || Month::new(year, 10).is_some_and(|m| reached.is_some_and(|as_of| m <= as_of));
    let typed_text = || -> Arc<str> {
        match cell {
            Cell::Text(text) => Arc::clone(text),
            other => Arc::from(other.typed()),
        }
    };
    match dates::read(cell, setting.year, october) {
        dates::Typed::Blank => Outcome::default(),
        dates::Typed::Date { first_day, precision, doubt } => {
            let value = Value::Date(TypedDate { first_day, precision, text: typed_text() });
            match doubt {
                None => Outcome::value(value),
                Some(doubt) => {
                    let read_as = match precision {
                        Precision::Day => first_day.format("%Y-%m-%d"),
                        _ => first_day.format("%Y年%-m月"),
                    };
                    let message = format!("{}不够准确:{doubt}。已按{read_as}读取,请补全", field.label());
                    Outcome::warned(Some(value), FindingKind::ImpreciseDate, message)
                }
            }
        }
        dates::Typed::Words => Outcome::warned(
            Some(Value::Text(typed_text())),
            FindingKind::ImpreciseDate,
            format!("{}“{}”不是日期:文字已保留,请改填日期(如2025年3月)", field.label(), cell.typed().trim()),
        ),
        dates::Typed::Invalid => Outcome::error(
            FindingKind::InvalidDate,
            format!("{}“{}”不是有效日期:请填写年月(如2025年3月或2025-03)", field.label(), cell.typed().trim()),
        ),
    }
}

fn year_span(cell: &Cell) -> Outcome {
    if let Cell::Text(text) = cell
        && number::is_blank(text)
    {
        return Outcome::default();
    }
    match dates::year_span(cell) {
        Some((first, last)) if first <= last => Outcome::value(Value::YearSpan(first, last)),
        Some((first, last)) => Outcome::warned(
            Some(Value::YearSpan(last, first)),
            FindingKind::Contradiction,
            format!("建设年限的起始年{first}晚于结束年{last}:请核对"),
        ),
        None => text(cell, &Field::Remark),
    }
}

fn mark(cell: &Cell) -> Outcome {
    let typed: Arc<str> = match cell {
        Cell::Text(text) => Arc::clone(text),
        other => Arc::from(other.typed()),
    };
    let mark = ApprovalMark::read(&typed).or_else(|| {
        let flat = tight(&typed);
        ApprovalMark::read(&flat).or_else(|| mark_in_words(&flat, cell))
    });
    Outcome::value(Value::Mark(TypedMark { mark, text: typed }))
}

/// 已于3月批复, 正在报批, 未启动编制, a date or a document number.
fn mark_in_words(flat: &str, cell: &Cell) -> Option<ApprovalMark> {
    if matches!(cell, Cell::Bool(true)) {
        return Some(ApprovalMark::Done);
    }
    if matches!(cell, Cell::Bool(false)) {
        return Some(ApprovalMark::Missing);
    }
    let begins = |words: &[&str]| words.iter().any(|w| flat.starts_with(w));
    if begins(&["未", "尚未", "没有", "待"]) {
        return Some(ApprovalMark::Missing);
    }
    if begins(&["正在", "拟", "预计", "计划", "已上报", "已报"]) || flat.ends_with('中') {
        return Some(ApprovalMark::InProgress);
    }
    if begins(&["无需", "不需", "不涉及"]) {
        return Some(ApprovalMark::NotNeeded);
    }
    let numbered = flat.ends_with('号') && flat.contains(|c: char| c.is_ascii_digit());
    let dated = matches!(dates::read(cell, 0, |_| false), dates::Typed::Date { doubt: None, .. });
    (begins(&["已", "√", "完成"]) || numbered || dated).then_some(ApprovalMark::Done)
}

fn flag(cell: &Cell, field: &Field) -> Outcome {
    let flat = match cell {
        Cell::Bool(yes) => return Outcome::value(Value::Flag(*yes)),
        other => tight(&other.typed()),
    };
    let yes = ["是", "√", "✓", "✔", "1", "Y", "y", "有", "V", "v", "●", "☑", "yes", "YES"].contains(&flat.as_str())
        || flat.starts_with('已')
        || ["开工", "复工", "竣工", "完工", "入统", "纳统", "在建", "入库", "建成", "投产"].contains(&flat.as_str());
    let no = ["否", "×", "X", "x", "✗", "0", "N", "n", "无", "○", "no", "NO"].contains(&flat.as_str())
        || flat.starts_with(['未', '不', '待', '拟'])
        || flat.starts_with("尚未");
    if yes || no {
        return Outcome::value(Value::Flag(yes));
    }
    if number::is_blank(&flat) {
        return Outcome::default();
    }
    if matches!(dates::read(cell, 0, |_| false), dates::Typed::Date { .. }) {
        return Outcome::value(Value::Flag(true));
    }
    Outcome::warned(
        Some(Value::Text(Arc::from(normal(&cell.typed())))),
        FindingKind::UnknownWord,
        format!("{}应填“是”或“否”:文字已保留,请核对", field.label()),
    )
}

fn nature(cell: &Cell) -> Outcome {
    if let Cell::Text(text) = cell
        && let Some(nature) = Nature::read(text).filter(|_| is_clean(text))
    {
        return Outcome::value(Value::Nature(TypedNature { nature, text: Arc::clone(text) }));
    }
    let typed = cell.typed();
    let flat = tight(&typed);
    if number::is_blank(&flat) {
        return Outcome::default();
    }
    let bare = flat.split('(').next().unwrap_or(&flat).trim_end_matches('类');
    let parts = || bare.split(['/', '、', '+', '-', ',', '及', '和']);
    match Nature::read(&flat).or_else(|| Nature::read(bare)).or_else(|| parts().find_map(Nature::read)) {
        Some(nature) => Outcome::value(Value::Nature(TypedNature { nature, text: Arc::from(flat) })),
        None => Outcome::error(
            FindingKind::UnknownWord,
            format!("建设性质“{}”不在取值范围:应为新建、续建、扩建、改建、技改、收尾、前期等", typed.trim()),
        ),
    }
}

/// Words shared by many projects lose the blanks that only align them (东  区).
fn term(cell: &Cell) -> Outcome {
    let typed = match cell {
        Cell::Text(text) if number::is_blank(text) => return Outcome::default(),
        Cell::Text(text) if is_clean(text) => return Outcome::value(Value::Text(Arc::clone(text))),
        other => other.typed(),
    };
    let foreign = typed.chars().any(|c| c.is_ascii_alphabetic());
    let word = if foreign { normal(&typed) } else { tight(&typed) };
    Outcome::value(Value::Text(Arc::from(word)))
}

fn text(cell: &Cell, field: &Field) -> Outcome {
    match cell {
        Cell::Text(text) if number::is_blank(text) => Outcome::default(),
        Cell::Text(text) if !matches!(field, Field::ProjectCode | Field::OwnerCreditCode) => {
            let one_line = *field == Field::Name || *field == Field::Owner;
            let text = if is_clean(text) {
                Arc::clone(text)
            } else if one_line {
                Arc::from(normal(text))
            } else {
                Arc::from(text.trim())
            };
            Outcome::value(Value::Text(text))
        }
        other => code(&other.typed(), other, field),
    }
}

/// Nothing in it that [`normal`] would change, judged quickly.
fn is_clean(text: &str) -> bool {
    !text.chars().any(|c| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '\u{ff01}'..='\u{ff5e}' | '\u{feff}' | '\u{200b}'..='\u{200f}')
    })
}

/// Codes, and numbers in text columns (telephones, running numbers).
fn code(typed: &str, cell: &Cell, field: &Field) -> Outcome {
    let value = Some(Value::Text(Arc::from(normal(typed))));
    let checked = match field {
        Field::ProjectCode => typed.parse::<kernel::ProjectCode>().map(|c| c.as_str().to_owned()),
        Field::OwnerCreditCode => typed.parse::<kernel::CreditCode>().map(|c| c.as_str().to_owned()),
        _ => return Outcome { value, remark: None },
    };
    if matches!(cell, Cell::Number(number, _) if number.abs() >= 1e15) {
        let message = format!("{}按数字保存,末几位已丢失:请把单元格设为文本后重新填写", field.label());
        return Outcome::warned(None, FindingKind::Code, message);
    }
    match checked {
        Ok(code) => Outcome::value(Value::Text(Arc::from(code))),
        Err(error) => Outcome::warned(value, FindingKind::Code, error.to_string()),
    }
}
