//! What group rows give to the projects below them: category, nature, level, region.

use crate::value::{TypedNature, Value};
use kernel::text::tight;
use kernel::{Field, Nature};
use std::sync::Arc;

/// The group rows in force, outermost first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Groups {
    stack: Vec<(u8, Arc<str>)>,
}

/// What a label says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    Nature(Nature),
    Level,
    Region,
    Category,
}

impl Groups {
    pub fn enter(&mut self, level: u8, label: &str) {
        self.stack.retain(|(l, _)| *l < level);
        self.stack.push((level, Arc::from(label)));
    }

    /// A subtotal or total closes nothing: what follows belongs to the next group row or to the same one.
    pub fn category(&self) -> Option<Arc<str>> {
        let innermost = self.stack.iter().rev().find(|(_, label)| meaning(label) == Meaning::Category);
        innermost.map(|(_, label)| Arc::clone(label))
    }

    /// The values for the fields a sheet has no column for.
    pub fn values(&self) -> Vec<(Field, Value)> {
        let mut values: Vec<(Field, Value)> = Vec::new();
        for (_, label) in &self.stack {
            let (field, value) = match meaning(label) {
                Meaning::Nature(nature) => {
                    let text = Arc::from(label.trim_end_matches("项目"));
                    (Field::Nature, Value::Nature(TypedNature { nature, text }))
                }
                Meaning::Level => (Field::Level, Value::Text(Arc::from(level_name(label)))),
                Meaning::Region => (Field::Region, Value::Text(Arc::clone(label))),
                Meaning::Category => (Field::Category, Value::Text(Arc::clone(label))),
            };
            values.retain(|(f, _)| *f != field);
            values.push((field, value));
        }
        values
    }
}

fn meaning(label: &str) -> Meaning {
    let bare = tight(label);
    if let Some(nature) = Nature::read(bare.trim_end_matches('类')) {
        return Meaning::Nature(nature);
    }
    let ranks = ["国家", "省", "市", "县", "区", "州"];
    let ranked = ranks.iter().any(|r| bare.starts_with(r)) && (bare.contains("重点") || bare.contains('级'));
    let lettered = bare.chars().next().is_some_and(|c| c.is_ascii_uppercase()) && bare.chars().nth(1) == Some('类');
    if ranked || lettered {
        return Meaning::Level;
    }
    if crate::column_values::is_place(&bare) {
        return Meaning::Region;
    }
    Meaning::Category
}

/// 省级重点项目 and 省重点 are one level, 省级重点.
fn level_name(label: &str) -> String {
    let bare = label.trim_end_matches("建设项目").trim_end_matches("项目").to_owned();
    for rank in ["省", "市", "县", "区", "州"] {
        if bare == format!("{rank}重点") {
            return format!("{rank}级重点");
        }
    }
    bare
}

/// What the name of a sheet says where several sheets hold the ledger: a county or a category.
pub(crate) fn of_sheet(name: &str) -> Option<(Field, Value)> {
    let bare = crate::labels::bare_label(name);
    let plain = bare.to_ascii_lowercase();
    if bare.is_empty() || plain.starts_with("sheet") || plain.starts_with("工作表") || bare.chars().count() > 16 {
        return None;
    }
    if bare.chars().any(|c| c.is_ascii_digit()) {
        return None;
    }
    let mut groups = Groups::default();
    groups.enter(1, &bare);
    let (field, value) = groups.values().pop()?;
    let kind = ["类", "项目", "工程", "业", "设施", "民生", "领域"].iter().any(|end| bare.ends_with(end));
    (field != Field::Category || kind).then_some((field, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn group_rows_give_what_their_words_say() {
        let mut groups = Groups::default();
        groups.enter(1, "省级重点项目");
        groups.enter(2, "续建项目");
        let told: Vec<(String, String)> = groups.values().into_iter().map(|(f, v)| (f.id(), v.text())).collect();
        assert_eq!(told, [("level".into(), "省级重点".into()), ("nature".into(), "续建".into())]);
        groups.enter(1, "工业项目");
        assert_eq!(groups.category().as_deref(), Some("工业项目"));
        assert_eq!(groups.values().len(), 1);
        assert_eq!(of_sheet("北原县").map(|(f, _)| f), Some(Field::Region));
        assert_eq!(of_sheet("工业项目").map(|(f, _)| f), Some(Field::Category));
        assert_eq!(of_sheet("Sheet1"), None);
        assert_eq!(of_sheet("台账"), None);
    }
}
