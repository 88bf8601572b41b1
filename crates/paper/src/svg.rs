//! Charts as vectors: SVG with presentation attributes only, for pages under a strict policy and for PDF.
//!
//! Own code rather than a chart library: papers need three plain kinds with a line to compare with, names in Han whose
//! width is known without a font, and not one inline style.

use crate::chart::{Chart, ChartKind, ticks};
use crate::layout::ems;
use crate::markup::Markup;
use crate::words::one_line;

const WIDTH: f32 = 640.0;
const TYPE: f32 = 13.0;
const INK: &str = "#333333";
const GRID: &str = "#dddddd";
const LINE: &str = "#c8102e";
const COLOURS: [&str; 6] = ["#1f5fae", "#e08a1e", "#3a8f5c", "#8a5bb0", "#5b7a99", "#b5533c"];
/// Bars below the line to compare with.
const BEHIND: &str = "#e08a1e";

/// The type that a chart's texts are set in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SvgFace {
    /// The font family; `None` inherits the page's.
    pub family: Option<&'static str>,
}

/// The chart as an `<svg>` element, 640 units wide.
pub fn chart_svg(chart: &Chart, face: SvgFace) -> String {
    match chart.kind {
        ChartKind::Bars => bars(chart, face),
        ChartKind::Columns | ChartKind::Lines => plot(chart, face),
    }
}

/// A sheet to draw on; all coordinates in its units from the upper left.
struct Sheet {
    out: Markup,
}

impl Sheet {
    fn new(chart: &Chart, height: f32, face: SvgFace) -> Sheet {
        let mut out = Markup::default();
        let (view, h, size) = (format!("0 0 {WIDTH} {}", n(height)), n(height), n(TYPE));
        let label = one_line(&chart.title);
        let mut attributes =
            vec![("xmlns", "http://www.w3.org/2000/svg"), ("viewBox", view.as_str()), ("width", "640")];
        attributes.extend([("height", h.as_str()), ("role", "img"), ("aria-label", &label), ("font-size", &size)]);
        attributes.extend(face.family.map(|family| ("font-family", family)));
        out.open("svg", &attributes);
        let mut sheet = Sheet { out };
        let unit = if chart.unit.is_empty() { String::new() } else { format!("（{}）", chart.unit) };
        sheet.text(WIDTH / 2.0, 18.0, "middle", INK, &shorten(&format!("{label}{unit}"), 44.0));
        sheet
    }

    fn text(&mut self, x: f32, y: f32, anchor: &str, colour: &str, text: &str) {
        let (x, y) = (n(x), n(y));
        self.out.element("text", &[("x", &x), ("y", &y), ("text-anchor", anchor), ("fill", colour)], &one_line(text));
    }

    /// A text that stays legible where it crosses a line.
    fn value(&mut self, x: f32, y: f32, anchor: &str, text: &str) {
        let (x, y) = (n(x), n(y));
        let place = [("x", x.as_str()), ("y", y.as_str()), ("text-anchor", anchor), ("fill", INK)];
        let halo = [("stroke", "#ffffff"), ("stroke-width", "3"), ("paint-order", "stroke")];
        self.out.element("text", &[place.as_slice(), halo.as_slice()].concat(), text);
    }

    fn rect(&mut self, x: f32, y: f32, width: f32, height: f32, colour: &str) {
        let (x, y, w, h) = (n(x), n(y), n(width.max(0.5)), n(height.max(0.5)));
        self.out.leaf("rect", &[("x", &x), ("y", &y), ("width", &w), ("height", &h), ("fill", colour)]);
    }

    fn line(&mut self, from: (f32, f32), to: (f32, f32), colour: &str, dashed: bool) {
        let (x1, y1, x2, y2) = (n(from.0), n(from.1), n(to.0), n(to.1));
        let mut attributes = vec![("x1", x1.as_str()), ("y1", &y1), ("x2", &x2), ("y2", &y2), ("stroke", colour)];
        if dashed {
            attributes.extend([("stroke-width", "1.5"), ("stroke-dasharray", "5 3")]);
        }
        self.out.leaf("line", &attributes);
    }

    fn path(&mut self, points: &[(f32, f32)], colour: &str) {
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{},{}", n(*x), n(*y))).collect();
        let attributes = [("points", points.join(" ")), ("fill", "none".into()), ("stroke", colour.into())];
        let mut all: Vec<(&str, &str)> = attributes.iter().map(|(key, value)| (*key, value.as_str())).collect();
        all.extend([("stroke-width", "2"), ("stroke-linejoin", "round")]);
        self.out.leaf("polyline", &all);
    }

    fn dot(&mut self, (x, y): (f32, f32), colour: &str) {
        let (x, y) = (n(x), n(y));
        self.out.leaf("circle", &[("cx", &x), ("cy", &y), ("r", "3"), ("fill", colour)]);
    }

    fn finish(mut self) -> String {
        self.out.close("svg");
        self.out.finish()
    }
}

