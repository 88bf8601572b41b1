//! What an import tells people: how the columns were understood, what is wrong and where, what was written.

use super::Change;
use super::merge::State;
use crate::ledger::describe::money;
use crate::ledger::known::Known;
use kernel::{Field, Month};
use serde::Serialize;
use workbook::{Finding, FindingKind, Reading, Row, Severity};

/// The answer of `zhuashou import --json` and of the import page.
#[derive(Clone, Debug, Serialize)]
pub struct ImportReport {
    /// Rows recognised as projects, faulty ones included.
    pub projects: usize,
    pub created: usize,
    pub updated: usize,
    pub unchanged: usize,
    pub as_of: Month,
    /// The sheet's unit of money; `null` when no amount was found.
    pub unit: Option<&'static str>,
    pub columns: Vec<ColumnUse>,
    pub errors: Vec<Finding>,
    pub warnings: Vec<Finding>,
    /// Whether the ledger was changed.
    pub written: bool,
    /// Rows that may mean a known project: a person decides.
    pub similar: Vec<Similar>,
}

/// How one column was understood.
#[derive(Clone, Debug, Serialize)]
pub struct ColumnUse {
    pub column: String,
    pub header: String,
    pub field: Option<Field>,
}

/// A row that is only similar to a known project.
#[derive(Clone, Debug, Serialize)]
pub struct Similar {
    pub sheet: u16,
    pub row: u32,
    /// The known project.
    pub id: i64,
}

impl ImportReport {
    pub(super) fn of(reading: &Reading, as_of: Month) -> ImportReport {
        ImportReport {
            projects: reading.rows.len(),
            created: 0,
            updated: 0,
            unchanged: 0,
            as_of,
            unit: reading.unit.map(|unit| unit.label()),
            columns: reading
                .columns
                .iter()
                .map(|c| ColumnUse { column: c.column.clone(), header: c.header.clone(), field: c.field.clone() })
                .collect(),
            errors: reading.errors.clone(),
            warnings: reading.warnings.clone(),
            written: false,
            similar: Vec::new(),
        }
    }

    /// Counts a batch in.
    pub(super) fn count(&mut self, changes: &[Change]) {
        let created = changes.iter().filter(|c| c.known.is_none()).count();
        let unchanged = changes.iter().filter(|c| c.differences.is_empty()).count();
        self.created += created;
        self.unchanged += unchanged;
        self.updated += changes.len() - created - unchanged;
    }

    /// Cumulative figures do not fall: where one does, somebody should look.
    pub(super) fn compare_with_last_month(
        &mut self,
        reading: &Reading,
        row: &Row,
        known: &Known,
        after: &State,
        as_of: Month,
    ) {
        if as_of.month() == 1 {
            return;
        }
        let before = known.reports.get(&as_of.plus(-1).index()).and_then(|r| r.done_ytd);
        if let (Some(before), Some(now)) = (before, after.report.done_ytd)
            && now < before
        {
            let message = format!(
                "年内累计完成{}小于上月填报的{},累计数不应减少;如是更正,请在备注中说明",
                money(Some(now)).unwrap_or_default(),
                money(Some(before)).unwrap_or_default()
            );
            self.warnings.push(warning(reading, row, &Field::DoneYtd, FindingKind::Contradiction, message));
        }
    }
}

pub(super) fn renamed(reading: &Reading, row: &Row) -> Finding {
    let message = "台账中有同名项目,但建设单位不同:按同一项目更新建设单位;如是另一个项目,请改用可区分的名称".to_owned();
    warning(reading, row, &Field::Owner, FindingKind::MaybeDuplicate, message)
}

pub(super) fn similar(reading: &Reading, row: &Row, name: &str) -> Finding {
    let message = format!("与台账中同一建设单位的“{name}”相似,请确认是否同一项目;未确认前按新项目处理");
    warning(reading, row, &Field::Name, FindingKind::MaybeDuplicate, message)
}

pub(super) fn outside_scope(reading: &Reading, row: &Row) -> Finding {
    let message =
        "该项目不在您负责的地区、部门或单位范围内,不能导入;请联系重点办调整权限,或从表中去掉这一行".to_owned();
    let mut finding = warning(reading, row, &Field::Name, FindingKind::Layout, message);
    finding.severity = Severity::Error;
    finding
}

fn warning(reading: &Reading, row: &Row, field: &Field, kind: FindingKind, message: String) -> Finding {
    let sheet = reading.sheets.get(usize::from(row.sheet));
    let columns = sheet.map_or(&reading.columns, |s| &s.columns);
    let column = columns.iter().find(|c| c.field.as_ref() == Some(field)).map_or(0, |c| u32::from(c.index));
    Finding {
        sheet: sheet.map_or_else(|| reading.sheet.clone(), |s| s.name.clone()),
        cell: format!("{}{}", workbook::column_letters(column), row.row),
        row: row.row,
        column: column + 1,
        field: Some(field.clone()),
        value: row.values.get(field).map(workbook::Value::text).unwrap_or_default(),
        message,
        kind,
        severity: Severity::Warning,
    }
}
