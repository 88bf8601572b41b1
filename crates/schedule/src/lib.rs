//! Time nodes and 倒排工期.
//!
//! A [`Network`] holds nodes, links, calendars and what is known of each node: what was promised (baselines), what is
//! planned, what has happened. [`schedule`] computes when everything can happen at the earliest and must happen at the
//! latest, how much can slip, and what decides the end. [`Forecast`] keeps a schedule true while actual dates come in: early dates
//! and the finish at once, late dates and float when they are asked for.
//! [`plan_backward`] lays a standard [`Track`] of approvals and works back from the date that was promised, says by how many
//! days it is impossible already, and [`slip`] where days can be won. [`breakdown`] cuts a plan into months, ten-day periods
//! or days. [`mspdi`] and [`xer`] read what Microsoft Project and Primavera P6 saved.
//!
//! Nothing here reads a clock, a file or a database: today's date and the bytes of files are handed in.

mod answer;
mod backward;
mod baseline;
mod breakdown;
mod build;
mod calendar;
mod check;
mod clock;
mod error;
mod file;
mod floats;
mod forecast;
mod level;
mod line;
mod longest;
mod moment;
mod network;
mod order;
mod passes;
mod plain;
mod plan;
mod primavera;
mod rollup;
mod schedule;
mod slip;
mod task;
mod track;
mod violations;
mod xml;

pub mod mspdi;
pub mod psplib;
pub mod xer;

pub use answer::{Minutes, ScheduleAnswer, TaskAnswer, schedule_answer};
pub use backward::{
    BackwardAnswer, BackwardPlan, BackwardRequest, TrackTaskAnswer, WinAnswer, backward_answer, plan_backward,
};
pub use baseline::Variance;
pub use breakdown::{Grain, Period, Portion, breakdown};
pub use calendar::{Calendar, Hours, Span, Stop};
pub use error::ScheduleError;
pub use file::{FileError, Imported, LARGEST_FILE, Stored, read};
pub use forecast::{Forecast, Moved};
pub use moment::{DAY, HOUR, MINUTE, Moment, YEARS};
pub use network::{
    Actual, Baseline, CalendarIndex, Constraint, FloatBasis, Frame, Kind, Lag, LagCalendar, Length, Link, LinkKind,
    Network, Progress, Rules, Share, Task, TaskId, TaskIndex,
};
pub use schedule::{Options, Schedule, TaskDates, schedule};
pub use slip::{Change, Drag, Way, Win, drags, slip};
pub use track::{Count, TRACK_DAY, Track, TrackCalendars, TrackError, TrackLink, TrackLinkKind, TrackNode};
