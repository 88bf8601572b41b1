//! What is to be said about a sheet as a whole: its month, year and unit, missing and doubled columns, odd formulas.

use crate::finding::{FindingKind, Findings, Place};
use crate::options::Options;
use crate::plan::{PlannedSheet, is_money};
use crate::title;
use kernel::text::tight;
use kernel::{Field, FieldKind, Month};

/// The month the workbook states: in titles and headers, else in the file's name.
pub(crate) fn stated_month(planned: &[PlannedSheet<'_>], file_name: &str, year: i32) -> Option<Month> {
    let of_sheets = planned.iter().find_map(|p| p.months.first()).map(|s| s.value);
    let of_names = || {
        let names = planned.iter().map(|p| p.sheet.name.as_str()).chain([file_name]);
        names.filter_map(|name| title::month_stated(&tight(name), year)).map(|(_, month)| month).next()
    };
    of_sheets.or_else(of_names)
}

/// `stated` is the month the caller or the workbook says, `as_of` the one the sheet is read for.
pub(crate) fn check(
    planned: &PlannedSheet<'_>,
    options: &Options,
    stated: Option<Month>,
    as_of: Option<Month>,
    findings: &mut Findings,
) {
    check_month(planned, options, findings);
    check_columns(planned, findings);
    check_month_is_stated(planned, stated, as_of, findings);
    check_unit(planned, findings);
    check_formulas(planned, findings);
    check_hidden(planned, findings);
}

/// The sheet's own month against the one asked for: an error when nothing in the sheet agrees with it.
fn check_month(planned: &PlannedSheet<'_>, options: &Options, findings: &mut Findings) {
    let sheet = planned.sheet.name.as_str();
    if let (Some(wanted), Some(stated)) = (options.as_of, planned.months.first())
        && stated.value != wanted
    {
        let place = Place { sheet, row: stated.row, column: stated.column };
        let agreed = planned.months.iter().any(|s| s.value == wanted);
        let message = format!(
            "表中写明数据截至{}年{}月,与所选的{}年{}月不一致:请核对文件或月份",
            stated.value.year(),
            stated.value.month(),
            wanted.year(),
            wanted.month()
        );
        if agreed {
            findings.warn(place, FindingKind::Layout, None, stated.text.clone(), message);
        } else {
            findings.error(place, FindingKind::Layout, None, stated.text.clone(), message);
        }
        return;
    }
    if let Some(year) = &planned.preamble.year
        && year.value != options.year
        && !planned.months.iter().any(|m| m.value.year() == options.year)
    {
        let place = Place { sheet, row: year.row, column: year.column };
        let message = format!("表题是{}年,与所选清单的{}年不一致:请核对文件或年份", year.value, options.year);
        findings.error(place, FindingKind::Layout, None, year.text.clone(), message);
    }
}

fn check_month_is_stated(
    planned: &PlannedSheet<'_>,
    stated: Option<Month>,
    as_of: Option<Month>,
    findings: &mut Findings,
) {
    let message = match (stated, as_of) {
        (Some(_), _) => return,
        (None, Some(filled)) => {
            format!("表中没有写明数据截至月份:按已填写的月份列推定为{}年{}月,请核对", filled.year(), filled.month())
        }
        (None, None) => "表中没有写明数据截至月份:请在导入时选择月份".to_owned(),
    };
    findings.warn(top_left(planned), FindingKind::Layout, None, "", message);
}

/// The first cell of the header, for what has no cell of its own.
fn top_left<'p>(planned: &'p PlannedSheet<'_>) -> Place<'p> {
    let first = planned.header.paths.iter().position(|p| !p.is_empty()).unwrap_or(0);
    Place { sheet: &planned.sheet.name, row: planned.header.first, column: u32::try_from(first).unwrap_or(0) }
}

fn check_columns(planned: &PlannedSheet<'_>, findings: &mut Findings) {
    let sheet = planned.sheet.name.as_str();
    for (field, kept, lost) in &planned.columns.rivals {
        let telling = matches!(field.kind(), FieldKind::Money) || *field == Field::Name;
        if !telling {
            continue;
        }
        let letters = |column: u16| crate::finding::column_letters(u32::from(column));
        let place = Place { sheet, row: planned.header.last, column: u32::from(*lost) };
        let header =
            planned.columns.plans.iter().find(|p| p.index == *lost).map(|p| p.header.clone()).unwrap_or_default();
        let message = format!(
            "{}列和{}列都像“{}”:已采用{}列,{}列作为自定义列保留。如不对,请在列对应中更正",
            letters(*kept),
            letters(*lost),
            field.label(),
            letters(*kept),
            letters(*lost)
        );
        findings.warn(place, FindingKind::Layout, Some(field), header, message);
    }
    let place = top_left(planned);
    let has = |field: &Field| planned.columns.has(field);
    if !has(&Field::AnnualPlan) {
        let message = "没有找到“年度计划投资”列:完成率无法计算。如有此列,请在列对应中指定";
        findings.warn(place, FindingKind::Layout, Some(&Field::AnnualPlan), "", message);
    }
    let monthly = planned.columns.plans.iter().any(|p| matches!(p.field, Some(Field::DoneInMonth(_))));
    if !has(&Field::DoneYtd) && !monthly {
        let message = "没有找到“年内累计完成投资”列:进度无法计算。如有此列,请在列对应中指定";
        findings.warn(place, FindingKind::Layout, Some(&Field::DoneYtd), "", message);
    }
}

fn check_unit(planned: &PlannedSheet<'_>, findings: &mut Findings) {
    let Some(first) = planned.columns.plans.iter().find(|p| is_money(p) && p.unit.is_none()) else { return };
    let message = match (planned.unit_stated, planned.unit_corrected) {
        (None, false) => "没有写明金额单位:已按万元读取,请核对".to_owned(),
        (Some(stated), true) if stated != planned.unit => {
            format!("表中写明单位{},已按指定的{}读取:请核对", stated.label(), planned.unit.label())
        }
        _ => return,
    };
    let place = Place { sheet: &planned.sheet.name, row: planned.header.last, column: u32::from(first.index) };
    findings.warn(place, FindingKind::Unit, first.field.as_ref(), first.header.clone(), message);
}

/// One message for each kind of oddity, at its first cell.
fn check_formulas(planned: &PlannedSheet<'_>, findings: &mut Findings) {
    let body = planned.body();
    let (Some(first), Some(last)) = (body.first(), body.last()) else { return };
    for cyclic in [false, true] {
        let of_kind = || {
            planned
                .sheet
                .odd_formulas
                .iter()
                .filter(|f| f.cyclic == cyclic && (first.number..=last.number).contains(&f.row))
        };
        let Some(formula) = of_kind().next() else { continue };
        let place = Place { sheet: &planned.sheet.name, row: formula.row, column: formula.column };
        let count = of_kind().count();
        let message = if cyclic {
            format!("公式循环引用自身(共{count}处),结果不可信:请修正公式")
        } else {
            format!("公式引用了其他文件(共{count}处):已采用保存时的结果,请核对是否最新")
        };
        findings.warn(place, FindingKind::Formula, None, format!("={}", formula.text), message);
    }
}

fn check_hidden(planned: &PlannedSheet<'_>, findings: &mut Findings) {
    let hidden: Vec<u32> = planned.body().iter().filter(|r| r.hidden).map(|r| r.number).collect();
    if let Some(first) = hidden.first() {
        let place = Place { sheet: &planned.sheet.name, row: *first, column: 0 };
        let message = format!("有{}行被隐藏或筛选掉,也已读入:不需要的请删除", hidden.len());
        findings.warn(place, FindingKind::Layout, None, "", message);
    }
}

/// 共230个项目 in a title against the rows that were found.
pub(crate) fn check_title_count(planned: &PlannedSheet<'_>, projects: usize, findings: &mut Findings) {
    if let Some(stated) = &planned.preamble.count
        && stated.value != projects as u64
    {
        let place = Place { sheet: &planned.sheet.name, row: stated.row, column: stated.column };
        let message = format!("表头写明{}个项目,表中实有{projects}个:请核对", stated.value);
        findings.warn(place, FindingKind::Total, None, stated.text.clone(), message);
    }
}
