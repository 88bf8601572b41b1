"""The board's question in PostgreSQL on its best form of the rows: one table of the month with everything worked out, laid
down in the order of its index, all in memory, two parallel workers. The server lives in a folder of its own and goes away
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
columns = {name: rows.codes(name).astype(np.int16) for name in ("region", "level", "category")}
for name in rows.amounts:
    column = pl.Series(name, rows.amount(name))
    columns[name] = column.set(column == int(UNKNOWN), None)
columns |= {name: rows.flag(name) for name in rows.flags}
frame = pl.DataFrame(columns).sort("level", "category", "region")
kinds = ["smallint"] * 3 + ["bigint"] * len(rows.amounts) + ["boolean"] * len(rows.flags)
part = Path(rows.folder) / "rows.csv"
frame.write_csv(part, include_header=False)
del columns
session = Session()
fields = ", ".join(f"{name} {kind}" for name, kind in zip(frame.columns, kinds))
session.ask(f"CREATE TABLE board_month ({fields})")
with part.open("rb") as source:
    copy = [str(programs / "psql"), "-h", str(folder), "-U", "postgres", "-qX", "-c", "COPY board_month FROM STDIN (FORMAT csv)"]
    subprocess.run([*user, *copy], stdin=source, check=True, cwd="/tmp")
part.unlink()
del frame
session.ask("CREATE INDEX ON board_month (level, category, region)")
session.ask("VACUUM (ANALYZE, FREEZE) board_month")


def ask(what):
    return session.ask(rows.select("board_month", rows.where(what)))


def faster_without_compiling():
    """Whether compiling the questions (JIT) costs more than it saves, found out before anything is counted."""
    times = []
    for jit in ("off", "on"):
        session.ask(f"SET jit = {jit}")
        for what in ("whole", "filtered"):
            ask(what)
        begun = time.perf_counter()
        ask("whole")
        times.append(time.perf_counter() - begun)
    return times[0] <= times[1]


def processor():
    """Seconds of this session's process and of the parallel workers, which the server's first process has waited for."""
    used = [Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split() for pid in (first, own)]
    ticks = int(used[0][13]) + int(used[0][14]) + int(used[1][11]) + int(used[1][12])
    return ticks / os.sysconf("SC_CLK_TCK")


first = int((folder / "data" / "postmaster.pid").read_text().split()[0])
own = int(session.ask("SELECT pg_backend_pid()")[0][0])
session.ask(f"SET jit = {'off' if faster_without_compiling() else 'on'}")
converse(rows, ask, lambda found: [(row[0], row[1:]) for row in found], processor)
