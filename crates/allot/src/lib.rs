//! Scarce quotas to many needs: which project gets how much land, energy, emission capacity and money, and why.
//!
//! A city has pools of quotas by kind, region and period, a reserve of its own that may go to any region, and more
//! projects than the pools can serve. Projects need everything or a useful part, sometimes in one of several ways, some
//! by a date; some have to be served, some are already decided. The office's weights turn facts into points.
//! [`solve`] finds the allocation with the most points, proves how close to the best it is, and says for each project
//! why it got what it got and what would have to change.
//!
//! All amounts are exact ([`Quantity`], [`Share`]); a plan is accepted only by whole-number arithmetic, and the bound
//! beside it is proven by the dual prices (see [`search`]).

mod case;
pub mod conflict;
mod describe;
mod explain;
mod greedy;
mod model;
pub mod orlib;
pub mod problem;
pub mod quantity;
mod read;
mod report;
pub mod sample;
pub mod score;
pub mod search;
pub mod solution;
mod solve;
mod supply;
pub mod validate;
mod whatif;

pub use conflict::{Conflict, Demand};
pub use problem::Problem;
pub use quantity::{Quantity, Share};
pub use read::read;
pub use report::{Report, report};
pub use solution::{Points, Solution};
pub use solve::{AllotError, Options, solve};
pub use validate::Fault;
pub use whatif::{Change, Changes, Exact, IfWeight, forced, marginal, what_if};
