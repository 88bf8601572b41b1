//! The columns of a project ledger: one name for each fact an office types, however it words the header.

use crate::Month;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// What kind of value a field holds, and so how a cell is read and a form is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FieldKind {
    Text,
    /// One of few words shared by many projects (region, department, category …).
    Term,
    Nature,
    Money,
    Percent,
    Date,
    /// First and last year of construction: `2025-2027`.
    YearSpan,
    /// Area in mu (亩).
    Area,
    /// Any other quantity; its unit stands in the header.
    Quantity,
    Mark,
    Flag,
}

macro_rules! fields {
    ($($variant:ident, $id:literal, $label:literal, $kind:ident, $doc:literal;)*) => {
        /// A fact about a project, as a ledger column.
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Field {
            $(#[doc = $doc] $variant,)*
            /// One approval of the list (审批手续), by its short name: 立项, 规划, 用地, 环评, 施工许可 …
            Approval(String),
            /// Investment done in one month of the list's year, 1–12.
            DoneInMonth(u8),
            /// Land still lacking or other columns that only this list has: kept under the header's own words.
            Custom(String),
        }

        impl Field {
            /// Every field with a fixed name, in the order of a ledger's columns.
            pub const FIXED: &[Field] = &[$(Field::$variant),*];

            /// The identifier used by the API, the command line and saved column mappings.
            pub fn id(&self) -> String {
                match self {
                    $(Field::$variant => $id.to_owned(),)*
                    Field::Approval(item) => format!("approval:{item}"),
                    Field::DoneInMonth(month) => format!("done_in_month:{month}"),
                    Field::Custom(header) => format!("custom:{header}"),
                }
            }

            /// What people read.
            pub fn label(&self) -> String {
                match self {
                    $(Field::$variant => $label.to_owned(),)*
                    Field::Approval(item) => item.clone(),
                    Field::DoneInMonth(month) => format!("{month}月完成投资"),
                    Field::Custom(header) => header.clone(),
                }
            }

            pub const fn kind(&self) -> FieldKind {
                match self {
                    $(Field::$variant => FieldKind::$kind,)*
                    Field::Approval(_) => FieldKind::Mark,
                    Field::DoneInMonth(_) => FieldKind::Money,
                    Field::Custom(_) => FieldKind::Text,
                }
            }

            fn fixed(id: &str) -> Option<Field> {
                Some(match id {
                    $($id => Field::$variant,)*
                    _ => return None,
                })
            }
        }
    };
}

fields! {
    Sequence, "sequence", "序号", Text, "Running number within the sheet; identifies nothing.";
    ProjectCode, "project_code", "项目代码", Text, "National code of the investment project.";
    Number, "number", "项目编号", Text, "The office's own number of the project.";
    Name, "name", "项目名称", Text, "Name; every row has one.";
    Level, "level", "项目级别", Term, "国家, 省级, 市级, 县级 …";
    Category, "category", "项目类别", Term, "工业, 基础设施, 民生 …; also from group rows.";
    Industry, "industry", "所属行业", Term, "Industry (GB/T 4754).";
    Chain, "chain", "产业链", Term, "Industry chain.";
    Nature, "nature", "建设性质", Nature, "New, continuing …";
    Region, "region", "县市区", Term, "County, district or park that answers for it.";
    Location, "location", "建设地点", Text, "Site or address.";
    Owner, "owner", "建设单位", Text, "The unit that builds (项目单位、业主).";
    OwnerCreditCode, "owner_credit_code", "统一社会信用代码", Text, "Its unified social credit code.";
    Content, "content", "建设规模及内容", Text, "Scale and content of construction.";
    BuildYears, "build_years", "建设年限", YearSpan, "First and last year of construction.";
    TotalInvestment, "total_investment", "总投资", Money, "Approved or estimated total.";
    DoneTotal, "done_total", "开工以来累计完成投资", Money, "Done since the start of construction.";
    DoneBefore, "done_before", "截至上年底累计完成投资", Money, "Done up to the end of last year.";
    AnnualPlan, "annual_plan", "年度计划投资", Money, "Plan of the list's year.";
    DoneYtd, "done_ytd", "年内累计完成投资", Money, "January to the as-of month.";
    Completion, "completion", "占年度计划%", Percent, "Typed completion; checked, never stored.";
    DoneMonth, "done_month", "当月完成投资", Money, "Done in the as-of month.";
    PrevYtd, "prev_ytd", "去年同期完成投资", Money, "The same months of last year, as reported.";
    Growth, "growth", "同比增长%", Percent, "Typed growth; checked, never stored.";
    PlannedStart, "planned_start", "计划开工时间", Date, "Planned start of construction.";
    StartDate, "start_date", "开工时间", Date, "Actual start; a date after the as-of month is a plan.";
    PlannedFinish, "planned_finish", "计划竣工时间", Date, "Planned completion.";
    FinishDate, "finish_date", "竣工时间", Date, "Actual completion.";
    ProductionDate, "production_date", "投产时间", Date, "Actual start of production.";
    IsStarted, "is_started", "是否开工", Flag, "Said to have started.";
    IsResumed, "is_resumed", "是否复工", Flag, "A continuing project said to have resumed.";
    IsFinished, "is_finished", "是否竣工", Flag, "Said to be completed.";
    IsInStatistics, "is_in_statistics", "是否入统", Flag, "In the statistical register.";
    StatisticsDone, "statistics_done", "入统投资", Money, "Investment in statistics, year to date; a series of its own.";
    Stage, "stage", "项目阶段", Term, "Stage as the office words it.";
    Progress, "progress", "形象进度", Text, "Physical progress in words.";
    FundsPlanned, "funds_planned", "计划到位资金", Money, "Funds planned for the year.";
    FundsArrived, "funds_arrived", "到位资金", Money, "Funds arrived, year to date unless the header says otherwise.";
    FundsPaid, "funds_paid", "支付资金", Money, "Funds paid out.";
    FundGap, "fund_gap", "资金缺口", Money, "Money still lacking.";
    FundingKind, "funding_kind", "资金来源", Term, "政府投资, 企业投资, 专项债 …";
    LandNeed, "land_need", "用地需求(亩)", Area, "Land needed.";
    LandArea, "land_area", "占地面积(亩)", Area, "Land occupied.";
    EnergyNeed, "energy_need", "能耗需求(吨标煤)", Quantity, "Energy needed, tons of standard coal.";
    EmissionNeed, "emission_need", "排放需求(吨)", Quantity, "Emission quota needed, tons.";
    Problem, "problem", "存在问题", Text, "What stands in the way.";
    Cause, "cause", "滞后原因", Text, "Why it is late.";
    Measure, "measure", "下步措施", Text, "What will be done.";
    MeasureOwner, "measure_owner", "措施责任人", Text, "Who will do it.";
    MeasureDue, "measure_due", "完成时限", Date, "By when.";
    Department, "department", "主管部门", Term, "Supervising department.";
    ResponsibleUnit, "unit", "责任单位", Term, "Unit that answers for the project.";
    ResponsiblePerson, "responsible_person", "责任人", Text, "Person who answers for it.";
    Leader, "leader", "包联领导", Term, "Leader in charge.";
    Contact, "contact", "联系人", Text, "Contact person.";
    Phone, "phone", "联系电话", Text, "Telephone.";
    Remark, "remark", "备注", Text, "Remarks.";
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("没有名为“{0}”的字段")]
pub struct UnknownField(pub String);

impl FromStr for Field {
    type Err = UnknownField;
    fn from_str(id: &str) -> Result<Field, UnknownField> {
        let unknown = || UnknownField(id.to_owned());
        if let Some(field) = Field::fixed(id) {
            return Ok(field);
        }
        match id.split_once(':') {
            Some(("approval", item)) if !item.is_empty() => Ok(Field::Approval(item.to_owned())),
            Some(("custom", header)) if !header.is_empty() => Ok(Field::Custom(header.to_owned())),
            Some(("done_in_month", month)) => {
                month.parse().ok().filter(|m| (1..=12).contains(m)).map(Field::DoneInMonth).ok_or_else(unknown)
            }
            _ => Err(unknown()),
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.id())
    }
}

impl Serialize for Field {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Field, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

impl Field {
    /// The month a [`Field::DoneInMonth`] column means in a list of `year`.
    pub fn month_in(&self, year: i32) -> Option<Month> {
        match self {
            Field::DoneInMonth(month) => Month::new(year, u32::from(*month)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_reads_back_from_its_identifier() {
        let more = [Field::Approval("环评".into()), Field::DoneInMonth(7), Field::Custom("带动就业".into())];
        for field in Field::FIXED.iter().chain(&more) {
            assert_eq!(field.id().parse(), Ok(field.clone()));
            assert!(!field.label().is_empty());
        }
        for bad in ["", "approval:", "done_in_month:13", "unknown"] {
            assert!(bad.parse::<Field>().is_err(), "{bad}");
        }
    }
}
