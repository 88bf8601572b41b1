//! A number is a door: how a figure came about, in the office's words, and which rows stand behind it.

use crate::figures::{Figure, Indicators};
use crate::indicator::{Indicator, Unit};
use crate::measure::{Amount, Tally};
use crate::query::{Filter, Query};
use crate::settings::Settings;
use crate::store::Board;
use kernel::money::FEN_PER_YI;

/// The arithmetic of one figure.
#[derive(Clone, Debug)]
pub struct Arithmetic {
    pub indicator: Indicator,
    /// “年度计划完成率 = 年内累计完成投资 546.50亿元 ÷ 年度计划投资 850.00亿元 = 64.3%”
    pub formula: String,
    /// `None` for “—”.
    pub figure: Option<Figure>,
    /// What stands in the formula.
    pub terms: Vec<Term>,
    /// The projects that contribute: add it to the query and ask for its rows.
    pub rows: Option<Filter>,
}

/// One number of a formula.
#[derive(Clone, Debug)]
pub struct Term {
    pub label: &'static str,
    /// With its unit; “—” where there is none.
    pub text: String,
    pub figure: Option<Figure>,
    /// The projects behind it.
    pub rows: Option<Filter>,
}

impl Board {
    /// How `indicator` came about in the scope of `query`. `within` is the enclosing scope, for the figures that
    /// compare with it (与平均进度差, 占比).
    pub fn explain(&self, indicator: Indicator, query: &Query, within: Option<&Query>) -> Arithmetic {
        let ungrouped = |query: &Query| self.query(&Query { group_by: Vec::new(), ..query.clone() }).total;
        let mut indicators = ungrouped(query);
        let scope = within.map(ungrouped);
        indicators.scope = scope.as_ref().map(Indicators::as_scope);
        Explanation { indicators: &indicators, scope: scope.as_ref(), settings: &query.settings }.of(indicator)
    }
}

struct Explanation<'a> {
    indicators: &'a Indicators,
    scope: Option<&'a Indicators>,
    settings: &'a Settings,
}

