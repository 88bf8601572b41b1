/**
 * A range as people type it into a column's header: `>=1000`, `1000-5000`, `30以下`, `>=2025-03`, with full-width
 * signs and separators, brought into the one form the server reads.
 */
import type { Kind } from "./contract";

export type RangeReading = { ok: true; sent: string } | { ok: false; message: string };

const NUMBER = String.raw`[-+]?\d+(?:\.\d+)?`;
const DATE = String.raw`\d{4}(?:-\d{1,2}){0,2}`;
const WORDS: ReadonlyArray<[RegExp, string]> = [
  [/^(?:不低于|不少于|至少)(.+)$/, ">=$1"],
  [/^(?:不超过|不高于|至多)(.+)$/, "<=$1"],
  [/^(?:大于|高于|超过)(.+)$/, ">$1"],
  [/^(?:小于|低于|不足)(.+)$/, "<$1"],
  [/^(.+)(?:以上|及以上)$/, ">=$1"],
  [/^(.+)(?:以下|以内|及以下)$/, "<=$1"],
];

export function readRange(typed: string, kind: Kind): RangeReading {
  const text = inWords(halfWidth(typed));
  if (text === "") return { ok: true, sent: "" };
  const dated = kind === "date";
  const value = dated ? DATE : NUMBER;
  const plain = dated ? dashed(text) : text.replace(/,(?=\d{3}(?:\D|$))/g, "");
  const one = new RegExp(`^(>=|<=|>|<|=)?(${value})$`).exec(plain);
  if (one) return { ok: true, sent: `${one[1] ?? "="}${padded(one[2] ?? "", dated)}` };
  const between = dated ? String.raw`(?:\.\.|~|到|至|—+|--)` : String.raw`(?:\.\.|~|到|至|—+|-)`;
  const two = new RegExp(`^(${value})${between}(${value})$`).exec(plain);
  if (two) {
    const [low, high] = [padded(two[1] ?? "", dated), padded(two[2] ?? "", dated)];
    const inOrder = dated ? low <= high : Number(low) <= Number(high);
    if (inOrder) return { ok: true, sent: dated ? `${low}..${high}` : `${low}-${high}` };
    return { ok: false, message: "前一个数应不大于后一个数" };
  }
  return { ok: false, message: dated ? "应如 >=2025-03 或 2025-03..2025-06" : "应如 >=1000、<30 或 1000-5000" };
}

function halfWidth(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/\s/g, "")
    .replace(/≥/g, ">=")
    .replace(/≤/g, "<=")
    .replace(/%$/, "")
    .replace(/[−﹣]/g, "-");
}

function inWords(text: string): string {
  for (const [pattern, form] of WORDS) if (pattern.test(text)) return text.replace(pattern, form);
  return text;
}

/** 2025年3月 and 2025/3 and 2025.3 → 2025-3 */
function dashed(text: string): string {
  const months = text.replace(/(\d)年(?=\d)/g, "$1-").replace(/(\d)月(?=\d)/g, "$1-");
  return months.replace(/[年月日号]/g, "").replace(/(\d)[./](?=\d)/g, "$1-");
}

function padded(value: string, dated: boolean): string {
  if (!dated) return value.replace(/^\+/, "");
  const [year = "", ...rest] = value.split("-");
  return [year, ...rest.map((part) => part.padStart(2, "0"))].join("-");
}
