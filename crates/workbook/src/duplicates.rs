//! Projects that are listed twice, or seem to be.

use kernel::text::fold;
use std::collections::HashMap;

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
    let mut exact: HashMap<String, usize> = HashMap::with_capacity(names.len());
    let mut similar: HashMap<(String, String), usize> = HashMap::new();
    let mut pairs = Vec::new();
    for named in names {
        let key = fold(named.name);
        if key.is_empty() {
            continue;
        }
        let bare = bare(&key);
        if let Some(earlier) = exact.get(&key) {
            pairs.push(Pair { earlier: *earlier, later: named.index, exact: true });
            continue;
        }
        exact.insert(key, named.index);
        let owner = fold(named.owner);
        if owner.is_empty() || bare.chars().count() < 3 {
            continue;
        }
        match similar.entry((bare, owner)) {
            std::collections::hash_map::Entry::Occupied(earlier) => {
                pairs.push(Pair { earlier: *earlier.get(), later: named.index, exact: false });
            }
            std::collections::hash_map::Entry::Vacant(place) => {
                place.insert(named.index);
            }
        }
    }
    pairs
}

fn bare(key: &str) -> String {
    GENERIC.iter().fold(key.to_owned(), |text, word| text.replace(word, ""))
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
