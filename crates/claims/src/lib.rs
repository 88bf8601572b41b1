//! Figures in Chinese official prose: read them, check them.
pub mod claim;
mod consistency;
pub mod decimal;
pub mod docx;
mod endings;
mod exclude;
pub mod figure;
pub mod ledger;
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
pub use ledger::{Answer, Ledger, NoLedger, Question, Value};
pub use report::{Judged, Options, Report, Verdict, check};
