"""Write tags into files while another program changes them, and check that no file is harmed.

    python benchmarks/raced_writes.py --writes 1000

The other program is a process of its own. It retags the file in place, puts another one in its
place, cuts it short, renames, deletes or touches it: half of the times at a random moment of the
command, else exactly when the file was copied, when the copy was changed, when it was flushed, or
when it has just taken the file's place. Then the file must be one whole version: the file as it
was, ours on top of it, or theirs, with its sound; and what the other program did must be there.

What no program can hold off without locks: a change between the last comparison and the rename,
or a write that the other program began before the rename and went on with after it. Those are
counted apart ("within the rename").
"""

import argparse
import hashlib
import json
import multiprocessing
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).absolute().parent.parent))

from random_steps_program import Program, install_plugin, spare_processes
from random_steps_sound import (
    FORMATS,
    Recording,
    World,
    make,
    read_tags,
    sha256,
    sound_of,
    write_tags,
)

BATCH = 20  # files between two scans
ACTIONS = ("retag", "replace", "truncate", "rename", "delete", "touch")
MOMENTS = ("copied", "changed", "flushed", "renamed")


class Deed(NamedTuple):
    """What the other program did: the file's hash afterwards, and from when to when it did it."""

    sha: str
    began: float
    ended: float


def main() -> None:
    """Race, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--writes", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="raced-writes-") as folder:
        race = Race(Path(folder), options.seed)
        for number in range(options.writes):
            race.write(number)
            if number % 100 == 99:
                print(f"{number + 1} raced, {len(race.wrong)} wrong", file=sys.stderr, flush=True)
        race.finish()
    print(f"{options.writes:,} writes raced, {time.monotonic() - started:,.0f} s")
    for name, count in sorted(race.counts.items()):
        print(f"{name}: {count}")
    print(f"files harmed: {sum(one.startswith('harmed') for one in race.wrong)}")
    print(f"outside changes lost: {sum(one.startswith('lost') for one in race.wrong)}")
    print(f"other faults: {sum(not one.startswith(('harmed', 'lost')) for one in race.wrong)}")
    print(*race.wrong[:20], sep="\n")
    sys.exit(1 if race.wrong else 0)


class Race:
    """The files, the library that writes into them, and the other program."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        self.library, self.home = folder / "raced.db", folder / "home"
        self.counts: Counter[str] = Counter()
        self.wrong: list[str] = []
        self._usual = 0.2  # seconds that a write takes
        self._moment, self._order = "", ()
        self._deed: Deed | None = None
        self._compared = self._renamed = 0.0
        self.program = Program(self.home)
        install_plugin(self.home)
        self.other, end = multiprocessing.get_context("spawn").Pipe()
        spawn = multiprocessing.get_context("spawn")
        self._process = spawn.Process(target=other_program, args=(end,), daemon=True)
        self._process.start()
        spare_processes()
        self._set_hooks()
        self.world = World(folder)
        self.pristine = folder / "pristine"
        self.pristine.mkdir()
        self.files = [self._make(number) for number in range(BATCH)]
        self._scan()
        self._run("correct", "artist:Artist", "--new-tag", "--", "+jazz", "+loud")

    def _make(self, number: int) -> Recording:
        made = self.world.new(self.chance, FORMATS[number % len(FORMATS)])
        path = self.world.roots[0] / f"{number}.{made.suffix}"
        made.tags["genre"] = ["Dark Folk"]
        make(made, path)
        shutil.copyfile(path, self.pristine / path.name)
        theirs = {**made.tags, "genre": ["Theirs"], "comment": ["another file"]}
        shutil.copyfile(path, self.pristine / f"theirs {path.name}")
        write_tags(self.pristine / f"theirs {path.name}", theirs)
        return made

    def _run(self, *arguments: str) -> Any:
        done = self.program.here(self.library, *arguments)
        if "Traceback" in done.err:
            self.wrong.append(f"traceback: {arguments}: {done.err[-1500:]}")
        return done

    def _scan(self) -> None:
        root = self.world.roots[0]
        for file in root.iterdir():
            file.unlink()
        for one in self.files:
            path = Path(str(one.path))
            shutil.copyfile(self.pristine / path.name, path)
        self._run("scan", str(root))

    def _set_hooks(self) -> None:
        from tagstudio.audio.files import safe_change
        from tagstudio.engine.file_tags import write

        for module, name, moment, behind in (
            (safe_change, "_copy", "copied", True),
            (safe_change, "_give_attributes", "changed", False),
            (safe_change, "_flush", "flushed", True),
            (safe_change, "sha256_of", "compared", True),  # then comes the last look at its state
            (write, "finish", "renamed", False),
        ):
            setattr(module, name, self._hooked(getattr(module, name), moment, behind))

    def _hooked(self, function: Any, moment: str, behind: bool) -> Any:
        def hooked(*arguments: Any) -> Any:
            if moment == "renamed":
                self._renamed = time.monotonic()
            if not behind:
                self._reach(moment)
            result = function(*arguments)
            if moment == "compared":
                self._compared = time.monotonic()
            if behind:
                self._reach(moment)
            return result

        return hooked

    def _reach(self, moment: str) -> None:
        if moment == self._moment:
            self._moment = ""
            self.other.send((0.0, *self._order))
            self._deed = self.other.recv()

    def write(self, number: int) -> None:
        """Write into one file while the other program changes it."""
        if number % BATCH == 0 and number:
            self._scan()
        one = self.files[number % BATCH]
        path, action = str(one.path), self.chance.choice(ACTIONS)
        name = Path(path).name
        self._order = (action, path, str(self.pristine / f"theirs {name}"), number)
        self._compared, self._renamed = float("inf"), 0.0
        self._deed, timed = None, self.chance.random() < 0.5
        self._moment = "" if timed else self.chance.choice(MOMENTS)
        at = self._moment or "random moment"
        if timed:
            self.other.send((self.chance.uniform(0, 1.2 * self._usual), *self._order))
        started = time.monotonic()
        done = self._run("write", f"title:{one.marker}", "-y", "--json")
        self._usual += 0.2 * (time.monotonic() - started - self._usual)
        if timed:
            self._deed = self.other.recv()
        if self._deed is None:  # the write did not come to the hook
            self._moment = ""
            self.other.send((0.0, *self._order))
            self._deed = self.other.recv()
            at = "after it"
        written = bool(done.out) and json.loads(done.out).get("written", 0)
        self.counts[f"{action}: {'written' if written else 'refused or nothing to do'}"] += 1
        self.counts[f"at: {at}"] += 1
        assert self._deed is not None
        if wrong := self._harm(one, action, number, self._deed):
            if self._deed.ended >= self._compared and self._deed.began <= self._renamed:
                self.counts["within the rename"] += 1
            else:
                times = self._deed.began - self._compared, self._deed.ended - self._compared
                self.wrong.append(
                    f"{wrong}: {action} at {at}, {times} s after the last comparison, {path},"
                    f" {done.out} {done.err}"
                )

    def _harm(self, one: Recording, action: str, number: int, deed: Deed) -> str:
        """Return what is wrong with the file after the race, "" for nothing."""
        path = Path(str(one.path))
        elsewhere = path.with_name(f"renamed {number} {path.name}")
        if action in {"delete", "rename"} and path.exists():
            return "lost: it is there again"
        if action == "delete":
            return ""
        path = elsewhere if action == "rename" else path
        if not path.exists():
            return "harmed: it is gone"
        if action in {"truncate", "replace"}:
            return "" if sha256(path) == deed.sha else "lost: the file is not as they left it"
        theirs = [f"raced {number}"] if action == "retag" else None
        return _harm_in(path, one, theirs)

    def finish(self) -> None:
        """Check that nothing is left behind once the library has settled."""
        self.other.send(None)
        self._process.join()
        self._run("write", "-y", "--json")
        root = self.world.roots[0]
        if left := [str(path) for path in root.rglob(".*")]:
            self.wrong.append(f"left behind: {left}")


