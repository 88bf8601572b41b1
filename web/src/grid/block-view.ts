/**
 * The selected block on the page: keyboard and mouse move it, the cells in view show it, copying puts it on the
 * clipboard. Rows come and go while one scrolls, so the block is kept as numbers and painted onto what is there.
 */
import { bounds, moved, type Block, type Spot } from "./block";

export interface BlockHost {
  /** The grid element (role grid), which holds the focus. */
  readonly element: HTMLElement;
  readonly holder: HTMLElement;
  rowCount(): number;
  rowHeight(): number;
  fields(): string[];
  frozenWidth(): number;
  /** The block as tab-separated text. */
  text(top: number, bottom: number, fields: string[]): string;
  open(row: number, newTab: boolean): void;
  copied(rows: number, columns: number): void;
}

export class BlockView {
  private block: Block | null = null;
  private painted: Element[] = [];
  private dragging = false;

  constructor(private readonly host: BlockHost) {
    const { element, holder } = host;
    element.tabIndex = 0;
    holder.removeAttribute("tabindex"); // One stop for the Tab key: the grid.
    element.addEventListener("keydown", (event) => this.onKey(event));
    element.addEventListener("focus", () => {
      if (!this.block && host.rowCount() > 0) this.select({ row: 0, column: 0 }, false);
    });
    holder.addEventListener("mousedown", (event) => this.onMouseDown(event));
    holder.addEventListener("mouseover", (event) => this.onMouseOver(event));
    document.addEventListener("mouseup", () => (this.dragging = false));
    holder.addEventListener("dblclick", (event) => {
      const spot = this.spotOf(event.target);
      if (spot) host.open(spot.row, false);
    });
    element.addEventListener("copy", (event) => this.onCopy(event));
  }

  clear(): void {
    this.block = null;
    this.paint();
  }

  paint(): void {
    for (const cell of this.painted) cell.classList.remove("in-block", "block-head");
    this.painted = [];
    this.host.element.removeAttribute("aria-activedescendant");
    if (!this.block) return;
    const { top, bottom, left, right } = bounds(this.block);
    const fields = this.host.fields();
    for (const row of this.host.holder.querySelectorAll<HTMLElement>(".tabulator-row[data-row]")) {
      const at = Number(row.dataset["row"]);
      if (at < top || at > bottom) continue;
      for (let column = left; column <= right; column += 1) {
        const cell = row.querySelector(`[tabulator-field="${CSS.escape(fields[column] ?? "")}"]`);
        if (cell) this.paintCell(cell, at === this.block.head.row && column === this.block.head.column);
      }
    }
  }

  private paintCell(cell: Element, isHead: boolean): void {
    cell.classList.add("in-block");
    if (isHead) {
      cell.classList.add("block-head");
      cell.id ||= `cell-${Math.random().toString(36).slice(2)}`;
      this.host.element.setAttribute("aria-activedescendant", cell.id);
    }
    this.painted.push(cell);
  }

  private select(head: Spot, keepAnchor: boolean): void {
    this.block = { anchor: keepAnchor && this.block ? this.block.anchor : head, head };
    this.bringIntoView(head);
    this.paint();
  }

  private bringIntoView(spot: Spot): void {
    const { holder } = this.host;
    const height = this.host.rowHeight();
    const top = spot.row * height;
    if (top < holder.scrollTop) holder.scrollTop = top;
    else if (top + height > holder.scrollTop + holder.clientHeight) holder.scrollTop = top + height - holder.clientHeight;
    const field = this.host.fields()[spot.column] ?? "";
    const cell = holder.querySelector<HTMLElement>(`.tabulator-row[data-row] [tabulator-field="${CSS.escape(field)}"]`);
    if (spot.column === 0) holder.scrollLeft = 0;
    if (!cell || cell.classList.contains("tabulator-frozen")) return;
    const left = cell.offsetLeft;
    const frozen = this.host.frozenWidth();
    if (left - frozen < holder.scrollLeft) holder.scrollLeft = left - frozen;
    else if (left + cell.offsetWidth > holder.scrollLeft + holder.clientWidth) holder.scrollLeft = left + cell.offsetWidth - holder.clientWidth;
  }

  private onKey(event: KeyboardEvent): void {
    if (event.target !== this.host.element || event.altKey) return;
    const head = this.block?.head ?? { row: 0, column: 0 };
    const ctrl = event.ctrlKey || event.metaKey;
    if (event.key === "Enter" && this.block) {
      event.preventDefault();
      return this.host.open(head.row, ctrl);
    }
    if (event.key === "Escape") return this.clear();
    const page = Math.max(1, Math.floor(this.host.holder.clientHeight / this.host.rowHeight()) - 1);
    const to = moved(head, event.key, ctrl, { rows: this.host.rowCount(), columns: this.host.fields().length, page });
    if (!to || this.host.rowCount() === 0) return;
    event.preventDefault();
    this.select(to, event.shiftKey);
  }

  private onMouseDown(event: MouseEvent): void {
    const spot = this.spotOf(event.target);
    if (!spot || event.button !== 0 || (event.target as Element).closest("a")) return;
    event.preventDefault(); // Otherwise the browser selects text while the block is drawn.
    this.host.element.focus({ preventScroll: true });
    this.dragging = true;
    this.select(spot, event.shiftKey);
  }

  private onMouseOver(event: MouseEvent): void {
    if (!this.dragging) return;
    const spot = this.spotOf(event.target);
    if (!spot || !this.block) return;
    this.block = { anchor: this.block.anchor, head: spot };
    this.paint();
  }

  private onCopy(event: ClipboardEvent): void {
    if (!this.block || (event.target instanceof HTMLInputElement && event.target !== (this.host.element as Element))) return;
    const { top, bottom, left, right } = bounds(this.block);
    const fields = this.host.fields().slice(left, right + 1);
    event.clipboardData?.setData("text/plain", this.host.text(top, bottom, fields));
    event.preventDefault();
    this.host.copied(bottom - top + 1, fields.length);
  }

  private spotOf(target: EventTarget | null): Spot | null {
    const cell = target instanceof Element ? target.closest(".tabulator-cell") : null;
    const row = cell?.closest<HTMLElement>(".tabulator-row[data-row]");
    if (!cell || !row) return null;
    const column = this.host.fields().indexOf(cell.getAttribute("tabulator-field") ?? "");
    return column < 0 ? null : { row: Number(row.dataset["row"]), column };
  }
}
