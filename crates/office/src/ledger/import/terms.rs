//! The shared words of the ledger (regions, departments, categories …) while an import runs.

use kernel::{Field, text};
use std::collections::HashMap;
use workbook::Value;

/// Words already known, by field and name.
#[derive(Debug, Default)]
pub struct Terms {
    by_name: HashMap<Field, HashMap<String, i64>>,
    names: HashMap<i64, String>,
}

impl Terms {
    pub fn insert(&mut self, id: i64, kind: &str, name: &str) {
        self.names.insert(id, name.to_owned());
        // A kind that is no field is a word of another mechanism.
        if let Ok(field) = kind.parse() {
            self.by_name.entry(field).or_default().insert(key(name), id);
        }
    }

    pub fn id(&self, field: &Field, name: &str) -> Option<i64> {
        let of_field = self.by_name.get(field)?;
        // Most names are typed as they are kept.
        of_field.get(name).or_else(|| of_field.get(&key(name))).copied()
    }

    pub fn of(&self, field: &Field, value: &Value) -> Option<i64> {
        match value {
            Value::Text(text) => self.id(field, text),
            other => self.id(field, &other.text()),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    pub fn name(&self, id: Option<i64>) -> Option<&str> {
        id.and_then(|id| self.names.get(&id)).map(String::as_str)
    }
}

/// `东城 区` and `东城区` are one word; what differs in more than blanks and width is not.
fn key(name: &str) -> String {
    text::tight(name)
}
