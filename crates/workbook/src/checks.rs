//! What the figures and dates of one row say about each other.

use crate::Decimal;
use crate::finding::FindingKind;
use crate::reading::Values;
use crate::value::{Precision, TypedDate, Value};
use kernel::money::MoneyUnit;
use kernel::{Field, Money, Month};

/// A contradiction, reported at the cell of `field`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Contradiction {
    pub field: Field,
    pub is_error: bool,
    pub kind: FindingKind,
    pub message: String,
}

/// Where the fields that checks look at lie, worked out once.
#[derive(Clone, Debug)]
pub(crate) struct Slots {
    pub total: Option<usize>,
    pub plan: Option<usize>,
    pub ytd: Option<usize>,
    pub month: Option<usize>,
    pub cumulative: Option<usize>,
    pub before: Option<usize>,
    pub prev: Option<usize>,
    pub completion: Option<usize>,
    pub growth: Option<usize>,
    pub starts: [Option<usize>; 2],
    pub finishes: [Option<usize>; 2],
    pub months: [Option<usize>; 12],
}

impl Slots {
    pub fn new(fields: &[Field]) -> Slots {
        let slot = |field: &Field| fields.iter().position(|f| f == field);
        Slots {
            total: slot(&Field::TotalInvestment),
            plan: slot(&Field::AnnualPlan),
            ytd: slot(&Field::DoneYtd),
            month: slot(&Field::DoneMonth),
            cumulative: slot(&Field::DoneTotal),
            before: slot(&Field::DoneBefore),
            prev: slot(&Field::PrevYtd),
            completion: slot(&Field::Completion),
            growth: slot(&Field::Growth),
            starts: [slot(&Field::StartDate), slot(&Field::PlannedStart)],
            finishes: [slot(&Field::FinishDate), slot(&Field::PlannedFinish)],
            months: std::array::from_fn(|m| slot(&Field::DoneInMonth(u8::try_from(m + 1).unwrap_or(1)))),
        }
    }
}

impl Slots {
    /// Forgets the fields a sheet has no column for: another sheet's column says nothing here.
    pub fn keep_only(&mut self, fields: &[Field], own: &[Field]) {
        let keep = |slot: &mut Option<usize>| {
            *slot = slot.filter(|s| own.contains(&fields[*s]));
        };
        for slot in [
            &mut self.total,
            &mut self.plan,
            &mut self.ytd,
            &mut self.month,
            &mut self.cumulative,
            &mut self.before,
            &mut self.prev,
            &mut self.completion,
            &mut self.growth,
        ] {
            keep(slot);
        }
        self.starts.iter_mut().chain(&mut self.finishes).chain(&mut self.months).for_each(keep);
    }
}

/// Contradictions of a row; `unit` is that of the amounts in messages, `whole_percent` tells that the column's percentages
/// are typed with at least one decimal although a whole one shows none.
pub(crate) fn row(
    values: &Values,
    slots: &Slots,
    unit: MoneyUnit,
    as_of: Option<Month>,
    least_places: u8,
    found: &mut Vec<Contradiction>,
) {
    amounts(values, slots, unit, found);
    rates(values, slots, least_places, found);
    months(values, slots, unit, as_of, found);
    dates(values, slots, found);
}

fn money(values: &Values, slot: Option<usize>) -> Option<Money> {
    values.at(slot?)?.as_money()
}

fn amounts(values: &Values, slots: &Slots, unit: MoneyUnit, found: &mut Vec<Contradiction>) {
    let get = |slot| money(values, slot);
    let (total, plan, ytd) = (get(slots.total), get(slots.plan), get(slots.ytd));
    let (month, cumulative) = (get(slots.month), get(slots.cumulative));
    let mut say = |field: Field, is_error: bool, message: String| {
        found.push(Contradiction { field, is_error, kind: FindingKind::Contradiction, message });
    };
    let show = |amount: Money| amount.exact(unit);
    if let (Some(month), Some(ytd)) = (month, ytd)
        && month > ytd
    {
        say(Field::DoneMonth, true, format!("当月完成{}大于年内累计完成{}:请核对", show(month), show(ytd)));
    }
    if let (Some(cumulative), Some(ytd)) = (cumulative, ytd)
        && cumulative < ytd
    {
        say(Field::DoneTotal, false, format!("累计完成{}小于年内完成{}:请核对", show(cumulative), show(ytd)));
    }
    if let (Some(cumulative), Some(total)) = (cumulative, total)
        && cumulative > total
        && !total.is_zero()
    {
        say(Field::DoneTotal, false, format!("累计完成{}大于总投资{}:请核对", show(cumulative), show(total)));
    }
    if let (Some(plan), Some(total)) = (plan, total)
        && plan > total
        && !total.is_zero()
    {
        say(Field::AnnualPlan, false, format!("年度计划{}大于总投资{}:请核对", show(plan), show(total)));
    }
}

