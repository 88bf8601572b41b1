//! Which sheets hold the ledger, and what each says of itself before any project is read.

use crate::columns::{self, Columns};
use crate::grid::Sheet;
use crate::header::{self, Header};
use crate::options::Options;
use crate::reading::SkippedSheet;
use crate::title::{self, Preamble, Stated};
use crate::{ReadError, columns::ColumnPlan};
use kernel::money::MoneyUnit;
use kernel::{Field, FieldKind, Month};
use std::collections::HashSet;

/// A ledger sheet with its header understood.
#[derive(Debug)]
pub(crate) struct PlannedSheet<'a> {
    pub sheet: &'a Sheet,
    pub header: Header,
    pub preamble: Preamble,
    pub columns: Columns,
    /// What the sheet says of its month, the surest statement first; headers count as statements too.
    pub months: Vec<Stated<Month>>,
    /// In which amounts are read whose column names no unit.
    pub unit: MoneyUnit,
    /// What the sheet itself says.
    pub unit_stated: Option<MoneyUnit>,
    pub unit_corrected: bool,
    pub name: u16,
}

/// The ledger sheets, and the others with the reason for leaving them out.
pub(crate) fn plan<'a>(
    sheets: &'a [Sheet],
    file_name: &str,
    options: &Options,
) -> Result<(Vec<PlannedSheet<'a>>, Vec<SkippedSheet>), ReadError> {
    let mut planned = Vec::new();
    let mut skipped = Vec::new();
    let mut skip = |sheet: &Sheet, reason: &str| {
        skipped.push(SkippedSheet { name: sheet.name.clone(), reason: reason.to_owned() });
    };
    if let Some(wanted) = &options.sheet
        && !sheets.iter().any(|s| s.name == *wanted)
    {
        let known = sheets.iter().map(|s| s.name.as_str()).collect::<Vec<_>>().join("、");
        return Err(ReadError::NoSuchSheet { sheet: wanted.clone(), known });
    }
    let visible = sheets.iter().filter(|s| !s.hidden && !s.rows.is_empty()).count();
    for sheet in sheets {
        match &options.sheet {
            Some(wanted) if sheet.name != *wanted => skip(sheet, "未选择此工作表"),
            _ if sheet.rows.is_empty() => skip(sheet, "空工作表"),
            None if sheet.hidden && visible > 0 => skip(sheet, "隐藏的工作表"),
            _ => match planned_sheet(sheet, options) {
                Ok(plan) => planned.push(plan),
                Err(reason) => skip(sheet, reason),
            },
        }
    }
    if planned.is_empty() {
        let all_empty = sheets.iter().all(|s| s.rows.is_empty());
        return Err(if all_empty { ReadError::Empty } else { no_ledger(sheets, file_name) });
    }
    leave_out_other_months(&mut planned, options, &mut skipped);
    leave_out_extracts(&mut planned, &mut skipped);
    Ok((planned, skipped))
}

fn no_ledger(sheets: &[Sheet], file_name: &str) -> ReadError {
    let seen: Vec<String> = sheets
        .iter()
        .flat_map(|s| s.rows.iter().take(1))
        .map(|r| {
            r.cells
                .iter()
                .take(6)
                .map(|c| c.cell.typed().chars().take(20).collect::<String>())
                .collect::<Vec<_>>()
                .join("、")
        })
        .take(3)
        .collect();
    let garbled = seen.iter().any(|line| line.contains('\u{fffd}') || line.contains("锟斤拷") || line.contains("Ã"));
    if garbled {
        return ReadError::Encoding;
    }
    let hint = if file_name.to_ascii_lowercase().ends_with(".csv") {
        ";如果内容是乱码,请用Excel打开后另存为.xlsx"
    } else {
        ""
    };
    ReadError::NoLedger(format!("表中应有“项目名称”等列名所在的一行。文件开头是:{}{hint}", seen.join(" | ")))
}

fn planned_sheet<'a>(sheet: &'a Sheet, options: &Options) -> Result<PlannedSheet<'a>, &'static str> {
    let header = header::find(sheet, &options.synonyms, options.year).ok_or("没有找到台账表头")?;
    let preamble = title::read(sheet, header.first, options.year);
    let titled = preamble.as_of.first().map(|s| s.value.month());
    let columns = columns::understand(sheet, &header, options, options.as_of.map(Month::month).or(titled));
    let name = columns.find(&Field::Name).map(|p| p.index).ok_or("没有“项目名称”列")?;
    let mut months = preamble.as_of.clone();
    // 1-7月 in a header means the year the title names.
    let titled = preamble.year.as_ref().map(|y| y.value).or_else(|| preamble.as_of.first().map(|s| s.value.year()));
    months.extend(months_of_headers(&columns, &header, titled.unwrap_or(options.year)));
    let stated = preamble.unit.as_ref().map(|s| s.value).or_else(|| unit_below(sheet, &header));
    let stated = stated.or_else(|| unit_of_headers(&columns));
    let corrected = options.unit.or_else(|| options.units.get(stated.map_or("", MoneyUnit::label)).copied());
    Ok(PlannedSheet {
        sheet,
        header,
        preamble,
        columns,
        months,
        unit: corrected.or(stated).unwrap_or(MoneyUnit::Wan),
        unit_stated: stated,
        unit_corrected: corrected.is_some(),
        name,
    })
}

