//! Forecasts after one changed actual date.
//!
//! What is timed first is the change itself: the new finish, the early dates of every task, and which have moved. What is timed
//! after it is the question for the whole schedule: late dates, total and free float, and the row of every task that they change.

use super::network::Dice;
use super::processor_time_of;
use schedule::{Actual, DAY, Forecast, Network, Options, TaskIndex, schedule};
use std::error::Error;
use std::time::Duration;

pub const CHANGES: usize = 101;
/// Of the tasks that begin first, and of the critical path, so many are delayed.
const HEAD: usize = 20;
const SWINGS: usize = 40;
/// Twenty working days.
const FOUR_WEEKS: i64 = 28 * DAY;

/// Processor times of one kind of change.
#[derive(Default)]
pub struct Times {
    /// Of [`Forecast::set_actual`].
    pub change: Vec<Duration>,
    /// Of the [`Forecast::schedule`] after it.
    pub rows: Vec<Duration>,
    /// Most and fewest tasks moved by one change.
    pub moved: (usize, usize),
}

impl Times {
    fn take(&mut self, forecast: &mut Forecast, task: TaskIndex, actual: Actual) -> Result<(), Box<dyn Error>> {
        let mut outcome = Ok(0);
        let change = || outcome = forecast.set_actual(task, actual).map(|moved| moved.tasks.len());
        self.change.push(processor_time_of(change));
        let moved = outcome?;
        self.moved = if self.rows.is_empty() { (moved, moved) } else { self.moved };
        self.moved = (self.moved.0.max(moved), self.moved.1.min(moved));
        let mut outcome = Ok(());
        self.rows.push(processor_time_of(|| outcome = forecast.schedule().map(drop)));
        Ok(outcome?)
    }
}

fn begun(forecast: &mut Forecast, task: TaskIndex, late: i64) -> Result<Actual, Box<dyn Error>> {
    let start = forecast.schedule()?.tasks[task].start.plus(late);
    Ok(Actual { start: Some(start), ..Actual::default() })
}

/// Random tasks begin up to a month late, one after another.
pub fn random(network: Network) -> Result<Times, Box<dyn Error>> {
    let count = network.tasks.len();
    let mut forecast = Forecast::new(network, Options::default())?;
    let (mut dice, mut times) = (Dice(11), Times::default());
    for _ in 0..CHANGES {
        let task = dice.roll(count as u64) as usize;
        let actual = begun(&mut forecast, task, dice.roll(30) as i64 * DAY)?;
        times.take(&mut forecast, task, actual)?;
    }
    Ok(times)
}

/// Tasks of the critical path and those that begin first: each begins twenty working days late, and then does not after all.
pub fn head(network: Network) -> Result<Times, Box<dyn Error>> {
    let planned = schedule(&network, Options::default())?;
    let mut first: Vec<TaskIndex> = (0..network.tasks.len()).collect();
    first.sort_by_key(|task| planned.tasks[*task].start);
    first.truncate(HEAD);
    first.extend(planned.critical_path(&network).into_iter().take(HEAD));
    let (mut forecast, mut times) = (Forecast::new(network, Options::default())?, Times::default());
    for task in first {
        let actual = begun(&mut forecast, task, FOUR_WEEKS)?;
        times.take(&mut forecast, task, actual)?;
        times.take(&mut forecast, task, Actual::default())?;
    }
    Ok(times)
}

/// The worst that one actual date can do: the first task of all begins 120 days late, and then does not after all. Each time
/// every task moves, and the finish with them.
pub fn everything(network: Network) -> Result<Times, Box<dyn Error>> {
    let (mut forecast, mut times) = (Forecast::new(network, Options::default())?, Times::default());
    for _ in 0..SWINGS / 2 {
        let actual = begun(&mut forecast, 0, 120 * DAY)?;
        times.take(&mut forecast, 0, actual)?;
        times.take(&mut forecast, 0, Actual::default())?;
    }
    Ok(times)
}
