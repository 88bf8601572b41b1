//! What the form asks for, in order.

use kernel::Field;

/// How a field is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// 万元.
    Money,
    /// 亩.
    Area,
    Date,
    /// One line.
    Line,
    /// Several lines.
    Text,
}

/// One field of the form.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Asked {
    pub field: Field,
    pub kind: Kind,
    /// A fact of the project itself, which lasts, and not of the month's report.
    pub lasts: bool,
}

/// A part of the form under its heading.
#[derive(Debug)]
pub(super) struct Part {
    pub label: &'static str,
    pub fields: &'static [Asked],
}

const fn of_month(field: Field, kind: Kind) -> Asked {
    Asked { field, kind, lasts: false }
}

const fn of_project(field: Field) -> Asked {
    Asked { field, kind: Kind::Date, lasts: true }
}

pub(super) const PARTS: &[Part] = &[
    Part {
        label: "完成投资",
        fields: &[
            of_month(Field::DoneYtd, Kind::Money),
            of_month(Field::DoneMonth, Kind::Money),
            of_month(Field::DoneTotal, Kind::Money),
        ],
    },
    Part {
        label: "形象进度与时间",
        fields: &[
            of_month(Field::Progress, Kind::Text),
            of_project(Field::StartDate),
            of_project(Field::FinishDate),
            of_project(Field::ProductionDate),
        ],
    },
    Part {
        label: "问题与措施",
        fields: &[
            of_month(Field::Problem, Kind::Text),
            of_month(Field::Cause, Kind::Text),
            of_month(Field::Measure, Kind::Text),
            of_month(Field::MeasureOwner, Kind::Line),
            of_month(Field::MeasureDue, Kind::Date),
        ],
    },
    Part {
        label: "资金与要素",
        fields: &[
            of_month(Field::FundsArrived, Kind::Money),
            of_month(Field::FundsPaid, Kind::Money),
            of_month(Field::FundGap, Kind::Money),
            of_month(Field::LandNeed, Kind::Area),
        ],
    },
    Part { label: "其他", fields: &[of_month(Field::Remark, Kind::Text)] },
];

/// Every field of the form.
pub(super) fn all() -> impl Iterator<Item = &'static Asked> {
    PARTS.iter().flat_map(|part| part.fields)
}

/// The field of a name in a form or a program's JSON.
pub(super) fn find(id: &str) -> Option<&'static Asked> {
    all().find(|asked| asked.field.id() == id)
}

impl Asked {
    /// “年内累计完成投资(万元)”.
    pub fn label(&self) -> String {
        match self.kind {
            Kind::Money => format!("{}(万元)", self.field.label()),
            _ => self.field.label(),
        }
    }
}
