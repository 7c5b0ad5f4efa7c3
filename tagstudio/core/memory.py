"""How glibc treats the memory that this process frees; no effect with another C library.

glibc gives large blocks back to the system at once and keeps small ones. A training, which asks for
the same hundreds of megabytes at every step, is faster when it keeps the large ones too; a window,
which stays open for hours, should give all back.
"""

import ctypes
from contextlib import suppress

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # from malloc.h
_LARGEST = 1 << 30


def keep_freed_memory() -> None:
    """Let this process keep freed memory for its next allocations.

    To get it from the system anew, page by page, takes a good part of a training's time.
    """
    for option in (_TRIM_THRESHOLD, _MMAP_THRESHOLD):
        _glibc("mallopt", option, _LARGEST)


def give_freed_memory_back() -> None:
    """Return freed memory to the system, as after a long job."""
    _glibc("malloc_trim", 0)


def _glibc(function: str, *arguments: int) -> None:
    with suppress(OSError, AttributeError, TypeError):
        getattr(ctypes.CDLL(None), function)(*arguments)