impl Explanation<'_> {
    fn of(&self, indicator: Indicator) -> Arithmetic {
        let figure = self.indicators.get(indicator);
        let (terms, body) = self.terms_of(indicator);
        let result = print(figure.as_ref(), indicator.unit(), self.settings);
        let formula = if body.is_empty() {
            format!("{} = {result}", indicator.label())
        } else {
            format!("{} = {body} = {result}", indicator.label())
        };
        Arithmetic { indicator, formula, figure, terms, rows: door(indicator) }
    }

    fn terms_of(&self, indicator: Indicator) -> (Vec<Term>, String) {
        use Indicator as I;
        match indicator {
            I::Completion => self.quotient(I::DoneYtd, I::AnnualPlan),
            I::StartRate => self.quotient(I::Started, I::ToStart),
            I::NewStartRate => self.quotient(I::NewStarted, I::NewToStart),
            I::StartRateDue => self.quotient(I::NewStarted, I::NewDue),
            I::ResumeRate => self.quotient(I::Resumed, I::Continuing),
            I::ArrivalRate => self.quotient(I::FundsArrived, I::FundsPlanned),
            I::PaymentRate => self.quotient(I::FundsPaid, I::FundsArrived),
            I::IdleFunds => self.joined(&[I::FundsArrived, I::FundsPaid], |t| format!("{} - {}", t[0], t[1])),
            I::PaceGap => self.joined(&[I::Completion, I::EvenPace], |t| format!("{} - {}", t[0], t[1])),
            I::Yoy => self.joined(&[I::DoneYtd, I::PrevYtd], |t| format!("{} ÷ {} - 1", t[0], t[1])),
            I::RequiredMonthly => {
                let months = 12 - self.indicators.as_of.month();
                self.joined(&[I::AnnualPlan, I::DoneYtd], |t| format!("({} - {}) ÷ {months}个月", t[0], t[1]))
            }
            I::StartResumeRate => self.joined(&[I::NewStarted, I::Resumed, I::NewToStart, I::Continuing], |t| {
                format!("({} + {}) ÷ ({} + {})", t[0], t[1], t[2], t[3])
            }),
            I::InStatisticsRate => {
                let terms = vec![
                    self.tally("已入统", Tally::InStatistics),
                    self.tally("应入统(已开工、500万元及以上)", Tally::StatisticsDue),
                ];
                let body = format!("{} ÷ {}", said(&terms[0]), said(&terms[1]));
                (terms, body)
            }
            I::EvenPace => match self.settings.pace {
                crate::Pace::Even => (Vec::new(), format!("{} ÷ 12", self.indicators.as_of.month())),
                crate::Pace::Curve(_) => (Vec::new(), "本地进度曲线".to_owned()),
            },
            I::AvgGap => self.against_scope(I::Completion, "全部范围完成率", '-'),
            I::Share => self.against_scope(I::DoneYtd, "全部范围年内累计完成投资", '÷'),
            _ => self.sum(indicator),
        }
    }

    fn quotient(&self, part: Indicator, whole: Indicator) -> (Vec<Term>, String) {
        self.joined(&[part, whole], |t| format!("{} ÷ {}", t[0], t[1]))
    }

    fn joined(&self, indicators: &[Indicator], join: impl Fn(&[String]) -> String) -> (Vec<Term>, String) {
        let terms: Vec<Term> = indicators.iter().map(|i| self.term(*i, self.indicators, i.label())).collect();
        let texts: Vec<String> = terms.iter().map(said).collect();
        let body = join(&texts);
        (terms, body)
    }

    fn against_scope(&self, indicator: Indicator, label: &'static str, sign: char) -> (Vec<Term>, String) {
        let mut terms = vec![self.term(indicator, self.indicators, indicator.label())];
        if let Some(scope) = self.scope {
            terms.push(self.term(indicator, scope, label));
        }
        let texts: Vec<String> = terms.iter().map(said).collect();
        (terms, texts.join(&format!(" {sign} ")))
    }

    /// A count out of all projects, or a sum over those that have the amount.
    fn sum(&self, indicator: Indicator) -> (Vec<Term>, String) {
        if let Some(amount) = indicator.amount() {
            let term = self.tally("有此数的项目", amount.known());
            let body = format!("{}个项目之和", self.indicators.count(amount.known()));
            return (vec![term], body);
        }
        if indicator.tally().is_some() && indicator != Indicator::Projects {
            let all = self.term(Indicator::Projects, self.indicators, Indicator::Projects.label());
            let body = format!("{}中符合“{}”的", said(&all), indicator.definition());
            return (vec![all], body);
        }
        (Vec::new(), String::new())
    }

    fn term(&self, indicator: Indicator, from: &Indicators, label: &'static str) -> Term {
        let figure = from.get(indicator);
        let text = print(figure.as_ref(), indicator.unit(), self.settings);
        Term { label, text, figure, rows: door(indicator) }
    }

    fn tally(&self, label: &'static str, tally: Tally) -> Term {
        let figure = Some(Figure::Count(self.indicators.count(tally)));
        let text = print(figure.as_ref(), Unit::Count, self.settings);
        Term { label, text, figure, rows: Some(Filter::counts(tally)) }
    }
}

fn said(term: &Term) -> String {
    format!("{} {}", term.label, term.text)
}

/// The rows behind an indicator; rates stand on their numerator's scope, which is the query's own.
fn door(indicator: Indicator) -> Option<Filter> {
    let tally = indicator.tally().or_else(|| indicator.amount().map(Amount::known))?;
    Some(Filter::counts(tally))
}

/// A figure with its unit; money in 亿元 from one 亿元 on.
fn print(figure: Option<&Figure>, unit: Unit, settings: &Settings) -> String {
    match figure {
        None => "—".to_owned(),
        Some(Figure::Money(money)) if money.0.unsigned_abs() >= FEN_PER_YI.unsigned_abs() => {
            format!("{}亿元", money.yi(2))
        }
        Some(figure) => format!("{}{}", figure.text(settings), unit.label()),
    }
}
