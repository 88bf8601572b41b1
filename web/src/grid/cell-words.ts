/** A value as the page shows it, and as the clipboard carries it to Excel. */
import { isNumeric, type Kind, type Value } from "./contract";

export const NOTHING = "—";
const LIGHTS: Record<string, string> = { red: "红", yellow: "黄", green: "绿", blue: "蓝" };

export function isNothing(value: Value): value is null | undefined | "" {
  return value === null || value === undefined || value === "";
}

/** Thousands separators and a real minus; decimals stay as the server sent them. Points carry their sign. */
export function shown(value: Value, kind: Kind): string {
  if (isNothing(value)) return NOTHING;
  const text = String(value);
  if (kind === "light") return LIGHTS[text] ?? text;
  if (!isNumeric(kind)) return text;
  const parts = /^([-+−]?)(\d+)(\.\d+)?$/.exec(text);
  if (!parts) return text;
  const [, sign = "", whole = "0", decimals = ""] = parts;
  const isZero = /^[0.]*$/.test(whole + decimals);
  const minus = (sign === "-" || sign === "−") && !isZero ? "−" : "";
  const plus = kind === "points" && minus === "" && !isZero ? "+" : "";
  return minus + plus + whole.replace(/\B(?=(\d{3})+$)/g, ",") + decimals;
}

/** The class that says good or bad: only differences in points have one. */
export function tone(value: Value, kind: Kind): "up" | "down" | "" {
  if (kind !== "points" || isNothing(value)) return "";
  const amount = Number(String(value).replace("−", "-"));
  if (!Number.isFinite(amount) || amount === 0) return "";
  return amount > 0 ? "up" : "down";
}

/** Numbers go bare, so that Excel computes with them; a text that Excel would run as a formula is guarded. */
export function copied(value: Value, kind: Kind): string {
  if (isNothing(value)) return "";
  const text = kind === "light" ? shown(value, kind) : String(value).replace(/[\t\r\n]+/g, " ");
  if (isNumeric(kind)) return text.replace("−", "-");
  return /^[=+\-@]/.test(text) ? `'${text}` : text;
}
