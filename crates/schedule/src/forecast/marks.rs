//! A set of nodes that is walked in order while it grows.

/// One bit for each node.
#[derive(Debug, Default)]
pub(super) struct Marks {
    words: Vec<u64>,
}

impl Marks {
    pub fn new(count: usize) -> Marks {
        Marks { words: vec![0; count.div_ceil(64)] }
    }

    pub fn set(&mut self, index: usize) {
        self.words[index / 64] |= 1 << (index % 64);
    }

    /// Marks the nodes from `from` up to, but not, `to`.
    pub fn set_range(&mut self, from: usize, to: usize) {
        for (word, place) in self.words[from / 64..to.div_ceil(64)].iter_mut().zip((from / 64 * 64..).step_by(64)) {
            let after = |index: usize| u64::MAX.checked_shl(index.saturating_sub(place) as u32).unwrap_or(0);
            *word |= after(from) & !after(to);
        }
    }

    pub fn has(&self, index: usize) -> bool {
        self.words[index / 64] >> (index % 64) & 1 == 1
    }

    pub fn clear(&mut self) {
        self.words.fill(0);
    }

    /// Takes all marked nodes, in order.
    pub fn take_all(&mut self) -> Vec<usize> {
        let mut all = Vec::with_capacity(self.words.iter().map(|word| word.count_ones() as usize).sum());
        for (place, word) in self.words.iter_mut().enumerate() {
            while *word != 0 {
                all.push(place * 64 + word.trailing_zeros() as usize);
                *word &= *word - 1;
            }
        }
        all
    }

    /// Takes the first marked node at or after `from`; none may be marked before it.
    pub fn take_up(&mut self, from: usize) -> Option<usize> {
        let word = (from / 64..self.words.len()).find(|word| self.words[*word] != 0)?;
        let bit = self.words[word].trailing_zeros() as usize;
        self.words[word] &= !(1 << bit);
        Some(word * 64 + bit)
    }

    /// Takes the last marked node at or before `from`; none may be marked after it.
    pub fn take_down(&mut self, from: usize) -> Option<usize> {
        let word = (0..=from / 64).rev().find(|word| self.words[*word] != 0)?;
        let bit = 63 - self.words[word].leading_zeros() as usize;
        self.words[word] &= !(1 << bit);
        Some(word * 64 + bit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_what_lies_in_it() {
        for (from, to) in [(0, 0), (0, 1), (3, 64), (63, 65), (64, 128), (10, 200), (128, 200), (70, 70)] {
            let mut marks = Marks::new(200);
            marks.set_range(from, to);
            assert_eq!(marks.take_all(), (from..to).collect::<Vec<_>>());
        }
    }

    #[test]
    fn marks_are_taken_in_order_in_both_directions() {
        let mut marks = Marks::new(300);
        [7, 64, 250].into_iter().for_each(|index| marks.set(index));
        assert!(marks.has(64) && !marks.has(65));
        assert_eq!((marks.take_up(0), marks.take_down(299), marks.take_up(8)), (Some(7), Some(250), Some(64)));
        assert_eq!((marks.take_up(0), marks.take_down(299)), (None, None));
    }
}
