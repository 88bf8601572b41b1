//! Multidimensional knapsacks of the OR-Library: problems with published optima, to measure the search against.
//!
//! Two layouts are read. `mknap1` and `mknapcb1`–`9`: the number of problems; for each `n m optimum` (0 where it is not
//! known), `n` values, `m` rows of `n` weights, `m` capacities. `mknap2`: for each, after a line `problem NAME`, `m n`,
//! `n` values, `m` capacities, `m` rows of `n` weights, the optimum; or one such problem on its own.

use crate::search::{self, Column, Ending, Judge, Limits, Program, Row};
use kernel::ratio::fixed;
use std::time::{Duration, Instant};

/// Choose items of the greatest total value within every capacity.
///
/// All figures are whole multiples of `1 / unit`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Knapsack {
    pub name: String,
    pub values: Vec<i64>,
    /// A row of weights for each capacity.
    pub weights: Vec<Vec<i64>>,
    pub capacities: Vec<i64>,
    /// The published optimum.
    pub known: Option<i64>,
    pub value_unit: i64,
}

/// What the search found for one knapsack.
#[derive(Clone, Debug, PartialEq)]
pub struct Solved {
    pub name: String,
    /// Number of items and of capacities.
    pub size: (usize, usize),
    /// Values as decimals.
    pub found: String,
    pub known: Option<String>,
    /// Proven: nothing has a greater value.
    pub bound: String,
    /// Whether `found` was proven to be the optimum.
    pub proven: bool,
    pub nodes: u64,
    pub seconds: f64,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrlibError {
    #[error("第{line}行:“{text}”不是数字")]
    NotANumber { line: usize, text: String },
    #[error("数据不完整:{0}缺少{1}")]
    Truncated(String, &'static str),
    #[error("{0}的规模不合理:{1}")]
    Size(String, String),
    #[error("所载题目之后还有多余的内容(第{0}个数起)")]
    TooLong(usize),
}

/// A decimal in millionths.
type Number = i64;
const MILLION: i64 = 1_000_000;
const MOST_CELLS: i64 = 20_000_000;

/// Reads every problem of a file, in either layout.
///
/// # Errors
/// Says which line or problem does not fit the layout.
pub fn read(text: &str) -> Result<Vec<Knapsack>, OrlibError> {
    if text.lines().any(|line| marker(line).is_some()) {
        return read_marked(text);
    }
    // A problem of `mknap2` on its own begins with two figures, the other layout with one.
    let lines: Vec<(usize, &str)> = text.lines().enumerate().collect();
    match lines.iter().map(|(_, line)| leading(line).count()).find(|count| *count > 0) {
        Some(2) => Ok(vec![read_one("第1题", &lines)?]),
        _ => read_counted(text),
    }
}

/// The name in a line like `problem WEING1.DAT` or `//problem SENTO1.DAT`.
fn marker(line: &str) -> Option<&str> {
    let line = line.trim().trim_start_matches('/').trim();
    let (word, rest) = line.split_once(char::is_whitespace)?;
    let name = rest.trim();
    (word.eq_ignore_ascii_case("problem") && !name.is_empty() && !name.contains(char::is_whitespace)).then_some(name)
}

fn read_counted(text: &str) -> Result<Vec<Knapsack>, OrlibError> {
    let mut numbers = Numbers::new("文件", text.lines().enumerate())?;
    let count = numbers.whole("题目数")?;
    let mut problems = Vec::new();
    for index in 1..=count {
        numbers.name = format!("第{index}题");
        let (n, m) = (numbers.whole("物品数")?, numbers.whole("约束数")?);
        numbers.check_size(n, m)?;
        let known = numbers.next("已知最优值")?;
        let values = numbers.take(n, "价值")?;
        let weights = (0..m).map(|_| numbers.take(n, "重量")).collect::<Result<_, _>>()?;
        let capacities = numbers.take(m, "容量")?;
        problems.push(knapsack(numbers.name.clone(), values, weights, capacities, known));
    }
    if numbers.at < numbers.all.len() {
        return Err(OrlibError::TooLong(numbers.at + 1));
    }
    Ok(problems)
}

fn read_marked(text: &str) -> Result<Vec<Knapsack>, OrlibError> {
    let lines: Vec<(usize, &str)> = text.lines().enumerate().collect();
    let starts: Vec<usize> = (0..lines.len()).filter(|index| marker(lines[*index].1).is_some()).collect();
    let mut problems = Vec::new();
    for (index, &start) in starts.iter().enumerate() {
        let end = starts.get(index + 1).copied().unwrap_or(lines.len());
        let name = marker(lines[start].1).unwrap_or_default();
        problems.push(read_one(name, &lines[start + 1..end])?);
    }
    Ok(problems)
}

/// One problem of `mknap2`: its first line of figures says how many of each follow, in words after that.
fn read_one(name: &str, lines: &[(usize, &str)]) -> Result<Knapsack, OrlibError> {
    // Rules between problems, and whatever is written after the figures of a line, are not figures.
    let mut lines = lines.iter().map(|(_, line)| *line).filter(|line| leading(line).next().is_some());
    let mut all: Vec<Number> = lines.next().into_iter().flat_map(|line| leading(line).take(2)).collect();
    all.extend(lines.flat_map(leading));
    let mut numbers = Numbers { name: name.to_owned(), all, at: 0 };
    let (m, n) = (numbers.whole("约束数")?, numbers.whole("物品数")?);
    numbers.check_size(n, m)?;
    let values = numbers.take(n, "价值")?;
    let capacities = numbers.take(m, "容量")?;
    let weights = (0..m).map(|_| numbers.take(n, "重量")).collect::<Result<_, _>>()?;
    let known = numbers.next("已知最优值").unwrap_or(0);
    Ok(knapsack(name.to_owned(), values, weights, capacities, known))
}

/// The figures with which a line begins.
fn leading(line: &str) -> impl Iterator<Item = Number> + '_ {
    line.split_whitespace().map_while(parse)
}

fn knapsack(
    name: String,
    values: Vec<Number>,
    weights: Vec<Vec<Number>>,
    capacities: Vec<Number>,
    known: Number,
) -> Knapsack {
    let unit = [1, 10, 100, 1000, 10_000, 100_000, MILLION];
    let fits = |unit: i64| values.iter().chain([&known]).all(|value| value % (MILLION / unit) == 0);
    let value_unit = unit.into_iter().find(|unit| fits(*unit)).unwrap_or(MILLION);
    let in_units = |value: Number| value / (MILLION / value_unit);
    Knapsack {
        name,
        values: values.into_iter().map(in_units).collect(),
        weights,
        capacities,
        known: (known > 0).then(|| in_units(known)),
        value_unit,
    }
}

/// The figures of a text, one after the other.
struct Numbers {
    name: String,
    all: Vec<Number>,
    at: usize,
}

impl Numbers {
    fn new<'a>(name: &str, lines: impl Iterator<Item = (usize, &'a str)>) -> Result<Numbers, OrlibError> {
        let mut all = Vec::new();
        for (line, text) in lines {
            for word in text.split_whitespace() {
                let number =
                    parse(word).ok_or_else(|| OrlibError::NotANumber { line: line + 1, text: word.to_owned() })?;
                all.push(number);
            }
        }
        Ok(Numbers { name: name.to_owned(), all, at: 0 })
    }

    fn next(&mut self, what: &'static str) -> Result<Number, OrlibError> {
        let number = self.all.get(self.at).copied();
        self.at += 1;
        number.ok_or_else(|| OrlibError::Truncated(self.name.clone(), what))
    }

    fn whole(&mut self, what: &'static str) -> Result<i64, OrlibError> {
        let number = self.next(what)?;
        if number % MILLION != 0 || !(0..=1_000_000 * MILLION).contains(&number) {
            return Err(OrlibError::Size(
                self.name.clone(),
                format!("{what}为{}", fixed(number.into(), MILLION.into(), 6)),
            ));
        }
        Ok(number / MILLION)
    }

    fn check_size(&self, n: i64, m: i64) -> Result<(), OrlibError> {
        if n == 0 || n * m > MOST_CELLS {
            return Err(OrlibError::Size(self.name.clone(), format!("{n}个物品、{m}个约束")));
        }
        Ok(())
    }

    fn take(&mut self, count: i64, what: &'static str) -> Result<Vec<Number>, OrlibError> {
        (0..count).map(|_| self.next(what)).collect()
    }
}

