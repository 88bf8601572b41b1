//! The verdicts, in the form that the page, the command line and other programs read.

use crate::claim::{Claim, read};
use crate::consistency::{Finding, Scene, in_own_unit, judge};
use crate::intent::is_intended;
use crate::ledger::{Answer, Definition, Known, Ledger, Question, Value};
use crate::reading::{Shortening, reading};
use crate::relation::{Bound, Comparison};
use crate::scope::Dimension;
use crate::unit::Kind;
use kernel::Month;
use serde::Serialize;

/// What a check needs to know besides the text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// The month the paper speaks of, where it does not say itself.
    pub as_of: Option<Month>,
    /// The last month the ledger holds. Only questions to the ledger fall back on it; the text is not held to a month nobody named.
    pub latest: Option<Month>,
}

/// What is thought of one figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The ledger says so too.
    Right,
    /// The ledger says otherwise.
    Wrong,
    /// 近, 约, 多 …: true to the ledger in the usual meaning of the word.
    Approximate,
    /// Contradicts other figures of the same text.
    Inconsistent,
    /// Fits other figures of the same text.
    Consistent,
    /// Nothing sure can be said.
    Unknown,
}

impl Verdict {
    /// The worst first.
    pub const ALL: [Verdict; 6] = [
        Verdict::Wrong,
        Verdict::Inconsistent,
        Verdict::Unknown,
        Verdict::Approximate,
        Verdict::Consistent,
        Verdict::Right,
    ];

    /// What people read.
    pub const fn label(self) -> &'static str {
        match self {
            Verdict::Right => "相符",
            Verdict::Wrong => "有误",
            Verdict::Approximate => "大致相符",
            Verdict::Inconsistent => "前后不一致",
            Verdict::Consistent => "前后一致",
            Verdict::Unknown => "未核",
        }
    }
}

/// One figure with its verdict.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Judged {
    /// As typed.
    pub text: String,
    /// Character offsets in the text; the end is behind the last character.
    pub start: usize,
    pub end: usize,
    /// A decimal string, as written; 九成 is 90.
    pub quantity: String,
    /// As written: 亿元, %, 个百分点.
    pub unit: String,
    /// The relating words as written, joined by 、.
    pub relation: String,
    /// Chinese label of the measure.
    pub measure: String,
    /// The product's indicator, where there is one.
    pub indicator: Option<&'static str>,
    /// As written; empty when the text names none.
    pub scope: String,
    pub dimensions: Vec<Dimension>,
    /// As written; empty when the text names none.
    pub period: String,
    pub verdict: Verdict,
    /// The right value in the figure's own unit, where it is known and differs.
    pub expected: Option<String>,
    /// Why, for people.
    pub because: String,
    /// Positions in `claims` of the figures this verdict rests on.
    pub relies_on: Vec<usize>,
    /// Where the ledger's own figure is explained, when the ledger answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub door: Option<String>,
}

/// All figures of a text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    pub claims: Vec<Judged>,
}

impl Report {
    /// Whether no figure is wrong or inconsistent.
    pub fn is_clean(&self) -> bool {
        !self.claims.iter().any(|c| matches!(c.verdict, Verdict::Wrong | Verdict::Inconsistent))
    }
}

/// Reads a text and judges each of its figures against the others and against the ledger.
pub fn check(text: &str, ledger: &dyn Ledger, options: Options) -> Report {
    let claims = read(text);
    let scene = Scene::new(&claims, options.as_of);
    let findings = judge(&scene);
    let judged = claims.iter().zip(findings).map(|(claim, finding)| judged(claim, finding, ledger, options)).collect();
    Report { claims: judged }
}

fn judged(claim: &Claim, finding: Finding, ledger: &dyn Ledger, options: Options) -> Judged {
    let own = match (finding.inconsistent, finding.consistent) {
        (true, _) => Verdict::Inconsistent,
        (_, true) => Verdict::Consistent,
        _ => Verdict::Unknown,
    };
    let mut judged = Judged {
        text: claim.text.clone(),
        start: claim.start,
        end: claim.end,
        quantity: claim.figure.value.to_string(),
        unit: claim.figure.unit.clone(),
        relation: claim.relation.words.clone(),
        measure: claim.measure.label.clone(),
        indicator: claim.measure.id,
        scope: claim.scope.words.clone(),
        dimensions: claim.scope.dimensions.clone(),
        period: claim.period.as_ref().map_or_else(String::new, |p| p.words.clone()),
        verdict: own,
        expected: finding.expected,
        because: finding.because,
        relies_on: finding.relies_on,
        door: None,
    };
    if claim.is_limit || claim.measure.label == "规模门槛" {
        if judged.because.is_empty() {
            "界定范围的数,不作核对".clone_into(&mut judged.because);
        }
        return judged;
    }
    if is_intended(claim) {
        if judged.because.is_empty() {
            "目标或要求,不是已有的数".clone_into(&mut judged.because);
        }
        return judged;
    }
    let question = question(claim, options);
    match ledger.answer(&question) {
        Answer::Known(known) => by_ledger(&mut judged, claim, known),
        Answer::NotInLedger(why) if judged.because.is_empty() => judged.because = why,
        Answer::NotInLedger(_) => {}
    }
    judged
}

