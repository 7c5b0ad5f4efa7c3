"""Measure how many tracks a second are written with each preset, against the standard.

    python benchmarks/write_presets.py [--tracks 1000] [--presets standard itunes serato]
        [--rounds 2]

A library of short files (FLAC and MP3 in turn, a second each, with a comment) has answers to five
tags of each track. Each round writes all files with each preset in turn and takes that back, so the
load of the machine meets all of them; the first preset is the one that the ratios are to. Printed
are tracks a second of planning, writing and undo, by the clock, and the milliseconds of the
processor that a track takes in this process and its readers, which other programs lengthen less;
the median of the rounds.
"""

import argparse
import os
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from tagstudio.audio.metadata.file_tags.files import write_file_tags
from tagstudio.core.progress import run
from tagstudio.engine.correcting.correct import Answer, CorrectOptions, correct_tracks
from tagstudio.engine.file_tags.plan import WriteOptions, WritePlan, plan_writes
from tagstudio.engine.file_tags.presets.find import find_preset
from tagstudio.engine.file_tags.undo import undo_writing
from tagstudio.engine.file_tags.write import WriteReport, write_planned
from tagstudio.engine.scanning.scan import scan
from tagstudio.library.db.database import Library, open_library

HZ = 22050
ANSWERED = {"jazz": "genre", "sad": "mood", "piano": "instrument", "60s": "era", "wedding": ""}


def main() -> None:
    """Write with each preset and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--tracks", type=int, default=1000)
    parser.add_argument("--presets", nargs="+", default=["standard", "itunes", "serato"])
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["TAGSTUDIO_HOME"] = str(Path(scratch) / "home")
        music = Path(scratch) / "music"
        music.mkdir()
        for number in range(options.tracks):
            make(music, number)
        with open_library(Path(scratch) / "library.db", writing=True) as library:
            ids = filled(library, music)
            measure(library, ids, options.presets, options.rounds)


def make(folder: Path, number: int) -> None:
    """Make one file: noise of its own, so that no two are one recording."""
    path = folder / f"{number:06}{'.flac' if number % 2 else '.mp3'}"
    sound = 0.1 * np.random.default_rng(number).standard_normal(HZ)
    soundfile.write(path, sound, HZ)
    write_file_tags(str(path), path.name, {"comment": (f"number {number}",), "title": ("A",)})


def filled(library: Library, music: Path) -> list[int]:
    """Scan the files and answer five tags of each; return the ids of the tracks."""
    run(scan(library, [music]))
    with library.read() as connection:
        ids = list(connection.exec_driver_sql("SELECT id FROM tracks").scalars())
    for tag, group in ANSWERED.items():
        options = CorrectOptions(new_tags=True, group=group)
        correct_tracks(library, ids, [Answer(tag, "yes")], options)
    return ids


def measure(library: Library, ids: list[int], presets: list[str], rounds: int) -> None:
    """Print the rates of each preset, and its ratios to the first."""
    found: dict[str, list[list[float]]] = {name: [] for name in presets}
    for _ in range(rounds):
        for name in presets:
            plan, planning = timed(partial(planned, library, ids, name))
            report, writing = timed(partial(written, library, plan))
            if report.written != len(ids):
                raise SystemExit(f"{name}: written {report.written} of {len(ids)}")
            undone, undoing = timed(lambda: run(undo_writing(library)))
            if undone.written != len(ids):
                raise SystemExit(f"{name}: undone {undone.written} of {len(ids)}")
            found[name].append([*planning, *writing, *undoing])
    medians = {
        name: [statistics.median(one) for one in zip(*rounds_of, strict=True)]
        for name, rounds_of in found.items()
    }
    first = medians[presets[0]]
    for name, took in medians.items():
        print(f"{name:12}", end="")
        for place, what in enumerate(("plan", "write", "undo")):
            clock, work = took[2 * place], took[2 * place + 1]
            of_first = work / first[2 * place + 1]
            print(
                f" {what} {len(ids) / clock:7.1f}/s, {1000 * work / len(ids):5.1f} ms"
                f" (x{of_first:.2f})",
                end="",
            )
        print(flush=True)


def planned(library: Library, ids: list[int], preset: str) -> WritePlan:
    """Plan the writing of all tracks with a preset."""
    return run(plan_writes(library, ids, None, WriteOptions(preset=find_preset(preset))))


def written(library: Library, plan: WritePlan) -> WriteReport:
    """Write what is planned."""
    return run(write_planned(library, plan))


def timed(work: Callable[[], Any]) -> tuple[Any, tuple[float, float]]:
    """Do this; return its result, and the seconds that it took by the clock and the processor."""
    begun, busy = time.perf_counter(), worked()
    result = work()
    return result, (time.perf_counter() - begun, worked() - busy)


def worked() -> float:
    """Return the processor's seconds of this process and of the children that ended."""
    own, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


if __name__ == "__main__":
    main()
