"""How long it takes to merge two libraries of 100,000 tracks and 500,000 answers each.

    python benchmarks/merge.py [--tracks 100000] [--answers 500000]

Makes both in a temporary folder: the same music under two roots, a tenth of it in another encoding
there, a tenth only there; half of the answers on nearly the same tracks and tags, about one in ten
of these the opposite. Measured are the preview, the merge, a second one that finds nothing new, the
merge the other way round, and the undo; as the job that both faces run. Prints seconds, those of
the processor, which other programs do not lengthen, and the largest memory.
"""

import argparse
import multiprocessing
import random
import resource
import secrets
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from tagstudio.audio.metadata.facts import Facts
from tagstudio.core.progress import run
from tagstudio.engine.jobs import specs
from tagstudio.engine.jobs.library_specs import MergeJob
from tagstudio.engine.plugins.vocabulary import bring_vocabulary
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.db.schema import identity, tags
from tagstudio.library.tags import undo_history
from tagstudio.library.tags.decisions import Decision, record_decisions
from tagstudio.library.tracks.tracks import NewTrack, add_tracks, folder_id

LIMIT = 60.0  # seconds of the processor, of one merge
ALBUM = 10  # tracks in a folder
OFTEN = 0.95  # of the answers are a yes


def main() -> None:
    """Make the libraries and print the seconds of each step."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tracks", type=int, default=100_000)
    parser.add_argument("--answers", type=int, default=500_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        here, there = Path(folder) / "here.db", Path(folder) / "there.db"
        made = (options.tracks, options.answers)
        in_child(here, "/home/anna/Music", *made, False)
        in_child(there, "/mnt/nas/Tracks", *made, True)
        with open_library(here, writing=True, copying=False) as library:
            job = MergeJob(file=there)
            slowest = max(
                timed(
                    "preview", lambda: run(specs.run(library, MergeJob(file=there, pretend=True)))
                ),
                timed("merge", lambda: run(specs.run(library, job))),
                timed("again, nothing new", lambda: run(specs.run(library, job))),
            )
        with open_library(there, writing=True, copying=False) as library:
            back = MergeJob(file=here)
            slowest = max(slowest, timed("the other way", lambda: run(specs.run(library, back))))
        with open_library(here, writing=True, copying=False) as library:
            timed("undo", lambda: undo(library))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"slowest {slowest:.1f} s of the processor, may take {LIMIT:.0f} s; {memory:,.0f} MiB")


def in_child(*arguments: object) -> None:
    """Make a library in a process of its own, whose memory is not that of the merge."""
    child = multiprocessing.get_context("spawn").Process(target=fill, args=arguments)
    child.start()
    child.join()
    if child.exitcode:
        raise SystemExit(f"the library could not be made: {child.exitcode}")


def fill(path: Path, root: str, count: int, answers: int, is_there: bool) -> None:
    """Make a library with tracks and answers."""
    chance = random.Random(is_there)
    first = count // 10 if is_there else 0  # the last tenth is only there
    with open_library(path, writing=True, copying=False) as library:
        bring_vocabulary(library)
        new = [
            NewTrack(
                f"{root}/{number // ALBUM}/{number}.{'flac' if is_encoded else 'mp3'}",
                1,
                1,
                (2 * number + is_encoded).to_bytes(16),
                Facts(title=f"{number}", seconds=180.0),
            )
            for number in range(first, first + count)
            for is_encoded in [is_there and number % 10 == 0]
        ]
        with library.write() as connection:
            connection.execute(sa.update(identity).values(library_id=secrets.token_hex(16)))
            ids = add_tracks(connection, folder_id(connection, root), new)
            known = sorted(connection.scalars(sa.select(tags.c.id)))[:40]
            places = range(first * len(known), (first + count) * len(known))
            chosen = random.Random(2).sample(places, answers // 2)
            chosen += chance.sample(places, answers // 2)
            said = [
                Decision(
                    ids[place // len(known) - first],
                    known[place % len(known)],
                    "yes" if chance.random() < OFTEN else "no",
                )
                for place in dict.fromkeys(chosen)
            ]
            record_decisions(connection, said, "user", at=1_700_000_000 + is_there)


def undo(library: Library) -> int:
    """Take the merge back; return the number of changes."""
    with library.write(durable=True) as connection:
        step = undo_history.undo(connection)
    return len(step.changes) if step else 0


def timed(name: str, act: Callable[[], object]) -> float:
    """Print how long an act took, and what came of it; return the processor's seconds."""
    began, worked = time.perf_counter(), time.process_time()
    result = act()
    seconds, work = time.perf_counter() - began, time.process_time() - worked
    taken = getattr(result, "taken", None)
    told = f"{result:,} answers" if taken is None else f"{taken['answer']:,} answers"
    conflicts = getattr(result, "conflicts", ())
    print(
        f"{name:20} {seconds:6.1f} s, processor {work:6.1f} s, {told}, {len(conflicts):,} conflicts"
    )
    return work


if __name__ == "__main__":
    main()
