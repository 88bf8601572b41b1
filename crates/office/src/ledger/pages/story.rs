//! What the page of one project tells: its figures, its months, its plans, its facts.

use crate::figures::{NOTHING, Shown, shown, signed, tone, wan};
use crate::ledger::describe::Fact;
use crate::ledger::entities::{annual_plan, monthly_report, monthly_report_earlier};
use crate::ledger::import::merge::State;
use crate::ledger::known::Known;
use board::{Indicator, Indicators, MonthPoint};
use kernel::{Field, Money, Month};
use platform::Moment;
use std::collections::HashMap;

/// One figure of the strip.
pub(super) struct Headline {
    pub label: String,
    pub value: Shown,
    pub note: String,
    pub tone: &'static str,
}

/// One month of the year.
pub(super) struct MonthLine {
    pub month: String,
    /// Whether it has been filed.
    pub is_filed: bool,
    pub done_month: String,
    pub done_ytd: String,
    pub completion: String,
    pub gap: String,
    pub gap_tone: &'static str,
    /// Earlier values of a corrected month, the latest first.
    pub corrections: Vec<String>,
}

/// One version of the plan.
pub(super) struct PlanLine {
    pub from: String,
    pub amount: String,
    pub reason: String,
    pub in_force: bool,
}

/// The facts of a project, sorted into the page's sections.
#[derive(Default)]
pub(super) struct Facts {
    pub general: Vec<(String, String)>,
    pub needs: Vec<(String, String)>,
    pub approvals: Vec<(String, String)>,
    pub lag: Vec<(String, String)>,
    pub own: Vec<(String, String)>,
}

/// The figures above the page.
pub(super) fn headlines(figures: &Indicators, as_of: Month) -> Vec<Headline> {
    let plain =
        |label: String, indicator| Headline { label, value: shown(figures, indicator), note: String::new(), tone: "" };
    let mut completion = plain("年度计划完成率".to_owned(), Indicator::Completion);
    if figures.pace_gap().is_some() {
        completion.note = format!("与序时进度差 {} 个百分点", signed(figures, Indicator::PaceGap));
        completion.tone = tone(figures, Indicator::PaceGap);
    }
    let mut done = plain(format!("{}完成", as_of.span_label()), Indicator::DoneYtd);
    if figures.get(Indicator::Yoy).is_some() {
        done.note = format!("同比 {}%", signed(figures, Indicator::Yoy));
        done.tone = tone(figures, Indicator::Yoy);
    }
    vec![
        plain("总投资".to_owned(), Indicator::TotalInvestment),
        plain("年度计划".to_owned(), Indicator::AnnualPlan),
        done,
        completion,
        plain("开工以来累计".to_owned(), Indicator::DoneTotal),
        plain("剩余月均需完成".to_owned(), Indicator::RequiredMonthly),
    ]
}

/// January to the month looked at.
pub(super) fn months(
    points: &[MonthPoint],
    reports: &HashMap<i32, monthly_report::Model>,
    earlier: &[monthly_report_earlier::Model],
) -> Vec<MonthLine> {
    let line = |point: &MonthPoint| {
        let figures = point.indicators.as_ref()?;
        let report = reports.get(&point.month.index());
        let figure = |indicator| crate::figures::in_wan(figures, indicator);
        let filed = |text: String| if report.is_some() { text } else { NOTHING.to_owned() };
        Some(MonthLine {
            month: format!("{}月", point.month.month()),
            is_filed: report.is_some(),
            done_month: filed(figure(Indicator::DoneMonth)),
            done_ytd: filed(figure(Indicator::DoneYtd)),
            completion: filed(figure(Indicator::Completion)),
            gap: filed(signed(figures, Indicator::PaceGap)),
            gap_tone: if report.is_some() { tone(figures, Indicator::PaceGap) } else { "" },
            corrections: report.map_or_else(Vec::new, |report| corrections(report, earlier)),
        })
    };
    points.iter().filter_map(line).collect()
}

