//! Whether a month's report may stand: pure decisions on what is known and what was said.
//!
//! The sums follow the definitions of the board: the year to date never falls from one month to the next, the month is the
//! difference of two of them. What cannot be is wrong; what can be but is unusual needs a reason.

use crate::ledger::describe::money;
use crate::ledger::entities::monthly_report;
use crate::ledger::feed::first_day;
use crate::ledger::import::merge::State;
use crate::ledger::known::Known;
use kernel::{Date, Field, Month};
use platform::Moment;
use std::collections::BTreeMap;

/// Where on the form something is to be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Field(Field),
    Reason,
}

/// Whether it can be at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Wrong,
    /// May be so, if a reason says why.
    Doubtful,
}

/// One thing to be put right, or to be confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub place: Place,
    pub weight: Weight,
    pub text: String,
}

/// A field that somebody else has changed since the form was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Overtaken {
    pub field: Field,
    pub was: String,
    pub now: String,
}

/// Why nothing was saved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    /// Also what is out of the person's sight: its existence is not told.
    #[error("没有这个项目,或不在您负责的范围内")]
    Unknown,
    #[error("{}年{}月还没有到,不能填报", .0.year(), .0.month())]
    Future(Month),
    #[error("{}年{}月,这个项目不在项目清单内,不能填报;如应列入,请重点办先把它加入清单", .0.year(), .0.month())]
    NotListed(Month),
    #[error("有{}处需要核对或改正,什么也没有保存", .0.len())]
    Faults(Vec<Fault>),
    #[error("{}", told(.by.as_ref()))]
    Overtaken { by: Option<(String, Moment)>, revision: i32, fields: Vec<Overtaken>, now: BTreeMap<Field, String> },
    #[error("这个月已经填报过,请先读取(GET)现有内容,再带上If-Match提交")]
    NoBasis,
}

fn told(by: Option<&(String, Moment)>) -> String {
    match by {
        Some((name, at)) => format!("您打开之后,{name}已于{at}改过这个月的数据,您的内容没有保存"),
        None => "您打开之后,这个月的数据已有变化,您的内容没有保存".to_owned(),
    }
}

impl Fault {
    pub fn wrong(place: Place, text: impl Into<String>) -> Fault {
        Fault { place, weight: Weight::Wrong, text: text.into() }
    }

    fn doubtful(field: Field, text: String) -> Fault {
        Fault { place: Place::Field(field), weight: Weight::Doubtful, text }
    }
}

/// Whether a month of this project can be reported at all.
pub(super) fn may_report(known: &Known, month: Month, today: Date) -> Result<(), Refusal> {
    if month > Month::of(today) {
        return Err(Refusal::Future(month));
    }
    let entry = &known.state.entry;
    let listed = entry.id != 0
        && entry.from_month <= month.index()
        && entry.until_month.is_none_or(|until| month.index() < until);
    if listed { Ok(()) } else { Err(Refusal::NotListed(month)) }
}

/// What a judgement looks at.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    pub known: &'a Known,
    pub month: Month,
    pub today: Date,
    /// As the form showed it.
    pub draft: &'a State,
    /// As it would be.
    pub after: &'a State,
}

impl Case<'_> {
    fn is_filed(&self) -> bool {
        self.draft.report.id != 0
    }

    /// The nearest report before, or after, that has the amount.
    fn nearest(&self, before: bool, amount: Amount) -> Option<(Month, i64)> {
        let here = self.month.index();
        let side = self.known.reports.values().filter(|r| if before { r.month < here } else { r.month > here });
        let with = side.filter_map(|r| Some((r.month, amount(r)?)));
        let found = if before { with.max() } else { with.min() };
        found.and_then(|(month, amount)| Some((Month::from_index(month)?, amount)))
    }
}

type Amount = fn(&monthly_report::Model) -> Option<i64>;

/// Everything there is to say, all at once; `reason` is what the person wrote to explain themselves.
pub(super) fn judge(case: &Case<'_>, mut faults: Vec<Fault>, reason: &str) -> Vec<Fault> {
    amounts(case, &mut faults);
    sequence(case, Field::DoneYtd, |r| r.done_ytd, &mut faults);
    sequence(case, Field::DoneTotal, |r| r.done_total, &mut faults);
    dates(case, &mut faults);
    explained(case, reason, &mut faults);
    faults
}

/// Whether a text of this field could not be read: then nothing else is said of it, for one cause gives one message.
fn is_unread(faults: &[Fault], field: &Field) -> bool {
    faults.iter().any(|f| f.weight == Weight::Wrong && f.place == Place::Field(field.clone()))
}

fn amounts(case: &Case<'_>, faults: &mut Vec<Fault>) {
    let report = &case.after.report;
    if let (Some(paid), Some(arrived)) = (report.funds_paid, report.funds_arrived)
        && paid > arrived
        && ![Field::FundsPaid, Field::FundsArrived].iter().any(|field| is_unread(faults, field))
    {
        let text = format!("支付资金{}大于到位资金{}", said(paid), said(arrived));
        faults.push(Fault::doubtful(Field::FundsPaid, text));
    }
    if is_unread(faults, &Field::DoneYtd) {
        return;
    }
    match report.done_ytd {
        None => faults.push(Fault::wrong(Place::Field(Field::DoneYtd), "请填写年内累计完成投资,没有完成的填0")),
        Some(ytd) => {
            month_of(case, ytd, faults);
            whole_of(case, ytd, faults);
        }
    }
}

/// As the office writes an amount.
fn said(fen: i64) -> String {
    money(Some(fen)).unwrap_or_default()
}

