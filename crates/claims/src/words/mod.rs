//! The words by which papers name measures, per kind of unit.

mod money;
mod rates;
mod things;

use crate::endings::Endings;
use std::sync::LazyLock;

/// One spelling of a measure.
pub struct Word {
    pub spelling: &'static str,
    /// Identifier of the product's indicator, where there is one.
    pub id: Option<&'static str>,
    pub label: &'static str,
}

impl Word {
    /// Whether the thing is a series that can grow: a rate of growth is named after it.
    pub fn grows(&self) -> bool {
        !matches!(self.label, "增加额" | "规模门槛" | "年度计划投资" | "减少额")
    }
}

/// Words to be looked for in a text.
pub type Table = Endings<&'static Word>;

const fn of(spelling: &'static str, id: &'static str, label: &'static str) -> Word {
    Word { spelling, id: Some(id), label }
}

const fn named(spelling: &'static str, label: &'static str) -> Word {
    Word { spelling, id: None, label }
}

fn table(words: &'static [Word]) -> Table {
    Endings::new(words.iter().map(|w| (w.spelling, w)))
}

/// Amounts of money.
pub static MONEY: LazyLock<Table> = LazyLock::new(|| table(money::MONEY));
/// Rates and shares.
pub static PERCENT: LazyLock<Table> = LazyLock::new(|| table(rates::PERCENT));
/// Differences in percentage points.
pub static POINTS: LazyLock<Table> = LazyLock::new(|| table(rates::POINTS));
/// Land.
pub static LAND: LazyLock<Table> = LazyLock::new(|| table(things::LAND));
/// States in which projects are counted.
pub static COUNTS: LazyLock<Table> = LazyLock::new(|| table(things::COUNTS));
