"""How many files a second a scan reads, beside `beet import -A` on the same folder.

    python benchmarks/scan.py --files 2000 --beet /somewhere/venv/bin/beet
    python benchmarks/scan.py --files 300 --like FOLDER --beet ...

Makes a folder of tagged mp3 and flac files, half of each, in albums of twelve; no two sound alike,
so that every file has a content hash of its own. `--like` takes the sound of real files instead of
made-up music. Every command runs from its start to its exit, on a library that it has to make;
the files are in the system's cache for both. beets has an environment of its own:

    python -m venv /somewhere/venv && /somewhere/venv/bin/pip install beets
"""

import argparse
import os
import platform
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import mutagen
import numpy as np
import soundfile

from tagstudio.audio.containers.audio_spans import find_audio_spans
from tagstudio.core import paths

ALBUM = 12  # tracks
TEMPLATES = 4  # sounds of each format that are made; the copies differ in a stamp
HZ = 44_100
STAMP_EVERY = 4096  # bytes of an mp3's audio
STAMP_BYTES = 8
UNSTAMPED = 1 << 14  # bytes at the start of an mp3's audio
BEETS_SETTINGS = """\
directory: {folder}/music
library: {folder}/beets.db
plugins: []
import:
  copy: no
  write: no
  quiet: yes
  autotag: no
"""


@dataclass(frozen=True)
class Run:
    """A command that has run: its cost, and the number of files in its library then.

    `core_seconds` are those of all its processes, `megabytes` the most that one of them used.
    """

    name: str
    seconds: float
    core_seconds: float
    megabytes: float
    files: int


def main() -> None:
    """Make the files, run each program on them, print."""
    options = arguments()
    with tempfile.TemporaryDirectory(dir=options.scratch) as folder:
        scratch = Path(folder)
        os.environ[paths.HOME_VARIABLE] = str(scratch / "home")
        count = make_folder(scratch / "music", scratch / "sounds", options)
        runs = [
            run
            for number in range(options.repeat)
            for run in measured(scratch / str(number), scratch / "music", options.beet)
        ]
        report(runs, count)


