"""Measure what storing suggestions costs: bytes written to the disk, and tracks a second.

    python benchmarks/storing.py --tracks 1000 10000 100000 --batch 16 [--runs 12] [--windows 3]
        [--members 2]

For each number of tracks a library of made-up tracks gets the scores of 50 tags for all of them, a
transaction per batch, as `suggest` stores them; with `--members` those of a joint model, with what
each of its members says. Printed are the bytes that this process gave to the
disk (write_bytes of /proc/self/io, so Linux only; the folder must not lie in memory), the rate over
all and over the last tenth, and the size of the file. Scores are drawn before the clock runs.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
from library import TAGS, batches, new_tracks

from tagstudio.library.db.database import Library, open_library
from tagstudio.library.models import models, suggestions
from tagstudio.library.models.opinions import store_opinions
from tagstudio.library.tracks import tracks

RATES = 0.16 * 0.93 ** np.arange(TAGS)


def main() -> None:
    """Store suggestions in libraries of several sizes and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--tracks", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--batch", type=int, default=16, help="tracks stored in one transaction")
    parser.add_argument(
        "--windows", type=int, default=0, help="with 3.8 kB of features of so many windows a track"
    )
    parser.add_argument(
        "--runs",
        type=int,
        default=0,
        help="shuffle runs of so many consecutive ids: 12 is albums in another order than that in"
        " which they were added, 1 no order at all; by default the order of the ids",
    )
    parser.add_argument(
        "--members", type=int, default=0, help="of a joint model: store their opinions, too"
    )
    parser.add_argument("--again", action="store_true", help="replace them all once more")
    parser.add_argument("--keep", type=Path, help="a folder for the libraries, which stay there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        for count in options.tracks:
            path = folder / f"{count}.db"
            with open_library(path, writing=True) as library:
                ids = add(library, count, options.members)
                if options.runs:
                    ids = shuffled(ids, options.runs)
                for name in ("stored", "again") if options.again else ("stored",):
                    measure(library, ids, name, options)


def add(library: Library, count: int, members: int) -> list[int]:
    """Add made-up tracks and a model, with so many members; return the tracks' ids."""
    outputs = tuple(
        models.RegisteredTag(f"tag{position:02}", "genre", float(rate))
        for position, rate in enumerate(RATES)
    )
    with library.write() as connection:
        folder = tracks.folder_id(connection, "/music")
        names = [f"member{number}" for number in range(members)]
        for name in names:
            models.register(connection, "benchmark", models.RegisteredModel(name, name, outputs))
        info = {"members": [["benchmark", name, name] for name in names]}
        joint = models.RegisteredModel("m", "0" * 64, outputs, info=info)
        models.register(connection, "benchmark", joint)
        new = new_tracks(count, random.Random(1))
        return [id for few in batches(new) for id in tracks.add_tracks(connection, folder, few)]


def shuffled(ids: list[int], run: int) -> list[int]:
    """Return `ids` in runs of `run`, which follow each other at random."""
    runs = [ids[start : start + run] for start in range(0, len(ids), run)]
    random.Random(2).shuffle(runs)
    return [id for few in runs for id in few]


def measure(library: Library, ids: list[int], name: str, options: argparse.Namespace) -> None:
    """Store suggestions for all `ids` and print what it took."""
    with library.read() as connection:
        model = models.find_model(connection, "m")
        assert model is not None
    seconds = []
    before = written()
    for scored in drawn(ids, options.batch, options.windows):
        started = time.perf_counter()
        with library.write() as connection:
            suggestions.store(connection, model.id, scored)
            for member in model.members:
                said = [replace(one, features=b"") for one in scored]
                store_opinions(connection, member, said, again=name == "again")
        seconds.append(time.perf_counter() - started)
    last = max(1, len(seconds) // 10)
    print(
        f"{name} {len(ids):>9,} tracks, {options.batch} at a time:"
        f" {(written() - before) / 1024 / len(ids):7.1f} KiB written a track,"
        f" {len(ids) / sum(seconds):7,.0f} a second,"
        f" the last tenth {last * options.batch / sum(seconds[-last:]):7,.0f};"
        f" file {library.path.stat().st_size / 1e6:,.0f} MB",
        flush=True,
    )


def drawn(ids: list[int], batch: int, windows: int) -> Iterator[list[suggestions.Scored]]:
    """Yield batches of scores distributed as a tagger's: mostly near the tag's base rate."""
    chance = np.random.default_rng(3)
    rest = iter(ids)
    while few := list(islice(rest, batch)):
        scores = chance.beta(0.5, 0.5 / RATES - 0.5, (len(few), TAGS)).astype(np.float32)
        array = chance.bytes(windows * 15 * 128 * 2)
        yield [
            suggestions.Scored(id, tuple(row), array)
            for id, row in zip(few, scores.tolist(), strict=True)
        ]


def written() -> int:
    """Return the bytes that this process has caused to be sent to the storage layer."""
    for line in Path("/proc/self/io").read_text().splitlines():
        if line.startswith("write_bytes:"):
            return int(line.split()[1])
    raise RuntimeError("/proc/self/io does not count the bytes written")


if __name__ == "__main__":
    main()
