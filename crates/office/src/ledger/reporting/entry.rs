//! What was sent: texts, read by the rules of a workbook's cells and laid over what is known.

use super::fields::{self, Asked, Kind};
use super::rules::{Fault, Place};
use crate::ledger::describe::thousandths;
use crate::ledger::entities::monthly_report;
use crate::ledger::import::merge::State;
use crate::ledger::known::Known;
use kernel::money::MoneyUnit;
use kernel::{Field, Money, Month, text};
use std::collections::BTreeMap;
use workbook::{FindingKind, Precision, Severity, Value, read_typed};

/// What stands in each field of the form; every field has a text, blank where nothing is known.
pub(super) type Texts = BTreeMap<Field, String>;

/// Characters of a text field at most.
const LONGEST: usize = 1_000;

/// The state that the form of a month begins with: the month's report, or, while there is none, the latest one before it in
/// the year without what belongs to its month alone.
pub(super) fn draft(known: &Known, month: Month) -> State {
    let mut state = known.state.clone();
    if known.reports.contains_key(&month.index()) {
        return state;
    }
    let last = known.reports.values().filter(|r| r.month < month.index()).max_by_key(|r| r.month);
    state.report = monthly_report::Model {
        id: 0,
        project_id: state.project.id,
        month: month.index(),
        done_month: None,
        done_total: None,
        prev_ytd: None,
        statistics_done: None,
        revision: 0,
        ..last.cloned().unwrap_or_default()
    };
    state
}

/// A state as the form shows it.
pub(super) fn texts_of(state: &State) -> Texts {
    fields::all().map(|asked| (asked.field.clone(), text_of(state, &asked.field).unwrap_or_default())).collect()
}

fn text_of(state: &State, field: &Field) -> Option<String> {
    let (p, r) = (&state.project, &state.report);
    let wan = |fen: Option<i64>| fen.map(|fen| Money(fen).exact(MoneyUnit::Wan));
    match field {
        Field::DoneYtd => wan(r.done_ytd),
        Field::DoneMonth => wan(r.done_month),
        Field::DoneTotal => wan(r.done_total),
        Field::FundsArrived => wan(r.funds_arrived),
        Field::FundsPaid => wan(r.funds_paid),
        Field::FundGap => wan(r.fund_gap),
        Field::LandNeed => thousandths(r.land_need),
        Field::Progress => r.progress.clone(),
        Field::Problem => r.problem.clone(),
        Field::Cause => r.cause.clone(),
        Field::Measure => r.measure.clone(),
        Field::MeasureOwner => r.measure_owner.clone(),
        Field::MeasureDue => r.measure_due.clone(),
        Field::Remark => r.remark.clone(),
        Field::StartDate => p.start_date.clone(),
        Field::FinishDate => p.finish_date.clone(),
        Field::ProductionDate => p.production_date.clone(),
        _ => None,
    }
    .map(|text| tidy(&text))
}

/// A text as forms send it and databases keep it: one kind of line end, no U+0000, no blanks around.
pub(super) fn tidy(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\0', "\u{fffd}").trim().to_owned()
}

/// Reads the texts that differ from `shown` and lays them over `draft`; what is wrong with a text is added to `faults` and leaves
/// its field as it was.
pub(super) fn lay(draft: &State, shown: &Texts, sent: &Texts, month: Month, faults: &mut Vec<Fault>) -> State {
    let mut state = draft.clone();
    for asked in fields::all() {
        let Some(text) = sent.get(&asked.field).filter(|text| shown.get(&asked.field) != Some(*text)) else { continue };
        match value(asked, text, month) {
            Ok(value) => set(&mut state, &asked.field, value),
            Err(told) => faults.push(Fault::wrong(Place::Field(asked.field.clone()), told)),
        }
    }
    state
}

fn value(asked: &Asked, typed: &str, month: Month) -> Result<Option<Value>, String> {
    let length = typed.chars().count();
    if length > LONGEST {
        return Err(format!("{}有{length}个字,最多{LONGEST}个:请精简", asked.field.label()));
    }
    let read = read_typed(&asked.field, typed, MoneyUnit::Wan, month);
    match (read.remark, asked.kind) {
        (Some((Severity::Error, _, told)), _) => return Err(told),
        (Some((_, FindingKind::Negative, told)), _) => return Err(told),
        // By when something will be done may stay in words; when something happened is a date.
        (Some((_, FindingKind::ImpreciseDate, told)), Kind::Date) if asked.lasts && is_vague(read.value.as_ref()) => {
            return Err(told);
        }
        _ => {}
    }
    Ok(match read.value {
        Some(Value::Text(words)) if asked.kind == Kind::Line => Some(Value::Text(text::normal(&words).into())),
        value => value,
    })
}

/// Words, or a year or a half of one: no month.
fn is_vague(value: Option<&Value>) -> bool {
    !matches!(value, Some(Value::Date(date)) if date.precision < Precision::Year)
}

