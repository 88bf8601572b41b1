//! Formulas that cannot be trusted: those that need another file and those that need themselves.

/// What is odd about a formula at `row` (from 1) and `column` (from 0); `None` for an ordinary one.
/// Only a direct circle is found: a formula whose own cell lies in what it refers to on the same sheet.
pub(crate) fn is_odd(formula: &str, row: u32, column: u32) -> Option<Odd> {
    if formula.contains('[') && formula.contains(']') && formula.contains('!') {
        return Some(Odd::External);
    }
    references(formula)
        .any(|(first, last)| {
            let rows = first.0.min(last.0)..=first.0.max(last.0);
            let columns = first.1.min(last.1)..=first.1.max(last.1);
            rows.contains(&row) && columns.contains(&column)
        })
        .then_some(Odd::Cyclic)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Odd {
    External,
    Cyclic,
}

type Corner = (u32, u32);

/// The areas a formula names on its own sheet.
fn references(formula: &str) -> impl Iterator<Item = (Corner, Corner)> + '_ {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quoted = false;
    for c in formula.chars().chain([' ']) {
        match c {
            '"' => quoted = !quoted,
            _ if quoted => {}
            c if c.is_alphanumeric() || matches!(c, '$' | '_' | '.' | '!' | '\'' | ':') => word.push(c),
            '(' => word.clear(),
            _ => words.push(std::mem::take(&mut word)),
        }
    }
    words.into_iter().filter(|w| !w.contains('!')).filter_map(|word| {
        let (first, last) = word.split_once(':').unwrap_or((&word, &word));
        Some((corner(first)?, corner(last)?))
    })
}

/// `$J$8` → (8, 9).
fn corner(text: &str) -> Option<Corner> {
    let plain: String = text.chars().filter(|c| *c != '$').collect();
    let digits = plain.find(|c: char| c.is_ascii_digit())?;
    let column = crate::finding::column_index(&plain[..digits])?;
    Some((plain[digits..].parse().ok()?, column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_that_holds_its_own_cell_is_a_circle() {
        assert_eq!(is_odd("SUM(J5:J20)", 8, 9), Some(Odd::Cyclic));
        assert_eq!(is_odd("J8+1", 8, 9), Some(Odd::Cyclic));
        assert_eq!(is_odd("SUM($J$9:$J$20)", 8, 9), None);
        assert_eq!(is_odd("Sheet2!J8", 8, 9), None);
        assert_eq!(is_odd("IF(A1=\"J8\",1,2)", 8, 9), None);
        assert_eq!(is_odd("[1]表一!$A$3", 8, 9), Some(Odd::External));
        assert_eq!(is_odd("ROUND(K8/J8*100,1)", 8, 11), None);
    }
}
