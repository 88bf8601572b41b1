/**
 * `data-confirm="…"` on a form or a submit button asks before something that cannot be taken back, in the page's own
 * dialog. `data-confirm-yes` names the button that goes on.
 */
const agreed = new WeakSet<HTMLFormElement>();

export function installConfirmation(): void {
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target as HTMLFormElement;
      const asker = askerOf(event);
      if (!asker) return;
      if (agreed.delete(form)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const submitter = event.submitter;
      void ask(asker.dataset["confirm"] ?? "", asker.dataset["confirmYes"] ?? "确定").then((yes) => {
        if (!yes) return;
        agreed.add(form);
        form.requestSubmit(submitter);
      });
    },
    true,
  );
}

function askerOf(event: SubmitEvent): HTMLElement | null {
  const submitter = event.submitter;
  if (submitter?.dataset["confirm"]) return submitter;
  const form = event.target as HTMLFormElement;
  return form.dataset["confirm"] ? form : null;
}

/** Resolves to true when the person agrees; Escape and “取消” mean no. */
export function ask(question: string, yes: string): Promise<boolean> {
  return new Promise((resolve) => {
    const dialog = document.createElement("dialog");
    dialog.className = "slim";
    const body = document.createElement("div");
    body.className = "body";
    body.id = "confirm-question";
    body.textContent = question;
    dialog.setAttribute("aria-labelledby", body.id);
    const footer = document.createElement("footer");
    footer.append(button("取消", "button quiet", () => dialog.close("")), button(yes, "button danger", () => dialog.close("yes")));
    dialog.append(body, footer);
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

function button(words: string, look: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = look;
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}
