//! One cell, read as the kind of value its column holds.

use crate::columns::ColumnPlan;
use crate::finding::{FindingKind, Severity};
use crate::grid::Cell;
use crate::value::{Precision, TypedDate, Value};
use crate::{dates, figures, marks, number, year_spans};
use kernel::money::MoneyUnit;
use kernel::text::{normal, tight};
use kernel::{Field, FieldKind, Month};
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
    pub fn value(value: Value) -> Outcome {
        Outcome { value: Some(value), remark: None }
    }

    pub fn error(kind: FindingKind, message: impl Into<Cow<'static, str>>) -> Outcome {
        Outcome { value: None, remark: Some(Remark { severity: Severity::Error, kind, message: message.into() }) }
    }

    pub fn warned(value: Option<Value>, kind: FindingKind, message: impl Into<Cow<'static, str>>) -> Outcome {
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
        FieldKind::Money => figures::money(cell, field, plan, setting.unit),
        FieldKind::Percent => figures::percent(cell, field, plan.fractions),
        FieldKind::Area | FieldKind::Quantity => figures::quantity(cell, field, plan),
        FieldKind::Date => date(cell, field, setting),
        FieldKind::YearSpan => year_span(cell),
        FieldKind::Mark => marks::mark(cell),
        FieldKind::Flag => marks::flag(cell, field),
        FieldKind::Nature => marks::nature(cell),
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
    match year_spans::year_span(cell) {
        Some((first, last)) if first <= last => Outcome::value(Value::YearSpan(first, last)),
        Some((first, last)) => Outcome::warned(
            Some(Value::YearSpan(last, first)),
            FindingKind::Contradiction,
            format!("建设年限的起始年{first}晚于结束年{last}:请核对"),
        ),
        None => text(cell, &Field::Remark),
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
            let one_line = matches!(field, Field::Name | Field::Owner | Field::Sequence);
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
pub(crate) fn is_clean(text: &str) -> bool {
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
