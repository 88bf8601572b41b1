//! The office's mechanisms, a folder each.

pub mod address;
pub mod bulletins;
pub mod demo;
pub mod figures;
pub mod ledger;
pub mod overview;
pub mod scope;
