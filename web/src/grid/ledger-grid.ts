/**
 * `<ledger-grid data-src="/ledger/rows.json">`: the ledger as a spreadsheet one can trust. The server filters, sorts and
 * adds up; the grid shows, in pages as one scrolls, and keeps the page's address and the export's in step with what is
 * seen. What the element holds at first — the server's table — is replaced once the first rows have come.
 */
import type { Tabulator } from "tabulator-tables";
import { toast } from "../page/toast";
import { BlockView } from "./block-view";
import { copied } from "./cell-words";
import { choicePanel, chosenFields, rememberColumns, rememberedColumns, type ChoicePanel } from "./column-choice";
import { readPage, type GridColumn, type GridPage } from "./contract";
import { ColumnHeader } from "./header";
import { StageState } from "./stage-state";
import { makeTable, rowHeight, type PlacedRow } from "./table";
import { exportAddress, nextSort, pageAddress, readState, rowsAddress, type ViewState } from "./view-state";

const PAGE_ROWS = 200;

export class LedgerGrid extends HTMLElement {
  private state: ViewState = { filters: new Map(), sort: null, columns: null };
  private columns: GridColumn[] = [];
  private rows: PlacedRow[] = [];
  private page: GridPage | null = null;
  private shownFields: string[] = [];
  private headers = new Map<string, ColumnHeader>();
  private table: Tabulator | null = null;
  private block: BlockView | null = null;
  private panel: ChoicePanel | null = null;
  private request: AbortController | null = null;
  private loadingMore = false;
  /** While a new view is fetched, scrolling must not ask for more of the old one. */
  private reloading = 0;
  private readonly stage = document.createElement("div");
  private readonly told = document.createElement("span");
  private readonly exportLink = document.createElement("a");
  private readonly clearButton = document.createElement("button");
  private readonly stageState = new StageState();

  connectedCallback(): void {
    if (this.table || this.request) return;
    this.state = readState(new URLSearchParams(window.location.search));
    void this.start();
  }

  private get src(): string {
    return this.dataset["src"] ?? "";
  }

  private get base(): URLSearchParams {
    return new URLSearchParams(window.location.search);
  }

  private async start(): Promise<void> {
    this.setAttribute("aria-busy", "true");
    try {
      const page = await this.fetchPage(0);
      if (page.columns.length === 0) throw new TypeError("no columns");
      this.build(page);
    } catch (error) {
      this.startFailed(error);
    } finally {
      this.removeAttribute("aria-busy");
    }
  }

  /** The server's table stays and can be read; only the comfort is missing. */
  private startFailed(error: unknown): void {
    this.request = null;
    this.querySelector(":scope > .notice.bad")?.remove();
    const notice = document.createElement("div");
    notice.className = "notice bad";
    notice.setAttribute("role", "alert");
    const retry = document.createElement("button");
    retry.type = "button";
    retry.className = "link-button";
    retry.textContent = "重试";
    retry.addEventListener("click", () => {
      notice.remove();
      void this.start();
    });
    notice.append(`${words(error)} `, retry);
    this.prepend(notice);
  }

  private async fetchPage(offset: number): Promise<GridPage> {
    this.request?.abort();
    const request = new AbortController();
    this.request = request;
    const answer = await fetch(rowsAddress(this.src, this.base, this.state, offset, PAGE_ROWS), {
      signal: request.signal,
      headers: { accept: "application/json" },
    });
    if (!answer.ok) throw new Refusal(await refusalWords(answer));
    return readPage(await answer.json());
  }

  private build(page: GridPage): void {
    this.columns = page.columns;
    const wished = (this.dataset["columns"] ?? "").split(",").filter((field) => field !== "");
    this.shownFields = chosenFields(this.columns, [this.state.columns, rememberedColumns(this.ledger), wished]);
    this.takeFirst(page);
    for (const column of this.columns) {
      const events = { sort: (field: string) => this.sortBy(field), filter: (field: string, sent: string) => this.filterBy(field, sent) };
      this.headers.set(column.field, new ColumnHeader(column, events, this.state.filters.get(column.field) ?? ""));
    }
    const frame = document.createElement("div");
    frame.className = "stage";
    frame.append(this.stage, this.stageState.element);
    this.replaceChildren(this.tools(), frame);
    this.table = makeTable(this.stage, this.rows, this.heightThere(), {
      columns: this.columns,
      shown: new Set(this.shownFields),
      headers: this.headers,
      total: (field) => this.page?.totals[field],
      painted: () => this.paintSoon(),
    });
    this.table.on("tableBuilt", () => this.built());
  }

