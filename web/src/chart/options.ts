/** From a page's configuration to an ECharts option. No document is touched here. */
import type { EChartsCoreOption } from "echarts/core";
import type { Bars, ChartConfig, Columns, Funnel, Points, Reference, SCurve } from "./contract";
import type { Palette } from "./palette";

export function optionFor(config: ChartConfig, palette: Palette): EChartsCoreOption {
  const common = {
    animation: false,
    textStyle: { fontFamily: palette.font, fontSize: palette.small, color: palette.ink2 },
  };
  switch (config.kind) {
    case "s-curve":
      return { ...common, ...sCurve(config, palette) };
    case "bars":
      return { ...common, ...bars(config, palette) };
    case "columns":
      return { ...common, ...columns(config, palette) };
    case "funnel":
      return { ...common, ...funnel(config, palette) };
  }
}

/** One sentence for those who cannot see the picture; the figures are in the table. */
export function describe(config: ChartConfig): string {
  const title = config.title ?? "图";
  if (config.kind === "s-curve") {
    const at = lastKnown(config.done);
    const now = at < 0 ? "" : `，${config.months[at] ?? ""}实际 ${amount(config.done[at], config.unit)}`;
    return `${title}，按月${now}。数据见表格。`;
  }
  if (config.kind === "columns") return `${title}，${config.labels.length} 组。数据见表格。`;
  const pairs = config.labels.slice(0, 12).map((label, at) => `${label} ${amount(config.values[at], config.unit)}`);
  return `${title}：${pairs.join("，")}。`;
}

function sCurve(config: SCurve, palette: Palette): EChartsCoreOption {
  const at = lastKnown(config.done);
  const series: object[] = [];
  if (config.low && config.high) series.push(...band(config.low, config.high, palette));
  if (config.pace?.length) series.push(line("序时进度", config.pace, { color: palette.line2, width: 1.5 }));
  if (config.plan?.length) series.push(line("计划", config.plan, { color: palette.ink3, width: 1.5, type: "dashed" }));
  if (config.forecast?.length) series.push(line("预计", config.forecast, { color: palette.bar, width: 2, type: "dotted" }));
  series.push({ ...line("实际", config.done, { color: palette.brand, width: 2.5 }), ...lastPoint(config, at, palette) });
  return {
    grid: { left: 4, right: 14, top: 34, bottom: 4, containLabel: true },
    legend: legend(palette, series, 0.25),
    tooltip: tooltip("axis", config.unit, palette),
    xAxis: categories(config.months, palette, false),
    yAxis: values(palette, config.unit),
    series,
  };
}

function line(name: string, data: Points, style: { color: string; width: number; type?: string }): Record<string, unknown> {
  return { name, type: "line", data, showSymbol: false, lineStyle: style, itemStyle: { color: style.color }, emphasis: { disabled: true } };
}

function lastPoint(config: SCurve, at: number, palette: Palette): object {
  const value = config.done[at];
  if (at < 0 || value === null || value === undefined) return {};
  return {
    markPoint: {
      symbol: "circle",
      symbolSize: palette.small * 0.66,
      data: [{ coord: [at, value] }],
      label: {
        formatter: `${config.months[at] ?? ""} ${amount(value, config.unit)}`,
        position: at > config.months.length * 0.7 ? "left" : "right",
        offset: [0, palette.small * 1.2],
        distance: palette.small * 0.6,
        backgroundColor: "rgba(255, 255, 255, 0.85)",
        color: palette.brand,
        fontWeight: "bold",
        fontSize: palette.small,
      },
      itemStyle: { color: palette.brand },
    },
  };
}

/** The range within which the year will end: an invisible floor with a shaded difference on it. */
function band(low: Points, high: Points, palette: Palette): object[] {
  const floor = { type: "line", stack: "band", showSymbol: false, lineStyle: { opacity: 0 }, emphasis: { disabled: true }, silent: true };
  const difference = high.map((top, at) => {
    const bottom = low[at];
    return top === null || bottom === null || bottom === undefined ? null : top - bottom;
  });
  return [
    { ...floor, name: "", data: low, tooltip: { show: false } },
    { ...floor, name: "", data: difference, areaStyle: { color: palette.bar, opacity: 0.25 }, tooltip: { show: false } },
  ];
}

function bars(config: Bars, palette: Palette): EChartsCoreOption {
  const limit = config.reference?.value;
  const longest = Math.max(...config.values.map((value) => value ?? 0));
  const data = config.values.map((value) => ({
    value,
    // Inside the bar where there is room, so that the reference line does not cross the figure.
    label: { position: value !== null && value > longest * 0.3 ? "insideRight" : "right" },
    itemStyle: { color: limit !== undefined && value !== null && value < limit ? palette.behind : palette.bar },
  }));
  return {
    grid: { left: 4, right: 48, top: config.reference ? 24 : 8, bottom: 4, containLabel: true },
    tooltip: tooltip("item", config.unit, palette),
    xAxis: { ...values(palette, config.unit), splitNumber: 4 },
    yAxis: { ...categories(config.labels, palette, true), inverse: true },
    series: [
      {
        type: "bar",
        data,
        barMaxWidth: palette.small * 1.4,
        cursor: config.hrefs ? "pointer" : "default",
        label: { show: true, color: palette.ink, fontSize: palette.small, formatter: (point: { value: number | null }) => amount(point.value, config.unit) },
        ...reference(config.reference, "xAxis", palette),
      },
    ],
  };
}

