/**
 * `<label class="drop"><input type="file" data-max-bytes="…">`: a file may be dropped on it; its name and size are
 * shown; one that is too large or of the wrong kind is refused here, before it travels.
 */
import { fileSize } from "./file-size";

export function installFileDrop(): void {
  document.addEventListener("dragover", (event) => {
    const zone = zoneOf(event);
    if (!zone) return;
    event.preventDefault();
    zone.classList.add("over");
  });
  document.addEventListener("dragleave", (event) => zoneOf(event)?.classList.remove("over"));
  document.addEventListener("drop", (event) => {
    const zone = zoneOf(event);
    const input = zone?.querySelector<HTMLInputElement>('input[type="file"]');
    if (!zone || !input || !event.dataTransfer?.files.length) return;
    event.preventDefault();
    zone.classList.remove("over");
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || input.type !== "file") return;
    const zone = input.closest<HTMLElement>(".drop");
    if (zone) tell(zone, input);
  });
}

function zoneOf(event: Event): HTMLElement | null {
  return event.target instanceof Element ? event.target.closest<HTMLElement>(".drop") : null;
}

function tell(zone: HTMLElement, input: HTMLInputElement): void {
  const line = zone.querySelector<HTMLElement>(".chosen") ?? zone.appendChild(document.createElement("span"));
  line.className = "chosen";
  line.setAttribute("role", "status");
  const files = [...(input.files ?? [])];
  const refusal = files.map((file) => refuse(file, input)).find((words) => words !== "") ?? "";
  input.setCustomValidity(refusal);
  line.classList.toggle("bad", refusal !== "");
  line.textContent = refusal || files.map((file) => `${file.name}（${fileSize(file.size)}）`).join("、");
}

/** Why this file cannot be taken, in words, or nothing. */
function refuse(file: File, input: HTMLInputElement): string {
  const endings = input.accept.split(",").map((ending) => ending.trim().toLowerCase()).filter((ending) => ending.startsWith("."));
  if (endings.length > 0 && !endings.some((ending) => file.name.toLowerCase().endsWith(ending))) {
    return `“${file.name}”不是可以读取的文件，请选择 ${endings.join("、")} 文件。`;
  }
  const most = Number(input.dataset["maxBytes"] ?? 0);
  if (most > 0 && file.size > most) return `“${file.name}”有 ${fileSize(file.size)}，超过上限 ${fileSize(most)}。`;
  if (file.size === 0) return `“${file.name}”是空文件。`;
  return "";
}
