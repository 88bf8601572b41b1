//! The machine of a measurement, and whether it had other things to do.

use std::fs::read_to_string;
use std::time::Duration;

/// More than this share of the processors busy before we begin, and a result is not clean.
const QUIET: f64 = 0.10;

#[derive(Clone, Debug)]
pub struct Machine {
    pub cores: usize,
    pub processor: String,
    pub memory_gb: f64,
    /// Of the last minute.
    pub load: String,
    /// Share of processor time that others used while we waited: 0 to 1.
    pub busy: f64,
}

impl Machine {
    /// Looks around; takes two seconds, in which nothing of ours runs.
    pub fn look() -> Machine {
        let before = times();
        std::thread::sleep(Duration::from_secs(2));
        let after = times();
        let (busy, all) = (after.0 - before.0, after.1 - before.1);
        let field = |file: &str, name: &str| {
            let text = read_to_string(file).unwrap_or_default();
            let line = text.lines().find(|line| line.starts_with(name));
            line.and_then(|line| Some(line.split_once(':')?.1.trim().to_owned())).unwrap_or_default()
        };
        let memory = field("/proc/meminfo", "MemTotal");
        let kilobytes: f64 = memory.split_whitespace().next().and_then(|n| n.parse().ok()).unwrap_or(0.0);
        let load = read_to_string("/proc/loadavg").unwrap_or_default();
        Machine {
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            processor: field("/proc/cpuinfo", "model name"),
            memory_gb: kilobytes / 1024.0 / 1024.0,
            load: load.split_whitespace().next().unwrap_or("?").to_owned(),
            busy: if all > 0.0 { busy / all } else { 0.0 },
        }
    }

    pub fn is_quiet(&self) -> bool {
        self.busy <= QUIET
    }

    /// “2 × …, 24 GB; load 0.31, 2 % busy with other things”.
    pub fn told(&self) -> String {
        let Machine { cores, processor, memory_gb, load, busy } = self;
        let noise = if self.is_quiet() { "" } else { " — **not clean: the machine was busy**" };
        format!(
            "{cores} × {processor}, {memory_gb:.0} GB; load {load}, {:.0} % busy with other things at the beginning{noise}",
            busy * 100.0
        )
    }
}

/// Busy and all processor time since the machine started, in the kernel's ticks.
fn times() -> (f64, f64) {
    let stat = read_to_string("/proc/stat").unwrap_or_default();
    let line = stat.lines().next().unwrap_or_default();
    let ticks: Vec<f64> = line.split_whitespace().skip(1).filter_map(|t| t.parse().ok()).take(8).collect();
    let all: f64 = ticks.iter().sum();
    // The fourth and fifth are idle, and idle while waiting for a disk.
    let idle: f64 = ticks.iter().skip(3).take(2).sum();
    (all - idle, all)
}
