"""When what changed has rested: a copy that grows, or a folder that fills, is left alone."""

import os
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass

from tagstudio.engine.watching.mounts import contains

WALK_SHARE = 20  # a large folder is looked through again after so many times what that took


@dataclass
class _Touched:
    """What a path looked like `since` when; to be looked at again at `due`."""

    look: int | None
    is_folder: bool
    since: float
    due: float


class RestingPaths:
    """The paths that changed, until each has looked the same for `seconds`.

    A file looks the same while its size and times do, a folder while all that lies in it does; what
    is gone rests, too. `clock` tells the time in seconds.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._touched: dict[str, _Touched] = {}

    def touch(self, path: str) -> None:
        """Note that `path` changed just now; what is in a folder that changed goes with it."""
        now, is_folder = self._clock(), os.path.isdir(path)  # noqa: PTH112 - for each event
        if (known := self._touched.get(path)) is not None and known.is_folder == is_folder:
            known.since, known.due = now, max(known.due, now + self._seconds)
        elif not is_folder or not self._is_covered(path):
            self._touched[path] = _Touched(_look(path), is_folder, now, now + self._seconds)

    def rested(self) -> list[str]:
        """Return the paths that have rested, outermost ones only, and forget them."""
        now = self._clock()
        found = [
            path
            for path, one in list(self._touched.items())
            if one.due <= now and self._has_rested(path, one)
        ]
        found = [
            path for path in found if not any(path != it and contains(it, path) for it in found)
        ]
        for path in found:
            for inner in [one for one in self._touched if contains(path, one)]:
                del self._touched[inner]
        return found

    def next_due(self) -> float | None:
        """Return when to look again, None while nothing waits."""
        return min((one.due for one in self._touched.values()), default=None)

    def _has_rested(self, path: str, one: _Touched) -> bool:
        began = self._clock()
        look = _look(path)
        now = self._clock()
        if look != one.look:
            one.look, one.since = look, now
            one.due = now + max(self._seconds, WALK_SHARE * (now - began))
            return False
        one.due = one.since + self._seconds
        return one.due <= now

    def _is_covered(self, path: str) -> bool:
        return any(one.is_folder and contains(it, path) for it, one in self._touched.items())


def _look(path: str) -> int | None:
    """Return a number for what a file or all in a folder looks like, None where nothing is."""
    try:
        status = os.stat(path)  # noqa: PTH116 - for each event
    except OSError:
        return None
    if not stat.S_ISDIR(status.st_mode):
        return hash(_looks(status))
    looks = []
    for folder, _, names in os.walk(path):
        for name in names:
            inner = os.path.join(folder, name)  # noqa: PTH118 - for each file
            try:
                looks.append((inner, *_looks(os.stat(inner))))  # noqa: PTH116
            except OSError:
                looks.append((inner,))
    return hash(tuple(looks))


def _looks(status: os.stat_result) -> tuple[int, ...]:
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns
