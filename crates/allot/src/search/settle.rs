//! A good choice of one plan for each block, found by trial: plans are exchanged at random, for the worse ever less often.
//!
//! A move costs a handful of additions, so a million of them take less than the proof of a single region.

use super::combine::Choice;
use kernel::Chance;

/// Moves of one trial: the fewest in a short one, as many for each plan, within limits, in a long one.
const MOVES_OF_PLAN: usize = 300;
const FEWEST_MOVES: usize = 300_000;
const MOST_MOVES: usize = 1_200_000;
/// Trials at the first effort.
const TRIALS: u64 = 4;
/// Moves after which sums are made anew, so that rounding does not gather.
const SUM_AFTER: u32 = 4_096;
/// What use beyond a limit costs at first and at last, in prices of the tie.
const EXCESS: (f64, f64) = (1.5, 12.0);

/// From zero to just below `count`, which is not zero.
fn one_of(count: usize, dice: &mut Chance) -> usize {
    ((dice.part() * count as f64) as usize).min(count - 1)
}

struct Trial<'a, 'c> {
    choice: &'a Choice<'c>,
    /// What a unit beyond each tie costs, before it grows.
    prices: Vec<f64>,
    places: Vec<usize>,
    gain: f64,
    uses: Vec<f64>,
}

impl Choice<'_> {
    /// The best choice that trial finds within the ties and above `least`: the place of the plan in each block.
    ///
    /// `loss` is what choices worth trying differ by; `effort` multiplies the trials.
    pub fn settle(&self, prices: &[f64], least: f64, loss: f64, effort: u32) -> Option<Vec<usize>> {
        let blocks: Vec<usize> = (0..self.plans.len()).filter(|block| self.plans[*block].len() > 1).collect();
        if blocks.is_empty() {
            return None;
        }
        // A tie without a price costs something too.
        let floor = |(row, price): (&&super::lp::Row, &f64)| {
            let limit = if row.high.is_finite() { row.high } else { row.low };
            price.abs() + 1e-3 * least.abs() / (limit.abs() + 1e-6) / self.ties.len() as f64
        };
        let prices: Vec<f64> = self.ties.iter().zip(prices).map(floor).collect();
        let plans: usize = self.plans.iter().map(Vec::len).sum();
        let long = (plans * MOVES_OF_PLAN).clamp(FEWEST_MOVES, MOST_MOVES) as u32;
        // Short trials first, and long ones where there are many plans: neither finds everything that the other does.
        let trials = (0..TRIALS * u64::from(effort)).map(|_| FEWEST_MOVES as u32);
        let more = (0..TRIALS / 2 * u64::from(effort)).map(|_| long).filter(|long| *long > FEWEST_MOVES as u32);
        let (mut best, mut found) = (least, None);
        for (seed, moves) in (1..).zip(trials.chain(more)) {
            let mut dice = Chance::new(seed);
            let places = self.plans.iter().map(|plans| one_of(plans.len(), &mut dice)).collect();
            let mut trial = Trial { choice: self, prices: prices.clone(), places, gain: 0.0, uses: Vec::new() };
            trial.run(&mut dice, &blocks, (loss, moves), &mut best, &mut found);
        }
        found
    }
}

impl Trial<'_, '_> {
    fn sum(&mut self) {
        self.gain = 0.0;
        self.uses = vec![0.0; self.prices.len()];
        for (plans, place) in self.choice.plans.iter().zip(&self.places) {
            self.gain += plans[*place].gain;
            self.uses.iter_mut().zip(&plans[*place].uses).for_each(|(sum, used)| *sum += used);
        }
    }

    /// What use beyond the ties costs, and whether there is any.
    fn excess(&self, uses: &[f64]) -> f64 {
        let rows = self.choice.ties.iter().zip(&self.prices).zip(uses);
        rows.map(|((row, price), used)| price * ((used - row.high).max(0.0) + (row.low - used).max(0.0))).sum()
    }

    fn run(
        &mut self,
        dice: &mut Chance,
        blocks: &[usize],
        (loss, moves): (f64, u32),
        best: &mut f64,
        found: &mut Option<Vec<usize>>,
    ) {
        let (warm, cold) = (loss * 0.25, loss * 0.005);
        let mut moved = Vec::new();
        let (mut heat, mut weight, mut excess) = (warm, EXCESS.0, 0.0);
        for step in 0..moves {
            if step % SUM_AFTER == 0 {
                let part = f64::from(step) / f64::from(moves);
                heat = warm * (cold / warm).powf(part);
                weight = EXCESS.0 * (EXCESS.1 / EXCESS.0).powf(part);
                self.sum();
                excess = self.excess(&self.uses);
            }
            // One block, or two at once.
            moved.clear();
            for _ in 0..=dice.draw() % 2 {
                let block = blocks[one_of(blocks.len(), dice)];
                if moved.iter().all(|(other, _)| *other != block) {
                    moved.push((block, one_of(self.choice.plans[block].len(), dice)));
                }
            }
            let mut gain = self.gain;
            let mut uses = std::mem::take(&mut self.uses);
            for &(block, place) in &moved {
                let (old, new) = (self.choice.plans[block][self.places[block]], self.choice.plans[block][place]);
                gain += new.gain - old.gain;
                uses.iter_mut().zip(new.uses.iter().zip(&old.uses)).for_each(|(sum, (new, old))| *sum += new - old);
            }
            let beyond = self.excess(&uses);
            let better = gain - self.gain - weight * (beyond - excess);
            if better >= 0.0 || dice.part() < (better / heat).exp() {
                moved.iter().for_each(|(block, place)| self.places[*block] = *place);
                (self.gain, self.uses, excess) = (gain, uses, beyond);
                if excess <= 0.0 && gain > *best + 1e-9 * gain.abs() {
                    *best = gain;
                    *found = Some(self.places.clone());
                }
            } else {
                for &(block, place) in &moved {
                    let (old, new) = (self.choice.plans[block][self.places[block]], self.choice.plans[block][place]);
                    uses.iter_mut().zip(new.uses.iter().zip(&old.uses)).for_each(|(sum, (new, old))| *sum += old - new);
                }
                self.uses = uses;
            }
        }
    }
}