fn set(state: &mut State, field: &Field, value: Option<Value>) {
    let (p, r) = (&mut state.project, &mut state.report);
    let fen = || value.as_ref().and_then(Value::as_money).map(|m| m.0);
    let words = || value.as_ref().map(Value::text);
    let date = || value.as_ref().and_then(crate::ledger::import::merge::date);
    match field {
        Field::DoneYtd => r.done_ytd = fen(),
        Field::DoneMonth => r.done_month = fen(),
        Field::DoneTotal => r.done_total = fen(),
        Field::FundsArrived => r.funds_arrived = fen(),
        Field::FundsPaid => r.funds_paid = fen(),
        Field::FundGap => r.fund_gap = fen(),
        Field::LandNeed => r.land_need = value.as_ref().and_then(crate::ledger::import::merge::thousandths),
        Field::Progress => r.progress = words(),
        Field::Problem => r.problem = words(),
        Field::Cause => r.cause = words(),
        Field::Measure => r.measure = words(),
        Field::MeasureOwner => r.measure_owner = words(),
        Field::MeasureDue => r.measure_due = date().or_else(words),
        Field::Remark => r.remark = words(),
        Field::StartDate => p.start_date = date(),
        Field::FinishDate => p.finish_date = date(),
        Field::ProductionDate => p.production_date = date(),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(m: u32) -> Month {
        Month::new(2025, m).unwrap()
    }

    fn known() -> Known {
        let june = monthly_report::Model {
            id: 5,
            project_id: 1,
            month: month(6).index(),
            done_ytd: Some(Money::from_wan(600).0),
            done_month: Some(Money::from_wan(100).0),
            done_total: Some(Money::from_wan(900).0),
            progress: Some("主体五层\r\n封顶在即".into()),
            measure_due: Some("9月底前".into()),
            revision: 2,
            ..Default::default()
        };
        let mut known = Known::default();
        known.state.project.id = 1;
        known.state.project.start_date = Some("2025-03".into());
        known.reports.insert(june.month, june);
        known
    }

    #[test]
    fn a_new_month_begins_with_the_last_report_but_not_with_its_month() {
        let draft = draft(&known(), month(7));
        let texts = texts_of(&draft);
        let text = |field: Field| texts[&field].as_str();
        assert_eq!((draft.report.id, draft.report.revision, draft.report.month), (0, 0, month(7).index()));
        assert_eq!((text(Field::DoneYtd), text(Field::DoneMonth), text(Field::DoneTotal)), ("600", "", ""));
        assert_eq!((text(Field::Progress), text(Field::StartDate)), ("主体五层\n封顶在即", "2025-03"));
        // January has no month before it in the year.
        assert!(texts_of(&super::draft(&known(), month(1)))[&Field::DoneYtd].is_empty());
    }

    #[test]
    fn what_was_not_touched_is_not_read_again() {
        let draft = draft(&known(), month(7));
        let shown = texts_of(&draft);
        let mut faults = Vec::new();
        assert_eq!(lay(&draft, &shown, &shown, month(7), &mut faults), draft);
        assert!(faults.is_empty());
        // A field that a program does not send stays as it is.
        assert_eq!(lay(&draft, &shown, &Texts::new(), month(7), &mut faults), draft);
    }

    #[test]
    fn texts_become_figures_dates_and_words() {
        let draft = draft(&known(), month(7));
        let shown = texts_of(&draft);
        let lay = |field: Field, typed: &str| {
            let mut faults = Vec::new();
            let state = lay(&draft, &shown, &[(field, tidy(typed))].into(), month(7), &mut faults);
            (state, faults)
        };
        for (typed, wan) in
            [("1.2亿", Some(12_000)), ("７２０", Some(720)), ("", None), ("—", None), ("5000万元", Some(5_000))]
        {
            let (state, faults) = lay(Field::DoneYtd, typed);
            assert_eq!(state.report.done_ytd, wan.map(|w| Money::from_wan(w).0), "{typed}");
            assert!(faults.is_empty(), "{typed}");
        }
        for (field, typed, told) in [
            (Field::DoneYtd, "约720", "不是数字"),
            (Field::DoneYtd, "-5", "负数"),
            (Field::FundsPaid, "-1", "负数"),
            (Field::LandNeed, "-3", "负数"),
            (Field::StartDate, "2025.13", "不是有效日期"),
            (Field::StartDate, "2025年上半年", "不够准确"),
            (Field::FinishDate, "已竣工", "不是日期"),
        ] {
            let (state, faults) = lay(field.clone(), typed);
            assert_eq!(faults.len(), 1, "{typed}");
            assert!(faults[0].text.contains(told), "{typed}: {}", faults[0].text);
            assert_eq!(state, draft, "{typed}");
        }
        assert_eq!(lay(Field::FundGap, "-5").0.report.fund_gap, Some(-5_000_000), "a gap may be a surplus");
        assert_eq!(lay(Field::StartDate, "2025年4月").0.project.start_date.as_deref(), Some("2025-04"));
        assert_eq!(lay(Field::StartDate, "未开工").0.project.start_date, None);
        assert_eq!(lay(Field::MeasureDue, "雨季结束后").0.report.measure_due.as_deref(), Some("雨季结束后"));
        assert_eq!(lay(Field::MeasureDue, "2025年9月30日").0.report.measure_due.as_deref(), Some("2025-09-30"));
        assert_eq!(lay(Field::Problem, "无").0.report.problem, None);
        assert!(lay(Field::Problem, &"长".repeat(1_001)).1[0].text.contains("1001个字"));
    }
}
