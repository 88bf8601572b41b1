/**
 * htmx, told our rules: every request carries the CSRF token, nothing is ever evaluated from an attribute, and a failed
 * request says so in words.
 */
import htmx from "htmx.org/dist/htmx.esm.min.js";
import { csrfToken } from "./csrf";
import { toast } from "./toast";

interface RequestContext {
  request: { headers: Record<string, string>; method: string };
  response?: { status: number };
}

interface Internals {
  initSecurity(policy: null, sync: unknown, async: unknown): void;
}

/** Stands where htmx would use `Function`: hx-on, `js:` values and trigger filters in brackets do nothing here. */
function RefuseToEvaluate(): never {
  throw new Error("Evaluating attributes is switched off; use a custom element or a data attribute.");
}

htmx.registerExtension("no-evaluation", {
  init: (internals: Internals) => internals.initSecurity(null, RefuseToEvaluate, RefuseToEvaluate),
});
htmx.config.history = "reload";
htmx.config.includeIndicatorCSS = false;

document.addEventListener("htmx:config:request", (event) => {
  const { ctx } = (event as unknown as CustomEvent<{ ctx: RequestContext }>).detail;
  ctx.request.headers["x-csrf-token"] = csrfToken();
});

document.addEventListener("htmx:response:error", (event) => {
  const { ctx } = (event as unknown as CustomEvent<{ ctx: RequestContext }>).detail;
  const status = ctx.response?.status ?? 0;
  if (status >= 500) toast("服务器出错，刚才的操作没有完成。请稍后重试。", "bad");
  if (status === 401) window.location.reload();
});

document.addEventListener("htmx:error", (event) => {
  const { error } = (event as unknown as CustomEvent<{ error?: unknown }>).detail;
  if (error instanceof TypeError) toast("网络不通，刚才的操作没有完成。请检查网络后重试。", "bad");
});
