"""The board's question in numpy: columns sorted so that each group is one slice, unknown amounts as zero with a mask aside."""

import sys

import numpy as np
from board_rows import UNKNOWN, Rows, converse

rows = Rows(sys.argv[1])
region, level, category = (rows.codes(name) for name in ("region", "level", "category"))
order = np.lexsort((category, level, region))
region, level, category = region[order], level[order], category[order]
amounts, known = [], []
for name in rows.amounts:
    column = rows.amount(name)[order]
    known.append(None if name in rows.only_summed else column != UNKNOWN)
    column[column == UNKNOWN] = 0
    amounts.append(column)
flags = [rows.flag(name)[order] for name in rows.flags]

key = (region.astype(np.int64) << 16) | (level.astype(np.int64) << 8) | category
slices = {"whole": [], "filtered": []}
for code in range(len(rows.regions)):
    slices["whole"].append((code, slice(*np.searchsorted(region, [code, code + 1]))))
    one = (code << 16) | (rows.level << 8) | rows.category
    slices["filtered"].append((code, slice(*np.searchsorted(key, [one, one + 1]))))


def ask(what):
    found = []
    for code, part in slices[what]:
        sums = []
        for column, mask in zip(amounts, known):
            sums.append(column[part].sum())
            if mask is not None:
                sums.append(np.count_nonzero(mask[part]))
        sums += [np.count_nonzero(flag[part]) for flag in flags]
        found.append((code, sums))
    return found


converse(rows, ask, lambda found: found)
