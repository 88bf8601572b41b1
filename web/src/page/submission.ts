/**
 * A form that changes something is sent once: its button turns busy until the answer comes. A POST that is answered by
 * a download, so that the page stays, says `data-download` and is left alone.
 */
export function installSubmission(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-download")) return;
    if (form.dataset["sending"] === "yes") {
      event.preventDefault();
      return;
    }
    form.dataset["sending"] = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
  });
  // Coming back by the browser's back button finds the form ready again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll<HTMLFormElement>('form[data-sending="yes"]')) {
      delete form.dataset["sending"];
      for (const button of form.querySelectorAll('[aria-busy="true"]')) button.removeAttribute("aria-busy");
    }
  });
}
