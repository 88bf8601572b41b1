//! Recognising a project again: by its national code, else by its number, else by name and unit; what is only similar is put to
//! a person.

use std::collections::HashMap;

/// What identifies a project, in the workbook and in the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    pub code: Option<String>,
    pub number: Option<String>,
    /// `kernel::text::fold` of the name.
    pub name_key: String,
    /// `kernel::text::fold` of the building unit; empty when not given.
    pub owner_key: String,
    pub region_id: Option<i64>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Recognition {
    /// The same project, surely.
    Known(i64),
    /// The same name under another building unit in the same region: taken for the same project, and said so.
    Renamed(i64),
    /// Perhaps the same; a person decides. Until then it is a new one.
    Similar {
        id: i64,
        score: f64,
    },
    New,
}

/// Names at least this alike (normalised Damerau–Levenshtein) of one unit are put to a person.
const SIMILAR: f64 = 0.8;

/// The ledger's projects that a workbook's rows may mean.
#[derive(Debug, Default)]
pub struct Candidates {
    by_code: HashMap<String, i64>,
    by_number: HashMap<String, i64>,
    by_name: HashMap<String, Vec<i64>>,
    by_owner: HashMap<String, Vec<i64>>,
    marks: HashMap<i64, Marks>,
}

impl Candidates {
    pub fn insert(&mut self, id: i64, marks: Marks) {
        if let Some(code) = &marks.code {
            self.by_code.insert(code.clone(), id);
        }
        if let Some(number) = &marks.number {
            self.by_number.insert(number.clone(), id);
        }
        self.by_name.entry(marks.name_key.clone()).or_default().push(id);
        if !marks.owner_key.is_empty() {
            self.by_owner.entry(marks.owner_key.clone()).or_default().push(id);
        }
        self.marks.insert(id, marks);
    }

    /// Which project a row means. `is_taken` tells whether an earlier row of the same workbook already means it:
    /// a project is meant by one row only.
    pub fn recognise(&self, row: &Marks, is_taken: impl Fn(i64) -> bool) -> Recognition {
        let free = |id: &i64| !is_taken(*id);
        let by_code = row.code.as_ref().and_then(|code| self.by_code.get(code));
        let by_number = row.number.as_ref().and_then(|number| self.by_number.get(number));
        if let Some(id) = by_code.or(by_number.filter(|id| self.codes_agree(row, **id))).filter(|id| free(id)) {
            return Recognition::Known(*id);
        }
        let namesakes = || self.by_name.get(&row.name_key).into_iter().flatten().filter(|id| free(id)).copied();
        if let Some(id) = namesakes().find(|id| self.codes_agree(row, *id) && self.marks[id].owner_key == row.owner_key)
        {
            return Recognition::Known(id);
        }
        if let Some(id) = namesakes().find(|id| self.codes_agree(row, *id) && self.could_be_renamed(row, *id)) {
            return Recognition::Renamed(id);
        }
        self.most_similar(row, free).map_or(Recognition::New, |(id, score)| Recognition::Similar { id, score })
    }

    /// The name of a candidate, as it is compared.
    pub fn name_of(&self, id: i64) -> &str {
        self.marks.get(&id).map_or("", |marks| &marks.name_key)
    }

    /// Two different national codes are two projects, whatever their names.
    fn codes_agree(&self, row: &Marks, id: i64) -> bool {
        match (&row.code, &self.marks[&id].code) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        }
    }

    fn could_be_renamed(&self, row: &Marks, id: i64) -> bool {
        let known = &self.marks[&id];
        row.owner_key.is_empty() || known.owner_key.is_empty() || row.region_id == known.region_id
    }

    fn most_similar(&self, row: &Marks, free: impl Fn(&i64) -> bool) -> Option<(i64, f64)> {
        let of_owner = self.by_owner.get(&row.owner_key)?;
        of_owner
            .iter()
            .filter(|id| free(id) && self.codes_agree(row, **id))
            .filter(|id| numerals(&self.marks[id].name_key) == numerals(&row.name_key))
            .map(|id| (*id, strsim::normalized_damerau_levenshtein(&self.marks[id].name_key, &row.name_key)))
            .filter(|(_, score)| *score >= SIMILAR)
            .max_by(|a, b| a.1.total_cmp(&b.1))
    }
}

/// The numerals of a name: 一期 and 二期, 1号 and 2号 are different projects however alike the rest is.
fn numerals(name: &str) -> String {
    name.chars().filter(|c| c.is_ascii_digit() || "一二三四五六七八九十东西南北".contains(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::text::fold;

    fn marks(code: &str, number: &str, name: &str, owner: &str) -> Marks {
        let some = |t: &str| (!t.is_empty()).then(|| t.to_owned());
        Marks {
            code: some(code),
            number: some(number),
            name_key: fold(name),
            owner_key: fold(owner),
            region_id: Some(1),
        }
    }

    fn ledger() -> Candidates {
        let mut candidates = Candidates::default();
        candidates.insert(1, marks("A", "", "城东产业园一期项目", "城投集团"));
        candidates.insert(2, marks("", "2025-07", "城西污水处理厂提标改造项目", "水务公司"));
        candidates
    }

    #[test]
    fn a_project_is_known_by_code_then_number_then_name_and_unit() {
        let known = |row: Marks| ledger().recognise(&row, |_| false);
        assert_eq!(known(marks("A", "", "改了名字", "")), Recognition::Known(1));
        assert_eq!(known(marks("", "2025-07", "也改了名字", "")), Recognition::Known(2));
        assert_eq!(known(marks("", "", "城东产业园 一期项目", "城投集团")), Recognition::Known(1));
        assert_eq!(known(marks("", "", "城东产业园一期项目", "新城投集团")), Recognition::Renamed(1));
        assert_eq!(known(marks("B", "", "城东产业园一期项目", "城投集团")), Recognition::New);
    }

    #[test]
    fn what_is_only_similar_is_put_to_a_person() {
        let row = marks("", "", "城西污水处理厂提标改造工程", "水务公司");
        assert!(matches!(ledger().recognise(&row, |_| false), Recognition::Similar { id: 2, .. }));
        let second_phase = marks("", "", "城东产业园二期项目", "城投集团");
        assert_eq!(ledger().recognise(&second_phase, |_| false), Recognition::New);
    }

    #[test]
    fn one_project_is_meant_by_one_row() {
        let row = marks("", "", "城东产业园一期项目", "城投集团");
        assert_eq!(ledger().recognise(&row, |id| id == 1), Recognition::New);
    }
}
