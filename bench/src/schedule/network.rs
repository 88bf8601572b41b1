//! The network that is measured: the same on every run.

use kernel::WorkCalendar;
use schedule::{Calendar, Hours, Lag, Length, Link, LinkKind, Moment, Network, Task};
use std::fmt::Write;

/// A small generator, so that every run measures the same network.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

/// Tasks of half a day to ten days by three calendars (the State's working days, seven days, a northern site with its winter stop),
/// each after two of the four hundred before it: finish to start mostly, a tenth each start to start and finish to finish, one link
/// in five with a day's lag.
pub fn network(count: usize) -> Network {
    let mut dice = Dice(7);
    let state = WorkCalendar::published();
    let start = Moment::parse("2024-03-04T08:00").unwrap_or_default();
    let mut network = Network::new("speed", start, Calendar::of_state("工作日", &state, &Hours::office()));
    network.calendars.push(Calendar::every_day("七天", &Hours::office()));
    let north = Calendar::every_day("北方", &Hours::office()).with_winter_stop((11, 15), (3, 15));
    network.calendars.push(north);
    for id in 0..count {
        let hours = 4 * (1 + dice.roll(20) as i64);
        let mut task = Task::new(id as i64 + 1, &format!("任务{}", id + 1), Length::work(hours * schedule::HOUR));
        task.calendar = [None, None, Some(1), Some(2)][dice.roll(4) as usize];
        network.add(task);
    }
    for to in 1..count {
        for _ in 0..2 {
            let back = 1 + dice.roll(400) as usize;
            let kind = match dice.roll(10) {
                0 => LinkKind::StartStart,
                1 => LinkKind::FinishFinish,
                _ => LinkKind::FinishStart,
            };
            let lag = if dice.roll(5) == 0 { Lag::Work(8 * schedule::HOUR) } else { Lag::Work(0) };
            network.links.push(Link { from: to.saturating_sub(back), to, kind, lag });
        }
    }
    network
}

/// The network as the plain Python program reads it.
pub fn as_lists(network: &Network) -> String {
    let mut text = format!("{} {}\n", network.tasks.len(), network.links.len());
    for task in &network.tasks {
        // Writing into a string cannot fail.
        let _ = write!(text, "{} ", task.duration.seconds);
    }
    for link in &network.links {
        let kind = match link.kind {
            LinkKind::FinishStart => 0,
            LinkKind::StartStart => 1,
            LinkKind::FinishFinish | LinkKind::StartFinish => 2,
        };
        let lag = if let Lag::Work(seconds) = link.lag { seconds } else { 0 };
        let _ = write!(text, "\n{} {} {kind} {lag}", link.from, link.to);
    }
    text.push('\n');
    text
}
