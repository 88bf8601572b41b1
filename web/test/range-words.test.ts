import { describe, expect, it } from "vitest";
import { readRange } from "../src/grid/range-words";

describe("a range of numbers, as people type it", () => {
  it.each([
    [">=1000", ">=1000"],
    ["> 1,000", ">1000"],
    ["<30", "<30"],
    ["≤30%", "<=30"],
    ["1000-5000", "1000-5000"],
    ["1000~5000", "1000-5000"],
    ["1000到5000", "1000-5000"],
    ["-10--3.5", "-10--3.5"],
    ["−10至3", "-10-3"],
    ["1000,5000", null],
    ["1,234,567.89", "=1234567.89"],
    ["\uff1e\uff1d\uff11\uff10\uff10\uff10", ">=1000"], // full-width, as an input method leaves it
    ["1000\uff5e5000", "1000-5000"],
    ["1\uff0c000\u3000", "=1000"],
    ["30以下", "<=30"],
    ["1亿以上", null],
    ["不低于500", ">=500"],
    ["0", "=0"],
    ["", ""],
    ["   ", ""],
    ["5000-1000", null],
    ["abc", null],
    [">", null],
  ])("%j is sent as %j", (typed, sent) => {
    const read = readRange(typed, "money");
    expect(read.ok ? read.sent : null).toBe(sent);
  });

  it("says what is expected when it cannot be read", () => {
    const read = readRange("abc", "money");
    expect(read).toEqual({ ok: false, message: "应如 >=1000、<30 或 1000-5000" });
  });
});

describe("a range of dates", () => {
  it.each([
    [">=2025-03", ">=2025-03"],
    ["2025-3", "=2025-03"],
    ["2025年3月", "=2025-03"],
    ["2025.3.5", "=2025-03-05"],
    ["2025-03..2025-06", "2025-03..2025-06"],
    ["2025/3至2025/6", "2025-03..2025-06"],
    ["2025年6月以下", "<=2025-06"],
    ["2025-06..2025-03", null],
    ["36900", null],
  ])("%j is sent as %j", (typed, sent) => {
    const read = readRange(typed, "date");
    expect(read.ok ? read.sent : null).toBe(sent);
  });
});
