// The modules are taken one by one from the sources: the bundled build carries all forty of them (three times the size).
declare module "tabulator-tables/src/js/core/Tabulator.js" {
  import { Tabulator } from "tabulator-tables";
  export default Tabulator;
}

declare module "tabulator-tables/src/js/modules/*" {
  import { Module } from "tabulator-tables";
  const module: typeof Module;
  export default module;
}

declare module "tabulator-tables/src/js/core/rendering/Renderer.js" {
  export interface DrawnRow {
    getElement(): HTMLElement;
    initialize(force: boolean, inFragment: boolean): void;
    rendered(): void;
    calcHeight(force: boolean): void;
    setCellHeight(): void;
  }

  export default class Renderer {
    table: {
      options: { rowHeight: number };
      rowManager: { tableEmpty(): void; scrollHorizontal(left: number): void };
    };
    /** The element that scrolls. */
    elementVertical: HTMLElement;
    /** The element that holds the rows. */
    tableElement: HTMLElement;
    verticalFillMode: "fit" | "fill";
    rows(): DrawnRow[];
    styleRow(row: DrawnRow, index: number): void;
    clear(): void;
    initialize(): void;
    clearRows(): void;
    renderRows(): void;
    rerenderRows(change?: () => void): void;
    scrollRows(top: number, up: boolean): void;
    scrollToRow(row: DrawnRow): void;
    scrollToRowNearestTop(row: DrawnRow): boolean;
    visibleRows(includingBuffer: boolean): DrawnRow[];
  }
}