fn parse(word: &str) -> Option<Number> {
    if let Ok(quantity) = word.parse::<crate::Quantity>() {
        return (quantity.0 >= 0).then_some(quantity.0);
    }
    None
}

impl Knapsack {
    /// Searches until the optimum is proven or the time is over.
    pub fn solve(&self, time_limit: Duration) -> Solved {
        let begun = Instant::now();
        let limits = Limits { deadline: begun.checked_add(time_limit), gap: 0.0, nodes: u64::MAX };
        let mut judge = WholeNumbers { knapsack: self };
        let found = search::solve(&self.program(), limits, None, &mut judge);
        let best = found.best.unwrap_or(0.0).round() as i64;
        let value = |number: i64| crate::quantity::trimmed(fixed(number.into(), self.value_unit.into(), 6));
        Solved {
            name: self.name.clone(),
            size: (self.values.len(), self.capacities.len()),
            found: value(best),
            known: self.known.map(value),
            bound: value((found.bound + 1e-6).floor() as i64),
            proven: found.ending == Ending::Proven,
            nodes: found.nodes,
            seconds: begun.elapsed().as_secs_f64(),
        }
    }

    fn program(&self) -> Program {
        let column = |value: &i64| Column { gain: *value as f64, upper: 1.0, least: Some(1.0) };
        let row = |(weights, capacity): (&Vec<i64>, &i64)| {
            let scale = weights.iter().copied().max().unwrap_or(1).max(1) as f64;
            let terms = weights.iter().enumerate().filter(|(_, weight)| **weight > 0);
            Row::at_most(terms.map(|(item, weight)| (item, *weight as f64 / scale)).collect(), *capacity as f64 / scale)
        };
        Program {
            columns: self.values.iter().map(column).collect(),
            rows: self.weights.iter().zip(&self.capacities).map(row).collect(),
            groups: Vec::new(),
            ties: Vec::new(),
            step: 1.0,
        }
    }
}

