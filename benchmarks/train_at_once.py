"""Train in two libraries of one home at the same time, and check that each gets its own version.

    python benchmarks/train_at_once.py --rounds 5

Two processes of the whole program train versions of one model, on opposite answers. Right is a
round in which both end well, with versions of different names that say which library they learned
from, and whose weights are, bit for bit, those that the library teaches when it trains alone.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).absolute().parent.parent))

from random_steps_program import Program, install_plugin
from random_steps_sound import World, make

TRACKS = 12
LIBRARIES = ("one", "two")


def main() -> None:
    """Train alone, then at once, and compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    right = 0
    with tempfile.TemporaryDirectory(prefix="train-at-once-") as name:
        folder = Path(name)
        prepare(folder)
        alone = {library: weights_of(folder, train_alone(folder, library)) for library in LIBRARIES}
        for number in range(1, options.rounds + 1):
            start_anew(folder)
            wrong = train_both(folder, alone)
            right += not wrong
            print(f"round {number}: {wrong or 'right'}", flush=True)
    print(f"{right} of {options.rounds} rounds right")
    sys.exit(0 if right == options.rounds else 1)


def prepare(folder: Path) -> None:
    """Make music and two libraries with opposite answers, and keep a copy of the home."""
    home, chance, world = folder / "home", random.Random(1), World(folder)
    program = Program(home)
    install_plugin(home)
    for _ in range(TRACKS):
        one = world.new(chance, "flac")
        make(one, world.free_path(world.roots[0], one.suffix, chance))
    for library, signs in zip(LIBRARIES, ("+-", "-+"), strict=True):
        path = folder / f"{library}.db"
        for command in (
            ("scan", str(world.roots[0])),
            ("suggest",),
            ("correct", 'path:"disc"', "--", f"{signs[0]}jazz", f"{signs[1]}loud"),
            ("correct", '-path:"disc"', "--", f"{signs[1]}jazz", f"{signs[0]}loud"),
        ):
            done = program.itself(path, *command, chance=None)
            if done.status:
                sys.exit(f"{command}: {done.out}{done.err}")
    shutil.copytree(home, folder / "home before")
    for library in LIBRARIES:
        shutil.copyfile(folder / f"{library}.db", folder / f"{library} before.db")


def start_anew(folder: Path) -> None:
    """Put home and libraries back to before the first training."""
    shutil.rmtree(folder / "home")
    shutil.copytree(folder / "home before", folder / "home")
    for library in LIBRARIES:
        for log in ("-wal", "-shm"):
            (folder / f"{library}.db{log}").unlink(missing_ok=True)
        shutil.copyfile(folder / f"{library} before.db", folder / f"{library}.db")


def start(folder: Path, library: str) -> "subprocess.Popen[bytes]":
    """Start a training."""
    command = [sys.executable, "-m", "tagstudio", "--library", str(folder / f"{library}.db")]
    return subprocess.Popen(
        [*command, "train", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def train_alone(folder: Path, library: str) -> str:
    """Train in one library, and return the name of its version."""
    start_anew(folder)
    out, err = start(folder, library).communicate()
    if not out:
        sys.exit(err.decode())
    return str(json.loads(out)["version"])


def weights_of(folder: Path, version: str) -> Any:
    """Return the weights of a version and its shadows, and the library it says it learned from."""
    found = folder / "home" / "data" / "models" / "crnn_tagger" / f"{version}.json"
    read = json.loads(found.read_text("utf-8"))
    return read["weights"], read["shadows"], read["library"]["library_id"], read["library"]["path"]


def train_both(folder: Path, alone: dict[str, Any]) -> str:
    """Train in both libraries at once; return what is wrong, "" for nothing."""
    running = {library: start(folder, library) for library in LIBRARIES}
    versions = {}
    for library, process in running.items():
        out, err = process.communicate()
        if process.returncode:
            return f"{library} failed: {err.decode().strip()}"
        versions[library] = json.loads(out)["version"]
    if len(set(versions.values())) < len(LIBRARIES):
        return f"both are called {versions['one']}"
    others = [name for name, one in versions.items() if weights_of(folder, one) != alone[name]]
    return f"{', '.join(others)} got another version than alone" if others else ""


if __name__ == "__main__":
    main()