fn question(claim: &Claim, options: Options) -> Question {
    let limit = options.as_of.or(options.latest);
    let period = claim.period.clone().map(|mut period| {
        period.year = period.year.or_else(|| limit.map(|m| m.year() + period.shift));
        period
    });
    let as_of = period.as_ref().filter(|p| !p.open).and_then(crate::period::Period::last_month);
    let as_of = match (as_of, limit) {
        // 今年, 全年: known only up to the month the paper speaks of.
        (Some(stated), Some(limit)) if stated.month() == 12 && stated.year() == limit.year() => Some(limit),
        // 去年同期: the same months of the year before.
        (None, Some(limit)) => Some(limit.plus(12 * period.as_ref().map_or(0, |p| p.shift))),
        (stated, limit) => stated.or(limit),
    };
    Question { measure: claim.measure.clone(), scope: claim.scope.clone(), period, as_of }
}

/// By the usual definition, or else by any other that fits; wrong only when nothing is left open.
fn by_ledger(judged: &mut Judged, claim: &Claim, known: Known) {
    let Known { usual, others, doubt } = known;
    if !comparable(claim, usual.value) {
        if judged.because.is_empty() {
            "台账数值与所写单位不可比".clone_into(&mut judged.because);
        }
        return;
    }
    if let Some(how) = fits(claim, &usual) {
        let because = format!("台账为{}{how}", in_claims_unit(claim, &usual));
        return agree(judged, claim, because, usual.door);
    }
    let other = others.into_iter().find_map(|other| Some((fits(claim, &other)?, other)));
    if let Some((how, other)) = other {
        let because = format!(
            "仅按“{}”口径相符(台账为{}{how});按“{}”口径为{}",
            other.name,
            in_claims_unit(claim, &other),
            usual.name,
            in_claims_unit(claim, &usual)
        );
        return agree(judged, claim, because, other.door);
    }
    judged.door = usual.door.clone();
    if let Some(doubt) = doubt {
        let told = format!("{doubt},台账为{},与所写不同,请核实口径", in_claims_unit(claim, &usual));
        judged.because = if judged.because.is_empty() { told } else { format!("{};{told}", judged.because) };
        return;
    }
    judged.verdict = Verdict::Wrong;
    judged.because = format!("台账为{}", in_claims_unit(claim, &usual));
    judged.expected = Some(in_own_unit(in_direction(claim, usual.value), claim));
    judged.relies_on.clear();
}

/// The ledger says so too.
fn agree(judged: &mut Judged, claim: &Claim, because: String, door: Option<String>) {
    judged.verdict = if claim.relation.bound == Bound::Exact { Verdict::Right } else { Verdict::Approximate };
    judged.because = because;
    judged.expected = None;
    judged.relies_on.clear();
    judged.door = door;
}

fn in_claims_unit(claim: &Claim, definition: &Definition) -> String {
    format!("{}{}", in_own_unit(in_direction(claim, definition.value), claim), claim.figure.unit)
}

fn fits(claim: &Claim, definition: &Definition) -> Option<&'static str> {
    if comparable(claim, definition.value) { fitting(claim, in_direction(claim, definition.value)) } else { None }
}

/// A claim of 慢于 3 points is −3 in the ledger; of 下降 3 % likewise.
fn in_direction(claim: &Claim, value: Value) -> f64 {
    let signed = matches!(value, Value::Points(_)) || claim.measure.is("yoy");
    if signed && claim.relation.comparison == Some(Comparison::Less) { -value.base() } else { value.base() }
}

fn comparable(claim: &Claim, value: Value) -> bool {
    match value {
        Value::Money(_) => claim.figure.kind == Kind::Money,
        Value::Count(_) => matches!(claim.figure.kind, Kind::Count | Kind::Rank | Kind::People | Kind::Households),
        Value::Rate(_) => claim.figure.kind == Kind::Percent,
        Value::Points(_) => claim.figure.kind == Kind::Points,
        Value::Area(_) => claim.figure.kind == Kind::Area,
    }
}

/// Whether the exact value lies in the figure's reading; says so when only cutting off explains it.
fn fitting(claim: &Claim, value: f64) -> Option<&'static str> {
    let value = crate::reading::Interval::point(value);
    if value.meets(reading(claim, Shortening::Rounded)) {
        return Some("");
    }
    let cut = value.meets(reading(claim, Shortening::Cut));
    let whole_percent = claim.figure.kind == Kind::Percent && claim.figure.value.scale == 0;
    (cut && !whole_percent).then_some(",系截尾")
}
