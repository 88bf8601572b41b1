/** What the server tells the grid: the columns, a page of rows, the totals of all rows that pass the filter. */
export type Kind = "text" | "term" | "money" | "percent" | "points" | "date" | "area" | "count" | "light" | "mark";
export type FilterKind = "text" | "choice" | "range" | "none";
export type Value = string | number | null | undefined;

export interface GridColumn {
  field: string;
  label: string;
  group: string | null;
  kind: Kind;
  frozen: boolean;
  /** Pixels on a desk (1rem = 16px). */
  width: number;
  unit: string | null;
  filter: FilterKind;
  choices: string[];
  visible: boolean;
}

export interface GridRow {
  id: number | string;
  href?: string;
  [field: string]: Value;
}

export interface GridPage {
  columns: GridColumn[];
  rows: GridRow[];
  totalRows: number;
  totals: Record<string, Value>;
}

const NUMERIC: ReadonlySet<Kind> = new Set(["money", "percent", "points", "area", "count"]);

export function isNumeric(kind: Kind): boolean {
  return NUMERIC.has(kind);
}

/** Reads an answer; what is optional gets its default. Throws a TypeError when it is no page of rows at all. */
export function readPage(answer: unknown): GridPage {
  const page = answer as { columns?: unknown; rows?: unknown; total_rows?: unknown; totals?: unknown } | null;
  if (typeof page !== "object" || page === null || !Array.isArray(page.rows)) throw new TypeError("not a page of rows");
  return {
    columns: Array.isArray(page.columns) ? page.columns.map(readColumn) : [],
    rows: page.rows as GridRow[],
    totalRows: typeof page.total_rows === "number" ? page.total_rows : page.rows.length,
    totals: (page.totals ?? {}) as Record<string, Value>,
  };
}

function readColumn(column: Partial<GridColumn> & { field: string }): GridColumn {
  const kind = column.kind ?? "text";
  return {
    field: column.field,
    label: column.label ?? column.field,
    group: column.group ?? null,
    kind,
    frozen: column.frozen ?? false,
    width: column.width ?? (isNumeric(kind) ? 110 : 130),
    unit: column.unit ?? null,
    filter: column.filter ?? "none",
    choices: column.choices ?? [],
    visible: column.visible ?? true,
  };
}
