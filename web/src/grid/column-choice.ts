/** Which columns are shown: chosen in a small panel, remembered on this machine for this ledger. */
import type { GridColumn } from "./contract";

const KEY = "zhuashou.columns.";

export function rememberedColumns(ledger: string): string[] | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY + ledger) ?? "null");
    return Array.isArray(kept) ? kept.filter((field): field is string => typeof field === "string") : null;
  } catch {
    return null; // Storage may be switched off; the choice then lasts as long as the page.
  }
}

export function rememberColumns(ledger: string, fields: string[] | null): void {
  try {
    if (fields) localStorage.setItem(KEY + ledger, JSON.stringify(fields));
    else localStorage.removeItem(KEY + ledger);
  } catch {
    // As above.
  }
}

/** The fields to show: the first of the wishes that names any known column, else what the server shows by itself. */
export function chosenFields(columns: GridColumn[], wishes: Array<string[] | null>): string[] {
  const known = new Set(columns.map((column) => column.field));
  for (const wish of wishes) {
    const wanted = new Set(wish?.filter((field) => known.has(field)));
    if (wanted.size > 0) return columns.filter((column) => wanted.has(column.field) || column.frozen).map((column) => column.field);
  }
  return columns.filter((column) => column.visible).map((column) => column.field);
}

export interface ChoicePanel {
  element: HTMLElement;
  show(fields: string[]): void;
}

/** `changed(null)` asks for the ledger's own columns again. */
export function choicePanel(columns: GridColumn[], changed: (fields: string[] | null) => void): ChoicePanel {
  const element = document.createElement("details");
  element.className = "pop right";
  const summary = document.createElement("summary");
  summary.className = "button quiet small";
  summary.textContent = "选择列";
  const panel = document.createElement("div");
  panel.className = "panel checks stack";
  const boxes = new Map<string, HTMLInputElement>();
  let group: string | null = null;
  for (const column of columns) {
    if (column.group && column.group !== group) panel.append(heading(column.group));
    group = column.group;
    const box = checkbox(column);
    boxes.set(column.field, box);
    const label = document.createElement("label");
    label.append(box, column.label);
    panel.append(label);
  }
  panel.prepend(resetButton(() => changed(null)));
  panel.addEventListener("change", () => changed(columns.map((column) => column.field).filter((field) => boxes.get(field)?.checked)));
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !element.open) return;
    element.open = false;
    summary.focus();
  });
  document.addEventListener("click", (event) => {
    if (!element.contains(event.target as Node)) element.open = false;
  });
  element.append(summary, panel);
  return {
    element,
    show(fields) {
      const shown = new Set(fields);
      for (const [field, box] of boxes) box.checked = shown.has(field);
    },
  };
}

function checkbox(column: GridColumn): HTMLInputElement {
  const box = document.createElement("input");
  box.type = "checkbox";
  box.disabled = column.frozen; // The frozen columns say which row it is.
  return box;
}

function heading(words: string): HTMLElement {
  const made = document.createElement("b");
  made.className = "small muted";
  made.textContent = words;
  return made;
}

function resetButton(act: () => void): HTMLElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "link-button small";
  made.textContent = "恢复默认列";
  made.addEventListener("click", act);
  return made;
}
