"""What the board's peers share: the rows, the question in SQL, and the conversation with the measuring program.

The folder holds one file per column, all in the same order of rows: amounts as 64-bit numbers (the smallest of all for
"unknown"), months as 16-bit numbers (the largest for "never"), yes and no, kinds and the places of region, level and category
in their dictionaries as bytes.

A question is "FORM WHAT". Its form is "filed" (rows of what was filed, everything worked out in the question) or "ready" (every
amount and every yes or no worked out beforehand and stored); it asks for the "whole" ledger or for what is "filtered".
"""

import json
import sys
import time
from pathlib import Path

import numpy as np

UNKNOWN = np.iinfo(np.int64).min
NEVER = np.iinfo(np.int16).max
NEW, CARRIED_OVER, PRELIMINARY = range(3)
REGISTERED = 1

# Amounts that the month's rows hold; the others are worked out from them.
FILED = (
    "totalinvestment", "plan", "doneytd", "donetotal", "prevown", "prevreported", "fundsplanned", "fundsarrived", "fundspaid",
    "fundgap", "landgap", "energygap", "emissiongap", "monthagoplan", "monthagodone", "yearagoplan", "typed",
)
NO_MONEY = ("landgap", "energygap", "emissiongap")
MOMENTS = ("start", "due", "finish", "production", "resumed")
BOOLEANS = ("filed", "filed_before", "reported")


class Rows:
    def __init__(self, folder):
        self.folder = Path(folder)
        told = json.loads((self.folder / "columns.json").read_text())
        self.amounts = [name for name, kind in told["columns"] if kind != "flag"]
        self.flags = [name for name, kind in told["columns"] if kind == "flag"]
        # Plans of earlier months are known by the investment beside them, and only added up.
        self.only_summed = {name for name, kind in told["columns"] if kind == "earlier plan"}
        self.regions, self.level, self.category = told["regions"], told["level"], told["category"]
        self.now, self.january, self.is_december = told["now"], told["january"], told["is_december"]
        (self.low, self.high), self.statistics_from = told["distribution"], told["statistics_from"]
        # Amounts of money are held in the coarsest unit in which all are whole, as the board holds them.
        money = [np.gcd.reduce(column[column != UNKNOWN]) for column in map(self.amount, FILED[:9])]
        money += [np.gcd.reduce(column[column != UNKNOWN]) for column in map(self.amount, ("fundgap", "monthagoplan", "typed"))]
        self.unit = max(int(np.gcd.reduce(np.array(money))), 1)
        self.large = -(-self.statistics_from // self.unit)

    def amount(self, name):
        return np.fromfile(self.folder / f"{name}.i64", dtype=np.int64)

    def flag(self, name):
        return np.fromfile(self.folder / f"{name}.u8", dtype=np.uint8).astype(bool)

    def codes(self, name):
        return np.fromfile(self.folder / f"{name}.u8", dtype=np.uint8)

    def unit_of(self, name):
        return 1 if name in NO_MONEY else self.unit

    def filed(self):
        """The columns of what was filed; those in which nothing was are left out. Amounts in units, with their `UNKNOWN`."""
        columns = {name: self.codes(name) for name in ("kind", "register")}
        columns |= {name: self.flag(name) for name in BOOLEANS}
        for name in MOMENTS:
            column = np.fromfile(self.folder / f"{name}.i16", dtype=np.int16)
            if (column != NEVER).any():
                columns[name] = column
        for name in FILED:
            column = self.amount(name)
            if (column != UNKNOWN).any():
                columns[name] = np.where(column == UNKNOWN, UNKNOWN, column // self.unit_of(name))
        return columns

    def select(self, table, what):
        """The question of the ready-made rows in SQL, as PostgreSQL and DuckDB both understand it."""
        sums = []
        for name in self.amounts:
            sums.append(f"coalesce(sum({name}), 0)")
            if name not in self.only_summed:
                sums.append(f"count({name})")
        sums += [f"count(*) FILTER (WHERE {name})" for name in self.flags]
        return f"SELECT region, {', '.join(sums)} FROM {table} {self.where(what)} GROUP BY region"

    def select_filed(self, table, what, columns):
        """The question of what was filed in SQL."""
        has = lambda name: name in columns
        amount = lambda name: name if has(name) else "NULL::integer"
        month = lambda name: name if has(name) else f"{NEVER}"
        within = lambda name: f"{month(name)} <= {self.now}" if has(name) else "false"
        done = "coalesce(doneytd, 0) * 100"
        started, due = within("start"), "true" if self.is_december else within("due")
        new, carried, coming = f"kind = {NEW}", f"kind = {CARRIED_OVER}", f"kind <> {PRELIMINARY}"
        resumed = f"{month('resumed')} BETWEEN {self.january} AND {self.now} OR " if has("resumed") else ""
        large = f"totalinvestment >= {self.large} AND {started}"
        amounts = {name: amount(name) for name in self.amounts} | {
            "donemonth": f"CASE WHEN filed AND filed_before THEN doneytd - monthagodone ELSE {amount('typed')} END",
            "prev": f"coalesce(prevown, prevreported, CASE WHEN {new} THEN 0 END)",
            "yearagodone": "prevown",
        }
        flags = {
            "projects": None,
            "prevfromreport": "prevreported IS NOT NULL AND prevown IS NULL",
            "prevdiffers": "prevown <> prevreported",
            "tostart": f"{coming} OR {started}",
            "started": started,
            "newtostart": new,
            "newstarted": f"{new} AND {started}",
            "newdue": f"{new} AND {due}",
            "startedearly": f"{new} AND {started} AND start < due",
            "startoverdue": f"{coming} AND NOT {started} AND ({within('due')}{f' OR {new}' if self.is_december else ''})",
            "continuing": carried,
            "resumed": f"{carried} AND ({resumed}doneytd > 0)",
            "below": f"plan > 0 AND {done} < plan * {self.low}",
            "between": f"plan > 0 AND {done} >= plan * {self.low} AND {done} <= plan * {self.high}",
            "above": f"plan > 0 AND {done} > plan * {self.high}",
            "completed": within("finish"),
            "inproduction": within("production"),
            "unreported": "NOT reported",
            "statisticsdue": large,
            "instatistics": f"{large} AND register = {REGISTERED}",
            "statisticsknown": f"{large} AND register <> 0",
        }
        sums = []
        for name in self.amounts:
            unit = self.unit_of(name)
            sums.append(f"coalesce(sum({amounts[name]}), 0) * {unit}::bigint")
            if name not in self.only_summed:
                sums.append(f"count({amounts[name]})")
        for name in self.flags:
            sums.append("count(*)" if flags[name] is None else f"count(*) FILTER (WHERE {flags[name]})")
        return f"SELECT region, {', '.join(sums)} FROM {table} {self.where(what)} GROUP BY region"

    def where(self, what):
        return f"WHERE level = {self.level} AND category = {self.category}" if what == "filtered" else ""


def converse(rows, ask, tell, processor=time.process_time):
    """Answers each line: `ask` (of a form and what it asks for) is timed, `tell` makes (region, sums) pairs of what it gave;
    `processor` tells the seconds of processor time used so far."""
    print("ready", flush=True)
    for line in sys.stdin:
        form, what = line.split()
        before, begun = processor(), time.perf_counter()
        found = ask(form, what)
        took, worked = (time.perf_counter() - begun) * 1e3, (processor() - before) * 1e3
        sums = {rows.regions[int(region)]: [int(value) for value in values] for region, values in tell(found)}
        print(json.dumps([took, worked, sums]), flush=True)
