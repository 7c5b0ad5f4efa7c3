"""The memory of this process: its limit, and how glibc treats what the process frees.

glibc gives large blocks back to the system at once and keeps small ones. A training, which asks for
the same hundreds of megabytes at every step, is faster when it keeps the large ones too; a window,
which stays open for hours, should give all back. With another C library that has no
effect.
"""

import ctypes
from contextlib import suppress
from pathlib import Path

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


def limit_memory(beyond: int) -> None:
    """Make an allocation fail `beyond` so many bytes more, where the system can (Linux)."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (ImportError, OSError):
        return
    in_use = pages * resource.getpagesize()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = in_use + beyond
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _glibc(function: str, *arguments: int) -> None:
    with suppress(OSError, AttributeError, TypeError):
        getattr(ctypes.CDLL(None), function)(*arguments)
