"""Measure opening, browsing, searching and checking a large library.

    python benchmarks/library.py --tracks 100000 --keep /tmp/library.db

Makes a synthetic library through the library's own functions (or takes the one at --keep, if it is
there), then prints the shortest of a few runs of each question, in milliseconds.
"""

import argparse
import os
import platform
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TypeVar

import numpy as np
import sqlalchemy

from tagstudio.audio.metadata.facts import Facts
from tagstudio.library.db import schema
from tagstudio.library.db.backup.back_up import back_up
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.db.sqlite.connection import connect
from tagstudio.library.models import models, suggestions, user_thresholds
from tagstudio.library.models.user_thresholds import UserThreshold
from tagstudio.library.search import execute
from tagstudio.library.search.pending import pending_tracks
from tagstudio.library.search.query import ALL_TRACKS, parse
from tagstudio.library.tags import decisions
from tagstudio.library.tracks import folders, track_columns, tracks
from tagstudio.library.tracks.artist_splits import split_keys
from tagstudio.library.views import browse, counts
from tagstudio.library.views.review_candidates import review_candidates

PAGE = 200
BATCH = 5000
TAGS = 50
QUERIES = (
    "",
    "tag:tag00",
    "tag:tag25",
    "tag:tag49",
    "tag:tag00>0.05",
    "tag:tag00>0",
    "-tag:tag00",
    "tag:tag00 tag:tag01 -tag:tag02",
    "tag:tag00 , tag:tag01",
    "yes:tag00",
    "state:unreviewed",
    "state:unreviewed tag:tag00",
    "year:1960..1970 tag:tag00",
    "artist:ba tag:tag00",
)
SEARCHES = ("kado", "zzzz", "a", "kado lumi", "artist:kado", "path:kado")
SORTS = (
    "path",
    "title-",
    "artist",
    "year",
    "seconds-",
    "added",
    "state",
    "tag:tag00-",
    "tag:tag49",
)
T = TypeVar("T")
SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]


