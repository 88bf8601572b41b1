//! Tables of WordprocessingML: fixed widths, a header that repeats, rows that do not break over pages.

use super::paragraph::{Paragraph, run};
use crate::layout::{HeaderCell, header_cells, header_rows, widths};
use crate::markup::Markup;
use crate::words::one_line;
use crate::{Align, Emphasis, Table, TableRow};

/// Writes caption, unit and table, `width` twentieths of a point wide.
pub(super) fn write(out: &mut Markup, table: &Table, width: u32) {
    if !table.caption.is_empty() {
        Paragraph::of("TableCaption").text(out, &one_line(&table.caption));
    }
    if let Some(note) = &table.unit_note {
        Paragraph::of("TableUnit").text(out, &one_line(note));
    }
    if table.columns.is_empty() {
        return;
    }
    let (shares, size) = widths(table, width as f32 / 20.0);
    let grid: Vec<u32> = shares.iter().map(|share| (share * width as f32) as u32).collect();
    let mut writer = Writer { out, table, grid, half_points: (size * 2.0) as u32 };
    writer.open(width);
    writer.header();
    writer.body();
    writer.out.close("w:tbl");
    Paragraph::of("Small").text(writer.out, "");
}

struct Writer<'a> {
    out: &'a mut Markup,
    table: &'a Table,
    /// The columns' widths in twentieths of a point.
    grid: Vec<u32>,
    half_points: u32,
}

/// A cell on its way out.
struct CellBox<'a> {
    column: usize,
    span: usize,
    /// `w:vMerge` and the like.
    merge: &'a str,
    align: Align,
    style: &'a str,
    bold: bool,
    text: &'a str,
}

impl Writer<'_> {
    fn open(&mut self, width: u32) {
        let width = width.to_string();
        self.out.open("w:tbl", &[]).open("w:tblPr", &[]);
        self.out.leaf("w:tblStyle", &[("w:val", "PaperTable")]);
        self.out.leaf("w:tblW", &[("w:w", &width), ("w:type", "dxa")]);
        self.out.push("<w:jc w:val=\"center\"/><w:tblLayout w:type=\"fixed\"/>");
        self.out.close("w:tblPr").open("w:tblGrid", &[]);
        for column in &self.grid {
            self.out.leaf("w:gridCol", &[("w:w", &column.to_string())]);
        }
        self.out.close("w:tblGrid");
    }

    fn header(&mut self) {
        let cells = header_cells(&self.table.columns);
        for row in 0..header_rows(&self.table.columns) {
            self.row_open(self.table.repeat_header);
            let mut column = 0;
            while column < self.table.columns.len() {
                let Some(cell) = cells.iter().find(|cell| covers(cell, row, column)) else {
                    column += 1;
                    continue;
                };
                let merge = match (cell.row_span > 1, cell.row == row) {
                    (false, _) => "",
                    (true, true) => "<w:vMerge w:val=\"restart\"/>",
                    (true, false) => "<w:vMerge/>",
                };
                let text = if cell.row == row { cell.text.as_str() } else { "" };
                let style = "TableHeader";
                self.cell(&CellBox {
                    column,
                    span: cell.column_span,
                    merge,
                    align: Align::Center,
                    style,
                    bold: false,
                    text,
                });
                column += cell.column_span;
            }
            self.out.close("w:tr");
        }
    }

    fn body(&mut self) {
        let table = self.table;
        for row in &table.rows {
            self.row_open(false);
            match &row.group {
                Some(title) => self.cell(&CellBox {
                    column: 0,
                    span: table.columns.len(),
                    merge: "",
                    align: Align::Left,
                    style: "TableText",
                    bold: true,
                    text: title,
                }),
                None => self.cells(row),
            }
            self.out.close("w:tr");
        }
    }

    fn cells(&mut self, row: &TableRow) {
        let table = self.table;
        for (column, (cell, kind)) in row.cells.iter().zip(&table.columns).enumerate() {
            let bold = row.emphasis != Emphasis::Plain;
            let (align, text) = (kind.align, cell.text.as_str());
            self.cell(&CellBox { column, span: 1, merge: "", align, style: "TableText", bold, text });
        }
    }

    fn row_open(&mut self, header: bool) {
        self.out.push("<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val=\"320\" w:hRule=\"atLeast\"/>");
        if header {
            self.out.push("<w:tblHeader/>");
        }
        self.out.close("w:trPr");
    }

    fn cell(&mut self, cell: &CellBox) {
        let width: u32 = self.grid.iter().skip(cell.column).take(cell.span).sum();
        self.out.open("w:tc", &[]).open("w:tcPr", &[]);
        self.out.leaf("w:tcW", &[("w:w", &width.to_string()), ("w:type", "dxa")]);
        if cell.span > 1 {
            self.out.leaf("w:gridSpan", &[("w:val", &cell.span.to_string())]);
        }
        self.out.push(cell.merge).push("<w:vAlign w:val=\"center\"/>").close("w:tcPr");
        let align = match cell.align {
            Align::Left => "<w:jc w:val=\"left\"/>",
            Align::Center => "<w:jc w:val=\"center\"/>",
            Align::Right => "<w:jc w:val=\"right\"/>",
        };
        Paragraph { style: cell.style, properties: align }.open(self.out);
        let size = self.half_points;
        let bold = if cell.bold { "<w:b/>" } else { "" };
        run(self.out, cell.text, &format!("{bold}<w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/>"));
        self.out.close("w:p").close("w:tc");
    }
}

fn covers(cell: &HeaderCell, row: usize, column: usize) -> bool {
    cell.column == column && (cell.row..cell.row + cell.row_span).contains(&row)
}
