"""JSON lines between a child process and the process that started it.

Libraries print to stdout, so the child keeps the pipe it was given for the protocol alone and
points descriptor 1 at stderr, before it imports anything that might print. A child that watches
its stdin for end-of-file dies with its parent, however the parent died.
"""

import json
import os
import sys
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import IO, Any

Message = dict[str, Any]


def encode_line(message: Message) -> bytes:
    """Return `message` as one line of ASCII JSON; lone surrogates (odd file names) survive."""
    return json.dumps(message, separators=(",", ":"), allow_nan=False).encode("ascii") + b"\n"


class ChildEnd:
    """The child's end of the channel: requests in, messages out.

    Make it first of all: from then on whatever prints to stdout prints to stderr.
    """

    def __init__(self) -> None:
        self._out: IO[bytes] = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)
        sys.stdout = sys.stderr
        self._in = sys.stdin.buffer
        self._write_lock = threading.Lock()
        self._requests: SimpleQueue[Message] = SimpleQueue()

    def listen(self, on_urgent: Callable[[Message], bool] = lambda message: False) -> None:
        """Read requests in a thread of their own; at end-of-file end this process at once.

        `on_urgent` sees each request first, in that thread, and returns True when it has dealt
        with it (a cancel cannot wait in the queue behind what it cancels).
        """

        def read() -> None:
            for line in self._in:
                message = json.loads(line)
                if not on_urgent(message):
                    self._requests.put(message)
            os._exit(0)  # the parent is gone; nothing that is left here has anyone to tell

        threading.Thread(target=read, name="requests", daemon=True).start()

    def receive(self) -> Message:
        """Wait for the next request."""
        return self._requests.get()

    def send(self, message: Message) -> None:
        """Send one message; safe from any thread."""
        line = encode_line(message)
        with self._write_lock:
            self._out.write(line)
            self._out.flush()
