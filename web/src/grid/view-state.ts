/**
 * What is seen — filters, sort, columns — and its place in addresses: the page's own (so that a view can be shared), the
 * request for rows, the export.
 */
export interface Sort {
  field: string;
  dir: "asc" | "desc";
}

export interface ViewState {
  /** Field → filter as sent. */
  filters: Map<string, string>;
  sort: Sort | null;
  /** Fields shown, in order; null until somebody chose. */
  columns: string[] | null;
}

const OWN = new Set(["sort", "dir", "columns", "offset", "limit", "page"]);

function isOwn(name: string): boolean {
  return OWN.has(name) || name.startsWith("f.");
}

export function readState(address: URLSearchParams): ViewState {
  const filters = new Map<string, string>();
  for (const [name, value] of address) if (name.startsWith("f.") && value !== "") filters.set(name.slice(2), value);
  const field = address.get("sort");
  const columns = address.get("columns");
  return {
    filters,
    sort: field ? { field, dir: address.get("dir") === "desc" ? "desc" : "asc" } : null,
    columns: columns ? columns.split(",").filter((name) => name !== "") : null,
  };
}

/** What others put into the page's address (as_of, the board's filters): passed on untouched. */
export function foreign(address: URLSearchParams): URLSearchParams {
  const kept = new URLSearchParams();
  for (const [name, value] of address) if (!isOwn(name)) kept.append(name, value);
  return kept;
}

export function withState(base: URLSearchParams, state: ViewState): URLSearchParams {
  const all = foreign(base);
  for (const [field, value] of state.filters) all.append(`f.${field}`, value);
  if (state.sort) {
    all.set("sort", state.sort.field);
    all.set("dir", state.sort.dir);
  }
  return all;
}

export function pageAddress(base: URLSearchParams, state: ViewState): string {
  const all = withState(base, state);
  if (state.columns) all.set("columns", state.columns.join(","));
  return readable(all);
}

export function rowsAddress(src: string, base: URLSearchParams, state: ViewState, offset: number, limit: number): string {
  const all = withState(base, state);
  all.set("offset", String(offset));
  all.set("limit", String(limit));
  return join(src, all);
}

export function exportAddress(href: string, base: URLSearchParams, state: ViewState, shown: string[]): string {
  const all = withState(base, state);
  all.set("columns", shown.join(","));
  return join(href, all);
}

/** A click on a header goes: none → ascending → descending → none. */
export function nextSort(sort: Sort | null, field: string): Sort | null {
  if (sort?.field !== field) return { field, dir: "asc" };
  return sort.dir === "asc" ? { field, dir: "desc" } : null;
}

function join(path: string, query: URLSearchParams): string {
  const own = path.indexOf("?");
  if (own < 0) return `${path}?${readable(query)}`;
  const both = new URLSearchParams(path.slice(own + 1));
  for (const [name, value] of query) both.append(name, value);
  return `${path.slice(0, own)}?${readable(both)}`;
}

/** Commas and colons need no escape in a query; without it an address can be read. */
function readable(query: URLSearchParams): string {
  return query.toString().replace(/%2C/g, ",").replace(/%3A/g, ":");
}
