"""The board's question in polars: one data frame in memory, lazily, on all cores."""

import sys

import numpy as np
import polars as pl
from board_rows import UNKNOWN, Rows, converse

rows = Rows(sys.argv[1])
columns = {name: rows.codes(name) for name in ("region", "level", "category")}
for name in rows.amounts:
    columns[name] = pl.Series(name, rows.amount(name))
columns |= {name: rows.flag(name) for name in rows.flags}
unknown = pl.lit(int(UNKNOWN), dtype=pl.Int64)
known = [pl.when(pl.col(name) != unknown).then(pl.col(name)).alias(name) for name in rows.amounts]
frame = pl.DataFrame(columns).with_columns(known).sort("level", "category", "region").rechunk()

sums = []
for name in rows.amounts:
    sums.append(pl.col(name).sum().alias(f"{name}_sum"))
    if name not in rows.only_summed:
        sums.append(pl.col(name).count().alias(f"{name}_count"))
sums += [pl.col(name).sum().alias(f"{name}_true") for name in rows.flags]


def ask(what):
    asked = frame.lazy()
    if what == "filtered":
        wanted = (pl.col("level") == np.uint8(rows.level)) & (pl.col("category") == np.uint8(rows.category))
        asked = asked.filter(wanted)
    return asked.group_by("region").agg(sums).collect()


for what in ("whole", "filtered"):
    ask(what)
converse(rows, ask, lambda found: [(row[0], row[1:]) for row in found.iter_rows()])
