"""A child process that speaks JSON lines: start, send, receive with a timeout, stop.

Protocol: requests go to the child's stdin and messages come from its stdout, one JSON object a line
(`core.channel`). The child's other output goes to a log file. A daemon thread here reads stdout
into a queue, so that `receive` can wait with a timeout, which a blocking read of a pipe cannot; the
end of the stream becomes the sentinel None, which is put back whenever it is taken, so that every
later `receive` finds the end too. A line without a newline was cut off by a kill and is dropped.
"""

import json
import logging
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from functools import cache
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import BinaryIO

from tagstudio.core.channel import Packet, encode_line
from tagstudio.core.messages import Message, message
from tagstudio.core.os_errors import as_sentence

SHELL_SIGNAL = 128
KILLED = 9  # the number of SIGKILL, which Windows has no name for

_log = logging.getLogger(__name__)

GIVING_WAY = 15  # the "nice" value, of 19 at most
STOP_SECONDS = 2.0  # for each of the three steps of `stop`


class ChildEvent(Exception):  # noqa: N818 - an event that the engine deals with
    """A child process does not answer; `message` is the reason, as a part of a sentence."""

    def __init__(self, reason: Message) -> None:
        self.message = reason
        super().__init__(str(reason))


class ChildDied(ChildEvent):
    """The process ended, or closed its end of the pipe, without being asked to."""


class ChildSilent(ChildEvent):
    """The process sent nothing within the timeout."""


class Child:
    """A running child process; its stderr is appended to the file `log`.

    The child must watch its stdin (see `ChildEnd.listen`): then it ends with this process, however
    this process ends, since the kernel closes the pipe. The threads of OpenMP, on which torch
    computes, sleep while they wait, where nothing else is set: as they are, they spin, and on
    processors with other work every small step takes many times as long.
    """

    def __init__(self, arguments: list[str], log: Path) -> None:
        with _appended(log) as stderr:
            self._process = subprocess.Popen(
                [sys.executable, *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                env={"OMP_WAIT_POLICY": "PASSIVE", **os.environ},
                start_new_session=True,  # Ctrl+C is for this process, which then stops the child
            )
        self._packets: SimpleQueue[Packet | None] = SimpleQueue()
        self._reader = threading.Thread(target=self._read, name="child messages", daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """The process number."""
        return self._process.pid

    def give_way(self) -> None:
        """Let the process have the processor only where nobody else needs it, if that can be said.

        Its threads inherit it from the moment of their start.
        """
        with suppress(OSError, AttributeError):  # ended already; Windows has no os.setpriority
            os.setpriority(os.PRIO_PROCESS, self.pid, GIVING_WAY)

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if not line.endswith(b"\n"):
                break  # killed in the middle of a message
            self._packets.put(json.loads(line))
        self._packets.put(None)

    def send(self, packet: Packet) -> None:
        """Send one packet; raise ChildDied if nobody is there to read it."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(encode_line(packet))
            self._process.stdin.flush()
        except OSError as error:
            raise ChildDied(_exit_status(self._process.poll())) from error

    def receive(self, seconds: float) -> Packet:
        """Wait for the next packet; raise ChildSilent after `seconds`, ChildDied at the end."""
        try:
            packet = self._packets.get(timeout=seconds)
        except Empty:
            raise ChildSilent(
                message("child.silent", "no answer for {seconds:.0f} s", seconds=seconds)
            ) from None
        if packet is None:
            self._packets.put(None)
            raise ChildDied(_exit_status(self._process.wait()))
        return packet

    def stop(self) -> None:
        """End the process: close its stdin, then terminate, then kill, STOP_SECONDS apart.

        Then kill its process group: a grandchild that is left would hold the write end of the pipe
        open, and the reader thread here would wait for the end of the stream for ever. The group's
        number is the child's, for the child leads a session of its own.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with suppress(OSError):  # it was gone already
            self._process.stdin.close()
        for harsher in (self._process.terminate, self._process.kill):
            try:
                self._process.wait(STOP_SECONDS)
                break
            except subprocess.TimeoutExpired:
                harsher()
        self._process.wait()
        if os.name == "posix":
            with suppress(OSError):  # nothing of it is left
                os.killpg(self._process.pid, signal.SIGKILL)
        self._reader.join()
        self._process.stdout.close()


def _appended(log: Path) -> BinaryIO:
    """Open a log file to append to; where that is refused, nothing is kept: work goes before it."""
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        return log.open("ab")
    except OSError as error:
        _warn(str(as_sentence(error)))
        return Path(os.devnull).open("ab")


@cache
def _warn(sentence: str) -> None:
    """Say a sentence once, however many children are started."""
    _log.warning("%s", sentence)


def _exit_status(status: int | None) -> Message:
    """Return how a process ended, in words; a shell says 128 + n for signal n, Python -n."""
    if not status:
        return message("child.ended", "it ended by itself")
    number = -status if status < 0 else status - SHELL_SIGNAL
    if number == KILLED:
        return message(
            "child.killed", "it was ended by the system, as happens where memory runs out"
        )
    if number > 0:
        return message("child.crashed", "it crashed, signal {signal}", signal=number)
    return message("child.exited", "it ended with an error, status {status}", status=status)
