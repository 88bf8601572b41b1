"""The board's question in PostgreSQL on its best form of the rows: a table of the month, laid down in the order of its index,
four-byte amounts where they fit, all in memory, two parallel workers. The server lives in a folder of its own and goes away
with this script.
"""

import atexit
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import polars as pl
from board_rows import UNKNOWN, Rows, converse

FIELD = "\x1f"
versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
if not versions:
    sys.exit("PostgreSQL is not installed: apt-get install postgresql")
programs = versions[-1].parent
# PostgreSQL refuses to run as root; the Debian package brings a user for it.
user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
folder = Path(subprocess.run([*user, "mktemp", "-d", "/tmp/board-pg-XXXXXX"], check=True, text=True, stdout=subprocess.PIPE).stdout.strip())
settings = (
    f"-k {folder} -c listen_addresses= -c fsync=off -c shared_buffers=2GB -c work_mem=256MB -c maintenance_work_mem=512MB"
    " -c max_wal_size=8GB -c autovacuum=off -c max_parallel_workers_per_gather=2 -c random_page_cost=1.1"
    " -c effective_cache_size=8GB"
)


def server(*command):
    subprocess.run([*user, *map(str, command)], check=True, stdout=subprocess.DEVNULL, cwd="/tmp")


def stop():
    subprocess.run([*user, str(programs / "pg_ctl"), "-D", str(folder / "data"), "-m", "immediate", "stop"], stdout=subprocess.DEVNULL, cwd="/tmp")
    shutil.rmtree(folder, ignore_errors=True)


atexit.register(stop)
server(programs / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "--no-sync")
server(programs / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log", "-o", settings, "start")


class Session:
    """One psql, kept open: a statement in, its rows out."""

    def __init__(self):
        command = [str(programs / "psql"), "-h", str(folder), "-U", "postgres", "-qAtX", "-F", FIELD, "-v", "ON_ERROR_STOP=1"]
        self.process = subprocess.Popen([*user, *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd="/tmp")

    def ask(self, statement):
        self.process.stdin.write(statement + ";\n\\echo done\n")
        self.process.stdin.flush()
        found = []
        for line in self.process.stdout:
            if line == "done\n":
                return found
            found.append(line.rstrip("\n").split(FIELD))
        sys.exit("PostgreSQL has ended the session")


rows = Rows(sys.argv[1])
session = Session()
KINDS = {pl.UInt8: "smallint", pl.Int16: "smallint", pl.Int32: "integer", pl.Int64: "bigint", pl.Boolean: "boolean"}


def known(name, column):
    """With nothing where the amount is unknown."""
    column = pl.Series(name, column)
    column = column.set(column == int(UNKNOWN), None)
    return column.cast(pl.Int32) if (column.abs().max() or 0) < 2**31 // 100 else column


def load(table, columns):
    codes = {name: rows.codes(name) for name in ("region", "level", "category")}
    frame = pl.DataFrame(codes | columns).sort("level", "category", "region")
    # The widest first, so that no row is padded.
    frame = frame.select(sorted(frame.columns, key=lambda name: -{"bigint": 8, "integer": 4, "smallint": 2, "boolean": 1}[KINDS[frame.schema[name]]]))
    part = Path(rows.folder) / "rows.csv"
    frame.write_csv(part, include_header=False)
    session.ask(f"CREATE TABLE {table} ({', '.join(f'{name} {KINDS[kind]}' for name, kind in frame.schema.items())})")
    with part.open("rb") as source:
        copy = [str(programs / "psql"), "-h", str(folder), "-U", "postgres", "-qX", "-c", f"COPY {table} FROM STDIN (FORMAT csv)"]
        subprocess.run([*user, *copy], stdin=source, check=True, cwd="/tmp")
    part.unlink()
    session.ask(f"CREATE INDEX ON {table} (level, category, region)")
    session.ask(f"VACUUM (ANALYZE, FREEZE) {table}")


load("ready", {name: known(name, rows.amount(name)) for name in rows.amounts} | {name: rows.flag(name) for name in rows.flags})
filed = {name: known(name, column) if column.dtype == np.int64 else column for name, column in rows.filed().items()}
load("filed", filed)
questions = {("ready", what): rows.select("ready", what) for what in ("whole", "filtered")}
questions |= {("filed", what): rows.select_filed("filed", what, filed) for what in ("whole", "filtered")}
del filed


def ask(form, what):
    return session.ask(questions[form, what])


def faster_without_compiling(form):
    """Whether compiling the questions (JIT) costs more than it saves, found out before anything is counted."""
    times = []
    for jit in ("off", "on"):
        session.ask(f"SET jit = {jit}")
        for what in ("whole", "filtered"):
            ask(form, what)
        begun = time.perf_counter()
        ask(form, "whole")
        times.append(time.perf_counter() - begun)
    return times[0] <= times[1]


def processor():
    """Seconds of this session's process and of the parallel workers, which the server's first process has waited for."""
    used = [Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split() for pid in (first, own)]
    ticks = int(used[0][13]) + int(used[0][14]) + int(used[1][11]) + int(used[1][12])
    return ticks / os.sysconf("SC_CLK_TCK")


first = int((folder / "data" / "postmaster.pid").read_text().split()[0])
own = int(session.ask("SELECT pg_backend_pid()")[0][0])
plain = {form: faster_without_compiling(form) for form in ("ready", "filed")}
# Of the two forms, the one with a target decides.
session.ask(f"SET jit = {'off' if plain['filed'] else 'on'}")
converse(rows, ask, lambda found: [(row[0], row[1:]) for row in found], processor)
