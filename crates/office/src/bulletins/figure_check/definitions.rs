//! What a measure in words may mean among the board's indicators: the office's usual definition first.

use board::{Figure, Indicator, Indicators};
use claims::Value;
use claims::measure::Measure;
use kernel::{Money, Ratio};

/// One meaning of a measure.
pub(super) struct Meaning {
    /// As the office names it.
    pub name: &'static str,
    /// Whose page explains it.
    pub door: Indicator,
    value: Reading,
}

/// How the value comes out of the indicators.
enum Reading {
    Of(Indicator),
    /// One indicator less another, both money.
    Less(Indicator, Indicator),
    /// One indicator as a share of another, both money.
    Share(Indicator, Indicator),
    /// Growth of one over another, both money.
    Growth(Indicator, Indicator),
}

impl Meaning {
    fn of(indicator: Indicator) -> Meaning {
        Meaning { name: indicator.label(), door: indicator, value: Reading::Of(indicator) }
    }

    fn named(name: &'static str, indicator: Indicator) -> Meaning {
        Meaning { name, ..Meaning::of(indicator) }
    }

    /// The value, or `None` for “—”.
    pub fn value(&self, indicators: &Indicators) -> Option<Value> {
        let money = |indicator: Indicator| match indicators.get(indicator)? {
            Figure::Money(money) => Some(money),
            _ => None,
        };
        Some(match self.value {
            Reading::Of(indicator) => plain(indicators.get(indicator)?)?,
            Reading::Less(a, b) => Value::Money((money(a)? - money(b).unwrap_or_default()).floor_zero()),
            Reading::Share(part, whole) => Value::Rate(Ratio::of_money(money(part)?, money(whole)?)?),
            Reading::Growth(now, then) => {
                let (Money(now), Money(then)) = (money(now)?, money(then)?);
                Value::Rate(Ratio::new(i128::from(now) - i128::from(then), i128::from(then))?)
            }
        })
    }
}

fn plain(figure: Figure) -> Option<Value> {
    Some(match figure {
        Figure::Count(count) => Value::Count(i64::try_from(count).ok()?),
        Figure::Money(money) => Value::Money(money),
        Figure::Percent(ratio) => Value::Rate(ratio),
        Figure::Points(ratio) => Value::Points(ratio),
        Figure::Quantity(thousandths) => Value::Area(Ratio::new(i128::from(thousandths), 1000)?),
        Figure::Rank(rank) => Value::Count(i64::from(rank)),
        Figure::Moves(moves) => Value::Count(i64::from(moves)),
    })
}

/// The meanings of a measure, the usual one first; none for what the ledger does not hold.
pub(super) fn meanings(measure: &Measure) -> Vec<Meaning> {
    use Indicator as I;
    let with_others = |usual: Indicator, others: Vec<Meaning>| {
        let mut all = vec![Meaning::of(usual)];
        all.extend(others);
        all
    };
    match (measure.id, measure.label.as_str()) {
        (Some("start_rate"), _) => with_others(
            I::StartRate,
            vec![
                Meaning::named("新开工率(按全年计划新开工)", I::NewStartRate),
                Meaning::named("新开工率(按当月应开工)", I::StartRateDue),
                Meaning::named("开复工率", I::StartResumeRate),
            ],
        ),
        (Some("started"), _) => {
            with_others(I::Started, vec![Meaning::named("新开工(只计本年计划新开工项目)", I::NewStarted)])
        }
        (Some("to_start"), _) => {
            with_others(I::NewToStart, vec![Meaning::named("年内应开工(含续建)", I::ToStart), Meaning::of(I::NewDue)])
        }
        (Some("completion"), _) => vec![
            Meaning::of(I::Completion),
            Meaning {
                name: "占总投资(开工以来累计完成÷总投资)",
                door: I::DoneTotal,
                value: Reading::Share(I::DoneTotal, I::TotalInvestment),
            },
        ],
        (Some("done_ytd"), _) => with_others(I::DoneYtd, vec![Meaning::named("开工以来累计完成投资", I::DoneTotal)]),
        (Some("remaining"), _) => vec![Meaning {
            name: "年度计划投资-年内累计完成投资",
            door: I::RequiredMonthly,
            value: Reading::Less(I::AnnualPlan, I::DoneYtd),
        }],
        // Growth of a named series (固定资产投资增速) is not the investment of the ledger's projects.
        (Some("yoy"), "同比增长") => vec![
            Meaning::of(I::Yoy),
            growth("同比增长(按上年台账)", I::PrevYtdOwn),
            growth("同比增长(按填报的去年同期数)", I::PrevYtdReported),
        ],
        (Some("yoy"), _) => Vec::new(),
        (Some("arrival_rate"), _) => {
            with_others(I::ArrivalRate, vec![of_plan("资金到位÷年度计划投资", I::FundsArrived)])
        }
        (Some("payment_rate"), _) => with_others(
            I::PaymentRate,
            vec![
                of_plan("资金支付÷年度计划投资", I::FundsPaid),
                Meaning {
                    name: "资金支付÷计划到位资金",
                    door: I::FundsPaid,
                    value: Reading::Share(I::FundsPaid, I::FundsPlanned),
                },
            ],
        ),
        (None, "续建项目数") => vec![Meaning::of(I::Continuing)],
        (None, "新建项目数") => vec![Meaning::of(I::NewToStart)],
        (None, "复工项目数") => vec![Meaning::of(I::Resumed)],
        // What a share is of, the sentence says and not the ledger.
        (Some("share"), _) | (None, _) => Vec::new(),
        (Some(id), _) => id.parse().map(Meaning::of).into_iter().collect(),
    }
}

/// The same months of last year: as the product counts them, by last year's ledger, by what was filed.
pub(super) fn last_year() -> Vec<Meaning> {
    use Indicator as I;
    vec![Meaning::of(I::PrevYtd), Meaning::of(I::PrevYtdOwn), Meaning::of(I::PrevYtdReported)]
}

fn growth(name: &'static str, over: Indicator) -> Meaning {
    Meaning { name, door: Indicator::Yoy, value: Reading::Growth(Indicator::DoneYtd, over) }
}

fn of_plan(name: &'static str, part: Indicator) -> Meaning {
    Meaning { name, door: part, value: Reading::Share(part, Indicator::AnnualPlan) }
}
