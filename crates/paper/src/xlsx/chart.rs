//! Charts as Office draws them itself: editable, sharp, the same in Excel, Word and WPS.

use super::write_text;
use crate::words::one_line;
use crate::{Chart, ChartKind, PaperError};
use rust_xlsxwriter::{
    Chart as Native, ChartAxis, ChartDataLabel, ChartEmptyCells, ChartFont, ChartFormat, ChartLegendPosition,
    ChartLine, ChartLineDashType, ChartMarker, ChartMarkerType, ChartSolidFill, ChartType, Color, Format, Worksheet,
};

const COLOURS: [u32; 6] = [0x1f5fae, 0xe08a1e, 0x3a8f5c, 0x8a5bb0, 0x5b7a99, 0xb5533c];
const LINE: u32 = 0xc8102e;

/// What a native chart draws: columns of values beside the labels.
pub(crate) struct Data {
    pub columns: Vec<DataColumn>,
}

/// A column of values.
pub(crate) struct DataColumn {
    name: String,
    values: Vec<Option<f64>>,
    colour: u32,
    /// Whether it is the line to compare with.
    line: bool,
}

/// The columns to draw. Office cannot draw a line across horizontal bars: there, the bars that reach it and those
/// that do not stand in two columns, in two colours, and the legend says so.
pub(crate) fn data(chart: &Chart) -> Data {
    let places = 0..chart.labels.len();
    if chart.kind == ChartKind::Bars {
        let values: Vec<Option<f64>> =
            places.map(|at| chart.series.first().and_then(|series| chart.value(series, at))).collect();
        let column = |name: String, colour, keep: &dyn Fn(f64) -> bool| DataColumn {
            name,
            values: values.iter().map(|value| value.filter(|value| keep(*value))).collect(),
            colour,
            line: false,
        };
        let columns = match chart.line() {
            None => vec![column(one_line(&chart.title), COLOURS[0], &|_| true)],
            Some(line) => {
                let name =
                    format!("{}（{}{}）", one_line(&line.label), chart.printed(line.value), one_line(&chart.unit));
                let reached = column(format!("达到{name}"), COLOURS[0], &|value| value >= line.value);
                let behind = column(format!("低于{name}"), COLOURS[1], &|value| value < line.value);
                vec![reached, behind]
            }
        };
        return Data { columns };
    }
    let mut columns: Vec<DataColumn> = Vec::new();
    for (order, series) in chart.series.iter().enumerate() {
        let values = places.clone().map(|at| chart.value(series, at)).collect();
        columns.push(DataColumn { name: one_line(&series.name), values, colour: COLOURS[order % 6], line: false });
    }
    if let Some(line) = chart.line() {
        let values = places.map(|_| Some(line.value)).collect();
        columns.push(DataColumn { name: one_line(&line.label), values, colour: LINE, line: true });
    }
    Data { columns }
}

/// Writes the chart's data: labels in column A, a column for each series, names in the first row.
pub(crate) fn write_data(sheet: &mut Worksheet, chart: &Chart) -> Result<(), PaperError> {
    let plain = Format::new();
    for (row, label) in (1..).zip(&chart.labels) {
        write_text(sheet, row, 0, label, &plain)?;
    }
    for (at, column) in (1..).zip(&data(chart).columns) {
        write_text(sheet, 0, at, &column.name, &plain)?;
        for (row, value) in (1..).zip(&column.values) {
            if let Some(value) = value {
                sheet.write_number(row, at, *value)?;
            }
        }
    }
    sheet.set_column_width(0, 20)?;
    Ok(())
}

/// The chart over the data that [`write_data`] wrote on this sheet, its texts in this type.
pub(crate) fn native(chart: &Chart, sheet: &str, face: &str) -> Native {
    let kind = match chart.kind {
        ChartKind::Bars => ChartType::Bar,
        ChartKind::Columns => ChartType::Column,
        ChartKind::Lines => ChartType::Line,
    };
    let mut native = Native::new(kind);
    let mut lines = Native::new(ChartType::Line);
    let data = data(chart);
    for (at, column) in (1..).zip(&data.columns) {
        let target = if column.line && kind == ChartType::Column { &mut lines } else { &mut native };
        add(target, chart, sheet, at, column, face);
    }
    if kind == ChartType::Column && data.columns.iter().any(|column| column.line) {
        native.combine(&lines);
    }
    dress(&mut native, chart, face, data.columns.len());
    native
}

fn add(target: &mut Native, chart: &Chart, sheet: &str, at: u16, column: &DataColumn, face: &str) {
    let last = u32::try_from(chart.labels.len().max(1)).unwrap_or(1);
    let bars = chart.kind == ChartKind::Bars;
    let series = target.add_series();
    series.set_name((sheet, 0, at)).set_categories((sheet, 1, 0, last, 0)).set_values((sheet, 1, at, last, at));
    if column.line || chart.kind == ChartKind::Lines {
        let mut line = ChartLine::new();
        line.set_color(Color::RGB(column.colour)).set_width(if column.line { 1.5 } else { 2.25 });
        if column.line {
            line.set_dash_type(ChartLineDashType::Dash);
        }
        series.set_format(ChartFormat::new().set_line(&line));
        let mut mark = ChartMarker::new();
        series.set_marker(if column.line { mark.set_none() } else { mark.set_type(ChartMarkerType::Circle) });
        return;
    }
    series.set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(column.colour))));
    series.set_gap(if bars { 45 } else { 60 }).set_overlap(if bars { 100 } else { 0 });
    if bars || chart.labels.len() * chart.series.len() <= 16 {
        let mut label = ChartDataLabel::new();
        series.set_data_label(label.show_value().set_num_format(pattern(chart)).set_font(&font(face, 9)));
    }
}

fn dress(native: &mut Native, chart: &Chart, face: &str, columns: usize) {
    let unit = if chart.unit.is_empty() { String::new() } else { format!("（{}）", one_line(&chart.unit)) };
    native.title().set_name(&title(&format!("{}{unit}", one_line(&chart.title)))).set_font(&font(face, 12));
    native.show_empty_cells_as(ChartEmptyCells::Gaps);
    let axis = |axis: &mut ChartAxis| {
        axis.set_font(&font(face, 9));
    };
    axis(native.x_axis());
    axis(native.y_axis());
    native.set_width(590).set_height(320);
    if chart.kind == ChartKind::Bars {
        let rows = u32::try_from(chart.labels.len()).unwrap_or(u32::MAX).min(60);
        native.set_height(110 + 26 * rows);
        native.y_axis().set_reverse();
        native.x_axis().set_num_format(pattern(chart)).set_hidden(true).set_major_gridlines(false);
    } else {
        native.y_axis().set_num_format("General");
    }
    if columns > 1 {
        native.legend().set_position(ChartLegendPosition::Bottom).set_font(&font(face, 9));
    } else {
        native.legend().set_hidden();
    }
}

/// A title that cannot be taken for a reference to a cell.
fn title(text: &str) -> String {
    let text = text.trim_start_matches(['=', ' ']);
    if text.is_empty() { "图".to_owned() } else { text.to_owned() }
}

fn font(face: &str, size: u8) -> ChartFont {
    let mut font = ChartFont::new();
    font.set_name(face).set_size(size).unset_bold();
    font
}

fn pattern(chart: &Chart) -> String {
    match chart.decimals.min(6) {
        0 => "0".to_owned(),
        n => format!("0.{}", "0".repeat(usize::from(n))),
    }
}
