//! Bulletins (通报): the month's official paper, every figure in it a door to its rows.
//!
//! `facts` asks the board, `words` makes sentences by rules, `document` puts them into the form of a paper; what the paper looks
//! like as Word, PDF, Excel or a page is the `paper` crate's.

pub mod document;
mod drawing_up;
pub mod facts;
mod format;
mod sentence;
mod words;

pub use drawing_up::{ISSUER, draw_up};
pub use format::{Format, FormatError};