def arguments() -> argparse.Namespace:
    """Return the command line's options."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--seconds", type=float, default=5.0, help="length of the made-up music")
    parser.add_argument("--like", type=Path, help="a folder with mp3 and flac files to copy")
    parser.add_argument("--beet", type=Path, help="the command of a beets in its own environment")
    parser.add_argument("--repeat", type=int, default=2, help="runs of each; the best counts")
    parser.add_argument("--scratch", type=Path, help="where the folder is made")
    return parser.parse_args()


def make_folder(music: Path, sounds: Path, options: argparse.Namespace) -> int:
    """Fill `music` with tagged files of distinct sound; print how many and how large."""
    chance = random.Random(1)
    templates = found_sounds(options.like) if options.like else made_sounds(sounds, options.seconds)
    size = 0
    for number in range(options.files):
        template = templates[number % len(templates)]
        album = music / f"Artist {number // ALBUM % 40:02}" / f"Album {number // ALBUM:04}"
        album.mkdir(parents=True, exist_ok=True)
        path = album / f"{number % ALBUM + 1:02} Track{template.suffix}"
        shutil.copyfile(template, path)
        tag(path, number)
        stamp(path, chance)
        size += path.stat().st_size
    kinds = sorted({template.suffix[1:] for template in templates})
    print(
        f"{options.files:,} files ({', '.join(kinds)}), {size / options.files / 1e3:,.0f} kB each"
    )
    return int(options.files)


def found_sounds(folder: Path) -> list[Path]:
    """Return the mp3 and flac files of `folder`."""
    found = sorted(path for path in folder.rglob("*") if path.suffix in {".mp3", ".flac"})
    if not found:
        sys.exit(f"{folder} holds neither mp3 nor flac files.")
    return found


def made_sounds(folder: Path, seconds: float) -> list[Path]:
    """Make a few chords in noise as mp3 and as flac, one of each in turn."""
    folder.mkdir()
    noise = np.random.default_rng(1)
    times = np.arange(int(HZ * seconds)) / HZ
    made = []
    for number in range(TEMPLATES):
        chord = sum(np.sin(2 * np.pi * (110 + 37 * number) * k * times) / k for k in (1, 2, 3, 5))
        sound = 0.2 * chord[:, None] + 0.02 * noise.standard_normal((len(times), 2))
        for suffix in ("mp3", "flac"):
            made.append(folder / f"{number}.{suffix}")
            soundfile.write(made[-1], sound, HZ)
    return made


def tag(path: Path, number: int) -> None:
    """Give the file tags of its own."""
    file = mutagen.File(path, easy=True)
    if file.tags is None:
        file.add_tags()
    artist = f"Artist {number // ALBUM % 40:02}"
    file["title"] = f"Track number {number}"
    file["artist"] = file["albumartist"] = artist
    file["album"] = f"Album {number // ALBUM:04}"
    file["date"] = str(1950 + number % 70)
    file["genre"] = ["Jazz", "Rock", "Folk", "Techno"][number // ALBUM % 4]
    file["tracknumber"] = str(number % ALBUM + 1)
    file.save()


def stamp(path: Path, chance: random.Random) -> None:
    """Change the sound of the file here and there, so that no other file sounds like it.

    The first frames of an mp3, at which tag readers look, stay; of a flac it is the MD5 of its
    samples that changes.
    """
    with path.open("r+b") as file:
        for start, end in find_audio_spans(file, path.stat().st_size).spans:
            first = start if path.suffix == ".flac" else start + UNSTAMPED
            for at in range(first, end - STAMP_BYTES, STAMP_EVERY):
                file.seek(at)
                file.write(chance.randbytes(STAMP_BYTES))


def measured(scratch: Path, music: Path, beet: Path | None) -> list[Run]:
    """Run beets, a first scan and a second one."""
    scratch.mkdir()
    library = scratch / "library.db"
    scan = [sys.executable, "-m", "tagstudio", "--library", str(library), "scan", str(music)]
    runs = [beet_import(scratch, music, beet)] if beet else []
    runs.append(timed("tagstudio scan", scan, library, "tracks"))
    runs.append(timed("tagstudio scan, again", scan[:-1], library, "tracks"))
    return runs


def beet_import(scratch: Path, music: Path, beet: Path) -> Run:
    """Import the folder into a beets library that is made for it, without looking anything up."""
    settings = scratch / "config.yaml"
    settings.write_text(BEETS_SETTINGS.format(folder=scratch), encoding="utf-8")
    os.environ["BEETSDIR"] = str(scratch)
    command = [str(beet), "import", "-A", "-q", str(music)]
    return timed("beet import -A", command, scratch / "beets.db", "items")


def timed(name: str, command: list[str], library: Path, table: str) -> Run:
    """Run `command` and count the rows that its library then has in `table`."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}.")
    with closing(sqlite3.connect(library)) as connection:
        [(count,)] = connection.execute(f"SELECT count(*) FROM {table}")
    core_seconds = used.ru_utime + used.ru_stime
    return Run(name, seconds, core_seconds, used.ru_maxrss / 1024, count)


def report(runs: list[Run], count: int) -> None:
    """Print a row per command, from the best run of each."""
    print(
        f"{platform.platform()}, {platform.processor() or platform.machine()};"
        f" Python {platform.python_version()}, mutagen {mutagen.version_string};"
        f" load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    best = {run.name: run for run in sorted(runs, key=lambda run: -run.seconds)}
    beets = best.get("beet import -A")
    print(f"{'':24}seconds  files/s  core s    MB  files in  times beets")
    for run in (best[name] for name in dict.fromkeys(run.name for run in runs)):
        times = f"{beets.seconds / run.seconds:.2f}" if beets else "-"
        print(
            f"{run.name:24}{run.seconds:7.2f}  {count / run.seconds:7,.0f}"
            f"  {run.core_seconds:6.2f}  {run.megabytes:4.0f}  {run.files:8,}  {times:>11}"
        )
    if not beets:
        print(
            "beets is not measured. It wants an environment of its own:"
            " python -m venv VENV && VENV/bin/pip install beets; then --beet VENV/bin/beet"
        )


if __name__ == "__main__":
    main()
