//! The schedule engine beside MPXJ's Microsoft scheduler and beside plain Python lists, in turn on the same network.
//!
//! Times are those of the processor on the computing thread: on a machine shared with others the clock on the wall says little.

mod forecast;
mod network;
mod peer;

use crate::peers::environment;
use clap::Args;
use forecast::{CHANGES, Times};
use network::network;
use peer::Peer;
use schedule::{Network, Options, schedule};
use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;

#[derive(Debug, Args)]
pub struct Asked {
    /// Tasks of the network; it has twice as many links
    #[arg(long, default_value_t = 100_000)]
    tasks: usize,
    /// How often each side is measured, in turn, after a warm-up
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Measures our side only
    #[arg(long)]
    alone: bool,
    /// Folder for the peers' packages and the network's files (the first run needs python3, java and the network)
    #[arg(long, default_value = "target/bench")]
    folder: PathBuf,
}

/// Schedules by each side before anything is counted: Java compiles what it runs often.
const WARM_UP: usize = 5;
/// Our schedules in one round, of which the median counts.
const OURS_IN_A_ROUND: usize = 7;

pub fn run(asked: &Asked) -> Result<(), Box<dyn Error>> {
    let network = network(asked.tasks);
    let folder = asked.folder.join("network");
    std::fs::create_dir_all(&folder)?;
    let computed = schedule(&network, Options::default())?;
    let (tasks, links) = (network.tasks.len(), network.links.len());
    println!("{tasks} tasks, {links} links, three calendars, {} to {}", computed.start, computed.finish);
    let file = folder.join("network.xml");
    std::fs::write(&file, schedule::mspdi::write_mspdi(&network, &computed))?;
    let lists = folder.join("network.txt");
    std::fs::write(&lists, network::as_lists(&network))?;
    if asked.alone {
        let ours: Vec<Duration> = (0..asked.rounds).map(|_| measure(&network)).collect();
        line("ours, with calendars", &ours, None);
        forecasts(&network)?;
        return Ok(());
    }
    let environment = environment(&asked.folder)?;
    let mut mpxj = Peer::mpxj(&environment, &file)?;
    let mut python = Peer::python(&environment, &lists)?;
    for _ in 0..WARM_UP {
        measure(&network);
        mpxj.round()?;
        python.round()?;
    }
    let mut rounds = Rounds::default();
    for _ in 0..asked.rounds {
        rounds.ours.push(measure(&network));
        rounds.mpxj.push(mpxj.round()?);
        rounds.python.push(python.round()?);
    }
    let met = rounds.report() & forecasts(&network)?;
    if met { Ok(()) } else { Err("some targets are not met".into()) }
}

/// Median processor time of one schedule, forward and backward, from the network as people know it.
fn measure(network: &Network) -> Duration {
    let times = (0..OURS_IN_A_ROUND).map(|_| processor_time_of(|| drop(schedule(network, Options::default()))));
    spread(&times.collect::<Vec<_>>())[1]
}

/// Measures forecasts after one changed actual date; whether all are as fast as promised.
fn forecasts(network: &Network) -> Result<bool, Box<dyn Error>> {
    println!(
        "\none changed actual, ours: the new finish, all early dates, what has moved; then all late dates and float\n"
    );
    let mut met = report(&format!("one of {CHANGES} at random"), &forecast::random(network.clone())?);
    met &= report("one up front or critical, 4 weeks", &forecast::head(network.clone())?);
    met &= report("the first of all, which moves all", &forecast::everything(network.clone())?);
    Ok(met)
}

fn report(name: &str, times: &Times) -> bool {
    let met = line(name, &times.change, Some(Duration::from_millis(5)));
    line("    then late dates and float", &times.rows, None);
    println!("    {} to {} tasks moved", times.moved.1, times.moved.0);
    met
}

fn processor_time_of(work: impl FnOnce()) -> Duration {
    let before = processor_time();
    work();
    processor_time().saturating_sub(before)
}

fn processor_time() -> Duration {
    let spent = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(u64::try_from(spent.tv_sec).unwrap_or(0), u32::try_from(spent.tv_nsec).unwrap_or(0))
}

/// Smallest, median, largest.
fn spread<T: Copy + PartialOrd>(values: &[T]) -> [T; 3] {
    let mut sorted = values.to_vec();
    sorted.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
    [sorted[0], sorted[sorted.len() / 2], sorted[sorted.len() - 1]]
}

#[derive(Default)]
struct Rounds {
    ours: Vec<Duration>,
    mpxj: Vec<Duration>,
    python: Vec<Duration>,
}

impl Rounds {
    fn report(&self) -> bool {
        println!("processor time, min / median / max of {} rounds\n", self.ours.len());
        let mut met = line("ours, with calendars", &self.ours, Some(Duration::from_millis(40)));
        met &= self.against("MPXJ's Microsoft scheduler, warm", &self.mpxj, 50.0);
        met & self.against("plain Python lists, no calendars", &self.python, 3.0)
    }

    fn against(&self, name: &str, theirs: &[Duration], target: f64) -> bool {
        line(name, theirs, None);
        let ratios: Vec<f64> =
            self.ours.iter().zip(theirs).map(|(ours, theirs)| theirs.as_secs_f64() / ours.as_secs_f64()).collect();
        let [least, median, most] = spread(&ratios);
        let met = median >= target;
        println!("    theirs ÷ ours {least:.1} / {median:.1} / {most:.1}, target {target}×: {}", word(met));
        met
    }
}

/// Prints a row; whether the median is below the target, if there is one.
fn line(name: &str, times: &[Duration], target: Option<Duration>) -> bool {
    let [least, median, most] = spread(times).map(|time| time.as_secs_f64() * 1e3);
    print!("{name:36} {least:9.2} / {median:9.2} / {most:9.2} ms");
    let Some(target) = target else {
        println!();
        return true;
    };
    let target = target.as_secs_f64() * 1e3;
    println!(", target {target} ms: {}", word(median < target));
    median < target
}

const fn word(met: bool) -> &'static str {
    if met { "met" } else { "NOT MET" }
}
