/**
 * Virtual rows for a list whose rows are all of one height and that grows while one scrolls: only the rows in view, and a
 * window's height above and below, are in the document, and row n begins exactly at n × height. Tabulator's own renderer
 * estimates heights: after rows were added it placed them wrongly and kept every row that left the window.
 */
import Renderer, { type DrawnRow } from "tabulator-tables/src/js/core/rendering/Renderer.js";

export class UniformRows extends Renderer {
  /** The rows in the document: from first up to, not including, end. */
  private first = 0;
  private end = 0;
  private drawn: DrawnRow[] = [];
  private height = 0;

  override initialize(): void {
    this.verticalFillMode = "fill";
  }

  override clearRows(): void {
    this.tableElement.textContent = "";
    this.tableElement.style.paddingTop = "";
    this.tableElement.style.paddingBottom = "";
    this.tableElement.style.minHeight = "";
    this.tableElement.style.display = "";
    this.tableElement.style.visibility = "";
    this.drawn = [];
    this.first = 0;
    this.end = 0;
  }

  override renderRows(): void {
    this.clearRows();
    this.draw();
  }

  override rerenderRows(change?: () => void): void {
    const { scrollLeft, scrollTop } = this.elementVertical;
    change?.();
    if (this.rows().length === 0) {
      this.clear();
      this.table.rowManager.tableEmpty();
      return;
    }
    this.clearRows();
    this.draw(scrollTop);
    this.elementVertical.scrollTop = scrollTop;
    this.table.rowManager.scrollHorizontal(scrollLeft);
  }

  override scrollRows(): void {
    this.draw();
  }

  override scrollToRow(row: DrawnRow): void {
    this.elementVertical.scrollTop = this.rows().indexOf(row) * this.rowHeight();
    this.draw();
  }

  override scrollToRowNearestTop(row: DrawnRow): boolean {
    return this.rows().indexOf(row) * this.rowHeight() < this.elementVertical.scrollTop + this.elementVertical.clientHeight / 2;
  }

  override visibleRows(includingBuffer: boolean): DrawnRow[] {
    if (includingBuffer) return this.rows().slice(this.first, this.end);
    const top = this.elementVertical.scrollTop / this.rowHeight();
    return this.rows().slice(Math.floor(top), Math.ceil(top + this.elementVertical.clientHeight / this.rowHeight()));
  }

  /** Pixels, the border included; known once a row stands in the document. */
  private rowHeight(): number {
    return this.height || Number(this.table.options.rowHeight);
  }

  private draw(scrollTop = this.elementVertical.scrollTop): void {
    const rows = this.rows();
    const window = this.elementVertical.clientHeight || 600;
    const first = Math.min(Math.max(Math.floor((scrollTop - window) / this.rowHeight()), 0), rows.length);
    const end = Math.min(Math.ceil((scrollTop + 2 * window) / this.rowHeight()), rows.length);
    const kept = rows.slice(first, end);
    if (this.drawn.length > 0 && first === this.first && end === this.end) return;
    this.place(kept, first);
    [this.first, this.end, this.drawn] = [first, end, kept];
    const style = this.tableElement.style;
    style.paddingTop = `${first * this.rowHeight()}px`;
    style.paddingBottom = `${(rows.length - end) * this.rowHeight()}px`;
  }

  /** Takes out what is no longer wanted and puts the rest in, reading heights only after all writing. */
  private place(wanted: DrawnRow[], first: number): void {
    const keep = new Set(wanted);
    for (const row of this.drawn) if (!keep.has(row)) row.getElement().remove();
    const present = new Set(this.drawn);
    const added = wanted.filter((row) => !present.has(row));
    const before = document.createDocumentFragment();
    const after = document.createDocumentFragment();
    wanted.forEach((row, at) => {
      if (present.has(row)) return;
      this.styleRow(row, first + at);
      row.initialize(false, true);
      (first + at < this.first ? before : after).append(row.getElement());
    });
    this.tableElement.prepend(before);
    this.tableElement.append(after);
    for (const row of added) row.rendered();
    // A row may call its height known although its cells were made only now: always set.
    for (const row of added) row.calcHeight(true);
    for (const row of added) row.setCellHeight();
    this.height ||= wanted[0]?.getElement().offsetHeight ?? 0;
  }
}
