"""What the board's peers share: the rows, and the conversation with the measuring program.

The folder holds one file per column, all in the same order of rows: amounts as 64-bit numbers (the smallest of all for
"unknown"), yes and no as bytes, and the places of region, level and category in their dictionaries as bytes.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np

UNKNOWN = np.iinfo(np.int64).min


class Rows:
    def __init__(self, folder):
        self.folder = Path(folder)
        told = json.loads((self.folder / "columns.json").read_text())
        self.amounts = [name for name, kind in told["columns"] if kind != "flag"]
        self.flags = [name for name, kind in told["columns"] if kind == "flag"]
        # Plans of earlier months are known by the investment beside them, and only added up.
        self.only_summed = {name for name, kind in told["columns"] if kind == "earlier plan"}
        self.regions, self.level, self.category = told["regions"], told["level"], told["category"]

    def amount(self, name):
        return np.fromfile(self.folder / f"{name}.i64", dtype=np.int64)

    def flag(self, name):
        return np.fromfile(self.folder / f"{name}.u8", dtype=np.uint8).astype(bool)

    def codes(self, name):
        return np.fromfile(self.folder / f"{name}.u8", dtype=np.uint8)

    def select(self, table, where):
        """The question in SQL, as PostgreSQL and DuckDB both understand it."""
        sums = []
        for name in self.amounts:
            sums.append(f"coalesce(sum({name}), 0)")
            if name not in self.only_summed:
                sums.append(f"count({name})")
        sums += [f"count(*) FILTER (WHERE {name})" for name in self.flags]
        return f"SELECT region, {', '.join(sums)} FROM {table} {where} GROUP BY region"

    def where(self, what):
        return f"WHERE level = {self.level} AND category = {self.category}" if what == "filtered" else ""


def converse(rows, ask, tell, processor=time.process_time):
    """Answers each line: `ask` is timed, `tell` makes (region, sums) pairs of what it gave; `processor` tells the seconds
    of processor time used so far."""
    print("ready", flush=True)
    for line in sys.stdin:
        before, begun = processor(), time.perf_counter()
        found = ask(line.strip())
        took, worked = (time.perf_counter() - begun) * 1e3, (processor() - before) * 1e3
        sums = {rows.regions[int(region)]: [int(value) for value in values] for region, values in tell(found)}
        print(json.dumps([took, worked, sums]), flush=True)
