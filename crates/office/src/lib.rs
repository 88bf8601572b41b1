//! The office's mechanisms, a folder each.

pub mod address;
pub mod bulletins;
pub mod demo;
pub mod figures;
pub mod ledger;
pub mod overview;
pub mod scope;

use ledger::BoardFeed;
use platform::mechanism::Mechanism;
use std::sync::Arc;

/// All mechanisms, around one board.
pub fn mechanisms(feed: &Arc<BoardFeed>) -> Vec<Arc<dyn Mechanism>> {
    vec![
        Arc::new(overview::Overview { feed: feed.clone() }),
        Arc::new(ledger::Ledger { feed: feed.clone() }),
        Arc::new(bulletins::Bulletins { feed: feed.clone() }),
    ]
}
