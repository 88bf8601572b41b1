//! Looking for many words at once, from the end of a text: what stands nearest before a figure tells what it is.

use std::collections::HashMap;

/// Words filed under their last character.
pub struct Endings<T> {
    by_last: HashMap<char, Vec<(&'static str, T)>>,
}

impl<T: Copy> Endings<T> {
    pub fn new(words: impl Iterator<Item = (&'static str, T)>) -> Endings<T> {
        let mut by_last: HashMap<char, Vec<(&'static str, T)>> = HashMap::new();
        for (spelling, value) in words {
            if let Some(last) = spelling.chars().next_back() {
                by_last.entry(last).or_default().push((spelling, value));
            }
        }
        for words in by_last.values_mut() {
            words.sort_by_key(|(spelling, _)| std::cmp::Reverse(spelling.len()));
        }
        Endings { by_last }
    }

    /// Every occurrence as (start, end, value), the last one first, of those ending together the longest first.
    pub fn found<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (usize, usize, T)> + 'a {
        text.char_indices().rev().flat_map(move |(at, c)| {
            let end = at + c.len_utf8();
            let words = self.by_last.get(&c).map_or(&[][..], Vec::as_slice);
            let ending = words.iter().filter(move |(spelling, _)| text[..end].ends_with(spelling));
            ending.map(move |(spelling, value)| (end - spelling.len(), end, *value))
        })
    }

    /// The longest word that `text` begins with.
    pub fn at_start(&self, text: &str) -> Option<T> {
        let fitting = self.by_last.values().flatten().filter(|(spelling, _)| text.starts_with(spelling));
        fitting.max_by_key(|(spelling, _)| spelling.len()).map(|(_, value)| *value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_and_longest_comes_first() {
        let words = Endings::new(["完成", "已完成", "投资"].into_iter().map(|w| (w, w)));
        let found: Vec<&str> = words.found("投资已完成一").map(|(_, _, w)| w).collect();
        assert_eq!(found, ["已完成", "完成", "投资"]);
        assert_eq!(words.at_start("已完成投资"), Some("已完成"));
    }
}
