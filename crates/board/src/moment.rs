//! Months in two bytes, for columns.

use kernel::Month;

/// Months since January 2000; [`Moment::NEVER`] is later than any month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(pub i16);

const EPOCH: i32 = 2_000 * 12;

impl Moment {
    pub const NEVER: Moment = Moment(i16::MAX);

    pub fn of(month: Month) -> Moment {
        let since = (month.index() - EPOCH).clamp(i32::from(i16::MIN) + 1, i32::from(i16::MAX) - 1);
        Moment(since as i16)
    }

    /// The month before.
    pub fn before(self) -> Moment {
        if self == Moment::NEVER { self } else { Moment(self.0.saturating_sub(1)) }
    }
}

/// A month or never.
pub(crate) fn moment_of(month: Option<Month>) -> Moment {
    month.map_or(Moment::NEVER, Moment::of)
}
