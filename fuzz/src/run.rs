//! Feeding a target and catching what goes wrong.

use crate::mutate::mutate;
use crate::target::Target;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

/// An input that takes longer counts as an endless loop. Slow machines and debug builds need a fraction of it.
const ENDLESS: Duration = Duration::from_secs(120);

/// When to stop.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    pub inputs: usize,
    pub time: Duration,
}

/// The inputs that a target begins with, by name.
///
/// # Errors
/// When they cannot be read.
pub fn corpus(target: &Target) -> std::io::Result<Vec<(PathBuf, Vec<u8>)>> {
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let own = std::fs::read_dir(crate_folder.join("corpus").join(target.corpus))?;
    let mut paths: Vec<PathBuf> = own.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    paths.extend(target.also.iter().map(|path| crate_folder.join(path)));
    paths.sort();
    paths.into_iter().map(|path| std::fs::read(&path).map(|bytes| (path, bytes))).collect()
}

/// Feeds the corpus, then mutated inputs, until a bound is met; how many inputs were fed.
///
/// # Errors
/// The first fault, with the file in which its input was kept.
pub fn run(target: &Target, seed: u64, bounds: Bounds) -> Result<usize, String> {
    let corpus = corpus(target).map_err(|e| format!("corpus {}: {e}", target.corpus))?;
    let (mut feed, begun) = ((target.open)(), Instant::now());
    let watch = Watch::begin(target.name);
    let mut fed = 0;
    for (path, bytes) in &corpus {
        watch.look_at(bytes);
        check(&mut feed, bytes).map_err(|fault| format!("{}: {}: {fault}", target.name, path.display()))?;
        fed += 1;
    }
    let mut dice = StdRng::seed_from_u64(seed);
    // Mutated inputs that were read are worth mutating again.
    let mut pool: Vec<Vec<u8>> = corpus.into_iter().map(|(_, bytes)| bytes).collect();
    while fed < bounds.inputs && begun.elapsed() < bounds.time {
        let [one, other] = [dice.random_range(0..pool.len()), dice.random_range(0..pool.len())];
        let input = mutate(&mut dice, &pool[one], &pool[other], target.words);
        watch.look_at(&input);
        match check(&mut feed, &input) {
            Ok(true) if pool.len() < 500 => pool.push(input),
            Ok(true) => pool[one] = input,
            Ok(false) => {}
            Err(fault) => {
                let kept =
                    keep(target.name, &input).map_err(|e| format!("{fault}; its input could not be kept: {e}"))?;
                return Err(format!("{}, seed {seed}, input {fed}, kept in {}: {fault}", target.name, kept.display()));
            }
        }
        fed += 1;
    }
    Ok(fed)
}

/// Whether the input was read; a panic is a fault.
fn check(feed: &mut crate::target::Feed, input: &[u8]) -> Result<bool, String> {
    let done = catch_unwind(AssertUnwindSafe(|| feed(input)));
    done.unwrap_or_else(|cause| {
        let text = cause.downcast_ref::<String>().map(String::as_str).or_else(|| cause.downcast_ref().copied());
        Err(format!("panic: {}", text.unwrap_or("of another kind")))
    })
}

fn keep(target: &str, input: &[u8]) -> std::io::Result<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("found");
    std::fs::create_dir_all(&folder)?;
    let number: u32 = rand::random();
    let path = folder.join(format!("{target}-{number:08x}"));
    std::fs::write(&path, input)?;
    Ok(path)
}

/// Ends the process when one input takes for ever; that cannot be caught otherwise.
struct Watch(Sender<Vec<u8>>);

impl Watch {
    fn begin(target: &'static str) -> Watch {
        let (sender, inputs) = mpsc::channel::<Vec<u8>>();
        std::thread::spawn(move || {
            let mut last: Option<Vec<u8>> = None;
            loop {
                match inputs.recv_timeout(ENDLESS) {
                    Ok(input) => last = Some(input),
                    Err(RecvTimeoutError::Disconnected) => return,
                    Err(RecvTimeoutError::Timeout) => {
                        let kept = last.as_deref().map(|input| keep(target, input));
                        eprintln!("{target}: an input takes longer than {ENDLESS:?}; kept: {kept:?}");
                        std::process::exit(1);
                    }
                }
            }
        });
        Watch(sender)
    }

    fn look_at(&self, input: &[u8]) {
        // The watch lives as long as its sender.
        let _ = self.0.send(input.to_vec());
    }
}
