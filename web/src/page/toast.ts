/** Says something for a moment at the lower edge, also to screen readers. Errors stay until they are closed. */
export function toast(words: string, tone: "good" | "warn" | "bad" = "good"): void {
  const notice = document.createElement("div");
  notice.className = `notice ${tone}`;
  notice.setAttribute("role", tone === "bad" ? "alert" : "status");
  const close = document.createElement("button");
  close.type = "button";
  close.className = "link-button";
  close.textContent = "知道了";
  close.addEventListener("click", () => notice.remove());
  notice.append(words, " ", close);
  const said = stack();
  for (const earlier of [...said.children]) if (earlier.textContent === notice.textContent) earlier.remove();
  said.append(notice);
  if (tone !== "bad") window.setTimeout(() => notice.remove(), 6000);
}

function stack(): HTMLElement {
  const present = document.querySelector<HTMLElement>(".toasts");
  if (present) return present;
  const made = document.createElement("div");
  made.className = "toasts";
  document.body.append(made);
  return made;
}
