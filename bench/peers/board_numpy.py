"""The board's question in numpy: columns sorted so that each group is one slice, unknown amounts as zero with a mask aside,
slices on all cores where that pays."""

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from board_rows import CARRIED_OVER, NEW, PRELIMINARY, REGISTERED, UNKNOWN, Rows, converse

# Rows worked on at a time, so that what is worked out in between stays in the processor's own memory.
AT_ONCE = 32_768

rows = Rows(sys.argv[1])
region, level, category = (rows.codes(name) for name in ("region", "level", "category"))
order = np.lexsort((category, level, region))
region, level, category = region[order], level[order], category[order]


def known(column):
    """The amounts with zero for unknown, and where they are known (nothing if everywhere)."""
    mask = column != UNKNOWN
    if mask.all():
        return column, None
    return np.where(mask, column, 0), mask


ready_amounts = [known(rows.amount(name)[order]) for name in rows.amounts]
ready_flags = [rows.flag(name)[order] for name in rows.flags]
filed = {name: column[order] for name, column in rows.filed().items()}
amounts = {name: known(column) for name, column in filed.items() if column.dtype == np.int64}
others = {name: column for name, column in filed.items() if column.dtype != np.int64}
del filed

key = (region.astype(np.int64) << 16) | (level.astype(np.int64) << 8) | category
slices = {"whole": [], "filtered": []}
for code in range(len(rows.regions)):
    slices["whole"].append((code, slice(*np.searchsorted(region, [code, code + 1]))))
    one = (code << 16) | (rows.level << 8) | rows.category
    slices["filtered"].append((code, slice(*np.searchsorted(key, [one, one + 1]))))

count = np.count_nonzero


def add_ready(part):
    sums = []
    for name, (column, mask) in zip(rows.amounts, ready_amounts):
        sums.append(column[part].sum())
        if name not in rows.only_summed:
            sums.append(part.stop - part.start if mask is None else count(mask[part]))
    return sums + [count(flag[part]) for flag in ready_flags]


def add_filed(whole):
    total = np.zeros(len(rows.amounts) * 2 - len(rows.only_summed) + len(rows.flags), dtype=np.int64)
    for start in range(whole.start, whole.stop, AT_ONCE):
        total += add_some(slice(start, min(start + AT_ONCE, whole.stop)))
    return total


def add_some(part):
    size = part.stop - part.start
    value = {name: column[part] for name, (column, _) in amounts.items()}
    mask = {name: None if where is None else where[part] for name, (_, where) in amounts.items()}
    other = {name: column[part] for name, column in others.items()}
    never = np.zeros(size, dtype=bool)

    def of(name):
        """Sum and count of an amount as it is stored; nothing was filed where there is no column."""
        if name not in value:
            return 0, 0
        return value[name].sum() * rows.unit_of(name), size if mask[name] is None else count(mask[name])

    def is_known(name):
        return never if name not in value else np.True_ if mask[name] is None else mask[name]

    found = {name: of(name) for name in rows.amounts}
    within = lambda name: other[name] <= rows.now if name in other else never
    kind, done, plan = other["kind"], value["doneytd"], value["plan"]
    new, carried, coming = kind == NEW, kind == CARRIED_OVER, kind != PRELIMINARY
    started, due = within("start"), within("due")

    # The month's amount: the difference of two filings, else what was typed.
    both = other["filed"] & other["filed_before"]
    month, counted = ((done - value["monthagodone"]) * both).sum(), count(both)
    if "typed" in value:
        typed = is_known("typed") & ~both
        month, counted = month + (value["typed"] * typed).sum(), counted + count(typed)
    found["donemonth"] = month * rows.unit, counted

    own, told = value["prevown"], value["prevreported"]
    has_own, has_told = is_known("prevown"), is_known("prevreported")
    from_report = has_told & ~has_own
    # Unknown amounts are zero, so that nothing need be chosen.
    previous = own.sum() + (told * from_report).sum()
    found["prev"] = previous * rows.unit, count(np.broadcast_to(has_own | has_told | new, size))
    found["yearagodone"] = found["prevown"]

    new_started = new & started
    ready, last = (np.True_, new) if rows.is_december else (due, never)
    planned = plan > 0
    hundredfold = done * 100
    below = planned & (hundredfold < plan * rows.low)
    upto = planned & (hundredfold <= plan * rows.high)
    resumed = done > 0
    if "resumed" in other:
        resumed |= (other["resumed"] >= rows.january) & (other["resumed"] <= rows.now)
    large = started & (value["totalinvestment"] >= rows.large)
    is_below, is_upto = count(below), count(upto)
    flags = {
        "projects": size,
        "prevfromreport": count(from_report) if np.ndim(from_report) else size * int(from_report),
        "prevdiffers": count((own != told) & has_own & has_told),
        "tostart": count(coming | started),
        "started": count(started),
        "newtostart": count(new),
        "newstarted": count(new_started),
        "newdue": count(new & ready),
        "startedearly": count(new_started & (other["start"] < other["due"])) if "start" in other else 0,
        "startoverdue": count(coming & ~started & (due | last)),
        "continuing": count(carried),
        "resumed": count(carried & resumed),
        "below": is_below,
        "between": is_upto - is_below,
        "above": count(planned) - is_upto,
        "completed": count(within("finish")),
        "inproduction": count(within("production")),
        "unreported": size - count(other["reported"]),
        "statisticsdue": count(large),
        "instatistics": count(large & (other["register"] == REGISTERED)),
        "statisticsknown": count(large & (other["register"] != 0)),
    }
    sums = []
    for name in rows.amounts:
        sums += found[name][:1] if name in rows.only_summed else found[name]
    return np.array(sums + [flags[name] for name in rows.flags], dtype=np.int64)


add = {"ready": add_ready, "filed": add_filed}
pool = ThreadPoolExecutor(os.cpu_count())


def alone(form, what):
    return [(code, add[form](part)) for code, part in slices[what]]


def together(form, what):
    return list(zip((code for code, _ in slices[what]), pool.map(add[form], (part for _, part in slices[what]))))


def faster(form, what):
    """Whether threads cost more than they save, found out before anything is counted."""
    times = []
    for way in (alone, together):
        way(form, what)
        begun = time.perf_counter()
        way(form, what)
        times.append((time.perf_counter() - begun, way))
    return min(times, key=lambda timed: timed[0])[1]


best = {(form, what): faster(form, what) for form in add for what in slices}


def ask(form, what):
    return best[form, what](form, what)


converse(rows, ask, lambda found: found)
