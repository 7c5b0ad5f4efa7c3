"""The most memory that a process and each of its children took, measured from beside them.

    with MemoryWatch() as memory: ...
    memory.print_all("beside work")

A process of its own looks at /proc every PERIOD seconds, so nothing is held up in the one that is
watched. Resident memory counts, of files too: program code that processes share is counted in each.
"""

import multiprocessing
import os
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple, Self

PERIOD = 0.1


class Taken(NamedTuple):
    """What a process took at most, and of that the pages of files; in MB."""

    name: str
    most: float
    of_files: float


class MemoryWatch:
    """Watches this process and all that it starts, until the end of the block."""

    def __enter__(self) -> Self:
        spawn = multiprocessing.get_context("spawn")
        self._pipe, far = spawn.Pipe()
        self._process = spawn.Process(target=_watch, args=(os.getpid(), far), daemon=True)
        self._process.start()
        self.taken: list[Taken] = []
        self._pipe.recv()
        return self

    def __exit__(self, *_: object) -> None:
        self._pipe.send("end")
        self.taken = self._pipe.recv()
        self._process.join()

    def print_all(self, what: str) -> None:
        """Print each process, the largest first."""
        for one in sorted(self.taken, key=lambda one: -one.most):
            text = f"{one.name}: {one.most:.0f} MB at most, of it {one.of_files:.0f} MB of files"
            print(f"memory, {what}: {text}", flush=True)


def memory_of(process: int) -> Taken | None:
    """Return what a process takes at most so far, None for one that is gone."""
    folder = Path(f"/proc/{process}")
    try:
        status = (folder / "status").read_text(encoding="utf-8", errors="replace")
        command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return None
    lines = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    if "VmHWM" not in lines:  # it has ended, and nobody has asked for its status yet
        return None
    most, of_files = (int(lines[name].split()[0]) * 1024 / 1e6 for name in ("VmHWM", "RssFile"))
    return Taken(command[:100].strip(), most, of_files)


def _watch(root: int, pipe: Connection) -> None:
    found: dict[int, Taken] = {}
    pipe.send("begun")
    while not pipe.poll(PERIOD):
        for process in _tree(root):
            if process != os.getpid() and (taken := memory_of(process)) is not None:
                found[process] = taken
    pipe.recv()
    pipe.send(list(found.values()))


def _tree(root: int) -> list[int]:
    """Return a process and all below it."""
    found = [root]
    for process in found:  # grows while it is walked
        try:
            tasks = list(Path(f"/proc/{process}/task").iterdir())
            for task in tasks:
                found += map(int, (task / "children").read_text(encoding="ascii").split())
        except OSError:
            continue
    return found


def reset_peak() -> None:
    """Let the most that this process took count anew from here."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
