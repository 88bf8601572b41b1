//! What kind of row it is: a project, a group, a total, a note, a repeated header, or nothing.

use crate::columns::Columns;
use crate::grid::{Cell, SheetRow};
use crate::header::{Header, numbers_columns};
use crate::labels::{bare_label, group_words, has_count, is_note, is_total_word, level_of};
use crate::number::{self, Typed};
use crate::synonyms;
use kernel::text::tight;
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
    /// Most rows hold words in at least two columns beside the name.
    wordy: bool,
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
        let name = columns.find(&Field::Name).map(|p| p.index);
        let worded = |row: &&SheetRow| {
            let word = |c: &&crate::grid::SheetCell| Some(c.column) != name && Some(c.column) != sequence;
            let text = |c: &&crate::grid::SheetCell| {
                c.cell.as_text().is_some_and(|t| matches!(number::read(t), Typed::Words(_)))
            };
            row.cells.iter().filter(word).filter(text).count() >= 2
        };
        let sample = body.iter().take(500);
        let wordy = sample.clone().filter(worded).count() * 2 > sample.count();
        Kinds {
            name,
            sequence,
            amounts,
            width: header.paths.len(),
            header_cells: header.paths.clone(),
            title: tight(title),
            numbered,
            wordy,
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
        let data = self.data(&filled);
        if data.texts <= 1 && self.leading(&filled).any(|text| synonyms::is_aside(&tight(text))) {
            return RowKind::Skip;
        }
        if let Some(label) = self.total_label(&filled) {
            return RowKind::Total(label);
        }
        let name = self.name.and_then(|column| row.get(column)).filter(|c| !is_empty(c));
        if let Some(kind) = self.group(row, &filled, data, lead.as_deref()) {
            return kind;
        }
        match name {
            Some(_) => RowKind::Project,
            None if data.texts == 0 && data.amounts == 0 && data.others == 0 => RowKind::Skip,
            None if data.texts == 0 && data.others == 0 && self.sequence_of(row).is_none() => {
                RowKind::Total(String::new())
            }
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

    /// The texts up to the name's column and one beyond, where rows that are no projects have their label.
    fn leading<'f>(&self, filled: &'f [(u16, &Cell)]) -> impl Iterator<Item = &'f str> {
        let last = self.name.unwrap_or(1).max(1);
        filled.iter().take_while(move |(column, _)| *column <= last + 1).filter_map(|(_, cell)| cell.as_text())
    }

    /// 合计, 小计 and the like in one of the columns up to the name, or in the first text.
    fn total_label(&self, filled: &[(u16, &Cell)]) -> Option<String> {
        let last = self.name.unwrap_or(1).max(1);
        let label = self.leading(filled).find(|text| is_total_word(text))?;
        let texts = filled
            .iter()
            .filter(|(column, c)| {
                *column > last && c.as_text().is_some_and(|t| matches!(number::read(t), Typed::Words(_)))
            })
            .filter(|(column, _)| !self.amounts.contains(column))
            .count();
        (texts <= 1).then(|| label.to_owned())
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
                    _ => data.others += 1,
                },
                Cell::Number(value, _) if *value == 0.0 => {}
                Cell::Number(..) if self.amounts.contains(column) => data.amounts += 1,
                Cell::Number(..) => data.others += 1,
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
        // A heading with its own number may have sums in any column; without one, a figure among the words is a project's.
        let numbered = sequence.as_deref().is_some_and(|s| level_of(s).is_some());
        if data.others > 0 && !numbered && level_of(lead).is_none() {
            return None;
        }
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
            // Figures under a name without any of the words that projects have here: a heading with its sums.
            _ if self.wordy && data.texts == 0 && sequence.is_none() && (self.numbered || group_words(&label)) => 1,
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
    /// Figures in columns of other things: a length, a rank.
    others: usize,
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
