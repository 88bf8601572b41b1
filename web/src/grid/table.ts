/** Tabulator, told our columns: virtual rows, frozen first columns, groups in the header, the totals at the foot. */
import type { CellComponent, ColumnDefinition, RowComponent, Tabulator as Table } from "tabulator-tables";
import Tabulator from "tabulator-tables/src/js/core/Tabulator.js";
import ColumnCalcs from "tabulator-tables/src/js/modules/ColumnCalcs/ColumnCalcs.js";
import Format from "tabulator-tables/src/js/modules/Format/Format.js";
import FrozenColumns from "tabulator-tables/src/js/modules/FrozenColumns/FrozenColumns.js";
import ResizeColumns from "tabulator-tables/src/js/modules/ResizeColumns/ResizeColumns.js";
import "tabulator-tables/dist/css/tabulator_simple.min.css";
import "../styles/grid-table.css";
import { isNothing, shown, tone } from "./cell-words";
import { isNumeric, type GridColumn, type GridRow, type Value } from "./contract";
import type { ColumnHeader } from "./header";
import { UniformRows } from "./uniform-rows";

Tabulator.registerModule([ColumnCalcs, Format, FrozenColumns, ResizeColumns]);

/** A row with its place in the list: after a remote sort the place is all that says which row is which. */
export type PlacedRow = GridRow & { __place: number };

export interface TableWish {
  columns: GridColumn[];
  shown: ReadonlySet<string>;
  headers: Map<string, ColumnHeader>;
  total(field: string): Value;
  painted(): void;
}

export function rem(): number {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
}

export function makeTable(stage: HTMLElement, rows: PlacedRow[], height: number, wish: TableWish): Table {
  const narrow = stage.clientWidth < 40 * rem();
  return new Tabulator(stage, {
    data: rows,
    index: "__place",
    height,
    rowHeight: rowHeight(),
    layout: "fitColumns",
    renderVertical: UniformRows as unknown as "virtual",
    columns: definitions(wish, narrow, stage.clientWidth),
    columnHeaderVertAlign: "bottom",
    // The rows that scroll into view were painted without the selected block.
    rowFormatter: (row: RowComponent) => {
      const place = (row.getData() as Partial<PlacedRow>).__place;
      if (place === undefined) return;
      row.getElement().dataset["row"] = String(place);
      row.getElement().setAttribute("aria-rowindex", String(place + 2));
      wish.painted();
    },
  });
}

export function rowHeight(): number {
  return Math.round(rem() * 2);
}

function definitions(wish: TableWish, narrow: boolean, width: number): ColumnDefinition[] {
  const made: ColumnDefinition[] = [];
  let group = { title: "", columns: [] as ColumnDefinition[] };
  let frozen = 0;
  const label = wish.columns.find((column) => column.kind === "text")?.field;
  for (const column of wish.columns) {
    const freeze: boolean = column.frozen && (!narrow || (frozen === 0 && column.field === label));
    const definition = define(column, wish, freeze ? { frozen: narrow ? width * 0.4 : null } : null, column.field === label);
    if (freeze) frozen += 1;
    if (column.group && !freeze) {
      if (group.title !== column.group) {
        group = { title: column.group, columns: [] };
        made.push({ ...group, headerHozAlign: "center" } as ColumnDefinition);
      }
      group.columns.push(definition);
    } else {
      group = { title: "", columns: [] };
      made.push(definition);
    }
  }
  return made;
}

function define(column: GridColumn, wish: TableWish, freeze: { frozen: number | null } | null, isLabel: boolean): ColumnDefinition {
  const scaled = Math.round((column.width * rem()) / 16);
  // Wide enough for its own name: a character is 13/16 rem, the unit a little smaller, the edges one rem.
  const named = Math.ceil(((column.label.length + (column.unit?.length ?? -1) * 0.95 + 1.2) * 0.8125 + 0.8) * rem());
  const number = isNumeric(column.kind);
  const definition = {
    title: column.label,
    field: column.field,
    visible: wish.shown.has(column.field),
    hozAlign: number ? "right" : "left",
    minWidth: freeze ? 60 : Math.max(scaled, named),
    widthGrow: number ? 1 : 2,
    resizable: "header",
    titleFormatter: () => wish.headers.get(column.field)?.element ?? column.label,
    formatter: (cell: CellComponent) => cellContent(cell, column, isLabel),
    cssClass: number ? "num" : "",
    bottomCalc: () => wish.total(column.field) ?? (isLabel ? "合计" : ""),
    bottomCalcFormatter: (cell: CellComponent) => totalWords(cell.getValue() as Value, column),
  };
  const fixed = freeze ? { frozen: true, width: Math.min(scaled, freeze.frozen ?? scaled) } : column.kind === "light" ? { width: scaled } : {};
  return { ...definition, ...fixed } as unknown as ColumnDefinition;
}

function cellContent(cell: CellComponent, column: GridColumn, isLabel: boolean): string | HTMLElement {
  const value = cell.getValue() as Value;
  const words = shown(value, column.kind);
  const made = document.createElement("span");
  made.textContent = words;
  made.title = words;
  if (isNothing(value)) {
    made.className = "muted";
    return made;
  }
  if (column.kind === "light") {
    made.className = `light ${String(value)}`;
    return made;
  }
  const href = (cell.getData() as GridRow).href;
  if (isLabel && href) {
    const link = document.createElement("a");
    link.href = href;
    link.textContent = words;
    link.title = words;
    link.tabIndex = -1;
    return link;
  }
  made.className = tone(value, column.kind);
  return made;
}

function totalWords(value: Value, column: GridColumn): string | HTMLElement {
  if (isNothing(value)) return "";
  const made = document.createElement("span");
  made.textContent = shown(value, column.kind);
  return made;
}
