//! What an allocation is, for pages, papers and programs.

use crate::quantity::{Quantity, Share};
use crate::whatif::IfWeight;
use kernel::ratio::fixed;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use std::fmt;

/// Points in thousandths. Serialised as a decimal string.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Points(pub i64);

impl Points {
    /// Rounded down, as totals are: never more than was reached.
    pub(crate) fn floor(gain: i128) -> Points {
        Points(i64::try_from(gain.div_euclid(10_000)).unwrap_or(i64::MAX))
    }

    /// Rounded up, as bounds are: never less than what was proven.
    pub(crate) fn ceil(points: f64) -> Points {
        Points((points * 1000.0 - 1e-6).ceil().clamp(0.0, 9e18) as i64)
    }

    pub(crate) fn near(points: f64) -> Points {
        Points((points * 1000.0).round().clamp(-9e18, 9e18) as i64)
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = u32::try_from(f.precision().unwrap_or(3)).unwrap_or(3);
        f.write_str(&fixed(i128::from(self.0), 1000, decimals))
    }
}

impl Serialize for Points {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

/// A finished allocation with its proof and its reasons.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Solution {
    pub title: String,
    /// Points of all that is served, fairness included.
    pub total: Points,
    /// Proven: no allocation has more points.
    pub bound: Points,
    /// (bound − total) / total, in percent, rounded up: `0.084`.
    pub gap_percent: String,
    /// Whether the wanted gap was proven within the time.
    pub proven: bool,
    pub nodes: u64,
    pub seconds: f64,
    /// Projects served in whole, in part, not at all.
    pub whole: usize,
    pub part: usize,
    pub none: usize,
    /// The share of its points that the worst-served region gets.
    pub worst_region_share: Share,
    pub by_priority: ByPriority,
    /// In the order of the file.
    pub projects: Vec<Outcome>,
    pub pools: Vec<PoolUse>,
    pub streams: Vec<StreamUse>,
    pub regions: Vec<RegionShare>,
    /// What changes when a weight is raised by thirty; only in a [`report`](crate::report()).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub if_weights: Vec<IfWeight>,
}

/// The greedy order beside the best allocation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ByPriority {
    pub total: Points,
    pub whole: usize,
    pub part: usize,
    /// Whether it keeps must-serve projects, earlier decisions and floors.
    pub keeps_promises: bool,
    /// Project numbers, highest score first.
    pub order: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Served {
    Whole,
    Part,
    None,
}

impl Served {
    pub(crate) fn of(share: Share) -> Served {
        match share {
            Share::NONE => Served::None,
            Share::WHOLE => Served::Whole,
            _ => Served::Part,
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Served::Whole => "足额保障",
            Served::Part => "部分保障",
            Served::None => "未安排",
        }
    }
}

/// What one project gets, and why.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outcome {
    pub id: String,
    pub name: String,
    pub region: String,
    /// Weighted mark, 0 to 100.
    pub score: Points,
    /// Place in the order by priority, from 1.
    pub rank: usize,
    pub served: Served,
    pub share: Share,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// By kind.
    pub amounts: BTreeMap<String, Quantity>,
    /// The share it would get by priority alone.
    pub share_by_priority: Share,
    /// Decided before, or to be served in any case.
    pub fixed: bool,
    /// What holds it back: quotas that are used up.
    pub binding: Vec<String>,
    /// With everything else as allocated, so much more would serve it whole.
    pub missing: Vec<Missing>,
    /// The score from which it would be preferred, by the shadow prices (about).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score_needed: Option<Points>,
    pub why: String,
}

/// A quantity of one kind that is lacking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Missing {
    pub kind: String,
    pub unit: String,
    pub amount: Quantity,
}

/// How a pool is used and what more of it would be worth.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PoolUse {
    pub kind: String,
    pub unit: String,
    /// Without one: the city's reserve.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    pub amount: Quantity,
    /// Used here or passed on.
    pub used: Quantity,
    pub left: Quantity,
    /// Points that one more unit would bring, by the relaxation: for small changes.
    pub shadow_price: f64,
}

/// Quota moved from one pool to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StreamUse {
    pub kind: String,
    pub unit: String,
    pub from: String,
    pub to: String,
    pub amount: Quantity,
}

/// How a region fares.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RegionShare {
    pub region: String,
    pub projects: usize,
    pub served: usize,
    /// Share of its points that is served.
    pub share: Share,
    /// By kind.
    pub demand: BTreeMap<String, Quantity>,
    pub given: BTreeMap<String, Quantity>,
}
