"""Measure what grows with a library: pages, words, counts, the queue, lists, storing, a copy.

    python benchmarks/library.py --tracks 1000000 --keep /tmp/million.db
    python benchmarks/million.py --library /tmp/thousand.db --library /tmp/million.db [--only copy]

Each part runs in a process of its own on each library, which it changes and which may be a path or
the address of a PostgreSQL database. Printed are, for a part, the times by the clock, in ms or as
said, the processor's seconds of the whole part (which other work on the machine does not lengthen)
and the most memory that the process had in use. Of a page's times the 95th percentile is over
`--runs` first pages. How scans grow is `benchmarks/rescan.py`'s.
"""

import argparse
import io
import itertools
import json
import os
import platform
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from threading import Event, Thread

import numpy as np
import sqlalchemy as sa
from library import batches
from mixed_queries import MANY, queries

from tagstudio.cli.listing import _as_dicts
from tagstudio.core.library_address import library_address
from tagstudio.core.progress import run
from tagstudio.engine.active_learning.queue import review_queue
from tagstudio.engine.active_learning.review_item import Order
from tagstudio.engine.exchange.export import ExportPlan, export_tracks
from tagstudio.engine.exchange.formats import FORMATS
from tagstudio.library.db.backup.back_up import back_up
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.db.schema import tracks as track_table
from tagstudio.library.models import models, suggestions
from tagstudio.library.search.query import ALL_TRACKS, parse
from tagstudio.library.tags import decisions
from tagstudio.library.tags.decisions import Decision
from tagstudio.library.tracks.search_texts import FIELDS, write_texts
from tagstudio.library.views import browse, counts
from tagstudio.library.views.export import tagged_tracks

WORDS = ("kado", "kado lumi", "zzzz", "ka", "zx", "a", "artist:kado", "path:kado", "flac")
FILTERS = ("", "tag:tag00", "tag:tag25", "tag:tag49", "-tag:tag00", "tag:tag00 tag:tag01",
           "yes:tag00", "state:unreviewed", "year:1960..1970 tag:tag00", "format:flac")  # fmt: skip
SORTS = ("path", "title", "artist", "added-", "tag:tag00-")
PAGE = 200
ALBUM = 12  # tracks
STORED = 16  # tracks in one transaction, as `suggest` stores them
LISTED = 20_000  # tracks of a list


def main() -> None:
    """Measure each part of each library in a child, or be the child of one."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--library", action="append", required=True)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child(options.library[0], options.only[0], options.runs)
        return
    print(
        f"{time.strftime('%Y-%m-%d')}, {platform.platform()}; Python {platform.python_version()};"
        f" load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    for name in options.only:
        for library in options.library:
            command = [sys.executable, __file__, "--child", "--only", name, "--library", library]
            subprocess.run([*command, "--runs", str(options.runs)], check=False)


def child(address: str, name: str, runs: int) -> None:
    """Measure one part and print what it took."""
    with open_library(library_address(address), writing=name in WRITING, copying=False) as library:
        with library.read() as connection:
            size = connection.scalar(sa.select(sa.func.count()).select_from(track_table)) or 0
        kind = "PostgreSQL" if "://" in address else "SQLite"
        started = time.process_time()
        for label, value in PARTS[name](library, runs):
            print(f"{kind:11}{size:>10,}  {label:44} {value}", flush=True)
        spent = time.process_time() - started
        print(f"{kind:11}{size:>10,}  {name + ', processor and memory':44}"
              f" {spent:.2f} s, {most_memory() / 1e6:.0f} MB", flush=True)  # fmt: skip


def pages(
    library: Library, runs: int, texts: tuple[str, ...] = FILTERS
) -> Iterator[tuple[str, str]]:
    """Yield the 95th percentile of the first page of filters, in the usual orders."""
    with library.read() as connection:
        model = models.find_model(connection)
        slowest: Times | None = None
        for text, sort in itertools.product(texts, SORTS):
            query = parse(text)
            first = partial(browse.page, connection, query, model, sort, limit=PAGE)
            took = Times(runs, first)
            if slowest is None or took.processor > slowest.processor:
                slowest, of = took, f"{text or 'all'} by {sort}"
            if sort == "path":
                yield f"first page of {text or 'all'}", str(took)
        yield f"the slowest of {len(texts) * len(SORTS)}: {of}", str(slowest)


def words(library: Library, runs: int) -> Iterator[tuple[str, str]]:
    """Yield the same for words."""
    yield from pages(library, runs, WORDS)


def mixed(library: Library, _: int) -> Iterator[tuple[str, str]]:
    """Yield the times of the first pages of filters of all kinds by path, each asked twice."""
    with library.read() as connection:
        model = models.find_model(connection)
        assert model is not None
        asked = [parse(text) for text in queries([tag.name for tag in model.tags], MANY)]
        took = []
        for query in [*asked, *asked]:
            started = time.perf_counter()
            listed = browse.listing(connection, query, model, "path")
            browse.rows_of(connection, model, listed.ids[:PAGE].tolist())
            took.append(since(started))
        for label, times in (("first", took[:MANY]), ("second", took[MANY:])):
            median, late = np.percentile(times, [50, 95])
            said = f"median {median:.0f}, 95th percentile {late:.0f}, slowest {max(times):.0f} ms"
            yield f"{MANY} mixed filters, the {label} time, by the clock", said


def counted(library: Library, runs: int) -> Iterator[tuple[str, str]]:
    """Yield the times of the sidebar's counts, and of a filter's number of tracks."""
    with library.read() as connection:
        model = models.find_model(connection)
        asked: dict[str, Callable[[], object]] = {
            "counts of all tags": lambda: counts.tag_counts(connection, model),
            "counts of the states": lambda: counts.state_counts(connection, model),
            "number of tag:tag00": lambda: browse.count(connection, parse("tag:tag00"), model),
            "number of kado": lambda: browse.count(connection, parse("kado"), model),
        }
        for label, ask in asked.items():
            yield label, str(Times(min(runs, 5), ask))


def queue(library: Library, _: int) -> Iterator[tuple[str, str]]:
    """Yield the time of a review session's tracks."""
    with library.read() as connection:
        model = models.find_model(connection)
        assert model is not None
        asked = lambda: review_queue(connection, model, ALL_TRACKS, Order.MIXED, 20)  # noqa: E731
        yield "review queue of 20 tracks", str(Times(1, asked))


