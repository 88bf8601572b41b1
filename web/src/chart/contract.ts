/** What a page may ask to be drawn. Months, labels and values go together by place; null is “not known”. */
export type Points = Array<number | null>;

export interface SCurve {
  kind: "s-curve";
  title?: string;
  unit?: string;
  months: string[];
  plan?: Points;
  pace?: Points;
  done: Points;
  forecast?: Points;
  low?: Points;
  high?: Points;
}

export interface Reference {
  label: string;
  value: number;
}

export interface Bars {
  kind: "bars";
  title?: string;
  unit?: string;
  labels: string[];
  values: Points;
  reference?: Reference;
  hrefs?: Array<string | null>;
}

export interface Columns {
  kind: "columns";
  title?: string;
  unit?: string;
  labels: string[];
  series: Array<{ name: string; values: Points }>;
  reference?: Reference;
}

export interface Funnel {
  kind: "funnel";
  title?: string;
  unit?: string;
  labels: string[];
  values: Points;
  hrefs?: Array<string | null>;
}

export type ChartConfig = SCurve | Bars | Columns | Funnel;

/** Reads a configuration; throws a TypeError that says what is missing. */
export function readConfig(text: string): ChartConfig {
  const config = JSON.parse(text) as Partial<ChartConfig> | null;
  if (typeof config !== "object" || config === null) throw new TypeError("chart configuration is not an object");
  const needed: Record<string, string[]> = {
    "s-curve": ["months", "done"],
    bars: ["labels", "values"],
    columns: ["labels", "series"],
    funnel: ["labels", "values"],
  };
  const fields = needed[config.kind ?? ""];
  if (!fields) throw new TypeError(`unknown kind of chart: ${String(config.kind)}`);
  for (const field of fields) {
    if (!Array.isArray((config as Record<string, unknown>)[field])) throw new TypeError(`${String(config.kind)} needs ${field}`);
  }
  return config as ChartConfig;
}
