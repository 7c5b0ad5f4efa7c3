"""Hear real music on a Ray cluster of this machine, kill workers and a node, compare the results.

    python benchmarks/ray_cluster.py MUSIC [--tracks 2000] [--kills 20] [--model starter]
        [--database sqlite|postgresql] [--ports 21000] [--folder DIR]

Of the sound files under MUSIC as many tracks are made as are asked for, each a file of its own that
is decoded by itself. Libraries of them are heard: by `tagstudio suggest` as it is; with --calm by
`suggest --ray` on two nodes, each a raylet with half of the cores; and so, with or without --calm,
while workers are killed and, at three fifths of the way, all processes of one node at once, in
whose place another node comes. Printed are the rates, what was killed, and the comparison: there
must be exactly one result of each track, equal to that of the plain run within 1e-6. Exits with
status 1 where it is not so.

With `--database postgresql` the libraries are databases of a server that is started for it
(`postgresql_server`).
"""

import argparse
import json
import os
import platform
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import sqlalchemy as sa
from ray_nodes import Cluster

from tagstudio.core.library_address import library_address
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.db.schema import (
    suggestion_failures,
    suggestion_features,
    suggestions,
    tracks,
)
from tagstudio.library.models import suggestions as stored
from tagstudio.library.models.models import find_model

SOUNDS = {".mp3", ".ogg", ".flac", ".wav"}
TOLERANCE = 1e-6
POLL_SECONDS = 0.5
NODE_DIES = 0.6  # of the tracks