fn rates(values: &Values, slots: &Slots, least_places: u8, found: &mut Vec<Contradiction>) {
    let percent = |slot: Option<usize>| match values.at(slot?)? {
        Value::Percent(percent) => Some(*percent),
        _ => None,
    };
    let (ytd, plan, prev) = (money(values, slots.ytd), money(values, slots.plan), money(values, slots.prev));
    if let (Some(typed), Some(ytd), Some(plan)) = (percent(slots.completion), ytd, plan)
        && let Some(computed) = differs(typed, ytd, plan, least_places)
    {
        // 0.643 in a column of 64.3.
        let fits = |power| typed.shifted(power).filter(|percent| differs(*percent, ytd, plan, 0).is_none());
        let message = match (fits(2), fits(-2)) {
            (Some(percent), _) => format!("占年度计划{typed}像是写成了小数,本列其他是百分数:请改为{percent}"),
            (_, Some(percent)) => format!("占年度计划{percent}像是写成了百分数,本列其他是小数:请改为{percent}%"),
            _ => format!("占年度计划{typed}%与计算值{computed}%不符(完成投资÷年度计划):请核对"),
        };
        found.push(Contradiction {
            field: Field::Completion,
            is_error: false,
            kind: FindingKind::Contradiction,
            message,
        });
    }
    if let (Some(typed), Some(ytd), Some(prev)) = (percent(slots.growth), ytd, prev)
        && let Some(computed) = differs(typed, ytd - prev, prev, least_places)
    {
        found.push(Contradiction {
            field: Field::Growth,
            is_error: false,
            kind: FindingKind::Contradiction,
            message: format!("同比增长{typed}%与计算值{computed}%不符:请核对"),
        });
    }
}

/// The computed rate where the typed one is neither its rounding nor its truncation, give or take 0.1 of a point.
pub(crate) fn differs(typed: Decimal, part: Money, whole: Money, least_places: u8) -> Option<String> {
    if whole.is_zero() {
        return None;
    }
    let places = typed.places().max(least_places).min(6);
    // |typed − part/whole × 100| > 0.1 + 10^−places, all multiplied by whole × 10^6.
    let scale = 1_000_000_i128;
    let part_whole = i128::from(part.0) * 100 * scale;
    let typed_whole = typed.scaled(6).checked_mul(i128::from(whole.0))?;
    if typed.places() > 6 {
        return None;
    }
    let allowed = scale / 10 + scale / 10_i128.pow(u32::from(places));
    let difference = (typed_whole - part_whole).abs();
    let limit = allowed * i128::from(whole.0).abs();
    let ratio = kernel::Ratio::of_money(part, whole)?;
    (difference > limit).then(|| ratio.percent(1))
}

/// The months' sum against the year to date, where every month up to the as-of month is filed.
fn months(values: &Values, slots: &Slots, unit: MoneyUnit, as_of: Option<Month>, found: &mut Vec<Contradiction>) {
    let (Some(as_of), Some(ytd)) = (as_of, money(values, slots.ytd)) else { return };
    let wanted = &slots.months[..as_of.month() as usize];
    if wanted.iter().any(Option::is_none) {
        return;
    }
    let filed: Vec<Money> = wanted.iter().filter_map(|slot| money(values, *slot)).collect();
    let sum: Money = filed.iter().copied().sum();
    let rounding = Money(unit.fen() / 100 * 12);
    if !filed.is_empty() && ((sum - ytd).0.abs() > rounding.0) {
        found.push(Contradiction {
            field: Field::DoneYtd,
            is_error: false,
            kind: FindingKind::Contradiction,
            message: format!("年内累计{}与各月之和{}不符:请核对", ytd.exact(unit), sum.exact(unit)),
        });
    }
}

fn dates(values: &Values, slots: &Slots, found: &mut Vec<Contradiction>) {
    let date = |slot: Option<usize>| match values.at(slot?)? {
        Value::Date(date) => Some(date),
        _ => None,
    };
    let starts = [Field::StartDate, Field::PlannedStart].into_iter().zip(slots.starts);
    for (field, slot) in starts {
        let Some(start) = date(slot) else { continue };
        let finish = slots.finishes.iter().filter_map(|slot| date(*slot)).find(|finish| is_after(start, finish));
        if let Some(finish) = finish {
            found.push(Contradiction {
                field: field.clone(),
                is_error: false,
                kind: FindingKind::Contradiction,
                message: format!("{}{}晚于竣工时间{}:请核对", field.label(), start.text.trim(), finish.text.trim()),
            });
            return;
        }
    }
}

/// Surely after, given how much of each date was typed.
fn is_after(start: &TypedDate, finish: &TypedDate) -> bool {
    let (a, b) = (Month::of(start.first_day), Month::of(finish.first_day));
    match start.precision.max(finish.precision) {
        Precision::Day => start.first_day > finish.first_day,
        Precision::Month => a > b,
        Precision::Year => a.year() > b.year(),
    }
}
