//! How long 100,000 tasks with 200,000 links take: `cargo run --release -p schedule --example speed [-- TASKS]`.
//! With `--write FILE` the network is also written as MSPDI, for other programs to measure themselves on.

use kernel::WorkCalendar;
use schedule::{
    Actual, Calendar, Forecast, Hours, Lag, Length, Link, LinkKind, Moment, Network, Options, Task, schedule,
};
use std::error::Error;
use std::time::{Duration, Instant};

/// A small generator, so that every run measures the same network.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

fn network(count: usize) -> Network {
    let mut dice = Dice(7);
    let state = WorkCalendar::published();
    let start = Moment::parse("2024-03-04T08:00").unwrap_or_default();
    let mut network = Network::new("speed", start, Calendar::of_state("工作日", &state, &Hours::office()));
    network.calendars.push(Calendar::every_day("七天", &Hours::office()));
    let north = Calendar::every_day("北方", &Hours::office()).with_winter_stop((11, 15), (3, 15));
    network.calendars.push(north);
    for id in 0..count {
        let hours = 4 * (1 + dice.roll(20) as i64);
        let mut task = Task::new(id as i64 + 1, &format!("任务{}", id + 1), Length::work(hours * 3600));
        task.calendar = [None, None, Some(1), Some(2)][dice.roll(4) as usize];
        network.add(task);
    }
    for to in 1..count {
        for _ in 0..2 {
            // Chains of some five hundred tasks beside each other.
            let back = 1 + dice.roll(400) as usize;
            let kind = match dice.roll(10) {
                0 => LinkKind::StartStart,
                1 => LinkKind::FinishFinish,
                _ => LinkKind::FinishStart,
            };
            let lag = if dice.roll(5) == 0 { Lag::Work(8 * 3600) } else { Lag::Work(0) };
            network.links.push(Link { from: to.saturating_sub(back), to, kind, lag });
        }
    }
    network
}

/// Time that the processor spent on this thread, where the system tells (Linux): on a machine shared with others the time on the
/// wall says little.
fn processor_time(since: Instant) -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|line| line.split_whitespace().next()?.parse().ok());
    nanoseconds.map_or_else(|| since.elapsed(), Duration::from_nanos)
}

/// Fastest and median of some rounds.
fn best(rounds: usize, mut run: impl FnMut()) -> (Duration, Duration) {
    let begun = Instant::now();
    let mut times: Vec<Duration> = (0..rounds)
        .map(|_| {
            let before = processor_time(begun);
            run();
            processor_time(begun).saturating_sub(before)
        })
        .collect();
    times.sort_unstable();
    (times[0], times[times.len() / 2])
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (mut count, mut file) = (100_000, None);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--write" => file = arguments.next(),
            number => count = number.parse()?,
        }
    }
    let network = network(count);
    let computed = schedule(&network, Options::default())?;
    println!("{} tasks, {} links, {} to {}", network.tasks.len(), network.links.len(), computed.start, computed.finish);
    let (best_time, median) = best(15, || drop(schedule(&network, Options::default())));
    println!("schedule, forward and backward: best {best_time:.2?}, median {median:.2?}");
    if let Some(file) = file {
        std::fs::write(file, schedule::mspdi::write_mspdi(&network, &computed))?;
    }
    measure_forecast(network)
}

fn measure_forecast(network: Network) -> Result<(), Box<dyn Error>> {
    let count = network.tasks.len();
    let mut forecast = Forecast::new(network, Options::default())?;
    let mut dice = Dice(11);
    let mut times = Vec::new();
    let mut moved = Vec::new();
    let begun = Instant::now();
    for _ in 0..101 {
        let task = dice.roll(count as u64) as usize;
        let start = forecast.schedule().tasks[task].start;
        let late = start.plus(dice.roll(30) as i64 * 86_400);
        let before = processor_time(begun);
        let change = forecast.set_actual(task, Actual { start: Some(late), ..Actual::default() })?;
        times.push(processor_time(begun).saturating_sub(before));
        moved.push(change.tasks.len());
    }
    times.sort_unstable();
    moved.sort_unstable();
    println!(
        "one changed actual: median {:.2?}, 95 % {:.2?}, slowest {:.2?}; moved tasks: median {}, most {}",
        times[50], times[95], times[100], moved[50], moved[100]
    );
    Ok(())
}
