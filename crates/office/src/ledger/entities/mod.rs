//! The ledger's tables as types. Money is fen, months are `kernel::Month::index`, dates are ISO texts that may stop at the
//! month or the year (`2025-04`), because that is all an office often knows.

pub mod annual_plan;
pub mod import_batch;
pub mod import_draft;
pub mod list_entry;
pub mod monthly_report;
pub mod monthly_report_earlier;
pub mod project;
pub mod project_list;
pub mod term;
