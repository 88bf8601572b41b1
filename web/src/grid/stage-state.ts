/** The words that stand over the grid while it waits, failed, or has nothing to show. */
const PATIENCE_MS = 300;

export class StageState {
  readonly element = document.createElement("div");
  private timer = 0;

  constructor() {
    this.element.className = "state";
    this.element.setAttribute("role", "status");
    this.element.hidden = true;
  }

  clear(): void {
    window.clearTimeout(this.timer);
    this.element.hidden = true;
  }

  /** Said only when it takes longer than one notices. */
  waiting(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.say("正在取数……"), PATIENCE_MS);
  }

  failed(words: string, retry: () => void): void {
    this.say(`${words} `, action("重试", retry));
  }

  empty(words: string, clearFilters: (() => void) | null): void {
    this.say(`${words} `, ...(clearFilters ? [action("清除筛选", clearFilters)] : []));
  }

  private say(...content: Array<string | Node>): void {
    window.clearTimeout(this.timer);
    this.element.replaceChildren(...content);
    this.element.hidden = false;
  }
}

function action(words: string, act: () => void): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link-button";
  button.textContent = words;
  button.addEventListener("click", act);
  return button;
}
