"""Let two people answer in one PostgreSQL library at once, and cut in whatever can be cut.

    python benchmarks/two_librarians.py --answers 500

Two processes, each a window without a picture (`one_librarian.py`) of a user of its own with the
role of a librarian, answer a tag each on the same tracks. First they are left in peace. Then, every
few seconds: one of the processes is killed and started again; all sessions are ended on the server;
the server is stopped as by a fault, and started again. At the end each answer that a window said
was written has to be in the journal once, and each window has to have seen all of the other's.
"""

import argparse
import itertools
import platform
import statistics
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).absolute().parent.parent))

import sqlalchemy as sa
from postgresql_server import Server, reason_against, running_server

from tagstudio.core.library_address import DatabaseAddress
from tagstudio.library.db.database import open_library
from tagstudio.library.db.postgresql.roles import roles_script
from tagstudio.library.db.schema import folders, journal, tags, tracks

TAGS = {"anna": "jazz", "berta": "rock"}
AFTERMATH_SECONDS = 8.0  # after a cut in which what is seen is not counted as undisturbed
AWAY_SECONDS = 2.0  # of the server
END_SECONDS = 120.0  # after the last cut


@dataclass
class Result:
    """What came of it: counts of answers, and the seconds until the other one saw them."""

    written: int = 0  # as a window said
    lost: int = 0
    doubled: int = 0
    unseen: int = 0
    cuts: Counter[str] = field(default_factory=Counter)
    lost_connections: int = 0  # as the windows told of them
    undisturbed: list[float] = field(default_factory=list)
    disturbed: list[float] = field(default_factory=list)


