"""Simulate hearing an archive on up to thousands of machines: what bounds it, and what it costs.

    python benchmarks/archive_simulation.py [--measure] [--hearers 1 10 100 1000 ...] [OPTIONS]

A discrete simulation of `suggest --ray` as `engine/cluster` does it. Each hearer has two calls, one
at work and one behind it, of as many tracks as it hears in three seconds. A call waits for its
bytes from the storage (one line of --storage MB/s for all), is computed, and its results go to the
driver and from there to the one writer, through a queue of 256 messages behind which the driver
waits, and with it the hearers. Workers die and lose their calls, whole nodes too; both come back.

Every parameter is an option. The defaults are measured: decoding and network as in
docs/performance.md ("From file to tags", "One window, three, five"); bytes and milliseconds of the
driver and the writer by --measure, on the machine where it runs, with this program's own code.
Prices are assumptions, to be replaced by the reader's own.
"""

import argparse
import heapq
import json
import os
import pickle
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

import numpy as np
from storing import add, drawn

from tagstudio.core.channel import encode_line
from tagstudio.core.messages import plain
from tagstudio.engine.cluster.dispatch import Dispatch
from tagstudio.engine.cluster.hearer import HeardCall
from tagstudio.engine.cluster.nodes import Nodes, NodeTally
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.models import models, suggestions
from tagstudio.plugin_api import Prediction, TrackRef
from tagstudio.plugin_api.messages import from_json, to_json

FEATURES_KB = 3.84  # of a window more, on the wire
DISK_KB = 8.3  # of a window more, to the disk (performance.md, "Growth")
SMALL, LARGE = 200, 20  # transactions of 16 and of 256 tracks that are measured
MESSAGES = 256  # that wait between driver and writer (engine/processes/child.py)
IN_FLIGHT = 2  # calls of a hearer (engine/cluster/ray_cluster.py)
CALL_SECONDS = 3.0
MOST_TRACKS = 512  # of a call
WARM_UP_SHARE = 0.1  # of the tracks, before the rates are taken
DAY = 24 * 3600.0


@dataclass(frozen=True)
class Parameters:
    """What is known or assumed; times in ms a track unless said otherwise."""

    core_ms: float = 77.0  # of a core: file to scores, one window (performance.md: 38.6 on 2 cores)
    card_ms: float = 0.0  # of a graphics card; 0: the network runs on the cores
    cores: int = 16  # of a hearer
    read_kb: float = 930.0  # of the storage: 29 s at 256 kbit/s
    storage_mb_s: float = 1250.0  # of the storage: a line of 10 Gbit/s
    wire_kb: float = 4.3  # a result from hearer to driver (measured)
    driver_ms: float = 0.13  # of the driver's core: from Ray to the command's pipe (measured)
    call_ms: float = 2.0  # of the driver's core: a call, whatever its tracks (assumed)
    command_ms: float = 0.05  # of the command's core: from the pipe to the writer (measured)
    write_ms: float = 0.05  # of the command's core: one track in its transaction (measured)
    commit_ms: float = 2.6  # of the command's core: a transaction (measured)
    disk_kb: float = 12.3  # to the disk of the library (performance.md, "Growth": 3.6 + 8.7)
    disk_mb_s: float = 200.0  # that disk
    jitter: float = 0.2  # of a call's time, standard deviation of its logarithm
    worker_hours: float = 24.0  # between two deaths of a worker
    worker_back_s: float = 10.0  # until its tagger hears again
    node_hours: float = 24.0 * 30  # between two deaths of a node
    node_back_s: float = 300.0


@dataclass(order=True)
class _Event:
    at: float
    number: int
    act: Callable[[], None] = field(compare=False)


@dataclass
class _Hearer:
    """A hearer: the calls that wait for it, and its life, which a death ends."""

    free_at: float = 0.0
    size: int = 4
    life: int = 0
    calls: int = 0