def main() -> int:
    """Run the three ways and compare them."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("music", type=Path, help="a folder of sound files")
    parser.add_argument("--tracks", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=20, help="workers to kill")
    parser.add_argument("--model", default="starter")
    parser.add_argument("--windows", type=int, default=1)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--ports", type=int, default=21000, help="the first of 900 ports for Ray")
    parser.add_argument("--calm", action="store_true", help="also a run on Ray without deaths")
    parser.add_argument(
        "--plain-seconds",
        type=float,
        help="what the run without Ray took, whose library is in --folder already",
    )
    parser.add_argument("--folder", type=Path, help="for tracks and libraries, which stay there")
    options = parser.parse_args()
    with ExitStack() as held:
        scratch = Path(held.enter_context(tempfile.TemporaryDirectory(dir="/tmp")))
        folder = options.folder or scratch
        music = folder / "music"
        make_tracks(options.music, music, options.tracks)
        names = ["plain", *(["calm"] if options.calm else []), "killed"]
        if options.database == "sqlite":
            libraries = [str(folder / f"{name}.db") for name in names]
        else:
            from postgresql_server import running_server

            server = held.enter_context(running_server())
            libraries = [str(held.enter_context(server.library())) for _ in names]
        for library in libraries:
            tagstudio(library, "scan", str(music))
        return compare(options, libraries, held, scratch)


def compare(
    options: argparse.Namespace, libraries: list[str], held: ExitStack, scratch: Path
) -> int:
    """Hear the three libraries, print what came of it, return the exit status."""
    plain, *others = libraries
    suggest = ["suggest", "--model", options.model, "--windows", str(options.windows), "--json"]
    cores = len(os.sched_getaffinity(0))
    if options.plain_seconds:
        rate = options.tracks / options.plain_seconds
        runs = [Run("without Ray", options.plain_seconds, rate, {})]
    else:
        runs = [timed("without Ray", plain, suggest, options)]
    os.environ |= {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)}
    cluster = held.enter_context(Cluster(options.ports, scratch / "ray"))
    share = max(1, cores // 2)
    cluster.start("one", share)
    cluster.start("two", share)
    with_ray = [*suggest, "--ray", cluster.address]
    if options.calm:
        runs.append(timed("Ray, two nodes", others[0], with_ray, options))
    deaths = Deaths(cluster, options.kills, share)
    runs.append(timed("Ray, with deaths", others[-1], with_ray, options, deaths))
    print(f"{datetime.now(UTC):%Y-%m-%d}, {processor()}, {cores} cores, {platform.platform()}")
    print(
        f"{options.tracks} tracks, {options.model}, {options.windows} window(s), {options.database}"
    )
    print("| run | seconds | tracks/s | of the plain run |\n|---|---|---|---|")
    for run in runs:
        share_of_plain = runs[0].seconds / run.seconds
        print(f"| {run.name} | {run.seconds:.0f} | {run.rate:.1f} | {share_of_plain:.2f} |")
    for run in runs[1:]:
        for node in run.report["nodes"]:
            print(f"  {run.name}: {json.dumps(node)}")
    print(f"killed: {deaths.workers} workers, {deaths.nodes} node")
    faults = [
        fault
        for other in others
        for fault in differences(plain, other, options.model, options.tracks)
    ]
    if deaths.workers < options.kills or not deaths.nodes:
        faults.append("not all was killed that should have been: it was over too soon")
    print("\n".join(faults) or "Exactly one result of each track, equal in all runs.")
    return 1 if faults else 0


@dataclass(frozen=True)
class Run:
    """A run of suggest: its name, seconds, tracks a second, and its JSON report."""

    name: str
    seconds: float
    rate: float
    report: dict


@dataclass
class Deaths:
    """What is killed on the way: `left` workers, evenly spread, and one node."""

    cluster: Cluster
    left: int
    cores: int
    workers: int = 0
    nodes: int = 0
    _next: float = 0.0
    _step: float = 0.0
    _dead: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._step = self._next = 0.9 / (self.left + 1)

    def at(self, done: float) -> None:
        """Kill what is due when the share `done` of the tracks has its result."""
        if done >= NODE_DIES and not self.nodes:
            self.cluster.kill("two")
            self.nodes += 1
            self.cluster.start("three", self.cores)
        if self.left and done >= self._next:
            hearers = [pid for pid in self.cluster.hearers() if pid not in self._dead]
            if hearers:
                pid = hearers[self.left % len(hearers)]
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                    self._dead.add(pid)
                    self.workers += 1
                    self.left -= 1
                    self._next += self._step


def timed(
    name: str,
    library: str,
    command: list[str],
    options: argparse.Namespace,
    deaths: Deaths | None = None,
) -> Run:
    """Run a command of the program to its end, with deaths on the way."""
    begun = time.monotonic()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "tagstudio", "--library", library, *command], stdout=out
        )
        while process.poll() is None:
            time.sleep(POLL_SECONDS)
            if deaths is not None:
                deaths.at(stored_results(library) / options.tracks)
        seconds = time.monotonic() - begun
        out.seek(0)
        written = out.read()
    if process.returncode:
        raise SystemExit(f"{name} failed: {written.decode()[-2000:]}")
    report = json.loads(written)
    rate = options.tracks / seconds
    print(f"{name}: {seconds:.0f} s, {rate:.1f} tracks/s", file=sys.stderr)
    return Run(name, seconds, rate, report)


def tagstudio(library: str, *words: str) -> None:
    """Run a command of the program that must succeed."""
    command = [sys.executable, "-m", "tagstudio", "--library", library, *words]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def opened(library: str) -> Iterator[Library]:
    """Open a library to read it: a file, or a database by its URL."""
    with open_library(library_address(library), writing=False) as found:
        yield found


def stored_results(library: str) -> int:
    """Return how many tracks have a result now."""
    with opened(library) as found, found.read() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(suggestions)) or 0


def results(library: str, model: str) -> dict[str, tuple[tuple[float, ...], bytes]]:
    """Return the scores and features of all tracks by path; raise where a track has several."""
    with opened(library) as found, found.read() as connection:
        known = find_model(connection, model)
        assert known is not None
        ids = dict(map(tuple, connection.execute(sa.select(tracks.c.id, tracks.c.path))))
        rows = connection.scalars(
            sa.select(suggestions.c.track_id).where(suggestions.c.model_id == known.id)
        ).all()
        if len(rows) != len(set(rows)):
            raise SystemExit("a track has more than one result")
        scores = stored.scores_of(connection, known, rows)
        maps = dict(
            map(
                tuple,
                connection.execute(
                    sa.select(suggestion_features.c.track_id, suggestion_features.c.features)
                ),
            )
        )
        failed = connection.scalar(sa.select(sa.func.count()).select_from(suggestion_failures))
        if failed:
            print(f"{library}: {failed} failures are recorded")
    return {ids[id]: (tuple(scores[id]), bytes(maps.get(id, b""))) for id in rows}


def differences(plain: str, other: str, model: str, count: int) -> Iterator[str]:
    """Say how the results of two libraries differ."""
    ours, theirs = results(plain, model), results(other, model)
    if len(ours) != count or ours.keys() != theirs.keys():
        yield f"{len(ours)} and {len(theirs)} of {count} tracks have a result"
        return
    most = max(np.abs(np.subtract(ours[path][0], theirs[path][0])).max() for path in ours)
    maps = sum(ours[path][1] != theirs[path][1] for path in ours)
    print(f"{Path(other).name}: a score differs by {most:.1e} at most, {maps} feature maps differ")
    if most > TOLERANCE:
        yield f"a score differs by {most}"


def make_tracks(source: Path, target: Path, count: int) -> None:
    """Copy the sound files under `source` again and again until there are `count` tracks."""
    files = sorted(one for one in source.rglob("*") if one.suffix in SOUNDS)
    for number in range(count):
        copy, place = divmod(number, len(files))
        made = target / f"{copy}" / files[place].name
        if not made.exists():
            made.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(files[place], made)


def processor() -> str:
    """Return the name of the processor."""
    with suppress(OSError, StopIteration):
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if "model name" in line)
    return platform.processor()


if __name__ == "__main__":
    sys.exit(main())
