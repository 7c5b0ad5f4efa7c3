"""Run the window's event loop inside a benchmark."""

import time
from collections.abc import Callable

from PySide6.QtWidgets import QApplication


def live(seconds: float) -> None:
    """Let the window live for so long. QTest.qWait would keep Python's lock from its threads."""
    end = time.perf_counter() + seconds
    while (left := end - time.perf_counter()) > 0:
        QApplication.processEvents()
        time.sleep(min(0.001, left))


def until(holds: Callable[[], object], what: str, patience: float = 30.0) -> None:
    """Let the window live until something holds, for `patience` seconds at most."""
    end = time.perf_counter() + patience
    while not holds():
        QApplication.processEvents()
        time.sleep(0.0005)
        assert time.perf_counter() < end, f"waited in vain: {what}"
