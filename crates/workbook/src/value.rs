//! The value of a cell, once it is known what its column means.

use crate::Decimal;
use kernel::{ApprovalMark, Date, Money, Nature};
use serde::Serialize;
use std::sync::Arc;

/// How much of a date was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    Day,
    Month,
    /// A quarter, half-year or whole year: the first day is given.
    Year,
}

/// A date as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TypedDate {
    /// The day, or the first day of the month or longer period that was typed.
    pub first_day: Date,
    pub precision: Precision,
    /// As typed.
    pub text: Arc<str>,
}

/// A mark in an approval column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TypedMark {
    /// `None` when the words are not one of the known marks (a date, a document number …).
    pub mark: Option<ApprovalMark>,
    pub text: Arc<str>,
}

/// A nature of construction with the office's own word (扩建, 技改 …).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TypedNature {
    pub nature: Nature,
    pub text: Arc<str>,
}

/// What a cell says. Blank cells (also `—`, `/`, `无`) have no value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    Text(Arc<str>),
    Money(Money),
    /// In percent: 64.3 for 64.3 %.
    Percent(Decimal),
    Date(TypedDate),
    /// First and last year.
    YearSpan(i32, i32),
    /// An area in mu or another quantity in the unit of its header.
    Number(Decimal),
    Mark(TypedMark),
    Flag(bool),
    Nature(TypedNature),
}

impl Value {
    /// The value as people type it; money in 万元.
    pub fn text(&self) -> String {
        match self {
            Value::Text(text) => text.to_string(),
            Value::Money(money) => money.exact(kernel::money::MoneyUnit::Wan),
            Value::Percent(percent) => format!("{percent}%"),
            Value::Date(date) => date.text.to_string(),
            Value::YearSpan(first, last) => format!("{first}-{last}"),
            Value::Number(number) => number.to_string(),
            Value::Mark(mark) => mark.text.to_string(),
            Value::Flag(yes) => if *yes { "是" } else { "否" }.to_owned(),
            Value::Nature(nature) => nature.text.to_string(),
        }
    }

    pub fn as_money(&self) -> Option<Money> {
        match self {
            Value::Money(money) => Some(*money),
            _ => None,
        }
    }

    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}
