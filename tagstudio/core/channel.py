"""JSON lines between a child process and the process that started it.

Libraries print to stdout, so the child keeps the pipe it was given for the protocol alone and
points descriptor 1 at stderr, before it imports anything that might print. A child that watches
its stdin for end-of-file dies with its parent, however the parent died.
"""

import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import IO, Any

Packet = dict[str, Any]

GOODBYE: Packet = {"goodbye": True}  # the last request: the parent ends the child


def encode_line(message: Packet) -> bytes:
    """Return `message` as one line of ASCII JSON; lone surrogates (odd file names) survive."""
    return json.dumps(message, separators=(",", ":"), allow_nan=False).encode("ascii") + b"\n"


class ChildEnd:
    """The child's end of the channel: requests in, messages out.

    Make it first of all: from then on whatever prints to stdout prints to stderr.
    """

    def __init__(self) -> None:
        # Invariant: descriptor 1 of the process that was started is a pipe that carries protocol
        # lines and nothing else; one stray byte ends the conversation. Native code (FFmpeg, CUDA)
        # writes to the number 1 and Python code to sys.stdout, so neither may lead to the pipe.
        # The pipe is duplicated to a number that only `_out` knows, then 2 is put in the place of
        # 1 (dup2 closes the old 1 atomically), and sys.stdout, whose buffer still points at 1, is
        # replaced so that its text is not held back in a block buffer beside stderr's lines.
        self._out: IO[bytes] = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)
        sys.stdout = sys.stderr
        self._in = sys.stdin.buffer
        self._write_lock = threading.Lock()
        self._requests: SimpleQueue[Packet] = SimpleQueue()

    def listen(self, on_urgent: Callable[[Packet], bool] = lambda message: False) -> None:
        """Read requests in a thread of their own; at end-of-file end this process at once.

        `on_urgent` gets each request first, in that thread, and returns True when it has handled
        it: a cancel cannot wait in the queue behind the request that it cancels.
        """

        def read() -> None:
            for line in self._in:
                message = json.loads(line)
                if message == GOODBYE:
                    os._exit(0)
                if not on_urgent(message):
                    self._requests.put(message)
            # End of file without a goodbye: the parent died. sys.exit would end this thread only,
            # and the main thread may be inside a library for minutes; no cleanup is owed, because
            # every file the process writes is replaced atomically. Nobody else is left to end what
            # this process started.
            if os.name == "posix" and os.getpgrp() == os.getpid():
                os.killpg(0, signal.SIGKILL)
            os._exit(0)

        threading.Thread(target=read, name="requests", daemon=True).start()

    def receive(self) -> Packet:
        """Wait for the next request."""
        return self._requests.get()

    def send(self, message: Packet) -> None:
        """Send one message; safe from any thread."""
        line = encode_line(message)
        with self._write_lock:
            self._out.write(line)
            self._out.flush()
