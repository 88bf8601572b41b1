//! Charts as data: what is compared, not how it is drawn.

/// A chart.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Chart {
    /// How it is drawn.
    pub kind: ChartKind,
    /// Its name, above it.
    pub title: String,
    /// The unit of its values, behind them: `%`, `亿元`.
    pub unit: String,
    /// Decimals of the printed values.
    pub decimals: u8,
    /// The names along the axis: regions, months.
    pub labels: Vec<String>,
    /// What is drawn; [`ChartKind::Bars`] draws the first only.
    pub series: Vec<Series>,
    /// A line to compare with, such as the pace (序时进度).
    pub reference: Option<Reference>,
}

impl Chart {
    /// Horizontal bars from the top down: a ranking.
    pub fn bars(title: impl Into<String>, unit: impl Into<String>, bars: Vec<(String, Option<f64>)>) -> Chart {
        let (labels, values) = bars.into_iter().unzip();
        let series = vec![Series { name: String::new(), values }];
        Chart {
            kind: ChartKind::Bars,
            title: title.into(),
            unit: unit.into(),
            decimals: 1,
            labels,
            series,
            reference: None,
        }
    }

    /// Columns side by side for each label.
    pub fn columns(
        title: impl Into<String>,
        unit: impl Into<String>,
        labels: Vec<String>,
        series: Vec<Series>,
    ) -> Chart {
        Chart {
            kind: ChartKind::Columns,
            title: title.into(),
            unit: unit.into(),
            labels,
            series,
            decimals: 1,
            reference: None,
        }
    }

    /// Lines over the labels, mostly months.
    pub fn lines(title: impl Into<String>, unit: impl Into<String>, labels: Vec<String>, series: Vec<Series>) -> Chart {
        Chart { kind: ChartKind::Lines, ..Chart::columns(title, unit, labels, series) }
    }

    /// The same chart with a line to compare with.
    pub fn against(mut self, label: impl Into<String>, value: f64) -> Chart {
        self.reference = Some(Reference { label: label.into(), value });
        self
    }

    /// The same chart, its values printed with this many decimals.
    pub fn with_decimals(mut self, decimals: u8) -> Chart {
        self.decimals = decimals;
        self
    }

    /// A value as it is printed, without its unit: halves are rounded away from zero, as Excel and the ledger do.
    pub(crate) fn printed(&self, value: f64) -> String {
        let decimals = usize::from(self.decimals.min(6));
        let scale = 10f64.powi(decimals as i32);
        let rounded = (value * scale * (1.0 + f64::EPSILON)).round() / scale;
        format!("{:.decimals$}", rounded + 0.0)
    }

    /// The value of a series at a label; what is not a number counts as missing.
    pub(crate) fn value(&self, series: &Series, label: usize) -> Option<f64> {
        series.values.get(label).copied().flatten().filter(|value| value.is_finite() && value.abs() < 1e15)
    }

    /// The line to compare with, if it is a number.
    pub(crate) fn line(&self) -> Option<&Reference> {
        self.reference.as_ref().filter(|line| line.value.is_finite() && line.value.abs() < 1e15)
    }

    /// Least and greatest of all that is drawn, zero included.
    pub(crate) fn range(&self) -> (f64, f64) {
        let values =
            self.series.iter().flat_map(|series| (0..self.labels.len()).filter_map(|at| self.value(series, at)));
        values.chain(self.line().map(|line| line.value)).fold((0.0, 0.0), |(low, high), v| (v.min(low), v.max(high)))
    }
}

/// How a chart is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ChartKind {
    /// Horizontal bars.
    #[default]
    Bars,
    /// Columns.
    Columns,
    /// Lines.
    Lines,
}

/// A row of values.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Series {
    /// Its name in the legend: `计划`, `完成`.
    pub name: String,
    /// One value a label; `None` where there is none, such as months to come.
    pub values: Vec<Option<f64>>,
}

impl Series {
    /// A row of values.
    pub fn new(name: impl Into<String>, values: Vec<Option<f64>>) -> Series {
        Series { name: name.into(), values }
    }
}

/// A line to compare with.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    /// Its name: `序时进度`.
    pub label: String,
    /// Where it lies, in the chart's unit.
    pub value: f64,
}

/// Round steps from at or below `low` to at or above `high`: some four to six of them.
pub(crate) fn ticks(low: f64, high: f64) -> Vec<f64> {
    let span = if high - low > f64::EPSILON { high - low } else { 1.0 };
    let raw = span / 5.0;
    let magnitude = 10f64.powf(raw.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0].iter().map(|m| m * magnitude).find(|s| *s >= raw * 0.999).unwrap_or(raw);
    let first = (low / step + 1e-9).floor() as i64;
    let last = ((low + span) / step - 1e-9).ceil() as i64;
    (first..=last.min(first + 12)).map(|n| n as f64 * step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_cover_the_values() {
        assert_eq!(ticks(0.0, 100.0), [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
        assert_eq!(ticks(0.0, 64.3), [0.0, 20.0, 40.0, 60.0, 80.0]);
        assert_eq!(ticks(-12.0, 30.0), [-20.0, -10.0, 0.0, 10.0, 20.0, 30.0]);
        assert_eq!(ticks(0.0, 0.0).len(), 6);
        for high in [1e-9, 0.3, 7.0, 12345.6, 9e14] {
            let ticks = ticks(0.0, high);
            assert!(ticks.len() >= 3 && *ticks.last().unwrap() >= high, "{high}: {ticks:?}");
        }
    }

    #[test]
    fn values_are_rounded_as_excel_rounds_them() {
        let chart = Chart::default().with_decimals(1);
        let printed = [65.25, 1.005, -65.25, 0.0, -0.01, 58.35].map(|value| chart.printed(value));
        assert_eq!(printed, ["65.3", "1.0", "-65.3", "0.0", "0.0", "58.4"]);
        assert_eq!(chart.with_decimals(2).printed(1.005), "1.01");
    }

    #[test]
    fn what_is_not_a_number_is_missing() {
        let chart = Chart::bars("", "%", vec![("甲".into(), Some(f64::NAN)), ("乙".into(), Some(3.0))])
            .against("序时", f64::INFINITY);
        assert_eq!(chart.range(), (0.0, 3.0));
    }
}
