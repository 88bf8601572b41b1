//! The month of a sheet that says it nowhere but has a column for each month: the last one that is filled.

use crate::grid::{Cell, SheetRow};
use crate::number::{self, Typed};
use crate::plan::PlannedSheet;
use kernel::{Field, Month};

/// The last month with amounts, where every month before it has some and none after it has.
pub(crate) fn latest(planned: &[PlannedSheet<'_>], year: i32) -> Option<Month> {
    let latest = planned.iter().filter_map(of_sheet).max()?;
    Month::new(year, latest)
}

fn of_sheet(planned: &PlannedSheet<'_>) -> Option<u32> {
    let filled: Vec<(u32, bool)> = planned
        .columns
        .plans
        .iter()
        .filter_map(|plan| match plan.field {
            Some(Field::DoneInMonth(month)) => Some((u32::from(month), is_filled(planned.body(), plan.index))),
            _ => None,
        })
        .collect();
    let last = filled.iter().filter(|(_, is_filled)| *is_filled).map(|(month, _)| *month).max()?;
    let gapless = (1..=last).all(|month| filled.contains(&(month, true)));
    (filled.len() > 1 && gapless).then_some(last)
}

fn is_filled(body: &[SheetRow], column: u16) -> bool {
    body.iter().filter_map(|row| row.get(column)).any(|cell| match cell {
        Cell::Number(value, _) => *value != 0.0,
        Cell::Text(text) => {
            matches!(number::read(text), Typed::Plain(amount) | Typed::Money(amount, _) if !amount.is_zero())
        }
        _ => false,
    })
}
