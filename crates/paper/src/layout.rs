//! How a table is laid out, the same in every format: which header cells are merged, how wide the columns are and
//! how large the type must be for the numbers to fit.

use crate::words::one_line;
use crate::{Column, ColumnKind, Table};

/// A cell of a table's header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderCell {
    /// What is printed.
    pub text: String,
    /// Its first line, from 0.
    pub row: usize,
    /// Its first column, from 0.
    pub column: usize,
    /// How many lines it covers.
    pub row_span: usize,
    /// How many columns it covers.
    pub column_span: usize,
}

/// How many lines the header has; at least one.
pub fn header_rows(columns: &[Column]) -> usize {
    columns.iter().map(|column| column.header_path.len()).max().unwrap_or(0).max(1)
}

/// The header's cells, line by line from the left. Neighbours whose paths share a beginning share that cell; the
/// last line of a short path reaches down to the bottom.
pub fn header_cells(columns: &[Column]) -> Vec<HeaderCell> {
    let rows = header_rows(columns);
    let mut cells = Vec::new();
    for row in 0..rows {
        let mut column = 0;
        while column < columns.len() {
            let path = &columns[column].header_path;
            let last = row + 1 == path.len().max(1);
            if row >= path.len().max(1) {
                column += 1;
                continue;
            }
            let span = if last { 1 } else { shared(columns, column, row) };
            let text = path.get(row).cloned().unwrap_or_default();
            cells.push(HeaderCell {
                text,
                row,
                column,
                row_span: if last { rows - row } else { 1 },
                column_span: span,
            });
            column += span;
        }
    }
    cells
}

/// How many columns from this one on share its path down to this line, each with lines below it.
fn shared(columns: &[Column], first: usize, row: usize) -> usize {
    let path = &columns[first].header_path[..=row];
    columns[first..].iter().take_while(|c| c.header_path.len() > row + 1 && c.header_path[..=row] == *path).count()
}

/// The columns' shares of the table's width, summing to 1, and the type size in points that lets the columns' wishes
/// fit into `width` points: 10.5 (五号) if it can be, never under 6.5.
pub fn widths(table: &Table, width: f32) -> (Vec<f32>, f32) {
    const PADDING: f32 = 0.9;
    let wishes: Vec<f32> = (0..table.columns.len()).map(|at| wish(table, at) + PADDING).collect();
    let total: f32 = wishes.iter().sum::<f32>().max(1.0);
    let size = [10.5, 10.0, 9.0, 8.5, 8.0, 7.5, 7.0].into_iter().find(|size| total * size <= width).unwrap_or(6.5);
    (wishes.iter().map(|wish| wish / total).collect(), size)
}

/// How wide a column wants to be, in characters: as wide as it was given, never narrower than its widest number, nor
/// than names of people and places that would otherwise break after three of their four characters.
fn wish(table: &Table, at: usize) -> f32 {
    const SHORT: f32 = 4.5;
    let column = &table.columns[at];
    let given =
        if column.width_weight.is_finite() && column.width_weight > 0.0 { column.width_weight.min(200.0) } else { 1.0 };
    let cells = table.rows.iter().filter_map(|row| row.cells.get(at)).map(|cell| ems(&cell.text));
    let widest = cells.fold(0.0, f32::max);
    match column.kind {
        ColumnKind::Text if widest <= SHORT => given.max(widest),
        ColumnKind::Text => given,
        _ => given.max(widest).min(given.max(14.0)),
    }
}

/// The width of a text in characters: 1 for Han, ½ for Latin letters and digits.
pub fn ems(text: &str) -> f32 {
    text.chars().map(|c| if (c as u32) < 0x2e80 && !"—“”‘’…×√·".contains(c) { 0.52 } else { 1.0 }).sum()
}

/// The size of a letterhead (发文机关标志) in points: as large as fits on one line of 156 mm, from 22 to 60.
pub fn letterhead_size(letterhead: &str) -> f32 {
    let widest = letterhead.lines().map(ems).fold(1.0, f32::max);
    (440.0 / widest).clamp(22.0, 60.0)
}

/// How many characters issuer and date stand from the right: the date four, the issuer centred over it; an issuer too
/// long for that stands two from the right, the date centred under it.
pub fn signature_indents(issuer: &str, date: &str) -> (f32, f32) {
    let (issuer, date) = (ems(issuer), ems(date));
    let issuer_right = 4.0 + (date - issuer) / 2.0;
    if issuer_right >= 2.0 { (issuer_right, 4.0) } else { (2.0, 2.0 + (issuer - date) / 2.0) }
}

/// A header path on one line, for formats without merged cells: `年度计划／完成率`.
pub(crate) fn flat_header(column: &Column) -> String {
    column.header_path.iter().map(|line| one_line(line)).collect::<Vec<_>>().join("／")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cell, TableRow};

    fn column(path: &[&str]) -> Column {
        Column::new("", ColumnKind::Text).under(path)
    }

    #[test]
    fn headers_that_begin_alike_share_a_cell() {
        let columns = [
            column(&["地区"]),
            column(&["投资", "计划"]),
            column(&["投资", "完成", "本月"]),
            column(&["投资", "完成", "累计"]),
            column(&["投资"]),
        ];
        let cells: Vec<_> =
            header_cells(&columns).into_iter().map(|c| (c.text, c.row, c.column, c.row_span, c.column_span)).collect();
        let expected = [
            ("地区", 0, 0, 3, 1),
            ("投资", 0, 1, 1, 3),
            ("投资", 0, 4, 3, 1),
            ("计划", 1, 1, 2, 1),
            ("完成", 1, 2, 1, 2),
            ("本月", 2, 2, 1, 1),
            ("累计", 2, 3, 1, 1),
        ];
        assert_eq!(cells, expected.map(|(t, r, c, rs, cs)| (t.to_owned(), r, c, rs, cs)));
    }

    #[test]
    fn the_issuer_stands_centred_over_the_date() {
        let date = "2025年十二月初五";
        assert_eq!(signature_indents("市发展改革委", date), (5.04, 4.0));
        let (issuer, under) = signature_indents("示例市重点项目建设工作领导小组办公室", date);
        assert_eq!(issuer, 2.0);
        assert!((under - 6.96).abs() < 0.01, "{under}");
    }

    #[test]
    fn a_column_without_a_header_still_has_a_cell() {
        assert_eq!(header_cells(&[column(&[]), column(&["甲", "乙"])]).len(), 3);
        assert_eq!(header_rows(&[]), 1);
    }

    #[test]
    fn a_column_is_never_narrower_than_its_widest_number() {
        let kind = ColumnKind::Number { decimals: 2 };
        let mut table =
            Table::new("", vec![Column::new("甲", kind).wide(2.0), Column::new("乙", ColumnKind::Text).wide(2.0)]);
        table
            .rows
            .push(TableRow::new(vec![Cell::number("1234567.89", 1_234_567.89), Cell::text("很长很长很长的名称")]));
        let (shares, size) = widths(&table, 400.0);
        assert!(shares[0] > shares[1] * 1.9, "{shares:?}");
        assert!((shares.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        assert_eq!(size, 10.5);
        assert_eq!(widths(&table, 1.0).1, 6.5);
    }
}
