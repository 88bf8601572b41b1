//! The search for the best allocation, and for the proof of how good it is.
//!
//! An allocation is a mixed-integer linear program of one shape: shares that are either nothing or at least the
//! least useful share, quotas that hold them down, and flows that carry quotas from the city's reserve to the regions.
//! [`lp`] states it, [`simplex`] solves its relaxation, [`tree`] branches on it, [`split`] takes it apart
//! first, [`blocks`] prices what ties the parts together; among the plans of the parts that can still be better than the
//! best, [`settle`] finds a good choice and [`combine`] proves how good it is.
//!
//! **The proof.** Every bound that is ever used to discard something is the Lagrangian bound of the node's dual
//! prices, computed anew from the unchanged data. It holds for *any* prices, so an inexact simplex can make the search
//! slower, never the proof wrong.

mod block;
mod blocks;
mod combine;
mod every;
pub mod lp;
mod settle;
mod simplex;
mod split;
mod tree;

pub use lp::{Column, Program, Row};
pub use split::{Relaxed, relax, solve};
pub use tree::{Ending, Found, Judge, Limits};
