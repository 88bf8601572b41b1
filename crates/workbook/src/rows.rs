//! What kind of row it is: a project, a group, a total, a note, a repeated header, or nothing.

use crate::columns::Columns;
use crate::grid::{Cell, SheetRow};
use crate::header::{Header, numbers_columns};
use crate::number::{self, Typed};
use kernel::text::{normal, tight};
use kernel::{Field, FieldKind};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RowKind {
    /// Blank, a note, a repeated header or title: nothing to read.
    Skip,
    /// 合计, 小计 … with the label as typed.
    Total(String),
    /// 一、工业项目(73个): its level (1 the outermost) and label without numbering and count.
    Group {
        level: u8,
        label: String,
    },
    Project,
    /// Data without a name.
    Nameless,
}

/// What is needed to tell rows apart, worked out once per sheet.
#[derive(Debug)]
pub(crate) struct Kinds {
    name: Option<u16>,
    sequence: Option<u16>,
    /// Columns of money, percent, area and quantity: what totals and group rows fill.
    amounts: Vec<u16>,
    width: usize,
    header_cells: Vec<Vec<String>>,
    title: String,
    /// Most project rows carry a running number.
    numbered: bool,
}

impl Kinds {
    pub fn new(columns: &Columns, header: &Header, title: &str, body: &[SheetRow]) -> Kinds {
        let amounts = columns
            .plans
            .iter()
            .filter(|p| {
                p.field.as_ref().is_some_and(|f| {
                    matches!(f.kind(), FieldKind::Money | FieldKind::Percent | FieldKind::Area | FieldKind::Quantity)
                        || matches!(f, Field::Custom(_))
                })
            })
            .map(|p| p.index)
            .collect();
        let sequence = columns.find(&Field::Sequence).map(|p| p.index);
        let numbered = sequence.is_some_and(|column| {
            let sample: Vec<&SheetRow> = body.iter().take(2_000).collect();
            let with = sample.iter().filter(|r| r.get(column).is_some_and(is_arabic)).count();
            with * 2 > sample.len()
        });
        Kinds {
            name: columns.find(&Field::Name).map(|p| p.index),
            sequence,
            amounts,
            width: header.paths.len(),
            header_cells: header.paths.clone(),
            title: tight(title),
            numbered,
        }
    }

    pub fn kind(&self, row: &SheetRow) -> RowKind {
        if self.is_plainly_a_project(row) {
            return RowKind::Project;
        }
        let filled: Vec<(u16, &Cell)> =
            row.cells.iter().filter(|c| !is_empty(&c.cell)).map(|c| (c.column, &c.cell)).collect();
        let numbering = || self.name.is_none_or(|n| row.text(n).len() <= 6) && numbers_columns(row, self.width);
        if filled.is_empty() || numbering() || self.repeats_header(&filled) {
            return RowKind::Skip;
        }
        let lead = self.lead_text(&filled);
        if let Some(lead) = &lead
            && (is_note(lead) && self.has_no_amount(&filled) || self.repeats_title(lead, &filled))
        {
            return RowKind::Skip;
        }
        if let Some(label) = self.total_label(&filled) {
            return RowKind::Total(label);
        }
        let data = self.data(&filled);
        let name = self.name.and_then(|column| row.get(column)).filter(|c| !is_empty(c));
        if let Some(kind) = self.group(row, &filled, data, lead.as_deref()) {
            return kind;
        }
        match name {
            Some(_) => RowKind::Project,
            None if data.texts == 0 && data.amounts == 0 => RowKind::Skip,
            None if data.texts == 0 && self.sequence_of(row).is_none() => RowKind::Total(String::new()),
            None => RowKind::Nameless,
        }
    }

    /// Nearly every row: a running number, a name that is no total, and words in other columns. Decided without allocation.
    fn is_plainly_a_project(&self, row: &SheetRow) -> bool {
        let (Some(name), Some(sequence)) = (self.name, self.sequence) else { return false };
        let Some(Cell::Text(text)) = row.get(name) else { return false };
        if !row.get(sequence).is_some_and(|c| matches!(c, Cell::Number(..))) || text.len() < 9 || text.contains('计') {
            return false;
        }
        let worded = |text: &str| text.len() >= 6 && text.starts_with(|c: char| c.is_alphabetic() && !c.is_ascii());
        let words = row
            .cells
            .iter()
            .filter(|c| c.column != name && c.column != sequence && !self.amounts.contains(&c.column))
            .filter(|c| c.cell.as_text().is_some_and(worded));
        worded(text) && words.take(2).count() == 2
    }

