//! The columns of the ledger, in one place: what each shows, how it is filtered and sorted, and whether it is seen at first.

use crate::ledger::words::Words;
use crate::overview::lights::Light;
use crate::scope::Measured;
use board::{Dimension, Figure, Indicator, Indicators, ProjectId, SortKey};
use kernel::Month;
use serde::Serialize;
use std::sync::Arc;

/// How a value reads; the words of the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    Text,
    Term,
    Money,
    Percent,
    Points,
    Date,
    Area,
    Light,
}

impl Kind {
    pub const fn is_number(self) -> bool {
        matches!(self, Kind::Money | Kind::Percent | Kind::Points | Kind::Area)
    }

    pub const fn unit(self) -> Option<&'static str> {
        Some(match self {
            Kind::Money => "万元",
            Kind::Percent => "%",
            Kind::Points => "个百分点",
            Kind::Area => "亩",
            _ => return None,
        })
    }
}

/// Words that only the database knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    Code,
    Number,
    Owner,
    StartDate,
    PlannedFinish,
    Progress,
    Problem,
    Cause,
    Measure,
    MeasureOwner,
    MeasureDue,
}

/// Where a column's value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Light,
    Name,
    Term(Dimension),
    Figure(Indicator),
    Word(Word),
}

/// How people narrow a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Narrowing {
    Text,
    Choice,
    Range,
    None,
}

/// One column. In `label` and `group`, `{year}`, `{span}` and `{month}` stand for those of the month looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub field: &'static str,
    label: &'static str,
    group: Option<&'static str>,
    pub kind: Kind,
    pub what: What,
    pub visible: bool,
    pub width: u16,
}

/// One project on its way to a page, a workbook or a program.
pub(super) struct Row {
    pub id: ProjectId,
    pub indicators: Indicators,
    pub words: Arc<Words>,
}

const fn column(field: &'static str, label: &'static str, kind: Kind, what: What, width: u16) -> Column {
    Column { field, label, group: None, kind, what, visible: false, width }
}

const fn term(field: &'static str, label: &'static str, dimension: Dimension, width: u16) -> Column {
    column(field, label, Kind::Term, What::Term(dimension), width)
}

const fn figure(field: &'static str, label: &'static str, kind: Kind, indicator: Indicator) -> Column {
    column(field, label, kind, What::Figure(indicator), 110)
}

const fn word(field: &'static str, label: &'static str, word: Word, width: u16) -> Column {
    column(field, label, Kind::Text, What::Word(word), width)
}

const fn date(field: &'static str, label: &'static str, word: Word) -> Column {
    column(field, label, Kind::Date, What::Word(word), 105)
}

impl Column {
    /// Seen before anybody chooses columns.
    const fn seen(self) -> Column {
        Column { visible: true, ..self }
    }

    const fn under(self, group: &'static str) -> Column {
        Column { group: Some(group), ..self }
    }
}

const YEAR: &str = "{year}年投资";
const WHOLE: &str = "开工以来";
const FUNDS: &str = "{year}年资金";
const LAG: &str = "问题与措施";

/// Every column, in the order of an office's ledger.
pub(super) const COLUMNS: &[Column] = &[
    column("light", "灯", Kind::Light, What::Light, 56).seen(),
    column("name", "项目名称", Kind::Text, What::Name, 240).seen(),
    term("region", "县市区", Dimension::Region, 90).seen(),
    term("category", "项目类别", Dimension::Category, 100).seen(),
    term("level", "项目级别", Dimension::Level, 90),
    term("nature", "建设性质", Dimension::Nature, 84).seen(),
    term("department", "主管部门", Dimension::Department, 120),
    term("unit", "责任单位", Dimension::Unit, 130),
    term("leader", "包联领导", Dimension::Leader, 90),
    word("owner", "建设单位", Word::Owner, 160),
    word("code", "项目代码", Word::Code, 210),
    word("number", "项目编号", Word::Number, 100),
    figure("total_investment", "总投资", Kind::Money, Indicator::TotalInvestment).seen(),
    figure("annual_plan", "年度计划", Kind::Money, Indicator::AnnualPlan).under(YEAR).seen(),
    figure("done_ytd", "{span}完成", Kind::Money, Indicator::DoneYtd).under(YEAR).seen(),
    figure("completion", "完成率", Kind::Percent, Indicator::Completion).under(YEAR).seen(),
    figure("pace_gap", "与序时差", Kind::Points, Indicator::PaceGap).under(YEAR).seen(),
    figure("done_month", "{month}月完成", Kind::Money, Indicator::DoneMonth).under(YEAR).seen(),
    figure("prev_ytd", "去年同期", Kind::Money, Indicator::PrevYtd).under(YEAR),
    figure("yoy", "同比", Kind::Percent, Indicator::Yoy).under(YEAR),
    figure("done_total", "累计完成", Kind::Money, Indicator::DoneTotal).under(WHOLE),
    date("start_date", "开工时间", Word::StartDate).under(WHOLE),
    date("planned_finish", "计划竣工", Word::PlannedFinish).under(WHOLE),
    term("stage", "项目阶段", Dimension::Stage, 100),
    word("progress", "形象进度", Word::Progress, 220).seen(),
    word("problem", "存在问题", Word::Problem, 200).under(LAG),
    word("cause", "滞后原因", Word::Cause, 180).under(LAG).seen(),
    word("measure", "下步措施", Word::Measure, 200).under(LAG),
    word("measure_owner", "责任人", Word::MeasureOwner, 84).under(LAG),
    date("measure_due", "完成时限", Word::MeasureDue).under(LAG),
    figure("funds_planned", "计划到位", Kind::Money, Indicator::FundsPlanned).under(FUNDS),
    figure("funds_arrived", "已到位", Kind::Money, Indicator::FundsArrived).under(FUNDS),
    figure("funds_paid", "已支付", Kind::Money, Indicator::FundsPaid).under(FUNDS),
    figure("fund_gap", "资金缺口", Kind::Money, Indicator::FundGap).under(FUNDS),
    figure("land_gap", "用地缺口", Kind::Area, Indicator::LandGap),
    term("industry", "所属行业", Dimension::Industry, 110),
    term("chain", "产业链", Dimension::Chain, 110),
    term("funding_kind", "资金来源", Dimension::FundingKind, 100),
];