/// The unit that the annual plan's header names, else the first amount's.
fn unit_of_headers(columns: &Columns) -> Option<MoneyUnit> {
    let of_plan = columns.find(&Field::AnnualPlan).and_then(|p| p.unit);
    of_plan.or_else(|| columns.plans.iter().filter(|p| is_money(p)).find_map(|p| p.unit))
}

pub(crate) fn is_money(plan: &ColumnPlan) -> bool {
    plan.field.as_ref().is_some_and(|f| f.kind() == FieldKind::Money)
}

/// A note under the table may say the unit: 注:投资额以万元计.
fn unit_below(sheet: &Sheet, header: &Header) -> Option<MoneyUnit> {
    let body = &sheet.rows[header.body.min(sheet.rows.len())..];
    let notes = body.iter().rev().take(8).filter_map(|r| r.cells.first()?.cell.as_text());
    let found: Vec<MoneyUnit> = notes
        .filter(|t| t.starts_with('注') || t.starts_with("说明") || t.contains("单位"))
        .flat_map(|t| {
            [
                ("以亿元", MoneyUnit::Yi),
                ("以万元", MoneyUnit::Wan),
                ("单位:万元", MoneyUnit::Wan),
                ("单位:亿元", MoneyUnit::Yi),
            ]
            .into_iter()
            .filter(move |(w, _)| t.contains(w))
        })
        .map(|(_, unit)| unit)
        .collect();
    found.first().copied()
}

/// Periods in headers: 1-7月完成投资 says July.
fn months_of_headers(columns: &Columns, header: &Header, year: i32) -> Vec<Stated<Month>> {
    let of = |plan: &ColumnPlan, month: u32| {
        Month::new(year, month).map(|value| Stated {
            value,
            row: header.last,
            column: u32::from(plan.index),
            text: plan.header.clone(),
        })
    };
    let mut stated: Vec<Stated<Month>> =
        columns.plans.iter().filter(|p| p.field == Some(Field::DoneYtd)).filter_map(|p| of(p, p.until?)).collect();
    let monthly = columns.plans.iter().filter(|p| p.field == Some(Field::DoneMonth));
    stated.extend(monthly.filter_map(|p| {
        let month = crate::words::said(&p.header, year).month?;
        of(p, month)
    }));
    stated
}

/// A workbook that keeps a sheet for every month: the one asked for, else the latest.
fn leave_out_other_months(planned: &mut Vec<PlannedSheet<'_>>, options: &Options, skipped: &mut Vec<SkippedSheet>) {
    let month = |p: &PlannedSheet<'_>| {
        let by_name = title::month_stated(&kernel::text::tight(&p.sheet.name), options.year).map(|(_, m)| m);
        p.months.first().map(|s| s.value).or(by_name)
    };
    let months: HashSet<Month> = planned.iter().filter_map(month).collect();
    let all_dated = planned.iter().all(|p| month(p).is_some());
    if planned.len() < 2 || months.len() < 2 || !all_dated {
        return;
    }
    let Some(kept) = options.as_of.filter(|m| months.contains(m)).or_else(|| months.iter().max().copied()) else {
        return;
    };
    planned.retain(|p| {
        let keep = month(p) == Some(kept);
        if !keep {
            let reason = format!("是其他月份的数据({})", month(p).map(|m| m.to_string()).unwrap_or_default());
            skipped.push(SkippedSheet { name: p.sheet.name.clone(), reason });
        }
        keep
    });
}

/// A sheet whose projects nearly all stand in a larger one (滞后项目, 省级重点) is an extract of it.
fn leave_out_extracts(planned: &mut Vec<PlannedSheet<'_>>, skipped: &mut Vec<SkippedSheet>) {
    if planned.len() < 2 {
        return;
    }
    let names: Vec<HashSet<String>> = planned
        .iter()
        .map(|p| {
            let body = &p.sheet.rows[p.header.body.min(p.sheet.rows.len())..];
            body.iter()
                .filter_map(|r| r.get(p.name)?.as_text())
                .map(kernel::text::fold)
                .filter(|n| n.chars().count() > 3)
                .collect()
        })
        .collect();
    let extract_of = |at: usize| {
        (0..names.len()).find(|other| {
            let larger =
                names[*other].len() > names[at].len() || (names[*other].len() == names[at].len() && *other < at);
            let shared = names[at].intersection(&names[*other]).count();
            *other != at && larger && !names[at].is_empty() && shared * 10 >= names[at].len() * 7
        })
    };
    let found: Vec<Option<usize>> = (0..names.len()).map(extract_of).collect();
    let sheet_names: Vec<String> = planned.iter().map(|p| p.sheet.name.clone()).collect();
    let mut at = 0;
    planned.retain(|p| {
        let of = found[at];
        at += 1;
        if let Some(other) = of {
            let reason = format!("项目与工作表“{}”重复", sheet_names[other]);
            skipped.push(SkippedSheet { name: p.sheet.name.clone(), reason });
        }
        of.is_none()
    });
}