/// A ranking: names at the left, bars, values at their ends, the line to compare with across.
fn bars(chart: &Chart, face: SvgFace) -> String {
    const ROW: f32 = 24.0;
    let top = if chart.line().is_some() { 52.0 } else { 34.0 };
    let height = top + ROW * chart.labels.len() as f32 + 12.0;
    let mut sheet = Sheet::new(chart, height, face);
    let names: Vec<String> = chart.labels.iter().map(|label| shorten(&one_line(label), 14.0)).collect();
    let left = names.iter().map(|name| ems(name)).fold(2.0, f32::max) * TYPE + 16.0;
    let (low, high) = chart.range();
    let values = chart.series.first();
    let right = WIDTH - ems(&chart.printed(high)).max(ems(&chart.printed(low))).max(2.0) * TYPE - 16.0;
    let x = scale(low, high, left, right);
    let middle = |at: usize| top + ROW * (at as f32 + 0.5);
    let drawn: Vec<Option<f64>> =
        (0..names.len()).map(|at| values.and_then(|series| chart.value(series, at))).collect();
    for (at, (name, value)) in names.iter().zip(&drawn).enumerate() {
        sheet.text(left - 8.0, middle(at) + 4.5, "end", INK, name);
        if let Some(value) = value {
            let behind = chart.line().is_some_and(|line| *value < line.value);
            let (from, to) = (x(value.min(0.0)), x(value.max(0.0)));
            sheet.rect(from, middle(at) - 8.0, to - from, 16.0, if behind { BEHIND } else { COLOURS[0] });
        }
    }
    sheet.line((x(0.0), top), (x(0.0), height - 8.0), INK, false);
    if let Some(line) = chart.line() {
        let at = x(line.value);
        sheet.line((at, top - 6.0), (at, height - 8.0), LINE, true);
        let text = format!("{} {}", shorten(&one_line(&line.label), 20.0), chart.printed(line.value));
        let half = ems(&text) * TYPE / 2.0;
        sheet.text(at.clamp(half + 4.0, WIDTH - half - 4.0), top - 12.0, "middle", LINE, &text);
    }
    for (at, value) in drawn.iter().enumerate() {
        let text = value.map_or("—".to_owned(), |value| chart.printed(value));
        sheet.value(x(value.unwrap_or(0.0).max(0.0)) + 6.0, middle(at) + 4.5, "start", &text);
    }
    sheet.finish()
}

/// Columns or lines over labels, with a legend, a scale at the left and the line to compare with.
fn plot(chart: &Chart, face: SvgFace) -> String {
    const HEIGHT: f32 = 320.0;
    let mut sheet = Sheet::new(chart, HEIGHT, face);
    legend(&mut sheet, chart);
    let (low, high) = chart.range();
    let ticks = ticks(low, high);
    let (low, high) = (ticks.first().copied().unwrap_or(0.0), ticks.last().copied().unwrap_or(1.0));
    let step = if ticks.len() > 1 { ticks[1] - ticks[0] } else { 1.0 };
    let decimals = (0..6).find(|d| (step * 10f64.powi(*d)).fract().abs() < 1e-6).unwrap_or(0) as usize;
    let marks: Vec<String> = ticks.iter().map(|tick| format!("{tick:.decimals$}")).collect();
    let left = marks.iter().map(|mark| ems(mark)).fold(2.0, f32::max) * TYPE + 14.0;
    let (top, bottom) = (60.0, HEIGHT - 34.0);
    let y = scale(low, high, bottom, top);
    for (tick, mark) in ticks.iter().zip(&marks) {
        sheet.line((left, y(*tick)), (WIDTH - 8.0, y(*tick)), GRID, false);
        sheet.text(left - 6.0, y(*tick) + 4.5, "end", INK, mark);
    }
    let slot = (WIDTH - 8.0 - left) / chart.labels.len().max(1) as f32;
    let centre = |at: usize| left + slot * (at as f32 + 0.5);
    names(&mut sheet, chart, slot, &centre, bottom + 20.0);
    let mut values = Vec::new();
    for (order, series) in chart.series.iter().enumerate() {
        let colour = COLOURS[order % COLOURS.len()];
        let points = (0..chart.labels.len()).map(|at| (at, chart.value(series, at)));
        match chart.kind {
            ChartKind::Lines => lines(&mut sheet, points.map(|(at, v)| v.map(|v| (centre(at), y(v)))), colour),
            _ => {
                let width = slot * 0.72 / chart.series.len() as f32;
                let offset = (order as f32 - chart.series.len() as f32 / 2.0) * width;
                for (at, value) in points.filter_map(|(at, value)| value.map(|value| (at, value))) {
                    let (from, to) = (y(value.max(0.0)), y(value.min(0.0)));
                    sheet.rect(centre(at) + offset, from, width - 1.0, to - from, colour);
                    values.push((value, (centre(at) + offset + width / 2.0, from - 4.0), width));
                }
            }
        }
    }
    sheet.line((left, y(0.0)), (WIDTH - 8.0, y(0.0)), INK, false);
    if let Some(line) = chart.line() {
        sheet.line((left, y(line.value)), (WIDTH - 8.0, y(line.value)), LINE, true);
    }
    for (value, place, width) in values {
        value_above(&mut sheet, chart, value, place, width);
    }
    sheet.finish()
}

