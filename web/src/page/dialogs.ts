/**
 * Dialogs. `<button data-open="id">` opens the `<dialog id="id">` on the page, `data-close` closes the one around it.
 * `<a href="…" data-door>` is “a number is a door”: its page opens in a dialog; without script it is a plain link.
 * The page behind the link marks what belongs into the dialog with `data-door-body` (else its <main> is taken).
 */
export function installDialogs(): void {
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const opener = event.target.closest<HTMLElement>("[data-open]");
    if (opener) openById(opener.dataset["open"] ?? "");
    const closer = event.target.closest("[data-close]");
    if (closer) closer.closest("dialog")?.close();
    if (event.target instanceof HTMLDialogElement && isOnBackdrop(event, event.target)) event.target.close();
    const door = event.target.closest<HTMLAnchorElement>("a[data-door]");
    if (door && isPlainClick(event)) {
      event.preventDefault();
      void openDoor(door);
    }
  });
}

function openById(id: string): void {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

function isOnBackdrop(event: MouseEvent, dialog: HTMLDialogElement): boolean {
  const box = dialog.getBoundingClientRect();
  const inside =
    event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  // A click made with the keyboard has no place (0, 0): it is not a click on the backdrop.
  return !inside && event.detail > 0;
}

function isPlainClick(event: MouseEvent): boolean {
  return event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
}

async function openDoor(link: HTMLAnchorElement): Promise<void> {
  link.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(link.href, { headers: { accept: "text/html", "hx-request": "true" } });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    show(link, new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    window.location.assign(link.href); // The page itself knows best how to say what is wrong.
  } finally {
    link.removeAttribute("aria-busy");
  }
}

function show(link: HTMLAnchorElement, page: Document): void {
  const inner = page.querySelector("[data-door-body]") ?? page.querySelector("main") ?? page.body;
  const title = inner.querySelector("h1, h2");
  const dialog = link.closest("dialog") ?? newDialog();
  const heading = dialog.querySelector("header h2");
  if (heading) heading.textContent = title?.textContent ?? link.title ?? "";
  title?.remove();
  const body = dialog.querySelector(".body");
  body?.replaceChildren(...[...inner.childNodes].map((node) => document.importNode(node, true)));
  const whole = dialog.querySelector<HTMLAnchorElement>("a[data-whole]");
  if (whole) whole.href = link.href;
  if (!dialog.open) dialog.showModal();
  document.dispatchEvent(new CustomEvent("fragment-shown"));
}

function newDialog(): HTMLDialogElement {
  const dialog = document.createElement("dialog");
  dialog.className = "door";
  dialog.innerHTML =
    '<header><h2 id="door-title"></h2><a class="small" data-whole>单独打开</a>' +
    '<button type="button" class="close" data-close aria-label="关闭">×</button></header><div class="body"></div>';
  dialog.setAttribute("aria-labelledby", "door-title");
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  return dialog;
}
