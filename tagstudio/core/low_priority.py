"""Work that lets everything else go first."""

import os
import sys
import threading
from contextlib import suppress

NICE = 10  # 19 is the lowest priority


def lower_priority() -> None:
    """Let all else go first, from here on, in this thread and the processes that it starts.

    Linux alone has priorities of single threads; elsewhere nothing changes.
    """
    if sys.platform == "linux":
        with suppress(OSError):  # it is as low already
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
