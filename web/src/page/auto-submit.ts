/**
 * `<form method="get" data-auto-submit>`: choosing a month or a filter goes there at once. Fields left empty are kept
 * out of the address, so that a shared link says only what was chosen. A button inside `<noscript>` serves without script.
 */
export function installAutoSubmit(): void {
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement)) return;
    const form = field.form;
    if (!form?.hasAttribute("data-auto-submit") || !field.checkValidity()) return;
    form.requestSubmit();
  });
  document.addEventListener("formdata", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== "get") return;
    for (const [name, value] of [...event.formData.entries()]) {
      if (value === "") dropEmpty(event.formData, name);
    }
  });
}

function dropEmpty(data: FormData, name: string): void {
  const kept = data.getAll(name).filter((value) => value !== "");
  data.delete(name);
  for (const value of kept) data.append(name, value);
}
