//! Tables: columns under headers of one or more lines, rows of typed cells.

use crate::{Figure, PaperError};
use kernel::Date;

/// A table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// Its name, centred above: `附件1 各县（市、区）完成情况表`. Also the sheet's name in Excel.
    pub caption: String,
    /// The unit of its amounts, right above it: `单位：亿元、%`.
    pub unit_note: Option<String>,
    /// The columns, from the left.
    pub columns: Vec<Column>,
    /// The rows, from the top.
    pub rows: Vec<TableRow>,
    /// Whether the header is printed again on each page.
    pub repeat_header: bool,
    /// Whether the table is an annex that stands on landscape pages of its own.
    pub landscape: bool,
}

impl Table {
    /// A table without rows, its header repeated on each page.
    pub fn new(caption: impl Into<String>, columns: Vec<Column>) -> Table {
        Table { caption: caption.into(), columns, repeat_header: true, ..Table::default() }
    }

    pub(crate) fn check(&self) -> Result<(), PaperError> {
        for (index, row) in self.rows.iter().enumerate() {
            if row.group.is_none() && row.cells.len() != self.columns.len() {
                return Err(PaperError::Row {
                    table: self.caption.clone(),
                    row: index + 1,
                    cells: row.cells.len(),
                    columns: self.columns.len(),
                });
            }
        }
        Ok(())
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// The header from the top line down: `["年度计划", "完成率"]`. Neighbours that share a beginning share a cell.
    pub header_path: Vec<String>,
    /// How the cells stand.
    pub align: Align,
    /// How wide, relative to the other columns; what is not above 0 counts as 1.
    pub width_weight: f32,
    /// What the cells hold.
    pub kind: ColumnKind,
}

impl Column {
    /// A column of this kind under a header of one line, as wide as one of four characters.
    pub fn new(header: impl Into<String>, kind: ColumnKind) -> Column {
        let align = match kind {
            ColumnKind::Text => Align::Left,
            ColumnKind::Date => Align::Center,
            ColumnKind::Number { .. } | ColumnKind::Percent { .. } => Align::Right,
        };
        Column { header_path: vec![header.into()], align, width_weight: 4.0, kind }
    }

    /// The same column under a header of several lines, from the top.
    pub fn under(mut self, path: &[&str]) -> Column {
        self.header_path = path.iter().map(|line| (*line).to_owned()).collect();
        self
    }

    /// The same column, this wide in relation to the others; best given in characters.
    pub fn wide(mut self, weight: f32) -> Column {
        self.width_weight = weight;
        self
    }

    /// The same column, standing otherwise.
    pub fn aligned(mut self, align: Align) -> Column {
        self.align = align;
        self
    }
}

/// How the cells of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    /// At the left.
    Left,
    /// In the middle.
    #[default]
    Center,
    /// At the right, as numbers do.
    Right,
}

/// What the cells of a column hold, which decides how Excel shows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColumnKind {
    /// Text.
    #[default]
    Text,
    /// Amounts and counts with this many decimals.
    Number {
        /// Decimals shown.
        decimals: u8,
    },
    /// Rates with this many decimals.
    Percent {
        /// Decimals shown.
        decimals: u8,
    },
    /// Dates.
    Date,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TableRow {
    /// One cell a column. Empty when the row is a group's title.
    pub cells: Vec<Cell>,
    /// How much the row stands out.
    pub emphasis: Emphasis,
    /// The row is the title of the group of rows below, across the table: `一、省级重点项目（12个）`.
    pub group: Option<String>,
}

impl TableRow {
    /// An ordinary row.
    pub fn new(cells: Vec<Cell>) -> TableRow {
        TableRow { cells, ..TableRow::default() }
    }

    /// A row that totals others.
    pub fn total(cells: Vec<Cell>) -> TableRow {
        TableRow { cells, emphasis: Emphasis::Total, group: None }
    }

    /// The title of a group of rows.
    pub fn group(text: impl Into<String>) -> TableRow {
        TableRow { cells: Vec::new(), emphasis: Emphasis::Plain, group: Some(text.into()) }
    }
}

/// How much a row stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Emphasis {
    /// Not at all.
    #[default]
    Plain,
    /// A subtotal (小计).
    Subtotal,
    /// The total (合计).
    Total,
}

/// A cell: what is printed, and what it is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cell {
    /// What is printed: `205.50`, `—`.
    pub text: String,
    /// What it is, for Excel.
    pub value: Value,
    /// The door of its number. Its text is not used: [`Cell::text`] is printed.
    pub figure: Option<Figure>,
}

impl Cell {
    /// A cell of text.
    pub fn text(text: impl Into<String>) -> Cell {
        Cell { text: text.into(), ..Cell::default() }
    }

    /// A number as printed and as it is; of a rate, the percentage (`64.3` for `64.3%`).
    pub fn number(text: impl Into<String>, value: f64) -> Cell {
        Cell { text: text.into(), value: Value::Number(value), figure: None }
    }

    /// A date as printed and as it is.
    pub fn date(text: impl Into<String>, value: Date) -> Cell {
        Cell { text: text.into(), value: Value::Date(value), figure: None }
    }

    /// The same cell as a door.
    pub fn door(mut self, figure: Figure) -> Cell {
        self.figure = Some(figure);
        self
    }
}

impl From<Figure> for Cell {
    fn from(figure: Figure) -> Cell {
        Cell { text: figure.text.clone(), value: Value::Text, figure: Some(figure) }
    }
}

/// What a cell is, apart from what is printed.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Value {
    /// What is printed is all there is.
    #[default]
    Text,
    /// A number; in a column of rates the percentage, `64.3` for `64.3%`.
    Number(f64),
    /// A date.
    Date(Date),
}
