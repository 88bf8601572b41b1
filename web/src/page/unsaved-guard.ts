/** `<form data-guard>`: leaving with changes that were not saved asks first. */
const changed = new Set<HTMLFormElement>();

export function installUnsavedGuard(): void {
  document.addEventListener("input", (event) => {
    if (!(event.target instanceof Element)) return;
    const form = event.target.closest<HTMLFormElement>("form[data-guard]");
    if (form) changed.add(form);
  });
  document.addEventListener("submit", (event) => changed.delete(event.target as HTMLFormElement));
  document.addEventListener("reset", (event) => changed.delete(event.target as HTMLFormElement));
  window.addEventListener("beforeunload", (event) => {
    for (const form of changed) if (!form.isConnected) changed.delete(form);
    if (changed.size === 0) return;
    event.preventDefault();
    event.returnValue = "";
  });
}