struct WholeNumbers<'a> {
    knapsack: &'a Knapsack,
}

impl Judge for WholeNumbers<'_> {
    fn accept(&mut self, values: &[f64], _within: &[usize]) -> Option<f64> {
        let chosen: Vec<usize> = (0..values.len()).filter(|item| values[*item] > 0.5).collect();
        let fits = self.knapsack.weights.iter().zip(&self.knapsack.capacities).all(|(weights, capacity)| {
            chosen.iter().map(|item| i128::from(weights[*item])).sum::<i128>() <= i128::from(*capacity)
        });
        let total: i128 = chosen.iter().map(|item| i128::from(self.knapsack.values[*item])).sum();
        fits.then_some(total as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = "2\n3 1 9.5\n4 5.5 4\n2 3 2\n5\n2 2 0\n1 2\n1 1\n2 1\n1\n2\n";
    const MARKED: &str = "text before\n+++++\n//problem A.DAT\n1 3   1 knapsack, 3 objects\n 4 5\n 6\n5\n2 3 2\n10\n+++\nproblem B.DAT\n1 1\n7\n3\n4\n0\n";

    #[test]
    fn both_layouts_are_read_and_solved() {
        let two = read(TWO).unwrap();
        assert_eq!((two[0].value_unit, two[0].known, two[1].known), (10, Some(95), None));
        let solved = two[0].solve(Duration::from_secs(10));
        assert_eq!((solved.found.as_str(), solved.known.as_deref(), solved.proven), ("9.5", Some("9.5"), true));
        assert_eq!(two[1].solve(Duration::from_secs(10)).found, "2");
        let marked = read(MARKED).unwrap();
        assert_eq!((marked[0].name.as_str(), marked[0].solve(Duration::from_secs(10)).found.as_str()), ("A.DAT", "11"));
        assert_eq!(marked[1].solve(Duration::from_secs(10)).found, "0");
        let alone = read("  1 3  // 1 knapsack, 3 objects\n4 5 6\n5\n2 3 2\n\n10\nTHE NAME\n").unwrap();
        assert_eq!((alone.len(), alone[0].solve(Duration::from_secs(10)).found.as_str()), (1, "11"));
    }

    #[test]
    fn what_does_not_fit_is_named() {
        assert!(matches!(read("1\n2 x"), Err(OrlibError::NotANumber { line: 2, .. })));
        assert!(matches!(read("1\n2 1 5\n1 2\n1"), Err(OrlibError::Truncated(..))));
        assert!(matches!(read("1\n900000 900000 0"), Err(OrlibError::Size(..))));
        assert!(matches!(read(&format!("{TWO} 7")), Err(OrlibError::TooLong(_))));
        assert!(read("").is_err());
    }
}