/// The column of a field.
pub(super) fn find(field: &str) -> Option<&'static Column> {
    COLUMNS.iter().find(|c| c.field == field)
}

/// What rows are put in order by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Board(SortKey),
    /// By the name's pinyin.
    Name,
    /// By a text of the project's own row.
    Word(Word),
}

impl Column {
    pub fn label(&self, as_of: Month) -> String {
        filled(self.label, as_of)
    }

    pub fn group(&self, as_of: Month) -> Option<String> {
        self.group.map(|group| filled(group, as_of))
    }

    /// As a chip names it: 滞后原因, 2025年投资年度计划.
    pub const fn plain_label(&self) -> &'static str {
        self.label
    }

    pub fn narrowing(&self) -> Narrowing {
        match self.what {
            What::Name => Narrowing::Text,
            What::Term(_) => Narrowing::Choice,
            What::Figure(_) if Measured::read(self.field).is_some() => Narrowing::Range,
            What::Word(_) if self.kind == Kind::Text => Narrowing::Text,
            _ => Narrowing::None,
        }
    }

    /// `None` for words of reports, which have no order worth having.
    pub const fn order(&self) -> Option<Order> {
        Some(match self.what {
            What::Light => Order::Board(SortKey::Indicator(Indicator::PaceGap)),
            What::Name => Order::Name,
            What::Term(dimension) => Order::Board(SortKey::Dimension(dimension)),
            What::Figure(indicator) => Order::Board(SortKey::Indicator(indicator)),
            What::Word(word @ (Word::Code | Word::Number | Word::Owner | Word::StartDate | Word::PlannedFinish)) => {
                Order::Word(word)
            }
            What::Word(_) => return None,
        })
    }

    /// The exact figure behind a number.
    pub fn figure(&self, indicators: &Indicators) -> Option<Figure> {
        match self.what {
            What::Figure(indicator) => indicators.get(indicator),
            _ => None,
        }
    }

    /// The total of a column over many projects, as the grid and the table take it.
    pub fn total(&self, totals: &Indicators) -> Option<String> {
        match self.what {
            What::Figure(indicator) => totals.text(indicator),
            _ => None,
        }
    }

    /// The value as the grid takes it: decimals bare, words as they are, `None` for “—”.
    pub fn value(&self, row: &Row) -> Option<String> {
        match self.what {
            What::Light => match Light::of(&row.indicators) {
                Light::None => None,
                light => Some(light.id().to_owned()),
            },
            What::Name => Some(row.words.name.clone()),
            What::Figure(indicator) => row.indicators.text(indicator),
            What::Term(dimension) => term_of(&row.words, dimension).cloned(),
            What::Word(word) => word_of(&row.words, word).filter(|w| !w.is_empty()).cloned(),
        }
    }

    /// The value as people read it in a table.
    pub fn shown(&self, row: &Row) -> String {
        match self.value(row) {
            None => crate::figures::NOTHING.to_owned(),
            Some(value) if self.kind.is_number() => kernel::ratio::grouped(&value),
            Some(_) if self.kind == Kind::Light => Light::of(&row.indicators).label().to_owned(),
            Some(value) => value,
        }
    }
}

fn filled(text: &str, as_of: Month) -> String {
    text.replace("{year}", &as_of.year().to_string())
        .replace("{span}", &as_of.span_label())
        .replace("{month}", &as_of.month().to_string())
}

const fn term_of(words: &Words, dimension: Dimension) -> Option<&String> {
    match dimension {
        Dimension::Region => words.region.as_ref(),
        Dimension::Department => words.department.as_ref(),
        Dimension::Unit => words.unit.as_ref(),
        Dimension::Leader => words.leader.as_ref(),
        Dimension::Level => words.level.as_ref(),
        Dimension::Category => words.category.as_ref(),
        Dimension::Nature => words.nature.as_ref(),
        Dimension::Stage => words.stage.as_ref(),
        Dimension::Industry => words.industry.as_ref(),
        Dimension::Chain => words.chain.as_ref(),
        Dimension::FundingKind => words.funding_kind.as_ref(),
        _ => None,
    }
}

const fn word_of(words: &Words, word: Word) -> Option<&String> {
    match word {
        Word::Code => words.code.as_ref(),
        Word::Number => words.number.as_ref(),
        Word::Owner => words.owner.as_ref(),
        Word::StartDate => words.start_date.as_ref(),
        Word::PlannedFinish => words.planned_finish.as_ref(),
        Word::Progress => words.progress.as_ref(),
        Word::Problem => words.problem.as_ref(),
        Word::Cause => words.cause.as_ref(),
        Word::Measure => words.measure.as_ref(),
        Word::MeasureOwner => words.measure_owner.as_ref(),
        Word::MeasureDue => words.measure_due.as_ref(),
    }
}
