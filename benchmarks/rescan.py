"""Measure scanning a folder that the library knows: time, memory, and how soon a cancel ends it.

    python benchmarks/rescan.py --files 1000 100000 1000000 --scratch FOLDER

For each number of files a folder of empty files in albums of twelve is made (there must be as many
free inodes: `df -i`), and a library that knows them as read. Then, each in a process of its own: a
scan of the unchanged folder; one with `--new` short WAV files more; and one that finds these
unchanged, too. With `--first` the files are sounds, and the first line is the scan that reads them
all. With `--postgresql` the libraries are databases of a server that is started for it. Printed are
the seconds by the clock and those of the processors (which other work on the machine does not
lengthen; without the server's), the longest step, which is what a cancel waits for, and memory: the
most that the process had in use (VmHWM), and what of it came by the scan, by the file.
"""

import argparse
import itertools
import json
import os
import platform
import random
import struct
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from library import words
from postgresql_server import running_server

from tagstudio.audio.files.walk import FoundFile, walk
from tagstudio.audio.metadata.facts import Facts
from tagstudio.core.library_address import LibraryAddress, library_address
from tagstudio.engine.scanning.scan import ScanReport, scan
from tagstudio.library.db.database import open_library
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.known_files import last_id

ALBUM = 12
ALBUMS = 4  # of an artist
STORED = 10_000  # tracks in one transaction
CANCELLED = "cancelled"  # in the place of a folder


def main() -> None:
    """Make folders and libraries, or scan as a child process, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--files", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--new", type=int, default=1000)
    parser.add_argument("--first", action="store_true", help="also the first scan, of sounds")
    parser.add_argument("--scratch", type=Path, help="where the folders are made")
    parser.add_argument("--postgresql", action="store_true", help="libraries in a database")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child(*options.child)
        return
    print(
        f"{time.strftime('%Y-%m-%d')}, {platform.platform()}; Python {platform.python_version()};"
        f" load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    print(
        f"{'':20}{'files':>10} {'seconds':>8} {'core s':>7} {'step s':>7} {'MB':>5} {'B/file':>7}"
    )
    for count in options.files:
        with tempfile.TemporaryDirectory(dir=options.scratch) as folder, ExitStack() as held:
            address: LibraryAddress = Path(folder) / "library.db"
            if options.postgresql:
                server = held.enter_context(running_server())
                address = held.enter_context(server.library())
            measure(address, Path(folder), count, options)


def measure(
    address: LibraryAddress, scratch: Path, count: int, options: argparse.Namespace
) -> None:
    """Measure the scans of so many files and print a line for each."""
    library, music = str(address), scratch / "music"
    make_files(music, count, sounds=options.first)
    if options.first:
        show("first", count, in_child(library, str(music)))
    else:
        know(address, music)
    show("unchanged", count, in_child(library, ""))
    show("cancelled halfway", count, in_child(library, CANCELLED))
    albums = sorted(path for path in music.glob("*/*"))
    for number in range(options.new):
        write_sound(
            albums[number * len(albums) // options.new] / f"new {number}.wav", 10**7 + number
        )
    show(f"with {options.new:,} new", count, in_child(library, ""))
    show("unchanged again", count, in_child(library, ""))


def make_files(music: Path, count: int, *, sounds: bool) -> None:
    """Make so many files in folders of artists and albums."""
    chance = random.Random(1)
    for album in range((count + ALBUM - 1) // ALBUM):
        if album % ALBUMS == 0:
            artist = music / f"{words(chance, 2)} {album}"
        folder = artist / words(chance, 3)
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(min(ALBUM, count - album * ALBUM)):
            path = folder / f"{number + 1:02} {words(chance, 3)}.wav"
            if sounds:
                write_sound(path, album * ALBUM + number)
            else:
                os.close(os.open(path, os.O_CREAT | os.O_WRONLY))


def write_sound(path: Path, number: int) -> None:
    """Write a WAV file of 16 samples, unlike that of any other number."""
    samples = struct.pack("<16h", *((number >> shift) % 1024 for shift in range(16)))
    header = struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF",
        36 + len(samples),
        b"WAVE",
        b"fmt ",
        16,
        1,
        1,
        8000,
        16000,
        2,
        16,
        b"data",
        len(samples),
    )
    path.write_bytes(header + samples)


def know(path: LibraryAddress, music: Path) -> None:
    """Make a library that knows the files of a folder as a scan would have left them."""
    chance = random.Random(2)
    found = (one for one in walk(music) if isinstance(one, FoundFile))
    with open_library(path, writing=True, copying=False) as library:
        with library.write() as connection:
            folder = tracks.folder_id(connection, str(music))
        while few := list(itertools.islice(found, STORED)):
            with library.write() as connection:
                tracks.add_tracks(connection, folder, [as_read(one, chance) for one in few])
        if library.is_shared:  # as a server does by itself after a while
            with library.write() as connection:
                connection.exec_driver_sql("ANALYZE")


def as_read(file: FoundFile, chance: random.Random) -> tracks.NewTrack:
    """Return the track of a file, as if it held a sound with tags."""
    title, album, artist = Path(file.path).stem, *Path(file.path).parts[-2:-4:-1]
    facts = Facts(title=title, artist=artist, album=album, seconds=200.0, hz=44100, format="wav")
    key = chance.randbytes(16)
    return tracks.NewTrack(file.path, file.size, file.mtime_ns, key, facts, ctime_ns=file.ctime_ns)


def in_child(library: str, what: str) -> dict[str, float]:
    """Scan in a process of its own and return what it measured."""
    command = [sys.executable, __file__, "--child", library, what]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    found: dict[str, float] = json.loads(said.decode().splitlines()[-1])
    return found


def child(path: str, what: str) -> None:
    """Scan and print what it took; of one that is cancelled, what it took from the cancel on."""
    with open_library(library_address(path), writing=True, copying=False) as library:
        with library.read() as connection:
            half = last_id(connection) // 2
        before = most_memory()
        started, cores, steps = time.perf_counter(), core_seconds(), [0.0]
        job = scan(library, [Path(what)] if what not in {"", CANCELLED} else [])
        try:
            while True:
                step = time.process_time()
                report = next(job).so_far
                steps.append(time.process_time() - step)
                if what == CANCELLED and report.unchanged >= half:
                    started, cores = time.perf_counter(), core_seconds()
                    job.close()
                    break
        except StopIteration as end:
            assert isinstance(end.value, ScanReport)
        said = {
            "seconds": time.perf_counter() - started,
            "cores": core_seconds() - cores,
            "step": max(steps),
            "bytes": most_memory() - before,
            "most": most_memory(),
        }
        print(json.dumps(said))


def core_seconds() -> float:
    """Return what this process and its children that have ended took of the processors."""
    return sum(os.times()[:4])


def most_memory() -> int:
    """Return the most memory that this process has had in use, in bytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("/proc/self/status does not tell the memory in use")


def show(name: str, count: int, found: dict[str, float]) -> None:
    """Print a line of the table."""
    print(
        f"{name:20}{count:>10,} {found['seconds']:>8.2f} {found['cores']:>7.2f}"
        f" {found['step']:>7.2f} {found['most'] / 1e6:>5.0f} {found['bytes'] / count:>7.0f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
