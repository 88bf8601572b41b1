import { describe, expect, it } from "vitest";
import { readConfig } from "../src/chart/contract";
import { amount, describe as sentence, lastKnown, optionFor } from "../src/chart/options";
import type { Palette } from "../src/chart/palette";

const palette: Palette = { ink: "#111", ink2: "#222", ink3: "#333", line: "#eee", line2: "#ddd", brand: "#1b4d89", bar: "#7aa7d9", behind: "#d99a8f", band: "#e8f0f9", good: "#0f0", warn: "#fa0", font: "sans", small: 12 };

describe("a chart's configuration", () => {
  it("is refused with the reason", () => {
    expect(() => readConfig('{"kind":"pie"}')).toThrow("unknown kind of chart: pie");
    expect(() => readConfig('{"kind":"s-curve","months":[]}')).toThrow("s-curve needs done");
    expect(() => readConfig("null")).toThrow(TypeError);
  });

  it("marks the last month that is known", () => {
    const config = readConfig('{"kind":"s-curve","title":"曲线","unit":"%","months":["1月","2月","3月"],"done":[1,8.06,null]}');
    expect(sentence(config)).toBe("曲线，按月，2月实际 8.1%。数据见表格。");
    expect(JSON.stringify(optionFor(config, palette))).toContain('"coord":[1,8.06]');
  });

  it("draws a year without any figure yet", () => {
    const config = readConfig('{"kind":"s-curve","months":["1月"],"done":[null]}');
    expect(JSON.stringify(optionFor(config, palette))).not.toContain("markPoint");
  });

  it("gives the warm colour to what is below the reference only", () => {
    const config = readConfig('{"kind":"bars","labels":["甲","乙","丙"],"values":[71.7,52.1,null],"reference":{"label":"序时","value":58.3}}');
    const { series } = optionFor(config, palette) as { series: Array<{ data: Array<{ itemStyle: { color: string } }> }> };
    expect(series[0]?.data.map((bar) => bar.itemStyle.color)).toEqual([palette.bar, palette.behind, palette.bar]);
  });

  it("never asks for tooltips in HTML, which the page's policy forbids", () => {
    for (const text of ['{"kind":"funnel","labels":["甲"],"values":[1]}', '{"kind":"columns","labels":["1月"],"series":[{"name":"计划","values":[1]}]}']) {
      expect(optionFor(readConfig(text), palette)).toMatchObject({ tooltip: { renderMode: "richText" } });
    }
  });
});

it.each([
  [64.25, "%", "64.3%"],
  [1234.5, "亿元", "1,234.5 亿元"],
  [-3.94, "百分点", "−3.9 百分点"],
  [null, "%", "—"],
  [Number.NaN, undefined, "—"],
])("%s %s is written %s", (value, unit, words) => expect(amount(value, unit)).toBe(words));

it("knows the last known point", () => {
  expect(lastKnown([null, 2, null])).toBe(1);
  expect(lastKnown([null])).toBe(-1);
});
