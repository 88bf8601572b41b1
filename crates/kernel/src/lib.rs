//! The field's words as types, without any input or output.
//!
//! Every other crate of the product speaks in these: [`Money`] is exact fen, [`Month`] a calendar month,
//! [`Ratio`] an exact quotient that is rounded once, at the very end, [`Field`] a column of a project ledger
//! and [`WorkCalendar`] the working days of the People's Republic with the published swaps (调休).

pub mod calendar;
pub mod chance;
pub mod codes;
pub mod field;
pub mod money;
pub mod month;
pub mod ratio;
pub mod text;
pub mod words;

pub use calendar::WorkCalendar;
pub use chance::Chance;
pub use chrono::NaiveDate as Date;
pub use codes::{CreditCode, ProjectCode};
pub use field::{Field, FieldKind};
pub use money::Money;
pub use month::Month;
pub use ratio::Ratio;
pub use words::{ApprovalMark, Nature};
