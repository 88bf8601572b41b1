//! The time, passed in and never read inside a rule, so that tests and as-of views can choose it.

use chrono::{DateTime, FixedOffset, NaiveDate, TimeZone, Utc};
use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// A point in time: milliseconds since 1970-01-01 00:00 UTC. Stored as a 64-bit integer in both databases,
/// because each of them rounds its own timestamp type differently and the journal is hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DeriveValueType)]
pub struct Moment(pub i64);

/// China keeps one time all year, eight hours ahead of UTC (since 1991 without summer time).
fn china() -> FixedOffset {
    // Eight hours are within the ±24 hours that `east_opt` accepts.
    FixedOffset::east_opt(8 * 3600).unwrap_or_else(|| chrono::Offset::fix(&Utc))
}

impl Moment {
    /// The civil date in Asia/Shanghai.
    pub fn date(self) -> NaiveDate {
        self.local().date_naive()
    }

    /// Midnight in Asia/Shanghai at the beginning of `date`.
    pub fn start_of(date: NaiveDate) -> Moment {
        let midnight = date.and_time(chrono::NaiveTime::MIN);
        Moment(china().from_local_datetime(&midnight).single().map_or(0, |t| t.timestamp_millis()))
    }

    pub fn plus(self, span: Duration) -> Moment {
        Moment(self.0.saturating_add(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
    }

    /// The time that has passed since `earlier`; zero if `earlier` is later.
    pub fn since(self, earlier: Moment) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    fn local(self) -> DateTime<FixedOffset> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default().with_timezone(&china())
    }
}

/// `2025-07-31 09:05`, the way a page shows it.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.local().format("%Y-%m-%d %H:%M"))
    }
}

/// Who tells the time.
pub trait Clock: Send + Sync {
    fn now(&self) -> Moment;

    /// Today in Asia/Shanghai.
    fn today(&self) -> NaiveDate {
        self.now().date()
    }
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Moment {
        #[expect(clippy::disallowed_methods, reason = "this is the clock that everything else is given")]
        let now = Utc::now();
        Moment(now.timestamp_millis())
    }
}

/// A clock that stands still until it is moved, for tests and demonstrations.
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// Nine in the morning, Asia/Shanghai, of `date`.
    pub fn on(date: NaiveDate) -> FixedClock {
        FixedClock(AtomicI64::new(Moment::start_of(date).plus(Duration::from_secs(9 * 3600)).0))
    }

    pub fn advance(&self, span: Duration) {
        self.0.fetch_add(i64::try_from(span.as_millis()).unwrap_or(0), Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Moment {
        Moment(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_begins_in_shanghai() {
        let date = NaiveDate::from_ymd_opt(2025, 7, 31).unwrap();
        let clock = FixedClock::on(date);
        assert_eq!(clock.now().to_string(), "2025-07-31 09:00");
        clock.advance(Duration::from_secs(15 * 3600 - 1));
        assert_eq!(clock.today(), date);
        clock.advance(Duration::from_secs(1));
        assert_eq!(clock.today(), date.succ_opt().unwrap());
        // 2025-07-30 16:00 UTC is midnight of the 31st.
        assert_eq!(Moment::start_of(date).0, 1_753_891_200_000);
    }
}
