/** The block of cells that is selected: an anchor where it began and a head that moves. Row and column count from 0. */
export interface Spot {
  row: number;
  column: number;
}

export interface Block {
  anchor: Spot;
  head: Spot;
}

export interface Bounds {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

export interface Extent {
  rows: number;
  columns: number;
  /** Rows that one Page Down moves. */
  page: number;
}

export function bounds(block: Block): Bounds {
  return {
    top: Math.min(block.anchor.row, block.head.row),
    bottom: Math.max(block.anchor.row, block.head.row),
    left: Math.min(block.anchor.column, block.head.column),
    right: Math.max(block.anchor.column, block.head.column),
  };
}

/** Where a key leads, or null when the key does not move. */
export function moved(from: Spot, key: string, ctrl: boolean, extent: Extent): Spot | null {
  const last = { row: Math.max(extent.rows - 1, 0), column: Math.max(extent.columns - 1, 0) };
  const to = target(from, key, ctrl, extent, last);
  if (!to) return null;
  return { row: clamp(to.row, last.row), column: clamp(to.column, last.column) };
}

function target(from: Spot, key: string, ctrl: boolean, extent: Extent, last: Spot): Spot | null {
  switch (key) {
    case "ArrowUp":
      return { row: ctrl ? 0 : from.row - 1, column: from.column };
    case "ArrowDown":
      return { row: ctrl ? last.row : from.row + 1, column: from.column };
    case "ArrowLeft":
      return { row: from.row, column: ctrl ? 0 : from.column - 1 };
    case "ArrowRight":
      return { row: from.row, column: ctrl ? last.column : from.column + 1 };
    case "PageUp":
      return { row: from.row - extent.page, column: from.column };
    case "PageDown":
      return { row: from.row + extent.page, column: from.column };
    case "Home":
      return { row: ctrl ? 0 : from.row, column: 0 };
    case "End":
      return { row: ctrl ? last.row : from.row, column: last.column };
    default:
      return null;
  }
}

function clamp(at: number, last: number): number {
  return Math.min(Math.max(at, 0), last);
}
