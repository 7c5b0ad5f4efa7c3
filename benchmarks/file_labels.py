"""How long it takes to make answers of the genres of 20,000 files.

    python benchmarks/file_labels.py [--tracks 20000]

Makes a library in a temporary folder, with one to three genres a track of a few hundred, some of
which name tags. Measured are the preview, the taking over, a second run that finds nothing new, one
after a tenth of the files was retagged, and the undo; as the job that both faces run. Prints
seconds, and those of the processor, which other programs do not lengthen.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from tagstudio.audio.metadata.facts import Facts
from tagstudio.core.progress import run
from tagstudio.engine.jobs import specs
from tagstudio.engine.jobs.library_specs import LabelsFromFilesJob
from tagstudio.engine.plugins.vocabulary import bring_vocabulary
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.db.schema import tracks
from tagstudio.library.tags import undo_history
from tagstudio.library.tracks.tracks import NewTrack, add_tracks, folder_id
from tagstudio.plugin_api.vocabulary import LASTFM_TAGS

UNKNOWN = 300  # genres that name no tag
LIMIT = 3.0  # seconds, of a run over all files


def main() -> None:
    """Make the library and print the seconds of each step."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tracks", type=int, default=20_000)
    count = parser.parse_args().tracks
    with (
        tempfile.TemporaryDirectory() as folder,
        open_library(Path(folder) / "library.db", writing=True) as library,
    ):
        fill(library, count)
        job = LabelsFromFilesJob()
        slowest = max(
            timed("preview", lambda: run(specs.run(library, LabelsFromFilesJob(pretend=True)))),
            timed("take over", lambda: run(specs.run(library, job))),
            timed("again, nothing new", lambda: run(specs.run(library, job))),
        )
        retag(library, count // 10)
        slowest = max(
            slowest,
            timed("again, a tenth retagged", lambda: run(specs.run(library, job))),
            timed("undo", lambda: undo(library)),
        )
    print(f"slowest {slowest:.2f} s of the processor, may take {LIMIT:.0f} s")


def fill(library: Library, count: int) -> None:
    """Add tracks with genres."""
    chance = random.Random(0)
    bring_vocabulary(library)
    known = [tag.name.title() for tag in LASTFM_TAGS]
    genres = known + [f"Genre {number}/Style" for number in range(UNKNOWN)]
    weights = [10] * len(known) + [1] * UNKNOWN
    new = [
        NewTrack(
            f"/music/{number}.mp3",
            1,
            1,
            number.to_bytes(16),
            Facts(genre=tuple(chance.choices(genres, weights, k=chance.randint(1, 3)))),
        )
        for number in range(count)
    ]
    with library.write() as connection:
        add_tracks(connection, folder_id(connection, "/music"), new)


def retag(library: Library, count: int) -> None:
    """Let the first tracks have another genre."""
    with library.write() as connection:
        first = sa.update(tracks).where(tracks.c.id <= count)
        connection.execute(first.values(genre="Jazz; Genre 1/Style"))


def undo(library: Library) -> int:
    """Take the last run back; return the number of changes."""
    with library.write(durable=True) as connection:
        step = undo_history.undo(connection)
    return len(step.changes) if step else 0


def timed(name: str, act: Callable[[], object]) -> float:
    """Print how long an act took, and what came of it; return the processor's seconds."""
    began, worked = time.perf_counter(), time.process_time()
    result = act()
    seconds, work = time.perf_counter() - began, time.process_time() - worked
    changes = getattr(result, "changes", None)
    count = result if changes is None else len(changes)
    print(f"{name:25} {seconds:5.2f} s, processor {work:5.2f} s, {count:,} answers")
    return work


if __name__ == "__main__":
    main()