class Simulation:
    """One run of `tracks` tracks over `hearers` hearers, a node each."""

    def __init__(self, parameters: Parameters, hearers: int, tracks: int, seed: int = 0) -> None:
        self._p = parameters
        self._left = tracks
        self._tracks = tracks
        self._chance = random.Random(seed)
        self._events: list[_Event] = []
        self._number = 0
        self.now = 0.0
        self._hearers = [_Hearer() for _ in range(hearers)]
        self._storage_free = self._driver_free = self._writer_free = 0.0
        self._queued: list[float] = []  # when each message in the queue will have been written
        self.stored = 0
        self.lost = 0
        self.busy = {"hearers": 0.0, "storage": 0.0, "driver": 0.0, "writer": 0.0}
        self._warm_at = 0.0
        self._warm_stored = 0
        self._warm_busy: dict[str, float] = {}

    def run(self) -> "Simulation":
        """Run until every track is stored."""
        for hearer in self._hearers:
            self._at(self._chance.uniform(0, CALL_SECONDS), lambda one=hearer: self._fill(one))
            self._plan_death(hearer, self._p.worker_hours, self._p.worker_back_s)
            self._plan_death(hearer, self._p.node_hours, self._p.node_back_s)
        while self.stored < self._tracks and self._events:
            event = heapq.heappop(self._events)
            self.now = event.at
            event.act()
        return self

    @property
    def rate(self) -> float:
        """Tracks a second, behind the warm-up."""
        return (self.stored - self._warm_stored) / max(1e-9, self.now - self._warm_at)

    def use(self, part: str) -> float:
        """Return the share of the time behind the warm-up in which a part was busy."""
        parts = len(self._hearers) if part == "hearers" else 1
        busy = self.busy[part] - self._warm_busy.get(part, 0.0)
        return busy / parts / max(1e-9, self.now - self._warm_at)

    def _at(self, seconds: float, act: Callable[[], None]) -> None:
        self._number += 1
        heapq.heappush(self._events, _Event(self.now + seconds, self._number, act))

    def _plan_death(self, hearer: _Hearer, hours: float, back: float) -> None:
        if hours:
            wait = self._chance.expovariate(1 / (hours * 3600))
            self._at(wait, lambda: self._die(hearer, hours, back))

    def _die(self, hearer: _Hearer, hours: float, back: float) -> None:
        """Lose what a hearer has at work and behind it; it begins anew after `back` seconds."""
        hearer.life += 1
        hearer.calls = 0
        hearer.free_at = self.now + back
        hearer.size = 4
        self._at(back, lambda: self._fill(hearer))
        self._plan_death(hearer, hours, back)

    def _fill(self, hearer: _Hearer) -> None:
        """Hand out calls to a hearer up to the number that it may have."""
        while hearer.calls < IN_FLIGHT and self._left:
            count = min(hearer.size, self._left)
            self._left -= count
            hearer.calls += 1
            self._begin(hearer, count)

    def _begin(self, hearer: _Hearer, count: int) -> None:
        p, life = self._p, hearer.life
        reading = count * p.read_kb / 1e3 / p.storage_mb_s
        read_at = max(self.now, self._storage_free) + reading
        self._storage_free = read_at
        self.busy["storage"] += reading
        jitter = self._chance.lognormvariate(-(p.jitter**2) / 2, p.jitter)
        computing = count * max(p.core_ms / p.cores, p.card_ms) / 1e3 * jitter
        # A hearer reads ahead: the bytes may come while the call before is computed.
        begun = max(hearer.free_at, read_at)
        hearer.free_at = begun + computing
        end = hearer.free_at - self.now
        self._at(end, lambda: self._heard(hearer, life, count, computing))
        self.busy["hearers"] += computing

    def _heard(self, hearer: _Hearer, life: int, count: int, seconds: float) -> None:
        """Take what a call brought to the driver, unless the hearer died meanwhile."""
        if hearer.life != life:
            self._left += count
            self.lost += count
            self._wake()
            return
        p = self._p
        pace = count / seconds
        hearer.size = max(4, min(MOST_TRACKS, 2 * count, round(pace * CALL_SECONDS)))
        taking = (count * p.driver_ms + p.call_ms) / 1e3
        # The queue to the writer holds MESSAGES: behind a full one the driver waits.
        self._queued = [at for at in self._queued if at > self.now]
        room_at = self._queued[-MESSAGES] if len(self._queued) >= MESSAGES else self.now
        taken_at = max(self.now, self._driver_free, room_at) + taking
        self._driver_free = taken_at
        self.busy["driver"] += taking
        computing = (count * (p.command_ms + p.write_ms) + p.commit_ms) / 1e3
        writing = max(computing, count * p.disk_kb / p.disk_mb_s / 1e3)
        written_at = max(taken_at, self._writer_free) + writing
        self._writer_free = written_at
        self.busy["writer"] += writing
        self._queued.append(written_at)
        self._at(taken_at - self.now, lambda: self._taken(hearer, life))
        self._at(written_at - self.now, lambda: self._written(count))

    def _taken(self, hearer: _Hearer, life: int) -> None:
        if hearer.life == life:
            hearer.calls -= 1
            self._fill(hearer)

    def _written(self, count: int) -> None:
        self.stored += count
        if not self._warm_at and self.stored >= WARM_UP_SHARE * self._tracks:
            self._warm_at, self._warm_stored = self.now, self.stored
            self._warm_busy = dict(self.busy)

    def _wake(self) -> None:
        """Give lost tracks to a hearer that has nothing to do."""
        for hearer in self._hearers:
            if hearer.calls < IN_FLIGHT and hearer.free_at <= self.now:
                self._fill(hearer)
                return


