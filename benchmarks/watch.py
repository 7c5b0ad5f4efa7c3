"""What `tagstudio watch` costs while nothing changes, and how soon it takes a file up.

    python benchmarks/watch.py --files 2000
    python benchmarks/watch.py --files 2000 --poll 60

Makes a folder of small sound files in albums of twelve, watches it with the program as a user
starts it (without suggestions), waits until that is idle, and reads the processor time of the
process and its children over a while; then it copies a file into the folder.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import soundfile

from tagstudio.core import paths

ALBUM = 12  # tracks
SECONDS_AT_MOST = 600.0
TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def main() -> None:
    """Make the files, watch them, print."""
    options = arguments()
    with tempfile.TemporaryDirectory(dir=options.scratch) as folder:
        scratch = Path(folder)
        os.environ[paths.HOME_VARIABLE] = str(scratch / "home")
        make_files(scratch / "music", options.files)
        measure(scratch, options)


def arguments() -> argparse.Namespace:
    """Return the command line's options."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--idle", type=float, default=60.0, help="seconds that are measured")
    parser.add_argument("--poll", type=float, default=0.0, help="as of tagstudio watch")
    parser.add_argument("--scratch", type=Path, help="where the folder is made")
    return parser.parse_args()


def make_files(music: Path, count: int) -> None:
    """Fill `music` with tones of a tenth of a second, no two alike."""
    noise = np.random.default_rng(1)
    for number in range(count):
        album = music / f"Artist {number // ALBUM // 3:04}" / f"Album {number // ALBUM:04}"
        album.mkdir(parents=True, exist_ok=True)
        sound = 0.1 * noise.standard_normal(800)
        soundfile.write(album / f"{number % ALBUM + 1:02}.flac", sound, 8000)


def measure(scratch: Path, options: argparse.Namespace) -> None:
    """Watch, and print what being idle costs and how long a new file takes."""
    library, music, printed = scratch / "my.db", scratch / "music", scratch / "printed"
    command = [sys.executable, "-m", "tagstudio", "--library", str(library), "watch", str(music)]
    command += ["--no-suggest", "--poll", str(options.poll)]
    with printed.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out)
    try:
        wait_for(printed, "Watching", process)
        time.sleep(5)
        before, began = processor_seconds(process.pid), time.monotonic()
        time.sleep(options.idle)
        used, seconds = processor_seconds(process.pid) - before, time.monotonic() - began
        print(f"{options.files:,} files, {'polled' if options.poll else 'told by the system'}:")
        print(f"  idle: {used:.2f} s of the processor in {seconds:.0f} s, {used / seconds:.2%}")
        began = time.monotonic()
        soundfile.write(music / "new.flac", np.zeros(8000), 8000)
        wait_for(printed, "  1 new", process)
        print(f"  a new file is in the library after {time.monotonic() - began:.1f} s")
    finally:
        process.send_signal(signal.SIGTERM)
        print(f"  ended with {process.wait(SECONDS_AT_MOST)}")


def processor_seconds(process: int) -> float:
    """Return what a process and its ended children have used, in seconds (Linux)."""
    words = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(int(one) for one in words[11:15]) / TICKS


def wait_for(printed: Path, text: str, process: "subprocess.Popen[bytes]") -> None:
    """Wait until the program has printed a text."""
    end = time.monotonic() + SECONDS_AT_MOST
    while text not in printed.read_text(encoding="utf-8"):
        if time.monotonic() > end or process.poll() is not None:
            sys.exit(f"It did not print {text!r}:\n{printed.read_text(encoding='utf-8')}")
        time.sleep(0.1)


if __name__ == "__main__":
    main()
