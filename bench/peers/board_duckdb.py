"""The board's question in DuckDB: one table in memory, sorted so that filters skip row groups, on all cores."""

import sys

import duckdb
import pyarrow as pa
from board_rows import UNKNOWN, Rows, converse

rows = Rows(sys.argv[1])
columns = {name: pa.array(rows.codes(name)) for name in ("region", "level", "category")}
for name in rows.amounts:
    column = rows.amount(name)
    columns[name] = pa.array(column, mask=column == UNKNOWN)
for name in rows.flags:
    columns[name] = pa.array(rows.flag(name))
board = pa.table(columns)
connection = duckdb.connect()
connection.execute("CREATE TABLE board_month AS SELECT * FROM board ORDER BY level, category, region")
del columns, board


def ask(what):
    return connection.execute(rows.select("board_month", rows.where(what))).fetchall()


for what in ("whole", "filtered"):
    ask(what)
converse(rows, ask, lambda found: [(row[0], row[1:]) for row in found])