def main() -> None:
    """Make or take the library, then measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--tracks", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, help="the file to make, or to use if it is there")
    parser.add_argument("--features", action="store_true", help="with 3.8 kB of features a track")
    parser.add_argument("--limit", type=float, default=50, help="mark what takes longer, in ms")
    options = parser.parse_args()
    print(
        f"{platform.platform()}, {platform.processor() or platform.machine()};"
        f" Python {platform.python_version()}, SQLite {sqlite3.sqlite_version},"
        f" SQLAlchemy {sqlalchemy.__version__};"
        f" load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    with tempfile.TemporaryDirectory() as folder:
        path = options.keep or Path(folder) / "library.db"
        if not path.exists():
            make(path, options.tracks, options.features)
        measure_file(path)
        with open_library(path, writing=False) as library:
            measure_pages(library, options.limit)
            measure_counts(library)
        with open_library(path, writing=True) as library:
            measure_user_threshold(library)
            measure_removal(library)


def make(path: Path, count: int, features: bool) -> None:
    """Make a library at `path` through the library's own functions."""
    chance = random.Random(1)
    started = time.perf_counter()
    with open_library(path, writing=True) as library:
        with library.write() as connection:
            folder = tracks.folder_id(connection, "/music")
            added = timed_batches(
                "tracks", count, chance, lambda new: tracks.add_tracks(connection, folder, new)
            )
        fill_suggestions(library, added, features, chance)
        with library.write(durable=True) as connection:
            decide(connection, added, chance)
            tracks.mark_reviewed(connection, chance.sample(added, count // 10), time.time())
            tracks.mark_missing(connection, chance.sample(added, count // 100))
        for _ in track_columns.complete(library):
            pass
    print(f"{count:,} tracks x {TAGS} tags made in {time.perf_counter() - started:.1f} s")


def timed_batches(
    name: str,
    count: int,
    chance: random.Random,
    add: Callable[[list[tracks.NewTrack]], list[int]],
) -> list[int]:
    """Add made-up tracks in batches and print how fast."""
    ids, started = [], time.perf_counter()
    for batch in batches(new_tracks(count, chance)):
        ids += add(batch)
    print(f"  {name}: {count / (time.perf_counter() - started):,.0f} a second")
    return ids


def new_tracks(count: int, chance: random.Random) -> Iterator[tracks.NewTrack]:
    """Yield made-up tracks: few artists, more albums, some texts missing."""
    artists = [words(chance, 2) for _ in range(max(1, count // 100))]
    albums = [words(chance, 3) for _ in range(max(1, count // 12))]
    for number in range(count):
        artist = chance.choice(artists) if chance.random() > 0.02 else ""
        album, title = chance.choice(albums), words(chance, 3) if chance.random() > 0.02 else ""
        yield tracks.NewTrack(
            path=f"/music/{artist}/{album}/{number:06} {title}.flac",
            size=chance.randrange(1_000_000, 50_000_000),
            mtime_ns=chance.randrange(1_600_000_000 * 10**9, 1_700_000_000 * 10**9),
            content_hash=chance.randbytes(16),
            facts=Facts(
                title=title,
                artist=artist,
                album=album,
                albumartist=artist,
                year=chance.randrange(1950, 2026) if chance.random() > 0.1 else None,
                genre=(chance.choice(albums).split()[0],),
                track_number=number % 12 + 1,
                seconds=chance.uniform(60, 600),
                hz=44100,
                channels=2,
                format=chance.choice(["flac", "mp3"]),
            ),
        )


def fill_suggestions(
    library: Library, ids: list[int], features: bool, chance: random.Random
) -> None:
    """Store scores distributed as a tagger's: mostly near the base rate, which falls from 16 %."""
    rates = 0.16 * 0.93 ** np.arange(TAGS)
    drawn = np.random.default_rng(1)
    with library.write() as connection:
        outputs = tuple(
            models.RegisteredTag(f"tag{position:02}", "genre", rate)
            for position, rate in enumerate(rates.tolist())
        )
        model_id = models.register(
            connection, "benchmark", models.RegisteredModel("synthetic", "0" * 64, outputs)
        )
    array = chance.randbytes(15 * 128 * 2) if features else b""
    started = time.perf_counter()
    for batch in batches(ids):
        scores = drawn.beta(0.5, 0.5 / rates - 0.5, (len(batch), TAGS)).astype(np.float32)
        scored = [
            suggestions.Scored(id, tuple(row), array)
            for id, row in zip(batch, scores.tolist(), strict=True)
        ]
        with library.write() as connection:
            suggestions.store(connection, model_id, scored)
    print(f"  suggestions: {len(ids) / (time.perf_counter() - started):,.0f} tracks a second")


def decide(connection: sqlalchemy.Connection, ids: list[int], chance: random.Random) -> None:
    """Decide one tag of every fifth track."""
    model = models.find_model(connection)
    assert model is not None
    decided = [
        decisions.Decision(id, chance.choice(model.tags).tag_id, chance.choice(["yes", "no"]))
        for id in chance.sample(ids, len(ids) // 5)
    ]
    decisions.record_decisions(connection, decided, "user")


def measure_file(path: Path) -> None:
    """Print the times of opening, checking and copying the file."""
    print(f"file: {path.stat().st_size / 1e6:.0f} MB")
    for writing in (False, True):
        took = best(lambda writing=writing: open_library(path, writing=writing).close())
        print(f"open for {'writing' if writing else 'reading'}: {took:.1f} ms")
    started = time.perf_counter()
    with closing(connect(path, "ro")) as file:
        file.execute("PRAGMA quick_check").fetchall()
    print(f"quick_check: {time.perf_counter() - started:.2f} s")
    started = time.perf_counter()
    copy = back_up(path, "benchmark")
    size = copy.stat().st_size / 1e6
    print(f"verified copy: {time.perf_counter() - started:.2f} s, {size:.0f} MB")
    copy.unlink()


def measure_pages(library: Library, limit: float) -> None:
    """Print the times of the first, middle and last page, for queries times orders."""
    print(f"\npages of {PAGE} rows, ms      first  middle    last   (tracks)")
    slow = []
    with library.read() as connection:
        model = models.find_model(connection)
        for text in QUERIES + SEARCHES:
            query = parse(text)
            total = browse.count(connection, query, model)
            for sort in SORTS if text in QUERIES else SORTS[:2]:
                took = [
                    best(
                        lambda offset=offset, sort=sort, query=query: browse.page(
                            connection, query, model, sort, limit=PAGE, offset=offset
                        )
                    )
                    for offset in (0, max(0, total // 2), max(0, total - PAGE))
                ]
                line = f"{text or '(all)':30} by {sort:12} " + " ".join(f"{t:7.1f}" for t in took)
                print(f"{line}   ({total:,}){'  <-- slow' if max(took) > limit else ''}")
                slow += [line] if max(took) > limit else []
    print(f"\n{len(slow)} over {limit:.0f} ms")


def measure_counts(library: Library) -> None:
    """Print the times of counting, and of the lists that other parts of the program read."""
    print("\ncounts, ms")
    with library.read() as connection:
        model = models.find_model(connection)
        for text in QUERIES + SEARCHES:
            took = best(lambda text=text: browse.count(connection, parse(text), model))
            print(f"{text or '(all)':30} {took:7.1f}")
        print(f"{'states':30} {best(lambda: counts.state_counts(connection, model)):7.1f}")
        for state in ("missing", "failed", "reviewed", "suggested", "new"):
            took = best(lambda state=state: execute.in_state(connection, state, model))
            print(f"{'in state ' + state:30} {took:7.1f}")
        took = best(lambda: review_candidates(connection, model, ALL_TRACKS), 3)
        print(f"{'review candidates':30} {took:7.1f}")
        took = best(lambda: pending_tracks(connection, model.id, again=True), 3)
        print(f"{'pending tracks':30} {took:7.1f}")
        took = best(lambda: split_keys(connection, list(range(1, 2001))), 3)
        print(f"{'split keys of 2,000 tracks':30} {took:7.1f}")


def measure_user_threshold(library: Library) -> None:
    """Print the times for a tag with a low user threshold, then reset it."""
    with library.write() as connection:
        model = models.find_model(connection)
        assert model is not None
        user_thresholds.set_threshold(connection, model, model.tags[0].tag_id, UserThreshold(0.01))
    print("\nthe threshold of tag00 set to 0.01, ms")
    print_questions(library)
    with library.write() as connection:
        user_thresholds.reset_threshold(connection, model, model.tags[0].tag_id)


def measure_removal(library: Library) -> None:
    """Print the time of removing a folder with about half of the tracks, and put it back."""
    with library.read() as connection:
        paths = connection.scalars(sqlalchemy.select(schema.tracks.c.path)).all()
    named = (path for path in paths if "//" not in path)
    artists = sorted({path.rpartition("/")[0].rpartition("/")[0] for path in named})
    with library.write() as connection:
        for artist in artists[::2]:  # folders of their own stay in the library
            tracks.folder_id(connection, artist)
        started = time.perf_counter()
        removal = folders.remove(connection, "/music")
        took = time.perf_counter() - started
    print(f"\n{removal.tracks:,} tracks removed with a folder in {took * 1000:.0f} ms; then, ms")
    print_questions(library)
    with library.write() as connection:
        started = time.perf_counter()
        folders.put_back(connection, "/music")
        print(f"put back: {(time.perf_counter() - started) * 1000:.0f} ms")
        for artist in artists[::2]:
            folders.remove(connection, artist)


def print_questions(library: Library) -> None:
    """Print the times of a few first pages, the counts of all tags and the list of folders."""
    with library.read() as connection:
        model = models.find_model(connection)
        for text in ("", "tag:tag00", "tag:tag25", "-tag:tag00", "artist:ba tag:tag00"):
            query = parse(text)
            took = best(lambda query=query: browse.page(connection, query, model, limit=PAGE))
            found = browse.count(connection, query, model)
            print(f"{text or '(all)':30} {took:7.1f}   ({found:,})")
        took = best(lambda: counts.tag_counts(connection, model), 2)
        print(f"{'counts of all tags':30} {took:7.1f}")
        print(f"{'folders':30} {best(lambda: folders.folder_states(connection), 2):7.1f}")


def words(chance: random.Random, count: int) -> str:
    """Return made-up words."""
    return " ".join(
        "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(2, 4))).title()
        for _ in range(count)
    )


def batches(items: Iterable[T]) -> Iterator[list[T]]:
    """Yield `items` in lists of BATCH."""
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch


def best(work: Callable[[], object], runs: int = 5) -> float:
    """Return the shortest of a few runs, in ms: other load can only lengthen a run."""
    took = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        took.append(time.perf_counter() - started)
    return min(took) * 1000


if __name__ == "__main__":
    main()
