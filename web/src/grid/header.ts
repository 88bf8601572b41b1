/** A column's header: its name, which sorts, its unit, and its filter. */
import type { GridColumn, Kind } from "./contract";
import { readRange } from "./range-words";
import type { Sort } from "./view-state";

const PAUSE_MS = 350;

export interface HeaderEvents {
  sort(field: string): void;
  /** An empty filter takes it away. */
  filter(field: string, sent: string): void;
}

export class ColumnHeader {
  readonly element = document.createElement("div");
  private readonly button = document.createElement("button");
  private readonly mark = document.createElement("span");
  private input: HTMLInputElement | null = null;
  private timer = 0;
  private sent = "";

  constructor(
    private readonly column: GridColumn,
    private readonly events: HeaderEvents,
    initial: string,
  ) {
    this.element.className = "grid-head";
    this.button.type = "button";
    this.button.className = "grid-sort";
    this.mark.className = "grid-arrow";
    this.mark.setAttribute("aria-hidden", "true");
    const label = document.createElement("span");
    label.textContent = column.label;
    this.button.append(label);
    if (column.unit) this.button.append(unit(column.unit));
    this.button.append(this.mark);
    this.button.title = column.unit ? `${column.label}(${column.unit})` : column.label;
    this.button.addEventListener("click", () => events.sort(column.field));
    this.element.append(this.button);
    this.sent = initial;
    this.element.append(column.filter === "none" ? noFilter() : this.filterField(initial));
  }

  showSort(sort: Sort | null): void {
    const mine = sort?.field === this.column.field ? sort.dir : null;
    this.mark.textContent = mine === "asc" ? "▲" : mine === "desc" ? "▼" : "";
    this.element.closest('[role="columnheader"]')?.setAttribute("aria-sort", mine === "asc" ? "ascending" : mine === "desc" ? "descending" : "none");
  }

  clear(): void {
    if (!this.input) return;
    window.clearTimeout(this.timer);
    this.input.value = "";
    this.sent = "";
    this.complain("");
  }

  private filterField(initial: string): Node {
    const input = document.createElement("input");
    this.input = input;
    input.className = "grid-filter";
    input.type = "search";
    input.value = initial;
    input.setAttribute("aria-label", `筛选${this.column.label}`);
    input.placeholder = this.column.filter === "range" ? "范围" : "筛选";
    if (this.column.filter === "range") input.title = rangeHint(this.column.kind);
    input.addEventListener("input", (event) => {
      if (!(event as InputEvent).isComposing) this.soon(PAUSE_MS);
    });
    input.addEventListener("compositionend", () => this.soon(PAUSE_MS));
    input.addEventListener("change", () => this.soon(0));
    if (this.column.filter !== "choice") return input;
    const both = document.createDocumentFragment();
    const list = choiceList(this.column);
    input.setAttribute("list", list.id);
    both.append(input, list);
    return both;
  }

  private soon(pause: number): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.apply(), pause);
  }

  private apply(): void {
    const typed = this.input?.value.trim() ?? "";
    const sent = this.reading(typed);
    if (sent === null || sent === this.sent) return;
    this.sent = sent;
    this.events.filter(this.column.field, sent);
  }

  /** What to send for what was typed; null while it cannot be understood yet. */
  private reading(typed: string): string | null {
    if (this.column.filter === "range") {
      const range = readRange(typed, this.column.kind);
      this.complain(range.ok ? "" : range.message);
      return range.ok ? range.sent : null;
    }
    if (this.column.filter === "choice" && typed !== "") {
      const choice = oneChoice(this.column.choices, typed);
      this.complain(choice === null ? "请从列表中选一项" : "");
      return choice;
    }
    this.complain("");
    return typed;
  }

  private complain(message: string): void {
    if (!this.input) return;
    this.input.title = message || (this.column.filter === "range" ? rangeHint(this.column.kind) : "");
    if (message) this.input.setAttribute("aria-invalid", "true");
    else this.input.removeAttribute("aria-invalid");
  }
}

/** The choice that was meant: the very one, or the only one that contains what was typed. */
export function oneChoice(choices: string[], typed: string): string | null {
  if (choices.includes(typed)) return typed;
  const near = choices.filter((choice) => choice.includes(typed));
  return near.length === 1 ? (near[0] ?? null) : null;
}

function rangeHint(kind: Kind): string {
  return kind === "date" ? "可填 >=2025-03、2025-03..2025-06、2025年6月以下" : "可填 >=1000、<30、1000-5000、30以下";
}

/** Keeps the names of all columns on one line. */
function noFilter(): HTMLElement {
  const made = document.createElement("span");
  made.className = "grid-filter-none";
  return made;
}

function unit(words: string): HTMLElement {
  const made = document.createElement("small");
  made.textContent = words;
  return made;
}

let lists = 0;

function choiceList(column: GridColumn): HTMLDataListElement {
  const list = document.createElement("datalist");
  lists += 1;
  list.id = `grid-choices-${lists}`;
  for (const choice of column.choices) {
    const option = document.createElement("option");
    option.value = choice;
    list.append(option);
  }
  return list;
}
