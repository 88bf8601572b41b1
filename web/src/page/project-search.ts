/**
 * `<project-search data-src="/search.json"><form action="/ledger"><input name="q"></form></project-search>`: offers
 * projects while one types (name, code, pinyin initials: the server decides). Enter without a choice submits the form.
 */
import { splitByMatch } from "./matching";

export interface Found {
  id: number | string;
  name: string;
  href: string;
  where?: string;
}

const PAUSE_MS = 200;

export class ProjectSearch extends HTMLElement {
  private input!: HTMLInputElement;
  private list!: HTMLUListElement;
  private found: Found[] = [];
  private chosen = -1;
  private timer = 0;
  private request: AbortController | null = null;

  connectedCallback(): void {
    const input = this.querySelector("input");
    if (!input || this.list) return;
    this.input = input;
    this.list = document.createElement("ul");
    this.list.id = `found-${Math.random().toString(36).slice(2)}`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "找到的项目");
    this.list.hidden = true;
    this.append(this.list);
    input.autocomplete = "off";
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", this.list.id);
    input.addEventListener("input", (event) => {
      // Pinyin being composed is not yet a question.
      if (!(event as InputEvent).isComposing) this.askSoon();
    });
    input.addEventListener("compositionend", () => this.askSoon());
    input.addEventListener("keydown", (event) => this.onKey(event));
    input.addEventListener("blur", () => window.setTimeout(() => this.close(), 150));
  }

  private askSoon(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.askNow(), PAUSE_MS);
  }

  private async askNow(): Promise<void> {
    const q = this.input.value.trim();
    this.request?.abort();
    if (q === "") return this.close();
    this.request = new AbortController();
    const url = new URL(this.dataset["src"] ?? "/search.json", window.location.href);
    url.searchParams.set("q", q);
    try {
      const answer = await fetch(url, { signal: this.request.signal, headers: { accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      this.found = (await answer.json()) as Found[];
      this.render(q);
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return;
      this.found = [];
      this.say("暂时查不到，请稍后再试。");
    }
  }

  private render(q: string): void {
    if (this.found.length === 0) return this.say(`没有找到“${q}”。`);
    this.chosen = -1;
    this.list.replaceChildren(...this.found.map((project, index) => this.option(project, index, q)));
    this.open();
  }

  private option(project: Found, index: number, q: string): HTMLLIElement {
    const item = document.createElement("li");
    item.id = `${this.list.id}-${index}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    for (const part of splitByMatch(project.name, q)) {
      const piece = part.match ? document.createElement("mark") : document.createTextNode(part.text);
      if (piece instanceof HTMLElement) piece.textContent = part.text;
      item.append(piece);
    }
    const where = document.createElement("span");
    where.textContent = project.where ?? "";
    item.append(where);
    item.addEventListener("mousedown", (event) => {
      event.preventDefault();
      window.location.assign(project.href);
    });
    return item;
  }

  private say(words: string): void {
    const line = document.createElement("li");
    line.className = "told";
    line.setAttribute("role", "option");
    line.setAttribute("aria-disabled", "true");
    line.setAttribute("aria-selected", "false");
    line.textContent = words;
    this.found = [];
    this.chosen = -1;
    this.list.replaceChildren(line);
    this.open();
  }

  private onKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const project = this.found[this.chosen];
    if (event.key === "Escape") this.close();
    else if (event.key === "ArrowDown") this.move(1, event);
    else if (event.key === "ArrowUp") this.move(-1, event);
    else if (event.key === "Enter" && project && !this.list.hidden) {
      event.preventDefault();
      window.location.assign(project.href);
    }
  }

  private move(step: number, event: KeyboardEvent): void {
    if (this.list.hidden || this.found.length === 0) return;
    event.preventDefault();
    this.chosen = (this.chosen + step + this.found.length) % this.found.length;
    [...this.list.children].forEach((item, index) => {
      item.setAttribute("aria-selected", String(index === this.chosen));
      if (index === this.chosen) item.scrollIntoView({ block: "nearest" });
    });
    this.input.setAttribute("aria-activedescendant", `${this.list.id}-${this.chosen}`);
  }

  private open(): void {
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.input.removeAttribute("aria-activedescendant");
  }

  private close(): void {
    this.list.hidden = true;
    this.found = [];
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}
