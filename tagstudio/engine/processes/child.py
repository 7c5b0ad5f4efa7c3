"""A child process that speaks JSON lines: start, send, receive with a timeout, stop.

Protocol: requests go to the child's stdin and messages come from its stdout, one JSON object a line
(`core.channel`). What else the child prints goes to a log file (`child_log`). A daemon thread here
reads stdout into a queue, so that `receive` can wait with a timeout, which a blocking read of a
pipe cannot; the end of the stream becomes the sentinel None, which is put back whenever it is
taken, so that every later `receive` finds the end too. A line without a newline was cut off by a
kill and is dropped.

The child may run foreign code, so nothing that it sends can hurt this process: the queue holds
MOST_WAITING messages, behind which the child waits at its pipe; a line of more than MOST_BYTES, or
one that is no JSON object, ends the conversation as the death of the child does.
"""

import json
import os
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from queue import Empty, Full, Queue

from tagstudio.core.channel import GOODBYE, Packet, encode_line
from tagstudio.core.messages import Message, message
from tagstudio.core.own_program import python_command
from tagstudio.engine.processes.child_log import ChildLog
from tagstudio.engine.processes.descendants import Descendants
from tagstudio.engine.processes.starving import seconds_starved

SHELL_SIGNAL = 128
KILLED = 9  # the number of SIGKILL, which Windows has no name for

GIVING_WAY = 15  # the "nice" value, of 19 at most
STOP_SECONDS = 2.0  # for each of the three steps of `stop`
MOST_WAITING = 256  # messages
MOST_BYTES = 256 << 20  # of a message; a batch of feature maps has some MiB
MOST_STARVED = 9  # so ten times the seconds at most
FULL_SECONDS = 0.1  # between two looks whether there is room in the queue


class ChildEvent(Exception):  # noqa: N818 - an event that the engine deals with
    """A child process does not answer; `message` is the reason, as a part of a sentence."""

    def __init__(self, reason: Message) -> None:
        self.message = reason
        super().__init__(str(reason))


class ChildDied(ChildEvent):
    """The process ended, closed its end of the pipe, or sent what is no message."""


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
        self._descendants = Descendants()
        own = {"OMP_WAIT_POLICY": "PASSIVE", **os.environ, **self._descendants.environment}
        self._process = subprocess.Popen(
            python_command(*arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=own,
            start_new_session=True,  # Ctrl+C is for this process, which then stops the child
        )
        assert self._process.stderr is not None
        self._log = ChildLog(self._process.stderr, log)
        self.left_behind = 0  # processes that the child started and did not end; known once stopped
        self._fault: Message | None = None
        self._stopped = threading.Event()
        self._packets: Queue[Packet | None] = Queue(MOST_WAITING)
        self._reader = threading.Thread(target=self._read, name="child messages", daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """The process number."""
        return self._process.pid

    def give_way(self, nice: int = GIVING_WAY) -> None:
        """Let the process have the processor only where nobody else needs it, if that can be said.

        `nice` says how far, 19 at most; one that gives way farther stays as it is. Its threads and
        processes inherit it from the moment of their start.
        """
        with suppress(OSError, AttributeError):  # ended already; Windows has no os.setpriority
            if os.getpriority(os.PRIO_PROCESS, self.pid) < nice:
                os.setpriority(os.PRIO_PROCESS, self.pid, nice)

    @property
    def is_flooding(self) -> bool:
        """Tell whether the process has printed more than its log keeps."""
        return self._log.is_flooded

    def _read(self) -> None:
        for packet in self._arriving():
            self._put(packet)
        self._put(None)

    def _put(self, packet: Packet | None) -> None:
        """Queue a packet once there is room; once stopped only the end, for who waits for more."""
        while not self._stopped.is_set():
            try:
                self._packets.put(packet, timeout=FULL_SECONDS)
                return
            except Full:
                continue
        if packet is None:
            with suppress(Empty, Full):
                if self._packets.full():
                    self._packets.get_nowait()
                self._packets.put_nowait(None)

    def _arriving(self) -> Iterator[Packet]:
        """Yield the packets up to the end of the stream, or up to a fault, which is noted."""
        assert self._process.stdout is not None
        while line := self._process.stdout.readline(MOST_BYTES + 1):
            if len(line) > MOST_BYTES:
                self._fault = message(
                    "child.huge-message",
                    "it sent a message of more than {most} MiB",
                    most=MOST_BYTES >> 20,
                )
                return
            if not line.endswith(b"\n"):
                return  # killed in the middle of a message
            try:
                packet = json.loads(line)
            except (ValueError, RecursionError):
                packet = None
            if not isinstance(packet, dict):
                self._fault = message("child.no-message", "it sent something that is no message")
                return
            yield packet

    def send(self, packet: Packet) -> None:
        """Send one packet; raise ChildDied if nobody is there to read it."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(encode_line(packet))
            self._process.stdin.flush()
        except OSError as error:
            raise ChildDied(_exit_status(self._process.poll())) from error

    def receive(self, seconds: float, *, by_the_clock: bool = False) -> Packet:
        """Wait for the next packet; raise ChildSilent after `seconds`, ChildDied at the end.

        The time in which the process waits for a processor, because others have them all, does not
        count, up to MOST_STARVED times the seconds; `by_the_clock` it does.
        """
        packet = self._next(seconds, 0.0 if by_the_clock else MOST_STARVED * seconds)
        if packet is None:
            self._packets.put(None)  # there is room: one was taken
            raise ChildDied(self._fault or self._ending())
        return packet

    def _next(self, seconds: float, most_starved: float) -> Packet | None:
        begun, starved_before = time.monotonic(), seconds_starved(self.pid)
        left = seconds
        while True:
            with suppress(Empty):
                return self._packets.get(timeout=left)
            passed, starved = time.monotonic() - begun, seconds_starved(self.pid) - starved_before
            left = seconds - passed + min(starved, most_starved)
            if left <= 0:
                break
        raise ChildSilent(message("child.silent", "no answer for {seconds:.0f} s", seconds=seconds))

    def _ending(self) -> Message:
        """Return how the process ended that sends no more; it may also live on."""
        try:
            return _exit_status(self._process.wait(STOP_SECONDS))
        except subprocess.TimeoutExpired:
            return message("child.closed", "it closed its channel")

    def stop(self) -> None:
        """End the process: close its stdin, then terminate, then kill, STOP_SECONDS apart.

        Then end what it started (`left_behind` is the number of processes): what is left would hold
        the write ends of the pipes open, and the threads here would wait for the ends of the
        streams for ever. Where such a process cannot be found, the threads are left to wait.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._stopped.set()
        # It may be gone already, or read no more, so that the pipe is full; before Python 3.12
        # Windows cannot write without waiting, and the end of the stream has to do.
        with suppress(OSError, AttributeError):
            os.set_blocking(self._process.stdin.fileno(), False)
            os.write(self._process.stdin.fileno(), encode_line(GOODBYE))
        with suppress(OSError):
            self._process.stdin.close()
        for harsher in (self._process.terminate, self._process.kill):
            try:
                self._process.wait(STOP_SECONDS)
                break
            except subprocess.TimeoutExpired:
                harsher()
        self._process.wait()
        self.left_behind = self._descendants.end(self._process.pid)
        self._reader.join(STOP_SECONDS)
        if not self._reader.is_alive():
            self._process.stdout.close()
        self._log.close(STOP_SECONDS)


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