    fn sequence_of<'r>(&self, row: &'r SheetRow) -> Option<&'r Cell> {
        self.sequence.and_then(|column| row.get(column)).filter(|c| !is_empty(c))
    }

    /// The first text up to and including the name column.
    fn lead_text(&self, filled: &[(u16, &Cell)]) -> Option<String> {
        let (_, cell) = filled.iter().find(|(_, c)| c.as_text().is_some_and(|t| !t.trim().is_empty()))?;
        cell.as_text().map(tight)
    }

    fn repeats_header(&self, filled: &[(u16, &Cell)]) -> bool {
        let texts: Vec<(u16, String)> =
            filled.iter().filter_map(|(c, cell)| Some((*c, tight(cell.as_text()?)))).collect();
        let same = texts
            .iter()
            .filter(|(column, text)| {
                self.header_cells.get(usize::from(*column)).is_some_and(|path| path.contains(text))
            })
            .count();
        same >= 2 && same * 10 >= filled.len() * 7
    }

    fn repeats_title(&self, lead: &str, filled: &[(u16, &Cell)]) -> bool {
        if filled.len() > 4 || !self.has_no_amount(filled) {
            return false;
        }
        let continued = lead.ends_with("(续)") || lead.contains("续表") || lead.starts_with("(续");
        let same = !self.title.is_empty() && (lead == self.title || lead.starts_with(&self.title));
        continued
            || same
            || crate::title::is_unit_line(lead)
            || (crate::title::is_date_line(lead) && lead.contains(':'))
    }

    fn has_no_amount(&self, filled: &[(u16, &Cell)]) -> bool {
        !filled.iter().any(|(column, cell)| self.amounts.contains(column) && matches!(cell, Cell::Number(..)))
    }

    /// 合计, 小计 and the like in one of the columns up to the name, or in the first text.
    fn total_label(&self, filled: &[(u16, &Cell)]) -> Option<String> {
        let last = self.name.unwrap_or(1).max(1);
        let leading = filled.iter().take_while(|(column, _)| *column <= last + 1);
        let (_, cell) = leading.into_iter().find(|(_, c)| c.as_text().is_some_and(is_total_word))?;
        let texts = filled
            .iter()
            .filter(|(column, c)| {
                *column > last && c.as_text().is_some_and(|t| matches!(number::read(t), Typed::Words(_)))
            })
            .filter(|(column, _)| !self.amounts.contains(column))
            .count();
        (texts <= 1).then(|| cell.typed())
    }

    /// How much a row holds beyond its number and name.
    fn data(&self, filled: &[(u16, &Cell)]) -> Data {
        let mut data = Data::default();
        for (column, cell) in filled {
            if Some(*column) == self.name || Some(*column) == self.sequence {
                continue;
            }
            match cell {
                Cell::Text(text) => match number::read(text) {
                    Typed::Blank => {}
                    Typed::Words(_) | Typed::Unit(..) | Typed::TooLarge => data.texts += 1,
                    _ if self.amounts.contains(column) => data.amounts += 1,
                    _ => data.texts += 1,
                },
                Cell::Number(value, _) if *value == 0.0 => {}
                Cell::Number(..) if self.amounts.contains(column) => data.amounts += 1,
                Cell::Number(..) => data.texts += 1,
                Cell::Bool(_) | Cell::Error(_) | Cell::Uncalculated => {}
            }
        }
        data
    }

    fn group(&self, row: &SheetRow, filled: &[(u16, &Cell)], data: Data, lead: Option<&str>) -> Option<RowKind> {
        let lead = lead?;
        if data.texts > 0 {
            // A lone text in another column may be the group's label, merged over the row.
            let alone = filled.len() == 1 && group_words(lead);
            if !alone {
                return None;
            }
        }
        let sequence = self.sequence_of(row).map(|c| tight(&c.typed()));
        let name = self.name.and_then(|c| row.get(c)).map(|c| tight(&c.typed())).filter(|t| !t.is_empty());
        let numbering = sequence.as_deref().and_then(level_of).or_else(|| level_of(lead));
        let label = match (&name, &sequence) {
            (Some(name), _) => name.clone(),
            (None, Some(sequence)) if sequence.chars().count() > 3 => sequence.clone(),
            _ => lead.to_owned(),
        };
        let counted = has_count(&label);
        let arabic = self.sequence_of(row).is_some_and(is_arabic);
        let level = match numbering {
            Some(level) if !arabic => level,
            _ if counted => 1,
            _ if arabic => return None,
            // No running number where the others have one: a heading, unless it carries figures like a project.
            _ if self.numbered && sequence.is_none() && (data.amounts == 0 || group_words(&label)) => 1,
            // A heading typed into the first column, over no name.
            _ if name.is_none() && data.amounts == 0 => 1,
            _ if self.sequence.is_none() && data.amounts == 0 && group_words(&label) => 1,
            _ => return None,
        };
        let label = bare_label(&label);
        (!label.is_empty()).then_some(RowKind::Group { level, label })
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Data {
    texts: usize,
    amounts: usize,
}

fn is_empty(cell: &Cell) -> bool {
    match cell {
        Cell::Text(text) => number::is_blank(text),
        _ => false,
    }
}

fn is_arabic(cell: &Cell) -> bool {
    match cell {
        Cell::Number(..) => true,
        Cell::Text(text) => {
            let text = tight(text);
            let digits = text.trim_end_matches(['.', '、', ')']).trim_start_matches('(');
            !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-'))
        }
        _ => false,
    }
}

/// 合计, 总计, 小计, 全市合计, 合计(230个), 工业项目小计 …
pub(crate) fn is_total_word(text: &str) -> bool {
    let flat = tight(text);
    let bare = flat.split('(').next().unwrap_or(&flat).trim_end_matches([':', '、', ',']);
    let bare = bare.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '个' | '项' | ':'));
    let ends = ["合计", "总计", "小计", "共计", "累计", "汇总", "总合计"].iter().any(|w| bare.ends_with(w));
    let whole = matches!(bare, "全市" | "全县" | "全区" | "全省" | "全州" | "总");
    (ends && bare.chars().count() <= 16 && !bare.contains("项目名称")) || (whole && flat.chars().count() <= 12)
}