def _harm_in(path: Path, one: Recording, theirs: list[str] | None) -> str:
    """Return what is wrong with a file that is whole; `theirs` is their comment in it."""
    if sound_of(path) != one.sound:
        return "harmed: its sound is another one"
    tags = read_tags(path)
    if tags.pop("comment", None) != theirs:
        return "lost: their tag is not there"
    fields = tags.pop("genre"), tags.pop("mood", None)
    if tags != {key: value for key, value in one.tags.items() if key != "genre"}:
        return f"harmed: its tags are {tags}"
    # Own tags stand in the genre, a mood in its own field; half of them would be neither version.
    whole = (["Dark Folk"], None), (["Dark Folk", "jazz", "loud"], None)
    return "" if fields in whole else f"harmed: half of the fields is there: {fields}"


def other_program(orders: Connection) -> None:
    """Do to files what is ordered, each at its moment, and tell what was done."""
    while (order := orders.recv()) is not None:
        delay, action, path, theirs, number = order
        time.sleep(delay)
        began = time.monotonic()
        left = act(action, Path(path), Path(theirs), number)
        orders.send(Deed(left, began, time.monotonic()))


def act(action: str, path: Path, theirs: Path, number: int) -> str:
    """Change a file as another program would; return the hash of what it leaves there."""
    if action == "retag":
        write_tags(path, {**read_tags(path), "comment": [f"raced {number}"]})
    elif action == "replace":
        copy = path.with_name(f"theirs {number}")
        shutil.copyfile(theirs, copy)
        copy.replace(path)
    elif action == "truncate":
        with path.open("rb+") as file:
            left = file.read(path.stat().st_size // 2)
            file.truncate(len(left))
        return hashlib.sha256(left).hexdigest()
    elif action == "rename":
        path.rename(path.with_name(f"renamed {number} {path.name}"))
    elif action == "delete":
        path.unlink()
    else:
        os.utime(path, (number, number))
    return sha256(theirs) if action == "replace" else ""


if __name__ == "__main__":
    main()