  private built(): void {
    const holder = this.stage.querySelector<HTMLElement>(".tabulator-tableholder");
    if (!holder) return;
    this.stage.setAttribute("aria-label", this.getAttribute("aria-label") ?? "台账");
    this.stage.setAttribute("aria-multiselectable", "true");
    this.stage.removeAttribute("aria-owns");
    // Tabulator gives its header groups a role and attributes that do not exist.
    for (const group of this.stage.querySelectorAll('[role="columngroup"]')) {
      group.setAttribute("role", "presentation");
      group.removeAttribute("aria-title");
      group.removeAttribute("aria-sort");
    }
    this.block = new BlockView({
      element: this.stage,
      holder,
      rowCount: () => this.rows.length,
      rowHeight: () => this.stage.querySelector<HTMLElement>(".tabulator-row[data-row]")?.offsetHeight ?? rowHeight(),
      fields: () => this.shownFields,
      frozenWidth: () =>
        [...this.stage.querySelectorAll<HTMLElement>(".tabulator-header .tabulator-frozen")].reduce((sum, cell) => sum + cell.offsetWidth, 0),
      text: (top, bottom, fields) => this.blockText(top, bottom, fields),
      open: (row, newTab) => this.open(row, newTab),
      copied: (rows, columns) => toast(`已复制 ${rows} 行 × ${columns} 列，可粘贴到 Excel 或 WPS`),
    });
    holder.addEventListener("scroll", () => {
      this.paintSoon();
      if (holder.scrollHeight - holder.scrollTop - holder.clientHeight < 2 * holder.clientHeight) void this.more();
    });
    window.addEventListener("resize", () => this.table?.setHeight(this.heightThere()));
    this.refreshWords();
  }

  private tools(): HTMLElement {
    const bar = document.createElement("div");
    bar.className = "tools";
    this.told.className = "told";
    this.told.setAttribute("role", "status");
    this.clearButton.type = "button";
    this.clearButton.className = "button quiet small";
    this.clearButton.textContent = "清除筛选";
    this.clearButton.addEventListener("click", () => this.clearFilters());
    this.exportLink.className = "button quiet small";
    this.exportLink.textContent = "导出所见";
    this.exportLink.setAttribute("download", "");
    this.panel = choicePanel(this.columns, (fields) => this.chooseColumns(fields));
    bar.append(this.told, this.clearButton, this.panel.element, this.exportLink);
    return bar;
  }

  private get ledger(): string {
    return new URL(this.src, window.location.href).pathname;
  }

  /** From where the grid begins to the lower edge of the window, but never less than eight rows. */
  private heightThere(): number {
    const phoneBar = window.innerWidth <= 760 ? 64 : 12;
    const top = this.stage.getBoundingClientRect().top + window.scrollY;
    return Math.max(Math.floor(window.innerHeight - top - phoneBar), rowHeight() * 11);
  }

  private takeFirst(page: GridPage): void {
    this.page = page;
    this.rows = page.rows.map((row, place) => ({ ...row, __place: place }));
  }

  private async reload(): Promise<void> {
    this.syncAddress();
    this.reloading += 1;
    this.stageState.waiting();
    try {
      this.takeFirst(await this.fetchPage(0));
      this.block?.clear();
      await this.table?.setData(this.rows);
      this.refreshWords();
    } catch (error) {
      if (isAbort(error)) return;
      this.stageState.failed(words(error), () => void this.reload());
    } finally {
      this.reloading -= 1;
    }
  }