fn is_note(lead: &str) -> bool {
    let head: String = lead.chars().take(12).collect();
    let starts = [
        "注:",
        "注1",
        "注,",
        "备注:",
        "说明:",
        "填表说明",
        "填报说明",
        "注意:",
        "附注",
        "注释",
        "*注",
        "※",
        "★",
        "填表须知",
    ];
    if starts.iter().any(|w| head.starts_with(w)) || lead == "注" || lead == "说明" {
        return true;
    }
    let signs = [
        "填表人",
        "填报人",
        "审核人",
        "制表",
        "复核",
        "负责人",
        "联系电话",
        "单位负责人",
        "主管领导",
        "分管领导",
        "审批人",
        "签字",
        "签章",
        "盖章",
        "打印日期",
        "填报日期",
        "填表日期",
        "报送日期",
        "报送时间",
        "填报单位",
        "填报时间",
        "审核:",
        "联系人",
        "签发",
        "编制单位",
        "编制人",
        "审定",
    ];
    signs.iter().any(|w| lead.starts_with(w)) && (lead.contains(':') || lead.chars().count() <= 8)
}

/// The level of a group by its numbering: 一 or 一、 is 1, (一) is 2, 第一类 and A are 1, Ⅰ is 1.
fn level_of(text: &str) -> Option<u8> {
    let chinese = |c: char| "一二三四五六七八九十百".contains(c);
    if let Some(rest) = text.strip_prefix('(') {
        let count = rest.chars().take_while(|c| chinese(*c)).count();
        return (count > 0 && rest.chars().nth(count) == Some(')')).then_some(2);
    }
    if let Some(rest) = text.strip_prefix('第') {
        let count = rest.chars().take_while(|c| chinese(*c)).count();
        return (count > 0 && rest.chars().nth(count).is_some_and(|c| "类部分章、批".contains(c))).then_some(1);
    }
    let count = text.chars().take_while(|c| chinese(*c)).count();
    if count > 0 {
        let next = text.chars().nth(count);
        return (next.is_none() || next.is_some_and(|c| "、.,:".contains(c))).then_some(1);
    }
    let first = text.chars().next()?;
    let second = text.chars().nth(1);
    let roman = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ".contains(first) || "①②③④⑤⑥⑦⑧⑨⑩".contains(first) || "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩".contains(first);
    if roman {
        return Some(if "①②③④⑤⑥⑦⑧⑨⑩".contains(first) {
            3
        } else if first >= '㈠' {
            2
        } else {
            1
        });
    }
    let letter = first.is_ascii_uppercase() && second.is_none_or(|c| "、.类".contains(c));
    letter.then_some(1)
}