function columns(config: Columns, palette: Palette): EChartsCoreOption {
  const colours = [palette.brand, palette.bar, palette.good, palette.warn, palette.ink3];
  const series = config.series.map((one, at) => ({
    name: one.name,
    type: "bar",
    data: one.values,
    barMaxWidth: palette.small * 2.4,
    itemStyle: { color: colours[at % colours.length] },
    ...(at === 0 ? reference(config.reference, "yAxis", palette) : {}),
  }));
  return {
    grid: { left: 4, right: 14, top: 34, bottom: 4, containLabel: true },
    legend: legend(palette, series, 0.75),
    tooltip: tooltip("axis", config.unit, palette),
    xAxis: categories(config.labels, palette, true),
    yAxis: values(palette, config.unit),
    series,
  };
}

function funnel(config: Funnel, palette: Palette): EChartsCoreOption {
  const colours = ["#1b4d89", "#2f68a8", "#4d86c6", "#7aa7d9", "#9dbfe4", "#bcd4ee", "#d7e5f5"];
  const data = config.labels.map((name, at) => ({ name, value: config.values[at] ?? 0, itemStyle: { color: colours[at % colours.length] } }));
  return {
    tooltip: tooltip("item", config.unit, palette),
    series: [
      {
        type: "funnel",
        sort: "none",
        left: 8,
        right: "38%",
        top: 8,
        bottom: 8,
        gap: 2,
        minSize: "4%",
        data,
        cursor: config.hrefs ? "pointer" : "default",
        label: {
          position: "right",
          color: palette.ink,
          fontSize: palette.small,
          formatter: (point: { name: string; value: number }) => `${point.name} ${amount(point.value, config.unit)}`,
        },
        labelLine: { length: palette.small, lineStyle: { color: palette.ink3 } },
      },
    ],
  };
}

/** Bars lie on their side, columns stand: `axis` is the one that carries the values. */
function reference(line: Reference | undefined, axis: "xAxis" | "yAxis", palette: Palette): object {
  if (!line) return {};
  return {
    markLine: {
      symbol: "none",
      silent: true,
      lineStyle: { color: palette.ink, type: "solid", width: 1.5 },
      label: { formatter: line.label, position: axis === "xAxis" ? "start" : "insideEndTop", color: palette.ink2, fontSize: palette.small },
      data: [{ name: line.label, [axis]: line.value }],
    },
  };
}

/** `thick`: height of the mark, as a share of the text. A line has a thin mark, a column a thick one. */
function legend(palette: Palette, series: object[], thick: number): object {
  const names = series.map((one) => (one as { name?: string }).name ?? "").filter((name) => name !== "");
  return {
    data: names,
    left: 0,
    top: 0,
    icon: "roundRect",
    itemWidth: palette.small * 1.4,
    itemHeight: palette.small * thick,
    textStyle: { fontSize: palette.small, color: palette.ink2 },
  };
}

function tooltip(trigger: "axis" | "item", unit: string | undefined, palette: Palette): object {
  return {
    trigger,
    renderMode: "richText", // HTML tooltips would need inline styles, which the page's policy forbids.
    confine: true,
    textStyle: { fontSize: palette.small, color: palette.ink },
    valueFormatter: (value: unknown) => amount(typeof value === "number" ? value : null, unit),
  };
}

function categories(labels: string[], palette: Palette, spaced: boolean): Record<string, unknown> {
  return {
    type: "category",
    data: labels,
    boundaryGap: spaced,
    axisLine: { lineStyle: { color: palette.line } },
    axisTick: { show: false },
    axisLabel: { color: palette.ink2, fontSize: palette.small, hideOverlap: true },
  };
}

function values(palette: Palette, unit: string | undefined): object {
  return {
    type: "value",
    axisLabel: { color: palette.ink2, fontSize: palette.small, hideOverlap: true, formatter: unit === "%" ? "{value}%" : "{value}" },
    splitLine: { lineStyle: { color: palette.line } },
  };
}

export function lastKnown(points: Points): number {
  for (let at = points.length - 1; at >= 0; at -= 1) if (points[at] !== null && points[at] !== undefined) return at;
  return -1;
}

/** 64.3%, 1,234.50 亿元; “—” for what is not known. */
export function amount(value: number | null | undefined, unit: string | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "—";
  const digits = unit === "%" || unit === "百分点" ? value.toFixed(1) : String(Math.round(value * 100) / 100);
  const [whole = "", decimals] = digits.replace("-", "−").split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",") + (decimals ? `.${decimals}` : "");
  return unit === "%" ? `${grouped}%` : unit ? `${grouped} ${unit}` : grouped;
}
