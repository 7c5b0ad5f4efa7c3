"""Processes that a child started, found by a mark in their environment, and ended with it.

A process group holds what a child forked, but not what then made a session of its own, as daemons
do. Such a process would go on after the program, and hold the child's pipes open. It inherits the
environment of the child, in which a variable has a value of this child's own; Linux tells the
environment of a process. On other systems only the process group is ended.
"""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

_VARIABLE = "TAGSTUDIO_CHILD"
_PROCESSES = Path("/proc")
_ROUNDS = 5  # a process may fork while the list is read
_GRACE_SECONDS = 0.2  # in which what notices the end of the child ends by itself


class Descendants:
    """The processes that carry the mark of one child, itself among them while it runs."""

    def __init__(self) -> None:
        self._mark = f"{_VARIABLE}={uuid4().hex}".encode()

    @property
    def environment(self) -> dict[str, str]:
        """The variables with which the child has to be started."""
        name, _, value = self._mark.decode().partition("=")
        return {name: value}

    def end(self, group: int) -> int:
        """End what the child left behind; return how many did not end by themselves.

        The child has ended; `group` is the process group that it led.
        """
        if os.name != "posix":
            return 0
        left = self._found()
        if left:
            time.sleep(_GRACE_SECONDS)
            left = self._found()
        with suppress(OSError):  # nothing of the group is left
            os.killpg(group, signal.SIGKILL)
        found, rounds = left, _ROUNDS
        while found and rounds:
            for pid in found:
                with suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
            found, rounds = self._found(), rounds - 1
        return len(left)

    def _found(self) -> list[int]:
        if not _PROCESSES.is_dir():
            return []
        numbers = [int(path.name) for path in _PROCESSES.iterdir() if path.name.isdigit()]
        return [pid for pid in numbers if self._is_marked(pid)]

    def _is_marked(self, pid: int) -> bool:
        with suppress(OSError):  # of another user, or gone
            return self._mark in (_PROCESSES / str(pid) / "environ").read_bytes().split(b"\0")
        return False
