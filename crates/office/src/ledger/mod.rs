//! The ledger (台账): projects, yearly lists with their plans, monthly reports, and the way workbooks come in.
//!
//! - `entities/`, `migrations`: the tables; - `known`: what is held of some projects; - `plans`: versions of a plan;
//! - `import/`: a workbook into the ledger; - `import_pages/`: its pages; - `reporting/`: a month's figures by hand;
//! - `pages/`: grid, project, export, API; - `turns`: who waits for whom;
//! - `describe`: facts in words, for journal and pages; - `desk`: what pages read from;
//! - `feed`, `board_rows`: rows into the board; - `kept_board`: its file.

mod board_rows;
pub mod describe;
pub mod desk;
pub mod entities;
pub mod feed;
pub mod import;
mod import_pages;
mod kept_board;
pub mod known;
mod mechanism;
mod migrations;
mod pages;
pub mod plans;
mod reporting;
mod reports;
mod turns;
pub mod words;

pub use desk::Desk;
pub use feed::BoardFeed;
pub(crate) use import_pages::file_name;
pub use kept_board::KeepError;
pub use mechanism::Ledger;
pub use migrations::migrations;

/// The list a workbook is imported into when nobody names one.
pub fn default_list_name(year: i32) -> String {
    format!("{year}年重点项目")
}