def measured() -> dict[str, float]:
    """Measure with the program's own code what a track costs the driver and the command.

    Returns kilobytes and milliseconds by the names of Parameters; also prints the bytes of JSON.
    """
    draw = np.random.default_rng(0)
    count, calls = 64, 30
    ids = list(range(count * calls))
    paths = [f"/archive/artist {id % 997}/album {id % 89}/{id:08} title.flac" for id in ids]
    refs = [TrackRef(id, path, 240.0) for id, path in zip(ids, paths, strict=True)]
    results = [
        Prediction(
            id, tuple(map(float, draw.random(50, np.float32))), draw.bytes(3840), False, 240.0
        )
        for id in ids
    ]
    wire = [pickle.dumps(HeardCall(tuple(results[at : at + count]))) for at in ids[::count]]
    begun = time.process_time()
    dispatch = Dispatch(ids, Nodes({"n": NodeTally("n", "n", "n", 1)}))
    lines = []
    for arrived in wire:
        asked = dispatch.take("n", count)
        pickle.dumps([refs[id] for id in asked])
        heard = pickle.loads(arrived)
        kept = dispatch.receive("n", asked, heard.results, plain("none"))
        lines.append(encode_line({"id": 1, "yield": to_json(tuple(kept))}))
    driver = time.process_time() - begun
    begun = time.process_time()
    for line in lines:
        from_json(json.loads(line)["yield"])
    command = time.process_time() - begun
    print(f"JSON from driver to command: {sum(map(len, lines)) / len(ids) / 1e3:.1f} kB a track")
    return {
        "wire_kb": sum(map(len, wire)) / len(ids) / 1e3,
        "driver_ms": driver / len(ids) * 1e3,
        "command_ms": command / len(ids) * 1e3,
    }


def measured_writes(library: Library, clock: Callable[[], float]) -> tuple[float, float]:
    """Return the ms that a track and a transaction take in a library that is still empty.

    From the times of transactions of 16 and of 256 tracks, with the features of one window, as
    `suggest` stores them. Of a file it is the time of the processor, which nothing else on the
    machine lengthens; of a server, whose part is in another process, it is the time on the wall.
    """
    total = 16 * SMALL + 256 * LARGE
    ids = iter(add(library, total, 0))
    with library.read() as connection:
        model = models.find_model(connection, "m")
        assert model is not None
    seconds = {}
    for size, batches in ((16, SMALL), (256, LARGE)):
        prepared = list(drawn(list(islice(ids, size * batches)), size, 1))
        begun = clock()
        for batch in prepared:
            with library.write() as connection:
                suggestions.store(connection, model.id, batch)
        seconds[size] = (clock() - begun) / batches
    per_track = max(0.0, (seconds[256] - seconds[16]) / (256 - 16))
    return per_track * 1e3, max(0.0, seconds[16] - 16 * per_track) * 1e3


@contextmanager
def opened_for_writing(options: argparse.Namespace) -> Iterator[Library]:
    """Open a new library of the kind that is asked for."""
    if options.database == "postgresql":
        from postgresql_server import running_server

        with (
            running_server() as server,
            server.library() as address,
            open_library(address, writing=True) as library,
        ):
            yield library
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        open_library(Path(folder) / "a.db", writing=True) as library,
    ):
        yield library


@dataclass(frozen=True)
class Machine:
    """A kind of machine to rent: what an hour costs, and what a hearer on it is like."""

    name: str
    price: float
    changes: dict[str, float]
    hearers: int = 1


