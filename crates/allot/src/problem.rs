//! What an office knows before it allocates: quotas, projects, weights, and what is already decided.
//!
//! The JSON form of these types is the input file of `zhuashou allot`; `docs/allot-format.md` describes it with an
//! example. Unknown keys are refused, so that a misspelt weight is not silently without effect.

use crate::quantity::{Quantity, Share};
use kernel::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One allocation to be made.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Problem {
    #[serde(default)]
    pub title: String,
    /// What is scarce: 工业用地, 能耗, 化学需氧量, 资金 …
    pub kinds: Vec<Kind>,
    /// Names of the regions, in the order in which they are reported.
    pub regions: Vec<String>,
    /// In order of time; left out where quotas have no period.
    #[serde(default)]
    pub periods: Vec<Period>,
    pub pools: Vec<Pool>,
    /// Which regions may pass quotas to one another.
    #[serde(default)]
    pub transfers: Vec<Transfer>,
    pub projects: Vec<Project>,
    #[serde(default)]
    pub weights: Weights,
    /// Shares of a region's demand that it gets in any case.
    #[serde(default)]
    pub floors: Vec<Floor>,
    /// What has been decided and is not to be touched.
    #[serde(default)]
    pub locked: Vec<Lock>,
}

/// A kind of quota and the unit it is counted in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    pub name: String,
    /// 亩, 吨标准煤, 万元 …
    pub unit: String,
    /// What one period leaves unused may be used in a later one (结转).
    #[serde(default)]
    pub carries_over: bool,
}

/// A span of time with quotas of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    pub name: String,
    /// First day on which the period's quotas can be used.
    pub starts: Date,
}

/// So much of one kind, for a region or (without one) for the city to give to any region (市级统筹).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pool {
    pub kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Must be given where there are periods.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    pub amount: Quantity,
}

/// A region may give another up to `limit` of a kind in each period (调剂).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    pub kind: String,
    pub from: String,
    pub to: String,
    /// No limit but the giver's quota when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Quantity>,
}

/// A project and what it needs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Project {
    /// The project's code or number, unique in the file.
    pub id: String,
    pub name: String,
    pub region: String,
    /// 国家级, 省级, 市级 …: a key of the level weights.
    #[serde(default)]
    pub level: String,
    /// Added value a year (增加值), in 万元.
    #[serde(default)]
    pub added_value: Quantity,
    /// Investment, in 万元; used where totals are weighed by investment.
    #[serde(default)]
    pub investment: Quantity,
    /// How ready it is to start (前期成熟度), 0 to 100.
    #[serde(default)]
    pub readiness: Quantity,
    #[serde(default)]
    pub jobs: u32,
    /// The project has to get at least its least useful share.
    #[serde(default)]
    pub must_serve: bool,
    /// Last day on which its quota may become available.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// The ways in which it can be served; at most one is chosen.
    pub options: Vec<Choice>,
}

/// One way to serve a project: all its amounts, or the same share of each.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Told from the other ways by this; may be left out where there is only one.
    #[serde(default)]
    pub name: String,
    /// By the name of the kind.
    pub amounts: BTreeMap<String, Quantity>,
    /// Least useful share; all or nothing when left out.
    #[serde(default = "whole")]
    pub min_share: Share,
    /// What this way is worth against the best, 0 to 1.
    #[serde(default = "whole")]
    pub worth: Share,
}

fn whole() -> Share {
    Share::WHOLE
}

/// How projects are scored; the score of a project is the weighted mean of its marks, 0 to 100.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Weights {
    /// Weight of the level; the marks stand in `level_marks`.
    pub level: Quantity,
    /// Mark of each level, 0 to 100.
    pub level_marks: BTreeMap<String, Quantity>,
    /// Weight of added value in all.
    pub added_value: Quantity,
    /// Weight of added value per unit of the kind `per_unit_of` (亩均增加值, 单位能耗增加值).
    pub added_value_per_unit: Quantity,
    pub per_unit_of: Option<String>,
    pub readiness: Quantity,
    pub jobs: Quantity,
    /// What projects count in the total: each its score, or score × investment.
    pub counts: Counts,
    /// How much of all points is at stake in the share of the worst-served region, in percent.
    pub fairness: Quantity,
    /// Points lost for each period of waiting, in percent.
    pub waiting: Quantity,
}

impl Default for Weights {
    fn default() -> Weights {
        let marks = [("国家级", 100), ("省级", 80), ("市级", 60), ("县级", 40)];
        Weights {
            level: Quantity::units(30),
            level_marks: marks.map(|(level, mark)| (level.to_owned(), Quantity::units(mark))).into(),
            added_value: Quantity::units(20),
            added_value_per_unit: Quantity::units(20),
            per_unit_of: None,
            readiness: Quantity::units(20),
            jobs: Quantity::units(10),
            counts: Counts::Project,
            fairness: Quantity::ZERO,
            waiting: Quantity::ZERO,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counts {
    /// Each project served counts its score.
    #[default]
    Project,
    /// Each counts its score times its investment in 亿元.
    Investment,
}

/// A region gets at least this share of its demand of a kind (保底).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Floor {
    /// Every region when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    pub kind: String,
    pub share: Share,
}

/// A decision that stands: this share of this way, in this period; a share of zero is a refusal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    pub project: String,
    /// May be left out where the project has one way only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
    /// May be left out where there are no periods.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    #[serde(default = "whole")]
    pub share: Share,
}
