"""The board's question in DuckDB: tables in memory, sorted so that filters skip row groups, in four-byte amounts where they fit,
on all cores."""

import sys

import duckdb
import numpy as np
import pyarrow as pa
from board_rows import UNKNOWN, Rows, converse

rows = Rows(sys.argv[1])
codes = {name: pa.array(rows.codes(name)) for name in ("region", "level", "category")}
connection = duckdb.connect()


def known(column):
    """With nothing where the amount is unknown."""
    missing = column == UNKNOWN
    column = np.where(missing, 0, column)
    return pa.array(column.astype(np.int32) if np.abs(column).max() < 2**31 // 100 else column, mask=missing)


def load(table, columns):
    board = pa.table(codes | columns)
    connection.execute(f"CREATE TABLE {table} AS SELECT * FROM board ORDER BY level, category, region")


ready = {name: known(rows.amount(name)) for name in rows.amounts} | {name: pa.array(rows.flag(name)) for name in rows.flags}
load("ready", ready)
del ready
filed = {name: known(column) if column.dtype == np.int64 else pa.array(column) for name, column in rows.filed().items()}
load("filed", filed)
questions = {("ready", what): rows.select("ready", what) for what in ("whole", "filtered")}
questions |= {("filed", what): rows.select_filed("filed", what, filed) for what in ("whole", "filtered")}
del filed


def ask(form, what):
    return connection.execute(questions[form, what]).fetchall()


for form, what in questions:
    ask(form, what)
converse(rows, ask, lambda found: [(row[0], row[1:]) for row in found])