/// The year to date against the sum of all years and the total investment.
fn whole_of(case: &Case<'_>, ytd: i64, faults: &mut Vec<Fault>) {
    let (project, report) = (&case.after.project, &case.after.report);
    let whole = project.total_investment.filter(|total| *total > 0);
    match report.done_total {
        _ if is_unread(faults, &Field::DoneTotal) => {}
        Some(total) if total < ytd => {
            let text = format!("开工以来累计{}小于年内累计{}", said(total), said(ytd));
            faults.push(Fault::doubtful(Field::DoneTotal, text));
        }
        Some(total) => {
            if let Some(whole) = whole.filter(|whole| total > *whole) {
                let text = format!("开工以来累计{}大于总投资{}", said(total), said(whole));
                faults.push(Fault::doubtful(Field::DoneTotal, text));
            }
        }
        None => {
            let done = project.done_before.unwrap_or(0).saturating_add(ytd);
            if let Some(whole) = whole.filter(|whole| done > *whole) {
                let text = format!("加上往年完成的,累计{}大于总投资{}", said(done), said(whole));
                faults.push(Fault::doubtful(Field::DoneYtd, text));
            }
        }
    }
}

/// The month against the year to date.
fn month_of(case: &Case<'_>, ytd: i64, faults: &mut Vec<Fault>) {
    if is_unread(faults, &Field::DoneMonth) {
        return;
    }
    let previous = case.nearest(true, |r| r.done_ytd);
    let month = case.after.report.done_month;
    if let Some(month) = month.filter(|month| *month > ytd) {
        let text = format!("当月完成{}大于年内累计{}:请核对", said(month), said(ytd));
        return faults.push(Fault::wrong(Place::Field(Field::DoneMonth), text));
    }
    let since = match previous {
        None if case.month.month() == 1 => Some(ytd),
        Some((before, amount)) if before == case.month.plus(-1) => Some(ytd - amount),
        _ => None,
    };
    match (since, month) {
        (Some(since), Some(month)) if month != since && since >= 0 => {
            let text = format!("当月完成{}与本月累计减上月累计的{}不符", said(month), said(since));
            faults.push(Fault::doubtful(Field::DoneMonth, text));
        }
        (Some(0), None) if case.month.month() > 1 && !case.is_filed() => {
            let text = format!("与上月累计{}相同,即本月没有完成投资", said(ytd));
            faults.push(Fault::doubtful(Field::DoneYtd, text));
        }
        _ => {}
    }
}

/// A sum since a fixed day never falls: not below the months before, not above those after.
fn sequence(case: &Case<'_>, field: Field, amount: Amount, faults: &mut Vec<Fault>) {
    let Some(now) = amount(&case.after.report).filter(|_| !is_unread(faults, &field)) else { return };
    let place = Place::Field(field);
    if let Some((month, before)) = case.nearest(true, amount).filter(|(_, before)| now < *before) {
        let m = month.month();
        let text = format!(
            "比{m}月的累计{}少{},应不小于它;如果是{m}月的数有误,请先更正{m}月",
            said(before),
            said(before - now)
        );
        faults.push(Fault::wrong(place.clone(), text));
    }
    if let Some((month, after)) = case.nearest(false, amount).filter(|(_, after)| now > *after) {
        let m = month.month();
        let text =
            format!("比{m}月的累计{}多{},应不大于它;如果是{m}月的数有误,请先更正{m}月", said(after), said(now - after));
        faults.push(Fault::wrong(place, text));
    }
}

/// Only dates that were changed are judged: a plan that a workbook wrote into the column of the actual date is not the filer's fault.
fn dates(case: &Case<'_>, faults: &mut Vec<Fault>) {
    let (before, after) = (&case.draft.project, &case.after.project);
    let dates = [
        (Field::StartDate, &before.start_date, &after.start_date),
        (Field::FinishDate, &before.finish_date, &after.finish_date),
        (Field::ProductionDate, &before.production_date, &after.production_date),
    ];
    for (field, before, after) in &dates {
        let day = after.as_deref().filter(|_| before != after).and_then(first_day);
        if day.is_some_and(|day| day > case.today) {
            let text = format!("{}填实际发生的日期,不能晚于今天:请核对", field.label());
            faults.push(Fault::wrong(Place::Field(field.clone()), text));
        }
    }
    let [(_, start_before, start), rest @ ..] = &dates;
    for (field, before, after) in rest {
        let (Some(from), Some(to)) = (start.as_deref(), after.as_deref()) else { continue };
        if is_unread(faults, &Field::StartDate) || is_unread(faults, field) {
            continue;
        }
        if (before != after || start_before != start) && is_after(from, to) {
            let text = format!("{}{to}早于开工时间{from}:请核对", field.label());
            faults.push(Fault::wrong(Place::Field(field.clone()), text));
        }
    }
}

/// Surely after, given how much of each ISO date is known.
fn is_after(a: &str, b: &str) -> bool {
    let known = a.len().min(b.len());
    a.get(..known) > b.get(..known)
}

/// Characters of a reason at most.
const LONGEST_REASON: usize = 200;

/// A correction, and what is doubtful, says why.
fn explained(case: &Case<'_>, reason: &str, faults: &mut Vec<Fault>) {
    let length = reason.chars().count();
    let doubtful = faults.iter().any(|f| f.weight == Weight::Doubtful);
    if length > LONGEST_REASON {
        faults.push(Fault::wrong(Place::Reason, format!("原因有{length}个字,最多{LONGEST_REASON}个:请精简")));
    } else if length > 0 {
        faults.retain(|f| f.weight == Weight::Wrong);
    } else if doubtful {
        faults.push(Fault::wrong(Place::Reason, "请核对上面标出的数;确实如此的,在这里写明原因后再保存"));
    } else if faults.is_empty() && case.is_filed() && case.after != case.draft {
        faults.push(Fault::wrong(Place::Reason, "更正已经填报的数据,请写明原因"));
    }
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