def main() -> None:
    """Run it, and print what came of it; the exit status is 1 where anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--answers", type=int, default=500, help="of each")
    parser.add_argument("--every", type=float, default=0.1, help="seconds between two answers")
    parser.add_argument("--peace", type=float, default=15.0, help="seconds before the first cut")
    parser.add_argument("--cut-every", type=float, default=6.0, help="seconds between two cuts")
    options = parser.parse_args()
    if reason := reason_against():
        sys.exit(reason)
    with running_server() as server, TemporaryDirectory(prefix="two-librarians-") as name:
        result = run(
            server,
            Path(name),
            answers=options.answers,
            every=options.every,
            peace=options.peace,
            cut_every=options.cut_every,
        )
    print(f"{date.today()}, {platform.platform()}, {platform.processor() or platform.machine()}")
    print(f"answers written   {result.written:,} by {len(TAGS)} people")
    print("cuts              " + ", ".join(f"{n} x {what}" for what, n in result.cuts.items()))
    print(f"connections lost  {result.lost_connections}, as the windows said")
    print(f"lost              {result.lost}")
    print(f"doubled           {result.doubled}")
    print(f"not seen          {result.unseen}")
    for called, seconds in (("undisturbed", result.undisturbed), ("cut", result.disturbed)):
        print(f"seconds until the other one saw it, {called:11s} {shares(seconds)}")
    sys.exit(1 if result.lost or result.doubled or result.unseen else 0)


def shares(seconds: list[float]) -> str:
    """Return median, 99 % and greatest of some seconds."""
    if len(seconds) < 2:
        return f"{len(seconds)} answers"
    hundredths = statistics.quantiles(seconds, n=100, method="inclusive")
    return (
        f"median {statistics.median(seconds):.2f}, 99 % {hundredths[98]:.2f},"
        f" greatest {max(seconds):.2f} ({len(seconds)} answers)"
    )


def run(
    server: Server,
    folder: Path,
    *,
    answers: int,
    every: float,
    peace: float,
    cut_every: float,
    most_cuts: int | None = None,
) -> Result:
    """Let two people give so many answers each; return what came of it."""
    result = Result()
    with server.library() as address:
        users = prepare(server, address, answers)
        windows = [
            Window(server.address(address.name, users[person]), person, folder, every)
            for person in TAGS
        ]
        cuts: list[float] = []
        try:
            for window in windows:
                window.wait_for_first()
            time.sleep(peace)
            kinds = itertools.cycle(("kill", "sessions ended", "server restarted"))
            while not all(window.has_all(answers) for window in windows):
                if most_cuts is not None and len(cuts) >= most_cuts:
                    break
                what = next(kinds)
                cuts.append(time.time())
                result.cuts[what] += 1
                cut(what, server, address, windows[len(cuts) % 2])
                for _ in range(int(cut_every / 0.5)):
                    time.sleep(0.5)
                    for window in windows:
                        window.start_again()
            end = time.monotonic() + END_SECONDS
            while any(not window.is_over for window in windows) and time.monotonic() < end:
                for window in windows:
                    window.start_again()
                time.sleep(0.2)
        finally:
            for window in windows:
                window.kill()
        count(result, address, windows, answers, cuts)
        drop_users(server, address, users)
    return result


def prepare(server: Server, address: DatabaseAddress, answers: int) -> dict[str, str]:
    """Make so many tracks, a tag for each person, and a user with the role of a librarian."""
    with open_library(address, writing=True) as library, library.write() as connection:
        connection.execute(sa.insert(folders).values(path="/music"))
        row = {"folder_id": 1, "size": 1, "mtime_ns": 1, "added": 1}
        rows = [row | {"path": f"/music/{number}.wav"} for number in range(answers)]
        connection.execute(sa.insert(tracks), rows)
        named = [{"name": tag, "key": tag, "origin": "user"} for tag in TAGS.values()]
        connection.execute(sa.insert(tags), named)
    server.execute(roles_script(address.name), database=address.name)
    users = {person: f"{person}_of_{address.name}" for person in TAGS}
    for user in users.values():
        server.execute(f"CREATE ROLE {user} LOGIN", f'GRANT "{address.name}_librarian" TO {user}')
    return users


def drop_users(server: Server, address: DatabaseAddress, users: dict[str, str]) -> None:
    """Take back what `prepare` made on the server beside the database."""
    roles = [f'"{address.name}_{role}"' for role in ("reader", "librarian", "curator")]
    server.execute(f"DROP OWNED BY {', '.join(roles)}", database=address.name)
    server.execute(f"DROP ROLE {', '.join([*users.values(), *roles])}")


class Window:
    """The process of a librarian, and what it noted."""

    def __init__(self, address: DatabaseAddress, person: str, folder: Path, every: float) -> None:
        self.person = person
        self.log = folder / f"{person}.log"
        self.log.touch()
        other = next(tag for name, tag in TAGS.items() if name != person)
        script = Path(__file__).with_name("one_librarian.py")
        self._command = [sys.executable, str(script), str(address), "--person", person]
        self._command += ["--tag", TAGS[person], "--other", other, "--log", str(self.log)]
        self._command += ["--every", str(every)]
        self._printed = folder / f"{person}.err"
        self._start()

    @property
    def is_over(self) -> bool:
        """Whether it ended by itself, all being written and seen."""
        return self._process.poll() == 0

    def start_again(self) -> None:
        """Start it where it was killed, or where it could not start as the server was away."""
        if self._process.poll() not in {None, 0}:
            self._start()

    def wait_for_first(self) -> None:
        """Wait until it has written its first answer."""
        end = time.monotonic() + END_SECONDS
        while not self.times("written") and time.monotonic() < end:
            time.sleep(0.1)

    def kill(self) -> None:
        """Kill it."""
        self._process.kill()
        self._process.wait()

    def has_all(self, answers: int) -> bool:
        """Tell whether it has written all of its answers, as it noted."""
        return len(self.times("written")) == answers

    def times(self, what: str, more: str = "") -> dict[int, float]:
        """Return when it noted something of each track first; `more` is what stands behind."""
        found: dict[int, float] = {}
        for line in self.log.read_text().splitlines():
            parts = line.split()
            if parts[0] == what and len(parts) > 2 and (not more or parts[3:] == [more]):
                found.setdefault(int(parts[1]), float(parts[2]))
        return found

    def count(self, what: str) -> int:
        """Return how often it noted something."""
        return sum(line.split()[0] == what for line in self.log.read_text().splitlines())

    def _start(self) -> None:
        with self._printed.open("ab") as printed:
            self._process = subprocess.Popen(self._command, stdout=printed, stderr=printed)


def cut(what: str, server: Server, address: DatabaseAddress, window: Window) -> None:
    """Cut something in two."""
    if what == "kill":
        window.kill()
    elif what == "sessions ended":
        server.end_sessions(address.name)
    else:
        server.stop()
        time.sleep(AWAY_SECONDS)
        server.start()


def count(
    result: Result,
    address: DatabaseAddress,
    windows: list[Window],
    answers: int,
    cuts: list[float],
) -> None:
    """Compare what the windows said with the journal, and with each other."""
    with open_library(address, writing=False) as library, library.read() as connection:
        query = sa.select(tags.c.name, journal.c.track_id)
        rows = connection.execute(query.join(tags, tags.c.id == journal.c.tag_id)).all()
    kept = Counter((name, track_id) for name, track_id in rows)
    result.doubled = sum(times - 1 for times in kept.values())
    for window, other in (windows, windows[::-1]):
        written = window.times("written")
        result.written += len(written)
        result.lost += sum((TAGS[window.person], track_id) not in kept for track_id in written)
        result.lost_connections += window.count("lost")
        seen, told = other.times("seen"), other.times("seen", "1")
        result.unseen += answers - len(seen)
        for track_id in written.keys() & told.keys():
            seconds = max(0.0, told[track_id] - written[track_id])
            is_cut = any(one - 1 < written[track_id] < one + AFTERMATH_SECONDS for one in cuts)
            (result.disturbed if is_cut else result.undisturbed).append(seconds)


if __name__ == "__main__":
    main()
