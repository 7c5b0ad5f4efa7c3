"""Measure copying a library from a file into PostgreSQL and back.

    python benchmarks/library_copy.py --tracks 10000 100000

Makes synthetic libraries (`library.make`), copies each into a database of a server that is started
for it, and into a file again, and prints the seconds, the processor seconds and the largest memory
of each `tagstudio library copy`. Both files are compared table by table at the end.
"""

import argparse
import datetime
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import library
import sqlalchemy as sa
from postgresql_server import running_server

from tagstudio.engine.copying.rows import COPIED, digest_of
from tagstudio.library.db.database import open_library


def main() -> None:
    """Copy each library there and back, and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--tracks", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--features", action="store_true", help="with 3.8 kB of features a track")
    parser.add_argument("--keep", type=Path, help="a folder to make the libraries in, or find them")
    options = parser.parse_args()
    print(
        f"{datetime.date.today()}, {platform.platform()}, Python {platform.python_version()};"
        f" load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    with tempfile.TemporaryDirectory() as temporary, running_server() as server:
        for count in options.tracks:
            path = (options.keep or Path(temporary)) / f"{count}.db"
            if not path.exists():
                library.make(path, count, options.features)
            size = path.stat().st_size / 1e6
            with server.empty_database() as address:
                back = Path(temporary) / f"{count}-back.db"
                with measured(f"{count:,} tracks ({size:.0f} MB), file -> PostgreSQL"):
                    copy(path, address)
                with measured(f"{count:,} tracks, PostgreSQL -> file"):
                    copy(address, back)
            compare(path, back)


def copy(source: object, target: object) -> None:
    """Copy by the command that a user types."""
    command = [sys.executable, "-m", "tagstudio", "library", "copy", str(source), str(target)]
    subprocess.run(command, check=True)


@contextmanager
def measured(what: str) -> Iterator[None]:
    """Print seconds, processor seconds and the largest memory of the command in the block."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    yield
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(
        f"{what}: {seconds:.1f} s, {processor:.1f} s of the processor here,"
        f" {after.ru_maxrss / 1024:.0f} MB at most so far"
    )


def compare(one: Path, other: Path) -> None:
    """Compare all tables of two library files, and print how many rows they have."""
    rows = 0
    with (
        open_library(one, writing=False) as first,
        open_library(other, writing=False) as second,
        first.read() as left,
        second.read() as right,
    ):
        for table in COPIED:
            if digest_of(left, table) != digest_of(right, table):
                raise SystemExit(f"{table.name} differs")
            rows += left.scalar(sa.select(sa.func.count()).select_from(table)) or 0
    print(f"{rows:,} rows are the same in both files")


if __name__ == "__main__":
    main()
