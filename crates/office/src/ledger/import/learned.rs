//! What people have taught about a list: what its columns mean, in which unit its amounts stand. Kept with the list, so that next
//! month's workbook is understood at once.

use crate::ledger::entities::project_list;
use crate::ledger::known;
use kernel::Field;
use kernel::money::MoneyUnit;
use platform::journal::{Entry, Recorded};
use platform::{Db, DbError, WriteTx};
use sea_orm::ActiveModelTrait;
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use workbook::{LedgerSheet, Options, column_index};

/// Corrections of how a workbook was understood. As JSON, `{}` when nothing was taught.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Learned {
    /// Header path or column letters → field, `None` for a column to leave out.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, Option<Field>>,
    /// The unit a sheet states (its label, blank for none) → the unit its amounts are really in.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub units: BTreeMap<String, MoneyUnit>,
}

impl Learned {
    /// What is stored as text; what cannot be read has taught nothing.
    pub fn read(stored: &str) -> Learned {
        serde_json::from_str(stored).unwrap_or_default()
    }

    /// Reads with what was taught; what `options` already hold gives way.
    pub fn apply(self, options: &mut Options) {
        options.columns.extend(self.columns);
        options.units.extend(self.units);
    }

    /// The amounts of `sheet` are in `unit`.
    pub fn correct_unit(&mut self, sheet: &LedgerSheet, unit: MoneyUnit) {
        self.units.insert(stated(sheet).to_owned(), unit);
    }

    fn is_empty(&self) -> bool {
        self.columns.is_empty() && self.units.is_empty()
    }

    /// What `held` does not say yet. Letters are left out: next month's sheet may have another order.
    fn beyond(self, held: &Learned) -> Learned {
        let new_column = |(key, field): &(String, Option<Field>)| {
            column_index(key).is_none() && held.columns.get(key) != Some(field)
        };
        let new_unit = |(stated, unit): &(String, MoneyUnit)| held.units.get(stated) != Some(unit);
        Learned {
            columns: self.columns.into_iter().filter(new_column).collect(),
            units: self.units.into_iter().filter(new_unit).collect(),
        }
    }

    fn told(&self) -> String {
        let columns = self.columns.iter().map(|(header, field)| {
            format!("{header}→{}", field.as_ref().map_or_else(|| "不导入".to_owned(), Field::label))
        });
        let units = self.units.iter().map(|(stated, unit)| match stated.as_str() {
            "" => format!("没有写明单位→{}", unit.label()),
            stated => format!("写明单位{stated}→{}", unit.label()),
        });
        columns.chain(units).collect::<Vec<_>>().join(";")
    }
}

fn stated(sheet: &LedgerSheet) -> &'static str {
    sheet.unit_stated.map_or("", MoneyUnit::label)
}

/// What a list has been taught; nothing for a list that does not exist yet.
pub async fn learned(db: &Db, year: i32, list: &str) -> Result<Learned, DbError> {
    let list = known::list(db.read(), year, list).await?;
    Ok(list.map(|list| Learned::read(&list.mapping)).unwrap_or_default())
}

/// Keeps what was taught, if there is such a list; how many things were new.
pub async fn remember(
    tx: &WriteTx,
    year: i32,
    list: &str,
    taught: Learned,
) -> Result<Option<(usize, Recorded)>, DbError> {
    let Some(list) = known::list(tx, year, list).await? else { return Ok(None) };
    let mut held = Learned::read(&list.mapping);
    let new = taught.beyond(&held);
    if new.is_empty() {
        return Ok(None);
    }
    let (count, told) = (new.columns.len() + new.units.len(), new.told());
    held.columns.extend(new.columns);
    held.units.extend(new.units);
    // Maps with text keys always are JSON.
    let mapping = serde_json::to_string(&held).unwrap_or_else(|_| list.mapping.clone());
    let row = project_list::ActiveModel { id: Unchanged(list.id), mapping: Set(mapping), ..Default::default() };
    row.update(tx).await?;
    Ok(Some((count, tx.record(Entry::new("记住列的含义", "project_list", list.id).to(told)).await?)))
}
