//! The ledger as the figure check sees it: something that answers “this measure, this scope, this period”.

use crate::measure::Measure;
use crate::period::Period;
use crate::scope::Scope;
use kernel::{Money, Month, Ratio};

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    pub measure: Measure,
    pub scope: Scope,
    /// As the text says it; `None` where it says nothing.
    pub period: Option<Period>,
    /// The last month asked for: the period's, else the month the paper is checked as of.
    pub as_of: Option<Month>,
}

/// An exact value of the ledger.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    Money(Money),
    Count(i64),
    /// A fraction: 0.643 is 64.3 %.
    Rate(Ratio),
    /// A difference of rates as a fraction: 0.05 is five percentage points. Ahead is positive.
    Points(Ratio),
    /// In 亩.
    Area(Ratio),
}

impl Value {
    /// In the base unit of the kind: yuan, %, points, 亩, pieces.
    #[expect(clippy::cast_precision_loss, reason = "compared with printed figures, which have few digits")]
    pub fn base(self) -> f64 {
        match self {
            Value::Money(money) => money.0 as f64 / 100.0,
            Value::Count(count) => count as f64,
            Value::Rate(ratio) | Value::Points(ratio) => ratio.as_f64() * 100.0,
            Value::Area(ratio) => ratio.as_f64(),
        }
    }
}

/// What the ledger says.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    Known(Known),
    /// Why nothing can be said, in the office's words.
    NotInLedger(String),
}

/// What is known of a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// By the office's usual definition.
    pub usual: Definition,
    /// What the same words may also mean.
    pub others: Vec<Definition>,
    /// What the text leaves open (its scope, its month), in the office's words. Then a figure that fits is right, but one that does
    /// not is not called wrong.
    pub doubt: Option<String>,
}

/// A value by one definition.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// As the office names it: 新开工率(按当月应开工).
    pub name: String,
    pub value: Value,
    /// Where a person sees how the value comes about; an address of the product.
    pub door: Option<String>,
}

impl Definition {
    pub fn new(name: impl Into<String>, value: Value) -> Definition {
        Definition { name: name.into(), value, door: None }
    }
}

impl From<Definition> for Answer {
    fn from(usual: Definition) -> Answer {
        Answer::Known(Known { usual, others: Vec::new(), doubt: None })
    }
}

/// Anything that knows the true figures.
pub trait Ledger {
    fn answer(&self, question: &Question) -> Answer;
}

/// The empty ledger: the text is judged against itself alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoLedger;

impl Ledger for NoLedger {
    fn answer(&self, _: &Question) -> Answer {
        Answer::NotInLedger("没有台账".to_owned())
    }
}
