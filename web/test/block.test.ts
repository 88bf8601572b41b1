import { describe, expect, it } from "vitest";
import { bounds, moved } from "../src/grid/block";

const extent = { rows: 10, columns: 4, page: 5 };

describe("moving between cells", () => {
  it.each([
    ["ArrowDown", false, { row: 1, column: 0 }, { row: 2, column: 0 }],
    ["ArrowUp", false, { row: 0, column: 2 }, { row: 0, column: 2 }],
    ["ArrowRight", false, { row: 0, column: 3 }, { row: 0, column: 3 }],
    ["PageDown", false, { row: 7, column: 1 }, { row: 9, column: 1 }],
    ["Home", false, { row: 7, column: 3 }, { row: 7, column: 0 }],
    ["End", true, { row: 0, column: 0 }, { row: 9, column: 3 }],
    ["ArrowDown", true, { row: 2, column: 1 }, { row: 9, column: 1 }],
  ])("%s (ctrl %s) from %j leads to %j", (key, ctrl, from, to) => expect(moved(from, key, ctrl, extent)).toEqual(to));

  it("other keys do not move", () => expect(moved({ row: 0, column: 0 }, "a", false, extent)).toBeNull());
  it("an empty ledger has one place only", () => expect(moved({ row: 0, column: 0 }, "ArrowDown", false, { rows: 0, columns: 0, page: 1 })).toEqual({ row: 0, column: 0 }));
});

it("a block drawn upwards has the same bounds", () => {
  expect(bounds({ anchor: { row: 5, column: 3 }, head: { row: 2, column: 1 } })).toEqual({ top: 2, bottom: 5, left: 1, right: 3 });
});
