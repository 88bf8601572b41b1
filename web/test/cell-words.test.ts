import { describe, expect, it } from "vitest";
import { copied, shown, tone } from "../src/grid/cell-words";
import type { Kind, Value } from "../src/grid/contract";

describe("a cell as the page shows it", () => {
  it.each<[Value, Kind, string]>([
    ["36900.00", "money", "36,900.00"],
    ["8500000.00", "money", "8,500,000.00"],
    ["-1234.5", "money", "−1,234.5"],
    ["-0.00", "money", "0.00"],
    ["0.1234", "area", "0.1234"],
    ["999", "count", "999"],
    [1000, "count", "1,000"],
    ["64.3", "percent", "64.3"],
    ["6.0", "points", "+6.0"],
    ["-3.9", "points", "−3.9"],
    ["0.0", "points", "0.0"],
    [null, "money", "—"],
    [undefined, "text", "—"],
    ["", "text", "—"],
    ["red", "light", "红"],
    ["√", "mark", "√"],
    ["2407-410300-04-01-123456", "text", "2407-410300-04-01-123456"],
    ["约3000", "money", "约3000"],
  ])("%s as %s is %s", (value, kind, words) => expect(shown(value, kind)).toBe(words));

  it("says good or bad of differences only", () => {
    expect(tone("6.0", "points")).toBe("up");
    expect(tone("-3.9", "points")).toBe("down");
    expect(tone("0.0", "points")).toBe("");
    expect(tone("-100.00", "money")).toBe("");
  });
});

describe("a cell on the clipboard", () => {
  it.each<[Value, Kind, string]>([
    ["36900.00", "money", "36900.00"],
    ["-3.9", "points", "-3.9"],
    [null, "money", ""],
    ["=HYPERLINK(1)", "text", "'=HYPERLINK(1)"],
    ["@甲", "text", "'@甲"],
    ["第一行\n第二行\t尾", "text", "第一行 第二行 尾"],
    ["yellow", "light", "黄"],
  ])("%s as %s is %j", (value, kind, words) => expect(copied(value, kind)).toBe(words));
});
