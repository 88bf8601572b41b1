//! The light of a project: the default rules for pace and start (2-indicators, “Warning rules are data”) until rules are kept as
//! rows.

use board::{Indicators, Tally};
use std::cmp::Ordering;

/// What a light says. Told apart by shape and word as well as colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Light {
    Red,
    Yellow,
    Green,
    /// Completed.
    Blue,
    /// Nothing to judge by: no plan.
    None,
}

/// Percentage points behind the pace from which a project is yellow and red.
const YELLOW: i64 = 10;
const RED: i64 = 30;

impl Light {
    /// By points behind the pace; a missed start month is yellow at least.
    pub fn of(project: &Indicators) -> Light {
        if project.count(Tally::Completed) > 0 {
            return Light::Blue;
        }
        let overdue = project.count(Tally::StartOverdue) > 0;
        let behind = |points: i64| project.pace_gap().is_some_and(|gap| gap.compare(-points, 100) != Ordering::Greater);
        match project.pace_gap() {
            _ if behind(RED) => Light::Red,
            _ if overdue || behind(YELLOW) => Light::Yellow,
            Some(_) => Light::Green,
            None => Light::None,
        }
    }

    /// The class of the style sheet and the value of the grid.
    pub const fn id(self) -> &'static str {
        match self {
            Light::Red => "red",
            Light::Yellow => "yellow",
            Light::Green => "green",
            Light::Blue => "blue",
            Light::None => "none",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Light::Red => "红",
            Light::Yellow => "黄",
            Light::Green => "绿",
            Light::Blue => "蓝",
            Light::None => "无",
        }
    }
}
