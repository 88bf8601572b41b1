/** Loads an island's code the first time its element stands on the page, also when htmx puts it there later. */
export function whenPresent(name: string, load: () => Promise<unknown>): void {
  let asked = false;
  const look = (): void => {
    if (asked || !document.querySelector(name)) return;
    asked = true;
    load().catch((error: unknown) => {
      asked = false;
      console.error(error); // The fallback inside the element stays; the next look tries again.
    });
  };
  look();
  document.addEventListener("DOMContentLoaded", look);
  document.addEventListener("htmx:after:swap", look);
  document.addEventListener("fragment-shown", look);
}
