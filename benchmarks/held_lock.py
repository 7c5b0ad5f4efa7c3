"""How long the window's questions take, and for how long they keep Python's lock from the window.

    python benchmarks/held_lock.py /tmp/library.db [tag ...]

What reads the library beside the window holds it up only while it keeps Python's lock. Each
question is asked on a thread; every half millisecond another one, as the window's, asks for the
lock, and looks how much processor time the first has had meanwhile. So the figures are those of the
program, whatever else the machine does. With words only the questions in whose names one of them
is.
"""

from __future__ import annotations

import gc
import platform
import sys
import threading
import time
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path

import PySide6
import sqlalchemy as sa

from tagstudio.library.db.database import Library, open_library
from tagstudio.library.models.models import Model, find_model
from tagstudio.library.search.query import ALL_TRACKS, parse
from tagstudio.library.tracks.track_state import every_track
from tagstudio.library.views import browse
from tagstudio.library.views.common_artists import common_artists
from tagstudio.library.views.common_tags import common_tags
from tagstudio.ui.base.responsive import SWITCH_SECONDS
from tagstudio.ui.library_screen.shown_track import shown_tracks
from tagstudio.ui.library_screen.sidebar_model import read_sidebar_counts

ASKED_SECONDS = 0.0005
RUNS = 3
QUERIES = (
    "",
    "tag:tag00",
    "-tag:tag00",
    "tag:tag01 , tag:tag02 , tag:tag03",
    "state:suggested",
    "kado",
    "artist:kado",
    "path:kado",
    "year:1960..",
)
ORDERS = ("title", "year-", "state", "tag:tag00-", "genre")
Ask = Callable[[sa.Connection], object]


def main() -> None:
    """Ask each question and print its times."""
    path, words = Path(sys.argv[1]), sys.argv[2:]
    print(
        f"{platform.platform()}; Python {platform.python_version()}, PySide6 {PySide6.__version__}"
    )
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.disable()  # as in the window
    with open_library(path, writing=False) as library:
        with library.read() as connection:
            model, ids = find_model(connection), array("q", every_track(connection).tobytes())
        print(f"{len(ids):,} tracks; processor time, the best of {RUNS} runs")
        for name, ask in questions(model, ids):
            if not words or any(word in name for word in words):
                took, held = min(asked(library, ask) for _ in range(RUNS))
                print(
                    f"{name:52} {took * 1000:7.1f} ms; kept the lock {held * 1000:5.1f} ms at most",
                    flush=True,
                )


def questions(model: Model | None, ids: array[int]) -> Iterator[tuple[str, Ask]]:
    """Yield what the window asks, with a name for each."""
    for text in QUERIES:
        query = parse(text)
        yield (
            f"the first tracks of: {text or 'all'}",
            lambda connection, query=query: browse.listing(connection, query, model, "path"),
        )
        yield (
            f"all tracks of: {text or 'all'}",
            lambda connection, query=query: browse.whole_listing(connection, query, model, "path"),
        )
    for order in ORDERS:
        yield (
            f"the first tracks by: {order}",
            lambda connection, order=order: browse.listing(connection, ALL_TRACKS, model, order),
        )
    yield "60 rows", lambda connection: shown_tracks(connection, model, ids[5000:5060], (), None)
    yield "the sidebar's counts", lambda connection: read_sidebar_counts(connection, model)
    yield "the tags of all tracks", lambda connection: common_tags(connection, model, ids)
    yield "the tags of every other track", lambda c: common_tags(c, model, ids[::2])
    yield "the tags of 2,000 tracks", lambda c: common_tags(c, model, ids[:4000:2])
    yield "the artists of 2,000 tracks", lambda c: common_artists(c, ids[:4000:2])


def asked(library: Library, ask: Ask) -> tuple[float, float]:
    """Return the processor time of a question, and the most of it between two looks, in s."""
    took: list[float] = []

    def work() -> None:
        with library.read() as connection:
            began = time.thread_time()
            ask(connection)
            took.append(time.thread_time() - began)

    thread = threading.Thread(target=work)
    thread.start()
    assert thread.ident is not None
    clock = time.pthread_getcpuclockid(thread.ident)
    held, before = 0.0, time.clock_gettime(clock)
    while thread.is_alive():
        time.sleep(ASKED_SECONDS)
        try:
            now = time.clock_gettime(clock)
        except OSError:  # it has ended just now
            break
        held, before = max(held, now - before), now
    thread.join()
    return took[0], held


if __name__ == "__main__":
    main()