def lists(library: Library, _: int) -> Iterator[tuple[str, str]]:
    """Yield how soon `list --json` has its first track, and its rate."""
    with library.read() as connection:
        model = models.find_model(connection)
        started = time.perf_counter()
        rows = tagged_tracks(connection, ALL_TRACKS, model)
        length = 0
        for number, found in enumerate(_as_dicts(connection, rows, model, False)):
            length += len(json.dumps(found))
            if number == 0:
                yield "list --json, first track", f"{since(started):.0f} ms"
            if number == LISTED:
                break
        spent = time.perf_counter() - started
        yield "list --json, a track", f"{spent / number * 1e6:.0f} us, {length / number:.0f} bytes"


def playlist(library: Library, _: int) -> Iterator[tuple[str, str]]:
    """Yield the time of a playlist of all tracks."""
    with library.read() as connection:
        plan = ExportPlan(FORMATS["m3u8"], ALL_TRACKS, models.find_model(connection))
        started = time.perf_counter()
        run(export_tracks(connection, plan, io.FileIO(os.devnull, "wb"), None))
        yield "playlist of all tracks", f"{time.perf_counter() - started:.1f} s"


def storing(library: Library, _: int) -> Iterator[tuple[str, str]]:
    """Yield what storing the suggestions of 16 tracks takes, in the midst of the others.

    Of albums in any order, whose suggestions are taken out before.
    """
    with library.read() as connection:
        model = models.find_model(connection)
        assert model is not None
        last = connection.scalar(sa.select(sa.func.max(track_table.c.id))) or 0
    chance = np.random.default_rng(4)
    albums = chance.permutation(last // ALBUM)[: min(last // 2, 8000) // ALBUM]
    ids = (albums[:, None] * ALBUM + np.arange(1, ALBUM + 1)).ravel().tolist()
    for few in batches(ids):
        with library.write() as connection:
            suggestions.forget(connection, few, model.id)
    library.close()  # the pages of what was taken out are in the file by that
    library = open_library(library.path, writing=True, copying=False)
    took, before = [], given(library)
    for start in range(0, len(ids), STORED):
        few = ids[start : start + STORED]
        scores = chance.random((len(few), len(model.tags))).astype(np.float32).tolist()
        scored = [suggestions.Scored(id, tuple(row)) for id, row in zip(few, scores, strict=True)]
        started = time.perf_counter(), time.thread_time()
        with library.write() as connection:
            suggestions.store(connection, model.id, scored)
        took.append((time.perf_counter() - started[0], time.thread_time() - started[1]))
    by_clock, of_processor = np.median(np.array(took) * 1000, axis=0)
    yield (
        "storing 16 tracks, median",
        f"{of_processor:.1f} ms of the processor, {by_clock:.0f} by the clock",
    )
    kib = (given(library, closing=True) - before) / 1024 / len(ids)
    yield "storing, written to the disk a track", f"{kib:.1f} KiB"


def texts(library: Library, _: int) -> Iterator[tuple[str, str]]:
    """Yield what storing the texts of new tracks takes, as a scan does."""
    chance = random.Random(5)
    with library.read() as connection:
        last = connection.scalar(sa.select(sa.func.max(track_table.c.id))) or 0
    started, count = time.process_time(), min(last, 5000)
    before = given(library)
    for start in range(1, count, 100):
        rows = [
            (
                id,
                {**dict.fromkeys(FIELDS, ""), "title": f"Kado {chance.random()}", "path": f"/{id}"},
            )
            for id in range(start, min(start + 100, count))
        ]
        with library.write() as connection:
            write_texts(connection, rows)
    spent = (time.process_time() - started) / count * 1e6
    yield "texts of a scanned track, processor", f"{spent:.0f} us"
    yield (
        "texts, written to the disk a track",
        f"{(given(library, closing=True) - before) / 1024 / count:.1f} KiB",
    )


def copy(library: Library, _: int) -> Iterator[tuple[str, str]]:
    """Yield how long a safety copy takes, and how long answers wait beside it."""
    path, done = library.path, Event()
    if not isinstance(path, Path):
        return  # its server's own programs copy it
    waited: list[float] = []

    def answer() -> None:
        chance = random.Random(6)
        with library.read() as connection:
            model = models.find_model(connection)
            last = connection.scalar(sa.select(sa.func.max(track_table.c.id))) or 0
        assert model is not None
        while not done.is_set():
            started = time.perf_counter()
            with library.write(durable=True) as connection:
                one = Decision(chance.randrange(1, last), model.tags[0].tag_id, "yes")
                decisions.record_decisions(connection, [one], "user")
            waited.append(time.perf_counter() - started)
            done.wait(0.02)

    beside = Thread(target=answer)
    beside.start()
    started = time.perf_counter()
    made = back_up(path, "benchmark")
    spent = time.perf_counter() - started
    done.set()
    beside.join()
    size = made.stat().st_size
    made.unlink()
    yield "safety copy", f"{spent:.1f} s, {size / 1e6:.0f} MB"
    yield (f"{len(waited)} answers beside it, median, longest",
           f"{np.median(waited) * 1000:.0f} ms, {max(waited) * 1000:.0f} ms")  # fmt: skip


PARTS: dict[str, Callable[[Library, int], Iterator[tuple[str, str]]]] = {
    "pages": pages,
    "words": words,
    "mixed": mixed,
    "counts": counted,
    "queue": queue,
    "list": lists,
    "playlist": playlist,
    "storing": storing,
    "texts": texts,
    "copy": copy,
}

WRITING = {"storing", "texts", "copy"}


class Times:
    """The times of some runs of a question: by the clock, and of the processor, in ms."""

    def __init__(self, runs: int, ask: Callable[[], object]) -> None:
        by_clock, of_processor = [], []
        for _ in range(runs):
            started, spent = time.perf_counter(), time.thread_time()
            ask()
            by_clock.append(since(started))
            of_processor.append((time.thread_time() - spent) * 1000)
        self.clock = float(np.percentile(by_clock, 95))
        self.processor = float(np.percentile(of_processor, 95))

    def __str__(self) -> str:
        return f"{self.processor:.0f} ms of the processor, {self.clock:.0f} by the clock"


def since(started: float) -> float:
    """Return the time since then in ms."""
    return (time.perf_counter() - started) * 1000


def given(library: Library, *, closing: bool = False) -> int:
    """Return the bytes given to the disk for a library so far: by this process, or by its server.

    Those of a server are its log and the pages of all its databases. A new page counts once: it is
    given twice, empty to take its room and later with what it holds, but the system gives the disk
    both at once. With `closing` a library file is closed before, for what is in its log has to come
    into it.
    """
    if isinstance(library.path, Path):
        if closing:
            library.close()
        for line in Path("/proc/self/io").read_text().splitlines():
            if line.startswith("write_bytes:"):
                return int(line.split()[1])
        raise RuntimeError("/proc/self/io does not count the bytes written")
    with library.write() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("CHECKPOINT")
        query = (
            "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') + 8192 * (buffers_checkpoint"
            " + buffers_clean + buffers_backend)"
            " - (SELECT sum(pg_database_size(oid)) FROM pg_database) FROM pg_stat_bgwriter"
        )
        return int(connection.exec_driver_sql(query).scalar_one())


def most_memory() -> int:
    """Return the most memory that this process has had in use, in bytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("/proc/self/status does not tell the memory in use")


if __name__ == "__main__":
    main()
