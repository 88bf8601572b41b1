//! What projects are grouped and filtered by, and the dictionaries of the words used for it.

use kernel::Nature;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

/// The label of the group of projects for which a dimension was left blank.
pub const UNFILLED: &str = "未填写";

/// A way to group and filter projects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dimension {
    Region,
    Department,
    Unit,
    Category,
    Industry,
    Chain,
    Level,
    /// Belongs to the list's year: a new project of one year is a continuing one of the next.
    Nature,
    Stage,
    /// Derived from the total investment, see [`crate::SizeBands`].
    Size,
    FundingKind,
    Leader,
    WarningColour,
    List,
}

impl Dimension {
    pub const ALL: [Dimension; 14] = [
        Dimension::Region,
        Dimension::Department,
        Dimension::Unit,
        Dimension::Category,
        Dimension::Industry,
        Dimension::Chain,
        Dimension::Level,
        Dimension::Nature,
        Dimension::Stage,
        Dimension::Size,
        Dimension::FundingKind,
        Dimension::Leader,
        Dimension::WarningColour,
        Dimension::List,
    ];
    pub(crate) const COUNT: usize = Dimension::ALL.len();

    /// The identifier of the API and the command line.
    pub const fn id(self) -> &'static str {
        self.words().0
    }

    /// What people read.
    pub const fn label(self) -> &'static str {
        self.words().1
    }

    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Dimension::Region => ("region", "县市区"),
            Dimension::Department => ("department", "主管部门"),
            Dimension::Unit => ("unit", "责任单位"),
            Dimension::Category => ("category", "项目类别"),
            Dimension::Industry => ("industry", "所属行业"),
            Dimension::Chain => ("chain", "产业链"),
            Dimension::Level => ("level", "项目级别"),
            Dimension::Nature => ("nature", "建设性质"),
            Dimension::Stage => ("stage", "项目阶段"),
            Dimension::Size => ("size", "投资规模"),
            Dimension::FundingKind => ("funding_kind", "资金来源"),
            Dimension::Leader => ("leader", "包联领导"),
            Dimension::WarningColour => ("warning_colour", "预警颜色"),
            Dimension::List => ("list", "项目清单"),
        }
    }

    pub(crate) const fn index(self) -> usize {
        self as usize
    }
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("没有名为“{0}”的分组")]
pub struct UnknownDimension(pub String);

impl FromStr for Dimension {
    type Err = UnknownDimension;
    fn from_str(id: &str) -> Result<Dimension, UnknownDimension> {
        Dimension::ALL.into_iter().find(|d| d.id() == id).ok_or_else(|| UnknownDimension(id.to_owned()))
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl Serialize for Dimension {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.id())
    }
}

impl<'de> Deserialize<'de> for Dimension {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Dimension, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A word of one dimension's dictionary. Zero is no word: projects without a value carry `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TermId(pub(crate) u32);

impl TermId {
    /// The word of [`Dimension::Nature`], whose dictionary is fixed.
    pub const fn of_nature(nature: Nature) -> TermId {
        TermId(nature as u32 + 1)
    }
}

pub(crate) fn code_of(term: Option<TermId>) -> u32 {
    term.map_or(0, |t| t.0)
}

/// The words of one dimension: their labels, and the order in which groups are shown.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dictionary {
    labels: Vec<String>,
    orders: Vec<i64>,
    by_label: HashMap<String, u32>,
}

impl Dictionary {
    pub fn of(labels: impl IntoIterator<Item = impl AsRef<str>>) -> Dictionary {
        let mut dictionary = Dictionary::default();
        for label in labels {
            dictionary.intern(label.as_ref());
        }
        dictionary
    }

    pub fn intern(&mut self, label: &str) -> TermId {
        if let Some(&code) = self.by_label.get(label) {
            return TermId(code);
        }
        self.labels.push(label.to_owned());
        let code = u32::try_from(self.labels.len()).unwrap_or(u32::MAX);
        self.orders.push(i64::from(code));
        self.by_label.insert(label.to_owned(), code);
        TermId(code)
    }

    pub fn find(&self, label: &str) -> Option<TermId> {
        self.by_label.get(label).map(|&code| TermId(code))
    }

    /// The label of a code; code zero is [`UNFILLED`].
    pub fn label(&self, code: u32) -> &str {
        (code as usize).checked_sub(1).and_then(|i| self.labels.get(i)).map_or(UNFILLED, String::as_str)
    }

    /// Sort key of a code; blanks come last, equal orders by age of the word.
    pub fn order(&self, code: u32) -> (i64, u32) {
        match (code as usize).checked_sub(1).and_then(|i| self.orders.get(i)) {
            Some(&order) => (order, code),
            None => (i64::MAX, u32::MAX),
        }
    }

    pub fn set_order(&mut self, term: TermId, order: i64) {
        if let Some(place) = (term.0 as usize).checked_sub(1).and_then(|i| self.orders.get_mut(i)) {
            *place = order;
        }
    }

    pub fn terms(&self) -> impl Iterator<Item = (TermId, &str, i64)> {
        (1_u32..)
            .zip(&self.labels)
            .zip(&self.orders)
            .map(|((code, label), order)| (TermId(code), label.as_str(), *order))
    }
}
