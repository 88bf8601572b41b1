"""The board's question in polars: data frames in memory, sorted, lazily, on all cores."""

import sys

import numpy as np
import polars as pl
from board_rows import CARRIED_OVER, NEW, PRELIMINARY, REGISTERED, UNKNOWN, Rows, converse

rows = Rows(sys.argv[1])
codes = {name: rows.codes(name) for name in ("region", "level", "category")}
unknown = pl.lit(int(UNKNOWN), dtype=pl.Int64)


def frame(columns):
    """Eight-byte amounts, which can be added up without a cast, and nothing where they are unknown."""
    made = pl.DataFrame(codes | columns)
    amounts = [name for name, kind in made.schema.items() if kind == pl.Int64]
    known = [pl.when(pl.col(name) != unknown).then(pl.col(name)).alias(name) for name in amounts]
    return made.with_columns(known).sort("level", "category", "region").rechunk()


def sums(amounts, flags):
    wanted = []
    for name in rows.amounts:
        wanted.append((amounts[name].sum() * rows.unit_of(name) if amounts is filed_amounts else amounts[name].sum()).alias(f"{name}_sum"))
        if name not in rows.only_summed:
            wanted.append(amounts[name].count().alias(f"{name}_count"))
    return wanted + [(pl.len() if flags[name] is None else flags[name].sum()).alias(f"{name}_true") for name in rows.flags]


columns = rows.filed()
of = lambda name: pl.col(name) if name in columns else pl.lit(None, dtype=pl.Int64)
within = lambda name: pl.col(name) <= np.int16(rows.now) if name in columns else pl.lit(False)
is_kind = lambda kind: pl.col("kind") == np.uint8(kind)
new, carried, coming = is_kind(NEW), is_kind(CARRIED_OVER), pl.col("kind") != np.uint8(PRELIMINARY)
started, due = within("start"), pl.lit(True) if rows.is_december else within("due")
plan, total, own, reported = of("plan"), of("totalinvestment"), of("prevown"), of("prevreported")
done = of("doneytd").fill_null(0) * 100
resumed = of("doneytd") > 0
if "resumed" in columns:
    resumed |= pl.col("resumed").is_between(np.int16(rows.january), np.int16(rows.now))
large = (total >= rows.large) & started
filed_amounts = {name: of(name) for name in rows.amounts} | {
    "donemonth": pl.when(pl.col("filed") & pl.col("filed_before")).then(of("doneytd") - of("monthagodone")).otherwise(of("typed")),
    "prev": pl.coalesce(own, reported, pl.when(new).then(pl.lit(0, dtype=pl.Int64))),
    "yearagodone": own,
}
filed_flags = {
    "projects": None,
    "prevfromreport": reported.is_not_null() & own.is_null(),
    "prevdiffers": own != reported,
    "tostart": coming | started,
    "started": started,
    "newtostart": new,
    "newstarted": new & started,
    "newdue": new & due,
    "startedearly": new & started & (pl.col("start") < pl.col("due")),
    "startoverdue": coming & ~started & (within("due") | new if rows.is_december else within("due")),
    "continuing": carried,
    "resumed": carried & resumed,
    "below": (plan > 0) & (done < plan * rows.low),
    "between": (plan > 0) & (done >= plan * rows.low) & (done <= plan * rows.high),
    "above": (plan > 0) & (done > plan * rows.high),
    "completed": within("finish"),
    "inproduction": within("production"),
    "unreported": ~pl.col("reported"),
    "statisticsdue": large,
    "instatistics": large & (pl.col("register") == np.uint8(REGISTERED)),
    "statisticsknown": large & (pl.col("register") != np.uint8(0)),
}
frames = {
    "filed": frame(columns),
    "ready": frame({name: rows.amount(name) for name in rows.amounts} | {name: rows.flag(name) for name in rows.flags}),
}
wanted = {
    "filed": sums(filed_amounts, filed_flags),
    "ready": sums({name: pl.col(name) for name in rows.amounts}, {name: pl.col(name) for name in rows.flags}),
}
del columns


def ask(form, what):
    asked = frames[form].lazy()
    if what == "filtered":
        asked = asked.filter((pl.col("level") == np.uint8(rows.level)) & (pl.col("category") == np.uint8(rows.category)))
    return asked.group_by("region").agg(wanted[form]).collect()


for form in frames:
    for what in ("whole", "filtered"):
        ask(form, what)
converse(rows, ask, lambda found: [(row[0], row[1:]) for row in found.iter_rows()])
