import { describe, expect, it } from "vitest";
import { chosenFields } from "../src/grid/column-choice";
import { readPage } from "../src/grid/contract";
import { oneChoice } from "../src/grid/header";
import { fileSize } from "../src/page/file-size";
import { splitByMatch } from "../src/page/matching";
import { isJob, phrase } from "../src/progress/job";

describe("what the server says", () => {
  it("a page of rows gets its defaults", () => {
    const page = readPage({ columns: [{ field: "plan", kind: "money" }], rows: [{ id: 1 }], total_rows: 7 });
    expect(page.totalRows).toBe(7);
    expect(page.totals).toEqual({});
    expect(page.columns[0]).toMatchObject({ label: "plan", width: 110, filter: "none", visible: true, choices: [] });
  });

  it("what is no page of rows is refused", () => {
    expect(() => readPage("<html>")).toThrow(TypeError);
    expect(() => readPage({ error: "x" })).toThrow(TypeError);
    expect(() => readPage(null)).toThrow(TypeError);
  });

  it("a job is told in words", () => {
    expect(isJob({ state: "running", done: 1, total: 2, message: "", href: null })).toBe(true);
    expect(isJob({ state: "asleep", done: 1, total: 2 })).toBe(false);
    expect(isJob(null)).toBe(false);
    expect(phrase({ state: "running", done: 1200, total: 10000, message: "", href: null })).toEqual({ words: "正在处理……", count: "1,200 / 10,000" });
    expect(phrase({ state: "running", done: 5, total: 0, message: "正在读取", href: null })).toEqual({ words: "正在读取", count: "" });
  });
});

describe("columns shown", () => {
  const { columns } = readPage({ columns: [{ field: "name", frozen: true }, { field: "a" }, { field: "b", visible: false }], rows: [] });
  it("follow the first wish that names a known one, the frozen ones always", () => {
    expect(chosenFields(columns, [null, ["b"]])).toEqual(["name", "b"]);
    expect(chosenFields(columns, [["gone"], ["a"]])).toEqual(["name", "a"]);
  });
  it("else are the server's", () => expect(chosenFields(columns, [null, []])).toEqual(["name", "a"]));
});

it("a choice may be typed in part when it is the only one", () => {
  const choices = ["云台县", "东城区", "高新区"];
  expect(oneChoice(choices, "东城区")).toBe("东城区");
  expect(oneChoice(choices, "云")).toBe("云台县");
  expect(oneChoice(choices, "区")).toBeNull();
  expect(oneChoice(choices, "火星")).toBeNull();
});

it("a match is shown where it stands", () => {
  expect(splitByMatch("云台县医院ABC", "abc")).toEqual([{ text: "云台县医院", match: false }, { text: "ABC", match: true }]);
  expect(splitByMatch("云台县医院", "ytx")).toEqual([{ text: "云台县医院", match: false }]);
});

it.each([[812, "812 字节"], [3482, "3.4 KB"], [12582912, "12.0 MB"]])("%d bytes are %s", (bytes, words) => expect(fileSize(bytes)).toBe(words));
