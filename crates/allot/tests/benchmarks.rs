//! Published knapsacks, where the folder is at hand (`ZHUASHOU_BENCHMARKS`), and knapsacks of our own.

use allot::orlib::{self, Knapsack};
use std::path::PathBuf;
use std::time::Duration;

/// Knapsacks in the manner of Chu and Beasley: values follow the weights, capacities are a part of their sums.
fn like_chu_and_beasley(n: usize, m: usize, tightness: i64, seed: u64) -> Knapsack {
    let mut state = seed;
    let mut next = |most: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((state >> 33) % most).unwrap()
    };
    let weights: Vec<Vec<i64>> = (0..m).map(|_| (0..n).map(|_| next(1000) + 1).collect()).collect();
    let rows = i64::try_from(m).unwrap();
    let values = (0..n).map(|item| weights.iter().map(|row| row[item]).sum::<i64>() / rows + next(500)).collect();
    let capacities = weights.iter().map(|row| row.iter().sum::<i64>() * tightness / 100).collect();
    Knapsack { name: format!("{m}.{n}-{seed}"), values, weights, capacities, known: None, value_unit: 1 }
}

fn best_of_all(knapsack: &Knapsack) -> i64 {
    let n = knapsack.values.len();
    let chosen = |set: u32, row: &[i64]| (0..n).filter(|item| set >> item & 1 == 1).map(|item| row[item]).sum::<i64>();
    let fits =
        |set: u32| knapsack.weights.iter().zip(&knapsack.capacities).all(|(row, most)| chosen(set, row) <= *most);
    (0..1_u32 << n).filter(|set| fits(*set)).map(|set| chosen(set, &knapsack.values)).max().unwrap()
}

#[test]
fn the_optimum_is_found_where_every_choice_can_be_tried() {
    for seed in 1..=12 {
        let knapsack =
            like_chu_and_beasley(14, 3 + usize::try_from(seed).unwrap() % 4, 25 + 5 * (seed as i64 % 8), seed);
        let solved = knapsack.solve(Duration::from_secs(60));
        assert_eq!(
            (solved.found.clone(), solved.proven),
            (best_of_all(&knapsack).to_string(), true),
            "{}",
            knapsack.name
        );
        assert_eq!(solved.bound, solved.found);
    }
}

#[test]
fn the_bound_holds_when_time_is_short() {
    let knapsack = like_chu_and_beasley(40, 5, 50, 7);
    let whole = knapsack.solve(Duration::from_secs(120));
    assert!(whole.proven);
    for milliseconds in [0, 1, 5] {
        let short = knapsack.solve(Duration::from_millis(milliseconds));
        let number = |text: &str| text.parse::<i64>().unwrap();
        assert!(number(&short.bound) >= number(&whole.found) && number(&short.found) <= number(&whole.found));
    }
}

#[test]
fn published_optima_are_found_and_proven() {
    let Some(folder) = std::env::var_os("ZHUASHOU_BENCHMARKS") else {
        eprintln!("SKIPPED: OR-Library knapsacks; set ZHUASHOU_BENCHMARKS to the folder of benchmarks");
        return;
    };
    let folder = PathBuf::from(folder).join("orlib");
    let mut count = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        for knapsack in orlib::read(&std::fs::read_to_string(&path).unwrap()).unwrap() {
            let solved = knapsack.solve(Duration::from_secs(120));
            assert!(solved.proven, "{} {}", path.display(), solved.name);
            assert!(solved.known.is_none_or(|known| known == solved.found), "{} {}", path.display(), solved.name);
            count += 1;
        }
    }
    assert!(count > 0, "no knapsacks in {}", folder.display());
}
