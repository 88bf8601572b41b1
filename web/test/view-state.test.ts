import { describe, expect, it } from "vitest";
import { exportAddress, nextSort, pageAddress, readState, rowsAddress } from "../src/grid/view-state";

const address = new URLSearchParams("as_of=2025-07&region=云台县&f.name=医院&f.annual_plan=>=1000&sort=annual_plan&dir=desc&page=3");

describe("the view in the address", () => {
  it("reads its own parameters and no others", () => {
    const state = readState(address);
    expect([...state.filters]).toEqual([["name", "医院"], ["annual_plan", ">=1000"]]);
    expect(state.sort).toEqual({ field: "annual_plan", dir: "desc" });
    expect(state.columns).toBeNull();
  });

  it("asks for rows with the page's filters and its own", () => {
    const asked = new URL(rowsAddress("/ledger/rows.json", address, readState(address), 200, 100), "http://x");
    expect(Object.fromEntries(asked.searchParams)).toEqual({
      as_of: "2025-07",
      region: "云台县",
      "f.name": "医院",
      "f.annual_plan": ">=1000",
      sort: "annual_plan",
      dir: "desc",
      offset: "200",
      limit: "100",
    });
  });

  it("keeps the parameters that the source has already", () => {
    expect(rowsAddress("/rows.json?list=3", new URLSearchParams(), { filters: new Map(), sort: null, columns: null }, 0, 50)).toBe("/rows.json?list=3&offset=0&limit=50");
  });

  it("exports exactly what is seen", () => {
    const link = exportAddress("/ledger/export.xlsx", address, readState(address), ["name", "annual_plan"]);
    const query = new URL(link, "http://x").searchParams;
    expect(query.get("columns")).toBe("name,annual_plan");
    expect(query.get("f.name")).toBe("医院");
    expect(query.has("offset")).toBe(false);
    expect(query.has("page")).toBe(false);
  });

  it("comes back the same from its own address", () => {
    const state = { ...readState(address), columns: ["name", "region"] };
    expect(readState(new URLSearchParams(pageAddress(address, state)))).toEqual(state);
  });

  it("keeps several values of a page's filter", () => {
    expect(pageAddress(new URLSearchParams("region=a&region=b"), { filters: new Map(), sort: null, columns: null })).toBe("region=a&region=b");
  });
});

it("a header's clicks go up, down, none", () => {
  const up = nextSort(null, "name");
  expect(up).toEqual({ field: "name", dir: "asc" });
  expect(nextSort(up, "name")).toEqual({ field: "name", dir: "desc" });
  expect(nextSort({ field: "name", dir: "desc" }, "name")).toBeNull();
  expect(nextSort(up, "region")).toEqual({ field: "region", dir: "asc" });
});
