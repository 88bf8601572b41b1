//! Cells that hold one of few words: approval marks, yes and no, natures of construction.

use crate::cells::{Outcome, is_clean};
use crate::dates;
use crate::finding::FindingKind;
use crate::grid::Cell;
use crate::number;
use crate::value::{TypedMark, TypedNature, Value};
use kernel::text::{normal, tight};
use kernel::{ApprovalMark, Field, Nature};
use std::sync::Arc;

pub(crate) fn mark(cell: &Cell) -> Outcome {
    let typed: Arc<str> = match cell {
        Cell::Text(text) => Arc::clone(text),
        other => Arc::from(other.typed()),
    };
    let mark = ApprovalMark::read(&typed).or_else(|| {
        let flat = tight(&typed);
        ApprovalMark::read(&flat).or_else(|| mark_in_words(&flat, cell))
    });
    Outcome::value(Value::Mark(TypedMark { mark, text: typed }))
}

/// 已于3月批复, 正在报批, 未启动编制, a date or a document number.
fn mark_in_words(flat: &str, cell: &Cell) -> Option<ApprovalMark> {
    if matches!(cell, Cell::Bool(true)) {
        return Some(ApprovalMark::Done);
    }
    if matches!(cell, Cell::Bool(false)) {
        return Some(ApprovalMark::Missing);
    }
    let begins = |words: &[&str]| words.iter().any(|w| flat.starts_with(w));
    if begins(&["未", "尚未", "没有", "待"]) {
        return Some(ApprovalMark::Missing);
    }
    if begins(&["正在", "拟", "预计", "计划", "已上报", "已报"]) || flat.ends_with('中') {
        return Some(ApprovalMark::InProgress);
    }
    if begins(&["无需", "不需", "不涉及"]) {
        return Some(ApprovalMark::NotNeeded);
    }
    let numbered = flat.ends_with('号') && flat.contains(|c: char| c.is_ascii_digit());
    let dated = matches!(dates::read(cell, 0, |_| false), dates::Typed::Date { doubt: None, .. });
    (begins(&["已", "√", "完成"]) || numbered || dated).then_some(ApprovalMark::Done)
}

pub(crate) fn flag(cell: &Cell, field: &Field) -> Outcome {
    let flat = match cell {
        Cell::Bool(yes) => return Outcome::value(Value::Flag(*yes)),
        other => tight(&other.typed()),
    };
    let yes = ["是", "√", "✓", "✔", "1", "Y", "y", "有", "V", "v", "●", "☑", "yes", "YES"].contains(&flat.as_str())
        || flat.starts_with('已')
        || ["开工", "复工", "竣工", "完工", "入统", "纳统", "在建", "入库", "建成", "投产"].contains(&flat.as_str());
    let no = ["否", "×", "X", "x", "✗", "0", "N", "n", "无", "○", "no", "NO"].contains(&flat.as_str())
        || flat.starts_with(['未', '不', '待', '拟'])
        || flat.starts_with("尚未");
    if yes || no {
        return Outcome::value(Value::Flag(yes));
    }
    if number::is_blank(&flat) {
        return Outcome::default();
    }
    if matches!(dates::read(cell, 0, |_| false), dates::Typed::Date { .. }) {
        return Outcome::value(Value::Flag(true));
    }
    Outcome::warned(
        Some(Value::Text(Arc::from(normal(&cell.typed())))),
        FindingKind::UnknownWord,
        format!("{}应填“是”或“否”:文字已保留,请核对", field.label()),
    )
}

pub(crate) fn nature(cell: &Cell) -> Outcome {
    if let Cell::Text(text) = cell
        && let Some(nature) = Nature::read(text).filter(|_| is_clean(text))
    {
        return Outcome::value(Value::Nature(TypedNature { nature, text: Arc::clone(text) }));
    }
    let typed = cell.typed();
    let flat = tight(&typed);
    if number::is_blank(&flat) {
        return Outcome::default();
    }
    let bare = flat.split('(').next().unwrap_or(&flat).trim_end_matches('类');
    let parts = || bare.split(['/', '、', '+', '-', ',', '及', '和']);
    match Nature::read(&flat).or_else(|| Nature::read(bare)).or_else(|| parts().find_map(Nature::read)) {
        Some(nature) => Outcome::value(Value::Nature(TypedNature { nature, text: Arc::from(flat) })),
        None => Outcome::error(
            FindingKind::UnknownWord,
            format!("建设性质“{}”不在取值范围:应为新建、续建、扩建、改建、技改、收尾、前期等", typed.trim()),
        ),
    }
}