/// `…(73个)`, `…73个`, `…:73项`.
fn has_count(label: &str) -> bool {
    count_of(label).is_some()
}

/// The number of projects a label states.
pub(crate) fn count_of(label: &str) -> Option<u64> {
    let flat = tight(label);
    for unit in ['个', '项'] {
        for (at, _) in flat.match_indices(unit) {
            let digits: String = flat[..at].chars().rev().take_while(char::is_ascii_digit).collect();
            let after = &flat[at + unit.len_utf8()..];
            let ends = after.is_empty() || after.starts_with([')', ',', ';', '。']) || after.starts_with("项目");
            if !digits.is_empty() && ends {
                return digits.chars().rev().collect::<String>().parse().ok();
            }
        }
    }
    None
}

/// Words of headings: kinds of projects, natures, levels, places.
fn group_words(label: &str) -> bool {
    let bare = bare_label(label);
    let short = bare.chars().count() <= 14;
    let word = ["类", "项目", "工程", "领域", "板块", "重点", "产业", "设施", "民生", "服务业", "农业", "工业"]
        .iter()
        .any(|w| bare.ends_with(w));
    short
        && (word && !bare.contains("建设项目")
            || kernel::Nature::read(&bare).is_some()
            || crate::columns::is_place(&bare))
}

/// A label without its numbering and count: 一、工业项目(73个) → 工业项目.
pub(crate) fn bare_label(label: &str) -> String {
    let flat = tight(&normal(label));
    let numbering =
        |c: char| "一二三四五六七八九十百ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ①②③④⑤⑥⑦⑧⑨⑩㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩".contains(c) || c.is_ascii_digit();
    let mut rest = flat.as_str();
    if let Some(inner) = rest.strip_prefix('(')
        && let Some((head, tail)) = inner.split_once(')')
        && !head.is_empty()
        && head.chars().all(numbering)
    {
        rest = tail;
    } else if let Some(inner) = rest.strip_prefix('第')
        && let Some(at) = inner.find(['、', ':', '类', '部'])
        && inner[..at].chars().all(numbering)
    {
        let cut = inner[at..].trim_start_matches(['类', '部', '分', ':', '、', '.']);
        rest = if cut.is_empty() { rest } else { cut };
    } else {
        let count = rest.chars().take_while(|c| numbering(*c)).map(char::len_utf8).sum::<usize>();
        let special = rest.starts_with(|c: char| "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ①②③④⑤⑥⑦⑧⑨⑩㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩".contains(c));
        let after = &rest[count..];
        if count > 0 && (special || after.starts_with(['、', '.', ',', ':'])) {
            rest = after;
        } else if count == rest.len() {
            rest = "";
        }
    }
    let rest = rest.trim_start_matches(['、', '.', ',', ':']);
    without_count(rest).trim_end_matches([':', ',', '、', '共', '计']).to_owned()
}

fn without_count(text: &str) -> &str {
    if count_of(text).is_none() {
        return text;
    }
    if let Some(open) = text.rfind('(') {
        let inside = &text[open..];
        if count_of(inside).is_some() {
            return &text[..open];
        }
    }
    let first_digit = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
    &text[..first_digit]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_lose_their_numbers_and_counts() {
        for (label, bare) in [
            ("工业项目(73个)", "工业项目"),
            ("一、工业项目(73个)", "工业项目"),
            ("（一）新建项目", "新建项目"),
            ("第一类:产业项目", "产业项目"),
            ("二、续建项目共25个", "续建项目"),
            ("省级重点", "省级重点"),
            ("北原县", "北原县"),
            ("一", ""),
            ("1、交通项目", "交通项目"),
        ] {
            assert_eq!(bare_label(label), bare, "{label}");
        }
        assert_eq!(count_of("合计(230个)"), Some(230));
        assert_eq!(count_of("续建项目共25个"), Some(25));
        assert_eq!(count_of("3个标段工程"), None);
    }

    #[test]
    fn totals_are_known_by_their_words() {
        for word in ["合计", "总 计", "小计", "合计(230个)", "全市合计", "工业项目小计", "总计:230个", "全市"]
        {
            assert!(is_total_word(word), "{word}");
        }
        for word in ["污水处理厂累计排放监测项目", "合计划生育服务中心", "工业项目"] {
            assert!(!is_total_word(word), "{word}");
        }
    }
}
