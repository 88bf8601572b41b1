//! One line of the results: ours, theirs, how many times better, the target.

use std::fmt::Write;

/// What counts as better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Better {
    Less,
    More,
}

#[derive(Clone, Copy, Debug)]
enum Target {
    /// At least so many times better than the peer.
    Times(f64),
    AtMost(f64),
}

/// Samples of both sides, taken in turn, so that the n-th of one stands beside the n-th of the other.
#[derive(Clone, Debug)]
pub struct Line {
    what: String,
    unit: &'static str,
    ours: Vec<f64>,
    peer: Option<(String, Vec<f64>)>,
    better: Better,
    target: Option<Target>,
}

impl Line {
    /// Less is better: seconds, megabytes.
    pub fn new(what: impl Into<String>, unit: &'static str, ours: Vec<f64>) -> Line {
        Line { what: what.into(), unit, ours, peer: None, better: Better::Less, target: None }
    }

    /// More is better: requests per second.
    pub fn more_is_better(mut self) -> Line {
        self.better = Better::More;
        self
    }

    pub fn against(mut self, peer: impl Into<String>, theirs: Vec<f64>) -> Line {
        self.peer = Some((peer.into(), theirs));
        self
    }

    /// The target: at least so many times better than the peer.
    pub fn times(mut self, times: f64) -> Line {
        self.target = Some(Target::Times(times));
        self
    }

    /// The target: at most this much, in the line's unit.
    pub fn at_most(mut self, most: f64) -> Line {
        self.target = Some(Target::AtMost(most));
        self
    }

    /// How many times better we were, round by round.
    fn ratios(&self) -> Vec<f64> {
        let Some((_, theirs)) = &self.peer else { return Vec::new() };
        let ratio = |(ours, theirs): (&f64, &f64)| match self.better {
            Better::Less => theirs / ours,
            Better::More => ours / theirs,
        };
        self.ours.iter().zip(theirs).map(ratio).collect()
    }

    /// `None` without a target. Judged by the median.
    pub fn is_met(&self) -> Option<bool> {
        let ratio = || Spread::of(&self.ratios()).map(|s| s.median);
        let met = match self.target? {
            Target::Times(times) => ratio().is_some_and(|r| r >= times),
            Target::AtMost(most) => Spread::of(&self.ours).is_some_and(|s| s.median <= most),
        };
        Some(met)
    }

    /// A row of the table in `bench/results.md`.
    pub fn row(&self) -> String {
        let (peer, theirs) = match &self.peer {
            Some((peer, theirs)) => (peer.as_str(), spread(theirs, self.unit)),
            None => ("", String::new()),
        };
        let ratio = spread(&self.ratios(), "×");
        let target = match self.target {
            None => String::new(),
            Some(Target::Times(times)) => format!("≥ {times:.0}×"),
            Some(Target::AtMost(most)) => format!("≤ {} {}", figure(most), self.unit),
        };
        let met = self.is_met().map_or("", |met| if met { "met" } else { "**missed**" });
        format!(
            "| {} | {} | {peer} | {theirs} | {ratio} | {target} | {met} |",
            self.what,
            spread(&self.ours, self.unit)
        )
    }

    pub const HEAD: &str = "| what | ours | peer | theirs | ratio | target | |\n|---|---|---|---|---|---|---|";
}

/// The middle of some samples and how far they lie apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    pub least: f64,
    pub median: f64,
    pub most: f64,
}

impl Spread {
    pub fn of(samples: &[f64]) -> Option<Spread> {
        let mut sorted = samples.to_vec();
        sorted.sort_by(f64::total_cmp);
        let median = *sorted.get(sorted.len() / 2)?;
        Some(Spread { least: *sorted.first()?, median, most: *sorted.last()? })
    }
}

/// “1.24 s (1.20–1.31)”.
fn spread(samples: &[f64], unit: &str) -> String {
    let Some(s) = Spread::of(samples) else { return String::new() };
    let mut text = format!("{} {unit}", figure(s.median));
    if samples.len() > 1 {
        // Writing to a String cannot fail.
        let _ = write!(text, " ({}–{})", figure(s.least), figure(s.most));
    }
    text
}

/// Three digits, as measurements deserve.
fn figure(value: f64) -> String {
    let digits = match value.abs() {
        v if v >= 100.0 => 0,
        v if v >= 10.0 => 1,
        v if v >= 1.0 => 2,
        _ => 3,
    };
    format!("{value:.digits$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_tells_how_many_times_better() {
        let faster = Line::new("reading", "s", vec![1.0, 2.0, 1.0]).against("slow", vec![5.0, 8.0, 6.0]).times(5.0);
        assert_eq!(faster.is_met(), Some(true));
        assert_eq!(
            faster.row(),
            "| reading | 1.00 s (1.00–2.00) | slow | 6.00 s (5.00–8.00) | 5.00 × (4.00–6.00) | ≥ 5× | met |"
        );
        let busier = Line::new("pages", "/s", vec![900.0]).more_is_better().against("slow", vec![10.0]).times(100.0);
        assert_eq!(busier.is_met(), Some(false));
    }

    #[test]
    fn a_limit_is_judged_by_the_median() {
        assert_eq!(Line::new("p99", "ms", vec![40.0, 49.0, 90.0]).at_most(50.0).is_met(), Some(true));
        assert_eq!(Line::new("p99", "ms", vec![]).at_most(50.0).is_met(), Some(false));
        assert_eq!(Line::new("p99", "ms", vec![1.0]).is_met(), None);
    }
}