/// “第1次填报:年内完成 1,000万元,2025-08-02 09:14 由张三更正”.
fn corrections(report: &monthly_report::Model, earlier: &[monthly_report_earlier::Model]) -> Vec<String> {
    let mut of_month: Vec<&monthly_report_earlier::Model> =
        earlier.iter().filter(|e| e.month == report.month).collect();
    of_month.sort_by_key(|e| std::cmp::Reverse(e.revision));
    let tell = |e: &&monthly_report_earlier::Model| {
        let done = match (e.done_ytd, e.done_month) {
            (Some(done), _) => format!("年内完成{}万元", wan(Some(Money(done)))),
            (None, Some(done)) => format!("当月完成{}万元", wan(Some(Money(done)))),
            (None, None) => "未填完成投资".to_owned(),
        };
        format!("第{}次填报:{done},{} 由{}更正", e.revision, Moment(e.replaced_at), e.replaced_by)
    };
    of_month.iter().map(tell).collect()
}

/// The curve's data for the chart island: months filed and months to come, in percent of the plan.
pub(super) fn curve(points: &[MonthPoint], reports: &HashMap<i32, monthly_report::Model>) -> String {
    let rounded = |percent: f64| (percent * 10.0).round() / 10.0;
    let done: Vec<Option<f64>> = points
        .iter()
        .map(|p| {
            let figures = p.indicators.as_ref().filter(|_| reports.contains_key(&p.month.index()))?;
            Some(rounded(figures.completion()?.as_f64() * 100.0))
        })
        .collect();
    let pace: Vec<Option<f64>> = points.iter().map(|p| p.even_pace.map(|r| rounded(r.as_f64() * 100.0))).collect();
    let months: Vec<String> = points.iter().map(|p| format!("{}月", p.month.month())).collect();
    let data = serde_json::json!({
        "kind": "s-curve", "title": "投资进度曲线", "unit": "%", "months": months, "plan": [], "pace": pace, "done": done,
    });
    // The text stands inside a <script>: nothing in it may end one.
    data.to_string().replace('<', "\\u003c")
}

/// The versions of the year's plan, the first first.
pub(super) fn plans(versions: &[annual_plan::Model], as_of: Month) -> Vec<PlanLine> {
    let now = crate::ledger::plans::in_force(versions, as_of).map(|v| v.id);
    let mut sorted: Vec<&annual_plan::Model> = versions.iter().collect();
    sorted.sort_by_key(|v| v.from_month);
    let line = |version: &&annual_plan::Model| PlanLine {
        from: Month::from_index(version.from_month)
            .map_or_else(String::new, |m| format!("{}年{}月起", m.year(), m.month())),
        amount: wan(version.amount.map(Money)),
        reason: version.reason.clone().unwrap_or_default(),
        in_force: Some(version.id) == now,
    };
    sorted.iter().map(line).collect()
}

/// The state with the latest report of the year up to the month, for a project may not have filed this month yet; and the month of
/// that report.
pub(super) fn with_latest_report(known: &Known, as_of: Month) -> (State, Option<Month>) {
    let mut state = known.state.clone();
    let latest = known.reports.values().filter(|r| r.month <= as_of.index()).max_by_key(|r| r.month);
    if let Some(report) = latest {
        state.report = report.clone();
    }
    (state, latest.and_then(|r| Month::from_index(r.month)))
}

impl Facts {
    pub fn of(facts: Vec<Fact>) -> Facts {
        let mut sorted = Facts::default();
        for (field, text) in facts {
            let section = match field {
                Field::Approval(_) => &mut sorted.approvals,
                Field::Custom(_) => &mut sorted.own,
                Field::LandNeed
                | Field::LandArea
                | Field::EnergyNeed
                | Field::EmissionNeed
                | Field::FundGap
                | Field::FundsPlanned
                | Field::FundsArrived
                | Field::FundsPaid
                | Field::FundingKind => &mut sorted.needs,
                Field::Progress
                | Field::Problem
                | Field::Cause
                | Field::Measure
                | Field::MeasureOwner
                | Field::MeasureDue => &mut sorted.lag,
                Field::Sequence | Field::Name => continue,
                _ => &mut sorted.general,
            };
            section.push((field.label(), text));
        }
        sorted
    }
}
