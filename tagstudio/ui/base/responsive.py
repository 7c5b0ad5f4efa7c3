"""Keep the window responsive: thread switches, garbage collection, modules loaded ahead."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module

from PySide6.QtCore import QObject, QTimer, Signal

SWITCH_SECONDS = 0.0005  # a thread at work gives way to the window ten times sooner than usual
COLLECT_MS = 200  # rows that are scrolled by make 100,000 objects a second: little at a time
FULL_EVERY = 300  # collections of what is young, for one of everything
LOAD_MS = 1000  # after the start, when the first rows are there
QT_STEP_MS = 20  # from the types of one module of Qt to the next: each takes up to 35 ms
QT_MODULES = ("QtCore", "QtGui", "QtWidgets", "QtSvg", "QtOpenGL", "QtOpenGLWidgets", "QtTest")
MANY = 20_000  # new objects: to look at so many takes some milliseconds
PATIENCE = 1500  # ticks at most that a collection waits for a job to let go of its objects
SETTLED_MS = 2500  # after the start: what is there by then stays until the end
LOADED_SECONDS = 5.0


@contextmanager
def responsive(modules: Sequence[str] = ()) -> Iterator[LoadingAhead]:
    """Keep the window responsive inside the block; at its end all is as it was.

    `modules` are loaded on a thread soon after the start, so that the screens in them open at
    once when they are wanted; what loads them says when they are there.
    """
    interval = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_SECONDS)
    collector, ahead = GarbageCollector(), LoadingAhead(modules)
    try:
        yield ahead
    finally:
        ahead.stop()
        collector.stop()
        sys.setswitchinterval(interval)


class GarbageCollector(QObject):
    """Collects on the window's thread, between two events, in the place of Python's own rhythm.

    Python collects in whichever thread allocates. One that reads 100,000 rows sets off collections
    of everything, each of which stops all threads for 70 to 100 ms in a process of this size; and
    a widget that is collected on another thread is destroyed there, which Qt forbids.
    """

    # Reference counts free nearly everything at once; what is left to collect are circles, of which
    # a window makes few. So each tick looks at the two young generations only, a few ms, and every
    # FULL_EVERY-th at the oldest too. The cost of that one grows with the number of objects: at
    # SETTLED_MS, when modules and first screens are loaded, one full collection is made and all
    # that survives it is frozen, into a generation that no collection looks at. `stop` must
    # unfreeze before Python collects again, or circles among the frozen would never be freed.
    #
    # A collection of the young looks at each object that is younger, and a job that reads 100,000
    # tracks holds a million of those, nearly all in use: 100 ms each time, for nothing. So while
    # more than MANY are alive it waits, until the job lets go of them or PATIENCE is at an end.

    def __init__(self) -> None:
        super().__init__()
        self._ticks = 0
        self._waited = 0  # ticks
        gc.disable()
        self._timer = QTimer(self, interval=COLLECT_MS)
        self._timer.timeout.connect(self._collect)
        self._timer.start()
        self._settled = QTimer(self, interval=SETTLED_MS, singleShot=True)
        self._settled.timeout.connect(self._set_aside)
        self._settled.start()

    def stop(self) -> None:
        """Leave the collecting to Python again."""
        self._timer.stop()
        self._settled.stop()
        gc.unfreeze()
        gc.enable()

    def _collect(self) -> None:
        if gc.get_count()[0] > MANY and self._waited < PATIENCE:
            self._waited += 1
            return
        self._waited = 0
        self._ticks += 1
        gc.collect(1 if self._ticks % FULL_EVERY else 2)

    def _set_aside(self) -> None:
        gc.collect()
        gc.freeze()


class LoadingAhead(QObject):
    """Loads modules on a thread, LOAD_MS after the start; `loaded` comes when all are there.

    PySide6 makes each of its types when somebody asks for it first. Modules ask for them, and
    pyqtgraph for every one; where the window's thread asked at the same time, the program ended by
    a segmentation fault in PySide6 6.11. So this thread makes all of them before the other begins.
    """

    loaded = Signal()

    def __init__(self, modules: Sequence[str]) -> None:
        super().__init__()
        self._modules = modules
        self._qt = list(QT_MODULES)  # whose types are still to be made
        self._stopped = False
        self._thread = threading.Thread(target=self._load, name="loading ahead", daemon=True)
        self._timer = QTimer(self, interval=LOAD_MS, singleShot=True)
        self._timer.timeout.connect(self._make_types)
        self._timer.start()

    def stop(self) -> None:
        """Stop loading; wait for a module that is being loaded."""
        self._timer.stop()
        self._stopped = True
        self._modules = ()
        if self._thread.is_alive():
            self._thread.join(LOADED_SECONDS)

    def _make_types(self) -> None:
        """Make the types of one more module of Qt; after the last one let the thread begin."""
        if not self._qt:
            self._thread.start()
            return
        with suppress(ImportError):  # one that this build leaves out
            module = import_module(f"PySide6.{self._qt.pop(0)}")
            for name in dir(module):
                getattr(module, name, None)
        self._timer.start(QT_STEP_MS)

    def _load(self) -> None:
        while self._modules:
            module, *self._modules = self._modules
            with suppress(ImportError):  # reported where the module is needed
                import_module(module)
        if not self._stopped:
            self.loaded.emit()