  private async more(): Promise<void> {
    const total = this.page?.totalRows ?? 0;
    if (this.loadingMore || this.reloading > 0 || this.rows.length >= total || !this.table) return;
    this.loadingMore = true;
    const begun = this.page;
    try {
      const next = await this.fetchPage(this.rows.length);
      if (this.page !== begun) return;
      const placed = next.rows.map((row, at) => ({ ...row, __place: this.rows.length + at }));
      if (placed.length === 0 && begun) begun.totalRows = this.rows.length; // Rows vanished meanwhile: stop asking.
      this.rows.push(...placed);
      this.table.blockRedraw();
      await this.table.addData(placed);
      this.table.restoreRedraw();
      this.refreshWords();
    } catch (error) {
      if (!isAbort(error)) this.stageState.failed(words(error), () => void this.more());
    } finally {
      this.loadingMore = false;
    }
  }

  private refreshWords(): void {
    const total = this.page?.totalRows ?? 0;
    const filtered = this.state.filters.size > 0;
    const loaded = this.rows.length < total ? `，已载入 ${this.rows.length} 个` : "";
    this.told.textContent = `${filtered ? "符合条件" : "共"} ${total} 个项目${loaded}`;
    this.clearButton.hidden = !filtered;
    this.stage.setAttribute("aria-rowcount", String(total + 1));
    for (const header of this.headers.values()) header.showSort(this.state.sort);
    this.panel?.show(this.shownFields);
    if (total > 0) this.stageState.clear();
    else if (filtered) this.stageState.empty("没有符合条件的项目。", () => this.clearFilters());
    else this.stageState.empty("还没有项目。导入本月台账后，这里列出全部项目。", null);
    this.syncAddress();
  }

  private syncAddress(): void {
    const query = pageAddress(this.base, this.state);
    const here = window.location;
    window.history.replaceState(window.history.state, "", here.pathname + (query ? `?${query}` : "") + here.hash);
    const target = this.dataset["export"] ?? new URL("export.xlsx", new URL(this.src, here.href)).pathname;
    const address = exportAddress(target, this.base, this.state, this.shownFields);
    this.exportLink.href = address;
    for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-grid-export]")) link.href = address;
  }

  private sortBy(field: string): void {
    this.state.sort = nextSort(this.state.sort, field);
    void this.reload();
  }

  private filterBy(field: string, sent: string): void {
    if (sent === "") this.state.filters.delete(field);
    else this.state.filters.set(field, sent);
    void this.reload();
  }

  private clearFilters(): void {
    this.state.filters.clear();
    for (const header of this.headers.values()) header.clear();
    void this.reload();
  }

  private chooseColumns(fields: string[] | null): void {
    this.state.columns = fields;
    rememberColumns(this.ledger, fields);
    this.shownFields = chosenFields(this.columns, [fields]);
    const shown = new Set(this.shownFields);
    this.table?.blockRedraw();
    for (const column of this.columns) {
      if (shown.has(column.field)) this.table?.showColumn(column.field);
      else this.table?.hideColumn(column.field);
    }
    this.table?.restoreRedraw();
    this.table?.redraw(true);
    this.block?.clear();
    this.refreshWords();
  }

  private painting = 0;

  private paintSoon(): void {
    window.cancelAnimationFrame(this.painting);
    this.painting = window.requestAnimationFrame(() => this.block?.paint());
  }

  private blockText(top: number, bottom: number, fields: string[]): string {
    const kinds = new Map(this.columns.map((column) => [column.field, column.kind]));
    return this.rows
      .slice(top, bottom + 1)
      .map((row) => fields.map((field) => copied(row[field], kinds.get(field) ?? "text")).join("\t"))
      .join("\n");
  }

  private open(place: number, newTab: boolean): void {
    const href = this.rows[place]?.href;
    if (!href) return;
    if (newTab) window.open(href, "_blank", "noopener");
    else window.location.assign(href);
  }
}

class Refusal extends Error {}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

function words(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  if (error instanceof TypeError && !/page of rows|no columns/.test(error.message)) return "网络不通，没有取到数据。";
  return "没有取到数据。";
}

async function refusalWords(answer: Response): Promise<string> {
  try {
    const told = (await answer.json()) as { detail?: string; message?: string };
    if (told.detail ?? told.message) return told.detail ?? told.message ?? "";
  } catch {
    // Not JSON: the status says enough.
  }
  return answer.status === 401 ? "登录已过期，请重新登录。" : `服务器没有给出数据（${answer.status}）。`;
}

customElements.define("ledger-grid", LedgerGrid);
