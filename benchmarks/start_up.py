"""The time of the commands that only read, from the start of the process to its end.

    python benchmarks/start_up.py --keep /tmp/libraries

Makes synthetic libraries of 1,000, 10,000 and 100,000 tracks with 50 scores each (or takes those
in the folder --keep), runs each command a few times with its output into a pipe, and prints the
shortest run, the most memory it used, and how much of the time went into importing modules.
"""

import argparse
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import library as synthetic
import sqlalchemy
import typer

from tagstudio.core import paths

RUNS = 5
SLOW_SECONDS = 3.0  # a longer command runs once
COMMANDS = (
    ["list"],
    ["list", "tag:tag00"],
    ["list", "kado", "year:1960.."],
    ["list", "--sort", "tag:tag25-"],
    ["list", "--json", "tag:tag25"],
    ["list", "--limit", "0"],
    ["list", "--json"],
)


@dataclass(frozen=True)
class Run:
    """One run of a command: wall time, most memory, lines and bytes that it printed."""

    seconds: float
    megabytes: float
    lines: int
    size: int


def main() -> None:
    """Make or take the libraries, run the commands, print a row for each."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--tracks", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--keep", type=Path, help="where the libraries are, or are made")
    options = parser.parse_args()
    print(
        f"{platform.platform()}, {platform.processor() or platform.machine()};"
        f" Python {platform.python_version()}, SQLAlchemy {sqlalchemy.__version__},"
        f" typer {typer.__version__}; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    with tempfile.TemporaryDirectory() as scratch:
        os.environ[paths.HOME_VARIABLE] = str(Path(scratch) / "home")
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for count in options.tracks:
            if not (folder / f"{count}.db").exists():
                synthetic.make(folder / f"{count}.db", count, features=False)
        print(f"\n{'tracks':>8}  {'command':28} seconds  import  MB   lines       bytes")
        report("", ["--help"])
        for count in options.tracks:
            for command in COMMANDS:
                report(f"{count:,}", ["--library", str(folder / f"{count}.db"), *command])


def report(tracks: str, arguments: list[str]) -> None:
    """Run one command again and again and print its row."""
    runs = [run(arguments)]
    while len(runs) < RUNS and runs[0].seconds < SLOW_SECONDS:
        runs.append(run(arguments))
    best = min(runs, key=lambda run: run.seconds)
    command = " ".join(arguments[2:] if tracks else arguments)
    print(
        f"{tracks:>8}  {command:28} {best.seconds:7.3f} {import_seconds(arguments):7.3f}"
        f" {best.megabytes:4.0f} {best.lines:7,} {best.size:11,}",
        flush=True,
    )


def run(arguments: list[str]) -> Run:
    """Run the command and read what it prints."""
    command = [sys.executable, "-m", "tagstudio", *arguments]
    lines = size = 0
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    while block := process.stdout.read(1 << 20):
        lines, size = lines + block.count(b"\n"), size + len(block)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}.")
    return Run(seconds, used.ru_maxrss / 1024, lines, size)


def import_seconds(arguments: list[str]) -> float:
    """Return the seconds of all imports of the command, as Python itself counts them."""
    short = [argument for argument in arguments if argument not in {"--limit", "0", "--json"}]
    command = [sys.executable, "-X", "importtime", "-m", "tagstudio", *short]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    return sum(map(int, re.findall(r"^import time:\s+(\d+) \|", printed, re.MULTILINE))) / 1e6


if __name__ == "__main__":
    main()
