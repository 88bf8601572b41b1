//! Names of sheets, as Excel allows them.

use crate::words::one_line;
use std::collections::HashSet;

/// Gives each sheet a name of its own.
#[derive(Debug, Default)]
pub(super) struct SheetNames {
    taken: HashSet<String>,
}

impl SheetNames {
    /// The caption as a sheet's name: at most 31 units, without `[]:*?/\`, unlike every other, whatever the case.
    pub fn next(&mut self, caption: &str, otherwise: &str) -> String {
        let kept: String = one_line(caption).chars().filter(|c| !"[]:*?/\\".contains(*c)).collect();
        let kept = kept.trim_matches(['\'', ' ', '　']);
        let wish = if kept.is_empty() || kept.eq_ignore_ascii_case("history") { otherwise } else { kept };
        let mut name = cut(wish, 31);
        let mut count = 1;
        while !self.taken.insert(name.to_lowercase()) {
            count += 1;
            let mark = format!("（{count}）");
            name = cut(wish, 31 - mark.chars().count()) + &mark;
        }
        name
    }
}

fn cut(text: &str, most: usize) -> String {
    let mut units = 0;
    let fits = |c: &char| {
        units += c.len_utf16();
        units <= most
    };
    let cut: String = text.chars().take_while(fits).collect();
    cut.trim_end_matches(['\'', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_allowed_and_unlike() {
        let mut names = SheetNames::default();
        assert_eq!(names.next("附件1：各县[区]/完成?情况", "表1"), "附件1：各县区完成情况");
        assert_eq!(names.next("'", "表2"), "表2");
        assert_eq!(names.next("History", "表3"), "表3");
        let long = "很".repeat(40);
        assert_eq!(names.next(&long, "表4").chars().count(), 31);
        let second = names.next(&long, "表5");
        assert!(second.ends_with("（2）") && second.chars().count() == 31);
        assert_eq!(names.next("ABC", ""), "ABC");
        assert_eq!(names.next("abc", ""), "abc（2）");
    }
}