def costs(p: Parameters, options: argparse.Namespace) -> Iterator[str]:
    """Yield the rows of the table of costs, per million tracks."""
    kinds = [
        Machine("16 cores", options.cpu_price, {"cores": 16}),
        Machine(
            "8 cores and a card",
            options.gpu_price,
            {"cores": 8, "core_ms": options.gpu_core_ms, "card_ms": options.gpu_card_ms},
        ),
    ]
    yield "| machine | $ an hour | tracks/s each | machine hours | $ |\n|---|---|---|---|---|"
    for windows in (1, 3):
        for kind in kinds:
            one = replace(p, **kind.changes)
            slowest = windows * max(one.core_ms / one.cores, one.card_ms)
            rate = 1e3 / slowest
            hours = 1e6 / rate / 3600
            yield (
                f"| {kind.name}, {windows} window(s) | {kind.price:.2f} | {rate:.0f} |"
                f" {hours:.1f} | {hours * kind.price:.2f} |"
            )


def table(p: Parameters, hearers: list[int], tracks: int, seed: int) -> Iterator[str]:
    """Yield a row per number of hearers: rate, what is busy, and what a hundred million take."""
    yield (
        "| hearers | cores | tracks/s | of the ideal | hearers busy | storage | driver | writer |"
        " tracks heard twice | a million | a hundred million |\n" + "|---" * 11 + "|"
    )
    for count in hearers:
        per_hearer = 1e3 / max(p.core_ms / p.cores, p.card_ms)
        enough = max(tracks, int(count * per_hearer * 120))  # two minutes at least
        run = Simulation(p, count, enough, seed).run()
        ideal = count * per_hearer
        uses = " | ".join(
            f"{run.use(part):.0%}" for part in ("hearers", "storage", "driver", "writer")
        )
        yield (
            f"| {count:,} | {count * p.cores:,} | {run.rate:,.0f} | {run.rate / ideal:.0%} |"
            f" {uses} |"
            f" {run.lost / run.stored:.2%} | {spell(1e6 / run.rate)} | {spell(1e8 / run.rate)} |"
        )


def spell(seconds: float) -> str:
    """Return a time as one would say it."""
    if seconds < 3600:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h" if seconds < 2 * DAY else f"{seconds / DAY:.1f} days"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--measure", action="store_true", help="measure driver and writer first")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--hearers", type=int, nargs="+", default=[1, 10, 30, 100, 300, 1000])
    parser.add_argument("--tracks", type=int, default=200_000, help="of each simulated run")
    parser.add_argument("--windows", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--cpu-price", type=float, default=0.70, help="$ an hour of 16 cores")
    parser.add_argument("--gpu-price", type=float, default=1.00, help="$ an hour of a GPU machine")
    parser.add_argument("--gpu-core-ms", type=float, default=50.0, help="decoding, beside a card")
    parser.add_argument("--gpu-card-ms", type=float, default=1.0, help="assumed: none is measured")
    known = {one: getattr(Parameters, one) for one in Parameters.__dataclass_fields__}
    for name, default in known.items():
        parser.add_argument(
            f"--{name.replace('_', '-')}", type=type(default), help=f"default {default}"
        )
    options = parser.parse_args()
    p = Parameters()
    if options.measure:
        found = measured()
        clock = time.process_time if options.database == "sqlite" else time.monotonic
        with opened_for_writing(options) as library:
            found["write_ms"], found["commit_ms"] = measured_writes(library, clock)
        print(json.dumps({name: round(value, 3) for name, value in found.items()}), os.cpu_count())
        p = replace(p, **found)
    p = replace(
        p, **{name: getattr(options, name) for name in known if getattr(options, name) is not None}
    )
    windows = options.windows
    p = replace(
        p,
        core_ms=p.core_ms * windows,
        card_ms=p.card_ms * windows,
        read_kb=p.read_kb * windows,
        wire_kb=p.wire_kb + FEATURES_KB * (windows - 1),
        disk_kb=p.disk_kb + DISK_KB * (windows - 1),
    )
    print(p)
    for line in table(p, options.hearers, options.tracks, options.seed):
        print(line)
    for line in costs(replace(p, core_ms=p.core_ms / windows), options):
        print(line)
    kept_kb = 0.65 + FEATURES_KB * windows  # scores twice, rows, indexes; features
    for total in (1e6, 1e8):
        print(
            f"{total:,.0f} tracks: {total * kept_kb / 1e6:,.0f} GB stored,"
            f" {total * p.wire_kb / 1e6:,.0f} GB from hearers,"
            f" {total * p.read_kb / 1e9:,.1f} TB read"
        )


if __name__ == "__main__":
    main()
