//! The answer to a query: the whole scope, its groups in the dictionary's order, and their ranking.

use crate::dimension::{Dimension, TermId};
use crate::figures::{Indicators, Standing};
use crate::measure::{Amount, Sums};
use kernel::{Month, Ratio};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// What the board answers. As JSON: `{"as_of", "total": {…}, "groups": [{"key", "label", …}]}`.
#[derive(Clone, Debug, Serialize)]
pub struct Answer {
    pub as_of: Month,
    pub total: Indicators,
    /// Only groups with projects, in the order of the dictionaries, blanks last.
    pub groups: Vec<Group>,
}

/// One group.
#[derive(Clone, Debug)]
pub struct Group {
    /// One part per dimension grouped by; `None` is a blank.
    pub parts: Vec<(Dimension, Option<TermId>)>,
    /// The labels as the filters of the command line take them; empty for a blank.
    pub key: String,
    /// What people read; 未填写 for a blank.
    pub label: String,
    pub indicators: Indicators,
}

impl Group {
    /// Competition ranking by completion among the groups (1, 2, 2, 4); groups without one share the last place.
    pub fn rank(&self) -> Option<u32> {
        self.indicators.standing.rank
    }

    /// Places gained on the month before in the same year; `None` where the group could not be ranked then.
    pub fn rank_mom(&self) -> Option<i32> {
        self.indicators.standing.month_ago
    }

    /// Places gained on the same month of last year.
    pub fn rank_yoy(&self) -> Option<i32> {
        self.indicators.standing.year_ago
    }
}

impl Serialize for Group {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(None)?;
        map.serialize_entry("key", &self.key)?;
        map.serialize_entry("label", &self.label)?;
        self.indicators.write(&mut map, true)?;
        map.end()
    }
}

/// The places of groups and their moves.
pub(crate) fn standings(groups: &[Sums]) -> Vec<Standing> {
    let completions = |done: Amount, plan: Amount| -> Vec<Option<Ratio>> {
        groups.iter().map(|s| s.amount(done).and_then(|done| Ratio::new(done, s.amounts[plan as usize]))).collect()
    };
    let now = places(&completions(Amount::DoneYtd, Amount::Plan));
    let month_ago = completions(Amount::MonthAgoDone, Amount::MonthAgoPlan);
    let year_ago = completions(Amount::YearAgoDone, Amount::YearAgoPlan);
    let moves = |then: &[Option<Ratio>]| -> Vec<Option<i32>> {
        let places = places(then).into_iter();
        let gained =
            places.zip(&now).map(|(then, now)| i32::try_from(then).ok()?.checked_sub(i32::try_from(*now).ok()?));
        gained.zip(then).map(|(gained, then)| then.and(gained)).collect()
    };
    let (month_ago, year_ago) = (moves(&month_ago), moves(&year_ago));
    let earlier = month_ago.into_iter().zip(year_ago);
    now.iter()
        .zip(earlier)
        .map(|(&rank, (month_ago, year_ago))| Standing { rank: Some(rank), month_ago, year_ago })
        .collect()
}

/// Competition ranking, the highest first; missing ones share the place after the last.
fn places(completions: &[Option<Ratio>]) -> Vec<u32> {
    let mut sorted: Vec<Ratio> = completions.iter().flatten().copied().collect();
    sorted.sort_by(|a, b| b.cmp(a));
    let place = |completion: &Option<Ratio>| match completion {
        Some(completion) => sorted.partition_point(|other| other > completion),
        None => sorted.len(),
    };
    completions.iter().map(|c| u32::try_from(place(c)).unwrap_or(u32::MAX - 1) + 1).collect()
}
