"""A Ray cluster of several nodes on this machine, each a raylet with ports of its own.

For benchmarks/ray_cluster.py. No node uses the ports that Ray takes by default (6379, 8265, 10001
to 19999); whatever is started here is found again by its parents, and nothing else is touched.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Self

PORTS_A_NODE = 100
SECONDS_TO_START = 120.0
ATTEMPTS = 5  # Ray gives a node 30 s, which a busy machine may not have for it
HEARER = b"ray::Hearer"


class Cluster:
    """Nodes that are started by name; all of them end with the `with` statement."""

    def __init__(self, first_port: int, folder: Path) -> None:
        self._first = first_port
        self._folder = folder
        self._nodes: dict[str, subprocess.Popen[bytes]] = {}
        self._started = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        for name in [*self._nodes][::-1]:
            self.kill(name)
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def address(self) -> str:
        """The address of the head."""
        return f"127.0.0.1:{self._first}"

    def start(self, name: str, cores: int) -> None:
        """Start a node, the first one as the head, and wait until it has joined."""
        base = self._first + PORTS_A_NODE * self._started + 10
        is_head = not self._started
        self._started += 1
        head = [
            "--head",
            f"--port={self._first}",
            "--include-dashboard=false",
            f"--temp-dir={self._folder}",
        ]
        names = (
            "node-manager-port",
            "object-manager-port",
            "metrics-export-port",
            "dashboard-agent-listen-port",
            "dashboard-agent-grpc-port",
            "runtime-env-agent-port",
        )
        command = [
            str(Path(sys.executable).with_name("ray")),
            "start",
            *(head if is_head else [f"--address={self.address}"]),
            f"--node-name={name}",
            f"--num-cpus={cores}",
            f"--object-store-memory={100 << 20}",
            *(f"--{option}={base + number}" for number, option in enumerate(names)),
            f"--min-worker-port={base + 20}",
            f"--max-worker-port={base + 80}",
            "--disable-usage-stats",
            "--block",
        ]
        self._folder.parent.mkdir(parents=True, exist_ok=True)
        for attempt in range(1, ATTEMPTS + 1):
            if self._has_started(name, command, is_last=attempt == ATTEMPTS):
                return

    def _has_started(self, name: str, command: list[str], *, is_last: bool) -> bool:
        """Start a node; tell whether it has joined, or on the last attempt raise SystemExit."""
        log = (self._folder.parent / f"{name}.log").open("wb")
        own = os.environ | {"RAY_worker_niceness": "0"}  # as the run that it is compared with
        self._nodes[name] = subprocess.Popen(
            command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True, env=own
        )
        if self._joins(name, log.name):
            return True
        if is_last:
            said = Path(log.name).read_text()[-2000:]
            raise SystemExit(f"the node {name} does not start: {said}")
        self.kill(name)
        return False

    def kill(self, name: str) -> None:
        """End all processes of a node at once, without a word to anybody."""
        node = self._nodes.pop(name)
        for pid in [node.pid, *descendants(node.pid)]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        node.wait()

    def hearers(self) -> list[int]:
        """Return the process numbers of the hearers of all nodes."""
        return [
            pid
            for node in self._nodes.values()
            for pid in descendants(node.pid)
            if command_of(pid).startswith(HEARER)
        ]

    def _joins(self, name: str, log: str) -> bool:
        until = time.monotonic() + SECONDS_TO_START
        node = self._nodes[name]
        while time.monotonic() < until and node.poll() is None:
            if any(b"/raylet/raylet" in command_of(pid) for pid in descendants(node.pid)) and (
                b"Ray runtime started" in Path(log).read_bytes()
            ):
                return True
            time.sleep(0.5)
        return False


def descendants(pid: int) -> list[int]:
    """Return the children of a process and theirs, as Linux knows them."""
    parents = dict(_parents())
    found, left = [], [pid]
    while left:
        parent = left.pop()
        children = [child for child, of in parents.items() if of == parent]
        found += children
        left += children
    return found


def _parents() -> Iterator[tuple[int, int]]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError, ValueError, IndexError):
                yield (
                    int(entry.name),
                    int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1]),
                )


def command_of(pid: int) -> bytes:
    """Return the command line of a process, nothing for one that is gone."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""
