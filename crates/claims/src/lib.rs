//! Figures in Chinese official prose: read them, check them.
//!
//! A speech or bulletin goes in as plain text (or as a Word file, see [`docx`]); out comes every figure with its quantity, unit,
//! relating words, measure, scope and period ([`read`]), and a verdict on each ([`check`]): against the other figures of the same
//! text, and against a [`Ledger`] that answers “this measure, this scope, this period”.
//!
//! ```
//! use claims::{NoLedger, Options, Verdict, check};
//!
//! let text = "全市重点项目年度计划投资850亿元,完成投资546.5亿元,占年度计划的65%。";
//! let report = check(text, &NoLedger, Options::default());
//! let rate = &report.claims[2];
//! assert_eq!((rate.verdict, rate.expected.as_deref()), (Verdict::Inconsistent, Some("64.3")));
//! ```
//!
//! How a text is read: [`source`] brings it to one form without blanks; `numeral`, [`unit`] and [`figure`] find the figures, `exclude`
//! leaves out years, dates, ordinals, names and slogans; [`relation`], [`period`], [`scope`] and [`measure`] read what stands around each;
//! [`claim`] puts them together sentence by sentence. How it is judged: [`reading`] says what a printed figure can stand for, the rules in
//! `consistency` link figures, and a figure is called inconsistent only when no common reading of a sure link exists.

pub mod claim;
mod consistency;
pub mod decimal;
pub mod docx;
mod endings;
mod exclude;
pub mod figure;
mod intent;
pub mod ledger;
pub mod manuscript;
pub mod measure;
mod numeral;
pub mod period;
pub mod reading;
pub mod relation;
pub mod report;
pub mod scope;
pub mod source;
pub mod unit;
mod words;

pub use claim::{Claim, read};
pub use ledger::{Answer, Definition, Known, Ledger, NoLedger, Question, Value};
pub use manuscript::{Manuscript, ManuscriptError};
pub use report::{Judged, Options, Report, Verdict, check};
