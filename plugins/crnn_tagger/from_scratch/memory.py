"""How the memory of large tensors is asked for: glibc gives each back to the system by default.

A training asks for the same hundreds of megabytes at every step; to get them from the system anew,
page by page, takes a good part of the processor's time.
"""

import ctypes
from contextlib import suppress

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # from malloc.h
_LARGEST = 1 << 30


def keep_freed_memory() -> None:
    """Let this process keep what it frees for what it needs next; where it cannot, do nothing."""
    with suppress(OSError, AttributeError, TypeError):  # no glibc
        library = ctypes.CDLL(None)
        for option in (_TRIM_THRESHOLD, _MMAP_THRESHOLD):
            library.mallopt(option, _LARGEST)
