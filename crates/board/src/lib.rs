//! The board: every indicator of the key-project office, computed in one place and in milliseconds.
//!
//! The office tells the [`Board`] plain facts of each project ([`ProjectFacts`]); the board lays them out in columns,
//! month by month, cumulative as they were reported, and answers [`Query`]s: filter, group, rank, with the rules about
//! who may see what as a part of every question. It reads no database and no clock.
//!
//! ```
//! use board::{Board, Dimension, Indicator, ProjectFacts, Query, Terms, YearFacts, PlanVersion, MonthFacts};
//! use kernel::{Money, Month};
//!
//! let july = Month::new(2025, 7).unwrap();
//! let mut board = Board::default();
//! let east = board.term(Dimension::Region, "东城区").unwrap();
//! board.upsert(&ProjectFacts {
//!     id: 1,
//!     terms: Terms::default().with(Dimension::Region, east),
//!     years: vec![YearFacts {
//!         year: 2025,
//!         plans: vec![PlanVersion { from: july.january(), amount: Some(Money::from_wan(8_500)) }],
//!         ..YearFacts::default()
//!     }],
//!     months: vec![MonthFacts { done_ytd: Some(Money::from_wan(5_465)), ..MonthFacts::blank(july) }],
//!     ..ProjectFacts::default()
//! });
//! let answer = board.query(&Query::new(july).by(Dimension::Region));
//! assert_eq!(answer.total.text(Indicator::Completion).as_deref(), Some("64.3"));
//! assert_eq!(answer.groups[0].label, "东城区");
//! ```

mod adding;
mod answer;
mod as_of;
mod ask;
mod block;
mod block_bytes;
mod cell;
mod chunk;
mod columns;
mod dimension;
mod explain;
mod facts;
mod figures;
mod indicator;
mod measure;
mod moment;
mod packing;
mod query;
mod reads;
mod record;
mod scan;
mod select;
mod settings;
mod snapshot;
mod store;
mod totals;
mod trend;
mod view;
mod whole;

pub use answer::{Answer, Group};
pub use dimension::{Dimension, TermId, UNFILLED, UnknownDimension};
pub use explain::{Arithmetic, Term};
pub use facts::{FactorNeed, MonthFacts, PlanVersion, ProjectFacts, ProjectId, Quantity, Terms, YearFacts};
pub use figures::{Figure, Indicators, PrevBasis};
pub use indicator::{Indicator, Unit, UnknownIndicator};
pub use measure::{Amount, Tally};
pub use query::{Filter, Query, Rows, RowsQuery, SortKey, Visibility};
pub use record::MAX_AMOUNT;
pub use settings::{Pace, Settings, SizeBands};
pub use snapshot::{Snapshot, SnapshotError, SnapshotReader};
pub use store::Board;
pub use trend::{Heat, HeatRow, MonthPoint};