/// The value over its column, where there is room for it.
fn value_above(sheet: &mut Sheet, chart: &Chart, value: f64, (x, y): (f32, f32), width: f32) {
    let text = chart.printed(value);
    if ems(&text) * TYPE <= width + 4.0 {
        sheet.value(x, y, "middle", &text);
    }
}

/// A line through the points that there are; a gap where there is none.
fn lines(sheet: &mut Sheet, points: impl Iterator<Item = Option<(f32, f32)>>, colour: &str) {
    let points: Vec<Option<(f32, f32)>> = points.collect();
    for run in points.split(Option::is_none) {
        let run: Vec<(f32, f32)> = run.iter().flatten().copied().collect();
        if run.len() > 1 {
            sheet.path(&run, colour);
        }
        run.iter().for_each(|point| sheet.dot(*point, colour));
    }
}

/// The labels under the axis, as many as there is room for.
fn names(sheet: &mut Sheet, chart: &Chart, slot: f32, centre: &impl Fn(usize) -> f32, y: f32) {
    let labels: Vec<String> =
        chart.labels.iter().map(|label| shorten(&one_line(label), (slot / TYPE).max(4.0))).collect();
    let widest = labels.iter().map(|label| ems(label)).fold(1.0, f32::max) * TYPE + 4.0;
    let every = (widest / slot).ceil().max(1.0) as usize;
    for (at, label) in labels.iter().enumerate().step_by(every) {
        sheet.text(centre(at), y, "middle", INK, label);
    }
}

fn legend(sheet: &mut Sheet, chart: &Chart) {
    let names = chart.series.iter().enumerate().map(|(order, s)| (COLOURS[order % COLOURS.len()], s.name.clone()));
    let line = chart.line().map(|line| (LINE, format!("{} {}", line.label, chart.printed(line.value))));
    let entries: Vec<(&str, String)> = names
        .chain(line)
        .map(|(colour, name)| (colour, shorten(&one_line(&name), 16.0)))
        .filter(|(_, n)| !n.is_empty())
        .collect();
    let total: f32 = entries.iter().map(|(_, name)| ems(name) * TYPE + 34.0).sum();
    let mut x = ((WIDTH - total) / 2.0).max(4.0);
    for (colour, name) in entries {
        sheet.rect(x, 32.0, 12.0, 12.0, colour);
        sheet.text(x + 17.0, 43.0, "start", INK, &name);
        x += ems(&name) * TYPE + 34.0;
    }
}

/// From values to places.
fn scale(low: f64, high: f64, from: f32, to: f32) -> impl Fn(f64) -> f32 {
    let span = if high - low > f64::EPSILON { high - low } else { 1.0 };
    move |value| from + ((value - low) / span) as f32 * (to - from)
}

/// A coordinate: one decimal at most, the same on every machine.
fn n(value: f32) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

/// The text if it is no wider than this many characters, otherwise its beginning and `…`.
fn shorten(text: &str, most: f32) -> String {
    if ems(text) <= most {
        return text.to_owned();
    }
    let mut width = 1.0;
    let kept: String = text
        .chars()
        .take_while(|c| {
            width += ems(c.encode_utf8(&mut [0; 4]));
            width <= most
        })
        .collect();
    kept + "…"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Series;

    #[test]
    fn every_kind_is_well_formed_for_odd_values() {
        let odd = vec![None, Some(f64::NAN), Some(-3.0), Some(0.0), Some(1e14)];
        let labels: Vec<String> =
            ["甲<b>", "", "很长很长很长很长很长很长很长的名称", "a&b", "\u{0}𠮷"].map(String::from).into();
        for kind in [ChartKind::Bars, ChartKind::Columns, ChartKind::Lines] {
            for series in [
                vec![],
                vec![Series::new("计划\"", odd.clone())],
                vec![Series::default(), Series::new("短", vec![Some(1.0)])],
            ] {
                for labels in [vec![], labels.clone()] {
                    let chart =
                        Chart { kind, labels, series: series.clone(), ..Chart::default() }.against("序时", 58.3);
                    let svg = chart_svg(&chart, SvgFace::default());
                    assert!(roxmltree::Document::parse(&svg).is_ok(), "{svg}");
                    assert!(!svg.contains("style") && !svg.contains("NaN") && !svg.contains("inf"), "{svg}");
                }
            }
        }
    }

    #[test]
    fn a_long_name_is_cut_to_its_room() {
        assert_eq!(shorten("高新技术产业开发区", 5.0), "高新技术…");
        assert_eq!(shorten("城东区", 5.0), "城东区");
    }
}
