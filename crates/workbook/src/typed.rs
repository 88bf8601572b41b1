//! A text typed into a form, read by the rules of a cell: one way of reading numbers and dates for workbooks and pages.

use crate::cells::{Setting, read};
use crate::columns::ColumnPlan;
use crate::finding::{FindingKind, Severity};
use crate::grid::Cell;
use crate::synonyms::How;
use crate::value::Value;
use kernel::money::MoneyUnit;
use kernel::{Field, Month};
use std::sync::Arc;

/// What a text turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// `None` for a blank (also `—`, `/`, `无`) and for what cannot be used.
    pub value: Option<Value>,
    /// What is wrong (`Error`, no value) or doubtful with it, in Chinese.
    pub remark: Option<(Severity, FindingKind, String)>,
}

/// Reads a text under `field` of the list of `as_of`'s year. Amounts without a unit of their own (`1.2亿`) are in `unit`.
pub fn read_typed(field: &Field, text: &str, unit: MoneyUnit, as_of: Month) -> Typed {
    let plan = ColumnPlan {
        index: 0,
        header: field.label(),
        field: Some(field.clone()),
        how: How::Learned,
        unit: Some(unit),
        unit_in_cells: false,
        unit_text: None,
        until: None,
        fractions: false,
        cumulative: false,
        also: None,
    };
    let setting = Setting { year: as_of.year(), as_of: Some(as_of), unit };
    let outcome = read(&Cell::Text(Arc::from(text)), field, &plan, &setting);
    let remark = outcome.remark.map(|r| (r.severity, r.kind, r.message.into_owned()));
    Typed { value: outcome.value, remark }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Money;

    #[test]
    fn a_form_reads_what_a_cell_reads() {
        let july = Month::new(2025, 7).unwrap();
        for (text, wan) in
            [("3120", 3_120), ("３，１２０", 3_120), ("1.2亿", 12_000), ("1.2亿元", 12_000), ("5000万", 5_000)]
        {
            let typed = read_typed(&Field::DoneYtd, text, MoneyUnit::Wan, july);
            assert_eq!(typed.value, Some(Value::Money(Money::from_wan(wan))), "{text}");
        }
        for blank in ["", " ", "—", "无"] {
            let typed = read_typed(&Field::DoneYtd, blank, MoneyUnit::Wan, july);
            assert_eq!(typed, Typed { value: None, remark: None }, "{blank}");
        }
        for (text, kind) in [
            ("约5000", FindingKind::NotANumber),
            ("abc", FindingKind::NotANumber),
            ("-320", FindingKind::Negative),
            ("99999999999999999999", FindingKind::TooLarge),
        ] {
            let typed = read_typed(&Field::DoneYtd, text, MoneyUnit::Wan, july);
            assert!(typed.value.is_none(), "{text}");
            assert!(typed.remark.is_some_and(|(severity, k, _)| severity == Severity::Error && k == kind), "{text}");
        }
        let typed = read_typed(&Field::StartDate, "2025.13", MoneyUnit::Wan, july);
        assert_eq!(typed.remark.map(|r| r.1), Some(FindingKind::InvalidDate));
    }
}
