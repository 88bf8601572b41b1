//! Projects that are listed twice, or seem to be.

use crate::cores::each;
use kernel::text::fold;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// A name to compare, with what tells where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Named<'a> {
    /// Position among all rows.
    pub index: usize,
    pub name: &'a str,
    pub owner: &'a str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pair {
    pub earlier: usize,
    pub later: usize,
    pub exact: bool,
}

/// Words that say nothing about which project it is.
const GENERIC: &[&str] = &["建设项目", "工程项目", "新建项目", "项目", "工程", "建设", "新建", "的"];

/// Later rows whose name is an earlier one's, or the same but for generic words while the unit is the same.
pub(crate) fn find(names: &[Named<'_>]) -> Vec<Pair> {
    let mut exact: HashMap<&str, usize> = HashMap::with_capacity(names.len());
    let mut similar: HashMap<&str, usize> = HashMap::with_capacity(names.len());
    let mut pairs = Vec::new();
    let keys = each(names, 5_000, Keys::of);
    for (named, keys) in names.iter().zip(&keys).filter(|(_, keys)| !keys.name.is_empty()) {
        if let Some(earlier) = exact.get(keys.name.as_str()) {
            pairs.push(Pair { earlier: *earlier, later: named.index, exact: true });
            continue;
        }
        exact.insert(&keys.name, named.index);
        let Some(bare) = &keys.bare else { continue };
        match similar.entry(bare) {
            Entry::Occupied(earlier) => {
                pairs.push(Pair { earlier: *earlier.get(), later: named.index, exact: false });
            }
            Entry::Vacant(place) => {
                place.insert(named.index);
            }
        }
    }
    pairs
}

/// What names are compared by.
struct Keys {
    name: String,
    /// The unit and the name without generic words, where both say something.
    bare: Option<String>,
}

impl Keys {
    fn of(named: &Named<'_>) -> Keys {
        let (name, owner) = (fold(named.name), fold(named.owner));
        let bare = Some(bare(&name)).filter(|bare| !owner.is_empty() && bare.chars().nth(2).is_some());
        // No folded text has a blank.
        Keys { bare: bare.map(|bare| format!("{owner} {bare}")), name }
    }
}

fn bare(key: &str) -> String {
    GENERIC.iter().fold(key.to_owned(), |text, word| if text.contains(word) { text.replace(word, "") } else { text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_and_nearly_the_same_name_are_told_apart() {
        let named = |index, name, owner| Named { index, name, owner };
        let pairs = find(&[
            named(0, "城东工业园(二期)项目", "城投公司"),
            named(1, "城东 工业园（二期）项目", "交投公司"),
            named(2, "城东工业园(二期)建设项目", "城投公司"),
            named(3, "城东工业园(三期)项目", "城投公司"),
            named(4, "城东工业园二期工程", "水务公司"),
        ]);
        assert_eq!(pairs, [Pair { earlier: 0, later: 1, exact: true }, Pair { earlier: 0, later: 2, exact: false }]);
    }
}
