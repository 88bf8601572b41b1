//! The office's mechanisms, a folder each.

pub mod address;
pub mod bulletins;
pub mod demo;
pub mod figures;
pub mod ledger;
pub mod overview;
pub mod scope;

use ledger::{BoardFeed, Desk};
use platform::mechanism::Mechanism;
use std::sync::Arc;

/// All mechanisms, around one board.
pub fn mechanisms(feed: &Arc<BoardFeed>) -> Vec<Arc<dyn Mechanism>> {
    let desk = Arc::new(Desk::new(feed.clone()));
    vec![
        Arc::new(overview::Overview { desk: desk.clone() }),
        Arc::new(ledger::Ledger { desk }),
        Arc::new(bulletins::Bulletins { feed: feed.clone() }),
    ]
}
